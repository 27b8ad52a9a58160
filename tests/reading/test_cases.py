"""Letters in the manner of public bug reports, each against what a careful reader finds; they lie beside the checkout."""

import ast
import json

import pytest

from petition.reading import Draft, read
from tests.outside import SHARED, needs

CASES = SHARED / "cases"
pytestmark = needs("cases")


def letter(name: str) -> Draft:
    draft = read((CASES / "letters" / name).read_bytes(), name)
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    return draft


def names(draft: Draft) -> list[str]:
    return [line.name for line in draft.lines]


def appeals() -> list[tuple[str, list[str]]]:
    if not CASES.is_dir():
        return []
    rows = map(json.loads, (CASES / "files" / "cases.jsonl").read_text().splitlines())
    return [
        (row["file"], ast.literal_eval(row["expect"][row["expect"].index("[") :]))
        for row in rows
        if "appeal" in row["door"]
    ]


@pytest.mark.parametrize(("file", "expected"), appeals())
def test_who_signed_a_file_is_read_and_nobody_else(file: str, expected: list[str]) -> None:
    draft = read((CASES / "files" / file).read_bytes(), file)
    assert names(draft) == expected
    assert draft.doubtful == 0
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    assert "council" in draft.body
    for machinery in ("layout", "<", "{%", "_____", "~~", "[1]"):
        assert machinery not in f"{draft.title}{draft.body}"


@pytest.mark.parametrize("file", ["03a_pandoc_footnotes.docx", "03c_libreoffice_footnotes.docx"])
def test_three_notes_stand_each_on_its_own_mark(file: str) -> None:
    draft = letter(file)
    assert draft.body.startswith(
        "We urge you to withdraw the law[^1] that harms every newsroom.[^2] It was passed without hearings.[^3]"
    )
    assert [note[:17] for note in draft.notes] == [
        "[^1]: First note:",
        "[^2]: Second note",
        "[^3]: Third note:",
    ]


def test_notes_that_are_numbered_from_0_stand_on_their_marks() -> None:
    draft = letter("21_ids_from_0.docx")
    assert draft.body == (
        "We ask you one thing[^1] and another[^2], at once and without any delay.\n\n[^1]: FIRST NOTE\n[^2]: SECOND NOTE"
    )


def test_what_stands_in_the_page_header_is_proposed_and_not_taken() -> None:
    draft = letter("01b_header_letterhead.docx")
    assert draft.proposed[0] == "UNION OF EDITORS OF MOLDOVA"
    assert draft.letterhead == ()
    assert set(draft.proposed) < set(draft.left_over)


def test_signatures_in_two_columns_are_four() -> None:
    draft = letter("10_two_col_signatories.docx")
    assert names(draft) == ["Anna Berg", "Luca Rossi", "Reporters Without Borders", "Sofia Papadopoulou"]
    assert draft.lines[0].affiliation == "Norsk PEN"


def test_academics_with_posts_over_two_lines_are_five() -> None:
    draft = letter("11_academics.txt")
    assert names(draft) == [
        "Prof. Dr. Margaret O'Neill",
        "Dr. Stefan Müller-Lüdenscheidt",
        "Assoc. Prof. Nguyễn Thị Minh Khai",
        "Jean-Luc de La Tour",
        "Ana María Gómez",
    ]
    assert draft.left_over == ("Institutional affiliations are given for identification purposes only.",)


def test_the_head_of_a_markdown_file_gives_title_author_and_date_and_is_not_printed() -> None:
    draft = letter("05_frontmatter.md")
    assert draft.title == "Open letter: Stop the blocking of independent news sites"
    assert (draft.letterhead, draft.date_iso) == (("Freedom of Expression Coalition",), "2026-11-20")
    assert "author" not in draft.body + draft.title
    assert len(draft.lines) == 3
    assert "[^1]: Order no. 12/2026, published in the Journal of Laws, item 1432." in draft.body
    assert {
        why for line, why in zip(draft.left_over, draft.because, strict=True) if line.startswith("deadline")
    } == {"head of the file"}


def test_a_letter_under_the_head_of_an_email_is_read_without_it() -> None:
    draft = letter("06_outlook.txt")
    assert draft.title == "Safety of journalists in the region"
    assert (draft.recipients[0].title, draft.salutation) == (
        "Commissioner Michael O’Flaherty",
        "Dear Commissioner,",
    )
    assert names(draft) == ["Petra Novak", "Ivan Horvat", "Élise Dupont‑Martin"]
    assert "Hi all" not in draft.body
    assert "[findings](https://www.coe.int/en/web/commissioner)" in draft.body


def test_a_german_letter_has_its_recipient_deadline_and_four_first_signatories() -> None:
    draft = letter("09_de.txt")
    (recipient,) = draft.recipients
    assert (recipient.name, recipient.title) == ("Frau Dr. Katharina Schröder", "Bundesministerin des Innern")
    assert draft.call.deadline == "15.12.2026, 12:00 Uhr"
    assert [(line.name, line.kind, line.affiliation) for line in draft.lines] == [
        ("Prof. Dr. Ute von der Heide", "person", "Universität Leipzig"),
        ("Dipl.-Ing. Jürgen Groß", "person", "Netzwerk Recherche e. V."),
        ("Reporter ohne Grenzen e. V.", "organisation", ""),
        ("Ayşe Yılmaz-Müller", "person", ""),
    ]
    assert draft.lines[-1].place == "Köln"


def test_an_arabic_letter_is_whole() -> None:
    draft = letter("09_ar.txt")
    assert draft.lang == "ar"
    assert draft.body.count("\n") == 6
    assert (draft.date_iso, len(draft.lines), draft.left_over) == ("2026-11-14", 3, ())


def test_a_russian_letter_in_utf_16_is_whole() -> None:
    draft = letter("08_utf16le_bom.txt")
    assert (len(draft.recipients), len(draft.lines)) == (2, 4)
    assert draft.call.deadline == "18:00 15 декабря 2026 года"


def test_of_a_page_nothing_of_the_site_around_the_letter_is_in_it() -> None:
    draft = letter("04_cms.html")
    text = "\n".join((draft.title, *draft.letterhead, draft.salutation, draft.body, draft.closing))
    for foreign in (
        "cookie",
        "Home",
        "Posted",
        "Share",
        "READ ALSO",
        "Tags",
        "Subscribe",
        "comments",
        "©",
        "Photo",
    ):
        assert foreign not in text
    assert draft.body.endswith("[^2]: Tribuna, 3 October 2026, [part three](https://tribuna.example/3).")
    assert len(draft.lines) == 4
