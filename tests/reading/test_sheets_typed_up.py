"""Sheets that somebody typed up from paper or gathered from several towns: what is read of each. All names are invented."""

import io

import openpyxl
import pytest

from petition.reading import listing
from tests.lists.brought import workbook
from tests.reading.test_lists_read import people, said, table


def test_headings_that_stand_again_on_the_next_page_head_the_first_page_too() -> None:
    heads = [["№", "Кто подписал", "", "Подпись"], ["", "Фамилия, имя, отчество", "Занятие"]]
    again = [
        ["", "Итого по листу:", "2"],
        ["ЛИСТ № 2"],
        ["№", "Фамилия, имя, отчество", "Занятие", "Подпись"],
    ]
    rows = [["1", "Кос Ада", "врач", "есть"], ["2", "Лис Бен", "поэт", "есть"]]
    more = [["3", "Гай Вера", "слесарь", "есть"]]
    found = listing.read(workbook({"Лист1": [["ЛИСТ № 1"], *heads, *rows, *again, *more]}), "list.xlsx")
    assert [(name, row["role"]) for name, row in people(found).items()] == [
        ("Кос Ада", "врач"),
        ("Лис Бен", "поэт"),
        ("Гай Вера", "слесарь"),
    ]


def test_what_is_merged_over_several_people_is_said_of_each_and_a_merged_name_stands_once() -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (("Name", "Town"), ("Ada Sand", "Leeds"), ("Ben Oak", ""), ("Cy Holm", "York"), ("", "Ripon")):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("A4:A5")
    book.save(stream)
    found = people(listing.read(stream.getvalue(), "list.xlsx"))
    assert {name: row["place"] for name, row in found.items()} == {
        "Ada Sand": "Leeds",
        "Ben Oak": "Leeds",
        "Cy Holm": "York",
    }


@pytest.mark.parametrize("ditto", ['"', '-"-', "—//—", ",,", "„ „", "id.", "Ditto"])
def test_a_ditto_in_whatever_signs_is_the_cell_above_also_below_the_heading_of_a_part(ditto: str) -> None:
    rows = [["Name", "Town"], ["Ada Sand", "Leeds"], ["At the market:", ""], ["Ben Oak", ditto]]
    assert people(listing.read(workbook({"List": rows}), "list.xlsx"))["Ben Oak"]["place"] == "Leeds"


def test_each_sheet_is_of_the_town_that_it_is_called_after_where_all_are() -> None:
    rows = [["Name", "Job"], ["Ada Sand", "nurse"]]
    other = [["Name", "Job"], ["Ben Oak", "poet"]]
    found = listing.read(workbook({"Ternopil": rows, "Lutsk": other}), "list.xlsx")
    assert said(found).startswith("Ada Sand/nurse/Ternopil")
    assert said(found.proposed[0]).startswith("Ben Oak/poet/Lutsk")
    collectors = listing.read(workbook({"Anna": rows, "Nina": other}), "list.xlsx")
    assert "Anna" not in said(collectors)


def test_a_sheet_without_headings_has_names_where_most_cells_begin_with_one_and_keeps_back_who_refuses() -> (
    None
):
    rows = [
        ["Ада Кос", "лікарка", "a@example.org"],
        ["Бен Лис, поет", "", "b@example.org"],
        ["Віра Гай", "не називати!", ""],
        ["Ігнат Дуб, слюсар", "", ""],
        ["Уля Яр", "вчителька музики", ""],
    ]
    found = people(listing.read(workbook({"Аркуш1": rows}), "list.xlsx"))
    assert {name: (row["role"], row["visibility"]) for name, row in found.items()} == {
        "Ада Кос": ("лікарка", "public"),
        "Бен Лис": ("поет", "public"),
        "Віра Гай": ("", "hidden"),
        "Ігнат Дуб": ("слюсар", "public"),
        "Уля Яр": ("вчителька музики", "public"),
    }


def test_a_body_signs_where_its_answer_or_its_own_name_says_so_and_who_speaks_for_it_is_not_printed() -> None:
    heads = "Name;Job;Organisation;Signing as\n"
    found = table(
        heads
        + "Ada Sand;chair;Maple Trust;Organisation\nBen Oak;poet;;Individual\nCy Holm;;Oak Hall;Individual\n"
    )
    assert said(found).startswith("Maple Trust/organisation/?two; Ben Oak/poet; Cy Holm/Oak Hall")
    assert people(found)["Maple Trust"]["not_printed"] == "Ada Sand, chair"
    found = table("Name;Organisation\nMaple Riders;Maple Riders\nBen Oak;Oak Hall\nCy Holm;\n")
    assert said(found) == "Maple Riders/organisation; Ben Oak/Oak Hall; Cy Holm"


def test_what_somebody_does_is_parted_from_the_name_also_beside_other_cells_and_brackets_alone_are_no_name() -> (
    None
):
    found = table("Name;Organisation;Town\nAda Sand, nurse;Oak Hall;Leeds\n(illegible);;York\n")
    assert said(found) == "Ada Sand/nurse/Oak Hall/Leeds; (illegible)/York/organisation/?name"


def test_labels_that_sort_people_are_no_organisation() -> None:
    rows = "".join(
        f'a{nth}@example.org,{name},Leeds,"""Open letter"""\n'
        for nth, name in enumerate(["Ada Sand", "Ben Oak", "Cy Holm", "Di Moss", "Ed Roe"])
    )
    found = table(f'Email,Name,Town,TAGS\n{rows}f@example.org,,,"""News"""\n')
    assert {row["affiliation"] for row in people(found).values()} == {""}
    assert all(row["name"].isascii() and '"' not in row["name"] for row in people(found).values())
