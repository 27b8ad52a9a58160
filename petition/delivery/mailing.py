"""The email that brings a letter to a recipient, and the files that go with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from sqlalchemy import select

from petition.accounts import mail_caused
from petition.accounts.models import Organiser
from petition.appeals import delivery
from petition.appeals.models import Appeal
from petition.appeals.text import Text, called
from petition.core import i18n
from petition.core.db import db
from petition.core.settings import settings
from petition.core.transactions import let_go, snapshot
from petition.delivery import mailed, messages
from petition.delivery.covering_note import covering_note
from petition.delivery.mailed import Addressee, MailedDelivery
from petition.letters import exports, service
from petition.letters.render.refusals import MissingGlyphs
from petition.mail.out import outbox
from petition.mail.out.enclosures import Enclosed
from petition.mail.out.message import MailFile, Message
from petition.signatures import counts

MOST_BYTES = 7_000_000  # of all files: in an email they grow by a third, and many servers take 10 MB


_SETTLED = {"sent", "failed", "expired"}


class Files(NamedTuple):
    """How many stand in the letter and what goes with the email, or why nothing does: "long", "large" or "glyphs".

    Then it has a link alone.
    """

    signatories: int
    files: tuple[MailFile, ...] = ()
    why_none: str = ""


class Fared(NamedTuple):
    """What came of one sending: name, address and state of each of its emails."""

    at: str
    mails: list[tuple[str, str, str]]


def files(appeal: Appeal, lang: str, now: datetime, *, reply_to: str) -> Files:
    """The letter and the covering note as PDF, both as they are at this moment; nobody waits while they are made."""
    snapshot()
    signatories = counts.confirmed(appeal) - counts.folded(appeal)
    if exports.is_long(appeal):
        return Files(signatories, why_none="long")
    composed, method = service.letter(appeal, lang, now=now), covering_note(appeal, lang, reply_to=reply_to)
    let_go()
    note = BytesIO()
    try:
        letter = service.rendered(composed, "pdf")
        service.write_covering(method, "pdf", note)
    except MissingGlyphs:
        return Files(signatories, why_none="glyphs")
    made = (
        MailFile(f"{appeal.slug}-{lang}.pdf", "application/pdf", letter),
        MailFile(f"{appeal.slug}-covering-{lang}.pdf", "application/pdf", note.getvalue()),
    )
    if sum(len(each.content) for each in made) > MOST_BYTES:
        return Files(signatories, why_none="large")
    return Files(signatories, made)


def send(row: MailedDelivery, *, organiser_id: int, now: datetime) -> bool:
    """Email it to its recipients; False where it was sent before. Raises LetterNotComplete, SentTooOften."""
    if not mailed.claim(row, organiser_id=organiser_id, now=now):
        return False
    text = row.text
    posted = tuple(
        replace(each, mail=outbox.post(messages.delivery(row, each), now=now)) for each in text.reached
    )
    row.text = replace(text, addressees=posted, unrecorded=True)
    return True


def record_delivered(now: datetime) -> int:
    """Let everybody see that letters were delivered, and to whom, of which no email waits any more; gives how many."""
    done = 0
    for row, text in mailed.to_record(now):
        if row.appeal.stopped_at is not None:
            continue  # until that ends, nothing is told of it
        states = mailed.states(row)
        fared_as = [(each.name, states.get(each.mail, "sent")) for each in text.addressees]
        if {state for _name, state in fared_as} <= _SETTLED:
            names = list(dict.fromkeys(name for name, state in fared_as if state == "sent"))
            row.text = replace(text, unrecorded=False)
            if names and mailed.is_complete(row.appeal, now):
                _record(row, names, now)
            done += 1
    return done


def _record(row: MailedDelivery, names: Sequence[str], now: datetime) -> None:
    day = delivery.day_of(row.appeal, now)
    happened = delivery.Happened(
        delivery.Event.DELIVERED, day, in_line(names), by_email=True, hows=_in_others(row, names)
    )
    delivery.record(row.appeal, happened, form=row.ref, organiser_id=None, now=now)


def all_called(text: Text, lang: str) -> list[str]:
    """The recipients of a letter, each in a line of its language."""
    return [called(each, lang) for each in text.recipients]


def in_line(names: Sequence[str]) -> str:
    """Whom the public page names."""
    return ", ".join(names)[:300]


def _in_others(row: MailedDelivery, names: Sequence[str]) -> dict[str, str]:
    """The same in the languages whose text has the recipients at the same places; none where the letter names others."""
    texts = {lang: row.appeal.published(lang) or Text() for lang in row.appeal.langs}
    own, found = all_called(texts.get(row.lang, Text()), row.lang), {}
    for lang, text in texts.items():
        theirs = all_called(text, lang)
        if len(theirs) == len(own) and set(names) <= set(own):
            found[lang] = in_line([theirs[own.index(name)] for name in names])
    return found


def fared(row: MailedDelivery) -> Fared:
    """When and to whom it was sent, and how each email fares."""
    assert row.sent_at is not None
    states = mailed.states(row)
    mails = [(each.name, each.address, states.get(each.mail, "sent")) for each in row.text.addressees]
    return Fared(i18n.at(row.sent_at, row.appeal.zone), mails)


def try_out(row: MailedDelivery, organiser: Organiser, *, now: datetime) -> None:
    """Email it to the organiser who asks, as the first recipient would have it; raises mail_caused.TooManyEmails."""
    mail_caused.count_tried_out(organiser, now=now)
    to = Addressee(row.text.reached[0].name, organiser.mailbox)
    outbox.post(replace(messages.delivery(row, to, test=True), cause=organiser.ref), now=now)


def enclosed(message: Message, now: datetime) -> Enclosed | None:
    """What the email says when it leaves, with its files; None where the letter cannot be delivered any more."""
    row = db.session.scalar(select(MailedDelivery).where(MailedDelivery.ref == message.facts["delivery"]))
    if row is None or not mailed.is_complete(row.appeal, now):
        return None
    text = row.text
    answers = text.reply_to or row.appeal.contact or settings().contact  # who was to get them may have left
    found = files(row.appeal, row.lang, now, reply_to=answers)
    facts = {"words": text.words, "attached": bool(found.files), "signatories": found.signatories}
    return Enclosed(facts, found.files, answers)
