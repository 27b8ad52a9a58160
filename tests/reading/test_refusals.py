"""What is no letter is refused with its reason, and nothing hostile gets as far as being unpacked."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
import struct
import zipfile

import docx
import pytest

from petition.reading import NotALetter, Refusal, brought, read, read_text

CONTENT = "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"


def refused(data: bytes, name: str = "") -> Refusal:
    with pytest.raises(NotALetter) as refusal:
        read(data, name)
    assert str(refusal.value).endswith(".")
    return refusal.value.reason


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def opendocument(content: str) -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def small_word() -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    made.add_paragraph("Dear Minister, please open the road.")
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        ("Name,Role\nAnna Ruel,teacher\nBoris Lind,nurse\n", "people.csv", Refusal.TABLE),
        ("Фамилия\tИмя\nРуэль\tАнна\nЛинд\tБорис\n", "", Refusal.TABLE),
        ('[{"name": "Anna Ruel"}, {"name": "Boris Lind"}]', "letter.txt", Refusal.TABLE),
        ('{"width": 12}', "letter", Refusal.UNSUPPORTED),
    ],
)
def test_a_table_of_people_is_no_letter(data: str, name: str, reason: Refusal) -> None:
    with pytest.raises(NotALetter) as refusal:
        brought.letter_in_file(data.encode(), name)
    assert refusal.value.reason == reason


def test_a_letter_whose_signatories_stand_in_a_table_is_one() -> None:
    text = "Dear Mayor,\n\nKeep the old park open.\n\nName\tWork\nAnna Ruel\tteacher\nBoris Lind\tnurse\n"
    assert (
        len(brought.letter_in_file(text.encode(), "a.txt").lines)
        == len(brought.letter_in_text(text).lines)
        == 2
    )


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\ufeff".encode(), "\u00a0 \n".encode()])
def test_nothing_is_refused_as_empty(data: bytes) -> None:
    assert refused(data) == Refusal.EMPTY


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n1 0 obj", Refusal.BROKEN_DOCUMENT),
        (b"%!PS-Adobe-3.0", Refusal.UNSUPPORTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refusal.OLD_WORD),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Refusal.BINARY),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), Refusal.BINARY),
        (b"MZ\x90\x00" + bytes(300), Refusal.BINARY),
        (b"\x7fELF" + bytes(300), Refusal.BINARY),
        (b"\x00\x01\x02\x03" * 100, Refusal.BINARY),
        (b"1,2,3\n4,5,6\n7.5,8,9\n", Refusal.NO_TEXT),
        (b"--- 12 --- 13 ...", Refusal.NO_TEXT),
        ("Письмо".encode() + b"\xd0" + "Здравствуйте, уважаемый министр".encode(), Refusal.UNKNOWN_ENCODING),
        (b"PK\x03\x04 and no more", Refusal.BROKEN_ARCHIVE),
        (b"Subject: x\nContent-Type: message/x\n\n" * 3000, Refusal.TOO_LARGE),
        (b"Subject: x\nContent-Type: text/plain; charset*" + b"9" * 6000 + b"=x\n\nx", Refusal.NO_TEXT),
    ],
)
def test_what_is_no_letter_is_refused_with_its_reason(data: bytes, reason: Refusal) -> None:
    assert refused(data, "letter.txt") == reason


def test_an_archive_that_is_no_document_is_refused() -> None:
    assert refused(zipped({"a.txt": b"Dear Minister"}), "letter.docx") == Refusal.BINARY
    assert refused(zipped({"xl/workbook.xml": b"<a/>"}), "list.xlsx") == Refusal.BINARY


def test_a_large_file_is_refused_before_it_is_read() -> None:
    assert refused(b"a" * 5_000_001) == Refusal.TOO_LARGE
    with pytest.raises(NotALetter):
        read_text("a" * 5_000_001)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused(zipped({"word/document.xml": bytes(30_000_000)})) == Refusal.TOO_LARGE
    assert (
        refused(
            zipped(
                {f"word/{number}.xml": bytes(5_000_000) for number in range(6)}
                | {"word/document.xml": b"<a/>"}
            )
        )
        == Refusal.TOO_LARGE
    )


def test_a_document_of_countless_empty_paragraphs_is_refused() -> None:
    assert (
        refused(opendocument(f"{CONTENT}{'<text:p/>' * 300_000}</office:document-content>"))
        == Refusal.TOO_LARGE
    )


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    honest = zipped({"word/document.xml": bytes(15_000_000)})
    size = struct.pack("<I", 15_000_000)
    assert refused(honest.replace(size, struct.pack("<I", 1000))) in {
        Refusal.BROKEN_ARCHIVE,
        Refusal.TOO_LARGE,
    }


def test_a_locked_archive_is_refused() -> None:
    locked = bytearray(zipped({"word/document.xml": b"<a/>"}))
    directory = locked.index(b"PK\x01\x02")
    locked[directory + 8] |= 1
    assert refused(bytes(locked)) == Refusal.BROKEN_ARCHIVE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_document_are_refused(encoding: str) -> None:
    entity = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>{CONTENT}<text:p>&e;</text:p></office:document-content>'
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": entity.encode(encoding)}
    assert refused(zipped(parts)) == Refusal.BROKEN_DOCUMENT
    assert (
        refused(zipped({"word/document.xml": entity.encode(encoding), "[Content_Types].xml": b"<a/>"}))
        == Refusal.BROKEN_DOCUMENT
    )


def test_entities_in_a_page_reach_no_file() -> None:
    draft = read(
        b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body><p>Dear Minister, please read this &e; letter.</p></body></html>'
    )
    assert "root:" not in draft.body


def test_a_damaged_document_is_refused() -> None:
    assert refused(zipped({"word/document.xml": b"<a"})) == Refusal.BROKEN_DOCUMENT
    assert refused(opendocument("<a")) == Refusal.BROKEN_DOCUMENT
    assert refused(opendocument(f"{CONTENT}</office:document-content>")) == Refusal.BROKEN_DOCUMENT


def test_a_document_without_words_is_refused_as_empty() -> None:
    made, stream = docx.Document(), io.BytesIO()
    made.save(stream)
    assert refused(stream.getvalue()) == Refusal.EMPTY


def test_deep_nesting_is_no_way_in() -> None:
    text = b"Dear Minister, please open the road"
    assert "open the road" in str(read(b"<html><body>" + b"<div>" * 1000 + text + b"</div>" * 1000))
    assert "open the road" in str(read(b"<html><body>" + b"<b>" * 1000 + text + b"</b>" * 1000))
    assert refused(b"<html><body>" + b"<div>" * 50_000 + text + b"</div>" * 50_000) == Refusal.TOO_LARGE
    nested = "<text:span>" * 3000 + "Dear Minister, please open the road" + "</text:span>" * 3000
    office = f"<office:body><office:text><text:p>{nested}</text:p></office:text></office:body>"
    assert refused(opendocument(f"{CONTENT}{office}</office:document-content>")) == Refusal.BROKEN_DOCUMENT


def test_the_small_document_of_these_tests_is_a_letter() -> None:
    assert "open the road" in str(read(small_word()))


def test_more_notes_or_a_longer_cell_than_a_letter_has_are_refused_before_they_are_read() -> None:
    notes = "We ask." + "".join(f"[^{nth}]\n\n[^{nth}]: a note\n\n" for nth in range(2_500))
    cell = f"<html><body><table><tr><td>{'word ' * 120_000}</td></tr></table></body></html>"
    for text, name in ((notes, "letter.md"), (cell, "letter.html")):
        with pytest.raises(NotALetter) as refusal:
            read(text.encode(), name)
        assert refusal.value.reason == Refusal.TOO_LARGE
