"""An emergency: names are shown nowhere in public, nobody can sign or confirm, nothing is emailed, its teams' sessions end.

Nothing is deleted. The appeal is in a phase of its own, so whatever asks for the phase stops; pages that are kept in memory
are over at once, and a cache in front gives what it has for four seconds at most. The deadline goes on running. A backup
that is restored is stopped as the letter was (erasure_journal.py).
"""

from datetime import datetime

from petition import audit, erasure_journal
from petition.accounts import members, sign_in
from petition.appeals.models import Appeal
from petition.appeals.service import NotPossible
from petition.mail.out import outbox


def begin(appeal: Appeal, reason: str, *, organiser_id: int | None = None, now: datetime) -> None:
    """Stop everything. The reason stands at the desk, for it may name somebody, and not in the activity log.

    Raises NotPossible for a letter that is not public, and for one that is stopped already.
    """
    if appeal.published_at is None or appeal.withdrawn_at is not None or appeal.stopped_at is not None:
        raise NotPossible(appeal.phase(now))
    appeal.stopped_at, appeal.stopped_reason = now, reason
    outbox.halt(appeal.id)
    erasure_journal.note("letter stopped", appeal.bound_to, appeal_id=appeal.id, now=now)
    audit.record("emergency.begun", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
    for organiser in members.of_team(*appeal.teams):
        sign_in.leave(organiser, now=now)


def end(appeal: Appeal, *, organiser_id: int | None = None, now: datetime) -> None:
    """Let everything go on; raises NotPossible for a letter that is not stopped."""
    if appeal.stopped_at is None:
        raise NotPossible(appeal.phase(now))
    appeal.stopped_at, appeal.stopped_reason = None, ""
    outbox.go_on(appeal.id)
    erasure_journal.note("letter goes on", appeal.bound_to, appeal_id=appeal.id, now=now)
    audit.record("emergency.ended", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
