"""Signatures that were confirmed but are held: shown to nobody and not counted until organisers have looked at them.

Held is who confirmed from an address that was given out for a short while, or signed where very many signed from one
network within an hour. Organisers count or refuse; both can be undone
until mailboxes are erased.
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
from petition.signatures import confirming
from petition.signatures.models import ONE_OF_A_MAILBOX, Signature
from petition.signatures.rules import State

AT_ONCE = 100

Part = Literal[State.HELD, State.REJECTED]


@dataclass(frozen=True)
class Held:
    """A signature as organisers look at it: what was typed, and the domain, but not the address."""

    ref: str
    line: str
    kind: str
    domain: str
    is_disposable: bool  # why it is held; else it came with very many others
    confirmed_at: datetime


def queue(appeal: Appeal, part: Part) -> list[Held]:
    """The oldest of those that are held, or of those that organisers refused."""
    rows = db.session.scalars(
        select(Signature).where(*_of(appeal), Signature.state == part).order_by(Signature.id).limit(AT_ONCE)
    )
    return list(readable("signatures", rows, _held))


def _held(signature: Signature) -> Held:
    domain = providers.of(signature.own.mailbox)
    assert signature.confirmed_at is not None
    return Held(
        signature.ref,
        signature.own.line,
        signature.kind,
        domain,
        providers.is_disposable(domain),
        signature.confirmed_at,
    )


def count(appeal: Appeal, refs: Collection[str], *, organiser_id: int, now: datetime) -> int:
    """Let these count, held or rejected before, and thank them; gives how many. Of one mailbox one counts."""
    counted = 0
    for signature in _chosen(appeal, refs, (State.HELD, State.REJECTED)):
        try:
            with db.session.begin_nested():
                signature.state, signature.ended_at = State.CONFIRMED, None
        except IntegrityError as error:
            if violated(error) != ONE_OF_A_MAILBOX:
                raise
            signature.state, signature.ended_at = State.MERGED, now
            continue
        counted += 1
        _record("signature.counted", signature, organiser_id, now)
        if signature.quiet_at is None:
            confirming.thank(signature, now=now)
    return counted


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
        Signature.mailbox_key.is_not(None),
    )


def _record(deed: str, signature: Signature, organiser_id: int, now: datetime) -> None:
    audit.record(
        deed, appeal_id=signature.appeal_id, organiser_id=organiser_id, now=now, signature=signature.ref
    )
