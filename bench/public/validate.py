"""Every public page through two HTML validators of npm: html-validate, and Nu (vnu-jar), where Java is.

Run: make check-pages      (NPM=/a/folder: where both are installed; else a temporary one)
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.site import pages

VALIDATORS = ("html-validate@10.17.0", "vnu-jar")
# What the language demands, none of a house's own style (html-validate.org/rules/presets.html).
RULES = {"extends": ["html-validate:standard"], "root": True}


def main() -> int:
    with TemporaryDirectory() as kept:
        folder = Path(kept)
        (folder / "pages").mkdir()
        with pages(folder) as found:
            for name, address in found.items():
                (folder / "pages" / f"{name}.html").write_bytes(read(name, address))
        (folder / "pages" / ".htmlvalidate.json").write_text(json.dumps(RULES))
        npm = Path(os.environ.get("NPM") or installed(folder / "npm"))
        return max(html_validate(npm, folder / "pages"), nu(npm, folder / "pages"))


def read(name: str, address: str) -> bytes:
    """A page; what is not there, not ready yet or over is refused and told in a page, nothing else may be."""
    try:
        return urllib.request.urlopen(address).read()
    except urllib.error.HTTPError as refused:
        if not name.startswith(("nowhere", "letter-", "closed-sign-")):
            raise
        return refused.read()


def installed(folder: Path) -> Path:
    """The validators, installed into a folder."""
    folder.mkdir()
    subprocess.run(["npm", "install", "--silent", "--no-audit", *VALIDATORS], cwd=folder, check=True)
    return folder


def html_validate(npm: Path, folder: Path) -> int:
    """How html-validate judges all pages of a folder."""
    command = [
        npm / "node_modules/.bin/html-validate",
        "--max-warnings",
        "0",
        "--formatter",
        "stylish",
        folder,
    ]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    print(done.stdout + done.stderr or f"html-validate: no error in {len(list(folder.glob('*.html')))} pages")
    return done.returncode


def nu(npm: Path, folder: Path) -> int:
    """How the Nu validator of the W3C judges them."""
    jar = next(npm.glob("node_modules/vnu-jar/**/vnu.jar"), None)
    if not jar or not shutil.which("java"):
        print("Nu: not here (it needs Java)")
        return 0
    command = [
        "java",
        "-jar",
        jar,
        "--also-check-css",
        "--format",
        "gnu",
        "--errors-only",
        "--skip-non-html",
        folder,
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    print(done.stderr or f"Nu: no error in {len(list(folder.glob('*.html')))} pages")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
