"""What ends a signature: its owner withdraws it, says "not me", or it has run out; its particulars are erased."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core import text
from petition.core.db import db
from petition.core.vault import readable
from petition.mail.out import outbox
from petition.signatures import counts, erasing, records, same_signatory, suppression
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, pending, same_mailbox
from petition.signatures.rules import Source, State
from petition.signatures.signing import SILENT
from petition.signatures.ticket import new_nonce

# What has not ended, or has by the organisers' word alone.
_GOES_ON = or_(
    Signature.state.in_((State.PENDING, State.MERGED, State.CONFIRMED, State.HELD)),
    Signature.held_at.is_not(None),
)


def withdraw(signature: Signature, *, now: datetime) -> None:
    """Take a signature back, at any time: its particulars are erased and its links end."""
    _end_all(signature, State.WITHDRAWN, now)


def withdraw_by_address(appeal: Appeal, address: str, *, now: datetime) -> None:
    """Withdraw all that a mailbox has under an appeal, for somebody who can read it no longer; raises text.Refused.

    Gives nothing, and writes into the log that it was asked, whether the mailbox has signed or not.
    """
    mine = (
        Signature.appeal_id == appeal.id,
        Signature.mailbox_key == mailbox_key_of(appeal, text.mailbox(address, may_be_test=True)),
    )
    found = select(Signature).where(*mine, _GOES_ON).order_by(Signature.id).limit(1)
    if signature := db.session.scalar(found.with_for_update(key_share=True)):
        withdraw(signature, now=now)
    audit.record("signatures.ended by operator", appeal_id=appeal.id, now=now)


def not_me(signature: Signature, *, now: datetime) -> Signature | None:
    """Take a signature out as "not me": as withdrawn, and from now on the mailbox is only asked whether that still holds.

    That is, when it is typed again, and once a day at most; by its answer alone it comes back (docs/adr/0027). Gives what
    stays: beside a signature that the mailbox has confirmed, what waits goes alone, or a stranger who typed its address
    would have its owner end their own.
    """
    own = _confirmed_beside(signature) if signature.state is State.PENDING else None
    if own:
        outbox.recall(select(Signature.ref).where(Signature.id == signature.id))
        end(signature, State.EXPIRED, now)
    else:
        _end_all(signature, State.NOT_ME, now)
    return own


def come_back(signature: Signature) -> None:
    """Let "this was not me" hold no longer; what was ended then stays as a count. Lists bring nobody back all the same."""
    db.session.execute(update(Signature).where(*same_mailbox(signature), SILENT).values(mailbox_key=None))


def begin_anew(signature: Signature, *, now: datetime) -> None:
    """Let a mailbox that said "this was not me" sign as any other, and end what was typed with it meanwhile."""
    come_back(signature)
    waits = (*same_mailbox(signature), pending())
    outbox.recall(select(Signature.ref).where(*waits))
    for each in db.session.scalars(select(Signature).where(*waits).with_for_update(key_share=True)).all():
        end(each, State.EXPIRED, now)


def _end_all(signature: Signature, state: State, now: datetime) -> None:
    """End whatever this mailbox has under the appeal, so that no other link of its goes on living, nor a mail waits."""
    outbox.recall(select(Signature.ref).where(*same_mailbox(signature)))
    records.leave(signature)
    mine, keep_until, keys = [signature, *_others(signature)], signature.keep_until, list[bytes | None]()
    if signature.mailbox_key is not None:
        # A list may come again without its addresses, also one whose word gave way to theirs.
        keys = [signature.mailbox_key, *readable("signatures", mine, suppression.line_key_of)]
    for each in mine:
        end(each, state, now)
    for key in filter(None, keys):
        suppression.suppress(signature.appeal_id, {key: keep_until}, own=True)
        erasure_journal.note("not by list", key, appeal_id=signature.appeal_id, now=now)


def _confirmed_beside(signature: Signature) -> Signature | None:
    """The signature that the owner of a mailbox has confirmed under the appeal, not one that organisers listed."""
    by_itself = Signature.state.in_((State.CONFIRMED, State.HELD)), Signature.source != Source.LIST
    return db.session.scalar(select(Signature).where(*same_mailbox(signature), *by_itself))


def _others(signature: Signature) -> Sequence[Signature]:
    """What else its mailbox has under the appeal that has not ended."""
    if signature.mailbox_key is None:
        return []
    found = select(Signature).where(*same_mailbox(signature), Signature.id != signature.id, _GOES_ON)
    return db.session.scalars(found.with_for_update(key_share=True)).all()


def end(signature: Signature, state: State, now: datetime) -> None:
    """End one signature, and with it every link to it; its particulars are erased."""
    counted, told_at = counts.counts(signature), erasing.told_at(signature, now)
    folded = -same_signatory.folded_by(signature)
    erasing.erase(
        Signature.id == signature.id,
        but_mailbox=state is State.NOT_ME,
        state=state,
        nonce=new_nonce(),
        held_at=None,
        now=now,
    )
    erasure_journal.note(state.replace("_", " "), signature.ref, appeal_id=signature.appeal_id, now=now)
    audit.record(
        f"signature.{state}",
        appeal_id=signature.appeal_id,
        now=told_at,
        signature=signature.ref,
        counted=counted,
        folded=folded,
    )
