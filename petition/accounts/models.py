"""Teams and organisers. An organiser's address is personal data and kept as a supporter's is."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.accounts.roles import ALLOWED, OF_LEADING_TEAM, Permission, Role
from petition.core import i18n
from petition.core.column_types import words
from petition.core.db import Base
from petition.core.vault import vault

NEWS = (
    "milestones",
    "waiting",
    "flood",
    "deadline",
)  # what organisers are emailed unless they want it no more

INVITATION_LIFE = timedelta(days=7)


class Team(Base):
    """Those who publish together; every appeal belongs to one."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    needs_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The email address that it shows on its letters; not sealed, for it is on every page of them. '' where it shows none.
    contact: Mapped[str] = mapped_column(String(254), default="", server_default="")


class Organiser(Base, UserMixin):
    """A person who may enter the desk. The fs_ names are those Flask-Security reads."""

    __tablename__ = "organisers"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_urlsafe(12))
    nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_urlsafe(16))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: secrets.token_hex(32))
    active: Mapped[bool] = mapped_column(default=True)
    mailbox_key: Mapped[bytes] = mapped_column(unique=True)
    sealed_mailbox: Mapped[bytes]
    lang: Mapped[str] = mapped_column(String(12), default="en")
    created_at: Mapped[datetime]
    entered_at: Mapped[datetime | None]
    sealed_new_mailbox: Mapped[bytes | None]  # an address that waits to be confirmed (address.py)
    new_mailbox_nonce: Mapped[str | None] = mapped_column(String(32))
    new_mailbox_at: Mapped[datetime | None]
    news: Mapped[list[str]] = mapped_column(
        default=lambda: list(NEWS), server_default=json.dumps(NEWS)
    )  # of NEWS, those that are emailed

    given: Mapped[list["Right"]] = relationship(viewonly=True, order_by="Right.id")
    factor: Mapped["SecondFactor | None"] = relationship(viewonly=True)
    passkeys: Mapped[list["Passkey"]] = relationship(viewonly=True, order_by="Passkey.id")

    @property
    def rights(self) -> list["Right"]:
        """What ties this organiser to the teams that they are in."""
        return [right for right in self.given if right.accepted_at]

    @property
    def invitations(self) -> list["Right"]:
        """What would, if they accept."""
        return [right for right in self.given if not right.accepted_at]

    @property
    def teams(self) -> list[Team]:
        """The teams that this organiser is in, by name."""
        return sorted((right.team for right in self.rights), key=lambda team: team.name)

    @property
    def lang_on_entering(self) -> str:
        """The language of their browser the first time, for until then it is that of who invited them; later their own."""
        return i18n.spoken() if self.entered_at is None else self.lang

    @property
    def mailbox(self) -> str:
        """The organiser's address."""
        return vault().common.unseal(self.sealed_mailbox, f"organisers|mailbox|{self.ref}").decode()

    @property
    def has_factor(self) -> bool:
        """Whether a second factor is set up: codes of an application, or a passkey."""
        return self.uses_codes or bool(self.passkeys)

    @property
    def uses_codes(self) -> bool:
        """Whether an application shows them codes that count."""
        return self.factor is not None and self.factor.confirmed_at is not None

    @property
    def team_ids(self) -> list[int]:
        """The teams whose appeals this organiser sees, and no others."""
        return [right.team_id for right in self.rights]

    def right_in(self, team_id: int) -> "Right | None":
        """What ties this organiser to a team, None where they are not in it."""
        return next((right for right in self.rights if right.team_id == team_id), None)

    def role_in(self, team_id: int) -> Role | None:
        """What this organiser is in a team, None where they are not in it."""
        right = self.right_in(team_id)
        return right.role if right else None

    def allowed_in(self, leading: int, others: Iterable[int] = ()) -> frozenset[Permission]:
        """What this organiser may do with what some teams share, of which one leads; nothing for a stranger to all."""
        lead, roles = self.role_in(leading), map(self.role_in, others)
        may = ALLOWED[lead] if lead else frozenset()
        return may.union(*(ALLOWED[role] - OF_LEADING_TEAM for role in roles if role))

    def teams_where(self, permission: Permission) -> list[Team]:
        """The teams in which this organiser may do something."""
        may = {right.team_id for right in self.rights if permission in ALLOWED[right.role]}
        return [team for team in self.teams if team.id in may]


class SignInLink(Base):
    """One emailed way in, by its link or its code: whoever uses it deletes it, so that it is used once."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    # None for an address that is nobody's: written for the same work, and taken back before it is committed
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    nonce: Mapped[str] = mapped_column(String(24))
    code_key: Mapped[bytes] = mapped_column(unique=True)
    sent_at: Mapped[datetime]


class Right(Base, RoleMixin):
    """That an organiser belongs to a team, and as what; until they accept, that they are invited, which counts for nothing.

    That no team loses its last owner is a trigger (migrations 0050 and 0136).
    """

    __tablename__ = "rights"
    __table_args__ = (UniqueConstraint("organiser_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    given_at: Mapped[datetime]
    role: Mapped[Role] = mapped_column(words(Role, 10), default=Role.OWNER)
    ends_at: Mapped[datetime | None]  # never that of an owner
    accepted_at: Mapped[datetime | None]

    organiser: Mapped[Organiser] = relationship(viewonly=True)
    team: Mapped[Team] = relationship(viewonly=True)

    @property
    def over_at(self) -> datetime | None:
        """When it ends: a role where it has an end, an invitation after a week at the latest."""
        ends = [self.ends_at, None if self.accepted_at else self.given_at + INVITATION_LIFE]
        return min((each for each in ends if each), default=None)

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return self.over_at is not None and self.over_at <= now


class DeskSession(Base):
    """One time that an organiser signed in, by which they are told where they are signed in."""

    __tablename__ = "desk_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    device_key: Mapped[bytes]  # keyed hash of the name that the browser keeps
    sealed_device: Mapped[bytes]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def device(self) -> str:
        """The device in words, '' where it said nothing known."""
        return vault().common.unseal(self.sealed_device, f"desk_sessions|device|{self.ref}").decode()


class SecondFactor(Base):
    """An organiser's secret for codes that an application shows; it counts once one of them was typed."""

    __tablename__ = "second_factors"

    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sealed_secret: Mapped[bytes]
    confirmed_at: Mapped[datetime | None]
    last_counter: Mapped[int | None]  # of the last code: none is used twice


class Passkey(Base):
    """A key that a device of an organiser's keeps; here are its public half and what it is called."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)  # random, made by the device for this service
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(
        BigInteger
    )  # the last one that the device told; many always tell 0
    sealed_name: Mapped[bytes]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    organiser: Mapped[Organiser] = relationship(viewonly=True)

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return vault().common.unseal(self.sealed_name, f"passkeys|name|{self.ref}").decode()


class UsedChallenge(Base):
    """A challenge that a passkey has answered, kept for as long as another answer to it could be believed."""

    __tablename__ = "used_challenges"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for the application, once: whoever uses it deletes it."""

    __tablename__ = "recovery_codes"

    code_key: Mapped[bytes] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"), index=True)
