"""Rows of a list that are ready: all that can be worked out before they are written is, and nothing of it counts yet.

They wait sealed in the place of what was read, part by part, until all of the list is ready; then each is written once, and
counts (docs/adr/0071).
"""

from collections.abc import Collection
from datetime import datetime
from datetime import time as time_of_day
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update

from petition.appeals.models import Appeal
from petition.appeals.service import hold
from petition.core import postgresql
from petition.core.db import db, insert_many, table_of
from petition.core.vault import Key
from petition.lexicon.language import language_of
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import invite, judge, lookup, sealing
from petition.lists.judge import KnownKeys
from petition.lists.models import LineList, LinePart
from petition.reading.signatories.listed import Listed
from petition.signatures import suppression
from petition.signatures.keys import mailbox_key_by
from petition.signatures.models import Signature, Stand, sealed, unsealed
from petition.signatures.rules import Particulars, Signing, Source, State, may_be_shown
from petition.signatures.ticket import Ticket

# What keeps a row out when it is written. A mailbox that counts and who left by their own word do so always.
UNLESS_KNOWN = "known"  # nobody touched its tick
UNLESS_THERE = "there"  # organisers ticked it
ALWAYS = ""  # organisers ticked it although it was there already

_GO_BEFORE = (State.CONFIRMED, State.HELD, State.NOT_ME, State.REJECTED)  # of other words of a mailbox


class Ready(NamedTuple):
    """A row that is ready, in words that JSON knows; keys and what is sealed in hexadecimal digits."""

    only: str
    key: str  # by which it is found again: of its mailbox, or of its line if it has none
    line_key: str
    addressed: bool
    ref: str
    nonce: str
    kind: str
    visibility: str
    signed_on: str
    particulars: str  # sealed for its row


def keep(kept: LineList, number: int, wanted: Collection[tuple[Listed, str]]) -> None:
    """Keep these rows in the place of a part, each with what keeps it out; the first part has the headings, too."""
    part, key, appeal_id = lookup.first_part(kept) + number, kept.appeal.key, kept.appeal_id
    rows = [
        _made(key, appeal_id, *each, ticket)
        for each, ticket in zip(wanted, Ticket.many(len(wanted)), strict=True)
    ]
    values = {"found": key.seal_json(rows, _place(kept, part)), "changes": b""}
    if number:
        values["sealed"] = b""
    which = (LinePart.list_id == kept.id, LinePart.number == part)
    db.session.execute(update(LinePart).where(*which).values(values))


def _made(key: Key, appeal_id: int, listed: Listed, only: str, ticket: Ticket) -> Ready:
    own, kind = judge.particulars_of(listed), listed.line.kind
    line_key = suppression.line_key(key, own.line).hex()
    return Ready(
        only,
        mailbox_key_by(key, listed.mailbox).hex() if listed.mailbox else line_key,
        line_key,
        bool(listed.mailbox),
        *ticket,
        kind,
        may_be_shown(kind, listed.visibility),
        listed.signed_on,
        sealed(key, appeal_id, ticket.ref, own).hex(),
    )


def _place(kept: LineList, part: int) -> str:
    return sealing.place_of(kept.ref, kept.appeal_id, f"{part}|ready")


def write_next(kept: LineList, now: datetime) -> bool:
    """Write the next part, whose rows count from then on, and ask who is to be asked; whether one was left."""
    first = lookup.first_part(kept)
    these = (
        LinePart.list_id == kept.id,
        LinePart.number >= first,
        LinePart.number < first + lookup.parts(kept),
    )
    next_one = select(LinePart.number, LinePart.found).where(*these).order_by(LinePart.number).limit(1)
    part = db.session.execute(next_one).first()
    if part is None:
        return False
    said = kept.appeal.key.unseal_json(part.found, _place(kept, part.number)) if part.found else []
    _write(kept, _that_may_count(kept, [Ready(*each) for each in said]), now)
    db.session.execute(delete(LinePart).where(LinePart.list_id == kept.id, LinePart.number == part.number))
    _count_anew(part.number - first)
    return True


def _count_anew(written: int) -> None:
    if written & (written - 1) == 0:  # twice as much as at the last look
        postgresql.count_anew(db.session.connection(), Signature.__tablename__, "appeal_id, list_id, state")


