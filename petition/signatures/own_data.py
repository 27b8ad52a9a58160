"""Everything that is kept about one signature, as its owner may have it: a copy that a program can read.

GDPR, Article 15(3) and Article 20: access, and portability in a structured, commonly used, machine-readable format. A test
(tests/test_own_data.py) names each column of the database as given here or as telling of nobody.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from petition.audit import AuditEntry, of_signature
from petition.core import web
from petition.core.db import db
from petition.mail.out.models import OutboxMessage
from petition.signatures import correcting, records, versions
from petition.signatures.addresses import version_path
from petition.signatures.models import Signature, Suppression, same_mailbox
from petition.signatures.rules import State


def everything_about(signature: Signature) -> dict[str, Any]:
    """All that is kept of a signature, as JSON values, and of what counts no more of its mailbox, whose links lead to it.

    Instants are in UTC (ISO 8601). Empty values are left out.
    """
    ended = Signature.state.in_((State.MERGED, State.REJECTED, State.EXPIRED)), Signature.particulars != b""
    others = select(Signature).where(*same_mailbox(signature), Signature.id != signature.id, *ended)
    found = db.session.scalars(others.order_by(Signature.id))
    return _about(signature) | {"others_with_this_address": [_about(each) for each in found]}


def _about(signature: Signature) -> dict[str, Any]:
    appeal, version, elsewhere = signature.appeal, signature.version, records.own_data(signature)
    title = versions.title_of(appeal, version, appeal.first_lang)[1] if version else appeal.title
    return {
        "letter": {
            "title": title,
            "address": web.address(f"/a/{appeal.slug}"),
            "version": version.number if version else None,
            "version_hash": version.hash if version else None,
            "version_address": web.address(version_path(appeal, version.number, appeal.first_lang))
            if version
            else None,
        },
        "you": signature.own.as_json(),
        **(
            {"you_before_organisers_corrected_it": said.as_json()}
            if (said := correcting.before(signature))
            else {}
        ),
        "signature": _without_empty(
            {
                "number": signature.id,
                "state": signature.state,
                "kind": signature.kind,
                "visibility": signature.visibility,
                "line_in_the_letter": signature.shown,
                "place_among_first_signatories": signature.rank,
                "language": signature.lang,
                "signed_at": instant(signature.signed_at),
                "confirmed_at": instant(signature.confirmed_at),
                "ended_at": instant(signature.ended_at),
                "held_since": instant(signature.held_at),
                "held_for": signature.held_for,
                "printed_as_another_signature": signature.printed_as_id is not None,
                "organisers_chose_this_line_at": instant(signature.chosen_at),
            }
        ),
        "how_it_came": {"way": signature.source, **elsewhere.pop("how_it_came", {})},
        "emails": _without_empty(
            {
                "asked_to_confirm": signature.mails,
                "asked_by_organisers_who_took_it_back": signature.let_go,
                "asked_to_confirm_not_before": instant(signature.mail_due_at),
                "reminded_at": instant(signature.reminded_at),
                "last_called_at": instant(signature.last_called_at),
                "no_more_emails_since": instant(signature.quiet_at),
                "updates_since": instant(signature.updates_since),
                "updates_agreed_to_in_these_words": signature.updates_words,
                "waiting_to_be_sent": _waiting(signature),
            }
        ),
        **elsewhere,
        "log": _log(signature),
        "kept": _without_empty(
            {
                "email_address_until": instant(signature.address_until),
                "deleted_on": instant(signature.erased_at),
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
    return [
        {"by_yourself": each.own, "with_a_whole_list": each.undone, "until": instant(each.keep_until)}
        for each in found
    ]


def _waiting(signature: Signature) -> list[str | None]:
    """When each of the emails was posted that wait to be sent because of this signature."""
    posted = select(OutboxMessage.posted_at).where(
        OutboxMessage.cause == signature.ref, OutboxMessage.state == "waiting"
    )
    return [instant(at) for at in db.session.scalars(posted.order_by(OutboxMessage.id))]


def _log(signature: Signature) -> list[dict[str, str | None]]:
    """What the log of the letter says of this signature."""
    found = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.appeal_id == signature.appeal_id,
            of_signature(signature.ref),
        )
        .order_by(AuditEntry.id)
    )
    return [
        {"at": instant(each.at), "what": each.deed}
        | ({"reason": each.facts["reason"]} if "reason" in each.facts else {})
        for each in found
    ]


def instant(at: datetime | None) -> str | None:
    """An instant as the copy has it (ISO 8601), None for none."""
    return at.isoformat() if at else None


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
