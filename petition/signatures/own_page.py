"""Pages that are one person's: the title of the appeal and what is their own. Nothing here grows with the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petition.appeals.models import Appeal
from petition.core import i18n, providers, text
from petition.core.i18n import Moment
from petition.lexicon.signatory import Visibility
from petition.signatures import notes, records, same_signatory
from petition.signatures.models import Signature
from petition.signatures.page import address
from petition.signatures.rules import Source, State


@dataclass(frozen=True)
class Heading:
    """What every page about an appeal says of it, whoever reads it."""

    slug: str
    url: str
    title: str
    lang: str
    dir: str
    phase: str


@dataclass(frozen=True)
class FormPage(Heading):
    """What the form to sign says besides."""

    deadline: Moment | None
    public_note: str
    keep_note: str
    mail_note: str
    sign_address: str


def heading(appeal: Appeal, lang: str, *, now: datetime) -> Heading:
    """The heading of a page for readers of `lang`."""
    return Heading(**_heading(appeal, lang, now))


def form_page(appeal: Appeal, lang: str, *, now: datetime) -> FormPage:
    """The page of the form alone, for readers of `lang`."""
    said = _heading(appeal, lang, now)
    return FormPage(
        **said,
        deadline=i18n.moment(appeal.closes_at, appeal.zone, now) if appeal.closes_at else None,
        public_note=notes.public(),
        keep_note=notes.keeping(appeal, now),
        mail_note=notes.mails(appeal),
        sign_address=notes.sign_address(appeal) if said["phase"] == "open" else "",
    )


def _heading(appeal: Appeal, lang: str, now: datetime) -> dict[str, Any]:
    text_lang = lang if appeal.published(lang) else appeal.first_lang
    text = appeal.published(text_lang)
    return {
        "slug": appeal.slug,
        "url": address(appeal, lang),
        "title": text.title if text else "",
        "lang": text_lang,
        "dir": i18n.direction(text_lang),
        "phase": appeal.phase(now).value,
    }


STATES = {
    State.PENDING: _l("Not confirmed yet"),
    State.CONFIRMED: _l("Confirmed: it counts"),
    State.MERGED: _l("This mailbox has already signed"),
    State.HELD: _l("Confirmed; organisers look at it before it counts"),
    State.REJECTED: _l("Looked at by organisers, who do not count it"),
    State.EXPIRED: _l("Not counted: the letter closed before the organisers had checked it"),
}


def state_of(signature: Signature, now: datetime) -> str:
    """How a signature stands, in words: of a letter that was withdrawn none counts any more."""
    if signature.appeal.withdrawn_at is not None:
        return str(gettext("The letter was withdrawn, and your signature with it"))
    if signature.state == State.HELD and not signature.appeal.may_be_confirmed(now):
        return str(STATES[State.EXPIRED])
    return str(STATES.get(signature.state, ""))


def own(signature: Signature, now: datetime) -> dict[str, Any]:
    """A signature as its owner sees it."""
    visibilities = {
        Visibility.PUBLIC: gettext("With my name"),
        Visibility.INITIALS: gettext("With my initials only"),
        Visibility.HIDDEN: gettext("Not at all: I am only counted"),
    }
    particulars, version = signature.own, signature.version
    return {
        "name": particulars.name,
        "line": particulars.line,
        "shown": signature.shown,
        "kind": signature.kind,
        "representative": particulars.representative,
        "state": state_of(signature, now),
        "held": signature.state is State.HELD or signature.was_not_counted,
        "erased": signature.erased_at is not None,
        "folded": same_signatory.is_folded(signature),
        "held_for": signature.held_for or _held_for(particulars.mailbox),
        "visibility": signature.visibility,
        "quiet": signature.quiet_at is not None,
        "visibility_text": visibilities[signature.visibility],
        "email_masked": text.masked_mailbox(particulars.mailbox) if particulars.mailbox else "",
        "signed_on": i18n.day(signature.signed_at),
        "came": _came(signature),
        "confirm_until": i18n.at(signature.confirming_ends, signature.appeal.zone),
        "mail_note": notes.mails(signature.appeal, confirmed=True),
        "confirmed_on": i18n.day(signature.confirmed_at) if signature.confirmed_at else "",
        "version": {"number": version.number, "hash": version.hash}
        if version
        else {"number": "", "hash": ""},
    }


def _came(signature: Signature) -> str:
    """How a signature came, for its owner."""
    if found := records.origin(signature):
        name, day = found.name or gettext("a list without a name"), i18n.day(found.added_at)
        return str(gettext("From a list that the organisers added on %(day)s: %(name)s", day=day, name=name))
    ways = {
        Source.FORM: gettext("Signed on this site"),
        Source.MESSAGE: gettext("Signed by sending a message"),
    }
    return str(ways.get(signature.source, gettext("Added by the organisers")))


def _held_for(mailbox: str) -> str:
    """Why organisers look at a signature that was held before this was written down; '' once its address is erased."""
    if not mailbox:
        return ""
    return "disposable" if providers.is_disposable(providers.of(mailbox)) else "crowd"
