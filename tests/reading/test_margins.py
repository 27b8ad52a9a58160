"""What stands around a letter on its page is told and asks for no look; whoever could be signed there is never lost in it."""
# ruff: noqa: E501 - pages stand here as sites make them

import pytest

from petition.reading import Draft, read
from petition.reading.draft import Place

LETTER = (
    "<h1>Open letter on the reading room</h1><p>Dear Mayor,</p><p>We ask you to keep the reading room open until nine in the "
    "evening, because pupils have no other place to learn.</p><p>Signed:</p><ul><li>Anna Ruel, teacher</li><li>Boris Lind, "
    "baker</li><li>Clara Holt, nurse</li></ul>"
)
NAMES = ["Anna Ruel", "Boris Lind", "Clara Holt"]


def page(before: str = "", after: str = "") -> Draft:
    draft = read(f"<html><body>{before}<main>{LETTER}</main>{after}</body></html>".encode(), "letter.html")
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    return draft


@pytest.mark.parametrize(
    "part",
    [
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/about'>About Us</a></li><li><a href='/news'>Latest News</a></li></ul></nav>",
        "<header><nav><a href='/kz'>Central Asia</a> <a href='/team'>Our Team</a> <a href='/contact'>Contact us</a></nav></header>",
        "<footer><p>© 2026 Reading Room Fund</p><p><a href='/privacy'>Privacy Policy</a></p></footer>",
        "<div role='search'><form><button>Search</button></form></div>",
        "<div class='share-links'><a href='https://x.example/share'>Share on X</a><a>Share on Mastodon</a></div>",
        "<div class='cookie-banner'><p>We use cookies.</p><button>Accept All</button></div>",
        "<aside><h4>Related Posts</h4><a href='/2'>Read more</a></aside>",
        "<div>{% include share.html %}</div>{{ page.title }}",
        "<footer>Көмек | Байланыс | Біз туралы</footer>",
        "<nav><a href='/de'>Über uns</a><a href='/impressum'>Impressum</a></nav>",
    ],
)
def test_menus_and_footers_are_told_and_need_no_look(part: str) -> None:
    for draft in (page(part), page("", part)):
        assert [line.name for line in draft.lines] == NAMES
        assert (draft.doubtful, draft.left_over) == (0, ())
        assert draft.around
        assert {Place.AROUND, Place.BODY, Place.SIGNATORIES} <= {placed.place for placed in draft.account}


@pytest.mark.parametrize(
    "part",
    [
        "<aside><ul><li>Petra Novak</li><li>Luca Rossi</li><li>Élise Dupont</li></ul></aside>",
        "<footer><p>Signed by <b>Dr. Ivan Horvat</b></p><p>Ivan Horvat, editor</p></footer>",
        "<form><p>Иван Ручьёв, врач</p></form>",
        "<div class='sidebar'><p>K. Lindqvist</p></div>",
        "<footer><p>Rivers Without Dams Network</p><p>Union of Village Teachers</p><p>Northern Readers Association</p></footer>",
        "<nav><a href='/'>Home</a><a href='/a'>Айгүл Сейтқызы</a></nav>",
    ],
)
def test_whoever_could_be_signed_in_a_menu_or_footer_is_left_over(part: str) -> None:
    draft = page("", part)
    assert draft.left_over
    assert set(draft.because) == {"menu or footer of the site"}


def test_a_remark_beside_a_signatory_is_neither_role_nor_affiliation() -> None:
    card = (
        "<div class='sig'><span class='who'>{}</span><span>{}</span><span class='sig_comment'>{}</span></div>"
    )
    people = [
        ("Anna Ruel", "Well Fund", "Keep it open, please."),
        ("Boris Lind", "", "It is the only place to learn."),
    ]
    cards = "".join(card.format(*each) for each in [*people, ("Clara Holt", "Reading Union", "")])
    html = f"<h1>Open letter</h1><p>We ask you to keep the reading room open until nine in the evening.</p><p>Signed:</p><div>{cards}</div>"
    draft = read(html.encode(), "cards.html")
    assert [(line.name, line.role, line.affiliation) for line in draft.lines] == [
        ("Anna Ruel", "", "Well Fund"),
        ("Boris Lind", "", ""),
        ("Clara Holt", "", "Reading Union"),
    ]
    assert [around.why for around in draft.around] == ["remark beside a signatory"] * 2
