"""Appeals as they are kept. Whether one is open is asked of an instant, never kept as a state."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.accounts.models import Organiser, Team
from petition.accounts.roles import Permission
from petition.appeals import rules
from petition.appeals.extension import Extension
from petition.appeals.logo import Logo
from petition.appeals.rules import Phase
from petition.appeals.text import Text
from petition.core import i18n, markdown_json
from petition.core.db import Base
from petition.core.markdown import Document
from petition.core.vault import Key, vault


class Appeal(Base):
    """What is published and signed."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_published", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    # Its first slug: its key and the journal know it by that.
    bound_to: Mapped[str] = mapped_column(String(80))
    first_lang: Mapped[str] = mapped_column(String(20))
    wrapped_key: Mapped[bytes]  # of everything personal under this appeal; destroy it and that is gone
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")  # in its first language
    withdrawn_reasons: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # in others
    stopped_at: Mapped[datetime | None]  # since when nothing is shown and nobody can sign (emergency.py)
    stopped_words: Mapped[str] = mapped_column("stopped_reason", default="", server_default="")  # sealed
    closing_noted_at: Mapped[datetime | None]  # when the worker wrote the closing down; nothing depends on it
    erased_at: Mapped[datetime | None]  # when everything personal was erased and its key destroyed
    recounted_at: Mapped[datetime | None]  # when the worker last counted anew (kept_counts.py)
    # When its team was told that the names in a draft left alone will be erased; when an operator took its text away.
    draft_warned_at: Mapped[datetime | None]
    text_removed_at: Mapped[datetime | None]

    closes_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(String(64))
    grace_minutes: Mapped[int] = mapped_column(default=24 * 60)
    target: Mapped[int] = mapped_column(default=0)
    asks: Mapped[list[str]]
    identification_only: Mapped[bool] = mapped_column(default=False, server_default=false())  # see terms.py
    by_message: Mapped[bool] = mapped_column(default=False)  # whether it may be signed by sending a message
    # Whether organisers may search its signatures by email address, as its form then says to whoever signs.
    finds_mailboxes: Mapped[bool] = mapped_column(default=False, server_default=false())
    accent: Mapped[str] = mapped_column(String(10), default="ink")
    pending_days: Mapped[int] = mapped_column(default=14)  # how long an unconfirmed signature is kept
    # What organisers look at before it is shown: names that their team watches for, or all (signatures/watch.py).
    looks: Mapped[str] = mapped_column(String(10), default="watched", server_default="watched")
    kept_days: Mapped[int] = mapped_column(default=30)  # how long mailboxes are kept after closing
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how the letter prints its list
    mails: Mapped[list[str]] = mapped_column(default=lambda: list(rules.MAILS))  # those of them that are sent
    remind_days: Mapped[int] = mapped_column(default=3)  # until who has not confirmed is asked once more
    last_call_hours: Mapped[int] = mapped_column(default=24)  # before the deadline: asked for the last time
    # Whether two organisers together may export email addresses: chosen before it is published, for the form says so.
    exports_mailboxes: Mapped[bool] = mapped_column(default=False, server_default=false())
    offers_updates: Mapped[bool] = mapped_column(default=False, server_default=false())  # on the form
    # What share links say, by language, the title where there is nothing; whose pages may show its card.
    share_words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    frame_hosts: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    letter_told_up_to: Mapped[bytes | None]  # the last mailbox told where the letter is
    letter_told_at: Mapped[datetime | None]  # when all had been told

    team: Mapped[Team] = relationship()  # the one that leads
    partners: Mapped[list["AppealTeam"]] = relationship(
        order_by="AppealTeam.joined_at, AppealTeam.team_id", passive_deletes="all"
    )
    texts: Mapped[list["AppealText"]] = relationship(
        back_populates="appeal", order_by="AppealText.id", cascade="all, delete-orphan"
    )
    versions: Mapped[list["AppealVersion"]] = relationship(
        back_populates="appeal", order_by="AppealVersion.number"
    )
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.id")
    logo_row: Mapped["AppealLogo | None"] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def teams(self) -> list[Team]:
        """The teams that publish it, the leading one first."""
        return [self.team, *(each.team for each in self.partners)]

    @property
    def publishers(self) -> str:
        """The names of these teams, in one line."""
        return ", ".join(team.name for team in self.teams)

    @property
    def contact(self) -> str:
        """The email address that its organisers show, that of the leading team if it does; '' where none does."""
        return next((team.contact for team in self.teams if team.contact), "")

    def allowed(self, organiser: Organiser) -> frozenset[Permission]:
        """What an organiser may do with it; nothing for a stranger."""
        return organiser.allowed_in(self.team_id, [each.team_id for each in self.partners])

    def team_of(self, organiser: Organiser, permission: Permission) -> Team | None:
        """The first of its teams in which an organiser may do something."""
        return next((team for team in self.teams if permission in organiser.allowed_in(team.id)), None)

    @property
    def names_shown(self) -> str:
        """Who is named on the page while people still sign: one of rules.NAMES_SHOWN."""
        return str(self.choices.get("before", "all"))

    @property
    def form_asks(self) -> frozenset[str]:
        """What its form may ask for besides name and email address."""
        return frozenset((*self.asks, *(("updates",) if self.offers_updates else ())))

    @property
    def grace(self) -> timedelta:
        """How long after the deadline a signature given in time may be confirmed."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def ends_at(self) -> datetime | None:
        """When signing ends or has ended, by the deadline or by being withdrawn; None while nothing says when."""
        if self.published_at is None:
            return self.withdrawn_at
        return min((at for at in (self.closes_at, self.withdrawn_at) if at is not None), default=None)

    @property
    def complete_at(self) -> datetime | None:
        """When the letter is complete: signing and confirming have ended; None while no deadline is set."""
        return self.closes_at + self.grace if self.closes_at else None

    @property
    def days_kept(self) -> int:
        """For how many days after signing has ended addresses are kept: the number that the form says."""
        return self.kept_days + rules.whole_days(self.grace)

    @property
    def kept_until(self) -> datetime | None:
        """When addresses are erased as things stand now; None while no end is known."""
        return self.ends_at + timedelta(days=self.days_kept) if self.ends_at else None

    def is_erased(self, now: datetime) -> bool:
        """Whether everything that the form promised to erase is due to be gone."""
        return self.kept_until is not None and self.kept_until <= now

    @property
    def pending_life(self) -> timedelta:
        """How long an unconfirmed signature is kept, as the form says."""
        return timedelta(days=self.pending_days)

    def confirming_ends(self, asked_at: datetime | None, keep_until: datetime | None) -> datetime:
        """Until when somebody who was asked at an instant may confirm: the first of the ends that there are.

        The days that an unconfirmed signature is kept, the deadline with its grace, the end that the form had named. None
        as the instant: nobody was asked yet, and the days have not begun.
        """
        ends = [asked_at + self.pending_life] if asked_at else []
        if self.ends_at is not None:
            ends.append(self.ends_at + self.grace)
        if keep_until is not None:
            ends.append(keep_until)
        return min(ends)

    @property
    def key(self) -> Key:
        """What seals and finds this appeal's personal data."""
        return vault().key(self.wrapped_key, f"appeal:{self.bound_to}")

    @property
    def stopped_reason(self) -> str:
        """Why nothing of it is shown, for organisers alone: it may name somebody."""
        said: str = self.key.unseal_words(self.stopped_words, f"appeals|stopped|{self.bound_to}")
        return said

    @stopped_reason.setter
    def stopped_reason(self, said: str) -> None:
        self.stopped_words = self.key.seal_words(said, f"appeals|stopped|{self.bound_to}") if said else ""

    def why_withdrawn(self, lang: str) -> i18n.InLanguage:
        """Why it was withdrawn, for who reads a language."""
        return i18n.said_in(lang, self.withdrawn_reason, self.withdrawn_reasons, self.first_lang)

    @property
    def logo(self) -> Logo | None:
        """The picture in the letterhead, None where there is none."""
        row = self.logo_row
        return Logo(row.png, row.width, row.height, row.alt) if row else None

    @property
    def version(self) -> "AppealVersion | None":
        """The published text, None before there is one."""
        return self.versions[-1] if self.versions else None

    @property
    def langs(self) -> list[str]:
        """The languages of the draft, the first one first."""
        return sorted((text.lang for text in self.texts), key=lambda lang: lang != self.first_lang)

    @property
    def published_langs(self) -> list[str]:
        """The languages that its text is published in; none before."""
        return self.version.langs if self.version else []

    @property
    def langs_of_versions(self) -> set[str]:
        """The languages that any published text of it is in."""
        return {lang for each in self.versions for lang in each.langs}

    @property
    def langs_to_read(self) -> list[str]:
        """Those that it is published in, before that those of the draft."""
        return self.published_langs or self.langs

    def draft(self, lang: str) -> Text | None:
        """The text being drafted in a language."""
        return next((text.text for text in self.texts if text.lang == lang), None)

    def forget_left_over(self) -> None:
        """Keep of files no more than the text: a line that found no place in it may be a person's."""
        for each in self.texts:
            each.content = {**each.content, "left_over": []}

    @property
    def title(self) -> str:
        """The title in the first language, for lists."""
        return self.title_for(self.first_lang)[1]

    def title_for(self, lang: str) -> tuple[str, str]:
        """The title for who reads `lang`, in that language or else the first one: which, and the title."""
        for code in (lang, self.first_lang):
            text = self.published(code) if self.version else self.draft(code)
            if text and text.title:
                return code, text.title
        return i18n.spoken(), gettext("Untitled (%(address)s)", address=self.slug)

    def published(self, lang: str) -> Text | None:
        """The text that is signed, in a language, None where it is not published in that one."""
        return self.version.text(lang) if self.version else None

    def body(self, lang: str, *, draft: bool = False) -> Document:
        """The body as it was read when it was saved; nothing where there is no text in this language."""
        if draft:
            tree = next((each.tree for each in self.texts if each.lang == lang), None)
        else:
            tree = self.version.trees.get(lang) if self.version else None
        return markdown_json.from_json(tree) if tree else Document()

    def phase(self, now: datetime) -> Phase:
        """Where this appeal is in its life at `now`."""
        return rules.phase(
            published_at=self.published_at,
            closes_at=self.closes_at,
            grace=self.grace,
            withdrawn_at=self.withdrawn_at,
            stopped_at=self.stopped_at,
            now=now,
        )

    def sends(self, mail: str) -> bool:
        """Whether supporters are sent a mail of this kind; a reminder only where it comes before the erasing."""
        return mail in self.mails and (mail != "reminder" or self.remind_days < self.pending_days)

    def is_open(self, now: datetime) -> bool:
        """Whether it may be signed at `now`."""
        return self.phase(now) is Phase.OPEN

    def is_over(self, now: datetime) -> bool:
        """Whether nothing can be added to it any more."""
        return self.phase(now) in {Phase.CLOSED, Phase.WITHDRAWN}

    def may_be_confirmed(self, now: datetime) -> bool:
        """Whether a signature given in time may be confirmed at `now`."""
        return self.phase(now) in {Phase.OPEN, Phase.GRACE}


