"""A lost link: "send me everything I signed", answered by mail alone.

Keyed hashes differ from appeal to appeal, so each has to be looked through, and a page that did so would tell by its time.
The page keeps the question, sealed, and the worker looks. The mail names nothing: it leads to a page that lives for an hour
(docs/adr/0015).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, tuple_

from petition import duties
from petition.appeals.models import Appeal
from petition.core import limits, text
from petition.core.db import db
from petition.core.vault import Unreadable, readable, vault
from petition.mail.out import outbox
from petition.signatures import links, messages, rules
from petition.signatures.caps import HOUR, may_answer
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Asking, Signature
from petition.signatures.rules import State
from petition.signatures.ticket import Ticket, new_nonce, new_ref

LIFE = HOUR
_AT_ONCE = 20
_APPEALS_AT_ONCE = 200


class TooManyAsked(Exception):
    """So many have asked from one network that no more can be answered for a few minutes."""


def ask(address: str, *, lang: str, network: str = "", now: datetime) -> None:
    """Keep the question what a mailbox has signed; the same work whatever the answer will be. Raises TooMany."""
    if not may_answer("lost links", network, now=now):
        raise TooManyAsked
    ref = new_ref()
    question = {"to": address, "lang": lang}
    db.session.add(Asking(ref=ref, nonce=new_nonce(), sealed=_sealed(ref, question), asked_at=now))


def answer(now: datetime) -> int:
    """Look for what was asked, and write where there is something to say; some at a time. Gives how many were asked."""
    db.session.execute(delete(Asking).where(Asking.asked_at <= now - LIFE))
    asked = db.session.scalars(
        select(Asking)
        .where(Asking.answered_at.is_(None))
        .order_by(Asking.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for asking in asked:
        try:
            question = _unsealed(asking)
        except Unreadable:
            db.session.delete(asking)
            duties.skipped(duties.OF_ALL, 1, now=now)
            continue
        found = _signed_with(question["to"], now) if _within_the_hour(question["to"], now=now) else {}
        for nth, (mailbox, refs) in enumerate(found.items()):
            if nth == 0 or _within_the_hour(mailbox, now=now):
                _write(mailbox, refs, question["lang"], now)
        db.session.delete(asking)
    return len(asked)


def _within_the_hour(mailbox: str, *, now: datetime) -> bool:
    """Count one more answer to a mailbox; apart from other mails, or whoever asks in its name keeps it from signing."""
    key = vault().common.fingerprint("mails of lost links", f"{now:%Y-%m-%d}{text.untagged_mailbox(mailbox)}")
    return limits.count(key, HOUR, now=now) <= rules.MAILS_AN_HOUR


def _write(mailbox: str, refs: list[str], lang: str, now: datetime) -> None:
    ticket = Ticket.new()
    kept = _sealed(ticket.ref, {"refs": refs, "lang": lang})
    db.session.add(Asking(**ticket._asdict(), sealed=kept, asked_at=now, answered_at=now))
    outbox.post(messages.everything(to=mailbox, lang=lang, ticket=ticket, until=now + LIFE), now=now)


def by_token(token: str, *, now: datetime) -> tuple[list[Signature], str]:
    """What a mailbox has signed, and the language it was asked in; raises LinkRefused, or LinkOver after an hour."""
    ref, nonce, minted = links.read("everything", token)
    asking = db.session.scalar(select(Asking).where(Asking.ref == ref))
    if asking is None or asking.answered_at is None or now >= minted + LIFE:
        raise links.LinkOver
    if not secrets.compare_digest(asking.nonce, nonce):
        raise links.LinkRefused
    kept = _unsealed(asking)
    found = db.session.scalars(
        select(Signature).where(Signature.ref.in_(kept["refs"])).order_by(Signature.id)
    )
    return [each for each in found if each.lives(now)], str(kept["lang"])


def _signed_with(address: str, now: datetime) -> dict[str, list[str]]:
    """What a mailbox has under every appeal that still keeps mailboxes: for each the one that speaks, by its name.

    By the address kept with it, the only one that its link is sent to, however the mailbox was spelt by whoever asked.
    Where the mailbox said "this was not me", nothing.
    """
    keys = []
    for appeal in db.session.scalars(select(Appeal).where(Appeal.published_at.is_not(None))):
        if appeal.is_erased(now):
            continue
        try:
            keys.append((appeal.id, mailbox_key_of(appeal, address)))
        except Unreadable:  # its key was destroyed, and everything personal with it
            continue
    found: dict[int, Signature] = {}
    silent = set()
    for start in range(0, len(keys), _APPEALS_AT_ONCE):
        some = keys[start : start + _APPEALS_AT_ONCE]
        for each in db.session.scalars(
            select(Signature)
            .where(tuple_(Signature.appeal_id, Signature.mailbox_key).in_(some))
            .order_by(Signature.state.desc(), Signature.id)  # so that what is confirmed comes last, and stays
        ):
            if each.state is State.NOT_ME:
                silent.add(each.appeal_id)
            elif each.state is not State.MERGED and each.lives(now):
                found[each.appeal_id] = each
    kept: dict[str, list[str]] = {}
    heard = [each for each in found.values() if each.appeal_id not in silent]
    for mailbox, ref in readable("signatures", heard, lambda each: (each.own.mailbox, each.ref)):
        if mailbox:
            kept.setdefault(text.same_mailbox(mailbox), []).append(ref)
    return kept


def _sealed(ref: str, value: Mapping[str, object]) -> bytes:
    return vault().common.seal_json(value, place(ref))


def _unsealed(asking: Asking) -> dict[str, str]:
    found: dict[str, str] = vault().common.unseal_json(asking.sealed, place(asking.ref))
    return found


def place(ref: str) -> str:
    """Where a question or its answer belongs."""
    return f"askings|sealed|{ref}"
