"""The organisers' queue of who has signed twice: decided by keys, taken back, in three languages, at phone width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.review.signed import CROWD, DANA, DANA_AGAIN

TEAM = "Readers"
LETTER = """To the Mayor of Qarasu

Dear Mayor,

We, who drink from it, ask you to keep the old well open. It has given water since 1904, and nobody was asked.

With respect,

"""


def _key(visitor: Visitor, letter: str) -> None:
    """Press Alt and a letter as a keyboard does; the browser's own key for what a page says is pressed so."""
    visitor.page.bring_to_front()
    visitor.page.locator("h1").click()  # keys go to the page that was touched last
    session = visitor.page.context.new_cdp_session(visitor.page)
    key = {"modifiers": 1, "key": letter, "code": f"Key{letter.upper()}"}
    key["windowsVirtualKeyCode"] = ord(letter.upper())
    with visitor.page.expect_navigation():
        session.send(
            "Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, "unmodifiedText": letter, **key}
        )
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


@pytest.fixture(scope="module")
def slug(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A letter with one case, looked through once; each test leaves it as it was."""
    lines = [
        *CROWD,
        f"{DANA['name']} ({DANA['place']})",
        f"{DANA_AGAIN['name']}, {DANA_AGAIN['affiliation']}",
    ]
    file = tmp_path_factory.mktemp("letter") / "letter.txt"
    file.write_text(LETTER + "\n\n".join(lines), encoding="utf-8")
    site.flask("appeal", "import", str(file), "--publish", "--slug", "well-twice", "--team", TEAM)
    site.flask("work", "--once")
    return "well-twice"


@pytest.mark.parametrize("lang", ["en", "kk", "ru"])
def test_a_case_is_decided_by_one_key_and_taken_back_by_one_press(
    visitor: Callable[[str], Visitor], site: Site, slug: str, lang: str
) -> None:
    """Each of the three pages is measured in each language, and examined in one of them."""
    organiser = visitor(lang)
    link = site.flask("organiser", "invite", f"{lang}@example.org", "--team", TEAM, "--lang", lang)
    page = organiser.go(link)
    page.get_by_role("button").locator("visible=true").first.click()
    look = {state: organiser.examine if state == lang else organiser.measure for state in ("en", "kk", "ru")}
    organiser.go(f"/desk/a/{slug}/review")
    look["en"]()
    first = page.locator(".case").inner_text()
    _key(organiser, "s")
    expect(page.get_by_role("status")).to_have_count(1)
    look["kk"]()
    organiser.go(f"/desk/a/{slug}/review?show=settled")
    look["ru"]()
    page.locator("button[value=undo]").first.click()
    organiser.go(f"/desk/a/{slug}/review")
    assert page.locator(".case").inner_text() == first
