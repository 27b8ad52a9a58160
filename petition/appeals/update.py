"""An update: what the organisers of a letter write to those who follow it. A draft until it is published, then fixed."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy import update as change
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import i18n, markdown_json, seen
from petition.core.db import Base, db, insert_into
from petition.core.markdown import Document
from petition.core.marks import change_at_once
from petition.mail.out import outbox


@dataclass(frozen=True, slots=True)
class UpdateText:
    """An update in one language; `body` is Markdown."""

    title: str
    body: str


class AppealUpdate(Base):
    """One update, in some of the languages of its appeal; emailed to who asked for updates, once, if at all."""

    __tablename__ = "updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(
        String(24), unique=True
    )  # in its address, and in that of the feed for good
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    # The reference of the recipient's answer that it was drafted of: of each there is one update at most.
    answer: Mapped[str | None] = mapped_column(String(24), index=True, unique=True)
    content: Mapped[dict[str, Any]]  # by language
    trees: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # the body of each, read once
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    sending_at: Mapped[
        datetime | None
    ]  # since when it is emailed, to those who had asked and confirmed by then
    told_up_to: Mapped[int] = mapped_column(default=0)  # the last signature that it was posted to
    posted: Mapped[int] = mapped_column(default=0)  # emails, in all
    done_at: Mapped[datetime | None]  # when all were posted
    reached: Mapped[int | None]  # how many had left or failed when none waited any more
    stopped_at: Mapped[datetime | None]  # when organisers stopped the sending

    appeal: Mapped[Appeal] = relationship()

    @property
    def langs(self) -> list[str]:
        """The languages that it was written in."""
        return list(self.content)

    @property
    def is_being_sent(self) -> bool:
        """Whether emails of it are still to be posted."""
        return self.sending_at is not None and self.done_at is None and self.stopped_at is None

    @property
    def batch(self) -> str:
        """The name under which its emails are counted in the outbox."""
        return f"update {self.ref}"

    @property
    def mark(self) -> str:
        """What tells its text from any other, for forms: who publishes it says which text they have seen."""
        return seen.mark(self.content)

    def lang_for(self, lang: str) -> str:
        """The language that somebody who reads `lang` is shown it in."""
        return next((each for each in (lang, self.appeal.first_lang) if each in self.content), self.langs[0])

    def text(self, lang: str) -> UpdateText:
        """Its text for somebody who reads `lang`."""
        return UpdateText(**self.content[self.lang_for(lang)])

    def body(self, lang: str) -> Document:
        """Its body for somebody who reads `lang`, as it was read when it was saved."""
        return markdown_json.from_json(self.trees[self.lang_for(lang)])


class UpdateIsPublic(Exception):
    """It was published: its text is fixed."""


class TooManyEmailed(Exception):
    """As many updates of this letter were emailed within a day as anybody wants to read."""


class NoUpdateNow(Exception):
    """Nothing is published about this letter: it is a draft, was withdrawn, or is stopped in an emergency."""


MOST_A_DAY = 2  # updates of one letter that are emailed


def may_be_published(appeal: Appeal, now: datetime) -> bool:
    """Whether an update of this appeal may be published now."""
    return appeal.phase(now) in {Phase.OPEN, Phase.GRACE, Phase.CLOSED}


def begin(
    appeal: Appeal,
    texts: Mapping[str, UpdateText],
    bodies: Mapping[str, Document],
    *,
    organiser_id: int,
    now: datetime,
) -> AppealUpdate:
    """A new draft, by language."""
    row = AppealUpdate(
        ref=secrets.token_urlsafe(12),
        appeal_id=appeal.id,
        appeal=appeal,
        content={},
        trees={},
        written_at=now,
    )
    write(row, texts, bodies, organiser_id=organiser_id, now=now)
    db.session.add(row)
    db.session.flush()
    return row


def begin_of_answer(
    appeal: Appeal,
    answer: str,
    texts: Mapping[str, UpdateText],
    bodies: Mapping[str, Document],
    *,
    organiser_id: int,
    now: datetime,
) -> AppealUpdate:
    """The draft that tells of a recipient's answer; the update of it that there is already, as it stands, if there is one.

    Of two who press at once the database lets one make it.
    """
    blank = {"appeal_id": appeal.id, "answer": answer, "content": {}, "trees": {}, "written_at": now}
    new = insert_into(AppealUpdate).values(ref=secrets.token_urlsafe(12), **blank)
    is_new = db.session.execute(new.on_conflict_do_nothing().returning(AppealUpdate.id)).first() is not None
    row = db.session.scalars(select(AppealUpdate).where(AppealUpdate.answer == answer)).one()
    if is_new:
        write(row, texts, bodies, organiser_id=organiser_id, now=now)
    return row


def write(
    row: AppealUpdate,
    texts: Mapping[str, UpdateText],
    bodies: Mapping[str, Document],
    *,
    organiser_id: int,
    now: datetime,
) -> None:
    """Keep the text of a draft; raises UpdateIsPublic."""
    if row.published_at is not None:
        raise UpdateIsPublic
    row.content = {lang: asdict(text) for lang, text in texts.items()}
    row.trees = {lang: markdown_json.as_json(body) for lang, body in bodies.items()}
    row.written_at = now
    audit.record("update.written", appeal_id=row.appeal_id, organiser_id=organiser_id, now=now)


def publish(row: AppealUpdate, *, send: bool, organiser_id: int, now: datetime) -> bool:
    """Publish it, and with `send` email it to who asked for updates. Gives whether this did anything.

    Of two who press at once the database lets one; a second press does nothing. Raises NoUpdateNow, TooManyEmailed.
    """
    if not may_be_published(row.appeal, now):
        raise NoUpdateNow
    if send and row.sending_at is None and _emailed_lately(row.appeal_id, now) >= MOST_A_DAY:
        raise TooManyEmailed
    undone = AppealUpdate.sending_at if send else AppealUpdate.published_at
    values: dict[str, Any] = {"published_at": func.coalesce(AppealUpdate.published_at, now)}
    done = db.session.execute(
        change(AppealUpdate)
        .where(AppealUpdate.id == row.id, undone.is_(None))
        .values(values | ({"sending_at": now} if send else {}))
        .returning(AppealUpdate.id),
        execution_options={"synchronize_session": False},
    ).first()
    if done is None:
        return False
    db.session.expire(row)
    deed = "update.sent" if send else "update.published"
    audit.record(deed, appeal_id=row.appeal_id, organiser_id=organiser_id, now=now)
    change_at_once(row.appeal_id)
    return True


def _emailed_lately(appeal_id: int, now: datetime) -> int:
    lately = (AppealUpdate.appeal_id == appeal_id, AppealUpdate.sending_at > now - timedelta(days=1))
    return int(db.session.execute(select(func.count(AppealUpdate.id)).where(*lately)).scalar_one())


def stop(row: AppealUpdate, *, organiser_id: int, now: datetime) -> None:
    """Send no more of it, for good: what waits in the outbox is taken back."""
    if row.sending_at is None or row.stopped_at is not None or row.reached is not None:
        return
    row.stopped_at = now
    outbox.recall_batch(row.batch)
    left = outbox.of_batch(row.batch)
    row.reached = left.get("sent", 0) + left.get("failed", 0)
    audit.record("update.stopped", appeal_id=row.appeal_id, organiser_id=organiser_id, now=now)


def remove(row: AppealUpdate, *, organiser_id: int, now: datetime) -> None:
    """Take it off the public page, or throw a draft away; what waits to be sent is taken back."""
    outbox.recall_batch(row.batch)
    db.session.delete(row)
    erasure_journal.note("update removed", row.ref, appeal_id=row.appeal_id, now=now)
    audit.record("update.removed", appeal_id=row.appeal_id, organiser_id=organiser_id, now=now)
    change_at_once(row.appeal_id)


def one(appeal: Appeal, ref: str) -> AppealUpdate | None:
    """One update of this appeal, published or not."""
    return db.session.scalar(
        select(AppealUpdate).where(AppealUpdate.appeal_id == appeal.id, AppealUpdate.ref == ref)
    )


def all_of(appeal: Appeal) -> Sequence[AppealUpdate]:
    """Every update of an appeal, drafts too, the latest first."""
    query = select(AppealUpdate).where(AppealUpdate.appeal_id == appeal.id).order_by(AppealUpdate.id.desc())
    return db.session.scalars(query).all()


def of_answers(appeal: Appeal) -> dict[str, str]:
    """The references of the updates of an appeal that tell of an answer, by those of the answers."""
    told = select(AppealUpdate.answer, AppealUpdate.ref).where(AppealUpdate.appeal_id == appeal.id)
    return {answer: ref for answer, ref in db.session.execute(told) if answer}


def published(appeal: Appeal, *, offset: int = 0, most: int = 20) -> Sequence[AppealUpdate]:
    """Some of the updates that everybody may read, the latest first."""
    query = select(AppealUpdate).where(
        AppealUpdate.appeal_id == appeal.id, AppealUpdate.published_at.is_not(None)
    )
    latest = (
        query.order_by(AppealUpdate.published_at.desc(), AppealUpdate.id.desc()).offset(offset).limit(most)
    )
    return db.session.scalars(latest).all()


def count_published(appeal: Appeal) -> int:
    """How many updates everybody may read."""
    mine = (AppealUpdate.appeal_id == appeal.id, AppealUpdate.published_at.is_not(None))
    return int(db.session.execute(select(func.count(AppealUpdate.id)).where(*mine)).scalar_one())


def with_updates(appeal_ids: Collection[int]) -> set[int]:
    """Which of some appeals have updates that everybody may read, by id."""
    mine = (AppealUpdate.appeal_id.in_(appeal_ids), AppealUpdate.published_at.is_not(None))
    return set(db.session.scalars(select(AppealUpdate.appeal_id).where(*mine).distinct()))


# --- where it is read --------------------------------------------------------------------------------------------------


def path(row: AppealUpdate, lang: str) -> str:
    """The path of one update for readers of a language."""
    return f"{path_of_all(row.appeal, '')}/{row.ref}{_asked(row.appeal, lang)}"


def path_of_all(appeal: Appeal, lang: str) -> str:
    """The path of all updates for readers of a language."""
    return f"/a/{appeal.slug}/updates{_asked(appeal, lang)}"


def path_of_feed(appeal: Appeal, lang: str) -> str:
    """The path of the feed for readers of a language."""
    return f"/a/{appeal.slug}/updates.atom{_asked(appeal, lang)}"


def _asked(appeal: Appeal, lang: str) -> str:
    known = lang and (lang in i18n.languages() or lang in appeal.published_langs)
    return f"?lang={lang}" if known else ""
