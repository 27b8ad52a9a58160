"""Lists are added whole and once, long ones by the worker, and undone as a whole."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, update

from petition import worker
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk_service
from petition.lexicon.signatory import Kind
from petition.lists import add as list_add
from petition.lists import lines
from petition.lists.models import LinePart
from petition.reading.draft import Line
from petition.signatures import counts
from petition.signatures.models import Signature, Suppression
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, link_in, sign
from tests.lists.brought import (
    LETTER,
    TABLE,
    a_long_table,
    add,
    brought,
    figures,
    looked_over,
    names,
    signatures,
    the_added,
    the_list,
    undo,
    undo_again,
)
from tests.outside import outside
from tests.review.signed import listed

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


def test_on_the_organisers_word_no_mailbox_stands_once_the_appeal_is_published(
    client: FlaskClient, appeal: Appeal
) -> None:
    add(client, looked_over(client, appeal.slug, TABLE.encode()), counts="now")
    assert names() == ["Dana Omarova"]
    assert [each.mailbox_key for each in signatures()] == [None]


def test_a_list_is_undone_as_a_whole_and_leaves_nothing_personal(client: FlaskClient, draft: Appeal) -> None:
    path = looked_over(client, draft.slug, TABLE.encode(), "names.csv")
    add(client, path)
    assert undo(client, path).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0
    assert the_list().sealed == b""
    assert db.session.scalar(select(func.count()).select_from(Suppression)) == 3
    assert client.get(path).status_code == 404
    assert undo_again(client, draft, path).status_code == 404


def test_a_single_line_is_corrected_and_taken_off(client: FlaskClient, draft: Appeal) -> None:
    add(client, looked_over(client, draft.slug, TABLE.encode()))
    aru, _marat, dana = signatures()
    page_of_aru = f"/desk/a/{draft.slug}/signatories/{aru.ref}"
    desk_post(client, page_of_aru, {"name": "Aru Bekova-Kim", "kind": "person"})
    assert signatures()[0].own.mailbox == "aru@example.org"
    assert names()[0] == "Aru Bekova-Kim"
    desk_post(client, f"/desk/a/{draft.slug}/signatories/{dana.ref}", {"deed": "take_off"})
    assert names() == ["Aru Bekova-Kim", "Marat Suleev"]
    page = client.get(looked_over(client, draft.slug, b"Name,City\nDana Omarova,Qarasu\n")).text
    assert "Taken off before" in page
    desk_service.publish(draft, now=NOW)  # from now on it is theirs, who were told of it
    db.session.commit()
    answer = desk_post(client, page_of_aru, {"name": "Another Name", "kind": "person"})
    assert answer.location.endswith(f"/signatures/{aru.ref}/correct")
    assert "can undo it" in client.get(answer.location).text
    assert names()[0] == "Aru Bekova-Kim"


def test_organisers_cannot_rewrite_what_somebody_signed_themselves(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[-1]))
    path = f"/desk/a/{appeal.slug}/signatories/{signatures()[0].ref}"
    assert client.get(path).status_code == 404


def test_a_long_list_is_looked_at_page_by_page_and_added_by_the_worker_even_if_that_is_killed_in_between(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.sealing.PART", 50)
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 100)
    monkeypatch.setattr("petition.lists.add._LONGEST", 0)
    monkeypatch.setattr("petition.lists.page.A_PAGE", 50)
    path = looked_over(client, draft.slug, a_long_table(120))
    assert figures(client.get(path).text)["new"] == "120"
    assert "Page 1 of 3" in client.get(path).text
    last = client.get(f"{path}?page=3").text
    assert last.count("@example.org") == 21  # and who brought it
    for odd in ("0", "-1", "x", "99999999999", "٣"):
        assert client.get(f"{path}?page={odd}").status_code == 200
    assert add(client, path).status_code == 303
    page = client.get(path).text
    db.session.execute(update(LinePart).where(LinePart.number > 0).values(sealed=b""))
    db.session.commit()  # they were read when it was looked through
    assert "0 of 121 rows are done" in page
    assert not signatures()
    list_add.add_some(draft, NOW)
    db.session.commit()
    list_add.add_some(draft, NOW)
    db.session.rollback()  # as of a worker that is killed
    assert "50 of 121 rows are done" in client.get(path).text
    for rows in (50, 21, 1):  # the two others are made ready; the first one is written
        assert list_add.add_some(draft, NOW) == rows
        assert not signatures() or rows == 1
        db.session.commit()
    list_add.add_some(draft, NOW)
    db.session.rollback()
    _mails, done = worker.once()
    assert done["rows of lists added"] == 2 + 1  # the parts that are left, and its end
    assert {each.own.mailbox for each in signatures()} == {f"n{nth}@example.org" for nth in range(120)}
    assert len({each.ref[:4] for each in signatures()}) == 3  # side by side in the indexes, part by part
    assert the_added().added == 120


def test_lists_of_first_signatories_that_are_added_at_the_same_time_give_each_a_place_of_its_own(
    app: Flask, client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = a_long_table(60), a_long_table(60).replace(b"@", b"@also.")
    paths = [looked_over(client, draft.slug, table) for table in tables]
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 1)
    for path in paths:
        add(client, path, stand="first")
    appeal_id = draft.id
    db.session.rollback()

    def go_on(_nth: int) -> None:
        with app.app_context():
            while list_add.add_some(db.session.get_one(Appeal, appeal_id), NOW):
                db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(go_on, range(2)))
    assert sorted(each.rank or 0 for each in signatures()) == [*range(1, 121)]


def test_a_long_list_that_is_being_added_counts_for_nothing_until_it_is_whole(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.sealing.PART", 50)
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 10)
    monkeypatch.setattr("petition.lists.add._LONGEST", 0)
    path = looked_over(client, draft.slug, a_long_table(70))
    add(client, path)
    assert list_add.add_some(draft, NOW) == 50
    db.session.commit()
    assert not signatures()
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
        assert "The letter is closed" in client.get(waiting).text
        page = client.get(f"/desk/a/{appeal.slug}/signatories").text
        assert "Nothing more can be added." in page
        assert 'type="file"' not in page
        assert desk_post(client, waiting, {"deed": "add", "keep": "1"}, at=waiting).status_code == 409
        assert desk_post(client, added, {"deed": "undo"}, at=waiting).status_code == 409
    assert len(signatures()) == 1


def test_the_real_list_of_2022_is_pasted_added_and_undone(client: FlaskClient, appeal: Appeal) -> None:
    text = outside("letters/appeal-2022.txt").read_text("utf-8")
    path = brought(client, appeal.slug, text.encode(), "letter.txt")
    assert add(client, path).status_code == 303
    added = len(signatures())
    assert added > 250
    undo(client, path)
    assert len(signatures()) == 0


def test_a_migrated_list_that_waited_is_looked_through_by_one_press(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = brought(client, appeal.slug, LETTER)
    kept = the_list()
    kept.state, kept.rows, kept.figures = "untold", 0, {}
    db.session.get_one(LinePart, (kept.id, 0)).outcomes = ""
    db.session.commit()
    assert desk_post(client, path, {"deed": "columns"}, at=path).status_code == 303
    assert "Check 3 names" in client.get(path).text
    assert Path(path).name == kept.ref


def test_a_long_list_is_undone_by_the_worker_in_steps_and_nobody_comes_back_by_it(
    client: FlaskClient, draft: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = looked_over(client, draft.slug, a_long_table(160))
    add(client, path)
    assert len(signatures()) == 160
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 100)
    monkeypatch.setattr("petition.lists.add._STEP", 60)
    undo(client, path)
    assert "This list is being undone" in client.get(path).text
    assert list_add.undo_some(draft, NOW) == 60
    db.session.commit()
    assert len(signatures()) == 100
    worker.once()
    assert not signatures()
    assert client.get(path).status_code == 404
    again = looked_over(client, "keep-the-well-open", a_long_table(160))
    assert figures(client.get(again).text)["new"] == "0"


def test_a_first_signatory_is_put_at_any_place_and_nobody_else_is_read(draft: Appeal) -> None:
    listed(draft, *(Line(name, Kind.PERSON, name) for name in ("Aru", "Bek", "Dana", "Erlan", "Olga")))
    refs = {each.own.name: each.ref for each in signatures()}
    removed = lines.listed(draft, refs.pop("Bek"))
    assert removed is not None
    lines.take_off(draft, removed, organiser_id=1, now=NOW)
    db.session.commit()
    for name, place, order in (
        ("Olga", 2, "Aru Olga Dana Erlan"),
        ("Aru", 3, "Olga Dana Aru Erlan"),
        ("Olga", 99, "Dana Aru Erlan Olga"),
        ("Olga", 0, "Olga Dana Aru Erlan"),
        ("Olga", 1, "Olga Dana Aru Erlan"),
    ):
        db.session.expire_all()
        db.session.expunge_all()
        appeal = db.session.scalars(select(Appeal)).one()
        one = lines.listed(appeal, refs[name])
        assert one is not None
        with reads() as read:
            lines.move(appeal, one, place, organiser_id=1, now=NOW)
            db.session.commit()
        assert read == []
        db.session.expire_all()
        found = lines.first_signatories(appeal)
        assert [each.own.name for each in found] == order.split()
        assert [each.rank for each in found] == [1, 2, 3, 4]


@contextmanager
def reads() -> Iterator[list[Signature]]:
    """The signatures that are loaded meanwhile."""
    read: list[Signature] = []

    def note(loaded: Signature, *_how: object) -> None:
        read.append(loaded)

    event.listen(Signature, "load", note)
    try:
        yield read
    finally:
        event.remove(Signature, "load", note)
