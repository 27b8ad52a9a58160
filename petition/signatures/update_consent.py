"""Asking for updates and ending them, on "my signature"; on the form it is a box that nobody has ticked."""

from datetime import datetime

from sqlalchemy import select, update

from petition import audit, erasure_journal
from petition.core.db import db
from petition.mail.out import outbox
from petition.signatures.models import Signature, same_mailbox
from petition.signatures.rules import State


def may_be_asked_for(signature: Signature) -> bool:
    """Whether updates can be asked for: the letter offers them, and its emails may go to this mailbox."""
    stands = signature.state in {State.CONFIRMED, State.HELD} and signature.mailbox_key is not None
    return stands and signature.appeal.offers_updates and signature.quiet_at is None


def ask(signature: Signature, words: str, *, now: datetime) -> None:
    """Send updates from now on; `words` are what its owner agreed to. Nothing where they cannot be asked for, or were."""
    if may_be_asked_for(signature) and signature.updates_since is None:
        signature.updates_since, signature.updates_words = now, words
        audit.record("updates.asked for", appeal_id=signature.appeal_id, now=now, signature=signature.ref)


def end(signature: Signature, *, now: datetime) -> None:
    """Send no more updates to a mailbox; what waits of them is taken back, other emails are not."""
    ended = update(Signature).where(*same_mailbox(signature))
    db.session.execute(ended.values(updates_since=None, updates_words=None))
    mine = select(Signature.ref).where(*same_mailbox(signature))
    outbox.recall_batches(mine)
    for ref in db.session.scalars(mine).all():  # a backup may know but one of them
        erasure_journal.note("no updates", ref, appeal_id=signature.appeal_id, now=now)
    audit.record("updates.ended", appeal_id=signature.appeal_id, now=now, signature=signature.ref)
