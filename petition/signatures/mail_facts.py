"""What every email about a signature says alike: facts of the appeal, links, until when it is true, how to end them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from petition.appeals.models import Appeal
from petition.core import codes, i18n, web
from petition.core.settings import settings
from petition.mail.inbound import incoming
from petition.mail.out.message import Message, Priority
from petition.signatures import by_message
from petition.signatures.ticket import Ticket


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What an email that asks to confirm leads to, and until when (`Signature.confirming_ends`)."""

    ticket: Ticket
    code: str
    until: datetime
    days: int = 0  # of one that waits for its turn: how many it may be confirmed for once it has left, until then at most


def refusable(message: Message, ticket: Ticket) -> Message:
    """A message of which its reader may want no more: it says where to say so, and can be called back."""
    return replace(message, unsubscribe=ticket.link("unsubscribe", message.lang), cause=ticket.ref)


def to_signatory(
    kind: str,
    appeal: Appeal,
    to: str,
    lang: str,
    ticket: Ticket,
    facts: dict[str, Any] | None = None,
    *,
    priority: Priority = Priority.UPDATE,
    expires: datetime | None = None,
) -> Message:
    """A message to somebody who has signed, who may answer it, with a link to "my signature" unless another is told."""
    said = {**about(appeal, lang), "link": ticket.link("signature", lang), **(facts or {})}
    message = Message(kind, to, lang, said, priority, about=appeal.id, expires=instant(expires))
    return answerable(message, appeal, ticket)


def answerable(message: Message, appeal: Appeal, ticket: Ticket) -> Message:
    """A refusable message that its reader may answer, too, where the letter may be signed by message."""
    to = ""
    if by_message.address(appeal):
        code = codes.plain(ticket.code(appeal.key))
        to = incoming.sign_address(settings().sign_address, appeal.slug, code, incoming.RE)
    return replace(refusable(message, ticket), reply_to=to)


def asking(
    kind: str, appeal: Appeal, to: str, lang: str, asks: ToConfirm, priority: Priority, **facts: bool
) -> Message:
    """A message with a link and a code to confirm by: it says until when, and does not leave later with them."""
    to_confirm = {
        "link": asks.ticket.link("confirm", lang),
        "code": asks.code,
        "code_page": web.address(
            f"/a/{appeal.slug}/check-mail" + (f"?lang={lang}" if lang in i18n.languages() else "")
        ),
        "until": at(appeal, lang, asks.until),
        "days": asks.days,
    }
    return Message(
        kind,
        to,
        lang,
        about(appeal, lang) | to_confirm | facts,
        priority,
        about=appeal.id,
        cause=asks.ticket.ref,
        expires=instant(asks.until),
    )


def at(appeal: Appeal, lang: str, instant: datetime) -> str:
    """An instant in the reader's language, by the clock where the appeal is at home."""
    return i18n.at(instant, appeal.zone, i18n.known(lang))


def instant(at: datetime | None) -> str:
    """An instant as `Message.expires` has it; '' for none."""
    return at.isoformat() if at else ""


def day(appeal: Appeal, lang: str, at: datetime | None) -> str:
    """A day in the reader's language, by the calendar where the appeal is at home; '' for none."""
    return i18n.day_at(at, appeal.zone, i18n.known(lang)) if at else ""


def text_lang(appeal: Appeal, lang: str) -> str:
    """The language that the text is read in by somebody who reads `lang`."""
    return lang if lang in appeal.published_langs else appeal.first_lang


def about(appeal: Appeal, lang: str) -> dict[str, Any]:
    """Title, address and team of an appeal, for a reader of this language."""
    text = appeal.published(text_lang(appeal, lang))
    here = lang if lang in i18n.languages() or lang in appeal.published_langs else ""
    return {
        "title": text.title if text else "",
        "address": web.address(
            f"/a/{appeal.slug}" + (f"/{here}" if here and here != appeal.first_lang else "")
        ),
        "team": appeal.publishers,
    }
