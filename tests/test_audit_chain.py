"""The activity log: nobody changes it by the way, and who changes it all the same is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from petition import audit, erasure
from petition.audit import AuditEntry, chain
from petition.core import clock
from petition.core.db import db
from tests.conftest import REFUSALS, WITHOUT_TRIGGERS
from tests.factories import make_appeal, signed

pytestmark = pytest.mark.usefixtures("now")


@contextmanager
def insider() -> Iterator[Callable[..., object]]:
    """Whoever holds the database: no trigger stops them, and what they did is taken back at the end."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(WITHOUT_TRIGGERS))
    else:
        for name, _ in db.session.execute(text(REFUSALS)).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    yield lambda statement, **given: db.session.execute(text(statement), given)
    db.session.rollback()


def write(count: int) -> None:
    for nth in range(count):
        audit.record(
            "text.written", appeal_id=1, organiser_id=1, now=clock.now(), lang="en", signature=f"r{nth}"
        )
    db.session.commit()


def bind() -> None:
    while chain.link(whole=True):
        db.session.commit()


def test_the_database_refuses_to_change_or_delete_an_entry(app: Flask) -> None:
    write(2)
    bind()
    for statement in (
        "DELETE FROM audit_entries WHERE id = 1",
        "DELETE FROM audit_links WHERE position = 1",
        "UPDATE audit_entries SET deed = 'other'",
        "UPDATE audit_entries SET organiser_id = NULL",
        "UPDATE audit_entries SET at = '2026-11-22 00:00:00.000000'",
        """UPDATE audit_entries SET facts = '{"lang": "ru"}'""",
        "UPDATE audit_links SET hash = salt",
        "UPDATE audit_links SET position = position + 10",
    ):
        with pytest.raises(IntegrityError, match="only added to"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert list(chain.bad_entries()) == []


def test_any_entry_that_was_edited_removed_or_moved_is_found(app: Flask) -> None:
    write(8)
    bind()
    edits = st.sampled_from(
        [
            "UPDATE audit_entries SET deed = 'appeal.closed' WHERE id = {a}",
            "UPDATE audit_entries SET appeal_id = 2 WHERE id = {a}",
            "UPDATE audit_entries SET organiser_id = NULL WHERE id = {a}",
            "UPDATE audit_entries SET at = '2026-11-22 09:00:00.000000' WHERE id = {a}",
            """UPDATE audit_entries SET facts = '{{"lang": "en", "signature": "other"}}' WHERE id = {a}""",
            """UPDATE audit_entries SET facts = '{{"lang": "en"}}' WHERE id = {a}""",
            "DELETE FROM audit_entries WHERE id = {a}",
            "DELETE FROM audit_links WHERE position = {b} AND position < 8",
            "DELETE FROM audit_entries WHERE id = {b}; DELETE FROM audit_links WHERE entry_id = {b} AND position < 8",
            (
                "UPDATE audit_entries SET id = 100 WHERE id = {a}; UPDATE audit_entries SET id = {a} WHERE id = {b}; "
                "UPDATE audit_entries SET id = {b} WHERE id = 100"
            ),
            (
                "UPDATE audit_links SET position = 100 WHERE position = {a}; "
                "UPDATE audit_links SET position = {a} WHERE position = {b}; "
                "UPDATE audit_links SET position = {b} WHERE position = 100"
            ),
        ]
    )

    @settings(max_examples=40)
    @given(edit=edits, places=st.permutations(range(1, 8)))
    def found(edit: str, places: list[int]) -> None:
        a, b, *_ = places
        with insider() as do:
            for statement in edit.format(a=a, b=b).split("; "):
                do(statement)
            bad = list(chain.bad_entries())
            assert bad, edit
            assert min(each.entry_id for each in bad) in {a, b, b + 1}

    found()
    assert list(chain.bad_entries()) == []


def test_entries_of_many_writers_are_bound_once_each_and_a_cut_end_is_told_by_the_head(app: Flask) -> None:
    write(5)  # before the chain

    def work() -> None:
        with app.app_context():
            for _ in range(6):
                write(1)
                chain.link()
                db.session.commit()

    threads = [Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    bind()
    assert not chain.is_waiting()
    there_are = len(db.session.scalars(select(AuditEntry.id)).all())
    assert chain.head().position == there_are > 20
    head = str(chain.head())
    verify = ["audit", "verify", "--head", head]
    assert head in app.test_cli_runner().invoke(args=["audit", "verify"]).stdout
    write(3)
    assert app.test_cli_runner().invoke(args=verify).exit_code == 0
    with insider() as do:
        do("DELETE FROM audit_links WHERE position >= :last", last=there_are)
        do("DELETE FROM audit_entries WHERE id >= :last", last=there_are)
        assert [each.what for each in chain.bad_entries(chain.ChainHead(there_are, head.split(":")[1]))] == [
            "unknown head"
        ]
    assert app.test_cli_runner().invoke(args=["audit", "verify", "--head", "nonsense"]).exit_code == 1


def test_erasing_a_letter_takes_names_out_of_its_entries_and_the_chain_holds(house: Flask) -> None:
    appeal, other = make_appeal(), make_appeal(slug="other")
    signed(appeal, "Somebody")
    bind()
    for _ in erasure.erase_appeal(appeal, now=clock.now()):
        db.session.commit()
    facts = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.appeal_id == appeal.id)).all()
    assert not any("signature" in each for each in facts)
    run = house.test_cli_runner().invoke
    verified = run(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.stderr
    with insider() as do:
        do("UPDATE audit_entries SET organiser_id = 7 WHERE deed = 'appeal.erased'")
        db.session.commit()
    of_other, of_this = (run(args=["audit", "verify", each.slug]) for each in (other, appeal))
    assert of_other.exit_code == 0
    assert of_this.exit_code == 1
    assert "(appeal.erased) is not as it was written." in of_this.stderr
