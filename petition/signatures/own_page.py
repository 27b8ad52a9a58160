"""Pages that are one person's: the title of the appeal and what is their own. Nothing here grows with the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petition.appeals.models import Appeal, AppealVersion
from petition.core import i18n, text
from petition.core.i18n import Moment
from petition.core.settings import settings
from petition.signatures import (
    by_message,
    correcting,
    counts,
    notes,
    records,
    rules,
    same_signatory,
    update_consent,
    versions,
)
from petition.signatures.addresses import address
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State


@dataclass(frozen=True)
class PageHeading:
    """What every page about an appeal says of it, whoever reads it."""

    slug: str
    url: str
    title: str
    lang: str
    dir: str
    phase: str
    team: str
    contact: str  # the email address that its organisers show; '' for none
    organisations_note: str


@dataclass(frozen=True)
class FormPage(PageHeading):
    """What the form to sign says besides."""

    deadline: Moment | None
    public_note: str
    keep_note: str
    mail_note: str
    sign_address: str
    sign_link: str


def heading(appeal: Appeal, lang: str, version: AppealVersion | None = None, *, now: datetime) -> PageHeading:
    """The heading of a page for readers of `lang`, with the title of this version, of the present one unless given."""
    return PageHeading(**_heading(appeal, lang, version or appeal.version, now))


def form_page(appeal: Appeal, lang: str, *, now: datetime) -> FormPage:
    """The page of the form alone, for readers of `lang`."""
    said = _heading(appeal, lang, appeal.version, now)
    return FormPage(
        **said,
        deadline=i18n.moment(appeal.closes_at, appeal.zone, now) if appeal.closes_at else None,
        public_note=notes.public(appeal),
        keep_note=notes.keeping(appeal, now),
        mail_note=notes.mails(appeal),
        sign_address=by_message.address(appeal) if said["phase"] == "open" else "",
        sign_link=by_message.link(appeal),
    )


def _heading(appeal: Appeal, lang: str, version: AppealVersion | None, now: datetime) -> dict[str, Any]:
    text_lang, title = versions.title_of(appeal, version, lang) if version else (appeal.first_lang, "")
    return {
        "slug": appeal.slug,
        "url": address(appeal, lang),
        "title": title,
        "lang": text_lang,
        "dir": i18n.direction(text_lang),
        "phase": appeal.phase(now).value,
        "team": appeal.publishers,
        "contact": appeal.contact,
        "organisations_note": notes.organisations(appeal),
    }


STATES = {
    State.PENDING: _l("Not confirmed yet"),
    State.CONFIRMED: _l("Confirmed"),
    State.MERGED: _l("You have already signed with this email address"),
    State.HELD: _l("Confirmed; the organisers check it before it counts"),
    State.REJECTED: _l("Checked by the organisers and not counted"),
    State.EXPIRED: _l("Not counted: the letter closed before the organisers had checked it"),
}
_BEHIND = _l("Not in the letter: its text changed after you signed")
_UNCOUNTED = {
    "withdrawn": _l("The letter was withdrawn, and your signature with it"),
    "behind": _BEHIND,
    "left behind": _BEHIND,
}


def state_of(signature: Signature, now: datetime) -> str:
    """How a signature stands, in words: of a letter that was withdrawn none counts any more."""
    state = counts.why_not(signature.appeal, signature.state, signature.version_id, now) or signature.state
    return str(_UNCOUNTED.get(state) or STATES.get(State(state), ""))


class Own:
    """A signature as its owner sees it; each part is put into words when a page asks for it."""

    def __init__(self, signature: Signature, now: datetime) -> None:
        self._signature, self._now, self._own = signature, now, signature.own
        self.line, self.visibility = self._own.line, signature.visibility
        self.held = signature.state is State.HELD or signature.was_not_counted
        self.held_for = signature.held_for or _held_for(signature)
        self.erased = signature.erased_at is not None
        self.quiet = signature.quiet_at is not None
        self.updates = signature.updates_since is not None

    @property
    def state(self) -> str:
        """How it stands."""
        return state_of(self._signature, self._now)

    @property
    def behind(self) -> bool:
        """Whether it is under an earlier text, from which signatures are not carried to the present one."""
        return not counts.stands(self._signature)

    @property
    def in_letter(self) -> bool:
        """Whether the letter has it, in this form."""
        is_there = self._signature.state is State.CONFIRMED and self._signature.appeal.withdrawn_at is None
        return is_there and not self.behind and not self.folded

    @property
    def folded(self) -> bool:
        """Whether the letter prints it in another form."""
        return same_signatory.is_folded(self._signature)

    @property
    def uncorrected(self) -> str:
        """Its line before organisers corrected it; '' where they did not."""
        said = correcting.before(self._signature)
        return said.line if said else ""

    @property
    def printed(self) -> str:
        """Its line as others read it; that nobody does, where it is not named."""
        return rules.shown(self._own, self.visibility) or str(gettext("Not named: you are only counted"))

    @property
    def shown_to_others(self) -> str:
        """What others read in place of its line; that it is the name, where it is."""
        return self.printed if self.printed != self.line else str(gettext("Name"))

    @property
    def email_masked(self) -> str:
        """Its address, as only its owner recognises it."""
        return text.masked_mailbox(self._own.mailbox) if self._own.mailbox else ""

    @property
    def signed_on(self) -> str:
        """The day on which it came."""
        return self._day(self._signature.signed_at)

    def _day(self, instant: datetime) -> str:
        return i18n.day_at(instant, self._signature.appeal.zone)

    @property
    def confirmed_on(self) -> str:
        """The day on which it was confirmed."""
        return self._day(self._signature.confirmed_at) if self._signature.confirmed_at else ""

    @property
    def came(self) -> str:
        """How it came."""
        return _came(self._signature)

    @property
    def confirm_until(self) -> str:
        """Until when it may be confirmed."""
        return i18n.at(self._signature.confirming_ends, self._signature.appeal.zone)

    @property
    def mail_note(self) -> str:
        """What its owner may still be sent."""
        return notes.mails(
            self._signature.appeal, confirmed=True, thanked=not self.held, updates=self.updates
        )

    @property
    def may_ask_for_updates(self) -> bool:
        """Whether its owner may ask for updates and has not."""
        return not self.updates and update_consent.may_be_asked_for(self._signature)

    @property
    def version(self) -> str:
        """The text that it was given under, by its number and day; '' for none."""
        signed = versions.signed_by(self._signature)
        if signed is None:
            return ""
        day = self._day(signed.published_at)
        return str(gettext("Version %(number)s, published on %(day)s", number=signed.number, day=day))

    @property
    def version_url(self) -> str:
        """Where that text is read, where another one has taken its place since; '' where none has, or no text is shown."""
        signed, appeal = versions.signed_by(self._signature), self._signature.appeal
        if signed is None or signed is appeal.versions[-1] or appeal.withdrawn_at is not None:
            return ""
        return versions.path(appeal, signed, i18n.spoken())


def _came(signature: Signature) -> str:
    """How a signature came, for its owner."""
    if found := records.origin(signature):
        name, day = (
            found.name or gettext("a list without a name"),
            i18n.day_at(found.added_at, signature.appeal.zone),
        )
        return str(gettext("From a list that the organisers added on %(day)s: %(name)s", day=day, name=name))
    ways = {
        Source.FORM: gettext("Signed on this site"),
        Source.MESSAGE: gettext("Signed by sending a message"),
    }
    return str(ways.get(signature.source, gettext("Added by the organisers")))


def _held_for(signature: Signature) -> str:
    """Why organisers look at a signature that was held before this was written down; '' once its address is erased."""
    if not signature.own.mailbox:
        return ""
    return rules.to_be_looked_at(signature.own, signature.kind, settings().temporary_domains) or "crowd"
