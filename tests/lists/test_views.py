"""Lists that organisers bring are read, put right and looked over before anything is saved."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition import worker
from petition.appeals.models import Appeal
from petition.core import clock, turns
from petition.core.db import db
from petition.lists import prepare
from petition.lists.models import LineList, LinePart
from petition.reading.files.workbook import MOST_ROWS
from petition.signatures import counts
from tests.conftest import NOW
from tests.factories import desk_post, enter, make_appeal
from tests.lists.brought import (
    LETTER,
    TABLE,
    a_long_table,
    add,
    bring,
    brought,
    figures,
    looked_over,
    names,
    signatures,
    the_added,
    told_columns,
    undo,
    workbook,
)

_ASKED_FIRST = re.compile(r'<details>(?:(?!</details>).)*value="drop"', re.DOTALL)
Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


def test_a_list_in_the_form_of_a_letter_is_looked_over_and_heads_the_letter(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = brought(client, appeal.slug, LETTER)
    assert figures(client.get(path).text)["new"] == "3"
    assert not signatures()
    assert add(client, path, leave=(1,)).status_code == 303
    first, body = signatures()
    assert (first.own.name, first.own.role, first.own.place, first.rank) == (
        "Aru Bekova",
        "teacher",
        "Qarasu",
        1,
    )
    assert (body.kind, body.rank, body.source) == ("organisation", 2, "list")
    assert "Well Times" in client.get(f"/desk/a/{appeal.slug}/signatories").text
    add(client, brought(client, appeal.slug, "Dana Omar, teacher, Qarasu\nAskar Isa, engineer"))
    assert signatures()[-1].rank is None
    again = brought(client, appeal.slug, "Dana Omar, teacher (Qarasu)\nOmar Isa, engineer")
    assert figures(client.get(again).text)["already there"] == "1"


def test_a_table_is_understood_and_looked_over_before_anything_is_saved(
    client: FlaskClient, draft: Appeal
) -> None:
    path = looked_over(client, draft.slug, TABLE.encode())
    page = client.get(path).text
    assert figures(page) == {
        "new": "3",
        "already there": "0",
        "repeated in this list": "1",
        "not understood": "0",
        "to check": "1",
    }
    assert (
        "we could not read its email address, so we cannot ask by email. Not printed: nobody at example"
        in " ".join(page.split())
    )
    assert not signatures()
    add(client, path)
    aru, marat, dana = signatures()
    assert (aru.own.name, aru.own.mailbox, aru.own.place) == ("Aru Bekova", "aru@example.org", "Qarasu")
    assert (aru.visibility, marat.visibility, dana.visibility) == ("public", "hidden", "public")
    assert aru.rank is None
    assert aru.list_id == the_added().id
    assert counts.collected(draft) == 3
    assert ">3</strong> signatures" in client.get(f"/desk/a/{draft.slug}/preview").text


def test_columns_are_put_right_by_hand(client: FlaskClient, appeal: Appeal) -> None:
    rows = "Wer;Was;Wo\nBekova Aru;Qarasu;teacher\nSuleev Marat;Aqbulaq;engineer\n"
    path = brought(client, appeal.slug, rows.encode())
    told = {"columns-0": "name", "columns-1": "place", "columns-2": "role", "heads": "1"}
    assert desk_post(client, path, {"deed": "columns"} | told, at=path).status_code == 303
    desk_post(client, path, {"deed": "retell"}, at=path)
    page = client.get(path).text
    assert re.search(r'name="columns-1".*?value="place" selected', page, re.DOTALL)
    desk_post(client, path, {"deed": "columns"} | told | {"columns-2": "affiliation"}, at=path)
    add(client, path)
    assert [(each.own.place, each.own.affiliation) for each in signatures()] == [
        ("Qarasu", "teacher"),
        ("Aqbulaq", "engineer"),
    ]


def test_columns_without_a_name_or_told_twice_are_refused_and_stay_as_chosen(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = brought(client, appeal.slug, TABLE.encode())
    nameless = {f"columns-{at}": "" for at in range(5)} | {"columns-3": "place"}
    answer = desk_post(client, path, {"deed": "columns"} | nameless, at=path)
    assert answer.status_code == 422
    assert "Say which column holds the names." in answer.text
    assert re.search(r'name="columns-3".*?value="place" selected', answer.text, re.DOTALL)
    twice = {f"columns-{at}": "name" for at in range(5)}
    answer = desk_post(client, path, {"deed": "columns"} | twice, at=path)
    assert answer.status_code == 422
    assert (
        answer.text.count("Another column already has this meaning.") == 2 * 4
    )  # beside each, and above with a link to it
    other = desk_post(client, path, {"deed": "columns", "columns-0": "name"}, at=path)
    assert other.status_code == 400


def test_a_list_is_left_and_come_back_to_and_erased_if_nobody_adds_it(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = looked_over(client, appeal.slug, f"{TABLE},,Total: 5,,\n".encode())
    for page in ("", "/signatories"):
        assert "Check a list of 5 names" in client.get(f"/desk/a/{appeal.slug}{page}").text
    with clock.stopped(NOW + timedelta(days=29)):
        worker.once()
        assert db.session.scalar(select(func.count()).select_from(LinePart)) == 1
    with clock.stopped(NOW + timedelta(days=31)):
        worker.once()
        assert db.session.scalar(select(func.count()).select_from(LinePart)) == 0
    assert client.get(path).status_code == 404


def test_a_list_is_thrown_away_once_that_was_asked(client: FlaskClient, appeal: Appeal) -> None:
    path = brought(client, appeal.slug, TABLE.encode())
    shown = [client.get(path).text]
    desk_post(client, path, {"deed": "columns"} | told_columns(shown[0]), at=path)
    for page in (*shown, client.get(path).text):
        assert (page.count('value="drop"'), len(_ASKED_FIRST.findall(page))) == (1, 1)
    assert desk_post(client, path, {"deed": "drop"}, at=path).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(LineList)) == 0


def test_what_cannot_be_read_is_taken_along_as_a_table(client: FlaskClient, appeal: Appeal) -> None:
    rows = "Name,Email\n" + "".join(f"=1+{nth},x{nth}@example.org\n" for nth in range(30))
    path = looked_over(client, appeal.slug, rows.encode())
    answer = client.get(f"{path}/unread.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(table) == 31
    assert table[1] == ["2", "Name in full: Type at least one letter."]


def test_a_list_of_another_team_is_as_if_it_were_not_there(client: FlaskClient, appeal: Appeal) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode())
    other = make_appeal(team="Others", slug="other")
    enter(client, team="Others", address="other@example.org")
    assert client.get(path).status_code == 404
    assert client.get(path.replace(appeal.slug, other.slug)).status_code == 404
    assert client.get(f"{path}/unread.csv").status_code == 404


def test_a_workbook_is_brought(client: FlaskClient, appeal: Appeal) -> None:
    rows = [["Фамилия", "Имя", "Отчество", "Город"], ["Бекова", "Ару", "Маратқызы", "Қарасу"]]
    add(client, looked_over(client, appeal.slug, workbook({"Sheet": rows}), "тізім.xlsx"))
    assert names() == ["Бекова Ару Маратқызы"]
    assert "тізім.xlsx" in client.get(f"/desk/a/{appeal.slug}/signatories").text


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database is asked
@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "There is nothing in it"),
        (b"\n\n ,\n", "a.csv", "No names were found"),
        (b"PK\x03\x04broken", "a.xlsx", "damaged or locked"),
        (b"PK\x03\x04broken", "a.csv", "damaged or locked"),
        (bytes(range(256)) * 9, "a.csv", "It is not a table"),
        (bytes(range(256)) * 9, "a.txt", "It is not a table"),
        (
            b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9,
            "scan.jpg",
            "A scan or a photo cannot be read: type the names",
        ),
        (b'Name\nAru\n"Marat' + b"\nx" * 90_000, "a.csv", "Line 3: It is not complete"),
        (b"Name\n" + b"a," * 200 + b"b\n", "a.csv", "Line 2: There are more than 100 columns"),
        (b"a\n" * (MOST_ROWS + 1), "a.csv", "Line 200,001: There are more than 200,000 rows"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_beside_its_field(
    client: FlaskClient, draft: Appeal, data: bytes, name: str, said: str
) -> None:
    answer = bring(client, draft.slug, data, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(func.count()).select_from(LineList)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        ",,,\n,,,",
        "\x00\x00",
        "sep=;\n",
        "=1+1\t=2\n=3\t=4",
        "a\tb\n" * 5,
        '"',
        "x" * 9_000,
        "\t\n\t",
    ],
)
def test_any_paste_is_a_list_or_a_refusal(client: FlaskClient, draft: Appeal, text: str) -> None:
    answer = bring(client, draft.slug, text)
    assert answer.status_code in {
        303,
        422,
        400,
    }  # a sign that no database keeps is refused before anybody reads it
    if answer.status_code == 303:
        assert client.get(answer.location).status_code == 200


def test_a_long_file_is_read_and_looked_through_by_the_worker(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.prepare.LONG_FILE", 100)
    monkeypatch.setattr("petition.lists.prepare.LONG_LIST", 100)
    monkeypatch.setattr("petition.lists.prepare._STEPS", 1)
    path = brought(client, draft.slug, a_long_table(1_200))
    assert "This list is being read" in client.get(path).text
    assert b"example.org" not in b"".join(db.session.scalars(select(LinePart.sealed)))
    worker.once()
    assert "What is in the columns?" in client.get(path).text
    desk_post(client, path, {"deed": "columns"} | told_columns(client.get(path).text), at=path)
    assert "0 of 1,201 rows are done" in client.get(path).text
    worker.once()
    assert figures(client.get(path).text)["new"] == "1,200"


def test_a_long_file_that_is_no_table_is_told_so_and_thrown_away(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.prepare.LONG_FILE", 100)
    path = brought(client, draft.slug, b"Name;Town\n" + b'Aru;"Qa' + b"x;y\n" * 40_000)
    worker.once()
    page = client.get(path).text
    assert ("Line 2: It is not complete" in page, len(_ASKED_FIRST.findall(page))) == (True, 1)
    desk_post(client, path, {"deed": "drop"}, at=path)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["", "list.txt", "list.html"])
def test_a_long_list_of_lines_is_read_by_the_worker_as_a_short_one_is(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lines = [
        "The following have signed:",
        *(f"{each} Bekova, teacher" for each in ("Aru", "Dana", "Olga") * 9),
    ]
    text = "\n".join(f"<p>{line}</p>" for line in lines) if name.endswith("html") else "\n".join(lines)
    what, same = (each.encode() if name else each for each in (text, f"{text}\n"))  # no form is sent twice
    short = client.get(brought(client, draft.slug, same, name)).text
    monkeypatch.setattr("petition.reading.brought._AT_ONCE_LINES", 20)
    path = brought(client, draft.slug, what, name)
    assert "The list is being read" in client.get(path).text
    assert not any(b"teacher" in part for part in db.session.scalars(select(LinePart.sealed)))
    worker.once()
    assert figures(client.get(path).text) == figures(short)
    assert figures(short)["new"] == "3"
    add(client, path)
    assert len(signatures()) == 3


def test_a_large_list_goes_to_the_worker_while_another_file_is_read(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LARGE", 10)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with turns.turn(10):
        path = brought(client, draft.slug, LETTER)
        assert "The list is being read" in client.get(path).text
        worker.once()  # one process, one file: it waits for nobody
    assert figures(client.get(path).text)["new"] == "3"


def test_what_reading_fails_on_is_refused_and_keeps_no_other_list_waiting(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.reading.brought._AT_ONCE_LINES", 2)
    failing, fine = (brought(client, draft.slug, LETTER + end) for end in ("", "\n"))
    whole, fails = prepare.brought_in, [False, True]
    monkeypatch.setattr(prepare, "brought_in", lambda *what: 1 / 0 if fails.pop() else whole(*what))
    worker.once()
    assert "This list cannot be read" in client.get(failing).text
    assert figures(client.get(fine).text)["new"] == "3"


def test_a_column_that_may_keep_names_back_is_asked_about_before_anything_is_added(
    client: FlaskClient, draft: Appeal
) -> None:
    rows = "Name;Please withhold my name from publication\nAnna Ruel;Yes\nBoris Lind;No\nClara Voss;ask me\n"
    path = brought(client, draft.slug, rows.encode())
    page = client.get(path).text
    assert "Say what 1 column means" in page
    assert "How is 1 person who answered “ask me” shown?" in page
    refused = desk_post(client, path, {"deed": "columns"} | told_columns(page), at=path)
    assert refused.status_code == 422
    assert "Until then nobody in the list can be added." in refused.text
    desk_post(client, path, {"deed": "add", "keep": ["1"]}, at=path)
    assert not signatures()
    told = told_columns(page) | {"columns-1": "unnamed"}
    desk_post(client, path, {"deed": "columns"} | told, at=path)
    page = client.get(path).text
    assert "2 signatures will be counted and not named" in page
    assert "Anna Ruel</bdi>, <bdi>Clara Voss" in page
    add(client, path)
    assert [each.visibility for each in signatures()] == ["hidden", "public", "hidden"]


def test_the_headings_of_a_sheet_are_chosen_and_where_everything_went_is_told(
    client: FlaskClient, draft: Appeal
) -> None:
    sheets = {
        "Sheet": [["Anna Ruel", "teacher"], ["Boris Lind", "doctor"]],
        "Others": [["Volunteers"], ["Name", "Town"], ["Clara Voss", "Ewell"], ["Total: 1"]],
        "Empty": [],
    }
    path = brought(client, draft.slug, workbook(sheets), "list.xlsx")
    page = client.get(path).text
    assert "Clara Voss" in page
    told = told_columns(page)
    desk_post(client, path, {"deed": "columns", "heads": "1"} | told, at=path)
    assert "Ewell" in client.get(path).text
    desk_post(client, path, {"deed": "columns", "heads": "2"} | told_columns(client.get(path).text), at=path)
    desk_post(client, path, {"deed": "columns", "heads": "2"} | told, at=path)
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())
    assert "Sheets 3 Read 1 In a list of its own: Sheet 1 Empty: Empty 1" in page
    assert "Rows 4 New 1 Above the headings 1 Headings 1 Totals 1" in page
    assert "Cells 6 In columns that are read 2 In rows without a signatory 4" in page


def test_where_letters_are_in_doubt_the_right_ones_are_chosen_by_a_sample(
    client: FlaskClient, draft: Appeal
) -> None:
    path = brought(client, draft.slug, "Név;Város\nKovács Győző;Pécs\n".encode("cp1250"))
    page = client.get(path).text
    assert "Choose the sample that reads right." in page
    assert "Gyõzõ" in page
    desk_post(client, path, {"deed": "columns", "letters": "cp1252"} | told_columns(page), at=path)
    assert "<bdi>Kovács Gyõzõ</bdi>" in client.get(path).text
    desk_post(client, path, {"deed": "columns", "letters": "cp1250"} | told_columns(page), at=path)
    desk_post(client, path, {"deed": "columns"} | told_columns(page), at=path)
    add(client, path)
    assert names() == ["Kovács Győző"]


def test_the_same_brought_again_is_said_to_be_here_until_that_is_undone(client: FlaskClient) -> None:
    slug = make_appeal(published=False).slug
    enter(client)
    waits, added = "The same list has waited to be checked since", "The same list was added on"
    first = looked_over(client, slug, TABLE.encode(), "first.csv")
    assert waits not in client.get(first).text
    again = brought(client, slug, TABLE.encode(), "again.csv")
    assert waits in client.get(again).text
    assert add(client, first).status_code == 303
    assert added in client.get(brought(client, slug, TABLE.encode(), "more.csv")).text
    page = client.get(brought(client, slug, TABLE.replace("yes", "no").encode())).text
    assert (waits in page, added in page) == (False, False)


def test_what_waits_is_looked_through_again_once_another_list_is_added_or_undone_and_stays_ticked(
    client: FlaskClient, appeal: Appeal
) -> None:
    rows = "Aru Bekova, teacher\nDana Omar, nurse\nMarat Suleev, baker"
    first, second = (brought(client, appeal.slug, each) for each in (rows, f"{rows}\n"))
    desk_post(client, second, {"deed": "save", "shown": "2y", "keep": []}, at=second)
    tallies = []
    for change in (None, add, undo):
        if change:
            change(client, first)
        seen = figures(client.get(f"{second}/read").text)
        tallies.append((seen["new"], seen["already there"], seen.get("taken off before")))
    assert tallies == [("3", "0", None), ("0", "3", None), ("0", "0", "3")]
    assert db.session.scalars(select(LinePart.ticks)).all() == ["..n"]  # of the one that waits
