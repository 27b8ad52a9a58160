"""What holds of every format."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pypdf
import pytest

from petition.core import contacts
from petition.letters.composing.on_paper import OnPaper
from petition.letters.render import FORMATS
from tests.letters.invented import SIGNED, TEXT, letter, organisation, person, written


def plain(name: str, data: bytes) -> str:
    """All the words of a file, white space folded."""
    if name == "pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    elif name == "docx":
        word = docx.Document(BytesIO(data))
        parts = [word.element.body, word.sections[0].header._element, word.sections[0].footer._element]
        text = " ".join(paragraph for part in parts for paragraph in _paragraphs(part))
    elif name == "xlsx":
        sheet: Any = openpyxl.load_workbook(BytesIO(data)).active
        text = " ".join(str(cell) for row in sheet.values for cell in row if cell)
    else:
        text = data.decode()
    return re.sub(r"\s+", " ", text)


def _paragraphs(part: Any) -> list[str]:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return ["".join(text.text or "" for text in found.iter(f"{space}t")) for found in part.iter(f"{space}p")]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_letter_is_the_same_bytes(name: str) -> None:
    assert written(name, letter(*SIGNED)) == written(name, letter(*reversed(SIGNED)))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["en", "ru", "kk", "de", "ar"])
def test_a_letter_with_nobody_and_nothing_in_it_is_still_a_file(name: str, lang: str) -> None:
    bare = letter(text=replace(TEXT, title="", letterhead=(), recipients=(), body="", closing=""), lang=lang)
    assert written(name, bare)


@pytest.mark.parametrize("name", ["pdf", "docx", "txt", "md", "html"])
@pytest.mark.parametrize(("lang", "is_last"), [("en", False), ("ru", True), ("kk", True)])
def test_a_name_stands_below_the_post_where_its_language_puts_it_there(
    name: str, lang: str, is_last: bool
) -> None:
    text = plain(name, written(name, letter(*SIGNED, lang=lang)))
    (to,) = TEXT.recipients
    assert (text.index(to.title) < text.index(to.name)) is is_last


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_a_preview_says_so_in_its_language(name: str, lang: str) -> None:
    final, preview = letter(*SIGNED, lang=lang), letter(*SIGNED, lang=lang, preview=True)
    mark = preview.words.preview
    assert mark in plain(name, written(name, preview))
    assert mark not in plain(name, written(name, final))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "lang", ["en", "de"]
)  # in a language that we do not know it is said in all that we do
def test_that_organisations_are_for_identification_only_is_said_in_every_format(name: str, lang: str) -> None:
    unsaid = letter(*SIGNED, lang=lang)
    said = replace(unsaid, identification_only=True)
    words = '"identification_only": true' if name == "json" else said.words.identification
    assert [words in plain(name, written(name, each)) for each in (said, unsaid)] == [True, False]
    names_alone = letter(*SIGNED, lang=lang, details=False)
    none_beside = letter(person("Aru Bekova", role="teacher"), organisation("Well Club"), lang=lang)
    assert [replace(each, identification_only=True).remarks for each in (names_alone, none_beside)] == [
        (),
        (),
    ]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Signatures on paper, as the organisers state: 1,204 (20 November 2026)"),
        ("ru", "Подписи на бумаге, со слов организаторов: 1 204 (20 ноября 2026 г.)"),
        ("kk", "Қағаздағы қолтаңбалар, ұйымдастырушылардың айтуынша: 1 204 (2026 ж. 20 қараша)"),
        ("de", "1,204 (20 November 2026). They are counted nowhere else"),
    ],
)
def test_what_is_stated_of_paper_stands_below_the_list_of_every_format_and_in_no_other_number(
    name: str, lang: str, words: str
) -> None:
    unsaid = letter(*SIGNED, lang=lang)
    said = replace(unsaid, paper=OnPaper(1204, date(2026, 11, 20), "Kept by a notary"))
    text, before = (re.sub(r"\s", " ", plain(name, written(name, each))) for each in (said, unsaid))
    for line in (words, "Kept by a notary"):
        assert (line in text, line in before) == (True, False)
    assert said.statement == unsaid.statement
    assert '"on_paper": 1204' in text or name != "json"


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"csv", "json", "xlsx"}])
def test_a_format_for_reading_has_every_part_of_the_letter(name: str) -> None:
    text = plain(name, written(name, letter(*SIGNED)))
    said = [
        "Ашық кеңес", "Almaty, 1 May 2030", "A. Imagined", "Astana 010000", "By e-mail", "The sittings of your council",
        "Dear Chair,",
        "closed sittings", "every sitting open", "on the pages of the council", "has lost it", "2029, pp. 14–19",
        "Respectfully,", "We, the nine undersigned: 7 people and 2 organisations", "First signatories",
        "and 1 person who is not named", "https://example.org/a/open-councils",
    ]  # fmt: skip
    if name == "docx":
        said.remove("2029, pp. 14–19")  # in a part of its own, seen in test_docx
    bare = re.sub(r"[*\\]|</?(?:em|strong)>", "", text)
    assert [words for words in said if words not in bare] == []


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_hidden_is_in_any_format(name: str) -> None:
    text = plain(name, written(name, letter(*SIGNED)))
    assert "Жасырын" not in text
    assert "Құпия" not in text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("numbered", [True, False])
def test_every_name_is_in_every_format_however_it_is_set(name: str, columns: int, numbered: bool) -> None:
    signed = [person(f"Given{at:03} Family{at:03}", at) for at in range(150)]
    text = plain(name, written(name, letter(*signed, columns=columns, numbered=numbered)))
    assert [row.name for row in signed if row.name not in text] == []
    found = re.findall(r"Given(\d{3}) Family\1", text)
    assert list(dict.fromkeys(found)) == sorted(set(found))


@pytest.mark.parametrize("name", ["html", "pdf", "docx", "txt", "md"])
def test_a_title_that_only_names_the_appeal_is_not_printed(name: str) -> None:
    untitled = letter(*SIGNED, text=replace(TEXT, title="Zq Working Title", titled=False))
    text = plain(name, written(name, untitled)).upper()
    assert text.count("ZQ WORKING TITLE") == (name == "html")  # whose <title> is not on the page


HOSTILE = [
    "#panic()", "#sys.inputs", "$x^2$", "@label", r"\#", "<b>bold</b>", "`code`", "_em_ *strong*", "[a](javascript:x)",
    "~nbsp--- ...", "//comment", "/* comment */", "= heading", "- point", "1. point", "&amp; &lt;", "{{ 7*7 }}", "{page}",
    "%1", "\"'", "'single'", "]]>", "<!-- -->",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_looks_like_a_command_to_the_printer_is_printed(hostile: str) -> None:
    text = replace(
        TEXT,
        title=hostile,
        letterhead=(hostile,),
        salutation=hostile,
        closing=hostile,
        delivery=hostile,
        body="Body.",
    )
    composed = letter(person(f"Dana {hostile} End", role=hostile), text=text)
    reader = pypdf.PdfReader(BytesIO(written("pdf", composed)))
    pdf = re.sub(r"\s+", "", " ".join(page.extract_text() for page in reader.pages))
    expected = re.sub(r"\s+", "", hostile)
    line = contacts.without(
        f"Dana {hostile} End, {hostile}"
    )  # a handle stands in the text alone, never with a name
    assert pdf.count(expected) >= (6 if hostile in line else 4)
    word = docx.Document(BytesIO(written("docx", composed)))
    assert line in [paragraph.text for paragraph in word.paragraphs]
