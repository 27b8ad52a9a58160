"""One press and no more mail about a letter: RFC 8058, and the switch for it on "my signature".

It withdraws nothing. What somebody asks for with the address is still answered; see docs/adr/0014.
"""

import secrets
from datetime import datetime

from sqlalchemy import select, update

from petition import audit, erasure_journal
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Priority
from petition.signatures import links, suppression
from petition.signatures.models import Signature, same_mailbox


def by_token(token: str) -> tuple[Signature, bool]:
    """The signature that a mail was about, and whether its mailbox may still be written to; raises LinkRefused.

    One that has ended is given as well: whoever asks for silence where there is silence is told so.
    """
    ref, nonce, _minted = links.read("unsubscribe", token)
    signature = db.session.scalar(select(Signature).where(Signature.ref == ref))
    if signature is None:
        raise links.LinkRefused
    lives = secrets.compare_digest(signature.nonce, nonce) and signature.mailbox_key is not None
    return signature, lives and signature.quiet_at is None


def unsubscribe(signature: Signature, *, now: datetime) -> None:
    """Write nothing more about this appeal to a mailbox but what is asked for; what waits to be sent is taken back."""
    _quieten(signature, now)
    outbox.recall(select(Signature.ref).where(*same_mailbox(signature)))
    audit.record("mails.ended", appeal_id=signature.appeal_id, now=now, signature=signature.ref)


def complained(signature: Signature, *, now: datetime) -> None:
    """Write nothing more to a mailbox but what is asked for, since its owner pressed "this is spam".

    Anybody can write such a report, so what waits to be confirmed stays so, and the mail that asks is sent.
    """
    _quieten(signature, now)
    outbox.recall(select(Signature.ref).where(*same_mailbox(signature)), since=Priority.REMINDER)
    audit.record("mails.complained of", appeal_id=signature.appeal_id, now=now, signature=signature.ref)


def _quieten(signature: Signature, now: datetime) -> None:
    """Note since when; updates end for good, so that whoever wants mail again is not sent them unasked.

    The row may go before the wish does, unconfirmed or with a list that is undone: no list asks this mailbox again.
    """
    mine, appeal_id = same_mailbox(signature), signature.appeal_id
    loud = update(Signature).where(*mine, Signature.quiet_at.is_(None))
    db.session.execute(loud.values(quiet_at=now, updates_since=None, updates_words=None))
    if key := signature.mailbox_key:
        suppression.suppress(appeal_id, {key: signature.keep_until}, own=True)
        erasure_journal.note("not by list", key, appeal_id=appeal_id, now=now)
    for ref in db.session.scalars(
        select(Signature.ref).where(*mine)
    ).all():  # a backup may know but one of them
        erasure_journal.note("quiet", ref, appeal_id=appeal_id, now=now)


def subscribe(signature: Signature, *, now: datetime) -> None:
    """Write to a mailbox again."""
    db.session.execute(update(Signature).where(*same_mailbox(signature)).values(quiet_at=None))
    erasure_journal.note("not quiet", signature.ref, appeal_id=signature.appeal_id, now=now)
    audit.record("mails.wanted again", appeal_id=signature.appeal_id, now=now, signature=signature.ref)
