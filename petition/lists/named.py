"""Those whom organisers listed with an address are told, once, that the letter is published with their name."""

from datetime import datetime
from functools import partial

from sqlalchemy import and_, exists, false, select

from petition.appeals.models import Appeal, Telling
from petition.core.db import db
from petition.lists import messages
from petition.lists.models import LineList
from petition.signatures import announcements
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State


def with_listed(_now: datetime) -> list[int]:
    """The published appeals whose first signatories were not all told, once every list of the draft is added."""
    adding = exists().where(LineList.appeal_id == Telling.appeal_id, LineList.state == "adding")
    query = select(Telling.appeal_id).where(Telling.what == "listed", Telling.done_at.is_(None), ~adding)
    return list(db.session.scalars(query))


def tell_listed(appeal: Appeal, now: datetime) -> int:
    """Write to those whom organisers listed with an address that they are named (GDPR, Article 14), within its caps."""
    listed, until = (
        and_(Signature.state == State.CONFIRMED, Signature.source == Source.LIST),
        appeal.kept_until,
    )
    if appeal.withdrawn_at is not None or until is None:
        return announcements.tell(appeal, "listed", false(), messages.named, now)
    return announcements.tell(
        appeal, "listed", listed, partial(messages.named, until=until), now, capped=True
    )
