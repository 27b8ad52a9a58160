"""Signatures that were confirmed but are held: shown to nobody and not counted until organisers have looked at them.

Held is who confirmed from an address that was given out for a short while, whose name is none, or who signed where very many
signed from one network within an hour, and who was held by organisers (manage.py). Organisers count or refuse; both can
be undone until mailboxes are erased.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from petition import audit
from petition.appeals.models import Appeal
from petition.core import providers
from petition.core.db import db, violated
from petition.core.vault import readable
from petition.signatures import confirming, rules
from petition.signatures.models import ONE_OF_A_MAILBOX, Signature
from petition.signatures.rules import Source, State

AT_ONCE = 100
BY_ORGANISERS = "organisers"  # in `held_for`: no rule held it, so organisers see of it what others see

Part = Literal[State.HELD, State.REJECTED]


@dataclass(frozen=True)
class Held:
    """A signature as organisers look at it: what was typed, and the domain, but not the address."""

    ref: str
    line: str
    kind: str
    domain: str
    why: str  # disposable, name, crowd, organisers, watched, all
    confirmed_at: datetime


def queue(appeal: Appeal, part: Part) -> list[Held]:
    """The oldest of those that are held, or of those that organisers refused."""
    rows = db.session.scalars(
        select(Signature).where(*_of(appeal), Signature.state == part).order_by(Signature.id).limit(AT_ONCE)
    )
    return list(readable("signatures", rows, _held))


def _held(signature: Signature) -> Held:
    assert signature.confirmed_at is not None
    if signature.held_for in {BY_ORGANISERS, "watched", "all"}:
        why = signature.held_for
        return Held(signature.ref, signature.shown, signature.kind, "", why, signature.confirmed_at)
    domain = providers.of(signature.own.mailbox)
    why = signature.held_for or rules.to_be_looked_at(signature.own, signature.kind) or "crowd"
    return Held(signature.ref, signature.own.line, signature.kind, domain, why, signature.confirmed_at)


def count(appeal: Appeal, refs: Collection[str], *, organiser_id: int, now: datetime) -> int:
    """Let these count, held or rejected before, and thank them; gives how many. Of one mailbox one counts."""
    counted = 0
    for signature in _chosen(appeal, refs, (State.HELD, State.REJECTED)):
        if not let_count(signature, now=now):
            continue
        counted += 1
        _record("signature.counted", signature, organiser_id, now)
        thank(signature, now=now)
    return counted


def let_count(signature: Signature, *, now: datetime) -> bool:
    """Let a signature count unless another one of its mailbox does, with which it is then merged; whether it counts."""
    try:
        with db.session.begin_nested():
            signature.state, signature.ended_at = State.CONFIRMED, None
    except IntegrityError as error:
        if violated(error) != ONE_OF_A_MAILBOX:
            raise
        signature.state, signature.ended_at = State.MERGED, now
        return False
    return True


def thank(signature: Signature, *, now: datetime) -> None:
    """Thank who signed themselves and wants to hear of it."""
    if signature.source != Source.LIST and signature.quiet_at is None:
        confirming.thank(signature, now=now)


def reject(appeal: Appeal, refs: Collection[str], *, organiser_id: int, now: datetime) -> int:
    """Let these not count; gives how many. Their links go on saying so."""
    chosen = _chosen(appeal, refs, (State.HELD,))
    for signature in chosen:
        signature.state, signature.ended_at = State.REJECTED, now
        _record("signature.not counted", signature, organiser_id, now)
    return len(chosen)


def _chosen(appeal: Appeal, refs: Collection[str], states: tuple[Part, ...]) -> list[Signature]:
    return list(
        db.session.scalars(
            select(Signature)
            .where(*_of(appeal), Signature.ref.in_(refs), Signature.state.in_(states))
            .with_for_update(key_share=True)
        )
    )


def _of(appeal: Appeal) -> tuple[ColumnElement[bool], ...]:
    """Of an appeal, what was ever held and is not erased."""
    return (
        Signature.appeal_id == appeal.id,
        Signature.held_at.is_not(None),
        Signature.erased_at.is_(None),
    )


def _record(deed: str, signature: Signature, organiser_id: int, now: datetime) -> None:
    audit.record(
        deed, appeal_id=signature.appeal_id, organiser_id=organiser_id, now=now, signature=signature.ref
    )
