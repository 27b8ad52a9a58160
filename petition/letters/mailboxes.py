"""The email addresses under a letter as a file: one organiser asks, another agrees, and only of who was told when signing.

Whether a letter allows it is chosen before it is published, and its form says so from the first signature on: so who signed
there was told. Addresses that came by a list or in a message never leave: nobody told their owners.
"""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import NamedTuple

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import ForeignKey

from petition import audit
from petition.accounts import members
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.models import Appeal
from petition.audit import BUT_ARRIVING, AuditEntry
from petition.core import web
from petition.core.db import Base, db, insert_into
from petition.core.vault import readable
from petition.letters.render.as_csv import harmless
from petition.lexicon.signatory import Visibility
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.signatures.models import Signature, may_be_used
from petition.signatures.own_data import instant
from petition.signatures.records import Records
from petition.signatures.rules import Source, State

LIFE = timedelta(days=1)


class MailboxRequest(Base):
    """That an organiser asks for the addresses under a letter, and who agreed: one at a time, over after a day."""

    __tablename__ = "mailbox_requests"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))


class NotAllowed(Exception):
    """A letter whose form does not say so, or that is stopped or withdrawn."""


class NeedsAnother(Exception):
    """The organiser who asked cannot agree too; nor takes the file who did not ask, or before another agreed."""


def allowed(appeal: Appeal) -> bool:
    """Whether addresses may be asked for at all."""
    is_public = appeal.published_at is not None and appeal.stopped_at is None and appeal.withdrawn_at is None
    return appeal.exports_mailboxes and is_public


def waiting(appeal: Appeal, *, now: datetime) -> MailboxRequest | None:
    """The request that is not over."""
    open_one = (MailboxRequest.appeal_id == appeal.id, MailboxRequest.asked_at > now - LIFE)
    return db.session.scalar(select(MailboxRequest).where(*open_one))


def ask(appeal: Appeal, organiser: Organiser, *, now: datetime) -> None:
    """Ask for the addresses, which another must agree to; of two who ask at once the first has asked. Raises NotAllowed."""
    _check(appeal)
    forget(now)
    row = insert_into(MailboxRequest).values(appeal_id=appeal.id, asked_by=organiser.id, asked_at=now)
    asked = db.session.execute(row.on_conflict_do_nothing().returning(MailboxRequest.appeal_id)).first()
    if asked is None:
        return
    audit.record("mailboxes.asked", appeal_id=appeal.id, organiser_id=organiser.id, now=now)
    _tell(appeal, organiser, "mailboxes asked", now)


def agree(appeal: Appeal, organiser: Organiser, *, now: datetime) -> None:
    """Agree to what another asked; twice is once. Raises NotAllowed, and NeedsAnother for who asked or where nobody did."""
    _check(appeal)
    changed = (
        update(MailboxRequest)
        .where(
            MailboxRequest.appeal_id == appeal.id,
            MailboxRequest.asked_at > now - LIFE,
            MailboxRequest.asked_by != organiser.id,
            MailboxRequest.agreed_by.is_(None),
        )
        .values(agreed_by=organiser.id)
        .returning(MailboxRequest.appeal_id)
    )
    if db.session.execute(changed, execution_options={"synchronize_session": False}).first():
        audit.record("mailboxes.agreed", appeal_id=appeal.id, organiser_id=organiser.id, now=now)
        _tell(appeal, organiser, "mailboxes agreed", now)
        return
    asked = waiting(appeal, now=now)
    if asked is None or asked.asked_by == organiser.id:
        raise NeedsAnother


def check(appeal: Appeal, organiser: Organiser, *, now: datetime) -> None:
    """Raise NotAllowed or NeedsAnother unless this organiser asked, and another agreed who may still do so."""
    _check(appeal)
    request = waiting(appeal, now=now)
    other = db.session.get(Organiser, request.agreed_by) if request and request.agreed_by else None
    may = other is not None and other.active and Permission.EXPORT in appeal.allowed(other)
    if request is None or request.asked_by != organiser.id or not may:
        raise NeedsAnother


