"""How an appeal is signed: until when, asking what, with which emails. Several organisers may have the page of it open."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from petition import audit
from petition.appeals.models import Appeal
from petition.core.seen import parts

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


_FIXES = "published_at"  # what fixes those that are promised


class TermsChanged(Exception):
    """Somebody else has set these terms meanwhile, and otherwise; nothing was set. Their names are its arguments."""


class TermsFixed(Exception):
    """These terms were open on the page and are fixed by now; nothing was set. Their names are its arguments."""


def marked(appeal: Appeal) -> str:
    """What the terms are, and which of them are fixed, to be kept in a page and given as `seen` when it is sent."""
    return json.dumps({name: _plain(getattr(appeal, name)) for name in sorted(_TERMS | {_FIXES})})


def set_terms(
    appeal: Appeal, terms: dict[str, Any], *, seen: str = "", organiser_id: int | None, now: datetime
) -> None:
    """Set the terms; what supporters were promised (deadline, grace, days) only while it is a draft.

    Who has signed was told which mails come, and whether mailboxes are searched: once published, each goes off, none on.
    That organisations beside names are for identification only is never put off; see may_identify_only for on.
    With what the page had `seen`, only what was changed on it is set: whatever others set since stays. Raises
    TermsChanged where both changed the same, TermsFixed where one that was changed there cannot be any more.
    """
    before, promised = parts(seen), {}
    if appeal.published_at is not None:
        promised = {name: value for name, value in terms.items() if name in _PROMISED}
        terms = {name: value for name, value in terms.items() if name not in _PROMISED}
    if before:
        terms = _changed(appeal, terms, before)
    may_be = _that_may_be(appeal, terms, now) if appeal.published_at is not None else terms
    if before and (late := _late(appeal, promised, terms, may_be, before)):
        raise TermsFixed(*late)
    for name, value in may_be.items():
        setattr(appeal, name, value)
    audit.record("terms.set", appeal_id=appeal.id, organiser_id=organiser_id, now=now, fields=sorted(may_be))


def _that_may_be(appeal: Appeal, terms: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What can still be set of these once the letter is published: what people were told by then stays true."""
    put_on = terms.get("identification_only", False) and may_identify_only(appeal, now)
    mails = [each for each in terms.get("mails", ()) if each in appeal.mails]
    return {
        **terms,
        **({"mails": mails} if "mails" in terms else {}),
        "finds_mailboxes": appeal.finds_mailboxes and terms.get("finds_mailboxes", True),
        "identification_only": appeal.identification_only or put_on,
    }


def _late(
    appeal: Appeal,
    promised: Mapping[str, Any],
    wanted: Mapping[str, Any],
    may_be: Mapping[str, Any],
    before: Mapping[str, Any],
) -> list[str]:
    """The names of those that were open on the page, changed there, and are fixed by now.

    The page of a draft asks for all; once it is published it does not ask for what is fixed, and puts nothing of it off.
    """
    asked_all = before.get(_FIXES, "") is None
    of_draft = [name for name, value in promised.items() if _differs(value, appeal, name, before)]
    switches = [name for name, value in wanted.items() if value != may_be[name] and (value or asked_all)]
    return (of_draft if asked_all else []) + switches


def may_identify_only(appeal: Appeal, now: datetime) -> bool:
    """Whether the organisations beside names may still be put down as for identification only, where they are not yet.

    Who signed before loses nothing by it, so it may be while people sign, and their employers ask. Not of a complete letter:
    what is delivered stays as it is.
    """
    is_complete = appeal.complete_at is not None and appeal.complete_at <= now
    return not appeal.identification_only and not (appeal.published_at and is_complete)


def _differs(value: Any, appeal: Appeal, name: str, before: Mapping[str, Any]) -> bool:
    """Whether a term was changed on a page to what it is not."""
    return _plain(value) not in (before.get(name), _plain(getattr(appeal, name)))


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


def _plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if isinstance(value, datetime) else value
