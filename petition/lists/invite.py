"""Who stands in a list with a mailbox is asked there whether they sign: a signature that waits, as if they had signed.

Whoever has signed is told so, with their link, at the mailbox kept with their signature. Caps hold as for everybody. Who is
being asked already, wants no mail about the appeal, has withdrawn, or was asked so often that nothing more may be sent, is
left alone. To organisers all of them are one number. Who is asked by several lists waits until the last of them is undone.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from petition.appeals.models import Appeal
from petition.appeals.service import hold
from petition.core.db import db, each_found, insert_into, table_of
from petition.core.vault import readable
from petition.lists import messages
from petition.lists.models import AskedToo, LineList
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.signatures import counts, erasing, suppression
from petition.signatures.caps import may_be_mailed
from petition.signatures.keys import mailbox_key_of, typed_key_of
from petition.signatures.models import Signature, new_row, pending
from petition.signatures.rules import Signing, Source, State
from petition.signatures.signing import by_others_alone, to_confirm
from petition.signatures.ticket import Ticket

_ROWS = table_of(Signature)


def invite(kept: LineList, placed: list[tuple[Signing, int | None]], *, now: datetime) -> int:
    """Ask these, each with the place they will have among the first signatories; gives how many mailboxes that are.

    The number is that of the list, whatever became of each: a count of those who were really asked would tell who signed.
    """
    keyed = [(mailbox_key_of(kept.appeal, each.particulars.mailbox), each, rank) for each, rank in placed]
    keys = {key for key, _signing, _rank in keyed}
    _note_asked_too(kept, keys)
    signed = _signed(kept.appeal, keys)
    opened = set(readable("signatures", signed.values(), lambda each: each.own and each.mailbox_key))
    left_alone = _left_alone(kept.appeal, keys) | (signed.keys() - opened)
    done: set[bytes] = set()
    for key, signing, rank in keyed:
        if key not in done and key not in left_alone:
            own = signed.get(key)
            if own and may_be_mailed(kept.appeal, own.own.mailbox, now=now):
                outbox.post(_to_see(own, now), now=now)
            elif not own and may_be_mailed(kept.appeal, signing.particulars.mailbox, now=now):
                _ask(kept, signing, rank, key, now=now)
        done.add(key)
    return len(done)


def _to_see(own: Signature, now: datetime) -> Message:
    """Tells the owner of a signature, at the mailbox kept with it and nowhere else, that they are on a list."""
    uncounted, is_open = counts.why_not(own.appeal, own.state, own.version_id, now), own.appeal.is_open(now)
    to, lang, ticket = own.own.mailbox, own.lang, own.ticket
    return messages.already_signed(
        own.appeal, to=to, lang=lang, ticket=ticket, uncounted=uncounted, is_open=is_open
    )


def _ask(kept: LineList, signing: Signing, rank: int | None, key: bytes, *, now: datetime) -> None:
    appeal = kept.appeal
    ticket = Ticket.new()
    asks = to_confirm(appeal, ticket, appeal.confirming_ends(now, appeal.kept_until))
    values = new_row(
        appeal,
        signing,
        ticket,
        state=State.PENDING,
        source=Source.INVITED,
        signed_at=now,
        mailbox_key=key,
        typed_key=typed_key_of(appeal, signing, appeal.version.id if appeal.version else None),
        code_key=appeal.key.fingerprint("code", asks.code),
        list_id=kept.id,
        rank=rank,
        mails=1,
    )
    if _inserted(values):
        outbox.post(
            messages.invitation(appeal, to=signing.particulars.mailbox, lang=signing.lang, asks=asks), now=now
        )


def _note_asked_too(kept: LineList, keys: Collection[bytes]) -> None:
    """Note which of these another list has asked, for it may be undone."""
    hold(kept.appeal)
    which = (
        _ROWS.c.appeal_id == kept.appeal_id,
        _ROWS.c.source == Source.INVITED,
        pending(),
        by_others_alone(),
    )
    others = _ROWS.c.list_id != kept.id
    found = [row.ref for row in each_found(_ROWS.c.mailbox_key, keys, *which, others, give=[_ROWS.c.ref])]
    if found:
        rows = [{"list_id": kept.id, "ref": ref} for ref in found]
        db.session.execute(insert_into(table_of(AskedToo)).on_conflict_do_nothing(), rows)


def _leave_to_others(kept: LineList) -> None:
    """Let who still waits of a list that is undone wait as of the first other that asked them."""
    hold(kept.appeal)
    first = (
        select(func.min(LineList.id))
        .join(AskedToo, AskedToo.list_id == LineList.id)
        .where(AskedToo.ref == Signature.ref, LineList.id != kept.id, LineList.state.in_(("adding", "added")))
        .scalar_subquery()
    )
    theirs = update(Signature).where(Signature.list_id == kept.id, pending(), first.is_not(None))
    db.session.execute(theirs.values(list_id=first).execution_options(synchronize_session=False))


def confirmed(kept: LineList) -> int:
    """How many of those whom a list invited have confirmed."""
    query = select(func.count()).where(
        Signature.list_id == kept.id, Signature.source == Source.INVITED, Signature.state == State.CONFIRMED
    )
    return int(db.session.execute(query).scalar_one())


def take_back(kept: LineList, *, most: int) -> int:
    """End some of what still waits of a list that is undone; gives how many.

    That is mails that have not left, links, and the rows, for whoever was only asked has not come. What somebody typed
    themselves in the same words waits on.
    """
    _leave_to_others(kept)
    waits = (Signature.list_id == kept.id, Signature.source == Source.INVITED, pending(), by_others_alone())
    some = (
        select(Signature.id, Signature.mailbox_key, Signature.keep_until).where(*waits).order_by(Signature.id)
    )
    rows = db.session.execute(some.limit(most)).all()
    these = Signature.id.in_([row.id for row in rows])
    marks = {row.mailbox_key: row.keep_until for row in rows if row.mailbox_key}
    suppression.suppress(kept.appeal_id, marks, own=False, undone=True)
    erasing.remove(these, pending(), by_others_alone())  # who confirms or signs meanwhile stays
    return len(rows)


def _left_alone(appeal: Appeal, keys: Collection[bytes]) -> set[bytes]:
    """Those of the mailboxes that are being asked already, or want no mail about the appeal, or not by a list."""
    are_left = or_(
        pending(),
        Signature.quiet_at.is_not(None),
        Signature.state.in_((State.NOT_ME, State.REJECTED)),
    )
    rows = each_found(_ROWS.c.mailbox_key, keys, _ROWS.c.appeal_id == appeal.id, are_left)
    ended = suppression.suppressed(appeal, keys)
    return {key for (key,) in rows} | {key for key, end in ended.items() if end.own}


def _signed(appeal: Appeal, keys: Collection[bytes]) -> dict[bytes, Signature]:
    """The signatures that the owners of these mailboxes have confirmed themselves."""
    which = (
        _ROWS.c.appeal_id == appeal.id,
        _ROWS.c.state.in_((State.CONFIRMED, State.HELD)),
        _ROWS.c.source != Source.LIST,
    )
    found = [row.id for row in each_found(_ROWS.c.mailbox_key, keys, *which, give=[_ROWS.c.id])]
    # As they are once nobody else changes them: some may be withdrawn at this moment.
    held = (
        select(Signature)
        .where(Signature.id.in_(found))
        .order_by(Signature.id)
        .with_for_update(key_share=True)
    )
    rows = db.session.scalars(held, execution_options={"populate_existing": True})
    return {each.mailbox_key: each for each in rows if each.mailbox_key}


def _inserted(values: dict[str, Any]) -> bool:
    """Insert a row unless the same waits already, typed at this very instant."""
    statement = insert_into(_ROWS).values(values)
    done = db.session.execute(statement.on_conflict_do_nothing().returning(Signature.id))
    return done.first() is not None
