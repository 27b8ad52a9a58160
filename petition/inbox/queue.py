"""Messages that a person must read: kept as they were written, entered by an organiser for their sender, or set aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, func, or_, select

from petition import audit
from petition.appeals.models import Appeal
from petition.core import limits, text
from petition.core.db import db
from petition.core.vault import Unreadable, vault
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.mail.inbound.incoming import Inbound
from petition.mail.out import outbox
from petition.signatures import ending, rules, signing
from petition.signatures.models import Signature, pending
from petition.signatures.rules import Signing, State
from petition.signatures.signing import Heard
from petition.signatures.ticket import new_ref

MOST = (
    5000  # that may wait under one appeal: more than any team can read; as many more of whom we surely know
)
# Of one day, kept under one appeal. Whom we do not surely know anybody may pretend to be, so they are counted apart.
OF_A_SENDER, OF_A_DOMAIN, OF_THE_UNSURE = 5, 500, 1000
_LONGEST = 20_000
KEPT = timedelta(days=30)  # of a message that waits to be read
TRACE = timedelta(days=180)


class Full(Exception):
    """So many messages wait to be read that no more are taken in for now; whoever brings this one comes again later."""


class NobodyWrote(Exception):
    """The message names no mailbox that could be written to."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a person reads."""

    text: str
    subject: str
    name: str
    mailbox: str
    message_id: str
    lang: str
    parts: tuple[str, ...] = ()  # what came with it and was not read


def keep(
    appeal: Appeal, message: Inbound, *, mailbox: str, trusted: bool, why: str, lang: str, now: datetime
) -> bool:
    """Keep a message for organisers; False where its sender has had as many kept today as one may. Raises Full."""
    if waiting_count(appeal) >= (MOST * 2 if trusted else MOST):
        raise Full
    sender, domain = _sender(mailbox)
    if sender and _today(appeal, trusted, sender, now) > OF_A_SENDER:
        return False
    shared, most = (domain, OF_A_DOMAIN) if trusted else ("", OF_THE_UNSURE)
    if _today(appeal, trusted, shared, now) > most:
        raise Full
    kept = UnreadMessage(
        appeal_id=appeal.id,
        ref=new_ref(),
        state="waiting",
        why=why,
        sealed=b"",
        sender=sender_key(appeal, mailbox),
        received_at=now,
    )
    kept.sealed = appeal.key.seal_json(
        {
            "text": message.text[:_LONGEST],
            "subject": message.subject,
            "name": message.from_name,
            "mailbox": mailbox,
            "message_id": message.message_id,
            "lang": lang,
        }
        | ({"parts": [*message.unread, *message.files][:20]} if message.unread or message.files else {}),
        _place(kept.ref, appeal.id),
    )
    db.session.add(kept)
    return True


def _sender(mailbox: str) -> tuple[str, str]:
    """The mailbox as its share counts it, tags aside, and its domain; '' each where nobody could be written to."""
    try:
        local, _, domain = text.canonical_mailbox(mailbox).rpartition("@")
    except text.Refused:
        return "", ""
    return f"{local.split('+', 1)[0]}@{domain}", domain


def _today(appeal: Appeal, trusted: bool, whose: str, now: datetime) -> int:
    """Count one more of a sender, or of a domain, under a keyed hash of this day."""
    what = "unread of" if trusted else "unread as if of"
    key = vault().common.fingerprint(what, f"{now:%Y-%m-%d}\0{appeal.id}\0{whose}")
    return limits.count(key, timedelta(days=1), now=now)


def written(kept: UnreadMessage) -> Written:
    """What stands in a message, unsealed."""
    appeal = kept.appeal
    return Written(**appeal.key.unseal_json(kept.sealed, _place(kept.ref, appeal.id)))


def sender_key(appeal: Appeal, mailbox: str) -> bytes:
    """The keyed hash by which the messages of a mailbox are found, however it is spelt; empty of what is none.

    Not that of signatures, and none beside what names one: whoever has the database without its keys cannot tell what
    else those who signed wrote.
    """
    try:
        return appeal.key.fingerprint("message from", text.canonical_mailbox(mailbox))
    except text.Refused:
        return b""


def sender_of(kept: UnreadMessage) -> bytes | None:
    """The same of a message, from what stands in it; None where that cannot be unsealed."""
    try:
        return sender_key(kept.appeal, written(kept).mailbox)
    except Unreadable:
        return None


def waiting_count(appeal: Appeal) -> int:
    """How many wait to be read."""
    return int(
        db.session.execute(
            select(func.count()).where(UnreadMessage.appeal_id == appeal.id, UnreadMessage.state == "waiting")
        ).scalar_one()
    )


def waiting(appeal: Appeal, most: int) -> list[UnreadMessage]:
    """Those that wait, the oldest first."""
    return _listed(appeal, "waiting", most)


