"""Long letters for the public: made by the worker, kept sealed, served whole or not at all, erased when they change."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from petition import worker_duties
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.core.markdown import blocks
from petition.core.markdown_json import as_json
from petition.letters import exports, service
from petition.letters.models import FAILED, FAULT, WAITING, Export, ExportPart
from petition.lexicon.signatory import Visibility
from petition.signatures import changing, ending
from petition.signatures.models import Signature
from petition.signatures.rules import Source
from tests.factories import enter, set_settings
from tests.letters.asked_for import DESK, HERE, asked, fetched, jobs, made, on_sqlite, parts, row, work
from tests.letters.crowded import crowded, one

# --- the public ------------------------------------------------------------------------------------------------------


def test_a_long_letter_is_made_by_the_worker_and_then_served_as_it_would_have_been_at_once(
    app: Flask, client: FlaskClient, appeal: Appeal
) -> None:
    # What keeps a file does not look into it: each format is made on one database, and one of them on both.
    forms = ("csv", "xlsx", "pdf") if db.engine.dialect.name == "sqlite" else ("pdf",)
    for form in forms:
        answer = client.get(f"{HERE}.{form}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "The file is being made" in answer.text
        assert "Waits for its turn" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    assert work() == len(forms)
    for form in forms:
        answer = fetched(client, f"{HERE}.{form}")
        expected = service.rendered(service.letter(appeal, now=clock.now()), form)
        assert (answer.status_code, answer.data == expected) == (200, True)
        assert answer.content_length == len(expected)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="long-list-en.{form}"'
        again = fetched(client, f"{HERE}.{form}", **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_letter_that_is_not_long_is_made_at_once(
    app: Flask, client: FlaskClient, appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(app, monkeypatch, letter_at_once=5)
    assert fetched(client, f"{HERE}.csv").status_code == 200
    assert jobs() == 0


def test_no_file_is_made_in_a_language_that_the_letter_has_not(client: FlaskClient, appeal: Appeal) -> None:
    assert client.get(f"{HERE}.csv?lang=kk").status_code == 404
    assert client.get(f"{HERE}.html").status_code == 404
    assert jobs() == 0


def test_all_who_ask_at_once_make_one_job(app: Flask, appeal: Appeal) -> None:
    appeal_id, together = appeal.id, threading.Barrier(6)

    def ask() -> None:
        with app.app_context():
            mine = db.session.get_one(Appeal, appeal_id)
            db.session.commit()
            together.wait()
            exports.ask(mine, "en", "csv", "a state", now=clock.now())
            db.session.commit()
            db.session.remove()

    db.session.commit()
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert jobs() == 1


def test_the_page_shows_the_beginning_and_says_how_many_more_stand_in_each_file(
    client: FlaskClient, appeal: Appeal
) -> None:
    page = client.get(HERE)
    assert page.status_code == 200
    assert "We, the five undersigned" in page.text
    assert "Given0" not in page.text
    assert "5 more names are in each file" in page.text


# --- what changes ----------------------------------------------------------------------------------------------------


def test_who_withdraws_is_served_to_nobody_from_that_instant_and_erased(
    client: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    name = one(appeal).own.name
    made(appeal)
    assert name in fetched(client, f"{HERE}.csv").text
    ending.withdraw(one(appeal), now=now)
    db.session.commit()
    answer = fetched(client, f"{HERE}.csv")
    assert (answer.status_code, name in answer.text) == (503, False)
    made(appeal)
    answer = fetched(client, f"{HERE}.csv")
    assert (answer.status_code, name in answer.text) == (200, False)
    assert parts() == 1  # that of the first file is erased


def test_a_file_whose_letter_changed_is_erased_even_if_nobody_asks_again(
    appeal: Appeal, now: datetime
) -> None:
    made(appeal)
    assert exports.erase(now) == 0
    changing.change_visibility(one(appeal), Visibility.HIDDEN, now=now)
    db.session.commit()
    worker_duties.do_all(now)
    assert (parts(), exports.found(appeal, "en", "csv")) == (0, None)


def test_what_is_told_apart_from_its_letter_is_looked_up_once_for_all_its_files(
    appeal: Appeal, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_ERASED_AT_ONCE", 1)
    for form in ("csv", "json", "txt"):
        made(appeal, form)
    asked: list[str] = []

    def note(*said: Any) -> None:
        if "printed_as_id IS NOT NULL" in said[2]:
            asked.append(said[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert exports.erase(now) == 0
        assert len(asked) == 1  # of three files
        changing.change_visibility(one(appeal), Visibility.HIDDEN, now=now)
        db.session.commit()
        asked.clear()
        steps = [exports.erase(now) for _nth in range(7)]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert (steps, len(asked), parts()) == ([1, 1, 1, 1, 1, 1, 0], 3, 0)


def test_a_file_is_erased_after_a_week_and_made_anew_when_it_is_asked_for(
    client: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    made(appeal)
    worker_duties.do_all(now + timedelta(days=7))
    assert parts() == 1
    worker_duties.do_all(now + timedelta(days=7, seconds=1))
    assert parts() == 0
    assert fetched(client, f"{HERE}.csv").status_code == 503
    made(appeal)
    assert fetched(client, f"{HERE}.csv").status_code == 200


def test_who_is_only_added_spoils_no_file(client: FlaskClient, now: datetime) -> None:
    appeal = crowded(5, closed=False)
    before = exports.state_of(appeal, "en", now)
    pending = Signature(
        appeal_id=appeal.id, ref="r", nonce="n", state="pending", source=Source.FORM, kind="person",
        visibility="public", lang="en", particulars=b"", signed_at=now,
    )  # fmt: skip
    db.session.add(pending)
    db.session.flush()
    db.session.execute(update(Signature).where(Signature.ref == "r").values(state="confirmed"))
    assert exports.state_of(appeal, "en", now) == before
    service.choose(appeal, {"order": "as_signed"}, organiser_id=1, now=now)
    assert exports.state_of(appeal, "en", now) != before


def test_what_is_erased_while_it_is_read_breaks_off(appeal: Appeal, now: datetime) -> None:
    reading = exports.pieces(made(appeal))
    worker_duties.do_all(now + timedelta(days=8))
    with pytest.raises(exports.FileGone):
        next(reading)


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_what_a_dead_maker_left_is_served_to_nobody_and_begun_again_after_its_lease(
    client: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    asked(appeal)
    dead = exports.claim(appeal.id, now)
    assert dead is not None
    exports.add(dead, 0, b"half a file", now=now)
    db.session.commit()
    assert work() == 0  # its lease still runs
    assert fetched(client, f"{HERE}.csv").status_code == 503
    clock.ticked(exports.LEASE)
    made(appeal)
    answer = fetched(client, f"{HERE}.csv")
    assert answer.data == service.rendered(service.letter(appeal, now=clock.now()), "csv")
    assert parts() == 1
    with pytest.raises(exports.MakerLate):
        exports.add(dead, 1, b"the other half", now=now)


def test_a_file_that_kills_its_maker_each_time_is_given_up(appeal: Appeal, now: datetime) -> None:
    asked(appeal)
    for _ in range(3):
        assert exports.claim(appeal.id, clock.now()) is not None
        db.session.commit()
        clock.ticked(exports.LEASE)
    assert work() == 0
    assert (row(appeal).state, row(appeal).trouble) == (FAILED, FAULT)
    for state in (FAILED, WAITING):  # pieces that are nobody's may name who has left since
        db.session.execute(update(Export).values(state=state))
        db.session.add(ExportPart(export_id=row(appeal).id, run=row(appeal).run, number=0, sealed=b"x"))
        db.session.commit()
        worker_duties.do_all(clock.now())
        assert (parts(), row(appeal).state) == (0, state)


@on_sqlite
def test_each_that_fails_says_why_and_stops_no_other(
    client: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    enter(client)
    version = appeal.versions[-1]
    body = "A sign of old: \U00012000."
    version.content = {"en": version.content["en"] | {"body": body}}
    version.trees = {"en": as_json(blocks(body))}
    signature = one(appeal)
    key, own = appeal.key, {"name": "x" * 40_000}
    signature.particulars = key.seal_json(own, f"signatures|particulars|{signature.ref}|{appeal.id}")
    db.session.commit()
    for form in ("pdf", "xlsx"):
        asked(appeal, form)
    assert work() == 0
    assert [row(appeal, form).state for form in ("pdf", "xlsx")] == [FAILED, FAILED]
    page = client.get(DESK).text
    assert "A spreadsheet cannot hold this list" in page
    assert "No font draws these signs of the text: U+12000." in page
    assert "Try again" in page
    public = client.get(f"{HERE}.pdf")
    assert (public.status_code, public.headers["Retry-After"]) == (503, "3600")
    assert "This file could not be made" in public.text
    assert row(appeal, "pdf").state == FAILED  # nobody makes it fail again by asking
    clock.ticked(timedelta(hours=1, seconds=1))
    client.get(f"{HERE}.pdf")
    assert row(appeal, "pdf").state == WAITING
