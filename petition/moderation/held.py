"""Signatures that were confirmed but are held: shown to nobody and not counted until organisers have looked at them.

Held is who confirmed from an address that was given out for a short while, whose name is none, or who signed where very many
signed from one network within an hour or with one email service, and who was held by organisers. They count them or take
them off (manage.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, select

from petition.appeals.models import Appeal
from petition.core import providers
from petition.core.db import db
from petition.core.settings import settings
from petition.core.vault import readable
from petition.signatures import rules
from petition.signatures.models import Signature, unsealed
from petition.signatures.rules import Source, State

AT_ONCE = 100
_MOST_READ = 2_000  # of a crowd, whose addresses are sealed
_SEALED = select(Signature.id, Signature.ref, Signature.particulars)
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


class Service(NamedTuple):
    """The refs of those of one email service that are held because very many came of it, and that counted before."""

    held: list[str]
    counted: list[str]


def services(appeal: Appeal, now: datetime) -> dict[str, Service]:
    """Who came of the email services of which some are held, or were taken off in these days, the largest first.

    Of what is held the oldest are read, who waits behind these is told once they are decided about; of what counts the last
    who confirmed in these days: whoever made up the addresses beyond the limit made up those below it, too.

    A service is told, for more than the limit confirmed with it, so it names no mailbox.
    """
    many = _SEALED.where(Signature.held_for == "service", Signature.erased_at.is_(None))
    held = _by_service(appeal, many.where(*_is_held(appeal)).order_by(Signature.id))
    off = Signature.appeal_id == appeal.id, Signature.state == State.REJECTED
    since = Signature.confirmed_at > now - rules.SOME_DAYS
    told = held.keys() | _by_service(appeal, many.where(*off, since)).keys()
    counts = Signature.appeal_id == appeal.id, Signature.state == State.CONFIRMED, Signature.held_at.is_(None)
    own = Signature.source.in_((Source.FORM, Source.MESSAGE)), Signature.erased_at.is_(None)
    last = _SEALED.where(*counts, *own, since).order_by(Signature.confirmed_at.desc())
    counted = _by_service(appeal, last) if told else {}
    found = {each: Service(held.get(each, []), counted.get(each, [])) for each in told}
    return dict(sorted(found.items(), key=lambda each: (-len(each[1].held), -len(each[1].counted))))


def _by_service(appeal: Appeal, query: Select[int, str, bytes]) -> dict[str, list[str]]:
    def read(row: Row[int, str, bytes]) -> tuple[str, str]:
        return _service(unsealed(appeal.key, appeal.id, row.ref, row.particulars).mailbox), row.ref

    found = defaultdict[str, list[str]](list)
    for service, ref in readable("signatures", db.session.execute(query.limit(_MOST_READ)), read):
        found[service].append(ref)
    return found


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
