"""Pages saved from a site: footnotes of any shape, text in any element, signatories in columns or on cards."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import listing, read
from petition.reading.report import list_as_json

LETTER = "<p>Dear Mayor,</p><p>We ask you to keep the reading room open through the winter, for there is no other.{}</p>"
SIGNED = "<p>Signed:</p><p>Anna Ruel</p><p>Boris Lind</p>"


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("<sup>7</sup>", "<p><sup>7</sup> Printed in May.</p>"),
        ("<sup>[7]</sup>", "<p>[7] Printed in May.</p>"),
        ("[7]", "<p>[7] Printed in May.</p>"),
        (
            '<a href="#_ftn7" name="_ftnref7">[7]</a>',
            '<p><a href="#_ftnref7" name="_ftn7">[7]</a> Printed in May.</p>',
        ),
        ('<a href="#n"><sup>7</sup></a>', '<aside><p id="n">Printed in May.</p></aside>'),
        (
            '<span style="vertical-align:super">7</span>',
            "<h3>Notes</h3><ol start=7><li>Printed in May.</li></ol>",
        ),
    ],
)
def test_footnotes_of_a_page_in_any_shape_stand_on_their_marks(mark: str, note: str) -> None:
    draft = read(f"<html><body>{LETTER.format(mark)}{SIGNED}{note}".encode(), "page.html")
    assert [text.partition(": ")[2] for text in draft.notes] == ["Printed in May."]
    label = draft.notes[0].partition("]")[0]
    assert f"no other.{label}]" in draft.body
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]


def test_a_footnote_at_the_foot_of_a_page_does_not_part_its_sentence() -> None:
    draft = read(
        b"<html><body><p>The court of the town, which has heard the council and the readers in two long sessions<sup>7</sup>, decided in</p><p><sup>7</sup> See the file.</p><p>the spring that the room is public.</p>"
    )
    assert "in two long sessions[^7], decided in the spring that the room is public." in draft.body


def test_a_raised_number_without_a_note_stays_what_it_is() -> None:
    assert "40 m²." in read(b"<html><body><p>The reading room of the town has 40 m<sup>2</sup>.</p>").body


@pytest.mark.parametrize("around", ["em", "form", "x-letter", "noscript", 'section class="share"'])
def test_a_page_that_puts_all_in_one_element_is_read_all_the_same(around: str) -> None:
    tag = around.split(maxsplit=1)[0]
    draft = read(f"<html><body><{around}>{LETTER.format('')}{SIGNED}</{tag}>".encode())
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert draft.left_over == ()


def test_who_is_told_of_in_two_columns_or_on_cards_is_each_one_signatory() -> None:
    cards = "".join(
        f'<div class="card"><h3>{name}</h3><p>{does}</p></div>'
        for name, does in (("Anna Ruel", "teacher"), ("Boris Lind", ""), ("Clara Voss", "poet"))
    )
    page = f"<html><body>{LETTER.format('')}<h2>Signatures</h2><div>{cards}</div>"
    assert [(line.name, line.role) for line in read(page.encode()).lines] == [
        ("Anna Ruel", "teacher"),
        ("Boris Lind", ""),
        ("Clara Voss", "poet"),
    ]
    terms = f"<html><body>{LETTER.format('')}<h2>Signatories</h2><dl><dt>Anna Ruel<dd>Teacher<dt>Boris Lind<dd>Doctor</dl>"
    assert [(line.name, line.role) for line in read(terms.encode()).lines] == [
        ("Anna Ruel", "Teacher"),
        ("Boris Lind", "Doctor"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<li><span>{given}</span><span>{family}</span></li>",
        "<p><b>{given}</b><span>{family}</span></p>",
        "<li><span>A</span>nna {family}</li>",
        '<li><span class="who">{given} {family}</span><span class="does">{does}</span></li>',
        '<p class="c1"><span class="c2">An</span><span class="c2">na {family}, {does}</span></p>',
        '<li class="c5 li-bullet-0"><span class="c2">An</span><span class="c2 c4">na {family}, {does}</span></li>',
    ],
)
def test_parts_of_a_line_that_touch_are_words_of_their_own_unless_one_word_is_styled(line: str) -> None:
    people = [("Anna", "Ruel", "poet"), ("Anna", "Lind", "nurse"), ("Anna", "Voss", "baker")]
    below = "".join(line.format(given=given, family=family, does=does) for given, family, does in people)
    draft = read(f"<html><body>{LETTER.format('')}<p>Signed:</p>{below}".encode(), "page.html")
    assert [each.name for each in draft.lines] == [f"{given} {family}" for given, family, _ in people]
    assert [each.role for each in draft.lines] == [does if "does" in line else "" for _, _, does in people]


def test_what_was_remarked_on_a_text_in_google_docs_is_no_footnote_of_it() -> None:
    page = (
        '<p>To the Mayor<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><p>Dear Mayor,</p><p>Keep the room open through the winter.'
        '<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p><p>Signed:</p><p>Anna Ruel</p><p>Boris Lind</p><hr>'
        '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a> Report of May.</p></div>'
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Really to him?</span></p></div>'
    )
    draft = read(f"<html><body>{page}</body></html>".encode(), "page.html")
    assert (draft.notes, draft.left_over[-1]) == (("[^1]: Report of May.",), "Really to him?")
    assert [each.title for each in draft.recipients] == ["Mayor"]


def _people(page: str, name: str) -> list[tuple[str, str]]:
    rows = list_as_json(listing.read(page.encode(), name))["rows"]
    return [
        (row["name"], row["place"] or row["affiliation"]) for row in rows if row["visibility"] == "public"
    ]


def test_a_chat_that_telegram_saved_as_a_page_is_read_as_the_same_chat_copied() -> None:
    said = [
        ("Allotments", "Write your name, what you do and your town. The names go below the letter."),
        ("anna_r", "Anna Ruel, teacher, Leeds"),
        ("", "my husband too: Boris Ruel, nurse, Leeds"),
        ("Зоя", "We both: Zoë Lind and Karl Lind"),
        ("Mo", "when is the next meeting?"),
        ("Ed", "Edith Gale, baker, York"),
    ]
    page = "".join(
        '<div class="message default clearfix"><div class="userpic"><div class="initials">A</div></div><div class="body">'
        f'<div class="pull_right date details" title="17.04.2026 11:{nth:02}:09 UTC+03:00">11:{nth:02}</div>'
        + (f'<div class="from_name">{who}</div>' if who else "")
        + f'<div class="text">{text}</div></div></div>'
        for nth, (who, text) in enumerate(said)
    )
    service = '<div class="message service"><div class="body details">17 April 2026</div></div>'
    page = f'<html><body><div class="page_header"><div class="text bold">Allotments</div></div>{service}{page}</body></html>'
    assert _people(page, "messages.html") == [
        ("Anna Ruel", "Leeds"),
        ("Boris Ruel", "Leeds"),
        ("Zoë Lind", ""),
        ("Karl Lind", ""),
        ("Edith Gale", "York"),
    ]


@pytest.mark.parametrize("ago", ["<span>{}</span> · <time>{} hours ago</time>", "{} · vor {} Tagen"])
def test_a_card_ends_where_it_says_how_long_ago_somebody_signed(ago: str) -> None:
    said = [
        ("Anna Ruel", "Leeds", "We walk there every day. " * 20),
        ("Name withheld", "York", ""),
        ("Boris Lind", "York", "about time"),
        ("Zoë Gale", "Hull", "Asked by Trevor Sand to sign."),
        ("Karl Moss", "Leeds", "please not on any website"),
    ]
    cards = "".join(
        f'<div class="sig"><img src="a.png" alt="Picture"><div class="n"><a href="#">{name}</a></div>'
        f'<div class="m">{ago.format(town, nth)}</div><p class="r">{remark}</p><button>Like</button></div>'
        for nth, (name, town, remark) in enumerate(said, 2)
    )
    page = f"<html><body><header><a>Start a petition</a> <a>Log in</a></header><h2>Signatures</h2><div>{cards}</div></body></html>"
    assert _people(page, "page.html") == [
        ("Anna Ruel", "Leeds"),
        ("Boris Lind", "York"),
        ("Zoë Gale", "Hull"),
    ]
