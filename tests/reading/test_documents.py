"""One letter in every format comes to the same parts, and whatever a file holds ends somewhere. The files are made here."""
# ruff: noqa: E501 - what people type stands here as they type it

import base64
import io
import re
import subprocess
import zipfile
from functools import cache

import docx
import pypandoc
import pytest
import typst
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petition.reading import Draft, NotALetter, Refusal, read

SOURCE = """\
# Keep the reading room

Friends of the Reading Room

Ewell, 3 November 2026

Dear Mayor,

We ask you to keep the reading room **open** through the *winter*.[^1] It has stood on the square since the flood.

We ask:

- warm rooms
- new books

| Year | Readers |
|------|---------|
| 2024 | 812     |
| 2025 | 1,040   |

Read [the study](https://example.org/study) on it.[^2]

Yours sincerely,

1. Anna Ruel, teacher
2. Boris Lind
3. Maple Trust

[^1]: It opens at nine.
[^2]: Printed in May.
"""
FORMATS = ("docx", "odt", "rtf", "html", "epub")


@cache
def made(form: str, source: str = SOURCE) -> bytes:
    """A document of this source, as pandoc writes it."""
    command = [
        pypandoc.get_pandoc_path(),
        "--sandbox",
        "--standalone",
        "--from=markdown",
        f"--to={form}",
        "--metadata=pagetitle:x",
    ]
    return subprocess.run(command, input=source.encode(), capture_output=True, check=True).stdout


def adds_up(draft: Draft) -> bool:
    return sum(placed.lines for placed in draft.account) == draft.lines_read


@pytest.mark.parametrize("form", [*FORMATS, "md", "txt"])
def test_a_letter_is_the_same_in_every_format(form: str) -> None:
    draft = read(SOURCE.encode() if form in {"md", "txt"} else made(form), f"letter.{form}")
    assert draft.title == "Keep the reading room"
    assert (draft.letterhead, draft.place, draft.date_iso) == (
        ("Friends of the Reading Room",),
        "Ewell",
        "2026-11-03",
    )
    assert draft.salutation == "Dear Mayor,"
    assert "**open** through the *winter*.[^1] It has stood" in draft.body
    assert "- warm rooms\n- new books" in draft.body
    assert "[the study](https://example.org/study) on it.[^2]" in draft.body
    assert [note[-7:] for note in draft.notes] == ["t nine.", "in May."]
    assert "812" in draft.body
    assert [(line.name, line.kind, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "person", ""),
        ("Boris Lind", "person", ""),
        ("Maple Trust", "organisation", ""),
    ]
    assert draft.left_over == ()
    assert adds_up(draft)


words = st.text(st.sampled_from("abcdeiorstADMабвгеиоуПРҚәіү"), min_size=2, max_size=9)
sentences = st.lists(words, min_size=1, max_size=12).map(" ".join)
pieces = st.one_of(
    sentences,
    sentences.map(lambda text: f"## {text}"),
    st.lists(sentences, min_size=1, max_size=4).map(
        lambda points: "\n".join(f"- {point}" for point in points)
    ),
    st.lists(sentences, min_size=2, max_size=2).map(
        lambda cells: f"| a | b |\n|---|---|\n| {cells[0]} | {cells[1]} |"
    ),
    sentences.map(lambda text: f"Words with a note^[{text}] go on here."),
    sentences.map(lambda text: f"> {text}"),
    sentences.map(lambda text: f"~~{text}~~"),
    st.sampled_from(
        [
            "Dear Mayor,",
            "Sincerely,",
            "Signed:",
            "1. Anna Ruel, teacher",
            "Boris Lind",
            "3 November 2026",
            "To the President",
        ]
    ),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, min_size=1, max_size=12).map("\n\n".join), st.sampled_from([*FORMATS, "md"]))
def test_the_account_adds_up_and_no_word_is_lost_in_any_format(source: str, form: str) -> None:
    if form == "rtf" and "|" in source:
        return  # pandoc does not read the tables that it writes itself
    data = source.encode() if form == "md" else made(form, source)
    try:
        draft = read(data, f"letter.{form}")
    except NotALetter:
        return
    assert adds_up(draft)
    assert draft.lines_read > 0
    recipients = [
        part for one in draft.recipients for part in (one.name, one.title, one.organisation, *one.address)
    ]
    parts = (*draft.letterhead, draft.place, draft.date, draft.title, *recipients, draft.delivery, draft.salutation, draft.body, draft.closing,
             draft.call.text, *(f"{line.as_typed} {line.contact}" for line in draft.lines), *draft.left_over)  # fmt: skip
    kept = set(re.findall(r"[^\W\d_]{2,}", " ".join(parts)))
    assert set(re.findall(r"[^\W\d_]{2,}", source)) - kept <= {"To", "the"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, min_size=1, max_size=12).map("\n\n".join))
