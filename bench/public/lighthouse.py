"""Four pages as Lighthouse (npm) judges them on its slow phone: accessibility, best practices, SEO, performance.

Run: make check-pages      (NPM=/a/folder: where it is installed; else a temporary one; needs Chromium)
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.site import pages
from tests.browser import found

LIGHTHOUSE = "lighthouse@12.8.2"
JUDGED = ("appeal-kk", "appeal-en", "front-ru", "closed-letter-ru")
KINDS = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}


def main() -> int:
    with TemporaryDirectory() as kept:
        folder, low = Path(kept), 0
        npm = Path(os.environ.get("NPM") or installed(folder / "npm"))
        with pages(folder) as addresses:
            for name in JUDGED:
                said = judged(npm, addresses[name])
                kinds = [
                    kind for kind in KINDS if (name, kind) != ("closed-letter-ru", "seo")
                ]  # left out, for its names
                scores = {kind: round(100 * said["categories"][kind]["score"]) for kind in kinds}
                low += sum(scores[kind] < KINDS[kind] for kind in kinds)
                facts = (
                    "first-contentful-paint",
                    "largest-contentful-paint",
                    "cumulative-layout-shift",
                    "total-byte-weight",
                )
                print(
                    name, scores, {fact: said["audits"][fact]["displayValue"] for fact in facts}, flush=True
                )
                for kind in kinds:
                    for each in said["categories"][kind]["auditRefs"]:
                        audit = said["audits"][each["id"]]
                        if each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                            print("   ", kind, audit["id"], audit.get("displayValue", ""))
    return low


def installed(folder: Path) -> Path:
    """Lighthouse, installed into a folder."""
    folder.mkdir()
    subprocess.run(["npm", "install", "--silent", "--no-audit", LIGHTHOUSE], cwd=folder, check=True)
    return folder


def judged(npm: Path, address: str) -> dict[str, dict[str, dict]]:
    """The report on a page."""
    command = [
        npm / "node_modules/.bin/lighthouse",
        address,
        "--quiet",
        "--output=json",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    environment = os.environ | {"CHROME_PATH": found() or ""}
    return json.loads(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)


if __name__ == "__main__":
    sys.exit(main())
