"""The public page of an appeal as a value, in the words of the language being spoken."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import abort, request
from flask_babel import gettext, ngettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from petition.appeals import delivery, pictures, update
from petition.appeals import service as appeals_service
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import i18n, markdown_html, markdown_text, web
from petition.core.i18n import Moment
from petition.reading.draft import Recipient
from petition.signatures import arrivals, by_message, counts, notes
from petition.signatures.timeline import Happening, UpdateLink, latest_updates, timeline

NAMES_SHOWN = 12
_DESCRIPTION = 200  # characters that search engines and messengers show of a letter
NAMELESS = {"withdrawn", "stopped"}  # phases in which no name is shown


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
    titled: bool  # whether the letter is printed with its title (ADR 6)
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
    text_removed_on: str
    deadline: Moment | None
    grace: Moment | None
    extensions: list[Extended]
    timeline: list[Happening]
    updates: list[UpdateLink]
    updates_url: str
    feed_url: str
    count: int
    count_text: str
    target: int
    target_text: str
    percent: int
    first_names: list[str]
    names: list[str]
    signatories_url: str
    unlisted: counts.Unlisted
    version: PublishedVersion | None
    versions: list[PublishedVersion]
    text_missing: bool
    share: list[Way]
    embeds: bool
    description: str
    linked_data: Markup
    qr: Markup
    letter_url: str
    sign_address: str
    sign_link: str
    public_note: str
    keep_note: str
    mail_note: str


def appeal_page(appeal: Appeal, lang: str, *, preview: bool = False, now: datetime) -> AppealPage:
    """The page for readers of `lang`; a preview shows the draft, for organisers, and one never published as it will be."""
    read = appeal.draft if preview else appeal.published
    text_lang = lang if read(lang) else appeal.first_lang
    text, body = read(text_lang) or Text(), appeal.body(text_lang, draft=preview)
    count = counts.confirmed(appeal)
    url = address(appeal, lang)
    phase = "open" if appeal.published_at is None else appeal.phase(now).value
    names = _latest(appeal, phase)
    news = _news(appeal, lang, phase, preview=preview)
    versions = [
        PublishedVersion(each.number, each.hash, i18n.day_at(each.published_at, appeal.zone), each.said(lang))
        for each in appeal.versions
    ]
    return AppealPage(
        slug=appeal.slug,
        url=url,
        title=text.title or _untitled(appeal),
        titled=text.titled,
        lang=text_lang,
        dir=i18n.direction(text_lang),
        lead=gettext("Open letter to: %(whom)s", whom=text.addressed_to) if text.addressed_to else "",
        letterhead=text.letterhead,
        place=text.place,
        date=text.date,
        recipients=text.recipients,
        delivery=text.delivery,
        subject=text.subject,
        salutation=text.salutation,
        body=Markup(markdown_html.html_of(body, pictures.sources(appeal, body, draft=preview))),  # noqa: S704  sanitised there
        closing=text.closing,
        team=appeal.publishers,
        phase=phase,
        preview=preview,
        withdrawn_reason=appeal.why_withdrawn(lang),
        text_removed_on=_removed_on(appeal),
        deadline=i18n.moment(appeal.closes_at, appeal.zone, now) if appeal.closes_at else None,
        grace=i18n.moment(appeal.closes_at + appeal.grace, appeal.zone, now) if appeal.closes_at else None,
        extensions=[
            Extended(i18n.day_at(each.extended_at, appeal.zone), each.said(lang))
            for each in appeal.extensions
        ],
        timeline=timeline(appeal) if phase == "closed" else [],
        updates=news,
        updates_url=update.path_of_all(appeal, lang),
        feed_url=_feed(appeal, lang, news),
        count=count,
        count_text=i18n.number(count),
        target=appeal.target,
        target_text=i18n.number(appeal.target),
        percent=min(100, 100 * count // appeal.target) if appeal.target else 0,
        first_names=_first(appeal, phase),
        names=names,
        signatories_url=signatories_path(appeal, lang) if all_are_named(appeal, phase) else "",
        unlisted=_unlisted(appeal, phase, names),
        version=versions[-1] if versions else None,
        versions=versions[::-1],
        text_missing=text_lang != lang,
        share=ways(text.title, url, appeal.share_words.get(text_lang, "")),
        embeds=bool(appeal.frame_hosts) and not preview,
        description=markdown_text.beginning_of(body, _DESCRIPTION),
        linked_data=_linked_data(appeal, text, text_lang, url, count),
        qr=_qr(url),
        letter_url=letter_path(appeal, lang) if phase == "closed" else "",
        sign_address=by_message.address(appeal) if phase == "open" else "",
        sign_link=by_message.link(appeal),
        public_note=notes.public(appeal),
        keep_note=notes.keeping(appeal, now),
        mail_note=notes.mails(appeal),
    )


def _untitled(appeal: Appeal) -> str:
    return str(gettext("Open letter without its text")) if appeal.text_removed_at else ""


def _removed_on(appeal: Appeal) -> str:
    return i18n.day_at(appeal.text_removed_at, appeal.zone) if appeal.text_removed_at else ""


def languages(
    appeal: Appeal, lang: str, *, preview: bool = False, url: Callable[[str], str] | None = None
) -> list[Language]:
    """Links to a page in the languages of its text and in those that the service speaks.

    `url` gives the address of that page in one of them; without it the page of the appeal is meant.
    """
    written = appeal.langs if preview else appeal.langs_to_read
    spoken = i18n.languages()  # first, for a switch has one order on every page
    codes = [*spoken, *(code for code in written if code not in spoken)]
    return [
        Language(code, i18n.own_name(code), url(code) if url else path(appeal, code), code == lang)
        for code in codes
    ]


def spoken_at(url: Callable[[str], str]) -> list[Language]:
    """Links to a page in the languages that the service speaks; `url` gives its address in one of them."""
    return [
        Language(code, i18n.own_name(code), url(code), code == i18n.spoken()) for code in i18n.languages()
    ]


def path(appeal: Appeal, lang: str) -> str:
    """The path of the page in a language."""
    return f"/a/{appeal.slug}" if lang == appeal.first_lang else f"/a/{appeal.slug}/{lang}"


def _linked_data(appeal: Appeal, text: Text, lang: str, url: str, count: int) -> Markup:
    """The letter as search engines read it (schema.org: Article, InteractionCounter); no sign in it can end its element."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "inLanguage": lang,
        "url": url,
        "image": web.address(f"/a/{appeal.slug}/card.png?lang={lang}"),
        "author": [{"@type": "Organization", "name": team.name} for team in appeal.teams],
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/EndorseAction",
            "userInteractionCount": count,
        },
    }
    if appeal.published_at:
        said["datePublished"] = delivery.day_of(appeal, appeal.published_at).isoformat()
    return htmlsafe_json_dumps(said, ensure_ascii=False)