class AppealTeam(Base):
    """A team that publishes an appeal together with the one that leads it (`Appeal.team`)."""

    __tablename__ = "appeal_teams"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_at: Mapped[datetime]

    team: Mapped[Team] = relationship()


class AppealText(Base):
    """The text being drafted, one for each language; what is signed is a version."""

    __tablename__ = "appeal_texts"
    __table_args__ = (UniqueConstraint("appeal_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]
    tree: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # the body, read once: core/markdown_sandbox
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)  # figures of the file it came in, no words
    # Of a translation: what the first language said when each part of it was made (translations.py).
    translated_from: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    appeal: Mapped[Appeal] = relationship(back_populates="texts")

    @property
    def text(self) -> Text:
        """The text as a value. What found no place in it may be somebody's name or address, and is sealed."""
        kept = self.content["left_over"]
        lines = self.appeal.key.unseal_words(kept, self._place) if kept else []
        return Text.from_json(self.content | {"left_over": lines})

    @text.setter
    def text(self, text: Text) -> None:
        left = self.appeal.key.seal_words(text.left_over, self._place) if text.left_over else []
        self.content = text.as_json() | {"left_over": left}

    @property
    def _place(self) -> str:
        return f"appeal_texts|left_over|{self.lang}|{self.appeal.bound_to}"


class AppealLogo(Base):
    """The picture in an appeal's letterhead, as `logo.drawn_anew` made it."""

    __tablename__ = "appeal_logos"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    png: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str]


class AppealVersion(Base):
    """A text as it was published, in all its languages; never changed."""

    __tablename__ = "appeal_versions"
    __table_args__ = (UniqueConstraint("appeal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    trees: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # the body of each language, as its draft's
    note: Mapped[str] = mapped_column(default="")  # what changed, shown to everybody: in the first language
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # in others
    carries: Mapped[bool] = mapped_column(default=True)  # whether it has the signatures of the one before
    published_at: Mapped[datetime]
    told_up_to: Mapped[int | None]  # the last signature told of it; None where nobody is to be told any more
    told_at: Mapped[datetime | None]  # when all had been

    appeal: Mapped[Appeal] = relationship(back_populates="versions")

    def said(self, lang: str, first_lang: str = "") -> i18n.InLanguage:
        """What changed, for who reads a language; `first_lang` is that of the letter."""
        return i18n.said_in(lang, self.note, self.notes, first_lang)

    @property
    def langs(self) -> list[str]:
        """The languages it was published in."""
        return list(self.content)

    def text(self, lang: str) -> Text | None:
        """The text in a language, None where it has none."""
        return self._texts.get(lang)

    @cached_property
    def _texts(self) -> dict[str, Text]:
        return {lang: Text.from_json(content) for lang, content in self.content.items()}
