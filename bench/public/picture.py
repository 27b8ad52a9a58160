"""The picture of the README: the sample letter's page at 1280 px. With a folder: every public page, to be looked at.

Run: python bench/public/picture.py [a folder]      (1280 and 390 px, light and dark, three languages: three minutes)
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.site import LETTER, pages
from tests.browser import found
from tests.journeys.conftest import QUIET, served

HERE = Path(__file__).resolve().parents[2] / "docs/pictures/appeal.png"


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=QUIET.split())
        if len(sys.argv) > 1:
            with pages(Path(folder)) as addresses:
                for_looking(browser, addresses, Path(sys.argv[1]))
        else:
            with served(Path(folder)) as site:
                site.flask("sample")
                taken(browser, {"appeal": site.address + LETTER}, HERE.parent, "{}.png", 1280, "light")
        browser.close()


def for_looking(browser: Browser, addresses: dict[str, str], folder: Path) -> None:
    """Each page whole, in each width and scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            taken(browser, addresses, folder, f"{{}}-{width}-{scheme}.png", width, scheme, whole=True)


def taken(
    browser: Browser,
    addresses: dict[str, str],
    folder: Path,
    name: str,
    width: int,
    scheme: str,
    *,
    whole: bool = False,
) -> None:
    """A picture of each page."""
    context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme, locale="en")
    page = context.new_page()
    for each, address in addresses.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / name.format(each), full_page=whole)
    context.close()


if __name__ == "__main__":
    main()