def test_nobody_is_sure_who_is_neither_announced_nor_beside_another(source: str) -> None:
    try:
        draft = read(source.encode(), "letter.txt")
    except NotALetter:
        return
    if not draft.closing and len(draft.lines) == 1:
        assert draft.lines[0].doubt


def test_a_report_without_signatories_is_whole() -> None:
    draft = read(
        b"""\
# Monthly report, October 2026

River Rights Watch

The report covers the month of October. It is based on monitoring of courts and on messages from editors.

## Key figures

- 6 administrative charges
- 3 criminal cases

## Recommendations

1. Withdraw the charges.
2. Publish the findings.

6 administrative charges
3 criminal cases

River Rights Watch
Abay street 10, office 5
info@riverrights.example
""",
        "report.md",
    )
    assert draft.lines == ()
    assert "info@riverrights.example" in draft.body
    assert draft.title == "Monthly report, October 2026"
    assert draft.left_over == ()


def test_lines_under_a_colon_that_announces_no_signatures_are_text() -> None:
    draft = read(
        b"Dear Mayor,\n\nThe square is dark and cold in winter, and nobody repairs it.\n\nWe ask for:\n\n- Warm Rooms\n- New Books\n"
    )
    assert draft.lines == ()
    assert draft.body.endswith("- Warm Rooms\n- New Books")


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


def test_hidden_text_and_tracked_changes_of_a_word_document_are_told() -> None:
    made_here = docx.Document()
    made_here.add_paragraph("We ask you to keep the reading room open through the winter.")
    paragraph = made_here.add_paragraph("It is the only one.")
    run = paragraph.add_run(" Ask Jane whether this may stay.")
    run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
    stream = io.BytesIO()
    made_here.save(stream)
    draft = read(stream.getvalue())
    assert draft.body.endswith("It is the only one.")
    assert (draft.left_over, draft.because) == (("Ask Jane whether this may stay.",), ("hidden in the file",))


def test_tabs_of_a_word_document_part_two_people() -> None:
    made_here = docx.Document()
    for line in (
        "We ask you to keep the reading room open through the winter.",
        "Signed:",
        "Anna Ruel\tBoris Lind",
        "Clara Voss\tDana Ostrov",
    ):
        made_here.add_paragraph(line)
    stream = io.BytesIO()
    made_here.save(stream)
    assert [line.name for line in read(stream.getvalue()).lines] == [
        "Anna Ruel",
        "Boris Lind",
        "Clara Voss",
        "Dana Ostrov",
    ]


def test_rich_text_in_cyrillic_code_pages_is_read() -> None:
    def escaped(text: str) -> str:
        return "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("cp1251"))

    rows = [
        "Уважаемый министр!",
        "Мы просим вас обратить внимание на реку, которая мелеет и губит рыбу.",
        "Подписи:",
        "Илана Ручьёва",
        "Пётр Дубов",
    ]
    text = (
        r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}\f0 "
        + "".join(rf"{escaped(row)}\par " for row in rows)
        + "}"
    )
    draft = read(text.encode("ascii"), "letter.rtf")
    assert draft.salutation == "Уважаемый министр!"
    assert [line.name for line in draft.lines] == ["Илана Ручьёва", "Пётр Дубов"]


@pytest.mark.parametrize("inside", ["text/plain", "text/html", "multipart/related"])
def test_of_an_email_or_web_archive_the_letter_inside_is_read(inside: str) -> None:
    plain = "Dear Mayor,\n\nWe ask you to keep the reading room open through the winter.\n\nSigned:\n\nAnna Ruel\nBoris Lind\n"
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in plain.splitlines() if line)
    body = base64.b64encode((plain if inside == "text/plain" else page).encode()).decode()
    part = f"Content-Type: {'text/plain' if inside == 'text/plain' else 'text/html'}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
    head = "From: Petra <petra@example.org>\r\nSubject: FW: Open letter about the reading room\r\nDate: Thu, 19 Nov 2026 18:42:00 +0100\r\nMIME-Version: 1.0\r\n"
    whole = head + (
        f'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n{part}--x--\r\n'
        if inside == "multipart/related"
        else part
    )
    draft = read(whole.encode(), "letter.mht" if inside == "multipart/related" else "letter.eml")
    assert draft.title == "Open letter about the reading room"
    assert draft.salutation == "Dear Mayor,"
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert set(draft.because) == {"email around the letter"}


