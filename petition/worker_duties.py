"""What the worker does because of the clock, once a minute; what came of it is kept by duties.py.

Each duty is done in steps that commit; one that fails stops no other. What nobody could undo rests while the clock may
be wrong.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import true, update

from petition import clock_watch, duties, erasure_journal, news, retention
from petition.accounts import address, members, sessions, sign_in
from petition.appeals import by_the_clock, sharing
from petition.appeals.models import Appeal
from petition.audit import chain
from petition.core import clock, limits, repeats
from petition.core.db import db
from petition.core.settings import settings
from petition.delivery import mailed
from petition.inbox import queue
from petition.letters import exports, roll
from petition.letters.models import Export
from petition.lists import add, named, store
from petition.mail.out import carrier
from petition.mail.out.message import Priority
from petition.mail.out.models import MailRate, OutboxMessage
from petition.review.models import Look
from petition.signatures import announcements, kept_counts, lost_links, reminders
from petition.updates import sending as updates

_log = logging.getLogger("petition.worker")
T = TypeVar("T")

PAUSE = 0.5  # seconds: between looks into the outbox, and after what failed
TURN = 0.02  # for whoever waits to write to SQLite, and asks each millisecond: without a rest none would get a turn


def surely(work: Callable[[], T]) -> T | None:
    """Try it, and again next round whatever goes wrong, which gives None.

    Nothing is done while the database is older than its journal of erasures.
    """
    try:
        return None if erasure_journal.is_behind() else work()
    except Exception as error:  # noqa: BLE001  a worker that dies of one row loses all the others
        db.session.rollback()
        _log.error(
            "%s in %s", type(error).__name__, getattr(getattr(work, "func", work), "__name__", "a duty")
        )
        time.sleep(PAUSE)
        return None
    finally:
        db.session.remove()


@dataclass(frozen=True, slots=True)
class _Duty:
    """What is done for each of some appeals, some at a time, until nothing is left: so one that fails stops no other."""

    due: Callable[[datetime], Iterable[int]]
    do: Callable[[Appeal, datetime], int]
    writes: bool = False  # to supporters: rests while an appeal is stopped


def _draw_near(now: datetime) -> None:
    """Let what was put off farther than anything ever is be due now: the clock was wrong then, and has been put right."""
    lease: timedelta = settings().mail_lease
    # A mail of a crowd waits for its turn, however long that takes; any other for a server.
    put_off = (OutboxMessage.state == "waiting") & (OutboxMessage.priority != Priority.CROWD)
    for model, due_at, longest, which in (
        (OutboxMessage, "due_at", carrier.LONGEST_PAUSE + lease, put_off),
        (MailRate, "free_at", timedelta(minutes=5), true()),
        (Export, "due_at", timedelta(minutes=5), true()),
        (Look, "due_at", timedelta(days=1), true()),
    ):
        column = getattr(model, due_at)
        db.session.execute(update(model).where(which, column > now + longest).values({column: now}))


_DUTIES: dict[str, Callable[[datetime], int | None] | _Duty] = {
    "closings noted": by_the_clock.note_closings,
    "reminders due": _Duty(reminders.being_signed, reminders.remind, writes=True),
    "last calls due": _Duty(reminders.being_signed, reminders.call_last, writes=True),
    "told of a new text": _Duty(announcements.with_new_text, announcements.tell_of_new_text, writes=True),
    "told of the letter": _Duty(announcements.with_letter, announcements.tell_of_letter, writes=True),
    **{
        f"told of: {what}": _Duty(partial(announcements.with_some_to_tell, what), tell, writes=True)
        for what, tell in announcements.TELLINGS.items()
    },
    "updates posted": _Duty(updates.being_sent, updates.send_some, writes=True),
    "told of not being counted": _Duty(
        announcements.with_not_counted, announcements.tell_not_counted, writes=True
    ),
    "told organisers of news": _Duty(news.being_signed, news.tell, writes=True),
    "lost links asked for": lost_links.answer,
    "rows of lists added": _Duty(add.being_added, add.add_some, writes=True),
    "rows of lists undone": _Duty(add.being_undone, add.undo_some),
    "told of being named": _Duty(named.with_listed, named.tell_listed, writes=True),
    "signatures expired": _Duty(retention.with_pending, retention.expire),
    "mailboxes erased": _Duty(retention.with_something_due, retention.erase),
    "drafts cleared": _Duty(retention.drafts, retention.clear_draft),
    "told organisers of letters that came back": _Duty(news.emailed, news.tell_of_bounces, writes=True),
    "emailed letters forgotten": mailed.forget,
    "lists forgotten": store.forget,
    "messages forgotten": queue.forget,
    "sign-in links forgotten": sign_in.forget,
    "sessions forgotten": sessions.forget,
    "new addresses forgotten": address.forget,
    "invitations of teams forgotten": sharing.forget,
    "roles ended": members.end_rights,
    "organisers erased": members.forget,
    "counters forgotten": limits.forget,
    "sent forms forgotten": repeats.forget,
    "mail traces forgotten": carrier.forget,
    "pieces of old letters erased": exports.erase,
    "lists of withdrawn letters erased": roll.forget,
    "entries of the journal": lambda _now: erasure_journal.catch_up(),
    "entries of the journal forgotten": erasure_journal.forget,
    "counts added up": kept_counts.add_up,
    "counts compared": _Duty(kept_counts.to_recount, kept_counts.recount),
    "entries of the activity log bound": lambda _now: chain.link(),
    "put off by a wrong clock": _draw_near,
    "threads that hang": duties.look_at_threads,
}


_ERASING = {
    "emailed letters forgotten",
    "signatures expired",
    "mailboxes erased",
    "drafts cleared",
    "lists forgotten",
    "messages forgotten",
    "pieces of old letters erased",
}
# What the clock alone brings about and nobody can undo: held while the clock may be wrong.
_BY_THE_CLOCK = _ERASING | {
    "closings noted",
    "reminders due",
    "last calls due",
    "told of the letter",
    "told organisers of news",
    "sign-in links forgotten",
    "sessions forgotten",
    "new addresses forgotten",
    "invitations of teams forgotten",
    "roles ended",
    "counters forgotten",
    "sent forms forgotten",
    "mail traces forgotten",
    "entries of the journal forgotten",
}


def erase(now: datetime) -> None:
    """What the clock erases and nothing else: of a restored backup, before anybody is written to."""
    do_all(now, only=_ERASING)


def do_all(
    now: datetime, rest: Callable[[], object] = lambda: None, only: Collection[str] = ()
) -> dict[str, int]:
    """Do each duty in steps that commit, so that nobody waits long for a turn to write; write down when all were done.

    `rest` is called after each step that did something.
    """
    done: dict[str, int] = {}
    if erasure_journal.is_behind():
        return done
    failing = surely(duties.failing) or set()
    held = not clock_is_believed()
    for name, duty in _DUTIES.items():
        done[name] = 0
        if (held and name in _BY_THE_CLOCK) or (only and name not in only):
            continue
        for appeal_id, do in _steps(duty, now):
            done[name] += _do(name, appeal_id, do, rest, failing, now)
    if not held and not only:
        surely(partial(_finished, now))
    return done


def _finished(now: datetime) -> None:
    duties.finished(now)
    db.session.commit()


def _steps(
    duty: Callable[[datetime], int | None] | _Duty, now: datetime
) -> Iterator[tuple[int, Callable[[], int | None]]]:
    """The appeals that a duty is due for, each with what does some of it; one step for a duty that is about none."""
    if not isinstance(duty, _Duty):
        yield duties.OF_ALL, partial(duty, now)
        return
    found: list[int] = []

    def due() -> None:
        found.extend(duty.due(now))
        db.session.commit()

    yield duties.OF_ALL, due
    for appeal_id in found:
        yield appeal_id, partial(_do_for, duty, appeal_id, now)


def _do_for(duty: _Duty, appeal_id: int, now: datetime) -> int:
    appeal = db.session.get_one(Appeal, appeal_id)
    return 0 if duty.writes and appeal.stopped_at is not None else duty.do(appeal, now)


def _do(
    name: str,
    appeal_id: int,
    do: Callable[[], int | None],
    rest: Callable[[], object],
    failing: set[tuple[str, int]],
    now: datetime,
) -> int:
    """Do one duty for one appeal until nothing is left; what fails is logged, without what was worked on, and noted."""
    done = 0
    try:
        while count := do() or 0:
            db.session.commit()
            done += count
            rest()
        if (name, appeal_id) in failing:
            duties.healed(name, appeal_id)
        db.session.commit()
    except Exception as error:  # noqa: BLE001  a worker that dies of one row loses all the others
        db.session.rollback()
        _log.error("%s in %s of appeal %d", type(error).__name__, name, appeal_id)
        surely(partial(_failed, name, appeal_id, error, now))
    finally:
        db.session.remove()
    return done


def _failed(name: str, appeal_id: int, error: Exception, now: datetime) -> None:
    duties.failed(name, appeal_id, error, now=now)
    db.session.commit()


def clock_is_believed() -> bool:
    """Whether the clock is; not where it could not be asked about. A doubt is logged."""

    def look() -> bool:
        doubt = clock_watch.check(clock.now())
        db.session.commit()
        if doubt:
            _log.error("%s: nothing is erased, nobody is reminded (docs/operating.md, The clock)", doubt)
        return doubt is None

    return surely(look) is True


def bring_lists() -> int:
    """Add and take back long lists: an organiser waits, and would for a minute if it were a duty like any other."""
    now, failing, done = clock.now(), duties.failing(), 0
    db.session.commit()
    for name in ("rows of lists added", "rows of lists undone"):
        for appeal_id, do in _steps(_DUTIES[name], now):
            if (name, appeal_id) not in failing:  # which is tried again with all other duties
                done += _do(name, appeal_id, do, partial(time.sleep, TURN), failing, now)
    return done
