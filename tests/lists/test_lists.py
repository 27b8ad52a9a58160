"""Lists that organisers bring: looked over before anything is saved, added whole and once, undone whole."""

import csv
import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from petition import worker
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk.service import publish
from petition.lists import add as list_add
from petition.lists import store
from petition.lists.models import LineList, LinePart
from petition.reading import tables
from petition.signatures import counts, unsubscribing
from petition.signatures.models import Signature, Suppression
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, sign
from tests.lists.brought import (
    LETTER,
    TABLE,
    add,
    bring,
    looked_over,
    names,
    signatures,
    the_list,
    told_columns,
    undo,
)
from tests.outside import outside

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def appeal(client: FlaskClient) -> Appeal:
    made = make_appeal()
    enter(client)
    return made


@pytest.fixture
def draft(client: FlaskClient) -> Appeal:
    """An appeal that nobody can have signed: what lists say of mailboxes then is the organisers' own."""
    made = make_appeal(published=False)
    enter(client)
    return made


def figures(page: str) -> dict[str, str]:
    """The figures above a list that is looked over."""
    found = re.findall(r'<strong class="number">([\d,]+)</strong>\s*([a-z ]+?)\s*(?:</a>)?\s*</li>', page)
    return {label: number for number, label in found}


def test_a_list_in_the_form_of_a_letter_is_looked_over_and_heads_the_letter(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = bring(client, appeal.slug, LETTER).location
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


def test_a_table_is_understood_and_looked_over_before_anything_is_saved(
    client: FlaskClient, draft: Appeal
) -> None:
    path = looked_over(client, draft.slug, TABLE.encode())
    page = client.get(path).text
    assert figures(page) == {
        "new": "3",
        "already there": "0",
        "repeated in this list": "1",
        "cannot be read": "0",
        "to check": "1",
    }
    assert (
        "no email address could be read, so nobody is asked there. Not printed: nobody at example"
        in " ".join(page.split())
    )
    assert not signatures()
    add(client, path)
    aru, marat, dana = signatures()
    assert (aru.own.name, aru.own.mailbox, aru.own.place) == ("Aru Bekova", "aru@example.org", "Qarasu")
    assert (aru.visibility, marat.visibility, dana.visibility) == ("public", "hidden", "public")
    assert aru.rank is None
    assert aru.list_id == the_list().id
    assert counts.collected(draft) == 3


def test_the_rows_of_a_list_lie_sealed_while_it_waits_and_are_gone_once_it_is_added(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode(), "secret-name.csv")
    kept = the_list()
    blobs = [kept.sealed, *db.session.scalars(select(LinePart.sealed))]
    assert not any(word in blob for blob in blobs for word in (b"Aru", b"example.org", b"secret-name"))
    assert store.name_of(kept) == "secret-name.csv"
    add(client, path)
    assert db.session.scalar(select(func.count()).select_from(LinePart)) == 0


def test_columns_are_put_right_by_hand(client: FlaskClient, appeal: Appeal) -> None:
    rows = "Wer;Was;Wo\nBekova Aru;Qarasu;teacher\nSuleev Marat;Aqbulaq;engineer\n"
    path = bring(client, appeal.slug, rows.encode()).location
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
    path = bring(client, appeal.slug, TABLE.encode()).location
    nameless = {f"columns-{at}": "" for at in range(5)} | {"columns-3": "place"}
    answer = desk_post(client, path, {"deed": "columns"} | nameless, at=path)
    assert answer.status_code == 422
    assert "Say which column holds the names." in answer.text
    assert re.search(r'name="columns-3".*?value="place" selected', answer.text, re.DOTALL)
    twice = {f"columns-{at}": "name" for at in range(5)}
    answer = desk_post(client, path, {"deed": "columns"} | twice, at=path)
    assert answer.status_code == 422
    assert answer.text.count("An earlier column is already said to hold this.") == 5
    other = desk_post(client, path, {"deed": "columns", "columns-0": "name"}, at=path)
    assert other.status_code == 400


def test_what_is_there_already_is_told_and_not_added_twice(client: FlaskClient, draft: Appeal) -> None:
    add(client, looked_over(client, draft.slug, TABLE.encode()))
    again = looked_over(client, draft.slug, TABLE.replace("Olga Kim", "Olga  Kim").encode())
    page = client.get(again).text
    assert figures(page)["already there"] == "3"
    add(client, again)
    assert len(signatures()) == 3


def link_to(mails: Mails, address: str, path: str = "/c/") -> str:
    """The link in the last mail to an address that has one of its kind."""
    texts = [mail for mail in mails() if mail["To"] == address and path in str(mail.get_body(("plain",)))]
    return link_in(texts[-1], path)


def states_of_a_mailbox(client: FlaskClient, appeal: Appeal, mails: Mails) -> dict[str, str]:
    """Mailboxes that an organiser would like to know about: what became of each, and its address."""
    made = {}
    for state in ("unknown", "pending", "confirmed", "hidden", "withdrew", "not_me", "unsubscribed"):
        made[state] = address = f"{state}@example.org"
        if state == "unknown":
            continue
        sign(client, appeal.slug, email=address, visibility="public" if state == "confirmed" else "hidden")
        if state == "pending":
            continue
        client.post(link_to(mails, address), data={"deed": "not_me" if state == "not_me" else "confirm"})
        if state == "withdrew":
            client.post(link_to(mails, address, "/s/"), data={"deed": "withdraw"})
        if state == "unsubscribed":
            signature = next(each for each in signatures() if each.own.mailbox == address)
            unsubscribing.unsubscribe(signature, now=NOW)
            db.session.commit()
    return made


_ONES_OWN = re.compile(r'value="[^"]{40,}"|/list/[\w-]+|nonce-[\w-]+')


def test_no_page_of_a_list_tells_whether_a_mailbox_is_known(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    """Of one row, for each thing that may have become of its mailbox: looked over, added, undone, brought once more."""
    shown: dict[str, list[str]] = {}
    for state, address in states_of_a_mailbox(client, appeal, mails).items():
        if state in {"pending", "confirmed"}:
            continue  # they are told nothing else than the others, which the next test sees
        shown[state] = []

        def see(path: str, of: str = address, pages: list[str] = shown[state]) -> None:
            page = client.get(path).text
            pages.append(_ONES_OWN.sub("…", page.replace(of, "…")))

        table = f"Name,Email\nSomebody New,{address}\n".encode()
        path = looked_over(client, appeal.slug, table)
        see(path)
        add(client, path)
        see(path)
        undo(client, path)
        see(f"/desk/a/{appeal.slug}/signatories")
        again = looked_over(client, appeal.slug, table)
        see(again)
        desk_post(client, again, {"deed": "drop"}, at=again)
        sign(client, appeal.slug, email=address, name="Somebody New")  # an organiser may type it as well
        for page in (f"a/{appeal.slug}", f"a/{appeal.slug}/letter", f"a/{appeal.slug}/review", ""):
            see(f"/desk/{page}")
        assert "Somebody New" not in names()
    assert {state: pages == shown["unknown"] for state, pages in shown.items()} == dict.fromkeys(shown, True)


def test_who_has_signed_is_told_at_the_mailbox_kept_with_the_signature(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    known = states_of_a_mailbox(client, appeal, mails)
    before = len(mails())
    rows = "".join(f"Somebody New,{address.upper()}\n" for address in known.values())
    path = looked_over(client, appeal.slug, f"Name,Email\n{rows}".encode())
    add(client, path)
    assert the_list().invited == len(known)
    told = {mail["To"]: str(mail.get_body(("plain",))) for mail in mails()[before:]}
    assert set(told) == {"unknown@example.org", "confirmed@example.org", "hidden@example.org"}
    for address in ("confirmed@example.org", "hidden@example.org"):
        assert "We have not told them that you have signed." in " ".join(told[address].split())
        assert "/s/" in told[address]
    page = client.get(path).text
    assert f">{len(known)}<" in re.sub(r"\s", "", page)


def test_how_many_of_a_list_confirmed_is_told_in_tens_and_not_of_a_few(
    client: FlaskClient, appeal: Appeal
) -> None:
    for rows, said in ((19, None), (20, "fewer than 20"), (25, "about 20")):
        table = "Name,Email\n" + "".join(f"Aru Bekova,{rows}-{nth}@example.org\n" for nth in range(rows))
        path = looked_over(client, appeal.slug, table.encode())
        add(client, path)
        if rows == 25:
            db.session.execute(
                db.update(Signature).where(Signature.state == "pending").values(state="confirmed")
            )
            db.session.commit()
        page = client.get(path).text
        assert ("Of them confirmed" in page) is bool(said)
        assert not said or said in page


def test_on_the_organisers_word_no_mailbox_stands_once_the_appeal_is_published(
    client: FlaskClient, appeal: Appeal
) -> None:
    add(client, looked_over(client, appeal.slug, TABLE.encode()), counts="now")
    assert names() == ["Dana Omarova"]
    assert [each.mailbox_key for each in signatures()] == [None]


def test_who_withdrew_is_not_brought_back_by_a_list(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    sign(client, appeal.slug, email="aru@example.org")
    confirm_by(client, link_in(mails()[-1]))
    client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
    before = len(mails())
    path = looked_over(client, appeal.slug, b"Name,Email\nAru Bekova,aru@example.org\n")
    add(client, path, keep=["1"], again="y")
    assert names() == names("pending") == []
    assert len(mails()) == before


def test_ones_own_word_goes_before_that_of_the_organisers(
    client: FlaskClient, draft: Appeal, mails: Mails
) -> None:
    add(
        client,
        looked_over(client, draft.slug, b"Name,Email\nA. Bekova,aru@example.org\n"),
        stand="first",
    )
    publish(draft, now=NOW)
    db.session.commit()
    sign(client, draft.slug, email="aru@example.org", name="Aru Bekova")
    confirm_by(client, link_in(mails()[-1]))
    (own,) = signatures()
    assert (own.own.name, own.source, own.rank) == ("Aru Bekova", "form", 1)
    assert counts.confirmed(draft) == 1
    undo(client, f"/desk/a/{draft.slug}/signatories/list/{the_list().ref}")
    assert names() == ["Aru Bekova"]
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 1


def test_a_list_is_undone_as_a_whole_and_leaves_nothing_personal(client: FlaskClient, draft: Appeal) -> None:
    path = looked_over(client, draft.slug, TABLE.encode(), "names.csv")
    add(client, path)
    assert undo(client, path).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0
    assert the_list().sealed == b""
    assert db.session.scalar(select(func.count()).select_from(Suppression)) == 3
    assert client.get(path).status_code == 404
    assert undo_again(client, draft, path).status_code == 404


def undo_again(client: FlaskClient, appeal: Appeal, path: str) -> TestResponse:
    return desk_post(client, path, {"deed": "undo"}, at=f"/desk/a/{appeal.slug}/signatories")


def test_whom_organisers_took_off_comes_back_only_if_they_say_so(client: FlaskClient, draft: Appeal) -> None:
    path = looked_over(client, draft.slug, TABLE.encode())
    add(client, path)
    undo(client, path)
    again = looked_over(client, draft.slug, TABLE.encode())
    page = client.get(again).text
    assert figures(page)["new"] == "0"
    assert page.count("Taken off before") == 4  # three lines, and the account
    add(client, again)
    assert names() == []
    desk_post(client, f"/desk/a/{draft.slug}/signatories/list/{the_added().ref}", {"deed": "undo"})
    once_more = looked_over(client, draft.slug, TABLE.encode())
    add(client, once_more, keep=["1", "2"])
    assert names() == ["Aru Bekova", "Marat Suleev"]


def the_added() -> LineList:
    db.session.expire_all()
    return db.session.scalars(select(LineList).where(LineList.state == "added")).one()


def test_a_single_line_is_corrected_and_taken_off(client: FlaskClient, draft: Appeal) -> None:
    add(client, looked_over(client, draft.slug, TABLE.encode()))
    aru, _marat, dana = signatures()
    page = f"/desk/a/{draft.slug}/signatories/{aru.ref}"
    desk_post(client, page, {"name": "Aru Bekova-Kim", "kind": "person"})
    assert signatures()[0].own.mailbox == "aru@example.org"
    assert names()[0] == "Aru Bekova-Kim"
    desk_post(client, f"/desk/a/{draft.slug}/signatories/{dana.ref}", {"deed": "take_off"})
    assert names() == ["Aru Bekova-Kim", "Marat Suleev"]
    page = client.get(looked_over(client, draft.slug, b"Name,City\nDana Omarova,Qarasu\n")).text
    assert "Taken off before" in page


def test_organisers_cannot_rewrite_what_somebody_signed_themselves(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[-1]))
    path = f"/desk/a/{appeal.slug}/signatories/{signatures()[0].ref}"
    assert client.get(path).status_code == 404


def test_a_list_is_left_and_come_back_to_and_erased_if_nobody_adds_it(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode())
    assert "Look over a list of 6 lines" in client.get(f"/desk/a/{appeal.slug}").text
    with clock.stopped(NOW + timedelta(days=29)):
        worker.once()
        assert db.session.scalar(select(func.count()).select_from(LinePart)) == 1
    with clock.stopped(NOW + timedelta(days=31)):
        worker.once()
        assert db.session.scalar(select(func.count()).select_from(LinePart)) == 0
    assert client.get(path).status_code == 404


def test_a_list_is_thrown_away(client: FlaskClient, appeal: Appeal) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode())
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


def a_long_table(rows: int) -> bytes:
    return (
        "Name,Email\n" + "".join(f"Name{'abcdefghij'[n % 10]} {n},n{n}@example.org\n" for n in range(rows))
    ).encode()


def test_a_long_list_is_looked_at_page_by_page_and_added_by_the_worker(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.sealing.PART", 50)
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 100)
    path = looked_over(client, draft.slug, a_long_table(120))
    assert figures(client.get(path).text)["new"] == "120"
    assert "Page 1 of 3" in client.get(path).text
    last = client.get(f"{path}?page=3").text
    assert last.count("@example.org") == 21
    for odd in ("0", "-1", "x", "99999999999", "٣"):
        assert client.get(f"{path}?page={odd}").status_code == 200
    assert add(client, path).status_code == 303
    page = client.get(path).text
    assert "0 of 121 rows are done" in page
    assert not signatures()
    _mails, done = worker.once()
    assert done["rows of lists added"] == 123  # its headings, letting it count, and its end
    assert len(signatures()) == 120
    assert the_added().added == 120


def test_a_long_list_that_is_being_added_counts_for_nothing_until_it_is_whole(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.sealing.PART", 50)
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 10)
    path = looked_over(client, draft.slug, a_long_table(70))
    add(client, path)
    assert list_add.add_some(draft, NOW) == 50
    db.session.commit()
    assert len(signatures("listed")) == 49
    assert counts.confirmed(draft) == 0
    assert client.get(f"/desk/a/{draft.slug}/preview").status_code == 200
    undo(client, path)
    assert list_add.add_some(draft, NOW) == 0
    worker.once()
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0


def test_a_list_added_sixteen_times_at_once_is_added_once(
    app: Flask, client: FlaskClient, draft: Appeal
) -> None:
    path = looked_over(client, draft.slug, TABLE.encode())
    token = client.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    cookie = client.get_cookie("desk", path="/desk")
    assert cookie is not None
    db.session.rollback()

    def press(_nth: int) -> int:
        with app.test_client() as other:
            other.set_cookie("desk", cookie.value, path="/desk")
            data = {"csrf_token": token, "deed": "add", "keep": ["1", "2", "3"]}
            return other.post(path, data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(16))) == {303}
    assert len(signatures()) == 3


def test_somebody_who_signs_while_a_list_is_added_counts_once(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode())
    sign(client, appeal.slug, email="aru@example.org")
    confirm_by(client, link_in(mails()[-1]))
    add(client, path)
    assert sorted(each.source for each in signatures()) == ["form", "list"]


def test_nothing_is_added_to_a_letter_that_is_complete_nor_undone(
    client: FlaskClient, appeal: Appeal
) -> None:
    added = looked_over(client, appeal.slug, TABLE.encode())
    add(client, added)
    waiting = looked_over(client, appeal.slug, b"Name\nOlga Kim\n")
    with clock.stopped(NOW + timedelta(days=12)):
        enter(client)
        assert "The letter is complete" in client.get(waiting).text
        assert desk_post(client, waiting, {"deed": "add", "keep": "1"}, at=waiting).status_code == 409
        assert desk_post(client, added, {"deed": "undo"}, at=waiting).status_code == 409
    assert len(signatures()) == 1


def test_a_list_of_another_team_is_as_if_it_were_not_there(client: FlaskClient, appeal: Appeal) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode())
    other = make_appeal(team="Others", slug="other")
    enter(client, team="Others", address="other@example.org")
    assert client.get(path).status_code == 404
    assert client.get(path.replace(appeal.slug, other.slug)).status_code == 404
    assert client.get(f"{path}/unread.csv").status_code == 404


