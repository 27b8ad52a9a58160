"""What the owner of a mailbox does with a signature: confirm it by its link or its code, and ask for its link again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, exists, func, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core import codes, limits
from petition.core.db import at_once, db, made_once, run_later, table_of
from petition.core.settings import settings
from petition.core.steps import Steps, done
from petition.core.transactions import violated
from petition.core.vault import vault
from petition.mail.out import outbox
from petition.mail.out.message import Priority
from petition.signatures import (
    caps,
    changing,
    counts,
    ending,
    links,
    messages,
    rules,
    suppression,
    watch,
)
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import ONE_OF_A_MAILBOX, Signature, pending, same_mailbox, sealed
from petition.signatures.rules import Particulars, Source, State
from petition.signatures.signing import Kept, as_signed, confirming_ends, look, post_one, take_back
from petition.signatures.ticket import Ticket
from petition.signatures.versions import unseen_since

_ROWS = table_of(Signature)


class WrongCode(Exception):
    """A code that no waiting signature of this appeal bears."""


class TooManyCodes(Exception):
    """So many wrong codes that no more are read for a while."""


def by_code(appeal: Appeal, typed: str, *, network: str, now: datetime) -> Signature:
    """The waiting signature whose short code was typed; raises WrongCode or TooManyCodes.

    Wrong ones are counted by the network they come from, so that nobody closes this way to others, and what a network has
    used up counts no further against the appeal, whose much higher ceiling keeps many networks from guessing together.
    """
    hour, house = timedelta(hours=1), vault().common
    theirs = house.fingerprint("wrong codes of a network", f"{now:%Y-%m-%d}{network}")
    everybodys = house.fingerprint("wrong codes", str(appeal.id))
    code = codes.read_code(typed)
    found = code and db.session.scalar(
        select(Signature).where(
            Signature.appeal_id == appeal.id,
            Signature.code_key == appeal.key.fingerprint("code", code),
            Signature.state == State.PENDING,
        )
    )
    if limits.seen(theirs, now=now) >= rules.WRONG_CODES_AN_HOUR:
        raise TooManyCodes
    if limits.seen(everybodys, now=now) >= rules.WRONG_CODES_AN_HOUR_OF_AN_APPEAL:
        raise TooManyCodes
    if isinstance(found, Signature):
        return found
    limits.count(theirs, hour, now=now)
    limits.count(everybodys, hour, now=now)
    raise WrongCode


def confirm_by(token: str, *, now: datetime) -> Steps[None]:
    """Let the signature count that a link leads to, as it was signed; raises what `links.by_token` and `confirm` raise."""
    signature, beside = yield from links.to_confirm(token, now=now)
    yield from _confirm(signature, beside, now=now)


def confirm(signature: Signature, *, repeats: bool = False, now: datetime) -> None:
    """Let a signature count. To confirm twice is to confirm once; of all that one mailbox confirms, the first counts.

    Where it counted on the organisers' word, that word gives way to its owner's, at the same place of the list. One whose
    address was given out for a short while, whose name is none, or that came with very many others, from one network or of
    one email service, is held, and thanked only when organisers have looked at it. What still waits to ask this mailbox
    again is taken back; if it wants to hear nothing, it is not thanked either. The thanks repeat what it says to who surely
    wrote that, and only then (`repeats`).
    """
    db.session.flush()
    if found := done(links.held(signature.ref, signature.appeal)):
        done(_confirm(*found, repeats=repeats, now=now))
        db.session.expire(
            signature,
            ["state", "held_at", "held_for", "confirmed_at", "ended_at", "quiet_at", "rank", "typed_key"],
        )


def _confirm(
    signature: Signature, beside: links.Beside, *, repeats: bool = False, now: datetime
) -> Steps[None]:
    if signature.state != State.PENDING:
        return
    appeal = signature.appeal
    if not appeal.may_be_confirmed(now):
        raise rules.TooLate
    why = rules.to_be_looked_at(signature.own, signature.kind, settings().temporary_domains)
    why = why or watch.why(signature, beside.watched)
    invited = signature.source == Source.INVITED  # by organisers, who know why so many are of one firm
    if not invited and (yield from caps.is_crowded(appeal, signature.own.mailbox, now=now)):
        why = why if why not in {"", "all"} else "service"
    why = why or ("crowd" if signature.held_at else "")
    settled: dict[str, Any] = {
        "to_state": State.HELD if why else State.CONFIRMED,
        "held_since": now if why else None,
        "why_held": why,
        "at": now,
        "quiet": beside.quiet_at,
        "place": signature.rank,
        "typed": suppression.line_key_of(signature) if invited else signature.typed_key,
    }
    if beside.has_others:
        is_settled = _settle_among(signature, settled)
    else:
        is_settled = yield from _settle(signature, settled)
    if is_settled:
        audit.record(
            f"signature.{settled['to_state']}", appeal_id=appeal.id, now=now, signature=signature.ref
        )
        if settled["to_state"] is State.CONFIRMED and beside.quiet_at is None:
            welcome(signature, repeats=repeats, now=now)


def _settle_among(signature: Signature, settled: dict[str, Any]) -> bool:
    """Confirm one of several signatures of a mailbox; where another one counts already, it is merged with that.

    That one is shown no more than its owner says with this one. Where organisers took off what the mailbox had signed, they
    look at this one, too.
    """
    causes = select(Signature.ref).where(*same_mailbox(signature), pending())
    outbox.recall(causes, since=Priority.REMINDER)
    ending.come_back(signature)
    by_itself = Signature.state == State.REJECTED, Signature.source != Source.LIST
    if db.session.scalar(select(exists().where(*same_mailbox(signature), *by_itself))):
        settled |= {"to_state": State.HELD, "held_since": settled["at"], "why_held": "organisers"}
    try:
        with db.session.begin_nested():
            listed = {} if settled["held_since"] else _taken_over(signature, settled["at"])
            return done(_settle(signature, settled | listed))
    except IntegrityError as error:
        if violated(error) != ONE_OF_A_MAILBOX:
            raise
    merged = update(Signature).where(Signature.id == signature.id, pending())
    db.session.execute(merged.values(state=State.MERGED, ended_at=settled["at"], typed_key=settled["typed"]))
    other, shown = standing_for(signature), signature.visibility
    if shown != other.visibility and shown in rules.at_most(other.visibility):
        changing.change_visibility(other, shown, now=settled["at"])
    return False


def _settle(signature: Signature, settled: dict[str, Any]) -> Steps[bool]:
    """Take back what waits to ask about a signature, and give it the state it comes to; whether it was still waiting."""
    given = settled | {"cause_gone": signature.ref, "since": Priority.REMINDER, "of": signature.id}
    *_recalled, settling = [run_later(each, given) for each in _settling()]
    rows = yield settling
    return rows.first() is not None


# Not as the indexes of what waits say it: until it has counted anew PostgreSQL may believe that nothing does, and then walks
# all that waits for one row, 1,000 pages for 40 at 100,000 signatures of which few waited when it counted.
_STILL_WAITS: ColumnElement[bool] = literal_column("signatures.state || '' = 'pending'")


@made_once
def _settling() -> list[Executable]:
    return at_once(
        outbox.RECALL,
        update(_ROWS)
        .where(_ROWS.c.id == bindparam("of"), _STILL_WAITS)
        .values(
            state=bindparam("to_state"),
            held_at=bindparam("held_since"),
            held_for=bindparam("why_held"),
            confirmed_at=bindparam("at"),
            quiet_at=bindparam("quiet"),
            rank=bindparam("place"),
            typed_key=bindparam("typed"),
        )
        .returning(_ROWS.c.id),
    )


def welcome(
    signature: Signature, *, repeats: bool = False, again: bool = False, counted: bool = False, now: datetime
) -> None:
    """Thank whose signature counts from now on; who signed a text that was changed meanwhile is told, or asked to sign it.

    `again`: organisers had taken it off, and its owner was told so. `counted`: it counted before they held it, of which
    nobody was told; then a text that was changed before that was told of then, and there is nothing to thank for.
    """
    appeal, version = signature.appeal, signature.appeal.version
    stands = counts.stands(signature)
    is_asked = version and not stands and appeal.sends("new_text") and appeal.is_open(now)
    if not is_asked and not counted:
        thank(signature, repeats=repeats, again=again, now=now)
    if not version or (counted and version.told_at and version.told_at <= (signature.held_at or now)):
        return
    if (is_asked or stands) and (since := unseen_since(signature, version)):
        writes = messages.new_text if is_asked else messages.carried
        to, lang, ticket = signature.own.mailbox, signature.lang, signature.ticket
        outbox.post(writes(appeal, version, since=since, to=to, lang=lang, ticket=ticket), now=now)


def thank(signature: Signature, *, repeats: bool = False, again: bool = False, now: datetime) -> None:
    """Post thanks to a mailbox that wants to hear of the appeal, where its organisers send any."""
    appeal = signature.appeal
    if appeal.sends("thanks") or (again and appeal.sends("taken_off")):
        said = as_signed(signature) if repeats else None
        to, lang = signature.own.mailbox, signature.lang
        thanks = messages.thanks(appeal, to=to, lang=lang, ticket=signature.ticket, said=said)
        how = {"again": again, "behind": not counts.stands(signature), "may_sign": appeal.is_open(now)}
        outbox.post(replace(thanks, facts=thanks.facts | how), now=now)


def standing_for(ended: Signature) -> Signature:
    """The signature that counts for the mailbox of one that does not; where none does, one that organisers did not count."""
    mine = db.session.scalars(select(Signature).where(*same_mailbox(ended)).order_by(Signature.id)).all()
    counted = [each for each in mine if each.state in {State.CONFIRMED, State.HELD}]
    return next(iter([*counted, *(each for each in (ended, *mine) if each.was_not_counted)]), ended)


def _taken_over(signature: Signature, now: datetime) -> dict[str, int | None]:
    """Merge what organisers listed for this mailbox; gives the place it had among the first signatories."""
    listed = db.session.execute(
        update(Signature)
        .where(
            Signature.appeal_id == signature.appeal_id,
            Signature.mailbox_key == signature.mailbox_key,
            Signature.state.in_((State.CONFIRMED, State.HELD)),
            Signature.source == Source.LIST,
        )
        .values(state=State.MERGED, ended_at=now)
        .returning(Signature.rank, Signature.ref, Signature.visibility)
    ).first()
    if listed is None:
        return {}
    if (shown := signature.visibility) != listed.visibility and shown in rules.at_most(listed.visibility):
        # Else a backup would show again what its owner wants shown less.
        erasure_journal.note(f"shown {shown}", listed.ref, appeal_id=signature.appeal_id, now=now)
    return {"place": listed.rank}


def let_own_wait(appeal: Appeal, keys: Collection[bytes], *, now: datetime) -> None:
    """Let organisers look at what the owners of these mailboxes signed, where a line of a list stood in its place.

    Not once the letter is complete: nobody would look in time.
    """
    if appeal.is_over(now):
        return
    own = Signature.appeal_id == appeal.id, Signature.mailbox_key.in_(keys), Signature.source != Source.LIST
    first = select(func.min(Signature.id)).where(*own, Signature.state == State.MERGED)
    confirmed_at = func.coalesce(Signature.confirmed_at, Signature.ended_at)
    held = {
        "state": State.HELD,
        "held_at": confirmed_at,
        "held_for": "organisers",
        "confirmed_at": confirmed_at,
    }
    waits = update(Signature).where(Signature.id.in_(first.group_by(Signature.mailbox_key)))
    refs = db.session.scalars(
        waits.values({**held, "ended_at": None}).returning(Signature.ref),
        execution_options={"synchronize_session": False},
    )
    for ref in refs.all():
        audit.record("signature.held", appeal_id=appeal.id, now=now, signature=ref)


def resend(
    appeal: Appeal, address: str, *, lang: str, network: str = "", wrote: bool = False, now: datetime
) -> None:
    """Post a mailbox its link again, if it has one; from outside nothing, nor the time it takes, tells whether it has.

    Counted against the `network` that asks, as signing is: else whoever has to wait there would ask here. `wrote` says that
    a message asked to withdraw or change what is signed, which the email then answers.
    """
    mailbox_key, made_up = mailbox_key_of(appeal, address), Ticket.new()
    nobody = sealed(appeal.key, appeal.id, made_up.ref, Particulars("Nobody", address))
    nothing = Kept(*made_up, nobody, now)
    appeal, known = look(appeal, mailbox_key)
    waiting = db.session.execute(
        select(*(getattr(Signature, name) for name in Kept._fields))
        .where(
            Signature.appeal_id == appeal.id,
            Signature.mailbox_key == mailbox_key,
            Signature.state == State.PENDING,
        )
        .order_by(Signature.id.desc())
        .limit(1)
    ).first()
    waits = Kept(*waiting) if waiting else nothing
    wanted = not known.silent if known else waits is not nothing and now < confirming_ends(appeal, waits)
    turn = done(caps.turn_of(network, now=now))
    counted = done(caps.count_mail(appeal, address, wanted=wanted, apart=turn.waits, now=now))
    posted = post_one(appeal, lang, waits=waits, known=known, counted=counted, wrote=wrote, turn=turn)
    take_back("", posted, counted)
