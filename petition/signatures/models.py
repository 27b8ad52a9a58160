"""Signatures as they are kept: one sealed value each, found again by keyed hashes.

Several things typed with one mailbox may wait side by side, so that nobody can overwrite what another typed; which of them
counts is decided by whoever reads the mail, and two indexes see to it that it is one.
"""

from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, ForeignKey, Index, String, false, literal_column, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.appeals.models import Appeal, AppealVersion
from petition.core.column_types import DayOf, words
from petition.core.db import Base
from petition.core.vault import Key
from petition.lexicon.signatory import Kind, Visibility
from petition.signatures import rules
from petition.signatures.rules import Particulars, Signing, Source, State
from petition.signatures.ticket import Ticket

ONE_OF_A_MAILBOX = "uq_signatures_mailbox"  # of what one mailbox has under an appeal, one counts or is held


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Signature(Base):
    """One act of signing."""

    __tablename__ = "signatures"
    __table_args__ = (
        Index("uq_signatures_typed", "appeal_id", "typed_key", unique=True, **_where("state = 'pending'")),
        Index(
            ONE_OF_A_MAILBOX,
            "appeal_id",
            "mailbox_key",
            unique=True,
            **_where("state IN ('confirmed', 'held')"),
        ),
        Index("ix_signatures_mailbox", "appeal_id", "mailbox_key", "state"),
        Index("ix_signatures_state", "appeal_id", "state", "visibility", "confirmed_at"),
        Index(
            "ix_signatures_latest",
            "appeal_id",
            "visibility",
            "version_id",
            "confirmed_at",
            "id",
            **_where("state = 'confirmed' AND printed_as_id IS NULL"),
        ),
        Index(
            "ix_signatures_first",
            "appeal_id",
            "rank",
            "id",
            **_where("rank IS NOT NULL"),
        ),
        Index("ix_signatures_code", "appeal_id", "code_key", **_where("state = 'pending'")),
        Index("ix_signatures_pending", "signed_at", **_where("state = 'pending'")),
        Index(
            "ix_signatures_to_remind",
            "appeal_id",
            "signed_at",
            **_where("state = 'pending' AND reminded_at IS NULL"),
        ),
        Index(
            "ix_signatures_to_call",
            "appeal_id",
            "signed_at",
            **_where("state = 'pending' AND last_called_at IS NULL"),
        ),
        Index("ix_signatures_to_erase", "appeal_id", "keep_until", **_where("erased_at IS NULL")),
        Index("ix_signatures_list", "list_id", "state", **_where("list_id IS NOT NULL")),
        Index("ix_signatures_printed_as", "printed_as_id", **_where("printed_as_id IS NOT NULL")),
        Index(
            "ix_signatures_updates",
            "appeal_id",
            "id",
            **_where("updates_since IS NOT NULL AND state = 'confirmed' AND quiet_at IS NULL"),
        ),
        Index(
            "ix_signatures_folded",
            "appeal_id",
            "state",
            "visibility",
            "version_id",
            "kind",
            "printed_as_id",
            "id",
            **_where("printed_as_id IS NOT NULL"),
        ),
        Index("ix_signatures_line", "appeal_id", "typed_key", **_where("source = 'list'")),
        Index("ix_signatures_collected", "appeal_id", "state", "version_id", **_where("source = 'list'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("appeal_versions.id")
    )  # None: before the first one
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    nonce: Mapped[str] = mapped_column(String(24))  # in every link; a new one ends the links that went before
    state: Mapped[State] = mapped_column(words(State, 10))
    source: Mapped[Source] = mapped_column(words(Source, 10))
    list_id: Mapped[int | None]  # of the list it came from, which is not deleted before its appeal
    kind: Mapped[Kind] = mapped_column(words(Kind, 12))
    visibility: Mapped[Visibility] = mapped_column(words(Visibility, 8))
    lang: Mapped[str] = mapped_column(String(12))
    rank: Mapped[int | None]  # the order of the first signatories; None for all others
    particulars: Mapped[bytes]
    uncorrected: Mapped[
        bytes | None
    ]  # what it said before organisers corrected a slip: for its owner to undo
    mailbox_key: Mapped[bytes | None]  # of the canonical mailbox; None for a line of a list
    typed_key: Mapped[bytes | None]
    code_key: Mapped[bytes | None]
    mails: Mapped[int] = mapped_column(
        default=0
    )  # how often it was entered, and its mailbox asked to confirm it
    # How many of these who entered it have taken that back: organisers, of a message.
    let_go: Mapped[int] = mapped_column(default=0, server_default="0")
    signed_at: Mapped[datetime]
    mail_due_at: Mapped[
        datetime | None
    ]  # when the email that asks may leave, where very many came from its network; None: at once
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # withdrawn, not_me, rejected, merged
    reminded_at: Mapped[datetime | None]  # when a reminder was due and, if it was still worth it, posted
    last_called_at: Mapped[datetime | None]
    held_at: Mapped[
        datetime | None
    ]  # since when organisers have to look before it counts, whatever they decide; None: they need not
    held_for: Mapped[str] = mapped_column(
        String(10), default="", server_default=""
    )  # why: disposable, name, crowd, service, watched, all, organisers
    quiet_at: Mapped[datetime | None]  # since when its mailbox wants nothing that it did not ask for
    updates_since: Mapped[datetime | None]  # since when its mailbox wants updates; None: it asked for none
    updates_words: Mapped[str | None]  # the words that it agreed to
    # Until when the address is kept, by the sentence that was shown when it was given: a deadline extended later moves it no
    # further. None: no deadline was public yet, so that of the appeal tells.
    keep_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # the day on which everything went but what the letter prints
    # Which form is printed where one signatory has signed in several; None: this one. Written by the package review.
    printed_as_id: Mapped[int | None] = mapped_column(ForeignKey("signatures.id", ondelete="SET NULL"))
    chosen_at: Mapped[
        datetime | None
    ]  # when organisers chose this form to be printed; the latest choice counts

    appeal: Mapped[Appeal] = relationship()
    version: Mapped[AppealVersion | None] = relationship()

    @cached_property
    def own(self) -> Particulars:
        """The particulars, unsealed."""
        return unsealed(self.appeal.key, self.appeal_id, self.ref, self.particulars)

    def lives(self, now: datetime) -> bool:
        """Whether its links lead somewhere: it has not ended, and if it waits, is kept as long as the form said.

        Once addresses are erased nothing tells any more which signature counts in place of one that was merged.
        """
        if self.state == State.PENDING:
            return now < self.waits_until
        if self.state == State.MERGED:
            return self.erased_at is None
        return self.state in {State.CONFIRMED, State.HELD} or self.was_not_counted

    @property
    def waits_until(self) -> datetime:
        """Until when it is kept unconfirmed, as the form said, whatever the deadline is by now."""
        ends = self.asked_at + self.appeal.pending_life
        return min(ends, self.keep_until) if self.keep_until else ends

    @property
    def confirming_ends(self) -> datetime:
        """Until when its owner may confirm it: while it is kept, and the deadline and its grace are not over."""
        return self.appeal.confirming_ends(self.asked_at, self.keep_until)

    @property
    def address_until(self) -> datetime | None:
        """Until when its address is kept as things stand now: as was promised, or until the letter's own end before that."""
        return earlier(self.keep_until, self.appeal.kept_until)

    @property
    def was_not_counted(self) -> bool:
        """Whether its owner confirmed and organisers did not count it, by refusing or by leaving it undecided."""
        return (
            self.state in {State.REJECTED, State.EXPIRED}
            and self.held_at is not None
            and self.confirmed_at is not None
        )

    @property
    def asked_at(self) -> datetime:
        """When its owner was asked at the earliest: from then on it waits for an answer."""
        return max(self.signed_at, self.mail_due_at or self.signed_at)

    @property
    def ticket(self) -> Ticket:
        """What its links and its code are made of."""
        return Ticket(self.ref, self.nonce)

    @property
    def shown(self) -> str:
        """The line that others may read."""
        return rules.shown(self.own, self.visibility)


def earlier(*instants: datetime | None) -> datetime | None:
    """The first of some instants; None where there is none."""
    return min((each for each in instants if each is not None), default=None)


def may_be_used(appeal: Appeal, now: datetime) -> ColumnElement[bool]:
    """The condition that an address is still kept by right: one that no worker came to erase is used for nothing."""
    if appeal.is_erased(now):
        return false()
    return Signature.mailbox_key.is_not(None) & or_(
        Signature.keep_until.is_(None), Signature.keep_until > now
    )


AT_DESK = (State.CONFIRMED, State.HELD, State.REJECTED)  # what organisers are shown of an appeal
# In the order of their list, and all that it is filtered by: no page of it, nor their number, takes a look at the rows.
Index(
    "ix_signatures_at_desk",
    Signature.appeal_id,
    DayOf(Signature.signed_at).desc(),
    Signature.ref,
    Signature.state,
    Signature.visibility,
    Signature.version_id,
    Signature.kind,
    Signature.source,
    Signature.lang,
    Signature.erased_at,
    **_where("state IN ('confirmed', 'held', 'rejected')"),
)


def at_desk() -> ColumnElement[bool]:
    """The condition that organisers are shown it, its first part said as the index says it.

    A name that was taken off and is erased by now is not: nothing is left of it.
    """
    states: list[ColumnElement[str]] = [literal_column(f"'{each}'") for each in AT_DESK]
    kept = or_(Signature.state == literal_column("'confirmed'"), Signature.erased_at.is_(None))
    return Signature.state.in_(states) & kept


def pending() -> ColumnElement[bool]:
    """The condition that a signature waits, said as the partial indexes say it: a bound value would not match them."""
    return Signature.state == literal_column("'pending'")


def same_mailbox(signature: Signature) -> tuple[ColumnElement[bool], ...]:
    """The condition for everything that the mailbox of a signature has under its appeal."""
    if signature.mailbox_key is None:
        return (Signature.id == signature.id,)
    return Signature.appeal_id == signature.appeal_id, Signature.mailbox_key == signature.mailbox_key


class Stand(NamedTuple):
    """What all signatures have that are given under an appeal now: many are made at once of one.

    They are kept as long as the appeal says at this moment, and stand under the text that is public now.
    """

    key: Key
    appeal_id: int
    version_id: int | None
    keep_until: datetime | None

    @classmethod
    def under(cls, appeal: Appeal) -> Self:
        """The same of an appeal, as it is now."""
        return cls(appeal.key, appeal.id, appeal.version.id if appeal.version else None, appeal.kept_until)


def new_row(
    appeal: Appeal | Stand,
    signing: Signing,
    ticket: Ticket,
    *,
    state: State,
    source: Source,
    signed_at: datetime,
    mailbox_key: bytes | None,
    typed_key: bytes,
    **more: Any,
) -> dict[str, Any]:
    """A signature that is not there yet, as the columns of its row; `more` are those that few have."""
    stand = Stand.under(appeal) if isinstance(appeal, Appeal) else appeal
    return {
        "appeal_id": stand.appeal_id,
        "version_id": stand.version_id,
        "ref": ticket.ref,
        "nonce": ticket.nonce,
        "state": state,
        "source": source,
        "kind": signing.kind,
        "visibility": signing.visibility,
        "lang": signing.lang,
        "particulars": sealed(stand.key, stand.appeal_id, ticket.ref, signing.particulars),
        "mailbox_key": mailbox_key,
        "typed_key": typed_key,
        "signed_at": signed_at,
        "keep_until": stand.keep_until,
        "updates_since": signed_at if signing.updates else None,
        "updates_words": signing.updates or None,
    } | more


def sealed(key: Key, appeal_id: int, ref: str, particulars: Particulars) -> bytes:
    """Particulars as they are kept, bound to their row and appeal."""
    return key.seal_json(particulars.as_json(), f"signatures|particulars|{ref}|{appeal_id}")


def unsealed(key: Key, appeal_id: int, ref: str, value: bytes) -> Particulars:
    """Particulars as they were given; empty ones for a signature whose particulars were erased."""
    if not value:
        return Particulars("")
    return Particulars.from_json(key.unseal_json(value, f"signatures|particulars|{ref}|{appeal_id}"))


class Asking(Base):
    """Somebody asked for everything that a mailbox signed; first the question, then the answer, sealed, for an hour."""

    __tablename__ = "askings"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    nonce: Mapped[str] = mapped_column(String(24))
    sealed: Mapped[bytes]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Suppression(Base):
    """Whom no list brings back under an appeal: a keyed hash and nothing else, until mailboxes are erased."""

    __tablename__ = "suppressions"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    own: Mapped[bool]  # they said so themselves; else organisers took them off, who may think better of it
    undone: Mapped[bool] = mapped_column(
        default=False
    )  # went with a list that was undone, and with no other word
    keep_until: Mapped[
        datetime | None
    ]  # that of the signature it stands for; None: as long as the appeal says