def decided(appeal: Appeal, most: int) -> list[UnreadMessage]:
    """Those decided lately, the last one first."""
    found = _listed(appeal, "entered", most) + _listed(appeal, "aside", most)
    return sorted(found, key=lambda each: each.decided_at or each.received_at, reverse=True)[:most]


def by_ref(appeal: Appeal, ref: str) -> UnreadMessage | None:
    """One message of this appeal."""
    return db.session.scalar(
        select(UnreadMessage)
        .where(UnreadMessage.appeal_id == appeal.id, UnreadMessage.ref == ref)
        .with_for_update(key_share=True)
    )


def outcomes(appeal: Appeal) -> dict[str, int]:
    """How many messages came to what."""
    rows = db.session.execute(
        select(ReceivedMessage.outcome, func.count())
        .where(ReceivedMessage.appeal_id == appeal.id)
        .group_by(ReceivedMessage.outcome)
    )
    return {outcome: int(count) for outcome, count in rows}


def enter(kept: UnreadMessage, signed: Signing, *, organiser_id: int, now: datetime) -> None:
    """Take the signature that a person read out of a message, and ask its sender to confirm it.

    The deadline is asked of the message's arrival. Raises signing.AppealClosed, or NobodyWrote.
    """
    if not signed.particulars.mailbox:
        raise NobodyWrote
    appeal = kept.appeal
    asked = signing.sign(appeal, signed, heard=Heard(kept.received_at), now=now)
    if asked and asked.signature:
        kept.signature_ref, kept.sender = asked.signature, None
    _decide(kept, "entered", organiser_id, now)


def set_aside(kept: UnreadMessage, *, organiser_id: int, now: datetime) -> None:
    """Let a message wait no more; it asks for nothing."""
    _decide(kept, "aside", organiser_id, now)


def take_back(kept: UnreadMessage, *, organiser_id: int, now: datetime) -> None:
    """Let a message wait again; a signature entered from it ends, unless its sender confirmed it.

    It waits on where the same was typed by its sender, or entered from another message that is not taken back.
    """
    entered = Signature.ref == (kept.signature_ref or ""), pending()
    signature = db.session.scalar(
        select(Signature).where(*entered).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    )
    kept.state, kept.decided_at, kept.signature_ref = "waiting", None, None
    kept.sender = sender_of(kept)
    if signature and signature.mails - signature.let_go > 1:
        signature.let_go += 1  # so that the last of those who asked for it can end it
    elif signature:  # from now on without its message, which would be erased with it
        db.session.flush()
        outbox.recall(select(Signature.ref).where(Signature.id == signature.id))
        ending.end(signature, State.WITHDRAWN, now)
    audit.record(
        "message.taken back", appeal_id=kept.appeal_id, organiser_id=organiser_id, now=now, message=kept.ref
    )


def forget(now: datetime) -> None:
    """Erase what waited too long, what was decided as long ago as an unconfirmed signature is kept, and old traces.

    Commits nothing.
    """
    db.session.execute(
        delete(UnreadMessage).where(UnreadMessage.state == "waiting", UnreadMessage.received_at < now - KEPT)
    )
    for appeal in db.session.scalars(
        select(Appeal).where(Appeal.id.in_(select(UnreadMessage.appeal_id).distinct()))
    ).all():
        db.session.execute(
            delete(UnreadMessage).where(
                UnreadMessage.appeal_id == appeal.id, UnreadMessage.decided_at < now - appeal.pending_life
            )
        )
    told = ReceivedMessage.outcome == ""  # who was told that it is too late
    old = or_(
        ReceivedMessage.received_at < now - TRACE,
        told & (ReceivedMessage.received_at < now - rules.TOLD_LATE),
    )
    db.session.execute(delete(ReceivedMessage).where(old))


def erase(appeal: Appeal) -> int:
    """Erase every message of an appeal, read or not, when its mailboxes are erased; gives how many."""
    done = db.session.execute(delete(UnreadMessage).where(UnreadMessage.appeal_id == appeal.id))
    assert isinstance(done, CursorResult)
    return done.rowcount


def _listed(appeal: Appeal, state: str, most: int) -> list[UnreadMessage]:
    order = UnreadMessage.id if state == "waiting" else UnreadMessage.decided_at.desc()
    return list(
        db.session.scalars(
            select(UnreadMessage)
            .where(UnreadMessage.appeal_id == appeal.id, UnreadMessage.state == state)
            .order_by(order)
            .limit(most)
        )
    )


def _decide(kept: UnreadMessage, state: str, organiser_id: int, now: datetime) -> None:
    kept.state, kept.decided_at = state, now
    audit.record(
        f"message.{state}", appeal_id=kept.appeal_id, organiser_id=organiser_id, now=now, message=kept.ref
    )


def _place(ref: str, appeal_id: int) -> str:
    return f"unread_messages|sealed|{ref}|{appeal_id}"
