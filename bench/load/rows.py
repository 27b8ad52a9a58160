"""The rows of the table: what the crowd does, what it is compared with, and what must be true afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import invented
from petition.signatures.models import Signature
from petition.signatures.rules import State
from petition.signatures.ticket import Ticket
from tests.factories import filled

CONNECTIONS = 16
_STALE = 2.2  # seconds after which a page that was kept in memory is made anew
MAILBOX = "s{n}@example.org"
_FORM = {"name": "Aru {n} Bekova", "email": MAILBOX}

Plan = dict[str, Any]
Adds = dict[str, ColumnElement[bool]]  # by step: the rows that each good answer adds


@dataclass
class Told:
    """What a run is told: seconds that are measured, and the first number of those who come."""

    seconds: float
    first: int = 1
    connections: int = CONNECTIONS


@dataclass
class Row:
    """One line of the table."""

    what: str
    plan: Callable[[Appeal, Told], Plan]
    measured: str  # the step whose times are told
    bare: dict[str, Any] | None = None  # the step of the bare application that it is compared with
    connections: int = CONNECTIONS
    adds: dict[str, ColumnElement[bool]] = field(
        default_factory=dict
    )  # by step: the rows that each answer adds


def page(appeal: Appeal, told: Told) -> Plan:
    """The public page, over and over."""
    return _plan(told, read={"steps": [page_step(appeal)]})


def sign(appeal: Appeal, told: Told) -> Plan:
    """The form sent: everybody has a network of their own."""
    return _plan(told, sign={"steps": [sign_step(appeal)]})


def press(appeal: Appeal, told: Told) -> Plan:
    """The button of the page that confirms."""
    return _plan(told, confirm={"steps": [_press()], "values": links(appeal, _enough(told))})


def confirm(appeal: Appeal, told: Told) -> Plan:
    """The page that confirms, and its button."""
    return _plan(told, confirm={"steps": confirm_steps(), "values": links(appeal, _enough(told))})


def _enough(told: Told) -> int:
    """Links for as many as come while a run is warmed up and measured; where they ran out before, it measured nothing."""
    return round(1_200 * (1 + told.seconds))


def changed(appeal: Appeal, told: Told) -> Plan:
    """Somebody confirms; the page is asked for when no process may still show the one before."""
    journey = {
        "steps": [_press(), page_step(appeal) | {"wait": _STALE}],
        "values": links(appeal, round(40 * told.seconds)),
    }
    return _plan(told, change=journey) | {"seconds": 4 * told.seconds, "warm": 0}


def unequal(before: dict[str, int], after: dict[str, int], steps: dict[str, Any]) -> list[str]:
    """What was acknowledged and is not there, or is there and was not."""
    found = []
    for step, number in before.items():
        good, added = steps.get(step, {}).get("good", 0), after[step] - number
        if good != added:
            found.append(f"{step}: {good} acknowledged, {added} rows")
    return found


def unexpected(steps: dict[str, Any]) -> list[str]:
    """What was answered otherwise than expected; 0 is no answer."""
    return [f"{step}: {each['statuses']}" for step, each in steps.items() if each["bad"]]


def _plan(told: Told, **journeys: Any) -> Plan:
    return {
        "connections": told.connections,
        "seconds": told.seconds,
        "warm": 1,
        "first": told.first,
        "journeys": journeys,
    }


def page_step(appeal: Appeal) -> dict[str, Any]:
    """The public page."""
    return {"name": "page", "path": f"/a/{appeal.slug}", "expect": [200]}


def sign_step(appeal: Appeal) -> dict[str, Any]:
    """The form sent, from a network of one's own."""
    return {"name": "sign", "path": f"/a/{appeal.slug}/sign", "form": filled(**_FORM), "expect": [303]} | _OWN


def confirm_steps() -> list[dict[str, Any]]:
    """To look at what is confirmed, and to press the button."""
    return [_look(), _press()]


def _look() -> dict[str, Any]:
    return {"name": "confirm page", "path": "{value}", "expect": [200]} | _OWN


def _press() -> dict[str, Any]:
    return {"name": "press", "path": "{value}", "form": {"deed": "confirm"}, "expect": [303]} | _OWN


_OWN = {"headers": {"X-Forwarded-For": "{ip}"}}
_BARE_PAGE = {"name": "bare", "path": "/", "expect": [200]}
_BARE_INSERT = {"name": "bare", "path": "/", "form": _FORM, "expect": [303]}
CONFIRMED = {"press": Signature.state == State.CONFIRMED}
SIGNED = {"sign": Signature.id.is_not(None)}

ROWS = {
    "page": Row("Page", page, "page", _BARE_PAGE),
    "page200": Row("Page, 200 connections", page, "page", _BARE_PAGE, 200),
    "changed": Row("First view after a change", changed, "page", connections=8, adds=CONFIRMED),
    "sign": Row("Sign: POST", sign, "sign", _BARE_INSERT, adds=SIGNED),
    "press": Row("Confirm: press", press, "press", _BARE_INSERT, adds=CONFIRMED),
    "confirm": Row("Confirm: page and press", confirm, "journey", _BARE_INSERT, adds=CONFIRMED),
}


def links(appeal: Appeal, count: int) -> list[str]:
    """Paths to confirm so many signatures of invented people, who signed just now."""
    for _ in invented.fill(
        appeal,
        _number(appeal, Signature.state == State.PENDING) + count,
        state=State.PENDING,
        now=clock.now(),
    ):
        db.session.commit()
    newest = (
        select(Signature.ref, Signature.nonce)
        .where(Signature.appeal_id == appeal.id, Signature.state == State.PENDING)
        .order_by(Signature.id.desc())
        .limit(count)
    )
    found = [f"/c/{Ticket(ref, nonce).token('confirm')}" for ref, nonce in db.session.execute(newest)]
    db.session.commit()
    return found


def _number(appeal: Appeal, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).where(Signature.appeal_id == appeal.id, *conditions)
    return int(db.session.execute(query).scalar_one())


def numbers(appeal_id: int, adds: Adds) -> dict[str, int]:
    """How many rows there are of those that each step adds."""
    appeal = db.session.get_one(Appeal, appeal_id)
    found = {step: _number(appeal, rows) for step, rows in adds.items()}
    db.session.commit()
    return found
