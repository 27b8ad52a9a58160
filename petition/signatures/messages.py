"""What supporters are sent. The first mail holds nothing that the signer typed: its reader may be somebody else."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale

from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.core.tokens import mint
from petition.mail.inbound import imap
from petition.mail.inbound.incoming import sign_address
from petition.mail.out.message import Message, Priority
from petition.signatures import rules
from petition.signatures.rules import Signing


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What an email that asks to confirm leads to, and until when (`Signature.confirming_ends`)."""

    ref: str
    nonce: str
    code: str
    until: datetime
    days: int = 0  # of one that waits for its turn: how many it may be confirmed for once it has left, until then at most


def confirmation(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm) -> Message:
    """Asks the owner of an email address whether they signed; if it leaves too late, it says that it is too late."""
    message = _asking("confirmation", appeal, to, lang, asks, Priority.CONFIRMATION)
    return replace(message, instead="confirming_ended")


def invitation(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm) -> Message:
    """Asks somebody whom organisers have on a list whether they sign; nothing of what the list says of them is in it."""
    return _refusable(_asking("invitation", appeal, to, lang, asks, Priority.UPDATE), asks.ref, asks.nonce)


def reminder(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm, **facts: bool) -> Message:
    """Asks once more, with the link and the code of the first mail.

    `extended`: says that the deadline was extended; `invited`: that organisers, and nobody else, gave us the address.
    """
    message = _asking("reminder", appeal, to, lang, asks, Priority.REMINDER, **facts)
    return _refusable(message, asks.ref, asks.nonce)


def last_call(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm, **facts: bool) -> Message:
    """Asks for the last time before this deadline, as a reminder does."""
    message = _asking("last_call", appeal, to, lang, asks, Priority.REMINDER, **facts)
    return _refusable(message, asks.ref, asks.nonce)


def after_not_me(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm) -> Message:
    """Asks somebody who said "this was not me" whether they sign after all; too late, it says nothing, as they wished."""
    return _asking("after_not_me", appeal, to, lang, asks, Priority.CONFIRMATION)


def answer(appeal: Appeal, signing: Signing, *, to: str, asks: ToConfirm, answers: str) -> Message:
    """Answers a message that is surely from whom it says: repeats what was understood; a "yes" to it confirms."""
    message = _asking("answer", appeal, to, signing.lang, asks, Priority.CONFIRMATION)
    code = asks.code.replace("-", "").lower()
    return replace(
        message,
        facts=message.facts | {"line": signing.particulars.line},
        reply_to=sign_address(current_app.config["SIGN_ADDRESS"], appeal.slug, code),
        answers=answers,
        instead="confirming_ended",
    )


def too_late(appeal: Appeal, *, to: str, lang: str) -> Message:
    """Tells whoever signs by message that signing has ended; posted to a mailbox once in `rules.TOLD_LATE`."""
    facts = _about(appeal, lang)
    facts |= {"deleted_days": imap.HEARD_KEPT.days, "silent_days": rules.TOLD_LATE.days}
    ended = appeal.closes_at if appeal.withdrawn_at is None else None
    facts |= {"link": facts["address"], "moment": _at(appeal, lang, ended) if ended else ""}
    return Message("too_late", to, lang, facts, Priority.ANSWER, about=appeal.id)


def already_signed(
    appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, by_list: bool = False
) -> Message:
    """Tells the owner of a mailbox, and nobody else, that it has signed; `by_list`: organisers have it on a list."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "by_list": by_list}
    message = Message("already_signed", to, lang, facts, Priority.ANSWER, about=appeal.id)
    return _refusable(message, ref, nonce)


def thanks(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Thanks after confirming, with the link to "my signature"."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce)}
    return _refusable(Message("thanks", to, lang, facts, Priority.THANKS, about=appeal.id), ref, nonce)


def new_text(appeal: Appeal, note: str, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells that the text has changed and that the signature does not stand under the new one by itself."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "note": note}
    message = Message("new_text", to, lang, facts, about=appeal.id, expires=_instant(appeal.closes_at))
    return _refusable(message, ref, nonce)


def letter(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells where the letter can be read, once nobody can sign or confirm any more."""
    text_lang = _text_lang(appeal, lang)
    asked = "" if text_lang == appeal.first_lang else f"?lang={text_lang}"
    facts = _about(appeal, lang) | {"link": web.address(f"/a/{appeal.slug}/letter{asked}")}
    return _refusable(Message("letter", to, lang, facts, about=appeal.id), ref, nonce)


