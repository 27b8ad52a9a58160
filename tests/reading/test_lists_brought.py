"""Lists as those bring them who gathered names elsewhere: documents with tables, copied pages, chats. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import io

import docx
import pytest
import typst

from petition.reading import listing
from tests.reading.test_lists_read import said, table


def test_a_table_in_a_document_is_read_by_its_headings_and_asks() -> None:
    made, stream = docx.Document(), io.BytesIO()
    made.add_paragraph("Who signed by 4 May")
    rows = [("№", "Прізвище, ім’я", "Посада", "Згода"), ("Львівська область",), ("1", "Кос Ада", "лікарка", "так"), ("2", "Лис Бен", "—", "ні")]  # fmt: skip
    grid = made.add_table(len(rows), 4)
    for nth, row in enumerate(rows):
        for at, cell in enumerate(row):
            grid.cell(nth, at).text = cell
    made.save(stream)
    found = listing.read(stream.getvalue(), "list.docx")
    assert said(found) == "Кос Ада/лікарка/hidden; Лис Бен/hidden; -1 above; -3 section; ask Згода"


def test_a_table_in_a_pdf_is_read_and_each_row_of_it_doubtful() -> None:
    rows = [("No. Name", "Occupation", "Town", ""), ("1 Ada Sand", "nurse", "Leeds", ""), ("2 Ben Oak", "poet", "York", "x"), ("3 Cy Holm", "—", "Bath", ""),
            ("4 Di Roe", "welder", "York", ""), ("5 Ed Moss", "crossed out", "", "")]  # fmt: skip
    cells = "".join(f"[{cell}]" for row in rows for cell in row)
    page = f"#set page(width: 18cm, height: 12cm)\nKeep the bus: sheet 1\n\n#grid(columns: (5cm, 4cm, 4cm, 1cm), row-gutter: 9pt, ..({','.join(cells.replace('][', ']|[').split('|'))}))\n\nTotal: 5"
    found = listing.read(typst.compile(page.encode()), "list.pdf")
    told = listing.as_json(found)["rows"]
    assert [row["name"] for row in told] == ["Ada Sand", "Ben Oak", "Cy Holm", "Di Roe"]
    assert {row["sure"] for row in told} == {False}
    assert told[2]["role"] == ""


PAGES = {
    "organisations of countries, one of them marked": (
        ("<html><body><h1>Joint letter</h1><table><tr><th>#</th><th>Organisation</th></tr><tr><td colspan=2>Albania</td></tr><tr><td>1</td><td>Seabed Watch</td></tr>"
         "<tr><td>2</td><td>River Foundation*</td></tr></table><p>* subject to a vote of its board</p><p>… and 12 more who wish to remain anonymous.</p></body></html>"),
        "Seabed Watch/organisation; River Foundation/organisation/hidden/?naming; -2 section; -5 comment; -6 comment",
    ),
}  # fmt: skip
LINES = {
    "more who are counted and not named": (
        "Signataires\nRUEL Anna, poète, Brest\nLIND Boris et Cora, maraîchers, Rennes\n… ainsi que 12 autres personnes souhaitant rester anonymes.\n",
        "RUEL Anna/poète/Brest; LIND Boris et Cora/maraîchers/Rennes/?two; -1 closing; -4 sentence",
    ),
    "a page with all that stands around its list": (
        ("Home › News\nTeilen  Drucken\n\nUnterzeichnende\n\nA\nProf. Dr. h. c. Ada Achterberg, Dresden\nB\nBen Brandt, Lehrer, Leipzig\nN.N., Auszubildende\nWeitere Unterzeichnende (alphabetisch)\n"
         "Lesekreis „Ufer“, Pegau\nC\nCy Clasen, Hebamme, Borna\n\n… und 43 weitere\n\nMehr anzeigen\n© 2026 Ufer\n"),
        ("Home › News Teilen Drucken/?unannounced; Prof. Dr. h.c. Ada Achterberg/Dresden; Ben Brandt/Lehrer/Leipzig; N.N., Auszubildende/?name; "
         "Lesekreis „Ufer“/Pegau/organisation; Cy Clasen/Hebamme/Borna; Mehr anzeigen/?unannounced; -6 section; -8 section; -11 closing; -13 section; -16 total; -19 comment"),
    ),
    "lines that end in a word that is cut short": (
        "1. Сәуле Ким – экология ғылымдарының докторы, бас ғылыми қызметкер, Алматы қ.\n2. Айбар Тоқ – ақын\n",
        "Сәуле Ким/экология ғылымдарының докторы, бас ғылыми қызметкер/Алматы қ.; Айбар Тоқ/ақын",
    ),
    "a signature over several lines each": (
        "".join(f"{name},\nпоет, перекладач,\nчлен спілки\n\n" for name in ("Ада Кос", "Бен Лис", "Віра Гай", "Гнат Дуб", "Ніна Став", "Юрій Яр", "Ева Міст", "Жан Ліс"))
        + "о. Іван Лан,\nсвященник\n\nГромадська організація\n«Жива ріка»\n",
        "; ".join(f"{name}/поет, перекладач, член спілки" for name in ("Ада Кос", "Бен Лис", "Віра Гай", "Гнат Дуб", "Ніна Став", "Юрій Яр", "Ева Міст", "Жан Ліс"))
        + "; о. Іван Лан/священник; Громадська організація «Жива ріка»/organisation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_read_right(kind: str) -> None:
    page, expected = PAGES[kind]
    assert said(listing.read(page.encode(), "list.html")) == expected


@pytest.mark.parametrize("kind", LINES)
def test_copied_lines_are_read_right(kind: str) -> None:
    typed, expected = LINES[kind]
    assert said(listing.read(typed.encode(), "list.txt")) == expected


def test_a_remark_far_below_a_long_table_keeps_back_those_whose_numbers_it_gives() -> None:
    rows = "".join(
        f"{nth};{'ABCDEFGH'[nth % 8]}da Sand{'abcdefgh'[nth // 8]};nurse\n" for nth in range(1, 64)
    )
    found = table(f"№;Name;Role\n{rows}Ескерту: 12 және 18-нөмірлер аттарын жарияламауды сұрады.;;\n")
    assert [row["line"] - 1 for row in listing.as_json(found)["rows"] if row["visibility"] == "hidden"] == [
        12,
        18,
    ]
