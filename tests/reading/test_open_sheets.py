"""What the colours of a sheet of OpenDocument (.ods) say of those who stand in it. All names are invented."""

import io
from collections.abc import Mapping

import pytest
from odfdo import Cell, Document, Row, Style, Table

from petition.reading import listing
from petition.reading.report import list_as_json

PEOPLE = ("Ada Fern", "Boris Lind", "Cora Holm", "Dan Oak", "Eve Sand", "Finn Ruel", "Gil Brook", "Hal Moor")
STYLES = {
    "pale": ({"fo:color": "#808080"}, "text"),
    "pink": ({"fo:background-color": "#ffcccc"}, "table-cell"),
    "gone": ({"style:text-line-through-style": "solid"}, "text"),
    "black": ({"fo:color": "#000000", "fo:font-weight": "bold"}, "text"),
}


def sheet(styles: Mapping[int, str], *legend: str) -> bytes:
    document, table = Document("spreadsheet"), Table("People")
    document.body.clear()
    for name, (properties, area) in STYLES.items():
        style = Style("table-cell", name=name)
        style.set_properties(properties, area=area)
        document.insert_style(style, automatic=True)
    for nth, values in enumerate(
        [("Name", "Town"), *((name, "Bath") for name in PEOPLE), ("", ""), *((said, "") for said in legend)]
    ):
        row = Row()
        for value in values:
            cell = Cell(value)
            if nth in styles:
                cell.style = styles[nth]
            row.append_cell(cell)
        table.append_row(row)
    document.body.append(table)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(("style", "reason"), [("pale", "naming"), ("pink", "naming"), ("gone", "row")])
def test_whoever_looks_otherwise_than_the_rest_waits(style: str, reason: str) -> None:
    rows = list_as_json(listing.read(sheet({3: style}), "people.ods"))["rows"]
    assert {row["name"]: row["reason"] for row in rows if row["reason"]} == {"Cora Holm": reason}


def test_black_letters_say_nothing() -> None:
    rows = list_as_json(listing.read(sheet({3: "black"}), "people.ods"))["rows"]
    assert [row["name"] for row in rows if row["sure"]] == list(PEOPLE)


def test_a_colour_that_a_legend_explains_keeps_back_those_who_bear_it() -> None:
    book = sheet(dict.fromkeys((1, 3, 5, 10), "pink"), "Pink: not to be named")
    rows = list_as_json(listing.read(book, "people.ods"))["rows"]
    kept = {row["name"] for row in rows if row["visibility"] == "hidden"}
    assert kept & set(PEOPLE) == {"Ada Fern", "Cora Holm", "Eve Sand"}
