"""Finds a real Chromium for the browser tests, or installs one.

`make test` runs this first, so that no test is skipped in silence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_KEPT = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
# Chromium without the windows around its pages: to open one costs a fifth, to go to a page half as much.
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
_KEPT_SHELLS = ("chromium_headless_shell-*/*/*headless*shell",)


def found() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, one on PATH, or the one that Playwright installed."""
    return os.environ.get("CHROMIUM") or _one(_NAMES, _KEPT) or _one(_SHELLS, _KEPT_SHELLS)


def quickest() -> str | None:
    """The path of what tests are run in: CHROMIUM, one without windows, or any."""
    return os.environ.get("CHROMIUM") or _one(_SHELLS, _KEPT_SHELLS) or found()


def _one(names: tuple[str, ...], patterns: tuple[str, ...]) -> str | None:
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    for name in names:
        if path := shutil.which(name):
            return path
    for pattern in patterns:
        if paths := sorted(kept.glob(pattern)):
            return str(paths[-1])
    return None


def install() -> None:
    """Install one without windows: from the packages of the system where that may be done, else by Playwright."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        patience = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20")
        for command in (
            ("update", "-qq"),
            ("install", "-y", "-qq", "--no-install-recommends", "--no-remove", "chromium-headless-shell"),
        ):
            subprocess.run(
                ["apt-get", *patience, *command],
                check=False,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    if not quickest():
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], check=False
        )


if __name__ == "__main__":
    if not os.environ.get("CHROMIUM") and not _one(_SHELLS, _KEPT_SHELLS):
        print("Installing a Chromium without windows for the browser tests (once)…")  # noqa: T201
        install()
    if not quickest():
        sys.exit(
            "No Chromium was found and none could be installed: install it, or name one with CHROMIUM=/path."
        )
