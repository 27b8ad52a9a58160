"""Deadlines that were extended, as they are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from petition.core import i18n
from petition.core.db import Base


class Extension(Base):
    """A deadline moved on, and why; shown to everybody."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    extended_at: Mapped[datetime]
    before: Mapped[datetime | None]
    until: Mapped[datetime]
    reason: Mapped[str]  # in the first language of the letter
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # in others of its own

    def said(self, lang: str, first_lang: str = "") -> i18n.InLanguage:
        """The reason, for who reads a language; `first_lang` is that of the letter."""
        return i18n.said_in(lang, self.reason, self.reasons, first_lang)
