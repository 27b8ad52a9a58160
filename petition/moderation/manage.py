"""What organisers do with signatures that were confirmed: count held ones, hold, take off, put back; and undo it.

The row stays, and so does what it says, until email addresses are erased; what is taken off after that is erased. Each
signature has an entry of its own in the activity log, which names the action it was part of: by these an action is undone as
a whole. The name of an action is made with its preview, so that a button pressed twice, or pressed in an old tab, does it
once and says what it came to.
"""

import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.exc import IntegrityError

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.audit import NOT_JUST_ADDED, AuditEntry
from petition.core.db import db
from petition.core.transactions import violated
from petition.mail.out import outbox
from petition.mail.out.message import Priority
from petition.moderation import held, messages
from petition.signatures import confirming, counts, erasing, same_signatory
from petition.signatures.models import ONE_OF_A_MAILBOX, Signature
from petition.signatures.rules import Source, State
from petition.signatures.ticket import new_nonce

MOST = 500  # signatures of one action: a second or two, for which nobody else can write on SQLite


class Action(StrEnum):
    """What is done."""

    COUNT = "count"
    HOLD = "hold"
    TAKE_OFF = "take_off"
    PUT_BACK = "put_back"


FROM: dict[Action, tuple[State, ...]] = {
    Action.COUNT: (State.HELD,),
    Action.HOLD: (State.CONFIRMED,),
    Action.TAKE_OFF: (State.CONFIRMED, State.HELD),
    Action.PUT_BACK: (State.HELD, State.REJECTED),
}
_TO = {
    Action.COUNT: State.CONFIRMED,
    Action.HOLD: State.HELD,
    Action.TAKE_OFF: State.REJECTED,
    Action.PUT_BACK: State.CONFIRMED,
}
DEEDS = {
    State.HELD: "signature.held by organisers",
    State.REJECTED: "signature.taken off",
    State.CONFIRMED: "signature.put back",
}
_AS_ONE = {state: deed.replace("ture", "tures", 1) for state, deed in DEEDS.items()}
_UNDONE = "signatures.undone"


class ActionRefused(Exception):
    """The letter was withdrawn; or signatures cannot be held any more, since nobody could be let through in time."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action: its name, by which it is undone, how many signatures it changed, and how many it left as they were.

    `doubled` are left because another one of their mailbox counts.
    """

    batch: str
    count: int
    left: int
    doubled: int = 0


def is_possible(appeal: Appeal, action: Action, now: datetime) -> bool:
    """Whether an action can be taken under an appeal at all."""
    return bool(states_before(appeal, action, now))


def states_before(appeal: Appeal, action: Action, now: datetime) -> tuple[State, ...]:
    """The states of those with whom an action can be taken under an appeal.

    Once a letter is complete nobody is held any more, and who is held then is not counted: they have been told so.
    """
    if appeal.withdrawn_at is not None:
        return ()
    if action is Action.HOLD and not appeal.may_be_confirmed(now):
        return ()
    return tuple(each for each in FROM[action] if each is not State.HELD or not _is_complete(appeal, now))


def _is_complete(appeal: Appeal, now: datetime) -> bool:
    return appeal.phase(now) is Phase.CLOSED


def new_batch() -> str:
    """A name for an action that somebody is shown before it is done."""
    return secrets.token_urlsafe(9)


def act(
    appeal: Appeal,
    action: Action,
    refs: Collection[str],
    *,
    reason: str = "",
    batch: str = "",
    organiser_id: int,
    now: datetime,
) -> Done:
    """Do it with those of these that can be; raises ActionRefused. `reason`: one of WHY, for taking off.

    Where the action of this name was done already and stands, nothing is done anew: what it came to is given.
    """
    if done := _done(appeal, batch):
        if done.deed in _AS_ONE.values():
            count, doubled = done.facts["count"], done.facts.get("doubled", 0)
            return Done(batch, count, max(len(refs) - count - doubled, 0), doubled)
        batch = ""  # undone since: whoever presses again wants it again
    if not is_possible(appeal, action, now):
        raise ActionRefused
    rows = _locked(appeal, refs, states_before(appeal, action, now), lines=action is Action.TAKE_OFF)
    facts = {"reason": reason} if reason else {}
    pairs = [(each, _TO[action]) for each in rows]
    name = batch if re.fullmatch(r"[\w-]{12}", batch) else new_batch()
    count, doubled = _bring(pairs, batch=name, organiser_id=organiser_id, now=now, **facts)
    return Done(name, count, len(refs) - count - doubled, doubled)


def undo(appeal: Appeal, batch: str, *, organiser_id: int, now: datetime) -> Done:
    """Bring back to what they were those of an action that nothing was done with since; raises ActionRefused."""
    if appeal.withdrawn_at is not None:
        raise ActionRefused
    entries = _of_batch(appeal, batch)
    done = {each.facts["signature"]: (_state_after(each), State(each.facts["before"])) for each in entries}
    rows = _locked(appeal, list(done), tuple(DEEDS))
    back = [(each, done[each.ref][1]) for each in rows if each.state == done[each.ref][0]]
    if _is_complete(
        appeal, now
    ):  # whoever was held and told that they are not counted is not, and nobody is held again
        back = [(each, state) for each, state in back if State.HELD not in (each.state, state)]
    name = new_batch()
    count, doubled = _bring(back, batch=name, organiser_id=organiser_id, now=now, undoes=batch)
    return Done(name, count, len(done) - count - doubled, doubled)


