"""Updates as pages, the feed and emails show them, in the words of the language being spoken."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from petition.appeals import delivery
from petition.appeals.update import AppealUpdate, path
from petition.core import i18n, markdown_html, markdown_text
from petition.core.markdown import Document

A_PAGE = 20


@dataclass(frozen=True)
class ShownUpdate:
    """One update for readers of one language; `iso` is when it was published (RFC 3339)."""

    ref: str
    path: str
    title: str
    lang: str
    dir: str
    day: str
    iso: str
    body: Markup


def shown(row: AppealUpdate, lang: str) -> ShownUpdate:
    """An update for readers of `lang`; of a draft, as of when it was written."""
    at, read_in = row.published_at or row.written_at, row.lang_for(lang)
    return ShownUpdate(
        ref=row.ref,
        path=path(row, lang),
        title=row.text(lang).title,
        lang=read_in,
        dir=i18n.direction(read_in),
        day=i18n.day(delivery.day_of(row.appeal, at)),
        iso=instant(at),
        body=html(row.body(lang)),
    )


def instant(at: datetime) -> str:
    """An instant as feeds write it (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=16)
def html(body: Document) -> Markup:
    """The body of an update; drawn once, however many emails hold it."""
    return Markup(markdown_html.html_of(body))  # noqa: S704  sanitised there


@lru_cache(maxsize=16)
def plain(body: Document) -> str:
    """The same for who reads emails as plain text; made once, too."""
    return markdown_text.text_of(body)


def facts(row: AppealUpdate, lang: str) -> dict[str, Any]:
    """What an email of it says besides: its text in the reader's language, as plain text and as HTML."""
    read_in, text = row.lang_for(lang), row.text(lang)
    return {
        "update_title": text.title,
        "update_text": plain(row.body(lang)),
        "update_html": html(row.body(lang)),
        "update_lang": read_in,
        "update_dir": i18n.direction(read_in),
    }
