"""The privacy page: who is responsible, what is kept, why, for how long, and what people can ask for.

The days on it are those that the code works with, so that page and code cannot part. docs/privacy-facts.md lists each
promise, where it is made and the test that holds it (GDPR, Articles 13 and 14).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from petition import retention
from petition.accounts.models import INVITATION_LIFE
from petition.core import web
from petition.core.settings import settings
from petition.inbox import queue
from petition.letters import exports
from petition.lists import store
from petition.mail.inbound import imap
from petition.mail.out import carrier
from petition.signatures import addresses, lost_links, rules

bp = Blueprint("privacy", __name__)


@dataclass(frozen=True)
class Terms:
    """How long each kind of data is kept, in whole days or hours; what an appeal decides is said on its own form."""

    mail_marks: int = rules.SOME_DAYS.days
    lost_link_hours: int = lost_links.LIFE // timedelta(hours=1)
    email_waits: int = carrier.LONGEST_WAIT.days
    email_traces: int = carrier.TRACE.days
    message_marks: int = queue.TRACE.days
    late_marks: int = rules.TOLD_LATE.days
    waiting_messages: int = queue.KEPT.days
    heard_messages: int = imap.HEARD_KEPT.days
    drafts: int = retention.DRAFT_KEPT.days
    lists: int = store.KEPT.days
    files: int = exports.LIFE.days
    invitations: int = INVITATION_LIFE.days


def _operator() -> dict[str, Any]:
    """Who is responsible, as the operator's settings say."""
    told = settings()
    return {
        "controller": told.controller,
        "contact": told.contact,
        "officer": told.protection_officer,
        "countries": told.data_countries,
        "processors": told.processors,
        "complaints_to": told.complaints_to,
        "backup_days": told.backup_days,
    }


@bp.get("/privacy")
@web.public
def privacy() -> str:
    """The privacy page, in the reader's language."""
    links = addresses.spoken_at(lambda lang: f"/privacy?lang={lang}")
    return render_template("pages/privacy.html", operator=_operator(), terms=Terms(), languages=links)
