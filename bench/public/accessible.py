"""Every public page through axe, light and dark, at 320 and 1280 px; whether any is wider than its screen, at 200 % too.

Run: make check-pages      (255 page loads: two minutes on an idle machine)
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.site import pages
from tests.browser import found
from tests.journeys.conftest import QUIET, VIOLATIONS

SEEN = (("light", 320), ("light", 390), ("light", 1280), ("dark", 320), ("dark", 1280))
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
LARGE = f"(document.documentElement.style.fontSize = '200%', {TOO_WIDE})"


def main() -> int:
    wrong = 0
    with TemporaryDirectory() as folder, pages(Path(folder)) as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=QUIET.split())
        for scheme, width in SEEN:
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            for name, address in addresses.items():
                for each in complaints(page, address, width):
                    wrong += 1
                    print(name, scheme, width, each, flush=True)
            page.close()
        browser.close()
        print(f"{len(SEEN) * len(addresses)} page loads, {wrong} complaints")
    return min(wrong, 1)


def complaints(page: Page, address: str, width: int) -> list[str]:
    """What is wrong with a page."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    said = [f"{over} px too wide"] if (over := page.evaluate(TOO_WIDE)) > 0 else []
    page.evaluate(AXE_SCRIPT)
    said += [f"{each['id']} ({each['impact']})" for each in page.evaluate(VIOLATIONS)]
    if width == 1280:  # everything twice as large: half as wide, and its text twice as large
        page.set_viewport_size({"width": 640, "height": 400})
        said += [f"{over} px too wide at 200 %"] if (over := page.evaluate(LARGE)) > 0 else []
    return said


if __name__ == "__main__":
    sys.exit(main())