def test_a_pdf_with_text_is_read_joined_and_wholly_doubtful() -> None:
    text = """#set page(width: 12cm, height: 9cm, footer: align(center)[#context counter(page).display()])
Dear Mayor,

We ask you to keep the reading room open through the winter, for it has stood on the square since the flood and nobody else
lends books to children in the valley.#footnote[See the report of May.] We ask for an answer before the first of December.

Signed:

Anna Ruel, teacher

Boris Lind
"""
    draft = read(typst.compile(text.encode()), "letter.pdf")
    assert draft.salutation == "Dear Mayor,"
    assert "since the flood and nobody else lends books to children in the valley.[^1] We ask" in draft.body
    assert draft.notes == ("[^1]: See the report of May.",)
    assert [(line.name, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "guessed"),
        ("Boris Lind", "guessed"),
    ]
    assert adds_up(draft)


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


@pytest.mark.parametrize(
    "bomb",
    [
        zipped("word/document.xml", bytes(50_000_000)),
        b"<html><body>" + b"<table><tr><td>" * 3_000 + b"x",
        b"<html><body>" + b"<div>" * 50_000 + b"x",
        b"<html><body>" + b"<ul><li>" * 3_000 + b"x",
        b"<html><body><table><tr><td>" + b"x" * 50_000_000 + b"</td></tr></table>",
        zipped("word/document.xml", f"<w:document {W}><w:body>{'<w:p><w:r><w:t>x</w:t></w:r></w:p>' * 60_000}</w:body></w:document>".encode()),
        b"{\\rtf1 " + b"{" * 500_000,
    ],
    ids=["zip", "nested tables", "nested blocks", "nested lists", "a cell of 50 MB", "countless paragraphs", "nested groups"],
)  # fmt: skip
def test_a_bomb_of_each_kind_is_refused(bomb: bytes) -> None:
    with pytest.raises(NotALetter) as refusal:
        read(bomb, "letter")
    assert refusal.value.reason in {Refusal.TOO_LARGE, Refusal.BROKEN_DOCUMENT, Refusal.BROKEN_ARCHIVE}


def test_ten_thousand_notes_are_refused() -> None:
    notes = "".join(f"<p>x<a href='#fn{n}'>{n}</a></p>" for n in range(10_000)) + "".join(
        f"<p id='fn{n}'>note {n}</p>" for n in range(10_000)
    )
    with pytest.raises(NotALetter):
        read(f"<html><body>{notes}".encode(), "letter.html")


def word_of(*paragraphs: str) -> bytes:
    made_here, stream = docx.Document(), io.BytesIO()
    for line in ("We ask you to keep the reading room open through the winter.", "Signed:", *paragraphs):
        made_here.add_paragraph(line)
    made_here.save(stream)
    return stream.getvalue()


def test_a_role_in_a_paragraph_of_its_own_is_that_of_the_name_above_it() -> None:
    draft = read(word_of("Anna Ruel", "Executive Director", "Maple Trust", "Boris Lind"))
    assert [(line.name, line.role, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "Executive Director", ""),
        ("Maple Trust", "", "above"),
        ("Boris Lind", "", ""),
    ]


def opendocument(body: str) -> bytes:
    names = " ".join(
        f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name if name != 'draw' else 'drawing'}:1.0'"
        for name in ("office", "text", "draw")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"<office:body><office:text>{body}</office:text></office:body>"
        archive.writestr(
            "content.xml", f"<office:document-content {names}>{content}</office:document-content>"
        )
        archive.writestr(
            "styles.xml", f"<office:document-styles {names}><office:styles/></office:document-styles>"
        )
    return stream.getvalue()


def test_text_boxes_and_comments_of_an_opendocument_are_told() -> None:
    draft = read(
        opendocument(
            "<text:p>We ask you to keep the reading room open.<office:annotation><text:p>Really?</text:p></office:annotation></text:p>"
            "<text:p>Signed:</text:p><text:p>Anna Ruel<draw:frame><draw:text-box><text:p>Boris Lind</text:p></draw:text-box></draw:frame></text:p>"
        )
    )
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert (draft.left_over, draft.because) == (("Really?",), ("comment",))


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


def test_who_withdrew_or_is_struck_out_did_not_sign() -> None:
    draft = read(
        b"We ask you to keep the reading room open through the winter.\n\nSigned,\n\n- Anna Ruel\n- Boris Lind\n- ~~Clara Voss~~\n- Dana Ostrov (withdrawn)\n",
        "letter.md",
    )
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert dict(zip(draft.left_over, draft.because, strict=True)) == {
        "Dana Ostrov (withdrawn)": "found no place",
        "Clara Voss": "struck out",
    }
