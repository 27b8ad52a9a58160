"""Signatures that were confirmed but are held: shown to nobody and not counted until organisers have looked at them.

Held is who confirmed from an address that was given out for a short while, whose name is none, or who signed where very many
signed from one network within an hour, and who was held by organisers. They count them or take them off (manage.py).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import providers
from petition.core.db import db
from petition.core.vault import readable
from petition.signatures import rules
from petition.signatures.models import Signature
from petition.signatures.rules import State

AT_ONCE = 100
BY_ORGANISERS = "organisers"  # in `held_for`: no rule held it, so organisers see of it what others see


@dataclass(frozen=True)
class Held:
    """A signature as organisers look at it: what was typed, and the domain, but not the address."""

    ref: str
    line: str
    kind: str
    domain: str
    why: str  # disposable, name, crowd, organisers, watched, all
    confirmed_at: datetime


def queue(appeal: Appeal) -> list[Held]:
    """The oldest of those that are held."""
    held = Signature.appeal_id == appeal.id, Signature.state == State.HELD, Signature.held_at.is_not(None)
    query = select(Signature).where(*held, Signature.erased_at.is_(None)).order_by(Signature.id)
    return list(readable("signatures", db.session.scalars(query.limit(AT_ONCE)), _held))


def _held(signature: Signature) -> Held:
    assert signature.confirmed_at is not None
    if signature.held_for in {BY_ORGANISERS, "watched", "all"}:
        why = signature.held_for
        return Held(signature.ref, signature.shown, signature.kind, "", why, signature.confirmed_at)
    domain = providers.of(signature.own.mailbox)
    why = signature.held_for or rules.to_be_looked_at(signature.own, signature.kind) or "crowd"
    return Held(signature.ref, signature.own.line, signature.kind, domain, why, signature.confirmed_at)
