"""Finds a real Chromium for the browser tests, or installs one.

`make test` runs this first, so that no test is skipped in silence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def found() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, one on PATH, or the one that Playwright installed."""
    if told := os.environ.get("CHROMIUM"):
        return told
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    for pattern in (
        "chromium-*/chrome-linux*/chrome",
        "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    ):
        if paths := sorted(kept.glob(pattern)):
            return str(paths[-1])
    return None


def install() -> None:
    """Install Chromium: from the system's packages where that may be done, else by Playwright into the home folder."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, **quiet)  # type: ignore[call-overload]
        done = subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            check=False,
            env=environment,
            **quiet,
        )  # type: ignore[call-overload]
        if done.returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if not found():
        print("Installing Chromium for the browser tests (once)…")  # noqa: T201
        install()
    if not found():
        sys.exit(
            "No Chromium was found and none could be installed: install it, or name one with CHROMIUM=/path."
        )
