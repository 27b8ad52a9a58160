"""What the owner of a mailbox does with a signature: confirm it, change how it is shown, mend it, ask for its link again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, exists, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from petition import audit, erasure_journal
from petition.appeals.models import Appeal
from petition.core import codes, limits
from petition.core.db import at_once, db, made_once, run_later, table_of
from petition.core.steps import Steps, done
from petition.core.transactions import violated
from petition.core.vault import vault
from petition.lexicon.signatory import Visibility
from petition.mail.out import outbox
from petition.mail.out.message import Priority
from petition.signatures import caps, counts, ending, erasing, links, messages, rules, same_signatory, watch
from petition.signatures.models import ONE_OF_A_MAILBOX, Signature, pending, same_mailbox, sealed
from petition.signatures.rules import Particulars, Source, State
from petition.signatures.signing import (
    Kept,
    as_signed,
    confirming_ends,
    correct,
    look,
    mailbox_key_of,
    post_one,
    take_back,
)
from petition.signatures.ticket import Ticket
from petition.signatures.versions import unseen_since

_ROWS = table_of(Signature)


class CannotBeShown(Exception):
    """What would be shown was erased."""


class TooLate(Exception):
    """The deadline and its grace are over."""


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
            signature, ["state", "held_at", "held_for", "confirmed_at", "ended_at", "quiet_at", "rank"]
        )


def _confirm(
    signature: Signature, beside: links.Beside, *, repeats: bool = False, now: datetime
) -> Steps[None]:
    if signature.state != State.PENDING:
        return
    appeal = signature.appeal
    if not appeal.may_be_confirmed(now):
        raise TooLate
    why = rules.to_be_looked_at(signature.own, signature.kind) or watch.why(signature, beside.watched)
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
    db.session.execute(merged.values(state=State.MERGED, ended_at=settled["at"]))
    other, shown = standing_for(signature), signature.visibility
    if shown != other.visibility and shown in rules.at_most(other.visibility):
        change_visibility(other, shown, now=settled["at"])
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
        )
        .returning(_ROWS.c.id),
    )


def welcome(signature: Signature, *, repeats: bool = False, again: bool = False, now: datetime) -> None:
    """Thank whose signature counts from now on; who signed a text that was changed meanwhile is told, or asked to sign it.

    `again`: organisers had taken it off, and its owner was told so.
    """
    appeal, version = signature.appeal, signature.appeal.version
    stands = counts.stands(signature)
    is_asked = version and not stands and appeal.sends("new_text") and appeal.is_open(now)
    if not is_asked:
        thank(signature, repeats=repeats, again=again, now=now)
    if version and (is_asked or stands) and (since := unseen_since(signature, version)):
        writes = messages.new_text if is_asked else messages.carried
        to, lang, ticket = signature.own.mailbox, signature.lang, signature.ticket
        outbox.post(writes(appeal, version, since=since, to=to, lang=lang, ticket=ticket), now=now)


def thank(signature: Signature, *, repeats: bool = False, again: bool = False, now: datetime) -> None:
    """Post thanks to a mailbox that wants to hear of the appeal, where its organisers send any."""
    appeal = signature.appeal
    if appeal.sends("thanks"):
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
            Signature.state == State.CONFIRMED,
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


def change_visibility(signature: Signature, visibility: Visibility, *, now: datetime) -> None:
    """Show a signature another way from now on: on the page, in every export, in the letter made anew.

    Once addresses are erased it can only be shown less, for no more is known: raises CannotBeShown; what is shown no longer
    is erased too.
    """
    visibility = rules.may_be_shown(signature.kind, visibility)
    if signature.erased_at is not None:
        _show_less(signature, visibility, now=now)
    shows_more = visibility not in rules.at_most(signature.visibility)
    less = [each for each in _may_yet_count(signature) if visibility in rules.at_most(each.visibility)]
    folded = sum(map(same_signatory.unfold, (signature, *less)))
    for each in (signature, *less):  # a backup may know but one of them
        each.visibility = rules.may_be_shown(each.kind, visibility)
        erasure_journal.note(f"shown {visibility}", each.ref, appeal_id=signature.appeal_id, now=now)
    if shows_more:
        _look_first(signature, now)
    audit.record(
        "signature.shown otherwise",
        appeal_id=signature.appeal_id,
        now=erasing.told_at(signature, now),
        signature=signature.ref,
        counted=counts.counts(signature),
        folded=folded,
    )


def _may_yet_count(signature: Signature) -> Sequence[Signature]:
    """What else the mailbox of a signature has signed that organisers can let count in its place.

    By undoing the list that this one came with, or by putting back what they took off: it is then to show no more than its
    owner wants by now.
    """
    others = *same_mailbox(signature), Signature.id != signature.id, Signature.particulars != b""
    ended = Signature.state.in_((State.MERGED, State.REJECTED))
    found = select(Signature).where(*others, ended).order_by(Signature.id).with_for_update(key_share=True)
    return db.session.scalars(found, execution_options={"populate_existing": True}).all()


def may_be_mended(signature: Signature, now: datetime) -> bool:
    """Whether its owner may still change what it says: until the deadline, unless it was erased."""
    stands = signature.state in {State.CONFIRMED, State.HELD}
    return stands and signature.erased_at is None and signature.appeal.is_open(now)


def mend(signature: Signature, own: Particulars, *, now: datetime) -> None:
    """Let a signature say what its owner wrote: looked at as when it was confirmed; raises TooLate after the deadline."""
    if not may_be_mended(signature, now):
        raise TooLate
    counted, before = counts.counts(signature), signature.own
    for each in (signature, *_may_yet_count(signature)):
        if each.state is State.MERGED and each.source is Source.LIST:  # counts again in a backup alone
            _note_mended(each, before, own, now)
        elif each.kind is signature.kind:
            same_signatory.unfold(each)
            _note_mended(each, each.own, own, now)
            correct(each, own._replace(mailbox=each.own.mailbox, acronym="", as_typed=""))
    if why := rules.to_be_looked_at(signature.own, signature.kind):
        signature.state, signature.held_at, signature.held_for = State.HELD, now, why
    _look_first(signature, now)
    facts: dict[str, Any] = {"signature": signature.ref, "counted": counted}
    audit.record("signature.mended", appeal_id=signature.appeal_id, now=now, **facts)


_MENDED = {"n": "name", "r": "role", "a": "affiliation", "p": "place", "x": "representative"}


def _note_mended(signature: Signature, before: Particulars, own: Particulars, now: datetime) -> None:
    """Note which of the details a backup would bring back that its owner has replaced or taken out."""
    gone = [
        letter
        for letter, field in _MENDED.items()
        if getattr(before, field) and getattr(before, field) != getattr(own, field)
    ]
    if gone:
        kind = f"mended {''.join(gone)}"
        erasure_journal.note(kind, signature.ref, appeal_id=signature.appeal_id, now=now)


def mended_again(signature: Signature, gone: str) -> None:
    """Take out again what its owner has replaced or taken out since a backup was made; what they wrote instead is lost.

    Of a name that is not to stand there any more its initials are left.
    """
    left = {field: "" for letter, field in _MENDED.items() if letter in gone}
    if "name" in left:
        left["name"] = rules.initials(signature.own.name)
    same_signatory.unfold(signature)
    correct(signature, signature.own._replace(**left, acronym="", as_typed=""))


def _look_first(signature: Signature, now: datetime) -> None:
    """Hold what is to be shown with more than organisers have looked at, where they asked for that."""
    shows = signature.visibility is not Visibility.HIDDEN
    why = watch.why(signature, watch.names_of(signature.appeal)) if shows else ""
    if why and signature.state == State.CONFIRMED and signature.appeal.may_be_confirmed(now):
        signature.state, signature.held_at, signature.held_for = State.HELD, now, why


def _show_less(signature: Signature, visibility: Visibility, *, now: datetime) -> None:
    if visibility not in rules.at_most(signature.visibility):
        raise CannotBeShown
    stays = rules.printed(signature.own, visibility)
    if stays is None:
        erasing.erase(Signature.id == signature.id, visibility=visibility, now=now)
    else:
        erasing.keep_lines(signature.appeal, [(signature.ref, stays, visibility)], now=now)


def stand_under_new_text(signature: Signature, *, now: datetime) -> None:
    """Sign the text as it is now published."""
    version = signature.appeal.version
    if signature.state != State.CONFIRMED or version is None or not signature.appeal.is_open(now):
        raise TooLate
    signature.version_id = version.id
    audit.record(
        "signature.under new text",
        appeal_id=signature.appeal_id,
        now=now,
        signature=signature.ref,
        version=version.number,
    )


def resend(appeal: Appeal, address: str, *, lang: str, network: str = "", now: datetime) -> None:
    """Post a mailbox its link again, if it has one; from outside nothing, nor the time it takes, tells whether it has.

    Counted against the `network` that asks, as signing is: else whoever has to wait there would ask here.
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
    take_back("", post_one(appeal, lang, waits=waits, known=known, counted=counted, turn=turn), counted)
