"""How long signing takes on a phone, by the keystroke-level model: taps, fields and keys are counted in a browser at 390 px.

Operators of Card, Moran and Newell, The keystroke-level model for user performance time with interactive systems (CACM 23:7,
1980): K 0.28 s (a key, average typist of 40 words a minute), P 1.10 s (a finger to its target, and the tap), M 1.35 s (what
to do next). A swipe is taken as P. R, the wait for answers, is measured; that of the mail is left out, for it is the mail's.

Run: make check-pages
"""

import re
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.site import LETTER
from tests.browser import found
from tests.journeys.conftest import PHONE, QUIET, served

K, P, M = 0.28, 1.10, 1.35
NAMES = {"en": "Siobhan Farrelly", "ru": "Галина Штейнер", "kk": "Асқар Нұғыманов"}


class Thumb:
    """One who signs: taps what is in sight, swipes to what is not, and thinks before each thing that is new."""

    def __init__(self, page: Page) -> None:
        self.page, self.done, self.waited = page, Counter(), 0.0

    def tap(self, target: Locator, *, thinks: bool = True, leads_on: bool = False) -> None:
        """Tap; what is out of sight is swiped to first."""
        box = target.bounding_box()
        assert box
        outside = max(0, box["y"] + box["height"] - PHONE["height"], -box["y"])
        self.done["swipes"] += -(-int(outside) // (PHONE["height"] * 3 // 4))
        self.done["taps"] += 1
        self.done["thoughts"] += thinks
        if not leads_on:
            return target.tap()
        began = time.monotonic()
        with self.page.expect_navigation():
            target.tap()
        self.waited += time.monotonic() - began
        return None

    def types(self, target: Locator, said: str, *, suggested: bool) -> None:
        """Fill a field, key by key or by what the browser suggests."""
        self.tap(target)
        self.done["fields"] += 1
        if suggested:  # by the browser, for the field says what it asks for (autocomplete)
            self.done["taps"] += 1
            target.fill(said)
        else:
            self.done["keys"] += len(said)
            target.press_sequentially(said)

    def seconds(self) -> float:
        """What all of it takes."""
        moves = self.done["taps"] + self.done["swipes"]
        return K * self.done["keys"] + P * moves + M * self.done["thoughts"] + self.waited


def main() -> None:
    with TemporaryDirectory() as folder, served(Path(folder)) as site, sync_playwright() as playwright:
        site.flask("sample")
        browser = playwright.chromium.launch(executable_path=found(), args=QUIET.split())
        for lang, name in NAMES.items():
            for suggested in (False, True):
                email = f"{'fill' if suggested else 'type'}.{lang}@mail.example"
                context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale=lang)
                page = context.new_page()
                page.goto(site.address + LETTER + ("" if lang == "en" else f"/{lang}"))
                page.mouse.wheel(0, 1500)  # somewhere in the letter
                thumb = Thumb(page)
                thumb.tap(page.locator(".stick .button"))
                page.wait_for_timeout(300)
                assert all(
                    "autocomplete" in (page.locator(f"[name={each}]").evaluate("each => each.outerHTML"))
                    for each in ("name", "email")
                )
                thumb.types(page.locator("[name=name]"), name, suggested=suggested)
                thumb.types(page.locator("[name=email]"), email, suggested=suggested)
                thumb.tap(page.locator(".sign button[type=submit]"), leads_on=True)
                assert re.search("/check-mail/", page.url)
                signed = thumb.seconds()
                # In the mail program: to it, the mail, its link.
                thumb.done["taps"] += 3
                thumb.done["thoughts"] += 3
                page.goto(site.mail_to(email, "/c/"))
                thumb.tap(page.locator("button[value=confirm]"), leads_on=True)
                assert page.locator("a[href*='/s/']").count()
                how = "suggested by the browser" if suggested else "typed"
                print(f"{lang}, {how}: {dict(thumb.done)}, {signed:.1f} s to “Check your email”,", end=" ")
                print(f"{thumb.seconds():.1f} s with the mail and “Confirm”")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
