"""Those whom organisers listed with an address are told, once, that the letter is published with their name."""

from datetime import datetime

from sqlalchemy import and_, exists, false, select

from petition.appeals.models import Appeal
from petition.appeals.tellings import Telling
from petition.core.db import db
from petition.lists import messages
from petition.lists.models import LineList
from petition.mail.out.message import Message
from petition.signatures import announcements
from petition.signatures.caps import may_be_mailed
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State
from petition.signatures.ticket import Ticket


def with_listed(_now: datetime) -> list[int]:
    """The published appeals whose first signatories were not all told, once every list of the draft is added."""
    adding = exists().where(LineList.appeal_id == Telling.appeal_id, LineList.state == "adding")
    query = select(Telling.appeal_id).where(Telling.what == "listed", Telling.done_at.is_(None), ~adding)
    return list(db.session.scalars(query))


def tell_listed(appeal: Appeal, now: datetime) -> int:
    """Write to those whom organisers listed with an address that they are named (GDPR, Article 14).

    Counted, but kept from nobody by a cap, for it comes once of a letter, and others could use that up with their address.
    """
    listed, until = (
        and_(Signature.state == State.CONFIRMED, Signature.source == Source.LIST),
        appeal.kept_until,
    )
    if appeal.withdrawn_at is not None or until is None:
        return announcements.tell(appeal, "listed", false(), messages.named, now)

    def counted(of: Appeal, *, to: str, lang: str, ticket: Ticket) -> Message:
        may_be_mailed(of, to, now=now)
        return messages.named(of, to=to, lang=lang, ticket=ticket, until=until)

    return announcements.tell(appeal, "listed", listed, counted, now)