def withdrawn(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells somebody who confirmed that the letter was withdrawn, why, and until when their address is kept."""
    facts = _about(appeal, lang) | {"reason": appeal.withdrawn_reason, "day": _day(appeal.kept_until, lang)}
    facts["link"] = facts["address"]
    return _refusable(Message("withdrawn", to, lang, facts, about=appeal.id), ref, nonce)


def extended(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells somebody who confirmed that others may sign for longer, and why."""
    assert appeal.closes_at is not None
    facts = _about(appeal, lang) | {"until": _at(appeal, lang, appeal.closes_at)}
    facts |= {"reason": appeal.extensions[-1].reason, "link": facts["address"]}
    message = Message("extended", to, lang, facts, about=appeal.id, expires=_instant(appeal.closes_at))
    return _refusable(message, ref, nonce)


def not_counted(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells somebody whose signature organisers had to check first that the letter has closed without it."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce)}
    return _refusable(Message("not_counted", to, lang, facts, about=appeal.id), ref, nonce)


def named(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, until: datetime) -> Message:
    """Tells somebody whom organisers listed that the letter is published with their name (GDPR, Article 14)."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "day": _day(until, lang)}
    facts["privacy"] = web.address(f"/privacy?lang={lang if lang in i18n.SPOKEN else 'en'}")
    return _refusable(Message("named", to, lang, facts, about=appeal.id), ref, nonce)


def everything(*, to: str, lang: str, ref: str, nonce: str, until: datetime) -> Message:
    """The link to a page of everything that a mailbox has signed; the mail itself names nothing."""
    link = web.address(f"/m/{mint('everything', ref, nonce)}")
    return Message("everything", to, lang, {"link": link}, Priority.ANSWER, expires=_instant(until))


def my_signature(ref: str, nonce: str) -> str:
    """The address of "my signature"."""
    return web.address(f"/s/{mint('signature', ref, nonce)}")


def _refusable(message: Message, ref: str, nonce: str) -> Message:
    """A message of which its reader may want no more: it says where to say so, and can be called back."""
    return replace(message, unsubscribe=web.address(f"/u/{mint('unsubscribe', ref, nonce)}"), cause=ref)


def _asking(
    kind: str, appeal: Appeal, to: str, lang: str, asks: ToConfirm, priority: Priority, **facts: bool
) -> Message:
    """A message with a link and a code to confirm by: it says until when, and does not leave later with them."""
    to_confirm = {
        "link": web.address(f"/c/{mint('confirm', asks.ref, asks.nonce)}"),
        "code": asks.code,
        "code_page": web.address(f"/a/{appeal.slug}/check-mail"),
        "until": _at(appeal, lang, asks.until),
        "days": asks.days,
    }
    return Message(
        kind,
        to,
        lang,
        _about(appeal, lang) | to_confirm | facts,
        priority,
        about=appeal.id,
        cause=asks.ref,
        expires=_instant(asks.until),
    )


def _at(appeal: Appeal, lang: str, instant: datetime) -> str:
    with force_locale(lang if lang in i18n.SPOKEN else "en"):
        return i18n.at(instant, appeal.zone)


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _day(at: datetime | None, lang: str) -> str:
    with force_locale(lang if lang in i18n.SPOKEN else "en"):
        return i18n.day(at) if at else ""


def _text_lang(appeal: Appeal, lang: str) -> str:
    """The language that the text is read in by somebody who reads `lang`."""
    return lang if appeal.version and lang in appeal.version.langs else appeal.first_lang


def _about(appeal: Appeal, lang: str) -> dict[str, Any]:
    version = appeal.version
    text = appeal.published(_text_lang(appeal, lang))
    here = lang if lang in i18n.SPOKEN or (version and lang in version.langs) else ""
    return {
        "title": text.title if text else "",
        "address": web.address(
            f"/a/{appeal.slug}" + (f"/{here}" if here and here != appeal.first_lang else "")
        ),
        "team": appeal.team.name,
    }
