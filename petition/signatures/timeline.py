"""What became of a letter, day by day, and what its organisers wrote last: parts of its public pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise

from flask_babel import gettext

from petition.appeals import delivery, update
from petition.appeals.models import Appeal
from petition.core import i18n
from petition.signatures import versions

_MOST_UPDATES = 50  # of the time line; the page of updates has all
_LATEST = 3
_LAST = datetime.max.replace(tzinfo=UTC)  # of a delivery the day alone is known


@dataclass(frozen=True)
class Happening:
    """One event in the life of a letter; `scan` is the reference of the event that has one, `scan_form` its ending.

    `became`: of a new text, what became of the signatures given before.
    """

    day: str
    what: str
    said: str = ""
    words: str = ""
    scan: str = ""
    scan_form: str = ""
    url: str = ""
    became: str = ""


@dataclass(frozen=True)
class UpdateLink:
    """An update in a list of them."""

    title: str
    lang: str
    day: str
    url: str


def timeline(appeal: Appeal) -> list[Happening]:
    """What has become of a complete letter, day by day: days as its organisers call them, in its time zone."""
    happened = sorted(_happened(appeal), key=lambda each: each[:2])
    return [happening for _day, _instant, happening in happened]


def _happened(appeal: Appeal) -> Iterator[tuple[date, datetime, Happening]]:
    assert appeal.published_at is not None and appeal.closes_at is not None  # noqa: PT018  of what is closed
    scans, lang = delivery.with_scan(appeal), i18n.spoken()
    became = {delivery.Event.DELIVERED: gettext("Delivered"), delivery.Event.ANSWERED: gettext("Answered")}

    def on(instant: datetime, what: str, said: str = "", url: str = "") -> tuple[date, datetime, Happening]:
        day = delivery.day_of(appeal, instant)
        return day, instant, Happening(i18n.day(day), what, said, url=url)

    yield on(appeal.published_at, gettext("Published"))
    for each in appeal.extensions:
        yield on(each.extended_at, gettext("Deadline extended"), each.said(lang, appeal.first_lang))
    for before, version in pairwise(appeal.versions):
        told = versions.said_of(appeal, version, lang)
        where = versions.path(appeal, before, lang) + versions.CHANGES
        said = told.note or gettext("See what changed")  # it could be left empty before version 0.2.0
        day, at, happening = on(version.published_at, gettext("New version of the text"), said, where)
        yield day, at, replace(happening, became=told.signatures)
    yield on(appeal.closes_at, gettext("Closed for signing"))
    for row in update.published(appeal, most=_MOST_UPDATES):
        assert row.published_at is not None
        yield on(row.published_at, gettext("Update"), row.text(lang).title, update.path(row, lang))
    for event in delivery.of(appeal):
        scan, how = scans.get(event.ref, ""), delivery.how(event, lang)
        happening = Happening(
            i18n.day(event.day),
            became[event.what],
            how,
            event.said(lang, appeal.first_lang),
            event.ref if scan else "",
            scan,
        )
        yield event.day, _LAST, happening


def latest_updates(appeal: Appeal, lang: str) -> list[UpdateLink]:
    """The latest updates, for readers of `lang`."""
    return [
        UpdateLink(
            row.text(lang).title,
            row.lang_for(lang),
            i18n.day(delivery.day_of(appeal, row.published_at)),
            update.path(row, lang),
        )
        for row in update.published(appeal, most=_LATEST)
        if row.published_at is not None
    ]
