"""Files that would fill the memory or never end are refused."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
import json
import os
import time
import zipfile
from base64 import b64encode
from contextlib import suppress

import pytest
import typst
from openpyxl import Workbook
from openpyxl.comments import Comment

from petition.reading import NotALetter, Refusal, listing, read, report
from petition.reading.brought import BroughtTable, in_file, in_text, table_in
from petition.reading.files import json_text
from petition.reading.files.web_page import clean_tree
from petition.reading.files.workbook import LONGEST_CELL, MOST_ROWS, MOST_SHEETS, TableRow
from petition.reading.lines.headings import meanings
from petition.reading.refusals import Fault, NotATable
from petition.reading.tables import vcards


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


DRAWS_ITSELF = (
    b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R"
    b"/MediaBox[0 0 600 800]/Resources<</XObject<</X 4 0 R>>>>/Contents 4 0 R>>endobj 4 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 600 800]"
    b"/Resources<</XObject<</X 4 0 R>>>>/Length 300>>stream\n"
    + b"/X Do " * 50
    + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
)
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
        b"{\\rtf1 " + b"\\par x" * 700_000 + b"}",
        b"<html><body><p>" + b"&amp;" * 980_000,
        zipped("word/document.xml", f"<w:document {W}><w:body>{'<w:tbl><w:tr><w:tc>' * 1_500}<w:p/></w:body></w:document>".encode()),
        b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + b"--b\nContent-Type: text/html\n\n<p>x\n" * 100_000,
        DRAWS_ITSELF,
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 40/Kids[" + b"3 0 R " * 40 + b"]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R"
        b"/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj "
        b"4 0 obj<</Length 65022>>stream\nBT /F 9 Tf 10 10 Td " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 2_500 + b"ET\nendstream endobj\ntrailer<</Root 1 0 R>>",
        b"From: a\nMIME-Version: 1.0\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(59)) + b"Content-Type: text/plain\n\n" + b"x\n" * 1_000_000,
        b"From: a\nMIME-Version: 1.0\nContent-Type: text/plain\n\nDear all\n" + b"\n" * 4_800_000,
    ],
    ids=["zip", "nested tables", "nested blocks", "nested lists", "a cell of 50 MB", "countless paragraphs", "nested groups", "countless ends of paragraphs", "countless entities", "nested tables of Word", "countless parts of an email", "a PDF that draws itself", "a PDF of countless letters", "lines within parts within parts", "countless lines of an email"],
)  # fmt: skip
def test_a_bomb_of_each_kind_is_refused(bomb: bytes) -> None:
    begun = sum(os.times()[:4])  # of a processor, here and in processes that have ended
    with pytest.raises(NotALetter) as refusal:
        read(bomb, "letter")
    assert sum(os.times()[:4]) < begun + 2
    assert refusal.value.reason in {Refusal.TOO_LARGE, Refusal.BROKEN_DOCUMENT, Refusal.BROKEN_ARCHIVE}


@pytest.mark.parametrize(
    "page", ["<p>x</p>" * 50_000, "<br>" * 50_000, "<tr><td>x" * 50_000, "<b>x</b>" * 70_000]
)
def test_a_page_of_more_elements_than_any_letter_is_refused_before_one_is_made_of_it(page: str) -> None:
    with pytest.raises(NotALetter) as refusal:
        clean_tree(f"<html><body>{page}")
    assert refusal.value.reason == Refusal.TOO_LARGE


def test_more_lists_in_one_file_than_sheets_are_read_are_refused() -> None:
    saved = {f"list {nth}": [{"name": "Aru Bekova", "role": "teacher"}] for nth in range(MOST_SHEETS + 1)}
    with pytest.raises(NotATable) as refusal:
        listing.read(json.dumps(saved).encode(), "lists.json")
    assert refusal.value.fault == Fault.TOO_LARGE
    saved.popitem()
    assert len(listing.read(json.dumps(saved).encode(), "lists.json").proposed) == MOST_SHEETS - 1


def test_more_values_than_rows_are_read_are_refused_before_they_are_rows() -> None:
    with pytest.raises(NotATable) as refusal:
        next(json_text.book_of([1] * (MOST_ROWS + 1)))
    assert (refusal.value.fault, refusal.value.line) == (Fault.ROWS, 0)


def test_keys_within_keys_make_no_heading_without_end() -> None:
    saved: object = "x"
    for _ in range(200):
        saved = {"k" * 2_000: saved}
    heads = next(each for each in json_text.book_of([{"a": saved}]) if isinstance(each, TableRow))
    assert all(len(cell) < 2 * 2_000 for cell in heads.cells)


@pytest.mark.parametrize(
    "saved",
    [
        r'[{"name":"Aru Bekova","ro\ud800le":"a\udfff"},{"name":"Boris Lind","ro\ud800le":"\u0000"}]',
        r'{"\ud800":[{"name":"Aru Bekova","role":"a"},{"name":"Boris Lind"}],"b":[{"name":"Ann Bek","role":"b"}]}',
        r'{"messages":[{"from":"Aru \ud800","text":"I sign, Aru \udfff Bekova"},{"from":"Boris","text":"I sign, Boris Lind"}]}',
    ],
)
def test_what_json_spells_that_is_no_text_is_read_as_text(saved: str) -> None:
    told = report.list_as_json(listing.read(saved.encode(), "list.json"))
    assert json.dumps(told, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "said",
    ["FN:" + "\\;" * 1_600_000, "QUOTED-PRINTABLE" * 300_000, "FN;QUOTED-PRINTABLE:" + "=\n" * 1_500_000],
)
def test_a_card_without_end_is_cut(said: str) -> None:
    rows = list(vcards.rows_of(f"BEGIN:VCARD\n{said}\nEND:VCARD\n"))
    assert all(len(cell) <= LONGEST_CELL for row in rows for cell in row.cells)


def test_of_the_cells_of_a_list_no_more_stay_in_memory_than_are_asked_again() -> None:
    assert meanings.cache_info().maxsize


def test_of_bombs_attached_to_an_email_one_is_tried() -> None:
    head = b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nDear all,\n\nWe ask for the river.\n"
    attached = (
        b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
        + b64encode(DRAWS_ITSELF)
        + b"\n"
    )
    begun = sum(os.times()[:4])
    assert "the river" in read(head + attached * 3, "letter.eml").body
    assert sum(os.times()[:4]) < begun + 2  # each takes more than one


def test_ten_thousand_notes_are_refused() -> None:
    notes = "".join(f"<p>x<a href='#fn{n}'>{n}</a></p>" for n in range(10_000)) + "".join(
        f"<p id='fn{n}'>note {n}</p>" for n in range(10_000)
    )
    with pytest.raises(NotALetter):
        read(f"<html><body>{notes}".encode(), "letter.html")


def test_a_page_of_more_lines_than_anybody_prints_is_refused() -> None:
    page = typst.compile(b"#set page(height: auto)\n" + b"Aru Bekova, teacher\n\n" * 1_100)
    with pytest.raises(NotALetter) as refusal:
        read(page, "letter.pdf")
    assert refusal.value.reason == Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/comments1.xml", b"<comment " * 1_000_000),
        ("xl/styles.xml", b"<styleSheet><!--" + b"<font>" * 1_500_000 + b"--></styleSheet>"),
    ],
)
def test_a_workbook_of_tags_that_never_end_is_read_at_once(part: str, content: bytes) -> None:
    made, stream = Workbook(), io.BytesIO()
    made.active["A1"], made.active["A2"] = "Name", "Aru Bekova"
    made.active["A2"].comment = Comment("x", "x")
    made.save(stream)
    whole, parts = io.BytesIO(), zipfile.ZipFile(stream)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            archive.writestr(name, content if name.endswith(part[3:]) else parts.read(name))
    begun = os.times().children_user
    with suppress(NotATable):
        assert list(table_in(whole.getvalue()))
    assert os.times().children_user < begun + 5  # each took all of the twenty that it may take


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            json.dumps([{f"k{nth * 50 + at}": "v" for at in range(50)} for nth in range(2_000)]).encode(),
            "a.json",
        ),
        (b"name;role\nAnn Bek;teacher\n" + b"\n" * 10_000_000, "a.csv"),
    ],
    ids=["a key of its own for every value", "lines with nothing in them"],
)
def test_a_table_that_swells_is_told_at_once(data: bytes, name: str) -> None:
    begun = time.process_time()
    with suppress(NotATable):
        assert len(listing.read(data, name).found) == 2
    assert time.process_time() < begun + 3


@pytest.mark.parametrize("sign", ["\n", " ", ";", "\t", ",", "'"])
def test_the_same_sign_again_and_again_keeps_nobody_waiting(sign: str) -> None:
    begun = time.process_time()
    for brought in (in_text, lambda text: in_file(text.encode(), "list.txt")):
        with suppress(NotALetter, NotATable):
            found = brought(f"Ann Bek{sign * 40_000}x")
            assert not isinstance(found, BroughtTable) or list(found.book)
    assert time.process_time() < begun + 10


@pytest.mark.parametrize("name", ["list.txt", "list.md", "list.html", ""])
def test_more_lines_than_are_read_while_somebody_waits_are_refused(name: str) -> None:
    begun, lines = time.process_time(), b"Ann Bek, teacher\n\n" * 100_000
    with pytest.raises((NotALetter, NotATable)):
        in_file(lines, name) if name else in_text(lines.decode())
    with pytest.raises(NotALetter):
        read(lines, name)
    assert time.process_time() < begun + 20
