"""What organisers do with signatures that were confirmed: hold them, take them off the letter, put them back; and undo it.

The row stays, and so does what it says, until email addresses are erased. Each signature has an entry of its own in the
activity log, which names the action it was part of: by these an action is undone as a whole.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from petition import audit
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Priority
from petition.moderation import held, messages
from petition.signatures import counts
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State

MOST = 500  # signatures of one action: a second or two, for which nobody else can write on SQLite


class Action(StrEnum):
    """What is done."""

    HOLD = "hold"
    TAKE_OFF = "take_off"
    PUT_BACK = "put_back"


FROM: dict[Action, tuple[State, ...]] = {
    Action.HOLD: (State.CONFIRMED,),
    Action.TAKE_OFF: (State.CONFIRMED, State.HELD),
    Action.PUT_BACK: (State.HELD, State.REJECTED),
}
_TO = {Action.HOLD: State.HELD, Action.TAKE_OFF: State.REJECTED, Action.PUT_BACK: State.CONFIRMED}
DEEDS = {
    State.HELD: "signature.held by organisers",
    State.REJECTED: "signature.taken off",
    State.CONFIRMED: "signature.put back",
}


class ActionRefused(Exception):
    """The letter was withdrawn; or signatures cannot be held any more, since nobody could be let through in time."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action: its name, by which it is undone, and how many signatures it changed."""

    batch: str
    count: int


def is_possible(appeal: Appeal, action: Action, now: datetime) -> bool:
    """Whether an action can be taken under an appeal at all."""
    if action is Action.HOLD:
        return appeal.may_be_confirmed(now)
    return appeal.withdrawn_at is None


def act(
    appeal: Appeal,
    action: Action,
    refs: Collection[str],
    *,
    reason: str = "",
    organiser_id: int,
    now: datetime,
) -> Done:
    """Do it with those of these that can be; raises NotPossible. `reason`: one of WHY, for taking off."""
    if not is_possible(appeal, action, now):
        raise ActionRefused
    rows = _locked(appeal, refs, FROM[action])
    facts = {"reason": reason} if reason else {}
    return _bring([(each, _TO[action]) for each in rows], organiser_id=organiser_id, now=now, **facts)


def undo(appeal: Appeal, batch: str, *, organiser_id: int, now: datetime) -> Done:
    """Bring back to what they were those of an action that nothing was done with since; raises NotPossible."""
    if appeal.withdrawn_at is not None:
        raise ActionRefused
    entries = _of_batch(appeal, batch)
    done = {each.facts["signature"]: (_state_after(each), State(each.facts["before"])) for each in entries}
    rows = _locked(appeal, list(done), tuple(DEEDS))
    back = [(each, done[each.ref][1]) for each in rows if each.state == done[each.ref][0]]
    return _bring(back, organiser_id=organiser_id, now=now, undoes=batch)


def _state_after(entry: AuditEntry) -> State:
    return next(state for state, deed in DEEDS.items() if deed == entry.deed)


def _of_batch(appeal: Appeal, batch: str) -> list[AuditEntry]:
    query = select(AuditEntry).where(
        AuditEntry.appeal_id == appeal.id,
        AuditEntry.deed.in_(DEEDS.values()),
        AuditEntry.facts["batch"].as_string() == batch,
    )
    return list(db.session.scalars(query.limit(MOST)))


def _locked(appeal: Appeal, refs: Collection[str], states: tuple[State, ...]) -> list[Signature]:
    """Those of these in one of the states of which everything is still kept."""
    query = select(Signature).where(
        Signature.appeal_id == appeal.id,
        Signature.ref.in_(list(refs)[:MOST]),
        Signature.state.in_(states),
        Signature.erased_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Signature.id).with_for_update(key_share=True)))


def _bring(pairs: list[tuple[Signature, State]], *, organiser_id: int, now: datetime, **facts: str) -> Done:
    """Bring each to its state, write it down and tell its owner."""
    batch = secrets.token_urlsafe(9)
    counted = _standing(each for each, _ in pairs)
    untold = outbox.asked_for([each.ref for each, _ in pairs])
    changed = 0
    for signature, state in pairs:
        before = signature.state
        if state is State.CONFIRMED and not held.let_count(signature, now=now):
            continue
        _set(signature, state, now)
        _tell(signature, state, facts.get("reason", "other"), is_untold=signature.ref in untold, now=now)
        audit.record(
            DEEDS[state],
            appeal_id=signature.appeal_id,
            organiser_id=organiser_id,
            now=now,
            signature=signature.ref,
            before=before,
            batch=batch,
            counted=state is State.CONFIRMED or signature.id in counted,
            **facts,
        )
        changed += 1
    db.session.flush()
    _record_as_one(pairs, batch, changed, organiser_id, now, facts)
    return Done(batch, changed)


def _record_as_one(
    pairs: list[tuple[Signature, State]],
    batch: str,
    count: int,
    organiser_id: int,
    now: datetime,
    facts: dict[str, str],
) -> None:
    """Write down an action as a whole: that is what the activity log shows."""
    if count:
        deed = "signatures.undone" if "undoes" in facts else DEEDS[pairs[0][1]].replace("ture", "tures", 1)
        told: dict[str, Any] = {**facts, "batch": batch, "count": count}
        audit.record(deed, appeal_id=pairs[0][0].appeal_id, organiser_id=organiser_id, now=now, **told)


def _set(signature: Signature, state: State, now: datetime) -> None:
    signature.state = state
    signature.ended_at = now if state is State.REJECTED else None
    if state is not State.CONFIRMED and signature.held_at is None:
        signature.held_at, signature.held_for = now, held.BY_ORGANISERS


def _standing(signatures: Iterable[Signature]) -> set[int]:
    """Those that count now."""
    found = list(signatures)
    if not found:
        return set()
    ids = [each.id for each in found]
    return set(
        db.session.scalars(
            select(Signature.id).where(counts.standing(found[0].appeal), Signature.id.in_(ids))
        )
    )


def _tell(signature: Signature, state: State, reason: str, *, is_untold: bool, now: datetime) -> None:
    """Tell who signed themselves that they were taken off, or, once they were told so, that they count after all.

    What waits for having been caused by this signature is taken back: it says what is no longer so.
    """
    if state is State.HELD:
        return
    if is_untold:
        outbox.recall(select(Signature.ref).where(Signature.id == signature.id), since=Priority.THANKS)
    if signature.source == Source.LIST or signature.quiet_at is not None:
        return
    if state is State.CONFIRMED:
        if not is_untold:
            held.thank(signature, now=now)
    elif signature.appeal.sends("taken_off"):
        to, lang, ticket = signature.own.mailbox, signature.lang, signature.ticket
        outbox.post(messages.taken_off(signature.appeal, reason, to=to, lang=lang, ticket=ticket), now=now)
