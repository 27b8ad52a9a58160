"""Where a link in a mail leads: a signature, found in one statement with all that its page needs."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm.attributes import set_committed_value

from petition.appeals import cache
from petition.appeals.models import Appeal
from petition.core import tokens
from petition.core.db import db, read_alone, run_later, table_of
from petition.core.steps import Steps
from petition.signatures import watch
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State


class LinkRefused(Exception):
    """No link of ours, or not to this."""


class LinkOver(Exception):
    """A link of ours whose life is over: too old, or the signature was withdrawn."""


class Led(NamedTuple):
    """A signature; whether its mailbox said "this was not me" and has not come back since; whether another of it counts."""

    signature: Signature
    said_not_me: bool
    has_signed: bool


class Beside(NamedTuple):
    """What else confirming asks: whether the mailbox has more there, since when it is quiet, which names are watched."""

    has_others: bool
    quiet_at: datetime | None
    watched: list[str]


def by_token(purpose: str, token: str, *, for_change: bool = False, now: datetime) -> Led:
    """The signature a link leads to; raises LinkRefused or LinkOver. Changes nothing.

    `for_change` holds its row, so that of two deeds at once the second sees what the first did; else it is a copy, and what
    is written to that is kept nowhere.

    A waiting signature's link lives as long as the form said it is kept, whether or not the worker has erased it yet. Of
    one that was never confirmed LinkOver brings the signature: if the letter is over, that is the reason to give.
    """
    ref, nonce, _minted = read(purpose, token)
    given = {"led_to": ref}
    found = db.session.execute(_FOR_CHANGE, given).first() if for_change else read_alone(_LED_TO, given)
    if found is None:
        raise LinkOver  # we made it: what it led to went with a list that was undone
    signature = _with_appeal(found.Signature if for_change else _copy(found), found)
    return Led(_living(signature, nonce, now), found.said_not_me, found.has_signed)


def to_confirm(token: str, *, now: datetime) -> Steps[tuple[Signature, Beside]]:
    """What `held` gives of the signature that a link leads to; raises as `by_token` does."""
    ref, nonce, _minted = read("confirm", token)
    found = yield from held(ref)
    if found is None:
        raise LinkOver
    signature, beside = found
    return _living(signature, nonce, now), beside


def held(ref: str, under: Appeal | None = None) -> Steps[tuple[Signature, Beside] | None]:
    """A copy of a signature, whose row is held, and what else confirming asks; `under` is its appeal where that is known.

    In one statement and without an object of the session, which were a fifth of what confirming took of the processor.
    """
    found = yield run_later(_HELD, {"led_to": ref})
    rows = found.all()
    if not rows:
        return None
    first, signature = rows[0], _copy(rows[0])
    if under is None:
        _with_appeal(signature, first)
    else:
        set_committed_value(signature, "appeal", under)
    # Its own row is read once it is held, the others as they stood before that was waited for.
    quiet_at = signature.quiet_at or first.quiet_since
    return signature, Beside(first.has_others, quiet_at, [name for row in rows for name in row.watched or ()])


def read(purpose: str, token: str) -> tuple[str, str, datetime]:
    """The name of a row and the nonce that a link carries, and when it was minted; raises LinkRefused."""
    try:
        return tokens.read_named(purpose, token)
    except tokens.TokenRefused:
        raise LinkRefused from None


def _living(signature: Signature, nonce: str, now: datetime) -> Signature:
    if not secrets.compare_digest(signature.nonce, nonce):
        raise LinkOver
    if not signature.lives(now):
        raise LinkOver(signature) if signature.state in {State.PENDING, State.EXPIRED} else LinkOver
    return signature


_ROWS = table_of(Signature)
_APPEALS = table_of(Appeal)
_LISTS = table_of(watch.WatchList)
_COLUMNS = [column.key for column in _ROWS.columns]
_BESIDE = _ROWS.alias()
_OF_ITS_MAILBOX = (_BESIDE.c.appeal_id == _ROWS.c.appeal_id, _BESIDE.c.mailbox_key == _ROWS.c.mailbox_key)
_SAID_NOT_ME = exists().where(*_OF_ITS_MAILBOX, _BESIDE.c.state == State.NOT_ME).label("said_not_me")
_HAS_SIGNED = (  # for what organisers listed gives way to its owner
    exists()
    .where(
        *_OF_ITS_MAILBOX,
        _BESIDE.c.id != _ROWS.c.id,
        _BESIDE.c.state == State.CONFIRMED,
        _BESIDE.c.source != Source.LIST,
    )
    .label("has_signed")
)
_HAS_OTHERS = exists().where(*_OF_ITS_MAILBOX, _BESIDE.c.id != _ROWS.c.id).label("has_others")
_QUIET_SINCE = select(func.max(_BESIDE.c.quiet_at)).where(*_OF_ITS_MAILBOX).scalar_subquery()
_WITH_ITS_APPEAL = _ROWS.join(_APPEALS, _APPEALS.c.id == _ROWS.c.appeal_id)
_ONE = _ROWS.c.ref == bindparam("led_to")

_LED_TO = select(*_ROWS.c, *cache.TERMS, _SAID_NOT_ME, _HAS_SIGNED).select_from(_WITH_ITS_APPEAL).where(_ONE)
_FOR_CHANGE = (
    select(Signature, *cache.TERMS, _SAID_NOT_ME, _HAS_SIGNED)
    .select_from(_WITH_ITS_APPEAL)
    .where(_ONE)
    .with_for_update(key_share=True, of=_ROWS)
)
# One row for each watch list of the teams that publish the letter, or one without.
_HELD = (
    select(
        *_ROWS.c,
        *cache.TERMS,
        _HAS_OTHERS,
        _QUIET_SINCE.label("quiet_since"),
        _LISTS.c.names.label("watched"),
    )
    .select_from(_WITH_ITS_APPEAL.outerjoin(_LISTS, watch.is_of(_APPEALS.c.id, _APPEALS.c.team_id)))
    .where(_ONE)
    .with_for_update(key_share=True, of=_ROWS)
)


def _copy(row: Any) -> Signature:
    """A signature that belongs to no session: to load one that does takes many times as long."""
    signature, values = Signature(), row._asdict()
    vars(signature).update({name: values[name] for name in _COLUMNS})
    return signature


def _with_appeal(signature: Signature, read: Any) -> Signature:
    """A signature, with which the terms of its appeal were read, with that appeal as this process has it at hand."""
    found = cache.cache().get(signature.appeal_id)
    assert found is not None
    appeal = cache.by_terms(found, read)
    set_committed_value(signature, "appeal", appeal)
    version = next((each for each in appeal.versions if each.id == signature.version_id), None)
    set_committed_value(signature, "version", version)
    return signature
