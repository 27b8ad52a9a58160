"""Signatures that were confirmed but are held: shown to nobody and not counted until organisers have looked at them.

Held is who confirmed from an address that was given out for a short while, whose name is none, or who signed where very many
signed from one network within an hour or with one email service, and who was held by organisers. They count them or take
them off (manage.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select

from petition.appeals.models import Appeal
from petition.core import providers
from petition.core.db import db
from petition.core.settings import settings
from petition.core.vault import readable
from petition.signatures import rules
from petition.signatures.models import Signature, unsealed
from petition.signatures.rules import State

AT_ONCE = 100
_MOST_READ = 2_000  # of a crowd, whose addresses are sealed
BY_ORGANISERS = "organisers"  # in `held_for`: no rule held it, so organisers see of it what others see


@dataclass(frozen=True)
class Held:
    """A signature as organisers look at it: what was typed, and the domain, but not the address.

    Where no rule found fault with what was typed, the line as others see it: '' where it is not named.
    """

    ref: str
    line: str
    kind: str
    domain: str
    why: str  # disposable, name, crowd, service, organisers, watched, all
    confirmed_at: datetime


def queue(appeal: Appeal) -> list[Held]:
    """The oldest of those that are held."""
    query = select(Signature).where(*_is_held(appeal)).order_by(Signature.id)
    return list(readable("signatures", db.session.scalars(query.limit(AT_ONCE)), _held))


def services(appeal: Appeal) -> dict[str, list[str]]:
    """The refs of those held because very many came of one email service, by that service, the largest first.

    Of the oldest of them; who waits behind these is told once they are decided about.

    A service is told, for more than the limit confirmed with it, so it names no mailbox.
    """
    columns = (Signature.id, Signature.ref, Signature.particulars)
    rows = db.session.execute(
        select(*columns)
        .where(*_is_held(appeal), Signature.held_for == "service")
        .order_by(Signature.id)
        .limit(_MOST_READ)
    )

    def read(row: Row[int, str, bytes]) -> tuple[str, str]:
        return _service(unsealed(appeal.key, appeal.id, row.ref, row.particulars).mailbox), row.ref

    found = defaultdict[str, list[str]](list)
    for service, ref in readable("signatures", rows, read):
        found[service].append(ref)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def _is_held(appeal: Appeal) -> tuple[ColumnElement[bool], ...]:
    held = Signature.appeal_id == appeal.id, Signature.state == State.HELD, Signature.held_at.is_not(None)
    return (*held, Signature.erased_at.is_(None))


def _service(mailbox: str) -> str:
    domain = providers.of(mailbox)
    return providers.service(domain) or domain


def _held(signature: Signature) -> Held:
    assert signature.confirmed_at is not None
    if (why := signature.held_for) in {BY_ORGANISERS, "watched", "all", "service"}:
        told = _service(signature.own.mailbox) if why == "service" else ""
        return Held(signature.ref, signature.shown, signature.kind, told, why, signature.confirmed_at)
    domain = providers.of(signature.own.mailbox)
    why = (
        signature.held_for
        or rules.to_be_looked_at(signature.own, signature.kind, settings().temporary_domains)
        or "crowd"
    )
    return Held(signature.ref, signature.own.line, signature.kind, domain, why, signature.confirmed_at)
