"""Of a file with several sheets each that holds people is a list of its own, and no sheet is lost in silence."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.lists import lookup
from petition.lists.models import LineList, LinePart
from tests.factories import desk_post
from tests.lists.brought import add, brought, signatures, told_columns, undo, workbook

SHEETS = {
    "Notes": [["Item", "Price"], ["paper", "12"]],
    "Qarasu": [["Name", "Town"], ["Aru Bekova", "Qarasu"], ["Marat Suleev", "Qarasu"], ["Olga Kim", "Qarasu"]],
    "Empty": [],
    "Abroad": [
        ["Signed abroad"],
        ["Email", "Surname", "First name", "Please withhold my name from publication"],
        ["dana@example.org", "Omarova", "Dana", "yes"],
        ["", "Ruel", "Anna", "no"],
    ],
    "Do not publish": [["Name"], ["Marat Suleev"], ["Boris Lind"]],
}  # fmt: skip
LISTS = ["Qarasu", "Abroad", "Do not publish"]


def lists() -> dict[str, LineList]:
    """The lists there are, by the sheets they read."""
    db.session.expire_all()
    return {
        lookup.sheets_of(each)[each.sheet]: each
        for each in db.session.scalars(select(LineList).order_by(LineList.id))
    }


def path_of(slug: str, sheet: str) -> str:
    return f"/desk/a/{slug}/signatories/list/{lists()[sheet].ref}"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def look_over(client: FlaskClient, path: str, **columns: str) -> str:
    """Take the columns of a list as they are guessed, but for these; gives the page of what was read."""
    told = told_columns(client.get(path).text) | columns
    answer = desk_post(client, path, {"deed": "columns"} | told, at=path)
    assert answer.status_code == 303, answer.text
    return words(client.get(answer.location).text)


def test_each_sheet_is_looked_over_by_its_own_columns_and_added_alone(
    client: FlaskClient, draft: Appeal
) -> None:
    slug = draft.slug
    first = brought(client, slug, workbook(SHEETS, hidden=("Abroad",)), "list.xlsx")
    assert (first, [*lists()]) == (path_of(slug, "Qarasu"), LISTS)
    assert {lookup.name_of(each) for each in lists().values()} == {f"list.xlsx: {name}" for name in LISTS}
    assert len({(each.organiser_id, each.read_at) for each in lists().values()}) == 1
    assert [each.rows for each in lists().values()] == [4, 4, 3]
    waiting = words(client.get(f"/desk/a/{slug}/signatories").text)
    assert all(f"list.xlsx: {name}" in waiting for name in LISTS)

    page = client.get(first).text
    assert "Marat Suleev" in page
    assert "Omarova" not in page
    told = words(page)
    assert "Notes 2 rows, not read Read this sheet Qarasu 4 rows, to check Empty empty" in told
    assert "Abroad 4 rows, hidden in the file, to check Do not publish 3 rows, to check" in told
    assert f'href="{path_of(slug, "Abroad")}">Next sheet: Abroad' in page
    read = look_over(client, first)
    assert "Sheets 5 Read 1 Not read: Notes 1 Empty: Empty 1 In a list of its own: Abroad 1" in read
    assert "Next sheet: Abroad" in read
    add(client, first)
    assert [(each.own.name, each.visibility) for each in signatures()] == [
        ("Aru Bekova", "public"), ("Olga Kim", "public"),
    ]  # fmt: skip
    assert "Next sheet: Abroad" in client.get(first).text

    abroad = path_of(slug, "Abroad")
    page = client.get(abroad).text
    assert "Say what 1 column means" in page
    assert "Qarasu 4 rows, added" in words(page)
    assert "Next sheet: Do not publish" in page
    assert "Rows 4 New 2 Above the headings 1 Headings 1" in look_over(
        client, abroad, **{"columns-3": "unnamed"}
    )
    add(client, abroad)
    withheld = path_of(slug, "Do not publish")
    look_over(client, withheld)
    page = client.get(withheld).text
    ticked = re.findall(r'name="keep"\s+value="([\d.]+)"', page)
    desk_post(client, withheld, {"deed": "add", "keep": ticked}, at=withheld)
    assert "Next sheet" not in client.get(withheld).text
    assert {each.own.name: each.visibility for each in signatures()} == {
        "Aru Bekova": "public", "Olga Kim": "public", "Omarova Dana": "hidden", "Ruel Anna": "public",
        "Marat Suleev": "hidden", "Boris Lind": "hidden",
    }  # fmt: skip
    undo(client, first)
    assert len(signatures()) == 4


def test_a_sheet_in_which_nobody_was_found_is_read_once_when_that_is_asked(
    client: FlaskClient, draft: Appeal
) -> None:
    slug = draft.slug
    first = brought(client, slug, workbook(SHEETS), "list.xlsx")
    for at in (first, path_of(slug, "Abroad"), first):  # only the first has it, and has it once
        desk_post(client, at, {"deed": "sheet", "sheet": "0"}, at=first)
    for odd in ("1", "2", "3", "9", "-1", "x"):
        desk_post(client, first, {"deed": "sheet", "sheet": odd}, at=first)
    assert sorted(lists()) == sorted([*LISTS, "Notes"])
    notes = path_of(slug, "Notes")
    assert "paper" in client.get(notes).text
    assert lookup.name_of(lists()["Notes"]) == "list.xlsx: Notes"
    desk_post(client, notes, {"deed": "drop"}, at=notes)
    told = words(client.get(first).text)
    assert "Notes 2 rows, not read Qarasu 4 rows, to check" in told
    assert "Read this sheet" not in told
    assert sorted(lists()) == sorted(LISTS)


def test_the_sheets_of_a_long_file_are_read_and_looked_through_by_the_worker(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = draft.slug
    for name, most in (("LONG_FILE", 100), ("LONG_LIST", 100), ("_STEPS", 1)):
        monkeypatch.setattr(f"petition.lists.prepare.{name}", most)
    rows = [["Name", "Town"], *([f"Name{'abcdefgh'[n % 8]} {n}", "Qarasu"] for n in range(600))]
    first = brought(client, slug, workbook({"A": rows, "B": rows[:1] + rows[400:]}), "long.xlsx")
    assert "This list is being read" in client.get(first).text
    worker.once()
    second = path_of(slug, "B")
    for path in (first, second):
        desk_post(client, path, {"deed": "columns"} | told_columns(client.get(path).text), at=path)
    assert "0 of 202 rows are done" in client.get(second).text
    assert "Next sheet: A" in client.get(second).text
    for _ in "AB":
        worker.once()
    assert {name: each.figures["new"] for name, each in lists().items()} == {"A": 600, "B": 201}
    assert len({each.organiser_id for each in lists().values()} - {None}) == 1
    desk_post(client, first, {"deed": "drop"}, at=first)
    add(client, second)
    assert len(signatures()) == 201
    assert not list(db.session.scalars(select(LinePart)))


def test_of_many_sheets_lists_are_made_of_some_and_the_others_are_told(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = draft.slug
    monkeypatch.setattr("petition.lists.store._MOST_SHEETS", 1)
    sheets = {name: [["Name"], [f"{name} Bekova"]] for name in ("Aru", "Dana", "Olga")}
    first = brought(client, slug, workbook(sheets), "list.xlsx")
    assert [*lists()] == ["Aru", "Dana"]
    assert "Olga 2 rows, not read Read this sheet" in words(client.get(first).text)
