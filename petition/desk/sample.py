"""The sample appeal of a first run: of our own writing, published, and signed by people who do not exist."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import delete, select

from petition.accounts import members
from petition.appeals import rules, terms
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core.db import db
from petition.core.settings import settings
from petition.desk import service
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import add, lookup
from petition.mail.out.models import OutboxMessage
from petition.reading import reader
from petition.reading.draft import Draft
from petition.signatures import confirming, signing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing

SLUG = "keep-the-reading-room"
TEAM = "Friends of the Reading Room"
ORGANISER = "organiser@example.org"

_FOLDER = Path(__file__).parent / "sample_letter"
_DATED = {"en": "d MMMM y", "ru": "d MMMM y 'года'", "kk": "y 'жылғы' d MMMM"}  # the first language first
_SINCE = timedelta(days=5)
_OPEN_FOR = timedelta(days=21)
_PAUSE = timedelta(minutes=4)  # between signing and confirming


def make(*, now: datetime) -> Appeal:
    """Give the sample appeal, made unless it is there: published days ago, open for three weeks more; commits nothing.

    All but the last of its signatories have confirmed. Only the mails to the last two wait to be carried: enough to
    try the mailbox and a confirmation with, and no flood.
    """
    if found := appeals.by_slug(SLUG):
        return found
    appeal = _publish(now - _SINCE, until=now + _OPEN_FOR)
    rows = list(_rows())
    first, last = now - _SINCE + timedelta(hours=1), now - 2 * _PAUSE
    instants = [first + (last - first) * nth / (len(rows) - 1) for nth in range(len(rows))]
    for nth, (row, at) in enumerate(zip(rows, instants, strict=True), 1):
        mailbox = f"reader{nth}@example.org"
        _sign(appeal, row, mailbox, at)
        if nth < len(rows):
            _confirm(appeal, mailbox, at + _PAUSE)
    done = [moment for at in instants[:-2] for moment in (at, at + _PAUSE)]
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.posted_at.in_(done)))
    return appeal


def _publish(at: datetime, *, until: datetime) -> Appeal:
    zone = settings().time_zone
    drafts = {lang: _draft(lang, at.astimezone(ZoneInfo(zone)).date()) for lang in _DATED}
    first_lang, *others = drafts
    appeal = service.begin_from_draft(
        members.team_named(TEAM, now=at),
        drafts[first_lang],
        lang=first_lang,
        zone=zone,
        slug=SLUG,
        organiser_id=None,
        now=at,
    )
    for lang in others:
        appeals.write(appeal, lang, Text.from_draft(drafts[lang]), organiser_id=None, now=at)
    for kept in lookup.waiting_lists(appeal):
        add.accept_list(kept, range(kept.rows), now=at)
    evening = datetime.combine(until.astimezone(ZoneInfo(zone)).date(), time(18))
    set_up = {"closes_at": rules.instants(evening, zone)[0], "target": 100, "accent": "blue"}
    terms.set_terms(appeal, set_up, organiser_id=None, now=at)
    service.publish(appeal, now=at)
    return appeal


def _draft(lang: str, day: date) -> Draft:
    """The letter in a language, dated to the day it is published: a sample made next year is not a year old."""
    path = _FOLDER / f"{lang}.md"
    draft = reader.read(path.read_bytes(), path.name)
    return replace(draft, date=format_date(day, _DATED[lang], locale=lang), date_iso=day.isoformat())


def _rows() -> Iterator[dict[str, str]]:
    """Who signs, in their order; one with a representative is an organisation."""
    with (_FOLDER / "signatories.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _sign(appeal: Appeal, row: dict[str, str], mailbox: str, at: datetime) -> None:
    fields = {name: row[name] for name in ("name", "role", "affiliation", "place", "representative")}
    signing.sign(
        appeal,
        Signing(
            Particulars(mailbox=mailbox, **fields),
            kind=Kind.ORGANISATION if row["representative"] else Kind.PERSON,
            visibility=Visibility(row["visibility"]),
            lang=row["lang"],
        ),
        now=at,
    )


def _confirm(appeal: Appeal, mailbox: str, at: datetime) -> None:
    key = mailbox_key_of(appeal, mailbox)
    mine = select(Signature).where(Signature.appeal_id == appeal.id, Signature.mailbox_key == key)
    confirming.confirm(db.session.scalars(mine).one(), now=at)
