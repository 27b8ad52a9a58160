"""A complete letter, emailed to its recipients from the desk: a draft until it is sent, and then never sent again.

The files are made when each email leaves, and kept nowhere: whoever has withdrawn by then is in none of them.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition import audit
from petition.accounts import members
from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import seen
from petition.core.db import Base, db
from petition.core.text import is_same_mailbox
from petition.core.vault import readable
from petition.mail.out import outbox
from petition.mail.out.models import OutboxMessage

MOST_A_DAY = 3  # times that one letter is emailed
KEPT = timedelta(days=30)  # a draft that nobody sends; of what was sent, the words and where answers go


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom it goes to, and by which name the outbox knows the email, '' before it is sent."""

    name: str
    address: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class MailedText:
    """What is sent: to whom, with which words, and where answers go."""

    addressees: tuple[Addressee, ...]
    words: str
    reply_to: str
    unrecorded: bool = False  # it was sent, and the public page does not say so yet

    @property
    def reached(self) -> tuple[Addressee, ...]:
        """Those with an address: of the others, the name is kept until one is known."""
        return tuple(each for each in self.addressees if each.address)


class MailedDelivery(Base):
    """One sending of a letter to its recipients, in one of its languages; addresses and words are sealed."""

    __tablename__ = "mailed_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    lang: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[bytes]
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    words_kept: Mapped[bool] = mapped_column(default=True)

    appeal: Mapped[Appeal] = relationship()

    @property
    def text(self) -> MailedText:
        """What is sent, unsealed.

        Where answers go to an organiser of the letter, their name alone is kept: nobody answers who has left since, and ''
        stands in place of their address, which goes with them.
        """
        kept = self.appeal.key.unseal_json(self.sealed, self._place)
        answers = next((each for each in self._organisers if each.ref == kept.get("organiser")), None)
        return MailedText(
            tuple(Addressee(**each) for each in kept["addressees"]),
            kept["words"],
            answers.mailbox if answers else kept["reply_to"],
            kept.get("unrecorded", False),
        )

    @text.setter
    def text(self, text: MailedText) -> None:
        kept, to = asdict(text), text.reply_to
        for each in self._organisers:
            if to and is_same_mailbox(to, each.mailbox):
                kept |= {"reply_to": "", "organiser": each.ref}
        self.sealed = self.appeal.key.seal_json(kept, self._place)

    @property
    def _organisers(self) -> list[Organiser]:
        return members.of_team(*self.appeal.teams)

    @property
    def mark(self) -> str:
        """What tells this email from any other, for forms: who sends it says which one they have seen."""
        return seen.mark(self.lang, asdict(self.text))

    @property
    def batch(self) -> str:
        """The name under which its emails are counted in the outbox."""
        return f"delivery {self.ref}"

    @property
    def _place(self) -> str:
        return f"mailed_deliveries|sealed|{self.ref}"


class SentTooOften(Exception):
    """It was emailed as often within a day as any recipient needs: this is no way to write to everybody."""


class LetterNotComplete(Exception):
    """Signing and confirming go on, or the letter was withdrawn or stopped: there is nothing to deliver."""


def is_complete(appeal: Appeal, now: datetime) -> bool:
    """Whether the letter may be delivered."""
    return appeal.phase(now) is Phase.CLOSED


def draft(appeal: Appeal) -> MailedDelivery | None:
    """What is written and not yet sent."""
    mine = select(MailedDelivery).where(
        MailedDelivery.appeal_id == appeal.id, MailedDelivery.sent_at.is_(None)
    )
    return db.session.scalar(mine.order_by(MailedDelivery.id.desc()).limit(1))


def one(appeal: Appeal, ref: str) -> MailedDelivery | None:
    """What was written for this letter under this name, sent or not."""
    mine = (MailedDelivery.appeal_id == appeal.id, MailedDelivery.ref == ref)
    return db.session.scalar(
        select(MailedDelivery).where(*mine), execution_options={"populate_existing": True}
    )


