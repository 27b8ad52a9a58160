"""Everything that is kept about one signature, as its owner may have it: a copy that a program can read.

GDPR, Article 15(3) and Article 20: access, and portability in a structured, commonly used, machine-readable format.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from petition.core import web
from petition.core.db import db
from petition.mail.models import OutboxMessage
from petition.signatures import lists, suppression, unread
from petition.signatures.models import LineList, Signature, UnreadMessage


def everything_about(signature: Signature) -> dict[str, Any]:
    """All that is kept of a signature, as JSON values; instants in UTC (ISO 8601). Empty values are left out."""
    appeal, version = signature.appeal, signature.version
    return {
        "letter": {
            "title": appeal.title,
            "address": web.address(f"/a/{appeal.slug}"),
            "version": version.number if version else None,
            "version_hash": version.hash if version else None,
        },
        "you": signature.own.as_json(),
        "signature": _without_empty(
            {
                "state": signature.state,
                "kind": signature.kind,
                "visibility": signature.visibility,
                "line_in_the_letter": signature.shown,
                "language": signature.lang,
                "signed_at": _instant(signature.signed_at),
                "confirmed_at": _instant(signature.confirmed_at),
                "held_since": _instant(signature.held_at),
                "printed_as_another_signature": signature.printed_as_id is not None,
            }
        ),
        "how_it_came": {"way": signature.door, **_list(signature)},
        "emails": _without_empty(
            {
                "asked_to_confirm": signature.mails,
                "reminded_at": _instant(signature.reminded_at),
                "last_called_at": _instant(signature.last_called_at),
                "no_more_emails_since": _instant(signature.quiet_at),
                "waiting_to_be_sent": _waiting(signature),
            }
        ),
        "messages": _messages(signature),
        "marks": {
            "email_address_hashed": signature.mailbox_key is not None,
            "no_list_brings_you_back": bool(
                signature.mailbox_key and suppression.suppressed(appeal, [signature.mailbox_key])
            ),
        },
    }


def _list(signature: Signature) -> dict[str, str]:
    found = db.session.get(LineList, signature.list_id) if signature.list_id else None
    if found is None:
        return {}
    return {"list": lists.name_of(found), "list_added_at": _instant(found.added_at) or ""}


def _waiting(signature: Signature) -> list[str | None]:
    """When each of the emails was posted that wait to be sent because of this signature."""
    posted = select(OutboxMessage.posted_at).where(
        OutboxMessage.cause == signature.ref, OutboxMessage.state == "waiting"
    )
    return [_instant(at) for at in db.session.scalars(posted.order_by(OutboxMessage.id))]


def _messages(signature: Signature) -> list[dict[str, str | None]]:
    """The messages from which organisers entered this signature, whole."""
    found = db.session.scalars(
        select(UnreadMessage).where(
            UnreadMessage.appeal_id == signature.appeal_id, UnreadMessage.signature_ref == signature.ref
        )
    )
    return [
        {"received_at": _instant(each.received_at), "subject": said.subject, "text": said.text}
        for each in found
        for said in [unread.written(each)]
    ]


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
