"""A list is looked over: lines are ticked one by one or by what they are, corrected, joined and split; nothing is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.lists import judge, lookup
from petition.lists.models import LinePart
from petition.lists.words import REASONS
from petition.reading.draft import Doubt
from petition.signatures import suppression
from tests.factories import desk_post, press
from tests.lists.brought import add, brought, looked_over, names, shown, signatures, the_list, undo

pytestmark = pytest.mark.usefixtures("now")

LIST = """Aru Bekova, teacher
Marat Suleev, engineer, tel. 27-54-32
Dana Omarova, correspondent
Olga Kim and Timur Aldan
of the newspaper River Voice
"""


def ticked(page: str) -> list[str]:
    return re.findall(r'name="keep"\s+value="([\d.]+)" checked', page)


def row(path: str, name: str) -> str:
    return f"{path}/row/{name}"


@pytest.fixture
def path(client: FlaskClient, draft: Appeal) -> str:
    """A list that waits: a line with a phone number, two people on one line, one person on two."""
    lines = (
        "Aru Bekova;teacher\nMarat Suleev;engineer, tel. 27-54-32\nDana Omarova;correspondent\n"
        "Olga Kim, Timur Aldan;nurse\nKim Bo;poet\n"
    )
    return looked_over(client, draft.slug, f"Name;Job\n{lines}".encode())


def test_two_who_stand_joined_are_proposed_each_on_a_line_of_their_own(
    client: FlaskClient, draft: Appeal
) -> None:
    rows = b"Name;Job\nRuth and Peter Hallam;bakers\nEwa i Jan Pietrowie;nurses\nKim Bo;poet\n"
    path = looked_over(client, draft.slug, rows)
    shown = [client.get(row(path, str(nth))).text for nth in range(1, 5)]
    assert ">\nRuth Hallam, bakers</textarea>" in shown[0]  # a row of the file, but two of the list
    assert ">\nPeter Hallam, bakers</textarea>" in shown[1]
    assert ">\nEwa Pietrowie, nurses\nJan Pietrowie, nurses</textarea>" in shown[2]
    assert ">\nKim Bo, poet</textarea>" in shown[3]
    assert ticked(client.get(path).text) == ["4"]


def test_a_line_is_corrected_split_joined_and_gone_back_to_and_ticks_stay_with_their_lines(
    client: FlaskClient, path: str
) -> None:
    before = ticked(client.get(path).text)
    page = client.get(row(path, "2")).text
    assert "Marat Suleev | engineer, tel. 27-54-32" in page  # as typed, beside as read
    assert press(client, row(path, "2"), deed="save", role="chief engineer").status_code == 303
    assert press(client, row(path, "2"), deed="save", role="x@example.org").status_code == 422
    split = {"deed": "split", "split": "Olga Kim, nurse\nTimur Aldan\n", "mark": mark(client, path, "4")}
    desk_post(client, row(path, "4"), split, at=row(path, "4"))
    page = client.get(path).text
    assert ticked(page) == sorted({*before, "2", "4", "4.1"})
    join = re.findall(r'value="(join-5-\w+)"', client.get(row(path, "4.1")).text)
    desk_post(
        client,
        row(path, "4.1"),
        {"deed": join[0], "mark": mark(client, path, "4.1")},
        at=row(path, "4.1"),
    )
    account = " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())
    assert "Rows 6 New 4 Headings 1 Joined to another name 1" in account  # as many as there are in the file
    press(client, row(path, "4"), deed="save", name="Olga B. Kim", as_typed="")
    add(client, path)
    assert [each.own.line for each in signatures()] == [
        "Aru Bekova, teacher",
        "Marat Suleev, chief engineer",
        "Dana Omarova, correspondent",
        "Olga B. Kim, nurse",
        "Timur Aldan, Kim Bo, poet",
    ]
    assert not db.session.scalar(
        db.select(db.func.count()).select_from(LinePart)
    )  # with all that was changed


def mark(client: FlaskClient, path: str, name: str) -> str:
    found = re.search(r'name="mark"\s+value="(\w+)"', client.get(row(path, name)).text)
    assert found
    return found[1]


def test_who_was_unticked_stays_so_when_a_line_beside_is_changed_and_only_lines_that_are_somebody_are_counted(
    client: FlaskClient, path: str
) -> None:
    split = {
        "deed": "split",
        "split": "Olga Kim, nurse\nTimur Aldan\nDina Satova",
        "mark": mark(client, path, "4"),
    }
    desk_post(client, row(path, "4"), split, at=row(path, "4"))
    page = client.get(path).text
    keep = [each for each in ticked(page) if each != "4.2"]
    desk_post(client, path, {"deed": "save", "shown": shown(page), "keep": keep}, at=path)
    press(client, row(path, "4.1"), deed="save", role="pilot")
    assert ticked(client.get(path).text) == keep
    for name, above in (("4.1", "4"), ("3", "2")):
        join = re.findall(rf'value="(join-{above}-\w+)"', client.get(row(path, name)).text)
        desk_post(client, row(path, name), {"deed": join[0], "mark": mark(client, path, name)}, at=path)
    page = client.get(path).text
    assert ("4" in ticked(page), "4.1" in ticked(page)) == (
        True,
        False,
    )  # Dina Satova, whose number has changed
    assert f"Add the ticked names ({len(ticked(page))})" in page


def test_a_form_sent_twice_is_one_change_and_one_that_is_stale_is_refused_with_what_was_typed(
    client: FlaskClient, path: str
) -> None:
    at, old = row(path, "1"), mark(client, path, "1")
    fields = {"kind": "person", "visibility": "public", "deed": "save", "mark": old}
    for _ in range(2):
        assert desk_post(client, at, fields | {"name": "Aru A. Bekova"}, at=at).status_code == 303
    answer = desk_post(client, at, fields | {"name": "A. Bekova"}, at=at)
    assert answer.status_code == 409
    assert 'value="A. Bekova"' in answer.text
    assert "Aru A. Bekova" in answer.text  # what it says now
    again = {"mark": re.findall(r'name="mark"\s+value="(\w+)"', answer.text)[0], "name": "A. Bekova"}
    assert desk_post(client, at, fields | again, at=at).status_code == 303
    twice = {"deed": "split", "split": "Olga Kim\nTimur Aldan", "mark": mark(client, path, "4")}
    for _ in range(2):
        assert desk_post(client, row(path, "4"), twice, at=at).status_code == 303
    assert len(ticked(client.get(path).text)) == 5
    assert press(client, at, deed="restore", action=at) is not None
    for gone in ("99", "4.7", "x", "-1", "9" * 30):
        assert client.get(row(path, gone)).status_code == 303
    sealed = db.session.scalars(db.select(LinePart.changes)).one()
    assert sealed
    assert b"Bekova" not in sealed


def test_lines_are_ticked_at_once_by_what_they_are_with_the_number_beforehand(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.page.A_PAGE", 3)
    lines = "".join(
        f"Aru Bek{each}ova;{'tel. 27-54-3' + str(nth) if nth in (1, 3, 5) else 'teacher'}\n"
        for nth, each in enumerate("abdegikln", 1)
    )
    path = looked_over(client, draft.slug, f"Name;Job\n{lines}".encode())
    page = client.get(f"{path}?why=phone").text
    assert "Tick all 3 names" in page
    desk_post(client, path, {"deed": "tick", "look-why": "phone", "to_tick": "3"}, at=path)
    assert "Add the ticked names (9)" in client.get(path).text
    there = desk_post(client, path, {"deed": "show", "words": "TEACHER bek"}, at=path).location
    assert "teacher" not in there.lower()  # words are in no address, but sealed
    assert "Untick all 6 names" in client.get(there).text
    to = desk_post(client, path, {"deed": "change-9", "look-words": "teacher bek"}, at=path).location
    links: Any = html.fromstring(client.get(to).text).xpath("//a[text()='Back to the list']")
    back = links[0].get("href")
    assert ("Untick all 6 names" in client.get(back).text, back.endswith("#row-9")) == (True, True)
    with clock.stopped(clock.now() + timedelta(hours=1)):  # else all would be taken for what was found
        assert "more than an hour old" in client.get(there).text
    desk_post(client, path, {"deed": "untick", "look-words": "teacher", "to_untick": "6"}, at=path)
    add(client, path)
    assert names() == ["Aru Bekaova", "Aru Bekdova", "Aru Bekgova"]


def test_ticks_of_two_organisers_are_merged_and_what_was_not_seen_is_not_added(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path).text
    seen = shown(page)
    desk_post(
        client, path, {"deed": "save", "shown": seen, "keep": ["3", "4", "5"]}, at=path
    )  # 1 is unticked
    stale = {
        "shown": seen,
        "keep": ["1", "3", "5"],
        "seen": re.findall(r'name="seen"\s+value="(\w+)"', page)[0],
    }
    desk_post(client, path, {"deed": "add"} | stale, at=path)
    assert not signatures()
    assert ticked(client.get(path).text) == ["3", "4", "5"]  # what the one changed, and the other left
    desk_post(client, path, {"deed": "rename", "name": "Paper  sheets"}, at=path)
    assert lookup.name_of(the_list()) == "Paper sheets"


def test_who_changes_a_row_keeps_the_ticks_of_the_page_and_comes_back_to_where_the_row_stands(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.page.A_PAGE", 2)
    doubtful, second = client.get(f"{path}?only=doubtful").text, client.get(f"{path}?page=2").text
    assert "3 ticked names are not shown here." in doubtful
    fields = {"deed": "change-2", "look-only": "doubtful", "shown": shown(second), "keep": ["4"]}
    to = desk_post(client, path, fields, at=path).location
    assert to == f"{row(path, '2')}?only=doubtful"
    assert ticked(client.get(f"{path}?page=2").text) == ["4"]
    assert f'href="{path}?only=doubtful#row-2"' in client.get(to).text
    assert press(client, to, to, deed="save").location == f"{path}?only=doubtful#names"  # doubtful no more
    for name, place in (("1", ""), ("2", ""), ("3", "?page=2"), ("5", "?page=3")):
        assert f'href="{path}{place}#row-{name}"' in client.get(row(path, name)).text
    assert desk_post(client, path, {"deed": "show-doubtful", "keep": ["5"]}, at=path).location.startswith(
        f"{path}?only=doubtful"
    )
    assert ticked(client.get(f"{path}?page=3").text) == ["5"]


def test_whoever_leaves_by_a_tab_or_for_what_was_read_keeps_the_ticks(client: FlaskClient, path: str) -> None:
    leads = (
        "//button[@form='looked-over' or ancestor::form[@id='looked-over']][normalize-space()=$name]/@value"
    )
    for nth, name in enumerate(("What was read", "Overview", "Lists", "Preview"), 1):
        page = client.get(path).text
        deeds: Any = html.fromstring(page).xpath(leads, name=name)
        fields = {"deed": deeds[0], "shown": shown(page), "keep": [str(nth)]}
        left = desk_post(client, path, fields, at=path)
        assert client.get(left.location).status_code == 200
        assert ticked(client.get(path).text) == [str(nth)], name
    elsewhere = {"deed": "to-https://x.example/"}
    assert desk_post(client, path, elsewhere, at=path).location == "/desk/"


def test_enter_in_a_field_of_the_page_adds_nobody(client: FlaskClient, path: str) -> None:
    buttons: Any = html.fromstring(client.get(path).text).xpath(
        "//button[@form='looked-over'] | //form[@id='looked-over']//button"
    )
    first = buttons[0]  # what a browser presses then
    assert (first.get("name"), first.get("value")) == ("deed", "show")
    desk_post(client, path, {"deed": "show", "named": "list.csv", "name": "Paper"}, at=path)
    assert lookup.name_of(the_list()) == "Paper"


def test_a_list_that_waits_says_its_name_its_date_and_who_brought_it(
    client: FlaskClient, draft: Appeal
) -> None:
    brought(client, draft.slug, LIST.encode(), "signed.txt")
    for page in (f"/desk/a/{draft.slug}/signatories", f"/desk/a/{draft.slug}/publish"):
        text = client.get(page).text
        assert "signed.txt" in text
        assert "organiser@example.org" in text


def test_an_undone_list_comes_back_as_a_whole_but_for_who_left_or_was_taken_off_singly(
    client: FlaskClient, draft: Appeal
) -> None:
    table = b"Name;Job\nAru Bekova;teacher\nMarat Suleev;engineer\nDana Omarova;nurse\nOlga Kim;poet\n"
    first = looked_over(client, draft.slug, table)
    add(client, first)
    taken_off = f"/desk/a/{draft.slug}/signatories/{signatures()[1].ref}"
    desk_post(client, taken_off, {"deed": "take_off"}, at=taken_off)
    undo(client, first)
    left = suppression.line_key(draft.key, "Dana Omarova, nurse")
    suppression.suppress(draft.id, {left: None}, own=True)
    db.session.commit()
    again = looked_over(client, draft.slug, table)
    page = client.get(again).text
    assert "Tick all 2 names that were undone" in page
    assert not ticked(page)
    desk_post(client, again, {"deed": "again", "shown": shown(page)}, at=again)
    desk_post(client, again, {"deed": "save", "keep": ["3"]}, at=again)  # even where a person ticks who left
    add(client, again)
    assert names() == ["Aru Bekova", "Olga Kim"]


def test_every_reason_for_doubt_has_words_and_a_letter() -> None:
    assert set(map(str, Doubt)) == set(REASONS) == set(judge.WHY_CODES) - {""}
    assert len(set(judge.WHY_CODES.values())) == len(judge.WHY_CODES)
