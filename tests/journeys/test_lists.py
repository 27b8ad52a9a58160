"""Lists come in by paste and by spreadsheet, are looked over, and are taken back, on a phone and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

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
ODD: list[list[Any]] = [
    ["Есеп", None, None, None],
    ["Р/с", "Кім қол қойды", "Қайдан", "Байланыс", "Көрсетуге бола ма"],
    [1, "Бекова Ару", "Қарасу", "aru@example.org", "иә"],
    [2, "Сүлеев Марат", "Ақбұлақ", "marat@example.org", "жоқ"],
    [3, None, "Ақбұлақ", None, "иә"],
]


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
    page.get_by_label("A line for each").fill(SIGNED)
    organiser.press("Read the list")
    organiser.examine()
    assert page.locator("input[name=keep]").count() == 6
    assert page.locator("input[name=keep]:checked").count() == 5
    organiser.press("Add the ticked lines")
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


def test_a_spreadsheet_with_odd_headings_is_mapped_by_hand_and_who_has_a_mailbox_is_asked(
    visitor: Visitors, site: Site, slug: str, tmp_path: Path
) -> None:
    file, book = tmp_path / "тізім.xlsx", openpyxl.Workbook()
    for row in ODD:
        book.worksheets[0].append(row)
    book.save(file)
    organiser = visitor("en")
    enter(organiser, site, slug)
    page = organiser.page
    page.locator("input[type=file]").set_input_files(file)
    organiser.press("Read the list")
    organiser.examine()
    page.get_by_label("Headings").select_option(index=2)
    organiser.press("Look the list over")
    for at, column in enumerate(("", "name", "place", "mailbox", "visibility")):
        page.locator(f"select[name=columns-{at}]").select_option(column)
    organiser.press("Look the list over")
    organiser.examine()
    assert "1 will be counted and not named" in page.content()
    assert "There is no name in this row." in page.content()
    organiser.press("Add the ticked lines")
    organiser.examine()
    assert "2 were asked by mail" in page.content()

    supporter = visitor("kk")
    supporter.go(site.mail_to("aru@example.org", "/c/"))
    supporter.examine()
    assert "Бекова Ару" in supporter.page.content()
    supporter.page.get_by_role("button").locator("visible=true").first.click()
    supporter.go(f"/a/{slug}")
    assert re.search(r"Бекова Ару", supporter.page.content())
