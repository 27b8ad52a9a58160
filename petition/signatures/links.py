"""Where a link in a mail leads: a signature, found in one statement with all that its page needs."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, exists, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from petition.appeals import cache
from petition.appeals.models import Appeal
from petition.core import tokens
from petition.core.db import db
from petition.signatures.models import Signature
from petition.signatures.rules import State


class LinkRefused(Exception):
    """No link of ours, or not to this."""


class LinkOver(Exception):
    """A link of ours whose life is over: too old, or the signature was withdrawn."""


class Led(NamedTuple):
    """A signature, and whether its mailbox said "this was not me" before, and has not come back since."""

    signature: Signature
    said_not_me: bool


def by_token(purpose: str, token: str, *, for_change: bool = False, now: datetime) -> Led:
    """The signature a link leads to; raises LinkRefused or LinkOver. Changes nothing.

    `for_change` holds its row, so that of two deeds at once the second sees what the first did.

    A waiting signature's link lives as long as the form said it is kept, whether or not the worker has erased it yet. Of
    one that was never confirmed LinkOver brings the signature: if the letter is over, that is the reason to give.
    """
    try:
        payload, _minted = tokens.read(purpose, token)
    except tokens.TokenRefused:
        raise LinkRefused from None
    if len(payload) != 2:
        raise LinkRefused
    led_to = db.session.execute(_FOR_CHANGE if for_change else _LED_TO, {"led_to": str(payload[0])}).first()
    if led_to is None:
        raise LinkOver  # we made it: what it led to went with a list that was undone
    signature = _with_appeal(led_to)
    if not secrets.compare_digest(signature.nonce, str(payload[1])):
        raise LinkOver
    if not signature.lives(now):
        raise LinkOver(signature) if signature.state in {State.PENDING, State.EXPIRED} else LinkOver
    return Led(signature, led_to.said_not_me)


_BY_ITS_MAILBOX = aliased(Signature)
_LED_TO = (
    select(
        Signature,
        *cache.TERMS,
        exists()
        .where(
            _BY_ITS_MAILBOX.appeal_id == Signature.appeal_id,
            _BY_ITS_MAILBOX.mailbox_key == Signature.mailbox_key,
            _BY_ITS_MAILBOX.state == State.NOT_ME,
        )
        .label("said_not_me"),
    )
    .join(Appeal, Appeal.id == Signature.appeal_id)
    .where(Signature.ref == bindparam("led_to"))
)
_FOR_CHANGE = _LED_TO.with_for_update(key_share=True, of=Signature)


def _with_appeal(row: Row[Any]) -> Signature:
    """The signature of a row that has the terms of its appeal besides, with that appeal as this process has it at hand."""
    signature: Signature = row.Signature
    found = cache.cache().get(signature.appeal_id)
    assert found is not None
    appeal = cache.by_terms(found, row)
    set_committed_value(signature, "appeal", appeal)
    version = next((each for each in appeal.versions if each.id == signature.version_id), None)
    set_committed_value(signature, "version", version)
    return signature