def _done(appeal: Appeal, batch: str) -> AuditEntry | None:
    """What the log says last of an action as a whole: that it was done, or undone; None where neither was."""
    is_named = or_(
        AuditEntry.facts["batch"].as_string() == batch, AuditEntry.facts["undoes"].as_string() == batch
    )
    deeds = AuditEntry.deed.in_((*_AS_ONE.values(), _UNDONE))
    query = select(AuditEntry).where(AuditEntry.appeal_id == appeal.id, text(NOT_JUST_ADDED), deeds, is_named)
    return db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1)) if batch else None


def _state_after(entry: AuditEntry) -> State:
    return next(state for state, deed in DEEDS.items() if deed == entry.deed)


def _of_batch(appeal: Appeal, batch: str) -> list[AuditEntry]:
    query = select(AuditEntry).where(
        AuditEntry.appeal_id == appeal.id,
        text(NOT_JUST_ADDED),
        AuditEntry.deed.in_(DEEDS.values()),
        AuditEntry.facts["batch"].as_string() == batch,
    )
    return list(db.session.scalars(query.limit(MOST)))


def _locked(
    appeal: Appeal, refs: Collection[str], states: tuple[State, ...], *, lines: bool = False
) -> list[Signature]:
    """Those of these in one of the states of which everything is still kept; `lines`: or what the letter prints."""
    kept = Signature.erased_at.is_(None)
    query = select(Signature).where(
        Signature.appeal_id == appeal.id,
        Signature.ref.in_(list(refs)[:MOST]),
        Signature.state.in_(states),
        or_(kept, Signature.state == State.CONFIRMED) if lines else kept,
    )
    return list(db.session.scalars(query.order_by(Signature.id).with_for_update(key_share=True)))


def _bring(
    pairs: list[tuple[Signature, State]], *, batch: str, organiser_id: int, now: datetime, **facts: str
) -> tuple[int, int]:
    """Bring each to its state, write it down and tell its owner; gives how many, and how many others are doubled."""
    counted = _standing(each for each, _ in pairs)
    untold = outbox.asked_for([each.ref for each, _ in pairs])
    changed = doubled = 0
    for signature, state in pairs:
        before, folded = signature.state, -same_signatory.folded_by(signature)
        if state is State.CONFIRMED and not _let_count(signature):
            doubled += 1
            continue
        if signature.erased_at is None:
            _set(signature, state, now)
            is_untold = signature.ref in untold
            _tell(signature, state, before, facts.get("reason", ""), is_untold=is_untold, now=now)
        else:
            end_line(signature, now=now)
        audit.record(
            DEEDS[state],
            appeal_id=signature.appeal_id,
            organiser_id=organiser_id,
            now=now,
            signature=signature.ref,
            before=before,
            batch=batch,
            counted=state is State.CONFIRMED or signature.id in counted,
            folded=folded + same_signatory.folded_by(signature),
            **facts,
        )
        changed += 1
    db.session.flush()
    if changed:  # as a whole: that is what the activity log shows
        signature, state = pairs[0]
        deed = _UNDONE if "undoes" in facts else _AS_ONE[state]
        told: dict[str, Any] = {**facts, "batch": batch, "count": changed, "doubled": doubled}
        audit.record(deed, appeal_id=signature.appeal_id, organiser_id=organiser_id, now=now, **told)
    return changed, doubled


def end_line(signature: Signature, *, now: datetime) -> None:
    """Take off for good what only its line was kept of: whoever has lost its link asks the organisers for that."""
    erasing.erase(Signature.id == signature.id, state=State.REJECTED, nonce=new_nonce(), now=now)
    erasure_journal.note("line ended", signature.ref, appeal_id=signature.appeal_id, now=now)


def _set(signature: Signature, state: State, now: datetime) -> None:
    before, signature.state = signature.state, state
    signature.ended_at = now if state is State.REJECTED else None
    if before is State.CONFIRMED and (state is State.HELD or signature.held_at is None):
        signature.held_at, signature.held_for = now, held.BY_ORGANISERS
    elif state is State.HELD:  # who was told that they do not count is told when they do
        signature.held_at = signature.confirmed_at
    if state is State.REJECTED and signature.source is Source.LIST and signature.mailbox_key:
        db.session.flush()
        confirming.let_own_wait(signature.appeal, [signature.mailbox_key], now=now)


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


def _tell(
    signature: Signature, state: State, before: State, reason: str, *, is_untold: bool, now: datetime
) -> None:
    """Tell who signed themselves that they were taken off, or, once they were told so, that they count after all.

    What waits for having been caused by this signature is taken back: it says what is no longer so.
    """
    if state is State.HELD:
        return
    by_organisers = before is State.HELD and signature.held_for == held.BY_ORGANISERS
    counted = (
        by_organisers and signature.held_at != signature.confirmed_at
    )  # and nobody was told that they were held
    if is_untold and not (counted and state is State.CONFIRMED):
        outbox.recall(select(Signature.ref).where(Signature.id == signature.id), since=Priority.THANKS)
    if signature.source == Source.LIST or signature.quiet_at is not None:
        return
    if state is State.CONFIRMED:
        again = before is State.REJECTED and not is_untold
        confirming.welcome(signature, again=again, counted=counted or is_untold, now=now)
    elif signature.appeal.sends("taken_off"):
        to, lang, ticket = signature.own.mailbox, signature.lang, signature.ticket
        outbox.post(
            messages.taken_off(signature.appeal, reason or "other", to=to, lang=lang, ticket=ticket), now=now
        )


def _let_count(signature: Signature) -> bool:
    """Let a signature count unless another one of its mailbox does: then it is left as it is. Gives whether it counts."""
    try:
        with db.session.begin_nested():
            signature.state, signature.ended_at = State.CONFIRMED, None
    except IntegrityError as error:
        if violated(error) != ONE_OF_A_MAILBOX:
            raise
        return False
    return True
