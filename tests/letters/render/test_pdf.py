"""letter.pdf, read back by pikepdf and pypdf."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest

from petition.letters.composing.letter import Letter
from petition.letters.render.refusals import MissingGlyphs
from tests.letters.invented import SIGNED, TEXT, letter, person, written


def pages(composed: Letter) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(written("pdf", composed))).pages]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_signatories_stand_in_printed_order_under_their_numbers(lang: str) -> None:
    composed = letter(*SIGNED, lang=lang)
    text = folded(" ".join(pages(composed)))
    at = -1
    for line in composed.signatories:
        found = text.find(f"{line.position}. {folded(line.as_typed)}", at + 1)
        assert found > at
        at = found


@pytest.mark.parametrize(
    ("lang", "foot"), [("en", "Page {} of {}"), ("ru", "Страница {} из {}"), ("kk", "{1} беттің {0}-беті")]
)
def test_every_page_has_its_number_and_that_of_all(lang: str, foot: str) -> None:
    found = pages(letter(*(person(f"Name{at} Surname{at}", at) for at in range(120)), lang=lang))
    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert foot.format(number, len(found)) in folded(page)


def test_a_title_that_is_too_long_for_the_foot_says_that_it_goes_on() -> None:
    title = (
        "Do not close the library of our district nor hand the archive of its newspaper over to anybody, ever"
    )
    page = pages(letter(*SIGNED, text=replace(TEXT, title=title)))[0]
    foot = folded(page[page.rindex("Do not close") :])
    assert re.match(r"[\w ,]+ …", foot), foot
    assert "ever" not in foot


@pytest.mark.parametrize(("lang", "never"), [("ru", {"и", "не", "да", "12"}), ("kk", {"12"}), ("en", set())])
def test_no_line_of_cyrillic_ends_with_a_number_or_a_slavic_word_of_two_letters(
    lang: str, never: set[str]
) -> None:
    body = " ".join(f"{'слово ' * many}и не да 12 слов" for many in range(1, 30))
    with pypdfium2.PdfDocument(
        written("pdf", letter(*SIGNED, lang=lang, text=replace(TEXT, body=body)))
    ) as pdf:
        ends = {
            line.split()[-1]
            for line in pdf[0].get_textpage().get_text_range().splitlines()
            if "слово" in line
        }
    short = {"и", "не", "да", "12"}
    assert (ends & never, bool(ends & short)) == (set(), lang != "ru")


def test_a_preview_is_marked_on_every_page() -> None:
    found = pages(letter(*(person(f"Name{at} Surname{at}", at) for at in range(120)), preview=True))
    assert len(found) > 2
    assert all("Preview, not the final letter" in page for page in found)


def test_it_is_tagged_titled_and_in_its_language() -> None:
    with pikepdf.open(BytesIO(written("pdf", letter(*SIGNED, lang="kk")))) as pdf:
        assert str(pdf.Root.Lang) == "kk"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
            assert about["dc:title"] == TEXT.title
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [
                "What we ask", "Алғаш қол қойғандар", "Ұйымдар", "Адамдар",
            ]  # fmt: skip


def test_the_dates_in_it_are_nobodys() -> None:
    with pikepdf.open(BytesIO(written("pdf", letter(*SIGNED)))) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:19800101")


def test_the_paper_is_a4() -> None:
    with pikepdf.open(BytesIO(written("pdf", letter(*SIGNED)))) as pdf:
        assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].MediaBox] == [0, 0, 210, 297]


def test_a_sign_of_the_text_that_no_font_draws_is_told_and_not_boxed() -> None:
    with pytest.raises(MissingGlyphs) as refused:
        written("pdf", letter(*SIGNED, text=replace(TEXT, closing="With 𒀀 regards")))
    assert refused.value.signs == ("𒀀",)
    assert refused.value.where == "With 𒀀 regards"
    assert "U+12000" in str(refused.value)


def test_a_footnote_called_twice_is_set_once() -> None:
    body = "A[^n] and B[^n] and\n\n# Head[^m]\n\n[^n]: Noted once.\n[^m]: Noted\n\n    twice."
    text = folded(" ".join(pages(letter(*SIGNED, text=replace(TEXT, body=body)))))
    assert text.count("Noted once.") == 1
    assert "Noted" in text


def test_headings_may_begin_at_any_level() -> None:
    body = "#### Deep\n\ntext\n\n# High\n\n###### Deepest\n"
    assert "Deepest" in " ".join(pages(letter(*SIGNED, text=replace(TEXT, body=body))))


@pytest.mark.parametrize("many", [55, 58])  # of which none, or one, would begin the last page
def test_no_page_begins_with_the_last_name_alone_or_with_what_is_said_below_the_list(many: int) -> None:
    named = [person(f"Given{at} Family{at}", at) for at in range(many)]
    found = pages(letter(*named, person("Somebody Else", many, visibility="hidden")))
    assert found[-1].count("Family") >= 2


def test_no_name_is_split_between_pages() -> None:
    """Each is five lines long; wherever a page ends, it ends with a whole one."""
    role = "a role of many words " * 20
    found = pages(letter(*(person(f"Given{at} Family{at}", at, role=role + "end") for at in range(60))))
    assert len(found) > 2
    for page in found[1:-1]:
        assert page.count("Given") == page.count(" end")


@pytest.mark.parametrize("more", [0, 3])
def test_the_address_stands_in_the_window_of_an_envelope(more: int) -> None:
    """DIN 5008 form B: 20 to 105 mm from the left, 45 to 90 mm from the top; a long one begins higher."""
    to = replace(TEXT.recipients[0], address=(*TEXT.recipients[0].address, *("Kazakhstan",) * more))
    composed = letter(
        *SIGNED, text=replace(TEXT, recipients=(to, replace(to, name="B. Second"))), window=True
    )
    at: dict[str, tuple[float, float]] = {}

    def visit(text: str, outer: Any, inner: Any, *_: Any) -> None:
        left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        high = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        for line in text.split("\n"):
            at.setdefault(line.strip(), (left / 72 * 25.4, 297 - high / 72 * 25.4))

    pypdf.PdfReader(BytesIO(written("pdf", composed))).pages[0].extract_text(visitor_text=visit)
    for line in ("A. Imagined", "Chair", "Astana 010000"):
        assert at[line][0] == pytest.approx(25, abs=1)
        assert (45 if more else 62.7) < at[line][1] < 90
    assert at["B. Second"][1] > 98


@pytest.mark.parametrize("columns", [1, 3])
def test_a_name_of_200_letters_without_a_space_stays_on_the_paper(columns: int) -> None:
    composed = letter(person("Aru" + "Ш" * 197, 1), columns=columns)
    pdf = pypdfium2.PdfDocument(written("pdf", composed))
    for page in pdf:
        text = page.get_textpage()
        rights = [text.get_charbox(at)[2] for at in range(text.count_chars())]
        assert max(rights) <= page.get_width() - 80  # the margin is 32 mm
    assert "".join(pages(composed)).replace("\n", "").replace("\u200b", "").count("Ш") == 197


@pytest.mark.parametrize("columns", [1, 2])
def test_a_name_that_fits_when_broken_at_its_hyphens_is_broken_nowhere_else(columns: int) -> None:
    name = "Мария Константинопольская-Новоархангельская"
    assert name in " ".join(pages(letter(person(name, 1), columns=columns))).replace("-\n", "-").replace(
        "\n", " "
    )


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_end_level(columns: int) -> None:
    """The last page of a list in columns is not one full column beside empty ones."""
    signed = [person(f"Given{at:03} Family{at:03}", at) for at in range(30)]
    data = written("pdf", letter(*signed, columns=columns))
    lefts: list[int] = []

    def visit(text: str, outer: Any, inner: Any, *_: Any) -> None:
        if "Given" in text:
            lefts.append(round(inner[4] * outer[0] + inner[5] * outer[2] + outer[4]))

    for page in pypdf.PdfReader(BytesIO(data)).pages:
        page.extract_text(visitor_text=visit)
    assert sorted(lefts.count(left) for left in set(lefts)) == [30 // columns] * columns
