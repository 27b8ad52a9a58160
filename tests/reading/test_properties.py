"""What must hold for any input at all: nothing typed is lost, nothing hostile is an error."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
import re
from functools import cache

import docx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odfdo import Document, Paragraph

from petition.reading import Draft, NotALetter, read, read_text
from tests.reading.pasted import read_lines
from tests.reading.samples import everything

_LETTER = re.compile(r"[^\W\d_]{2,}")
# Words a part says by being there: "To:" is said by the recipient, "Subject:" by the title, "Sent by e-mail to" by the delivery.
LABELS = frozenset(
    [
        "to",
        "the",
        "subject",
        "re",
        "title",
        "date",
        "тема",
        "тақырыбы",
        "дата",
        "кому",
        "кімге",
        "sent",
        "via",
        "by",
        "email",
        "mail",
    ]
)

words = st.text(st.sampled_from("abcdeiorstADMабвгеиоуПРҚәіү"), min_size=2, max_size=9)
phrases = st.sampled_from([
    "Dear Minister,", "Уважаемый министр!", "Құрметті министр!", "Sincerely,", "Signed:", "С уважением,", "Подписи:", "Құрметпен,",
    "19 december 2022", "Алматы, 19 декабря 2022 года", "г. Тараз", "To the President of the Republic", "Министру воды", "Копия: акиму",
    "cc: Embassy of Rivers", "Subject: Rivers and lakes", "Sent by e-mail to: water@example.gov", "ОТКРЫТОЕ ПИСЬМО", "# Open letter", "> quoted words",
    "- item one", "• item two", "— item three", "1. Ilana Brook, poet", "2) Пётр Дубов — врач (Тараз)", "Редакция газеты «Окно»", "Rivers Without Dams (RWD)",
    "Sign the appeal at sign@example.org until 4.00 PM on December 19.", "Ask your question", "Home", "| a name | a role |", "---", "***", "===", "```", "[^1]: a note",
    "We ask you to open the road, because the children walk three kilometres to their school every day.", "and 20 others", "Организации:",
    "Ilana Brook", "Executive Director", "Northern River Institute", "newspaper journalist", "Current (Taraz)", "(Taraz)", "Ivan “Vanya” Ivanov, ", "Ann “open quote",
])  # fmt: skip
lines = st.one_of(
    phrases, st.lists(words, min_size=1, max_size=14).map(" ".join), st.just(""), st.text(max_size=40)
)
letters = st.lists(lines, max_size=40).map("\n".join)


def outcome(data: bytes, name: str = "") -> Draft | NotALetter:
    """What reading comes to; any other error is the failure these tests look for."""
    try:
        return read(data, name)
    except NotALetter as refusal:
        return refusal


@settings(max_examples=400)
@given(letters)
@example("Dear Minister,\n\nSigned:\n\n1. Ilana Brook, poet\n\nHome")
@example("\\\nAA")
def test_every_word_of_a_letter_stands_in_some_part(text: str) -> None:
    try:
        draft = read_text(text)
    except NotALetter:
        return
    kept = set(_LETTER.findall(everything(draft)))
    lost = {word for word in _LETTER.findall(text) if word not in kept and word.lower() not in LABELS}
    assert not lost


@settings(max_examples=300)
@given(st.lists(lines, max_size=30).map("\n".join))
def test_a_list_of_signatories_never_breaks_and_makes_no_names_up(text: str) -> None:
    for line in read_lines(text):
        assert line.as_typed.strip()
        for word in _LETTER.findall(line.name):
            assert word in text


@settings(max_examples=300)
@given(st.binary(max_size=3000), st.sampled_from(["", "a.docx", "a.odt", "a.html", "a.txt"]))
def test_random_bytes_are_a_draft_or_a_refusal(data: bytes, name: str) -> None:
    assert isinstance(outcome(data, name), Draft | NotALetter)


@cache
def documents() -> tuple[bytes, bytes]:
    word, word_stream = docx.Document(), io.BytesIO()
    word.add_heading("Open letter", 1)
    word.add_paragraph("Dear Minister,")
    word.add_paragraph("Open the road, please, and answer us.")
    word.add_paragraph("Ilana Brook, poet", style="List Number")
    word.save(word_stream)
    opened, open_stream = Document("text"), io.BytesIO()
    opened.body.append(Paragraph("Dear Minister, open the road, please."))
    opened.save(open_stream)
    return word_stream.getvalue(), open_stream.getvalue()


@settings(max_examples=60)
@given(
    st.integers(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    st.floats(0, 1),
)
def test_a_mutated_document_is_a_draft_or_a_refusal(
    which: int, changes: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(documents()[which])
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    end = len(data) if cut < 0.7 else int(cut * len(data))
    assert isinstance(outcome(bytes(data[:end])), Draft | NotALetter)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<ol>", "<table>", "<tr>", "<td>", "<br>", "<b>", "</b>", "<i>", "<a href='#fn1'>", "</a>",
    "<li id='fn1'>", "<h1>", "</h1>", "<blockquote>", "<pre>", "<nav>", "</nav>", "<footer>", "<script>", "</script>", "<!--", "-->", "<![CDATA[", "&amp;", "&#0;",
    "&#xD800;", "Dear Minister,", "open the road", "Signed:", "Ilana Brook, poet", "1", "*", "<svg>", "<math>", "<template>", "\x00", "<sup>", "<img alt='x'>",
]), max_size=60).map(" ".join))  # fmt: skip
def test_any_soup_of_tags_is_a_draft_or_a_refusal(soup: str) -> None:
    assert isinstance(outcome(f"<html><body>{soup}".encode(), "page.html"), Draft | NotALetter)


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(words, st.sampled_from(["Dear Minister,", "Ilana Brook, poet", "a*b", "_x_", "#1"])),
        min_size=1,
        max_size=30,
    )
)
def test_every_word_of_a_page_stands_in_some_part(found: list[str]) -> None:
    page = "<html><body>" + "".join(
        f"<p>{word}</p>" if at % 3 else f"<ul><li>{word}<ul><li>{word}z</li></ul></li></ul>"
        for at, word in enumerate(found)
    )
    try:
        draft = read(page.encode())
    except NotALetter:
        return
    kept = set(_LETTER.findall(everything(draft)))
    assert not {
        word
        for text in found
        for word in _LETTER.findall(text)
        if word not in kept and word.lower() not in LABELS
    }
