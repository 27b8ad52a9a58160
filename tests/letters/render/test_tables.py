"""CSV, XLSX and JSON: the list for machines and spreadsheets, read back."""

import csv
import json
from codecs import BOM_UTF8
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from petition.letters.composing.on_paper import OnPaper
from petition.letters.render import as_csv
from petition.letters.render.as_csv import COLUMNS, harmless
from tests.letters.invented import SIGNED, TEXT, letter, person, written

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/letter.schema.json").read_text(encoding="utf-8"))


KINDS: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def test_csv_reads_back_as_the_signatories() -> None:
    composed = letter(*SIGNED)
    rows = list(csv.DictReader(StringIO(written("csv", composed).decode("utf-8-sig"), newline="")))
    assert rows == [
        {key: str(value) for key, value in line._asdict().items()} for line in composed.signatories
    ]


def test_csv_opens_in_excel_and_is_parted_by_semicolons_where_that_is_asked_for() -> None:
    file = BytesIO()
    as_csv.write(letter(*SIGNED), file, separator=";")
    (parted, usual) = (
        list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))
        for data, separator in ((file.getvalue(), ";"), (written("csv", letter(*SIGNED)), ","))
    )
    assert parted == usual
    assert file.getvalue().startswith(BOM_UTF8)


@pytest.mark.parametrize("sign", list("=+-@\t\r\n\0＝＋－＠"))
@pytest.mark.parametrize("before", ["", " ", "\u00a0"])
def test_no_cell_can_be_a_formula(sign: str, before: str) -> None:
    cell = f"{before}{sign}cmd|' /C calc'!A0"
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_no_name_or_role_in_the_csv_is_a_formula(sign: str) -> None:
    composed = letter(person(f"{sign}1+1", role=f"{sign}2", affiliation=f"{sign}3", place=f"{sign}4"))
    (row,) = csv.DictReader(StringIO(written("csv", composed).decode("utf-8-sig"), newline=""))
    assert [row[column][:2] for column in ("name", "role", "affiliation", "place", "as_typed")] == [
        f"'{sign}"
    ] * 5


def test_an_ordinary_cell_is_left_alone() -> None:
    assert harmless("Анна-Мария (1=1)") == "Анна-Мария (1=1)"


def test_xlsx_reads_back_as_the_signatories() -> None:
    composed = letter(*SIGNED, person("=1+1"), lang="ru")
    sheet: Any = openpyxl.load_workbook(BytesIO(written("xlsx", composed))).active
    top = [row[0] for row in sheet.iter_rows(values_only=True)].index("№") + 1
    rows = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(min_row=top + 1, values_only=True)]
    headings = {each.section: each.heading for each in composed.headings}
    kinds = {"person": "человек", "organisation": "организация"}
    assert rows == [
        (
            str(line.position), headings[line.section], kinds[line.kind], line.name, line.acronym, line.role,
            line.affiliation, line.place, line.as_typed,
        )
        for line in composed.signatories
    ]  # fmt: skip
    assert sheet.freeze_panes == f"A{top + 1}"


def test_xlsx_has_text_only() -> None:
    sheet: Any = openpyxl.load_workbook(
        BytesIO(written("xlsx", letter(person("=HYPERLINK(1)", role="123"))))
    ).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_a_cell_too_long_for_excel_is_refused_and_not_cut() -> None:
    with pytest.raises(ValueError, match="more than 32767"):
        written("xlsx", letter(person("x" * 40_000)))


def test_json_reads_back_as_the_letter() -> None:
    composed = letter(*SIGNED)
    read = json.loads(written("json", composed))
    assert read["appeal"] == {
        "slug": "open-councils",
        "address": "https://example.org/a/open-councils",
        "language": "en",
        "version": "v3",
    }
    assert read["text"] == json.loads(json.dumps(TEXT.printed()))
    assert read["counts"] == {"received": 9, "confirmed": 9, "printed": 8, "not_named": 1, "on_paper": 0}
    assert read["signatories"] == [line._asdict() for line in composed.signatories]


@pytest.mark.parametrize("preview", [True, False])
def test_json_keeps_to_its_schema(preview: bool) -> None:
    composed = letter(*SIGNED, preview=preview)
    for each in (composed, replace(composed, paper=OnPaper(1204, date(2026, 11, 20), "Kept by a notary"))):
        assert breaches(json.loads(written("json", each)), SCHEMA) == []


def test_the_check_of_the_schema_finds_breaches() -> None:
    read = json.loads(written("json", letter(*SIGNED)))
    read["counts"]["printed"] = "8"
    del read["signatories"][0]["name"]
    read["signatories"][1]["mail"] = "a@example.org"
    read["signatories"][2]["section"] = "friends"
    assert breaches(read, SCHEMA) == [
        "/counts/printed is no integer",
        "/signatories/0 lacks name",
        "/signatories/1 has mail",
        "/signatories/2/section is none of first, organisations, people",
    ]


def breaches(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Where a value breaks the part of JSON Schema that ours is written in."""
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{where} is none of {', '.join(schema['enum'])}"]
    if type(value) is not KINDS[schema["type"]]:
        return [f"{where} is no {schema['type']}"]
    if schema["type"] == "array":
        return [
            found
            for at, each in enumerate(value)
            for found in breaches(each, schema["items"], f"{where}/{at}")
        ]
    if schema["type"] == "integer":
        return [] if value >= schema["minimum"] else [f"{where} is too small"]
    if schema["type"] != "object":
        return []
    known = schema["properties"]
    lacking = [f"{where} lacks {name}" for name in schema["required"] if name not in value]
    surplus = [f"{where} has {name}" for name in value if name not in known]
    inside = [breaches(value[name], known[name], f"{where}/{name}") for name in value if name in known]
    return [*lacking, *surplus, *chain.from_iterable(inside)]


def test_columns_of_the_csv_are_the_keys_of_the_json() -> None:
    assert tuple(SCHEMA["properties"]["signatories"]["items"]["required"]) == COLUMNS
