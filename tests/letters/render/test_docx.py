"""letter.docx, read back by python-docx."""

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from petition.letters.composing.letter import Letter
from tests.letters.invented import SIGNED, TEXT, letter, written


def opened(composed: Letter) -> Any:
    return docx.Document(BytesIO(written("docx", composed)))


def styled(word: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == style]


def test_signatories_are_paragraphs_of_one_style_in_printed_order() -> None:
    composed = letter(*SIGNED)
    word = opened(composed)
    assert styled(word, "Numbered Signatory") == [line.as_typed for line in composed.signatories]
    body = ["What we ask"]
    assert styled(word, "Heading 1") == [*body, "First signatories", "Organisations", "People"]


def test_the_numbers_are_real_and_go_with_the_style() -> None:
    word = opened(letter(*SIGNED))
    assert word.styles["Numbered Signatory"].element.pPr.numPr is not None
    assert styled(opened(letter(*SIGNED, numbered=False)), "Signatory")


def test_every_part_has_a_style_of_its_own() -> None:
    word = opened(letter(*SIGNED))
    assert styled(word, "Letterhead") == ["«Ашық кеңес» қоғамдық қоры\nOpen Council Foundation"]
    assert styled(word, "Recipient") == [
        "A. Imagined\nChair\nCouncil of Towns\n12 Spring Street\nAstana 010000"
    ]
    assert styled(word, "Title") == ["Open letter on open councils"]
    assert styled(word, "Quote") == ["A council that fears its town has lost it."]
    assert styled(word, "Not Named") == ["and 1 person who is not named"]


def test_lists_of_the_body_are_nested_and_ordered_ones_begin_where_typed() -> None:
    word = opened(letter(*SIGNED, text=replace(TEXT, body="- a\n  1. b\n- c\n\n4. d\n")))
    marks = {
        paragraph.text: (paragraph._p.pPr.numPr.ilvl.val, paragraph._p.pPr.numPr.numId.val)
        for paragraph in word.paragraphs
        if paragraph.style.name == "Body Text"
    }
    assert [level for level, _ in marks.values()] == [0, 1, 0, 0]
    assert marks["a"][1] == marks["c"][1] != marks["b"][1] != marks["d"][1]
    numbering = word.part.numbering_part.element
    starts = {
        number.get(qn("w:numId")): number.find(f".//{qn('w:startOverride')}").get(qn("w:val"))
        for number in numbering.findall(qn("w:num"))
        if number.find(f".//{qn('w:startOverride')}") is not None
    }
    assert starts == {str(marks["b"][1]): "1", str(marks["d"][1]): "4"}


def test_footnotes_are_real() -> None:
    with zipfile.ZipFile(BytesIO(written("docx", letter(*SIGNED)))) as archive:
        assert "2029, pp. 14–19" in archive.read("word/footnotes.xml").decode()
        assert b"footnoteReference" in archive.read("word/document.xml")


def test_a_link_leads_where_it_says() -> None:
    word = opened(letter(*SIGNED))
    (link,) = (
        link for paragraph in word.paragraphs for link in paragraph.hyperlinks if link.text == "the report"
    )
    assert link.address == "https://example.org/report"


def test_the_foot_counts_pages_by_fields_in_the_language() -> None:
    foot = opened(letter(*SIGNED, lang="kk")).sections[0].footer
    fields = [field.get(qn("w:instr")).strip() for field in foot._element.iter(qn("w:fldSimple"))]
    assert fields == ["NUMPAGES", "PAGE"]
    assert "беттің" in foot.paragraphs[0].text


def test_a_preview_is_marked_in_every_section() -> None:
    word = opened(letter(*SIGNED, preview=True, columns=2))
    assert len(word.sections) > 2
    assert {section.header.paragraphs[0].text for section in word.sections} == {
        "Preview, not the final letter"
    }


def test_the_page_is_a4_and_the_language_is_set() -> None:
    word = opened(letter(*SIGNED, lang="kk"))
    assert (round(word.sections[0].page_width.mm), round(word.sections[0].page_height.mm)) == (210, 297)
    assert word.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "kk-KZ"


def test_nothing_tells_who_made_the_file_or_when() -> None:
    word = opened(letter(*SIGNED))
    assert word.core_properties.author == ""
    assert word.core_properties.created.year == word.core_properties.modified.year == 1980
    with zipfile.ZipFile(BytesIO(written("docx", letter(*SIGNED)))) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(
            archive.namelist()
        )  # of Word for Mac


def test_text_from_right_to_left_runs_so() -> None:
    assert opened(letter(*SIGNED, lang="ar")).styles.element.find(f".//{qn('w:bidi')}") is not None
