"""The public page of an appeal as a value, in the words of the language being spoken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from petition.appeals import delivery, paper, update
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import i18n, markdown_text, web
from petition.core.i18n import Moment
from petition.signatures import by_message, counts, notes, versions
from petition.signatures.addresses import address, letter_path, signatories_path
from petition.signatures.public import NAMELESS, all_are_named
from petition.signatures.share_links import Way, qr, ways
from petition.signatures.timeline import Happening, UpdateLink, latest_updates, timeline
from petition.signatures.versions import LetterParts, PublishedVersion

NAMES_SHOWN = 12
DESCRIPTION = 200  # characters that search engines and messengers show of a letter


@dataclass(frozen=True)
class Extended:
    """A deadline that was moved on; `before` is '' where there was none."""

    when: str
    before: str
    reason: str


class ShownOnPaper(NamedTuple):
    """What the organisers state of signatures on paper; no note where no name is shown."""

    number: str
    day: str
    note: str


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
    letter: LetterParts
    team: str
    contact: str
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
    paper: ShownOnPaper | None
    target: int
    target_text: str
    percent: int
    first_names: list[str]
    names: list[str]
    names_note: str  # what the organisations beside them are for
    signatories_url: str
    unlisted: counts.Unlisted
    organisations_note: str
    version: PublishedVersion | None
    versions: list[PublishedVersion]  # the latest first
    changes_url: str  # where what changed last is read; '' where nothing did, or nothing is to be read
    text_missing: bool
    read_at: str  # the address of the text that is shown, where that is of another language
    langs: tuple[str, ...]  # that the letter can be read in
    share: list[Way]
    embeds: bool
    description: str
    linked_data: Markup
    qr: Markup
    letter_url: str
    resends: bool
    sign_address: str
    sign_link: str
    public_note: str
    keep_note: str
    mail_note: str


def lead(text: Text, lang: str) -> str:
    """What stands above the title of a letter: that it is one, where the title does not say so, and to whom."""
    whom = text.addressed_to(lang)
    if text.says_what_it_is:
        return str(gettext("To: %(recipients)s", recipients=whom)) if whom else ""
    return str(gettext("Open letter to: %(whom)s", whom=whom) if whom else gettext("Open letter"))


def appeal_page(appeal: Appeal, lang: str, *, preview: bool = False, now: datetime) -> AppealPage:
    """The page for readers of `lang`; a preview shows the draft, for organisers, and one never published as it will be."""
    read = appeal.draft if preview else appeal.published
    text_lang = lang if read(lang) else appeal.first_lang
    text, body = read(text_lang) or Text(), appeal.body(text_lang, draft=preview)
    count = counts.confirmed(appeal)
    url = address(appeal, lang)
    phase = "open" if appeal.published_at is None else appeal.phase(now).value
    leading, names = _first(appeal, phase), _latest(appeal, phase)
    news = _news(appeal, lang, phase, preview=preview)
    told = [versions.said_of(appeal, each, lang) for each in reversed(appeal.versions)]
    return AppealPage(
        slug=appeal.slug,
        url=url,
        title=text.title or _untitled(appeal),
        titled=text.titled,
        lang=text_lang,
        dir=i18n.direction(text_lang),
        lead=lead(text, text_lang),
        letter=versions.parts(appeal, text_lang, text, body, draft=preview),
        team=appeal.publishers,
        contact=appeal.contact,
        phase=phase,
        preview=preview,
        withdrawn_reason=appeal.why_withdrawn(lang),
        text_removed_on=_removed_on(appeal),
        deadline=i18n.moment(appeal.closes_at, appeal.zone, now) if appeal.closes_at else None,
        grace=i18n.moment(appeal.closes_at + appeal.grace, appeal.zone, now) if appeal.closes_at else None,
        extensions=[
            Extended(
                i18n.day_at(each.extended_at, appeal.zone),
                i18n.at(each.before, appeal.zone) if each.before else "",
                each.said(lang, appeal.first_lang),
            )
            for each in appeal.extensions
        ],
        timeline=timeline(appeal) if phase == "closed" else [],
        updates=news,
        updates_url=update.path_of_all(appeal, lang),
        feed_url=_feed(appeal, lang, news),
        count=count,
        count_text=i18n.number(count),
        paper=_on_paper(appeal, lang, phase),
        target=appeal.target,
        target_text=i18n.number(appeal.target),
        percent=min(100, 100 * count // appeal.target) if appeal.target else 0,
        first_names=counts.lines_of(leading),
        names=counts.lines_of(names),
        names_note=_names_note(appeal, leading + names),
        signatories_url=signatories_path(appeal, lang) if all_are_named(appeal, phase) else "",
        unlisted=_unlisted(appeal, phase, names),
        organisations_note=notes.organisations(appeal),
        version=told[0] if told else None,
        versions=told,
        changes_url=_changes(told, phase),
        text_missing=text_lang != lang,
        read_at=address(appeal, text_lang),
        langs=tuple(appeal.langs_to_read),
        share=ways(text.title, url, appeal.share_words.get(text_lang, "")),
        embeds=bool(appeal.frame_hosts) and not preview,
        description=markdown_text.beginning_of(body, DESCRIPTION),
        linked_data=_linked_data(appeal, text, text_lang, url, count),
        qr=qr(url),
        letter_url=letter_path(appeal, lang) if phase == "closed" else "",
        resends=not appeal.is_erased(now),
        sign_address=by_message.address(appeal) if phase == "open" else "",
        sign_link=by_message.link(appeal),
        public_note=notes.public(appeal),
        keep_note=notes.keeping(appeal, now),
        mail_note=notes.mails(appeal),
    )


def _untitled(appeal: Appeal) -> str:
    return str(gettext("Open letter without its text")) if appeal.text_removed_at else ""


def _changes(told: list[PublishedVersion], phase: str) -> str:
    """What the last version changed stands on the page of the one before it; nothing of a letter that is not shown."""
    return told[1].url + versions.CHANGES if len(told) > 1 and phase not in NAMELESS else ""


def _removed_on(appeal: Appeal) -> str:
    return i18n.day_at(appeal.text_removed_at, appeal.zone) if appeal.text_removed_at else ""


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


def _first(appeal: Appeal, phase: str) -> list[counts.NamedLine]:
    """The first signatories who are named, who lead."""
    hides = phase in NAMELESS or (phase == "open" and appeal.names_shown == "nobody")
    return [] if hides else counts.first(appeal, NAMES_SHOWN)


def _latest(appeal: Appeal, phase: str) -> list[counts.NamedLine]:
    """Some of the others."""
    hides = phase in NAMELESS or (phase == "open" and appeal.names_shown in {"nobody", "first"})
    return [] if hides else counts.latest_named(appeal, NAMES_SHOWN)


def _on_paper(appeal: Appeal, lang: str, phase: str) -> ShownOnPaper | None:
    kept = paper.stated(appeal)
    if kept is None:
        return None
    return ShownOnPaper(
        i18n.number(kept.number),
        i18n.day(kept.day),
        "" if phase in NAMELESS else kept.said(lang, appeal.first_lang),
    )


def _names_note(appeal: Appeal, named: list[counts.NamedLine]) -> str:
    return notes.organisations(appeal) if any(each.is_identified for each in named) else ""


def _unlisted(appeal: Appeal, phase: str, names: list[counts.NamedLine]) -> counts.Unlisted:
    """What the names leave of the number; of other forms of them nothing where only some names are shown."""
    if phase in NAMELESS:
        return counts.Unlisted(0, 0)
    are_all = all_are_named(appeal, phase) or 0 < len(names) < NAMES_SHOWN
    if phase != "closed" and not are_all:  # the page of a crowd counts no further form
        return counts.Unlisted(counts.hidden(appeal), 0)
    found = counts.unlisted(appeal, complete=phase == "closed")
    return found if are_all else found._replace(folded=0)