def _that_may_count(kept: LineList, rows: list[Ready]) -> list[Ready]:
    """Those who are still to be added: much may have happened since the list was looked through.

    Nothing is looked up of who is asked: whether they have signed is between them and us (docs/adr/0018).
    """
    asks = kept.invites
    mailboxes = [bytes.fromhex(each.key) for each in rows if each.addressed and not asks]
    lines = [bytes.fromhex(each.key) for each in rows if not each.addressed]
    known = judge.known(kept, mailboxes, lines, states=_GO_BEFORE)
    stay, seen = [], set[str]()
    for each in rows:
        if not _stays_out(each, known, seen):
            stay.append(each)
        seen.add(each.key)
    return stay


def _stays_out(row: Ready, known: KnownKeys, seen: set[str]) -> bool:
    key = bytes.fromhex(row.key)
    is_there, end = key in known.there, known.ended.get(key)
    if end and (end.own or row.only == UNLESS_KNOWN):
        return True
    if row.addressed or row.only == UNLESS_KNOWN:
        return is_there or row.key in seen
    return is_there and row.only == UNLESS_THERE


def _write(kept: LineList, rows: list[Ready], now: datetime) -> None:
    appeal, asks = kept.appeal, kept.invites and kept.appeal.is_open(now)
    start = _last_rank(appeal) + 1 if kept.first else 0
    placed = [(row, start + nth if start else None) for nth, row in enumerate(rows)]
    _insert(kept, [each for each in placed if not (kept.invites and each[0].addressed)], now)
    if asks:
        asked = [
            (unsealed(appeal.key, appeal.id, row.ref, bytes.fromhex(row.particulars)), row, rank)
            for row, rank in placed
            if row.addressed
        ]
        lang = _language(appeal, [own for own, _row, _rank in asked])
        signing = [
            (Signing(own, Kind(row.kind), Visibility(row.visibility), lang), rank) for own, row, rank in asked
        ]
        kept.invited += invite.invite(kept, signing, now=now)


def _language(appeal: Appeal, people: list[Particulars]) -> str:
    """The language to write to people of a list in: the one that their entries are in, where the letter is in it, too."""
    entries = "\n".join(f"{each.name} {each.role} {each.affiliation} {each.place}" for each in people)
    found = language_of(entries)
    return found if found in appeal.published_langs else appeal.first_lang


def _insert(kept: LineList, placed: list[tuple[Ready, int | None]], now: datetime) -> None:
    """Insert signatures on the organisers' word, each with its rank, which count at once."""
    stand, zone, lang = Stand.under(kept.appeal), ZoneInfo(kept.appeal.zone), kept.appeal.first_lang
    list_id = kept.id
    values = [
        {
            "appeal_id": stand.appeal_id,
            "version_id": stand.version_id,
            "list_id": list_id,
            "ref": row.ref,
            "nonce": row.nonce,
            "state": State.CONFIRMED,
            "source": Source.LIST,
            "kind": row.kind,
            "visibility": row.visibility,
            "lang": lang,
            "rank": rank,
            "particulars": bytes.fromhex(row.particulars),
            "mailbox_key": bytes.fromhex(row.key) if row.addressed else None,
            "typed_key": bytes.fromhex(row.line_key),
            "mails": 0,
            "signed_at": _signed_at(row.signed_on, zone, now),
            "confirmed_at": now,
            "keep_until": stand.keep_until,
        }
        for row, rank in placed
    ]
    insert_many(table_of(Signature), values)


@lru_cache(maxsize=64)
def _signed_at(day: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Noon of the day the list says, where the appeal is at home; now where it says none, or one to come."""
    if not day:
        return now
    return min(datetime.combine(datetime.fromisoformat(day), time_of_day(12), zone), now)


def _last_rank(appeal: Appeal) -> int:
    """The last place among the first signatories; no other list is given one until this transaction ends."""
    hold(appeal)
    ranked = (Signature.appeal_id == appeal.id, Signature.rank.is_not(None))
    return db.session.scalar(select(func.max(Signature.rank)).where(*ranked)) or 0
