"""The published versions of a text as values: what the pages that lead to them say, and the public page of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy import text as sql

from petition.appeals import difference, pictures
from petition.appeals import service as appeals
from petition.appeals.difference import ChangedPiece
from petition.appeals.models import Appeal, AppealVersion
from petition.appeals.text import Text
from petition.audit import NOT_JUST_ADDED, AuditEntry
from petition.core import i18n, markdown_html, markdown_json
from petition.core.db import db
from petition.core.markdown import Document
from petition.reading.draft import Recipient
from petition.signatures.addresses import version_path
from petition.signatures.models import Signature
from petition.signatures.public import is_readable

CHANGES = "#changes"  # where the page of a version says what the next one changed
_between = lru_cache(32)(difference.between)  # a second of work for long texts that nobody changes any more


@dataclass(frozen=True)
class PublishedVersion:
    """A version of the text; `signatures` says what became of those given before it, '' of the first one."""

    number: int
    hash: str
    published_on: str
    note: str
    signatures: str
    url: str


@dataclass(frozen=True)
class LetterParts:
    """A text as a page prints it, in the language that it is in."""

    lang: str
    dir: str
    letterhead: tuple[str, ...]
    place: str
    date: str
    recipients: tuple[Recipient, ...]
    delivery: str
    subject: str
    salutation: str
    body: Markup
    closing: str


@dataclass(frozen=True)
class Changed:
    """What differs between two texts in one language, part by part."""

    lang: str
    name: str
    dir: str
    parts: dict[str, list[ChangedPiece]]


@dataclass(frozen=True)
class VersionPage:
    """What the public page of a version shows: its text, and what the next one changed in it."""

    said: PublishedVersion
    title: str
    titled: bool
    removed: bool
    text_missing: bool  # in the language of the reader
    letter: LetterParts
    next: PublishedVersion | None
    changes: list[Changed]


def said_of(appeal: Appeal, version: AppealVersion, lang: str) -> PublishedVersion:
    """What is told of a version to readers of `lang`."""
    return PublishedVersion(
        version.number,
        version.hash,
        i18n.day_at(version.published_at, appeal.zone),
        version.said(lang, appeal.first_lang),
        _signatures(version),
        path(appeal, version, lang),
    )


def path(appeal: Appeal, version: AppealVersion, lang: str) -> str:
    """The path of the page of a version for readers of `lang`, or for all where it has no page in that."""
    return version_path(
        appeal, version.number, lang if is_readable(appeal, lang, version) else appeal.first_lang
    )


def _signatures(version: AppealVersion) -> str:
    if version.number == 1:
        return ""
    after_all = _counted_after_all(version) if version.carries else None
    if version.carries and after_all is None:
        return str(gettext("The organisers chose that signatures given before count under this text too."))
    chosen = gettext(
        "The organisers chose that signatures confirmed before do not count under this text unless they are given again."
    )
    if after_all is None:
        return str(chosen)
    at, number = after_all
    then = gettext(
        "On %(day)s they chose that these count after all, under version %(number)s.",
        day=i18n.day_at(at, version.appeal.zone),
        number=i18n.number(number),
    )
    return f"{chosen} {then}"


def _counted_after_all(version: AppealVersion) -> tuple[datetime, int] | None:
    """When it was chosen that signatures which stayed behind at this version count under a later one, and which; or None."""
    entries = db.session.execute(
        select(AuditEntry.at, AuditEntry.facts).where(
            AuditEntry.appeal_id == version.appeal_id,
            sql(NOT_JUST_ADDED),
            AuditEntry.deed == "signatures.carried",
            AuditEntry.facts["version"].as_integer() > version.number,
        )
    )
    found = ((at, facts["version"]) for at, facts in entries if version.number in facts.get("after_all", ()))
    return next(found, None)


def signed_by(signature: Signature) -> AppealVersion | None:
    """The version that a signature was given under, found among those that its letter has been read with."""
    return next((each for each in signature.appeal.versions if each.id == signature.version_id), None)


def decided_at(version: AppealVersion) -> datetime:
    """When it was said what becomes of the signatures under earlier texts: as it was published, or once more since then."""
    carried = select(func.max(AuditEntry.at)).where(
        AuditEntry.appeal_id == version.appeal_id,
        sql(NOT_JUST_ADDED),
        AuditEntry.deed == "signatures.carried",
        AuditEntry.facts["version"].as_integer() == version.number,
    )
    return db.session.scalar(carried) or version.published_at


def unseen_since(signature: Signature, version: AppealVersion) -> int:
    """The number of the text that was signed, where who counts from now on has to be told of this one; else 0.

    Who confirmed before it was decided whether they count under it, and is still to be told by the worker, is told by that.
    """
    signed, confirmed_at = signature.version, signature.confirmed_at
    is_next = version.told_up_to is not None and signature.id > version.told_up_to
    is_told_soon = is_next and confirmed_at is not None and confirmed_at <= decided_at(version)
    return 0 if signed is None or signed is version or is_told_soon else signed.number


def lang_of(appeal: Appeal, version: AppealVersion, lang: str) -> str:
    """The language in which somebody who reads `lang` is shown a version."""
    return next(each for each in (lang, appeal.first_lang, *version.langs) if each in version.langs)


def title_of(appeal: Appeal, version: AppealVersion, lang: str) -> tuple[str, str]:
    """The title of a version for who reads `lang`, after the language that it is in."""
    read_in = lang_of(appeal, version, lang)
    text = version.text(read_in)
    if is_removed(version):
        return read_in, str(gettext("Open letter without its text"))
    return read_in, text.title if text else ""


def is_removed(version: AppealVersion) -> bool:
    """Whether an operator removed its text."""
    return all(version.text(lang) == Text() for lang in version.langs)


def page(appeal: Appeal, version: AppealVersion, lang: str) -> VersionPage:
    """The public page of a version for readers of `lang`."""
    read_in, following = lang_of(appeal, version, lang), appeals.numbered(appeal, version.number + 1)
    text, body = version.text(read_in) or Text(), markdown_json.from_json(version.trees[read_in])
    return VersionPage(
        said=said_of(appeal, version, lang),
        title=title_of(appeal, version, lang)[1],
        titled=text.titled,
        removed=is_removed(version),
        text_missing=read_in != lang,
        letter=parts(appeal, read_in, text, body),
        next=said_of(appeal, following, lang) if following else None,
        changes=(
            changes([read_in, *version.langs, *following.langs], version.text, following.text)
            if following and not (is_removed(version) or is_removed(following))
            else []
        ),
    )


def parts(appeal: Appeal, lang: str, text: Text, body: Document, *, draft: bool = False) -> LetterParts:
    """The parts of a text that is in `lang`, as pages print them."""
    return LetterParts(
        lang=lang,
        dir=i18n.direction(lang),
        letterhead=text.letterhead,
        place=text.place,
        date=text.date,
        recipients=text.recipients,
        delivery=text.delivery,
        subject=text.subject,
        salutation=text.salutation,
        body=Markup(markdown_html.html_of(body, pictures.sources(appeal, body, draft=draft))),  # noqa: S704  sanitised there
        closing=text.closing,
    )


def changes(
    langs: Iterable[str], before: Callable[[str], Text | None], after: Callable[[str], Text | None]
) -> list[Changed]:
    """What differs between two texts, in each language in which anything does."""
    return [
        Changed(lang, i18n.own_name(lang), i18n.direction(lang), found)
        for lang in dict.fromkeys(langs)
        if (found := _between(before(lang) or Text(), after(lang) or Text()))
    ]
