"""Everything that is kept about one signature, as its owner may have it: a copy that a program can read.

GDPR, Article 15(3) and Article 20: access, and portability in a structured, commonly used, machine-readable format. A test
(tests/test_own_data.py) names each column of the database as given here or as telling of nobody.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from petition.audit import AuditEntry
from petition.core import text, web
from petition.core.db import db
from petition.core.vault import Unreadable
from petition.inbox import queue
from petition.lists import store
from petition.mail.out.models import OutboxMessage
from petition.signatures.models import LineList, ReceivedMessage, Signature, Suppression, UnreadMessage


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
                "number": signature.id,
                "state": signature.state,
                "kind": signature.kind,
                "visibility": signature.visibility,
                "line_in_the_letter": signature.shown,
                "place_among_first_signatories": signature.rank,
                "language": signature.lang,
                "signed_at": _instant(signature.signed_at),
                "confirmed_at": _instant(signature.confirmed_at),
                "ended_at": _instant(signature.ended_at),
                "held_since": _instant(signature.held_at),
                "held_for": signature.held_for,
                "printed_as_another_signature": signature.printed_as_id is not None,
                "organisers_chose_this_line_at": _instant(signature.chosen_at),
            }
        ),
        "how_it_came": {"way": signature.door, **_list(signature)},
        "emails": _without_empty(
            {
                "asked_to_confirm": signature.mails,
                "asked_to_confirm_not_before": _instant(signature.mail_due_at),
                "reminded_at": _instant(signature.reminded_at),
                "last_called_at": _instant(signature.last_called_at),
                "no_more_emails_since": _instant(signature.quiet_at),
                "waiting_to_be_sent": _waiting(signature),
            }
        ),
        "messages": _messages(signature),
        "messages_received": _received(signature),
        "log": _log(signature),
        "kept": _without_empty(
            {
                "email_address_until": _instant(signature.keep_until or appeal.kept_until),
                "deleted_on": _instant(signature.erased_at),
            }
        ),
        "marks": _marks(signature),
    }


def _marks(signature: Signature) -> dict[str, Any]:
    """Which keyed marks are kept, from which nothing can be read."""
    return {
        "email_address_hashed": signature.mailbox_key is not None,
        "what_was_typed_hashed": signature.typed_key is not None,
        "code_of_the_email_hashed": signature.code_key is not None,
        "no_list_brings_you_back": _suppressed(signature),
    }


def _suppressed(signature: Signature) -> list[dict[str, Any]]:
    """The marks that keep lists from adding this address or line again."""
    keys = [key for key in (signature.mailbox_key, signature.typed_key) if key]
    found = db.session.scalars(
        select(Suppression).where(Suppression.appeal_id == signature.appeal_id, Suppression.key.in_(keys))
    )
    return [{"by_yourself": each.own, "until": _instant(each.keep_until)} for each in found]


def _list(signature: Signature) -> dict[str, str]:
    found = db.session.get(LineList, signature.list_id) if signature.list_id else None
    if found is None:
        return {}
    return {"list": store.name_of(found), "list_added_at": _instant(found.added_at) or ""}


def _waiting(signature: Signature) -> list[str | None]:
    """When each of the emails was posted that wait to be sent because of this signature."""
    posted = select(OutboxMessage.posted_at).where(
        OutboxMessage.cause == signature.ref, OutboxMessage.state == "waiting"
    )
    return [_instant(at) for at in db.session.scalars(posted.order_by(OutboxMessage.id))]


def _messages(signature: Signature) -> list[dict[str, str | None]]:
    """The messages that this email address sent and organisers read or will, whole; and those it was entered from."""
    mine = UnreadMessage.signature_ref == signature.ref
    own = _whose(signature.own.mailbox)
    kept = _of_appeal(signature, UnreadMessage.signature_ref.is_(None)) if own else ()
    found = [*_of_appeal(signature, mine), *(each for each in kept if _wrote(each) == own)]
    return [
        {
            "received_at": _instant(each.received_at),
            "state": each.state,
            "decided_at": _instant(each.decided_at),
            "from": said.name,
            "subject": said.subject,
            "text": said.text,
        }
        for each in found
        for said in [queue.written(each)]
    ]


def _of_appeal(signature: Signature, which: ColumnElement[bool]) -> Iterable[UnreadMessage]:
    return db.session.scalars(
        select(UnreadMessage).where(UnreadMessage.appeal_id == signature.appeal_id, which)
    )


def _wrote(message: UnreadMessage) -> str:
    try:
        return _whose(queue.written(message).mailbox)
    except Unreadable:
        return ""


def _whose(address: str) -> str:
    """The owner of an address, however it is spelt; '' of what is none."""
    try:
        return text.canonical_mailbox(address)
    except text.Refused:
        return ""


def _received(signature: Signature) -> list[dict[str, str | None]]:
    """That messages which asked for this signature, or answered about it, came in; their text is not kept."""
    found = db.session.scalars(select(ReceivedMessage).where(ReceivedMessage.signature_ref == signature.ref))
    return [{"received_at": _instant(each.received_at), "outcome": each.outcome} for each in found]


def _log(signature: Signature) -> list[dict[str, str | None]]:
    """What the log of the letter says of this signature."""
    found = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.appeal_id == signature.appeal_id,
            AuditEntry.facts["signature"].as_string() == signature.ref,
        )
        .order_by(AuditEntry.id)
    )
    return [{"at": _instant(each.at), "what": each.deed} for each in found]


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
