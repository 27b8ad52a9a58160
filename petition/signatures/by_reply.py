"""What the owner of a signature does by a reply to a mail about it: withdraw it, correct it."""

from datetime import datetime

from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import codes, text
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Message
from petition.signatures import caps, changing, confirming, ending, messages, signing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import State


def found(appeal: Appeal, mailbox: str, code: str) -> Signature | None:
    """What this mailbox has signed, if a mail about it bore this code; of what is confirmed no index has the codes."""
    if not mailbox:
        return None
    key = mailbox_key_of(appeal, mailbox)
    mine = select(Signature).where(Signature.appeal_id == appeal.id, Signature.mailbox_key == key)
    every = db.session.scalars(mine.with_for_update(key_share=True))
    return next((each for each in every if codes.plain(each.ticket.code(appeal.key)) == code), None)


def thanks(signature: Signature) -> Message:
    """The mail of thanks that repeats what the signature says now."""
    to, said = signature.own.mailbox, signing.as_signed(signature)
    return messages.thanks(signature.appeal, to=to, lang=signature.lang, ticket=signature.ticket, said=said)


def withdraw(signature: Signature, *, now: datetime) -> bool:
    """Take a signature back and tell its owner; whether there was one to be taken back."""
    if not signature.lives(now):
        return False
    told = messages.withdrawn_by_reply(signature.appeal, to=signature.own.mailbox, lang=signature.lang)
    ending.withdraw(signature, now=now)
    outbox.post(told, now=now)
    return True


def correct(signature: Signature, lines: dict[str, str], *, now: datetime) -> bool:
    """Let a signature say what its owner wrote, and thank anew; whether that may still be, and can be printed."""
    if not (lines and changing.may_be_mended(signature, now)):
        return False
    try:
        told = {name: text.line(value, needs_letter=name == "name") for name, value in lines.items()}
    except text.Refused:
        return False
    changing.mend(signature, signature.own._replace(**told), now=now)
    if signature.state is State.CONFIRMED and caps.may_be_mailed(
        signature.appeal, signature.own.mailbox, now=now
    ):
        confirming.thank(signature, repeats=True, now=now)
    return True