def workbook(rows: list[list[str]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_is_brought(client: FlaskClient, appeal: Appeal) -> None:
    rows = [["Фамилия", "Имя", "Отчество", "Город"], ["Бекова", "Ару", "Маратқызы", "Қарасу"]]
    add(client, looked_over(client, appeal.slug, workbook(rows), "тізім.xlsx"))
    assert names() == ["Бекова Ару Маратқызы"]
    assert "тізім.xlsx" in client.get(f"/desk/a/{appeal.slug}/signatories").text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "There is nothing in it"),
        (b"\n\n ,\n", "a.csv", "No names were found"),
        (b"PK\x03\x04broken", "a.xlsx", "damaged or locked"),
        (b"PK\x03\x04broken", "a.csv", "damaged or locked"),
        (bytes(range(256)) * 9, "a.csv", "It is not a table"),
        (bytes(range(256)) * 9, "a.txt", "It is not a letter"),
        (b'Name\nAru\n"Marat' + b"\nx" * 90_000, "a.csv", "Line 3: It breaks off"),
        (b"Name\n" + b"a," * 200 + b"b\n", "a.csv", "Line 2: There are more than 100 columns"),
        (b"a\n" * (tables.MOST_ROWS + 1), "a.csv", "Line 200,001: There are more than 200,000 rows"),
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


def test_nothing_of_a_list_stands_in_the_log(
    client: FlaskClient, draft: Appeal, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        path = looked_over(client, draft.slug, TABLE.encode(), "secret-name.csv")
        add(client, path)
        undo(client, path)
    assert not re.search("Aru|example.org|secret-name|Qarasu", caplog.text)


def test_mailboxes_of_lists_are_erased_with_all_others(client: FlaskClient, draft: Appeal) -> None:
    path = looked_over(client, draft.slug, TABLE.encode(), "names.csv")
    add(client, path)
    desk_post(client, f"/desk/a/{draft.slug}/signatories/{signatures()[2].ref}", {"deed": "take_off"})
    publish(draft, now=NOW)
    db.session.commit()
    with clock.stopped(NOW + timedelta(days=60)):
        worker.once()
    assert [each.own.mailbox for each in signatures()] == ["", ""]
    assert the_list().sealed == b""
    assert db.session.scalar(select(func.count()).select_from(Suppression)) == 0


def test_the_real_list_of_2022_is_pasted_added_and_undone(client: FlaskClient, appeal: Appeal) -> None:
    text = outside("letters/appeal-2022.txt").read_text("utf-8")
    path = bring(client, appeal.slug, text.encode(), "letter.txt").location
    assert add(client, path).status_code == 303
    added = len(signatures())
    assert added > 250
    undo(client, path)
    assert len(signatures()) == 0


def test_a_migrated_list_that_waited_is_looked_through_by_one_press(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = bring(client, appeal.slug, LETTER).location
    kept = the_list()
    kept.state, kept.rows, kept.figures = "untold", 0, {}
    db.session.get_one(LinePart, (kept.id, 0)).outcomes = ""
    db.session.commit()
    assert desk_post(client, path, {"deed": "columns"}, at=path).status_code == 303
    assert "Look over 3 lines" in client.get(path).text
    assert Path(path).name == kept.ref


def test_a_long_list_is_undone_by_the_worker_in_steps_and_nobody_comes_back_by_it(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = looked_over(client, draft.slug, a_long_table(700))
    add(client, path)
    assert len(signatures()) == 700
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 100)
    monkeypatch.setattr("petition.lists.add._STEP", 300)
    undo(client, path)
    assert "This list is being undone" in client.get(path).text
    assert list_add.undo_some(draft, NOW) == 300
    db.session.commit()
    assert len(signatures()) == 400
    worker.once()
    assert not signatures()
    assert client.get(path).status_code == 404
    again = looked_over(client, "keep-the-well-open", a_long_table(700))
    assert figures(client.get(again).text)["new"] == "0"


def test_a_long_file_is_read_and_looked_through_by_the_worker(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.prepare.LONG_FILE", 100)
    monkeypatch.setattr("petition.lists.prepare.LONG_LIST", 100)
    monkeypatch.setattr("petition.lists.prepare._STEPS", 1)
    path = bring(client, draft.slug, a_long_table(1_200)).location
    assert "This list is being read" in client.get(path).text
    assert b"example.org" not in b"".join(db.session.scalars(select(LinePart.sealed)))
    worker.once()
    assert "What do the columns hold?" in client.get(path).text
    desk_post(client, path, {"deed": "columns"} | told_columns(client.get(path).text), at=path)
    assert "0 of 1,201 rows are done" in client.get(path).text
    worker.once()
    assert figures(client.get(path).text)["new"] == "1,200"


def test_a_long_file_that_is_no_table_is_told_so_and_thrown_away(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.prepare.LONG_FILE", 100)
    path = bring(client, draft.slug, b"Name;Town\n" + b'Aru;"Qa' + b"x;y\n" * 40_000).location
    worker.once()
    assert "Line 2: It breaks off" in client.get(path).text
    desk_post(client, path, {"deed": "drop"}, at=path)
    assert client.get(path).status_code == 404


def test_a_column_that_may_keep_names_back_is_asked_about_before_anything_is_added(
    client: FlaskClient, draft: Appeal
) -> None:
    rows = "Name;Please withhold my name from publication\nAnna Ruel;Yes\nBoris Lind;No\nClara Voss;ask me\n"
    path = bring(client, draft.slug, rows.encode()).location
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
    assert "2 will be counted and not named" in page
    assert "Anna Ruel</bdi>, <bdi>Clara Voss" in page
    add(client, path)
    assert [each.visibility for each in signatures()] == ["hidden", "public", "hidden"]


def test_the_sheet_and_the_headings_of_a_workbook_are_chosen_and_where_everything_went_is_told(
    client: FlaskClient, draft: Appeal
) -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    first: Any = book.active
    for row in (["Anna Ruel", "teacher"], ["Boris Lind", "doctor"]):
        first.append(row)
    second = book.create_sheet("Others")
    for row in (["Volunteers"], ["Name", "Town"], ["Clara Voss", "Ewell"], ["Total: 1"]):
        second.append(row)
    book.create_sheet("Empty")
    book.save(stream)
    path = bring(client, draft.slug, stream.getvalue(), "list.xlsx").location
    page = client.get(path).text
    assert "Others: 4 rows" in page
    assert re.search(r'value="1"\s+selected>Others', page)
    told = told_columns(page)
    desk_post(client, path, {"deed": "columns", "sheet": "0"} | told, at=path)
    assert "Boris Lind" in client.get(path).text
    desk_post(client, path, {"deed": "columns", "sheet": "1"} | told_columns(client.get(path).text), at=path)
    desk_post(client, path, {"deed": "columns", "sheet": "1", "heads": "2"} | told, at=path)
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())
    assert "Sheets 3 Read 1 Not read: Sheet 1 Not read: Empty 1" in page
    assert "Rows 4 New 1 Above the headings 1 Headings 1 Totals 1" in page
    assert "Cells 6 In columns that are read 2 In rows that are nobody 4" in page


def test_where_letters_are_in_doubt_the_right_ones_are_chosen_by_a_sample(
    client: FlaskClient, draft: Appeal
) -> None:
    path = bring(client, draft.slug, "Név;Város\nKovács Győző;Pécs\n".encode("cp1250")).location
    page = client.get(path).text
    assert "Choose the sample that reads right." in page
    assert "Gyõzõ" in page
    desk_post(client, path, {"deed": "columns", "letters": "cp1252"} | told_columns(page), at=path)
    assert "<bdi>Kovács Gyõzõ</bdi>" in client.get(path).text
    desk_post(client, path, {"deed": "columns", "letters": "cp1250"} | told_columns(page), at=path)
    desk_post(client, path, {"deed": "columns"} | told_columns(page), at=path)
    add(client, path)
    assert names() == ["Kovács Győző"]
