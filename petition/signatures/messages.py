"""What supporters are sent. The first mail holds nothing that the signer typed: its reader may be somebody else."""

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale

from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.core.tokens import mint
from petition.mail import mailbox
from petition.mail.inbound import sign_address
from petition.mail.message import Message, Priority
from petition.signatures import rules
from petition.signatures.rules import Signing


def confirmation(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, code: str) -> Message:
    """Asks whoever reads the mailbox whether they signed."""
    facts = _about(appeal, lang) | _to_confirm(ref, nonce, code)
    return Message("confirmation", to, lang, facts, Priority.CONFIRMATION, about=appeal.id, cause=ref)


def invitation(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, code: str) -> Message:
    """Asks somebody whom organisers have on a list whether they sign; nothing of what the list says of them is in it."""
    facts = _about(appeal, lang) | _to_confirm(ref, nonce, code)
    return _refusable("invitation", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def reminder(
    appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, code: str, until: datetime, extended: bool
) -> Message:
    """Asks once more, with the link and the code of the first mail; `extended`: says that the deadline was extended."""
    facts = _about(appeal, lang) | _to_confirm(ref, nonce, code) | _until(appeal, lang, until, extended)
    return _refusable("reminder", appeal, to, lang, ref, nonce, facts, Priority.REMINDER)


def last_call(
    appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, code: str, until: datetime, extended: bool
) -> Message:
    """Asks for the last time before this deadline, with the link and the code of the first mail."""
    facts = _about(appeal, lang) | _to_confirm(ref, nonce, code) | _until(appeal, lang, until, extended)
    return _refusable("last_call", appeal, to, lang, ref, nonce, facts, Priority.REMINDER)


def after_not_me(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, code: str) -> Message:
    """Asks a mailbox that said "this was not me" whether it signs after all."""
    facts = _about(appeal, lang) | _to_confirm(ref, nonce, code)
    return Message("after_not_me", to, lang, facts, Priority.CONFIRMATION, about=appeal.id, cause=ref)


def answer(
    appeal: Appeal, signing: Signing, *, to: str, ref: str, nonce: str, code: str, answers: str
) -> Message:
    """Answers a message that is surely from whom it says: repeats what was understood; a "yes" to it confirms."""
    facts = _about(appeal, signing.lang) | _to_confirm(ref, nonce, code)
    facts |= {
        "code_page": web.address(f"/a/{appeal.slug}/check-mail"),
        "line": signing.particulars.line,
    }
    return Message(
        "answer",
        to,
        signing.lang,
        facts,
        Priority.CONFIRMATION,
        about=appeal.id,
        cause=ref,
        reply_to=sign_address(current_app.config["SIGN_ADDRESS"], appeal.slug, code.replace("-", "").lower()),
        answers=answers,
    )


def too_late(appeal: Appeal, *, to: str, lang: str) -> Message:
    """Tells whoever signs by message that signing has ended; posted to a mailbox once in `rules.TOLD_LATE`."""
    facts = _about(appeal, lang)
    facts |= {"deleted_days": mailbox.HEARD_KEPT.days, "silent_days": rules.TOLD_LATE.days}
    ended = appeal.closes_at if appeal.withdrawn_at is None else None
    with force_locale(lang if lang in i18n.SPOKEN else "en"):
        facts |= {"link": facts["address"], "moment": i18n.at(ended, appeal.zone) if ended else ""}
    return Message("too_late", to, lang, facts, Priority.ANSWER, about=appeal.id)


def already_signed(
    appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, by_list: bool = False
) -> Message:
    """Tells the owner of a mailbox, and nobody else, that it has signed; `by_list`: organisers have it on a list."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "by_list": by_list}
    return _refusable("already_signed", appeal, to, lang, ref, nonce, facts, Priority.ANSWER)


def thanks(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Thanks after confirming, with the link to "my signature"."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce)}
    return _refusable("thanks", appeal, to, lang, ref, nonce, facts, Priority.THANKS)


def new_text(appeal: Appeal, note: str, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells that the text has changed and that the signature does not stand under the new one by itself."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "note": note}
    return _refusable("new_text", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def letter(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells where the letter can be read, once nobody can sign or confirm any more."""
    text_lang = _text_lang(appeal, lang)
    asked = "" if text_lang == appeal.first_lang else f"?lang={text_lang}"
    facts = _about(appeal, lang) | {"link": web.address(f"/a/{appeal.slug}/letter{asked}")}
    return _refusable("letter", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def withdrawn(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells somebody who confirmed that the letter was withdrawn, why, and until when their address is kept."""
    facts = _about(appeal, lang) | {"reason": appeal.withdrawn_reason, "day": _day(appeal.kept_until, lang)}
    facts["link"] = facts["address"]
    return _refusable("withdrawn", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def extended(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells somebody who confirmed that others may sign for longer, and why."""
    assert appeal.closes_at is not None
    facts = _about(appeal, lang) | _until(appeal, lang, appeal.closes_at, extended=True)
    facts |= {"reason": appeal.extensions[-1].reason, "link": facts["address"]}
    return _refusable("extended", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def not_counted(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells somebody whose signature organisers had to check first that the letter has closed without it."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce)}
    return _refusable("not_counted", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def named(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, until: datetime) -> Message:
    """Tells somebody whom organisers listed that the letter is published with their name (GDPR, Article 14)."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "day": _day(until, lang)}
    facts["privacy"] = web.address(f"/privacy?lang={lang if lang in i18n.SPOKEN else 'en'}")
    return _refusable("named", appeal, to, lang, ref, nonce, facts, Priority.UPDATE)


def everything(*, to: str, lang: str, ref: str, nonce: str) -> Message:
    """The link to a page of everything that a mailbox has signed; the mail itself names nothing."""
    link = web.address(f"/m/{mint('everything', ref, nonce)}")
    return Message("everything", to, lang, {"link": link}, Priority.ANSWER)


def my_signature(ref: str, nonce: str) -> str:
    """The address of "my signature"."""
    return web.address(f"/s/{mint('signature', ref, nonce)}")


def _refusable(
    kind: str,
    appeal: Appeal,
    to: str,
    lang: str,
    ref: str,
    nonce: str,
    facts: dict[str, Any],
    priority: Priority,
) -> Message:
    """A message of which its reader may want no more: it says where to say so, and can be called back."""
    unsubscribe = web.address(f"/u/{mint('unsubscribe', ref, nonce)}")
    return Message(kind, to, lang, facts, priority, about=appeal.id, unsubscribe=unsubscribe, cause=ref)


def _to_confirm(ref: str, nonce: str, code: str) -> dict[str, Any]:
    return {"link": web.address(f"/c/{mint('confirm', ref, nonce)}"), "code": code}


def _until(appeal: Appeal, lang: str, until: datetime, extended: bool) -> dict[str, Any]:
    with force_locale(lang if lang in i18n.SPOKEN else "en"):
        return {"until": i18n.at(until, appeal.zone), "extended": extended}


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
        "days": appeal.pending_days,
        "team": appeal.team.name,
    }