def _news(appeal: Appeal, lang: str, phase: str, *, preview: bool) -> list[UpdateLink]:
    """The latest updates, where anything of the letter is public."""
    return [] if preview or phase in NAMELESS else latest_updates(appeal, lang)


def _feed(appeal: Appeal, lang: str, news: list[UpdateLink]) -> str:
    """The path of the feed, '' where nothing is written and nothing promised."""
    return update.path_of_feed(appeal, lang) if news or appeal.offers_updates else ""


def _first(appeal: Appeal, phase: str) -> list[str]:
    """The first signatories who are named, who lead."""
    hides = phase in NAMELESS or (phase == "open" and appeal.names_shown == "nobody")
    return [] if hides else counts.first(appeal, NAMES_SHOWN)


def _latest(appeal: Appeal, phase: str) -> list[str]:
    """Some of the others."""
    hides = phase in NAMELESS or (phase == "open" and appeal.names_shown in {"nobody", "first"})
    return [] if hides else counts.latest(appeal, NAMES_SHOWN)


def _unlisted(appeal: Appeal, phase: str, names: list[str]) -> counts.Unlisted:
    """What the names leave of the number; of other forms of them nothing where only some names are shown."""
    if phase in NAMELESS:
        return counts.Unlisted(0, 0)
    are_all = all_are_named(appeal, phase) or 0 < len(names) < NAMES_SHOWN
    if phase != "closed" and not are_all:  # the page of a crowd counts no further form
        return counts.Unlisted(counts.hidden(appeal), 0)
    found = counts.unlisted(appeal, complete=phase == "closed")
    return found if are_all else found._replace(folded=0)