def sent(appeal: Appeal) -> Sequence[MailedDelivery]:
    """What was sent, the latest first."""
    mine = (MailedDelivery.appeal_id == appeal.id, MailedDelivery.sent_at.is_not(None))
    return db.session.scalars(select(MailedDelivery).where(*mine).order_by(MailedDelivery.id.desc())).all()


def write(appeal: Appeal, lang: str, text: MailedText, *, now: datetime) -> MailedDelivery:
    """Keep what is to be sent, in place of what was kept and not sent."""
    row = draft(appeal) or MailedDelivery(ref=secrets.token_urlsafe(12), appeal_id=appeal.id, appeal=appeal)
    row.lang, row.text, row.written_at = lang, text, now
    db.session.add(row)
    db.session.flush()
    return row


def claim(row: MailedDelivery, *, organiser_id: int, now: datetime) -> bool:
    """Let it be sent now; False where it was sent before. Of two who press at once the database lets one.

    Raises LetterNotComplete, SentTooOften.
    """
    if not is_complete(row.appeal, now):
        raise LetterNotComplete
    lately = [each for each in sent(row.appeal) if each.sent_at and each.sent_at > now - timedelta(days=1)]
    if row.sent_at is None and len(lately) >= MOST_A_DAY:
        raise SentTooOften
    claimed = db.session.execute(
        update(MailedDelivery)
        .where(MailedDelivery.id == row.id, MailedDelivery.sent_at.is_(None))
        .values(sent_at=now)
        .returning(MailedDelivery.id),
        execution_options={"synchronize_session": False},
    ).first()
    if claimed is None:
        return False
    db.session.refresh(row)
    count = len(row.text.reached)
    audit.record("letter.emailed", appeal_id=row.appeal_id, organiser_id=organiser_id, now=now, count=count)
    return True


def states(row: MailedDelivery) -> dict[str, str]:
    """How each email of it fares, by its name: waiting, failed, expired; else it was sent."""
    mails = select(OutboxMessage.ref, OutboxMessage.state).where(OutboxMessage.batch == row.batch)
    return {mail.ref: mail.state for mail in db.session.execute(mails)}


def to_record(now: datetime) -> list[tuple[MailedDelivery, MailedText]]:
    """What was sent and is not recorded yet, for everybody to see."""
    lately = select(MailedDelivery).where(MailedDelivery.sent_at > now - KEPT).order_by(MailedDelivery.id)
    rows = db.session.scalars(lately.with_for_update(key_share=True, skip_locked=True))
    found = readable("mailed_deliveries", rows, lambda row: (row, row.text))
    return [(row, text) for row, text in found if text.unrecorded]


def failed(appeal: Appeal) -> int:
    """How many emails to recipients of this letter could not be delivered."""
    return sum(outbox.of_batch(row.batch).get("failed", 0) for row in sent(appeal))


def lately_sent(now: datetime) -> list[int]:
    """The appeals that were emailed to recipients within the time in which an email comes back."""
    query = select(MailedDelivery.appeal_id).where(MailedDelivery.sent_at > now - KEPT)
    return list(db.session.scalars(query.distinct()))


def forget(now: datetime) -> int:
    """Erase drafts that nobody sent, and the words of what was sent long ago; commits nothing.

    What an erased letter has left goes whole, for its key is gone: one that was erased before this was done with the rest.
    """
    of_erased = MailedDelivery.appeal_id.in_(select(Appeal.id).where(Appeal.erased_at.is_not(None)))
    old = and_(MailedDelivery.sent_at.is_(None), MailedDelivery.written_at < now - KEPT)
    unread = delete(MailedDelivery).where(or_(old, of_erased))
    db.session.execute(unread.execution_options(synchronize_session=False))
    gone = select(MailedDelivery).where(MailedDelivery.sent_at < now - KEPT, MailedDelivery.words_kept)
    done = 0
    for row in db.session.scalars(gone.limit(100)):
        row.text = replace(row.text, words="", reply_to="")
        row.words_kept = False
        done += 1
    return done