class AddressFile(NamedTuple):
    """The addresses as they stood at an instant."""

    csv: str
    of: int
    at: datetime


def written(appeal: Appeal, *, now: datetime) -> AddressFile:
    """The file, for `take` to let go: it unseals every address, which takes long.

    The form spoke of the email address alone: a name stands beside it only where everybody may read it.
    """
    out, count = StringIO(), 0
    rows = csv.writer(out)
    rows.writerow(["email", "name", "language"])
    for signature in readable("signatures", _told(appeal, now), lambda each: each.own and each):
        own, is_named = signature.own, signature.visibility == Visibility.PUBLIC
        cells = (own.mailbox, own.name if is_named else "", signature.lang)
        rows.writerow([harmless(cell) for cell in cells])
        count += 1
    return AddressFile(out.getvalue(), count, now)


def take(appeal: Appeal, organiser: Organiser, file: AddressFile, *, now: datetime) -> None:
    """Write down that this organiser takes the file, as of when it was written. Raises NotAllowed, NeedsAnother."""
    check(appeal, organiser, now=now)
    audit.record(
        "mailboxes.exported", appeal_id=appeal.id, organiser_id=organiser.id, now=file.at, count=file.of
    )


def _check(appeal: Appeal) -> None:
    if not allowed(appeal):
        raise NotAllowed


_WHO = (Signature.source == Source.FORM, Signature.state == State.CONFIRMED, Signature.quiet_at.is_(None))


def _told(appeal: Appeal, now: datetime) -> Iterator[Signature]:
    """Who signed on the form, confirmed, whose address is still kept, and who did not ask for no more email."""
    found = select(Signature).where(Signature.appeal_id == appeal.id, *_WHO, may_be_used(appeal, now))
    found = found.where(
        Signature.confirmed_at <= now
    )  # whoever confirms meanwhile is not told that it was taken
    yield from db.session.scalars(found.order_by(Signature.id).execution_options(yield_per=1_000))


def count(appeal: Appeal, *, now: datetime) -> int:
    """How many addresses the file would hold."""
    found = select(func.count()).where(Signature.appeal_id == appeal.id, *_WHO, may_be_used(appeal, now))
    return int(db.session.execute(found).scalar_one())


def forget(now: datetime) -> None:
    """Drop the requests that are over; commits nothing."""
    db.session.execute(delete(MailboxRequest).where(MailboxRequest.asked_at <= now - LIFE))


def _tell(appeal: Appeal, organiser: Organiser, what: str, now: datetime) -> None:
    """Email everybody else who may do the same, so that nothing happens in silence; which letter, is not in the email."""
    for each in members.of_team(*appeal.teams):
        if each.id != organiser.id and Permission.EXPORT in appeal.allowed(each):
            said = {"what": what, "link": web.address(f"/desk/a/{appeal.slug}/mailboxes")}
            outbox.post(Message("account", each.mailbox, each.lang, said), now=now)


def _exported(signature: Signature) -> dict[str, list[str | None]]:
    """When organisers took a file that holds the address of a signature, so far as is known: for its owner."""
    ended = min(
        (at for at in (signature.ended_at, signature.quiet_at, signature.erased_at) if at), default=None
    )
    if signature.source is not Source.FORM or signature.confirmed_at is None:
        return {"address_downloaded_at": []}
    taken = select(AuditEntry.at).where(
        AuditEntry.appeal_id == signature.appeal_id,
        text(BUT_ARRIVING),
        AuditEntry.deed == "mailboxes.exported",
        AuditEntry.at >= signature.confirmed_at,
    )
    found = db.session.scalars(taken.order_by(AuditEntry.id))
    return {"address_downloaded_at": [instant(at) for at in found if ended is None or at < ended]}


RECORDS = Records(_exported)
