"""Erasing an appeal: its key is destroyed and everything personal goes; the public text and the counts stay.

The text of a withdrawn one is removed by a deed of its own.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy import delete as delete_from

from petition import audit, erasure_journal
from petition.appeals import emergency, pictures, translations
from petition.appeals.delivery import Delivery
from petition.appeals.models import Appeal, AppealVersion
from petition.appeals.paper import PaperCount
from petition.appeals.pictures import AppealPicture
from petition.appeals.service import NotPossible
from petition.appeals.text import Text
from petition.audit import NAMES, AuditEntry, chain, times
from petition.core.db import Base, db
from petition.core.limits import Counter
from petition.core.markdown import Document
from petition.core.markdown_json import as_json
from petition.core.vault import vault
from petition.delivery.mailed import MailedDelivery
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.letters.models import Card, Export, LetterSeal, Roll, SealLeaf
from petition.lexicon.signatory import Visibility
from petition.lists.models import LineList, LinePart
from petition.mail.out.models import OutboxMessage
from petition.review.models import Case, Look
from petition.signatures import erasing
from petition.signatures.models import Signature, Suppression
from petition.signatures.rules import State
from petition.signatures.ticket import new_nonce

_AT_ONCE = 2_000
_UNDECIDED = (State.PENDING, State.HELD)  # what can no longer come to count
_WHOLE: tuple[type[Base], ...] = (
    Case,
    Look,
    Export,
    Roll,
    Card,
    LetterSeal,
    SealLeaf,
    AppealPicture,
    LineList,
    UnreadMessage,
    ReceivedMessage,
    Suppression,
    MailedDelivery,
    PaperCount,
    OutboxMessage,
)  # rows that say nothing when what is personal is taken out; what belongs to them goes with them

_DRAWN = (Export, Card)  # from a text, and anew when they are wanted
_OF_TEXT = (*_DRAWN, AppealPicture, MailedDelivery, PaperCount)


def erase_appeal(appeal: Appeal, *, organiser_id: int | None = None, now: datetime) -> Iterator[None]:
    """Erase an appeal for good, in steps to be committed; begun again after a fall it goes on. Signing ends with the first.

    A draft goes whole, for nothing of it was ever public.
    """
    erasure_journal.note("appeal erased", appeal.bound_to, appeal_id=appeal.id, now=now)
    audit.record("appeal.erased", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
    if appeal.published_at is None:
        yield from _forget_details(appeal, now)
        db.session.execute(delete_from(OutboxMessage).where(OutboxMessage.appeal_id == appeal.id))
        db.session.delete(appeal)
        yield
        return
    appeal.stopped_at, appeal.stopped_reason = None, ""
    if appeal.may_be_confirmed(now):
        appeal.closes_at, appeal.grace_minutes = now, 0
    appeal.letter_told_at = appeal.closing_noted_at = now
    appeal.letter_told_up_to = None
    appeal.forget_left_over()
    for version in appeal.versions:
        version.told_up_to = None
    yield
    for model in _WHOLE:
        db.session.execute(delete_from(model).where(_of(model, appeal)))
        yield
    # What a recipient stamped or wrote may show who signed; that it was delivered stays.
    db.session.execute(update(Delivery).where(_of(Delivery, appeal)).values(scan=None))
    while _erase_some(appeal, now):
        yield
    yield from _forget_details(appeal, now)
    _erase_some(appeal, now)  # who signed at the very instant of the first step
    # In place of the one that opened everything; pages and the desk go on as if nothing personal had ever been there.
    appeal.wrapped_key = vault().new_key(f"appeal:{appeal.bound_to}")
    appeal.erased_at = now
    yield


def remove_text(appeal: Appeal, *, now: datetime) -> None:
    """Remove the text of a withdrawn letter, in each language and version, with its pictures, cards and files.

    Its page says so and keeps the fingerprint of what was published. Raises NotPossible where it is not withdrawn.
    """
    if appeal.withdrawn_at is None:
        raise NotPossible("not withdrawn")
    if appeal.text_removed_at is not None:
        return
    appeal.text_removed_at = now
    erasure_journal.note("text removed", appeal.bound_to, appeal_id=appeal.id, now=now)
    for model in _OF_TEXT:
        db.session.execute(delete_from(model).where(_of(model, appeal)))
    blank, tree = Text(), as_json(Document())
    for each in appeal.texts:
        each.text, each.tree, each.reading, each.translated_from = blank, tree, {}, None
    for version in appeal.versions:
        _blank(version)
        version.note, version.notes = "", {}
    appeal.logo_row, appeal.share_words = None, {}
    hashes = [version.hash for version in appeal.versions]
    audit.record("text.removed", appeal_id=appeal.id, now=now, hashes=hashes)
    db.session.flush()
    db.session.expire_all()


def remove_text_before(version: AppealVersion, *, now: datetime) -> None:
    """Remove the text of a version that another one has taken the place of; the letter goes on.

    Its page says so and keeps the fingerprint. Raises NotPossible for the present one.
    """
    if version is version.appeal.versions[-1]:
        raise NotPossible("present")
    _remove_text_of(version, now=now)


def remove_text_again(version: AppealVersion, *, now: datetime) -> None:
    """The same in a backup that was put in place. Where it is the present text there, nobody can sign until another one is.

    The drafts that say the same go with it; what was published since is not in the backup.
    """
    appeal = version.appeal
    if version is appeal.versions[-1]:
        for each in appeal.texts:
            if replace(each.text, left_over=()) == version.text(each.lang):
                each.text, each.tree = Text(left_over=each.text.left_over), as_json(Document())
        with suppress(NotPossible):
            emergency.begin(appeal, "Its text was removed. Write it again, and publish it.", now=now)
    _remove_text_of(version, now=now)


def without_text() -> list[str]:
    """The addresses of letters that are stopped because the text that was present in a backup had been removed."""
    stopped = db.session.scalars(select(Appeal).where(Appeal.stopped_at.is_not(None)).order_by(Appeal.slug))
    return [each.slug for each in stopped if each.version and each.published(each.first_lang) == Text()]


def _remove_text_of(version: AppealVersion, *, now: datetime) -> None:
    appeal, numbers = version.appeal, pictures.named_by(version)
    _blank(version)
    pictures.drop_unnamed(appeal, numbers)
    for model in _DRAWN:
        db.session.execute(delete_from(model).where(_of(model, appeal)))
    for each in appeal.texts:
        each.reading = {}  # may say what stood in it
    translations.forget_old(appeal)
    kind = f"{erasure_journal.VERSION_REMOVED}{version.number}"
    erasure_journal.note(kind, appeal.bound_to, appeal_id=appeal.id, now=now)
    audit.record("text.removed", appeal_id=appeal.id, now=now, hashes=[version.hash])
    db.session.flush()
    db.session.expire_all()


def _blank(version: AppealVersion) -> None:
    version.content = dict.fromkeys(version.langs, Text().as_json())
    version.trees = dict.fromkeys(version.langs, as_json(Document()))


def _of(model: type[Base], appeal: Appeal) -> ColumnElement[bool]:
    found: ColumnElement[bool] = model.__table__.c.appeal_id == appeal.id
    return found


def _erase_some(appeal: Appeal, now: datetime) -> int:
    """Let some signatures be nothing but a count: confirmed or not, and not named."""
    rows = db.session.execute(
        select(Signature.id, Signature.state)
        .where(Signature.appeal_id == appeal.id, (Signature.particulars != b"") | _is_known())
        .limit(_AT_ONCE)
    ).all()
    undecided = [row.id for row in rows if row.state in _UNDECIDED]
    others = [row.id for row in rows if row.state not in _UNDECIDED]
    erasing.erase(Signature.id.in_(undecided), state=State.EXPIRED, visibility=Visibility.HIDDEN, now=now)
    erasing.erase(Signature.id.in_(others), visibility=Visibility.HIDDEN, now=now)
    if rows:  # every link ends
        db.session.execute(update(Signature), [{"id": row.id, "nonce": new_nonce()} for row in rows])
    return len(rows)


def _is_known() -> ColumnElement[bool]:
    return Signature.mailbox_key.is_not(None) | Signature.typed_key.is_not(None)


def _forget_details(appeal: Appeal, now: datetime) -> Iterator[None]:
    """Let the audit say what was done and how often, and no longer to which row, nor when in a day a supporter did it."""
    times.cut_to_day(appeal.id, appeal.zone, complete_at=appeal.complete_at, until=now)
    last = 0
    while rows := db.session.execute(
        select(AuditEntry.id, AuditEntry.facts)
        .where(AuditEntry.appeal_id == appeal.id, AuditEntry.id > last)
        .order_by(AuditEntry.id)
        .limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        values = [
            {"id": row.id, "facts": {name: fact for name, fact in row.facts.items() if name not in NAMES}}
            for row in rows
            if NAMES & set(row.facts)
        ]
        if values:
            db.session.execute(update(AuditEntry), values)
            chain.forget_names([each["id"] for each in values])
            yield


def held(appeal: Appeal) -> dict[str, int]:
    """How much personal data is kept of each kind; never whose."""
    signatures = Signature.appeal_id == appeal.id
    parts = select(LinePart.list_id).where(LinePart.list_id == LineList.id).exists()
    counted: dict[str, Select[Any]] = {
        "names": select(func.count()).where(signatures, Signature.particulars != b""),
        "mailboxes": select(func.count()).where(signatures, Signature.mailbox_key.is_not(None)),
        "messages": _count(UnreadMessage, appeal),
        "message traces": _count(ReceivedMessage, appeal),
        "lists": select(func.count()).where(
            LineList.appeal_id == appeal.id, (LineList.sealed != b"") | parts
        ),
        "outbox": _count(OutboxMessage, appeal).where(OutboxMessage.sealed.is_not(None)),
        "suppressions": _count(Suppression, appeal),
        "cases": _count(Case, appeal),
        "exports": _count(Export, appeal),
        "pictures": _count(AppealPicture, appeal),
        "scans": _count(Delivery, appeal).where(Delivery.scan.is_not(None)),
        "audit entries": select(func.count()).where(AuditEntry.appeal_id == appeal.id),
        "networks": select(func.count()).select_from(Counter),
    }
    return {kind: int(db.session.execute(query).scalar_one()) for kind, query in counted.items()}


def _count(model: type[Base], appeal: Appeal) -> Select[Any]:
    return select(func.count()).select_from(model).where(_of(model, appeal))
