"""The public page of an appeal as a value, in the words of the language being spoken."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import i18n, markdown_html, providers, text, web
from petition.core.i18n import Moment
from petition.core.settings import settings
from petition.lexicon.signatory import Visibility
from petition.mail.inbound.incoming import sign_address
from petition.reading.draft import Recipient
from petition.signatures import counts, records, same_signatory
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State

NAMES_SHOWN = 12
LONG = 2500  # characters of a letter after which the form stands beside it and comes again at its end


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


@dataclass(frozen=True)
class Way:
    """A way to pass the address on."""

    label: str
    url: str


@dataclass(frozen=True)
class Language:
    """A link to the same page in another language."""

    code: str
    native_name: str
    url: str
    current: bool


@dataclass(frozen=True)
class PublishedVersion:
    """A version of the text."""

    number: int
    hash: str
    published_on: str
    note: str


@dataclass(frozen=True)
class Extended:
    """A deadline that was moved on."""

    when: str
    reason: str


@dataclass(frozen=True)
class AppealPage:
    """Everything the public page shows; the same for every reader of one language."""

    slug: str
    url: str
    title: str
    lang: str
    dir: str
    lead: str
    letterhead: tuple[str, ...]
    place: str
    date: str
    recipients: tuple[Recipient, ...]
    delivery: str
    subject: str
    salutation: str
    body: Markup
    closing: str
    team: str
    phase: str
    preview: bool
    withdrawn_reason: str
    deadline: Moment | None
    grace: Moment | None
    extensions: list[Extended]
    count: int
    count_text: str
    target: int
    target_text: str
    percent: int
    names: list[str]
    not_named: int
    version: PublishedVersion | None
    versions: list[PublishedVersion]
    text_missing: bool
    share: list[Way]
    qr: Markup
    letter_url: str
    long: bool
    sign_address: str
    public_note: str
    keep_note: str
    mail_note: str


def appeal_page(appeal: Appeal, lang: str, *, preview: bool = False, now: datetime) -> AppealPage:
    """The page for readers of `lang`; a preview shows the draft, for organisers."""
    read = appeal.draft if preview else appeal.published
    text_lang = lang if read(lang) else appeal.first_lang
    text = read(text_lang) or Text()
    count = 0 if preview and not appeal.published_at else counts.confirmed(appeal)
    url = address(appeal, lang)
    phase = "open" if preview else appeal.phase(now).value
    versions = [
        PublishedVersion(each.number, each.hash, i18n.day(each.published_at), each.note)
        for each in appeal.versions
    ]
    return AppealPage(
        slug=appeal.slug,
        url=url,
        title=text.title,
        lang=text_lang,
        dir=i18n.direction(text_lang),
        lead=gettext("To: %(whom)s", whom=text.addressed_to) if text.addressed_to else "",
        letterhead=text.letterhead,
        place=text.place,
        date=text.date,
        recipients=text.recipients,
        delivery=text.delivery,
        subject=text.subject,
        salutation=text.salutation,
        body=Markup(markdown_html.html_of(appeal.body(text_lang, draft=preview))),  # noqa: S704  sanitised there
        closing=text.closing,
        team=appeal.team.name,
        phase=phase,
        preview=preview,
        withdrawn_reason=appeal.withdrawn_reason,
        deadline=i18n.moment(appeal.closes_at, appeal.zone, now) if appeal.closes_at else None,
        grace=i18n.moment(appeal.closes_at + appeal.grace, appeal.zone, now) if appeal.closes_at else None,
        extensions=[Extended(i18n.day(each.extended_at), each.reason) for each in appeal.extensions],
        count=count,
        count_text=i18n.number(count),
        target=appeal.target,
        target_text=i18n.number(appeal.target),
        percent=min(100, 100 * count // appeal.target) if appeal.target else 0,
        names=[] if phase == "withdrawn" else counts.latest(appeal, NAMES_SHOWN),
        not_named=0 if phase == "withdrawn" else counts.hidden(appeal),
        version=versions[-1] if versions else None,
        versions=versions[::-1],
        text_missing=text_lang != lang,
        share=_ways(text.title, url),
        qr=_qr(url),
        letter_url=f"/a/{appeal.slug}/letter" if phase == "closed" else "",
        long=len(text.body) > LONG,
        sign_address=_sign_address(appeal) if phase == "open" else "",
        public_note=gettext(
            "What you type becomes public with this letter, except your mail address; choose below how you are shown."
        ),
        keep_note=_keep_note(appeal, now),
        mail_note=_mail_note(appeal),
    )


def languages(appeal: Appeal, lang: str, *, preview: bool = False) -> list[Language]:
    """Links to the page in the languages of its text and in those that the service speaks."""
    written = appeal.langs if preview or not appeal.version else appeal.version.langs
    codes = [*written, *(code for code in i18n.SPOKEN if code not in written)]
    return [Language(code, i18n.own_name(code), path(appeal, code), code == lang) for code in codes]


def spoken_at(url: Callable[[str], str]) -> list[Language]:
    """Links to a page in the languages that the service speaks; `url` gives its address in one of them."""
    return [Language(code, i18n.own_name(code), url(code), code == i18n.spoken()) for code in i18n.SPOKEN]


def path(appeal: Appeal, lang: str) -> str:
    """The path of the page in a language."""
    return f"/a/{appeal.slug}" if lang == appeal.first_lang else f"/a/{appeal.slug}/{lang}"


def address(appeal: Appeal, lang: str) -> str:
    """The full address of the page in a language."""
    return web.address(path(appeal, lang))


def on_front(appeals: Collection[Appeal], now: datetime) -> list[dict[str, Any]]:
    """What the front page says of each appeal."""
    figures = counts.figures(appeals)
    listed = []
    for found in appeals:
        lang = i18n.spoken() if is_readable(found, i18n.spoken()) else found.first_lang
        version = found.version
        assert version is not None
        shown = version.text(lang) or version.text(found.first_lang)
        assert shown is not None
        count = figures[found.id].confirmed
        moment = i18n.moment(found.closes_at, found.zone, now) if found.closes_at else None
        is_open = found.is_open(now)
        listed.append(
            {
                "title": shown.title,
                "url": path(found, lang),
                "recipients_line": shown.addressed_to,
                "count_text": ngettext(
                    "%(number)s signature", "%(number)s signatures", count, number=i18n.number(count)
                ),
                "left": moment.left if moment and is_open else "",
                "closed": not is_open,
            }
        )
    return listed


def is_readable(appeal: Appeal, lang: str) -> bool:
    """Whether the page exists in a language: its text does, or the service speaks it."""
    return lang in i18n.SPOKEN or bool(appeal.version and lang in appeal.version.langs)


def _sign_address(appeal: Appeal) -> str:
    """Where it is signed by sending a message; '' where it is not."""
    sign_at = settings().sign_address
    return sign_address(sign_at, appeal.slug) if sign_at and appeal.by_message else ""


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
        "mail_note": _mail_note(signature.appeal, confirmed=True),
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


def _keep_note(appeal: Appeal, now: datetime) -> str:
    """How long what is typed is kept: the same for everybody who reads the page at about the same time."""
    kept = ngettext(
        "We delete your email address %(num)s day after signing has ended.",
        "We delete your email address %(num)s days after signing has ended.",
        appeal.days_kept,
    )
    else_gone = gettext("If you do not, we delete what you typed.")
    return f"{_confirm_note(appeal, now)} {else_gone} {kept}"


def _confirm_note(appeal: Appeal, now: datetime) -> str:
    """Until when a signature given now may be confirmed: some days, or the deadline and its grace if that comes first."""
    days = appeal.pending_days
    if appeal.closes_at is None:
        said = ngettext(
            "You can confirm for %(num)s day after our email.",
            "You can confirm for %(num)s days after our email.",
            days,
        )
        return str(said)
    last = i18n.at(appeal.closes_at + appeal.grace, appeal.zone)
    if appeal.confirming_ends(now, None) < now + appeal.pending_life:
        return str(gettext("You can confirm until %(moment)s.", moment=last))
    said = ngettext(
        "You can confirm for %(num)s day after our email, until %(moment)s at the latest.",
        "You can confirm for %(num)s days after our email, until %(moment)s at the latest.",
        days,
        moment=last,
    )
    return str(said)


def confirm_until(appeal: Appeal, now: datetime) -> str:
    """Until when a signature given now may be confirmed; '' where none may be any more."""
    if not appeal.may_be_confirmed(now):
        return ""
    return i18n.at(appeal.confirming_ends(now, appeal.kept_until), appeal.zone)


def _mail_note(appeal: Appeal, *, confirmed: bool = False) -> str:
    """What supporters are sent besides the mail to confirm, in the order in which it may come; or once they confirmed."""
    occasions = {
        "reminder": ngettext(
            "once if you have not confirmed after %(num)s day",
            "once if you have not confirmed after %(num)s days",
            appeal.remind_days,
        ),
        "last_call": ngettext(
            "once if you have not confirmed %(num)s hour before the end",
            "once if you have not confirmed %(num)s hours before the end",
            appeal.last_call_hours,
        ),
        "thanks": gettext("to thank you, with the link to your signature"),
        "new_text": gettext("if the text changes and your signature does not pass to the new one by itself"),
        "letter": gettext("once when the signed letter can be read"),
    }
    past = {"reminder", "last_call", "thanks"} if confirmed else set()
    sent = [said for mail, said in occasions.items() if mail not in past and appeal.sends(mail)]
    sent.append(gettext("if the letter is withdrawn, its deadline extended, or your signature not counted"))
    said = "; ".join(sent)
    if confirmed:
        note = gettext("We still email you at most: %(occasions)s.", occasions=said)
    else:
        note = gettext("Besides the mail to confirm we write to you at most: %(occasions)s.", occasions=said)
    ended = gettext("Each of these mails has a link that ends them.")
    return f"{note} {ended}"


def _ways(title: str, url: str) -> list[Way]:
    at, said = quote(url, safe=""), quote(title, safe="")
    return [
        Way("Telegram", f"https://t.me/share/url?url={at}&text={said}"),
        Way("WhatsApp", f"https://wa.me/?text={said}%20{at}"),
        Way("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={at}"),
        Way(gettext("Mail"), f"mailto:?subject={said}&body={at}"),
    ]


@lru_cache(maxsize=512)
def _qr(url: str) -> Markup:
    import segno

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(out.getvalue().decode().strip())  # noqa: S704  made here
