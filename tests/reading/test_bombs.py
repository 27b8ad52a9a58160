"""Files that would fill the memory or never end are refused."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
import zipfile

import pytest

from petition.reading import NotALetter, Refusal, read


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
