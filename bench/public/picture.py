"""The picture of the README: the sample letter's page at 1280 px.

Run: python bench/public/picture.py
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.site import LETTER
from tests.browser import found
from tests.journeys.conftest import QUIET, served

HERE = Path(__file__).resolve().parents[2] / "docs/pictures/appeal.png"


def main() -> None:
    with TemporaryDirectory() as folder, served(Path(folder)) as site, sync_playwright() as playwright:
        site.flask("sample")
        browser = playwright.chromium.launch(executable_path=found(), args=QUIET.split())
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, locale="en")
        page.goto(site.address + LETTER)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE)
        browser.close()


if __name__ == "__main__":
    main()
