"""A phone whose owner reads text of twice its size: no heading or button breaks its words, and prose may by a hyphen."""

from playwright.sync_api import Browser

from tests.browser import quickest
from tests.journeys.conftest import QUIET, Site

# The words of at most eleven letters, in headings and buttons, that stand in two lines.
BROKEN = """() => [...document.querySelectorAll('h1, h2, button')].flatMap(each => {
    const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT), found = []
    for (let node; node = walker.nextNode();) for (const word of node.data.matchAll(/\\p{L}+/gu)) {
        const range = document.createRange()
        range.setStart(node, word.index)
        range.setEnd(node, word.index + word[0].length)
        const lines = new Set([...range.getClientRects()].map(each => Math.round(each.top)))
        if (word[0].length < 12 && lines.size > 1) found.push(word[0])
    }
    return found
})"""


def test_no_heading_or_button_breaks_a_word_that_fits(browser: Browser, site: Site) -> None:
    launched = browser.browser_type.launch(
        executable_path=quickest(), args=[*QUIET.split(), "--blink-settings=defaultFontSize=32"]
    )
    page = launched.new_page(viewport={"width": 320, "height": 800})
    for lang in ("kk", "ru", "en"):
        for path in ("/mine", "/privacy", "/desk/sign-in"):
            page.goto(f"{site.address}{path}?lang={lang}")
            page.evaluate("document.fonts.ready.then(() => true)")
            assert page.evaluate(BROKEN) == [], (lang, path)
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).hyphens") == "auto"
    launched.close()
