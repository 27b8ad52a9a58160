"""Migration 0014: what was kept under keys of the old code is found by the new, in a database as the old code fills it."""

import logging
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import func, select, update

from petition.accounts import members, organisers
from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core import clock, limits, text
from petition.core.db import db
from petition.core.vault import vault
from petition.mail.out import rates
from petition.mail.out.models import OutboxMessage
from petition.signatures import confirming, ending, signing, suppression
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars, Signing
from tests.factories import link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def old_form(address: str) -> str:
    """core.text.same_mailbox, as it was until 0014."""
    local, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    try:
        return f"{local}@{domain.rstrip('.').encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain.rstrip('.')}"


@contextmanager
def old_code() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "same_mailbox", old_form)
        yield


def typed(appeal: Appeal, mailbox: str, name: str = "Somebody") -> Signature:
    signing.sign(appeal, Signing(Particulars(name, mailbox)), now=clock.now())
    return db.session.scalars(select(Signature).order_by(Signature.id.desc()).limit(1)).one()


def confirmed(appeal: Appeal, mailbox: str) -> Signature:
    signature = typed(appeal, mailbox)
    confirming.confirm(signature, now=clock.now())
    return signature


def migrated(app: Flask) -> None:
    db.session.commit()
    db.session.remove()
    stamp(revision="0013")
    upgrade(revision="0014")
    stamp()  # the tables themselves are those of today


def keys() -> dict[str, tuple[bytes | None, ...]]:
    rows = select(Signature.ref, Signature.mailbox_key, Signature.typed_key)
    return {row.ref: tuple(row[1:]) for row in db.session.execute(rows)}


def test_keys_of_the_old_code_become_those_of_the_new_and_only_where_they_differ(
    app: Flask, client: FlaskClient, mails: Mails, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with old_code():
        appeal, lost = make_appeal(), make_appeal(slug="lost")
        other = [confirmed(appeal, "anna@preß.example"), confirmed(appeal, "ΑΝΑΣ@example.org")]
        other += [typed(appeal, "groß@example.org"), typed(lost, "weiß@example.org")]
        same = [confirmed(appeal, "a.ru@gmail.com"), typed(appeal, "ARU+x@Example.org")]
        same += [typed(appeal, "aru@пошта.example")]
        suppression.suppress(appeal.id, {other[0].mailbox_key or b"": None}, own=True)
        ending.not_me(typed(appeal, "grieß@example.org"), now=now)
        members.invite("olga@preß.example", "Friends", now=now)
        db.session.flush()
        db.session.execute(update(Appeal).where(Appeal.id == lost.id).values(wrapped_key=b"gone"))
    refs, before = [each.ref for each in other], keys()
    with caplog.at_level(logging.INFO):
        migrated(app)
    assert "3 signatures have another; 2 rows without a readable address keep theirs" in caplog.text
    after = keys()
    assert {ref for ref, found in after.items() if found != before[ref]} == set(refs[:3])
    appeal = db.session.scalars(select(Appeal).where(Appeal.slug != "lost")).one()
    for each in db.session.scalars(select(Signature).where(Signature.state.in_(("confirmed", "pending")))):
        if each.appeal_id == appeal.id:
            assert each.mailbox_key == mailbox_key_of(appeal, each.own.mailbox)
    assert suppression.suppressed(appeal, [mailbox_key_of(appeal, "anna@preß.example")])
    assert {each.domain_key for each in db.session.scalars(select(OutboxMessage))} == {
        rates.domain_key(f"x@{domain}")
        for domain in ("preß.example", "gmail.com", "example.org", "пошта.example")
    }
    cap = vault().common.fingerprint("mails for", f"{appeal.id}\0groß@example.org")
    assert limits.seen(cap, now=now) == 1
    sent = len(mails())
    sign(client, appeal.slug, email="groß@example.org", name="Somebody")  # the same as before: no new row
    sign(client, appeal.slug, email="anna@press.example")
    assert [len(keys()) - len(after), len(mails()) - sent] == [1, 2]
    assert link_in(mails()[-1])
    with pytest.raises(AssertionError):
        link_in(mails()[-1], "/s/")
    assert [organisers.find(f"olga@{each}.example") is not None for each in ("preß", "press")] == [
        True,
        False,
    ]


def test_going_down_gives_the_keys_of_the_old_code_back(app: Flask) -> None:
    with old_code():
        appeal = make_appeal()
        for each in ("anna@preß.example", "ΑΝΑΣ@example.org", "aru@gmail.com"):
            confirmed(appeal, each)
        typed(appeal, "groß@example.org")
        db.session.commit()
    before = keys()
    migrated(app)
    try:
        assert keys() != before
        db.session.remove()
        stamp(revision="0014")
        downgrade(revision="0013")
        assert keys() == before
    finally:
        db.session.remove()
        stamp()


def test_of_those_that_come_to_one_key_none_is_lost_and_the_first_stays(app: Flask, now: datetime) -> None:
    appeal = make_appeal()
    for nth in range(3):  # as if the old code had had a key for each spelling
        confirmed(appeal, "anna@preß.example").mailbox_key = bytes([nth]) * 32
        db.session.flush()
    waits = [typed(appeal, "groß@example.org"), typed(appeal, "groß@example.org", "Another")]
    for nth, each in enumerate(waits):
        db.session.refresh(each)
        each.typed_key = bytes([nth]) * 32
        each.particulars = sealed(
            appeal.key, appeal.id, each.ref, Particulars("Somebody", "groß@example.org")
        )
    for nth, team in enumerate(("Friends", "Others")):
        members.invite("olga@preß.example", team, now=now)
        found = organisers.find("olga@preß.example")
        assert found
        found.mailbox_key = bytes([nth]) * 32
        db.session.flush()
    migrated(app)
    rows = db.session.execute(select(Signature.state, Signature.typed_key).order_by(Signature.id)).all()
    assert [row.state for row in rows] == ["confirmed", "merged", "merged", "pending", "pending"]
    assert [row.typed_key is None for row in rows[3:]] == [False, True]
    assert db.session.scalar(select(func.count(func.distinct(Signature.mailbox_key)))) == 2
    olga = organisers.find("olga@preß.example")
    assert olga
    given = [right.team.name for right in olga.given]  # 0136, which comes later, lets them count
    assert given == ["Friends", "Others"]
    assert db.session.scalar(select(func.count()).select_from(Organiser)) == 2
