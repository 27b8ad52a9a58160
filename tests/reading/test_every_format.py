"""One letter in every format comes to the same parts, and whatever a file holds ends somewhere. The files are made here."""

import re
import subprocess
from functools import cache

import pypandoc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from petition.reading import NotALetter, read
from tests.reading.samples import adds_up, everything

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
    st.lists(sentences, min_size=2, max_size=3).map(
        lambda each: "\n".join(f"{' ' * 4 * nth}- {text}" for nth, text in enumerate(each))
    ),
    st.lists(sentences, min_size=1, max_size=3).map(
        lambda said: "| Name | May be named |\n|---|---|\n" + "\n".join(f"| {text} | no |" for text in said)
    ),
    sentences.map(lambda text: f"Anna Ruel (*{text}*)\\\nBoris Lind*\n\n\\* {text}"),
    st.sampled_from(
        [
            "Dear Mayor,",
            "Құрметті әкім,",
            "С уважением,",
            "We ask you to keep the reading room open through the winter.",
            "Просим вас не закрывать читальный зал зимой.",
            "Organisations:",
            "Sincerely,",
            "Signed:",
            "1. Anna Ruel, teacher",
            "Boris Lind",
            "3 November 2026",
            "To the President",
        ]
    ),
)


@settings(max_examples=30)
@given(st.lists(pieces, min_size=1, max_size=12).map("\n\n".join), st.sampled_from([*FORMATS, "md"]))
@example("Sincerely,\n\nAA\n\nSigned:", "docx")
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
    kept = set(re.findall(r"[^\W\d_]{2,}", everything(draft)))
    assert set(re.findall(r"[^\W\d_]{2,}", source)) - kept <= {"To", "the"}


@settings(max_examples=40)
@given(st.lists(pieces, min_size=1, max_size=12).map("\n\n".join))
def test_nobody_is_sure_who_is_neither_announced_nor_beside_another(source: str) -> None:
    try:
        draft = read(source.encode(), "letter.txt")
    except NotALetter:
        return
    if not draft.closing and len(draft.lines) == 1:
        assert draft.lines[0].doubt
