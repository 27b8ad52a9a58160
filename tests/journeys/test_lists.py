"""Lists come in by paste and by spreadsheet, are looked over, and are taken back, on a phone and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor

Visitors = Callable[..., Visitor]

# In the form of an appeal that people signed by writing in: roles, papers, towns, maiden names, initials, bodies.
SIGNED = """1. Aru Bekova (Sadykova), editor-in-chief of the newspaper “Well Times” (Qarasu)
2. Suleev M. T., journalist
3. Editorial office of the newspaper “Well Times” (Qarasu)
4. Dana Omarova, correspondent
   of the newspaper “River Voice” (Aqbulaq)
5. Public foundation “Clean Water”
6. Dana Omarova, correspondent of the newspaper “River Voice” (Aqbulaq)
"""
OTHER: list[list[Any]] = [["Түбіртек", "Сомасы"], ["нан", 12], ["су", 7]]
ODD: list[list[Any]] = [
    ["Есеп", None, None, None],
    ["Р/с", "Кім қол қойды", "Қайдан", "Байланыс", "Please withhold my name from publication"],
    [1, "Бекова Ару", "Қарасу", "aru@example.org", "no"],
    [2, "Сүлеев Марат", "Ақбұлақ", "marat@example.org", "yes"],
    [3, None, "Ақбұлақ", None, "no"],
]
ABROAD: list[list[Any]] = [["Омарова Дана", "Берлин"]]
DOUBTFUL = """Friends of the Well

To the Mayor of Qarasu

Dear Mayor,

We ask you to keep the third well open. It has given water to the lower town since 1904, and there is no other.

With respect,

Signed by:
Aru Bekova, teacher (Qarasu)
Marat Suleev, engineer, tel. 27-54-32
Dana Omarova, nurse
Olga Kim, t.me/olga
"""


@pytest.fixture(scope="module")
def slug(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    letter = tmp_path_factory.mktemp("letter") / "letter.txt"
    letter.write_text(
        "To the Mayor of Qarasu\n\nDear Mayor,\n\nWe ask you to keep the second well open. It has given water since 1904.\n"
    )
    made = site.flask(
        "appeal", "import", str(letter), "--team", "Lists", "--slug", "second-well", "--publish"
    )
    assert "/a/second-well" in made
    return "second-well"


def enter(visitor: Visitor, site: Site, slug: str) -> None:
    page = visitor.go(site.flask("organiser", "invite", "lists@example.org", "--team", "Lists"))
    page.get_by_role("button").locator("visible=true").first.click()
    visitor.go(f"/desk/a/{slug}/signatories")


def test_a_list_is_pasted_looked_over_added_and_undone(visitor: Visitors, site: Site, slug: str) -> None:
    organiser = visitor("en")
    enter(organiser, site, slug)
    organiser.examine()
    page = organiser.page
    page.get_by_label("One on each line").fill(SIGNED)
    organiser.press("Read the list")
    assert organiser.heading() == "What was read"
    organiser.examine()
    page.get_by_role("link", name="Check 6 signatories").click()
    organiser.examine()
    expect(page.locator("input[name=keep]")).to_have_count(6)
    expect(page.locator("input[name=keep]:checked")).to_have_count(5)
    organiser.press("Add the ticked names (5)")
    organiser.examine()
    assert organiser.heading() == "A list you have added"
    added = page.url
    organiser.go(f"/a/{slug}")
    assert "5 signatures" in page.locator(".count").first.inner_text()
    assert "Clean Water" in page.content()
    organiser.go(added)
    page.get_by_text("Undo the whole list").first.click()
    organiser.press("Undo the whole list")
    assert "The list was undone" in page.content()
    organiser.examine()
    assert "Clean Water" not in page.locator("main").inner_text()


def test_each_sheet_of_a_workbook_is_mapped_by_hand_and_its_column_of_consent_asked_about(
    visitor: Visitors, site: Site, slug: str, tmp_path: Path
) -> None:
    file, book = tmp_path / "тізім.xlsx", openpyxl.Workbook()
    for title, rows in (("Шығын", OTHER), ("Қол қойғандар", ODD), ("Шетелде", ABROAD)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(file)
    organiser = visitor("en")
    enter(organiser, site, slug)
    page = organiser.page
    page.locator("input[type=file]").set_input_files(file)
    organiser.press("Read the list")
    organiser.examine()
    sheets = page.get_by_role("region", name="Sheets of this file")
    expect(sheets.get_by_role("listitem")).to_contain_text(
        ["3 rows, not read", "5 rows, to check", "1 row, to check"]
    )
    page.get_by_label("Headings").select_option(index=2)
    organiser.press("Check the list")
    for at, column in enumerate(("", "name", "place", "mailbox")):
        page.locator(f"select[name=columns-{at}]").select_option(column)
    organiser.press("Check the list")
    organiser.examine()
    assert "Until then nobody in the list can be added." in page.content()
    page.locator("select[name=columns-4]").select_option("unnamed")
    organiser.press("Check the list")
    organiser.examine()
    assert organiser.heading() == "What was read"
    assert "There is no name in this row." in page.content()
    page.get_by_role("link", name="Check 2 signatories").click()
    organiser.examine()
    assert "1 signature will be counted and not named" in page.content()
    organiser.press("Add the ticked names (2)")
    organiser.examine()
    assert "2 people were asked by email" in page.content()
    page.get_by_role("link", name="Next sheet: Шетелде").click()
    organiser.examine()
    organiser.press("Check the list")
    page.get_by_role("link", name="Check 1 signatory").click()
    organiser.press("Add the ticked name (1)")
    organiser.examine()
    assert "Омарова Дана" in page.content()
    expect(page.get_by_role("link", name="Next sheet")).to_have_count(0)

    supporter = visitor("kk")
    supporter.go(site.mail_to("aru@example.org", "/c/"))
    supporter.examine()
    assert "Бекова Ару" in supporter.page.content()
    supporter.page.get_by_role("button").locator("visible=true").first.click()
    supporter.go(f"/a/{slug}")
    assert re.search(r"Бекова Ару", supporter.page.content())


def test_a_doubtful_letter_is_put_right_line_by_line(
    visitor: Visitors, site: Site, slug: str, tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(DOUBTFUL)
    organiser = visitor("en")
    enter(organiser, site, slug)
    page = organiser.go("/desk/new")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form[enctype] button").first.click()
    organiser.examine()
    assert organiser.heading() == "What was read"
    page.get_by_role("link", name="Check 2 doubtful signatories").click()
    organiser.examine()
    expect(page.locator("input[name=keep]")).to_have_count(2)
    page.get_by_role("button", name="Change: Marat Suleev").click()
    organiser.examine()
    page.get_by_label("Job or role").fill("chief engineer")
    organiser.press("Save and tick")
    expect(page.locator("input[name=keep]")).to_have_count(
        1
    )  # of those to look at, from where it was changed
    expect(page.get_by_text("3 ticked names are not shown here.").first).to_be_visible()
    organiser.press("Add the ticked names (3)")
    lines = page.locator("main table").inner_text()
    assert "Marat Suleev, chief engineer" in lines
    assert "27-54-32" not in lines
