"""At the desk: messages that could not be understood, for a person to enter who signs, or to set aside."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.accounts.access import for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals.access import own_appeal
from petition.appeals.models import Appeal
from petition.core import clock, i18n, text
from petition.core.db import db
from petition.core.vault import readable
from petition.inbox import handle, queue
from petition.inbox.forms import EnterForm
from petition.inbox.models import UnreadMessage
from petition.inbox.queue import Written
from petition.signatures import by_message, signing

bp = Blueprint("inbox", __name__, url_prefix="/desk/a/<slug:slug>/messages")

_A_PAGE = 20
_DONE = 10


@dataclass(frozen=True)
class ShownMessage:
    """A message as its page shows it."""

    ref: str
    why: str
    state: str
    received: str
    written: Written
    mailbox: str
    form: EnterForm | None
    sought: str  # the name to look for among the signatures, of who asks to be removed


@bp.app_context_processor
def _for_the_tabs() -> dict[str, object]:
    return {"messages_to_read": queue.waiting_count}


@bp.get("")
@for_organisers(Permission.SIGNATURES)
def messages(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Those that wait, each with a form; those decided lately, to be taken back."""
    return _page(own_appeal(organiser, slug))


@bp.post("/<ref>")
@for_organisers(Permission.SIGNATURES)
def decide(organiser: Organiser, slug: str, ref: str) -> ResponseReturnValue:
    """Enter who signs, mark as done, or take back; what was decided before stays as it is."""
    appeal = own_appeal(organiser, slug)
    kept = queue.by_ref(appeal, ref)
    if kept is None:
        abort(404)
    deed, now = request.form.get("deed", "enter"), clock.now()
    if deed == "take_back" and kept.state != "waiting":
        queue.take_back(kept, organiser_id=organiser.id, now=now)
        flash(gettext("The message is in the list again."))
    elif deed == "aside" and kept.state == "waiting":
        queue.set_aside(kept, organiser_id=organiser.id, now=now)
        flash(gettext("The message was marked as done."))
    elif deed == "enter" and kept.state == "waiting":
        written, form = queue.written(kept), EnterForm(prefix=f"{ref}-")
        if not form.validate():
            return _page(appeal, typed={ref: form}), 422
        try:
            queue.enter(
                kept,
                form.signing(written.mailbox, written.lang, appeal.asks),
                organiser_id=organiser.id,
                now=now,
            )
        except signing.AppealClosed:
            form.name.errors = [gettext("This message came when the letter could no longer be signed.")]
            return _page(appeal, typed={ref: form}), 422
        except queue.NobodyWrote:
            form.name.errors = [
                gettext("The message names no email address. Nobody could confirm this signature.")
            ]
            return _page(appeal, typed={ref: form}), 422
        flash(gettext("Entered. We have asked the sender to confirm."))
    db.session.commit()
    return redirect(url_for(".messages", slug=slug), 303)


def _page(appeal: Appeal, typed: dict[str, EnterForm] | None = None) -> str:
    waiting = queue.waiting(appeal, _A_PAGE)
    return render_template(
        "inbox/messages.html",
        appeal=appeal,
        waiting=list(
            readable("unread_messages", waiting, lambda each: _shown(each, (typed or {}).get(each.ref)))
        ),
        waiting_in_all=queue.waiting_count(appeal),
        decided=list(readable("unread_messages", queue.decided(appeal, _DONE), _shown)),
        outcomes=_outcomes(appeal),
        sign_address=by_message.address(appeal),
        forms=[form for form in (typed or {}).values() if form.errors],
    )


def _shown(kept: UnreadMessage, typed: EnterForm | None = None) -> ShownMessage:
    written = queue.written(kept)
    form = None
    if kept.state == "waiting":
        proposed = "" if kept.why == "no" else written.name
        form = typed or EnterForm(formdata=None, prefix=f"{kept.ref}-", name=proposed)
    return ShownMessage(
        kept.ref,
        _why(kept.why),
        kept.state,
        i18n.at(kept.received_at, kept.appeal.zone),
        written,
        text.masked_mailbox(written.mailbox) if written.mailbox else "",
        form,
        written.name if kept.why == "no" else "",
    )


def _why(code: str) -> str:
    said = {
        "empty": gettext("It says nothing that could be read."),
        "attached": gettext("It holds something that we could not read."),
        "forwarded": gettext("It only forwards somebody else’s message."),
        "several": gettext("It names several people. One email address is one signature."),
        "question": gettext("It asks a question."),
        "no_name": gettext("It gives no name."),
        "failed": gettext("Our program failed at it. It may say anything."),
        "no": gettext(
            "It says no, or asks to be removed. If its address has signed, we have sent a link for that to it. "
            "A name on a list may have none: look for it under “Signatures”."
        ),
        "answer": gettext("Its sender has already signed, and answers an email about that."),
        "refused": gettext(
            "It has something that cannot be printed in a letter: an email address, a phone number, a link, "
            "invisible characters, or too much text."
        ),
    }
    return str(said.get(code) or gettext("It says more than a name and a wish to sign."))


def _outcomes(appeal: Appeal) -> list[tuple[str, str]]:
    """What became of all messages, in words."""
    counts = queue.outcomes(appeal)
    words = (
        # Too many from one mailbox too: it may have said "this was not me", which is nobody else's business.
        (gettext("Understood, asked to confirm"), ("signed", "capped")),
        (gettext("Confirmed by an answer"), ("confirmed",)),
        (gettext("Said yes, but perhaps not from that email address: we sent the link"), ("unconfirmed",)),
        (gettext("Left for you to read"), ("unread", "no")),
        (
            gettext("Not kept: the sender had already sent many messages that day"),
            (handle.NOT_KEPT,),
        ),
        (
            gettext("Answered by people who had signed: withdrawn, corrected, or only thanks"),
            ("withdrawn", "corrected", "thanked"),
        ),
        (gettext("Came too late"), ("late",)),
        (
            gettext("Automatic answers, lists, returned emails: never answered"),
            ("automatic", "list", "bounce", "loop"),
        ),
    )
    counted = [(label, sum(counts.get(name, 0) for name in names)) for label, names in words]
    return [(str(label), i18n.number(count)) for label, count in counted if count]
