"""The activity log of an appeal in words: what organisers did and what the clock did, when, and by whom.

What supporters do with their own signatures is not told here: the instant of a withdrawal, or of a wish for no more email,
would tell of somebody who is not named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, TextClause, func, or_, select, text

from petition.accounts.models import Team
from petition.appeals.models import Appeal, AppealTeam
from petition.appeals.organiser_names import name_of
from petition.audit import BUT_ARRIVING, AuditEntry
from petition.core import i18n
from petition.core.db import db
from petition.lists import lookup
from petition.lists.models import LineList

A_PAGE = 50

LETTER = {
    "appeal.begun": _l("Letter started"),
    "appeal.copied": _l("Copied from another letter"),
    "appeal.readdressed": _l("Address changed"),
    "text.written": _l("Text changed"),
    "text.dropped": _l("Text of a language removed"),
    "terms.set": _l("Settings changed"),
    "logo.set": _l("Logo added"),
    "logo.removed": _l("Logo removed"),
    "letter.laid out": _l("Printing of the list changed"),
    "appeal.published": _l("Published"),
    "signatures.carried": _l("Earlier signatures counted under the present text"),
    "appeal.extended": _l("Deadline extended"),
    "appeal.closed": _l("Closed for signing"),
    "appeal.deadline passed": _l("Deadline passed"),
    "update.written": _l("Update written"),
    "update.published": _l("Update published"),
    "update.sent": _l("Update published and emailed"),
    "update.stopped": _l("Emails of an update stopped"),
    "update.removed": _l("Update removed"),
    "letter.sealed": _l("List of signatures sealed"),
    "letter.emailed": _l("Letter emailed to its recipients"),
    "letter.delivered": _l("Letter delivered"),
    "letter.answered": _l("Answer recorded"),
    "delivery.removed": _l("Record of a delivery or answer removed"),
    "appeal.withdrawn": _l("Letter withdrawn"),
    "sharing.offered": _l("Another team invited"),
    "sharing.offer taken back": _l("Invitation of a team taken back"),
    "sharing.began": _l("Another team publishes the letter too"),
    "sharing.ended": _l("A team no longer publishes the letter"),
    "sharing.led": _l("Another team leads the letter"),
    "emergency.begun": _l("Emergency stop"),
    "emergency.ended": _l("Emergency stop ended"),
    "appeal.erased": _l("Letter deleted"),
    "text.removed": _l("Text of the letter removed"),
    "draft.warned": _l("Team told that names in the draft will be deleted"),
    "draft.erased": _l("Names in the draft deleted"),
    "mailboxes.asked": _l("Email addresses asked for"),
    "mailboxes.agreed": _l("Export of email addresses agreed to"),
    "mailboxes.exported": _l("Email addresses downloaded"),
    "mailboxes.erased": _l("Email addresses deleted"),
}
SIGNATURES = {
    "signatures.held by organisers": _l("Signatures held"),
    "signatures.taken off": _l("Signatures taken off"),
    "signatures.put back": _l("Signatures put back"),
    "signatures.searched by mailbox": _l("Signatures searched by email address"),
    "signatures.undone": _l("Action on signatures undone"),
    "signatures.ended by operator": _l("Operator ended what an email address had signed"),
    "paper.stated": _l("Number of signatures on paper stated"),
    "signature.corrected": _l("Signature corrected"),
    "signature.counted": _l("Held signature let through"),
    "signature.not counted": _l("Held signature not counted"),
    "case.same": _l("Duplicates: same person"),
    "case.different": _l("Duplicates: different people"),
    "case.later": _l("Duplicates: decide later"),
    "case.undone": _l("Duplicates: decision undone"),
    "case.form chosen": _l("Duplicates: line to print chosen"),
}
LISTS = {
    "list.taken": _l("List imported"),
    "list.accepted": _l("List added to the letter"),
    "list.undone": _l("List taken back"),
    "list.dropped": _l("List discarded"),
    "first signatory.rewritten": _l("Name of a list corrected"),
    "first signatory.moved": _l("First signatory moved"),
    "first signatory.taken off": _l("Name of a list taken off"),
}
MESSAGES = {
    "message.entered": _l("Message entered as a signature"),
    "message.aside": _l("Message done"),
    "message.taken back": _l("Decision about a message undone"),
}
PARTS = {
    "letter": (_l("Letter"), LETTER),
    "signatures": (_l("Signatures"), SIGNATURES),
    "lists": (_l("Lists"), LISTS),
    "messages": (_l("Messages"), MESSAGES),
}
_SETTINGS = {  # as their page calls them; of the rest the log says that something was changed
    "closes_at": _l("Deadline"),
    "zone": _l("Time zone"),
    "target": _l("Goal"),
    "asks": _l("The form also asks for"),
    "looks": _l("What is shown at once"),
    "mails": _l("Emails"),
    "accent": _l("Colour"),
}
_CARRIES = {
    True: _l("signatures given before count under it too"),
    False: _l("signatures confirmed before do not count under it"),
}
WORDS = LETTER | SIGNATURES | LISTS | MESSAGES
_BY_NOBODY = {*LETTER, "signatures.ended by operator", "list.undone"}  # told though no organiser did it


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log; `who` is '' where it was the service itself."""

    at: datetime
    what: str
    count: int | None
    reason: str  # one of rules.WHY, '' for none
    who: str
    batch: str  # by which it may be undone, '' for what is not undone here
    about: str = ""  # which list, language, team, version or settings
    list_ref: str = ""  # of a list that can still be opened


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, the latest first, and how many entries there are."""

    entries: list[LogEntry]
    count: int


def page(appeal: Appeal, part: str = "", *, number: int = 1, names_lists: bool = False) -> LogPage:
    """A page of the log of an appeal; `part`: one of PARTS, '' for all. `names_lists`: whoever reads it may open lists."""
    where = _which(appeal, part)
    counted = select(func.count()).select_from(AuditEntry).where(*where)
    query = select(AuditEntry).where(*where).order_by(AuditEntry.id.desc())
    some = query.offset((number - 1) * A_PAGE).limit(A_PAGE)
    entries = _entries(appeal, db.session.scalars(some).all(), names_lists=names_lists)
    return LogPage(entries, int(db.session.execute(counted).scalar_one()))


def everything(appeal: Appeal, part: str = "", *, names_lists: bool = False) -> Iterator[LogEntry]:
    """The whole log of an appeal, its beginning first."""
    query = select(AuditEntry).where(*_which(appeal, part)).order_by(AuditEntry.id)
    for rows in db.session.scalars(query.execution_options(yield_per=1_000)).partitions():
        yield from _entries(appeal, rows, names_lists=names_lists)


def raw(appeal: Appeal) -> Iterator[AuditEntry]:
    """Every entry as it was written, for whoever runs the service."""
    query = select(AuditEntry).where(AuditEntry.appeal_id == appeal.id).order_by(AuditEntry.id)
    yield from db.session.scalars(query.execution_options(yield_per=1_000))


def last_of_team(team_id: int) -> dict[int, LogEntry]:
    """What each organiser did last with letters of a team, by the number of the organiser."""
    shared = select(AppealTeam.appeal_id).where(AppealTeam.team_id == team_id)
    appeals = select(Appeal.id).where(or_(Appeal.team_id == team_id, Appeal.id.in_(shared)))
    latest = (
        select(func.max(AuditEntry.id))
        .where(AuditEntry.appeal_id.in_(appeals), text(BUT_ARRIVING))
        .where(AuditEntry.organiser_id.is_not(None), AuditEntry.deed.in_(WORDS))
        .group_by(AuditEntry.organiser_id)
    )
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(latest)))
    return {row.organiser_id: _entry(row) for row in rows if row.organiser_id is not None}


def _which(appeal: Appeal, part: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
    deeds = PARTS[part][1] if part in PARTS else WORDS
    told = or_(AuditEntry.organiser_id.is_not(None), AuditEntry.deed.in_(_BY_NOBODY))
    return AuditEntry.appeal_id == appeal.id, text(BUT_ARRIVING), AuditEntry.deed.in_(deeds), told


def _entries(appeal: Appeal, rows: Sequence[AuditEntry], *, names_lists: bool) -> list[LogEntry]:
    """Some lines of the log; whom and which teams and lists they speak of is asked for once."""
    lists = (
        lookup.by_refs(appeal, {ref for row in rows if (ref := row.facts.get("list"))}) if names_lists else {}
    )
    people = {number: name_of(number, appeal) for number in {row.organiser_id for row in rows}}
    spoken_of = Team.id.in_({row.facts.get("team") for row in rows})
    teams = {team.id: team.name for team in db.session.scalars(select(Team).where(spoken_of))}
    kept = [lists.get(row.facts.get("list", "")) for row in rows]
    return [
        _entry(row, people[row.organiser_id], its, _about(row, its, teams))
        for row, its in zip(rows, kept, strict=True)
    ]


def _about(row: AuditEntry, kept: LineList | None, teams: Mapping[int, str]) -> str:
    """Which list, language, team, version or settings an entry speaks of, '' for none."""
    facts: dict[str, Any] = row.facts
    if row.deed.startswith("sharing."):
        return teams.get(facts.get("team", 0), facts.get("name", ""))
    if row.deed == "terms.set":
        return ", ".join(str(said) for name, said in _SETTINGS.items() if name in facts.get("fields", ()))
    if row.deed == "appeal.published":
        said = [str(gettext("Version %(number)s of the text", number=i18n.number(facts.get("version", 1))))]
        if "carries" in facts:
            said.append(str(_CARRIES[facts["carries"]]))
        return ", ".join(said)
    if kept:
        return lookup.name_of(kept)
    return i18n.own_name(facts["lang"]) if row.deed.startswith("text.") and facts.get("lang") else ""


def _entry(row: AuditEntry, who: str = "", kept: LineList | None = None, about: str = "") -> LogEntry:
    facts: dict[str, Any] = row.facts
    count = next(
        (facts[name] for name in ("count", "added", "rows") if isinstance(facts.get(name), int)), None
    )
    return LogEntry(
        row.at,
        str(WORDS[row.deed]),
        count,
        facts.get("reason", ""),
        who,
        facts.get("batch", ""),
        about,
        kept.ref if kept and kept.state != "undone" else "",
    )
