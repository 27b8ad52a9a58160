"""How an appeal is signed: until when, asking what, with which emails. Several organisers may have the page of it open."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from petition import audit
from petition.appeals.models import Appeal

_PROMISED = {
    "closes_at",
    "zone",
    "grace_minutes",
    "kept_days",
    "pending_days",
    "remind_days",
    "last_call_hours",
    "exports_mailboxes",
}
_TERMS = _PROMISED | {
    "target",
    "asks",
    "identification_only",
    "by_message",
    "offers_updates",
    "finds_mailboxes",
    "accent",
    "looks",
    "mails",
}


class TermsChanged(Exception):
    """Somebody else has set these terms meanwhile, and otherwise; nothing was set. Their names are its arguments."""


def marked(appeal: Appeal) -> str:
    """What the terms are, to be kept in a page and given as `seen` when it is sent."""
    return json.dumps({name: _plain(getattr(appeal, name)) for name in sorted(_TERMS)})


def set_terms(
    appeal: Appeal, terms: dict[str, Any], *, seen: str = "", organiser_id: int | None, now: datetime
) -> None:
    """Set the terms; what supporters were promised (deadline, grace, days) only while it is a draft.

    Who has signed was told which mails come, and whether mailboxes are searched: once published, each goes off, none on.
    That organisations beside names are for identification only is never put off; see may_identify_only for on.
    With what the page had `seen`, only what was changed on it is set: whatever others set since stays. Raises
    TermsChanged where both changed the same.
    """
    if appeal.published_at is not None:
        terms = {name: value for name, value in terms.items() if name not in _PROMISED}
    if before := _read(seen):
        terms = _changed(appeal, terms, before)
    if appeal.published_at is not None:
        if "mails" in terms:
            terms["mails"] = [each for each in terms["mails"] if each in appeal.mails]
        terms["finds_mailboxes"] = appeal.finds_mailboxes and terms.get("finds_mailboxes", True)
        put_on = terms.get("identification_only", False) and may_identify_only(appeal, now)
        terms["identification_only"] = appeal.identification_only or put_on
    for name, value in terms.items():
        setattr(appeal, name, value)
    audit.record("terms.set", appeal_id=appeal.id, organiser_id=organiser_id, now=now, fields=sorted(terms))


def may_identify_only(appeal: Appeal, now: datetime) -> bool:
    """Whether the organisations beside names may still be put down as for identification only, where they are not yet.

    Who signed before loses nothing by it, so it may be while people sign, and their employers ask. Not of a complete letter:
    what is delivered stays as it is.
    """
    is_complete = appeal.complete_at is not None and appeal.complete_at <= now
    return not appeal.identification_only and not (appeal.published_at and is_complete)


def _changed(appeal: Appeal, sent: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What of it was changed on the page; of a list, each of its words by itself."""
    changed, both = {}, []
    for name, value in sent.items():
        was, is_now = before.get(name), getattr(appeal, name)
        if name not in before or _plain(value) == was:
            continue
        if isinstance(value, list) and isinstance(was, list):
            kept = [each for each in is_now if each in value or each not in was]
            changed[name] = kept + [each for each in value if each not in was and each not in kept]
        elif _plain(is_now) in (was, _plain(value)):
            changed[name] = value
        else:
            both.append(name)
    if both:
        raise TermsChanged(*both)
    return changed


def _read(seen: str) -> dict[str, Any]:
    try:
        found = json.loads(seen or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if isinstance(value, datetime) else value
