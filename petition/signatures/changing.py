"""What the owner of a signature changes in it: how it is shown, what it says, the text that it stands under."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from petition import audit, erasure_journal
from petition.core.db import db
from petition.core.settings import settings
from petition.lexicon.signatory import Visibility
from petition.signatures import counts, erasing, rules, same_signatory, watch
from petition.signatures.models import Signature, same_mailbox
from petition.signatures.rules import Particulars, Source, State, TooLate
from petition.signatures.signing import TextChanged, correct


class CannotBeShown(Exception):
    """What would be shown was erased."""


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
    if why := rules.to_be_looked_at(signature.own, signature.kind, settings().temporary_domains):
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


def stand_under_new_text(signature: Signature, number: str, *, now: datetime) -> None:
    """Sign the text as it is now published, which its owner saw under this number; raises TextChanged or TooLate."""
    version = signature.appeal.version
    if signature.state != State.CONFIRMED or version is None or not signature.appeal.is_open(now):
        raise TooLate
    if number != str(version.number):
        raise TextChanged(signature.appeal)
    signature.version_id = version.id
    audit.record(
        "signature.under new text",
        appeal_id=signature.appeal_id,
        now=now,
        signature=signature.ref,
        version=version.number,
    )