def all_are_named(appeal: Appeal, phase: str) -> bool:
    """Whether the whole list may be read: once signing has ended always, before it where the organisers say so."""
    return phase in {"grace", "closed"} or (phase == "open" and appeal.names_shown == "all")


def signatories_path(appeal: Appeal, lang: str) -> str:
    """The path of the list of names for readers of a language."""
    return f"/a/{appeal.slug}/signatories" + (f"?lang={lang}" if lang in i18n.languages() else "")


def letter_path(appeal: Appeal, lang: str) -> str:
    """The path of the final letter for readers of a language."""
    return f"/a/{appeal.slug}/letter" + ("" if lang == appeal.first_lang else f"?lang={lang}")


def address(appeal: Appeal, lang: str) -> str:
    """The full address of the page in a language."""
    return web.address(path(appeal, lang))


def on_front(appeals: Collection[Appeal], now: datetime) -> list[dict[str, Any]]:
    """What the front page says of each appeal."""
    confirmed, became = counts.confirmed_of(appeals), delivery.became(appeals)
    said = {delivery.Event.DELIVERED: gettext("Delivered"), delivery.Event.ANSWERED: gettext("Answered")}
    listed = []
    for found in appeals:
        lang = i18n.spoken() if is_readable(found, i18n.spoken()) else found.first_lang
        version = found.version
        assert version is not None
        text_lang = lang if version.text(lang) else found.first_lang
        shown = version.text(text_lang)
        assert shown is not None
        count = confirmed[found.id]
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
                "excerpt": markdown_text.beginning_of(found.body(text_lang), _DESCRIPTION),
                "lang": text_lang,
                "dir": i18n.direction(text_lang),
                "left": moment.left if moment and is_open else "",
                "became": said[became[found.id]] if found.id in became else "",
                "closed": not is_open,
            }
        )
    return listed


def shown_to_all(slug: str) -> tuple[Appeal, str]:
    """A letter that was published and may be read now, and the language of the page, which is spoken; else a refusal.

    404 for what was never published and for a language it has no page in, 410 once withdrawn, 503 in an emergency.
    """
    found = appeals_service.published_at_address(slug)
    if found is None or found.published_at is None:
        abort(404, gettext("There is no letter at this address."))
    web.about(found.id)
    lang = request.args.get("lang", "") or found.first_lang
    if not is_readable(found, lang):
        abort(404)
    i18n.speak(lang)
    if found.withdrawn_at is not None:
        abort(410, gettext("The organisers have withdrawn this letter."))
    if found.stopped_at is not None:
        abort(503, gettext("The organisers have paused this letter. It cannot be read or downloaded now."))
    return found, lang


def is_readable(appeal: Appeal, lang: str) -> bool:
    """Whether the page exists in a language: its text does, or the service speaks it."""
    return lang in i18n.languages() or lang in appeal.published_langs


def ways(title: str, url: str, words: str = "") -> list[Way]:
    """The ways to share an address, with these words or else the title."""
    values = {"said": quote(words or title, safe=""), "title": quote(title, safe="")}
    values["begins"] = f"{values['said']}%0A" if words else ""
    to = {
        "telegram": "https://t.me/share/url?url={at}&text={said}",
        "whatsapp": "https://wa.me/?text={said}%20{at}",
        "facebook": "https://www.facebook.com/sharer/sharer.php?u={at}",
        "x": "https://x.com/intent/post?url={at}&text={said}",
        "vk": "https://vk.com/share.php?url={at}&title={said}",
        "viber": "viber://forward?text={said}%20{at}",
        "email": "mailto:?subject={title}&body={begins}{at}",
    }
    return [
        Way(
            arrivals.WAYS[way] or gettext("Email"),
            address.format(at=quote(arrivals.marked(url, way), safe=""), **values),
        )
        for way, address in to.items()
    ]


@lru_cache(maxsize=512)
def _qr(url: str) -> Markup:
    import segno

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(out.getvalue().decode().strip())  # noqa: S704  made here
