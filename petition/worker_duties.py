"""What the worker does: each duty, and the one way in which it is done and fails; what came of it is kept by duties.py.

Each duty is done in steps that commit; one that fails stops no other, is named in the log, and is told of until it succeeds.
What nobody could undo rests while the clock may be wrong.
"""

import logging
import time
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TypeVar

from sqlalchemy import true, update
from sqlalchemy.exc import SQLAlchemyError

from petition import clock_watch, data_key, duties, erasure_journal, news, retention
from petition.accounts import address, members, sessions, sign_in
from petition.appeals import by_the_clock, directory, sharing
from petition.appeals.models import Appeal
from petition.audit import chain
from petition.core import clock, kept_answers, limits, repeats
from petition.core.db import db
from petition.core.settings import settings
from petition.delivery import mailed, mailing
from petition.inbox import queue, receive
from petition.letters import cards, export_worker, exports, mailboxes, roll, seals
from petition.letters.models import Export
from petition.lists import add, named, prepare, store
from petition.mail.inbound import imap
from petition.mail.out import carrier
from petition.mail.out.message import Priority
from petition.mail.out.models import MailRate, OutboxMessage
from petition.review import scan
from petition.review.models import Look
from petition.signatures import announcements, kept_counts, lost_links, reminders
from petition.updates import sending as updates

_log = logging.getLogger("petition.worker")
T = TypeVar("T")

PAUSE = 0.5  # seconds: between looks into the outbox, and for what an organiser waits for
TURN = 0.02  # for whoever waits to write to SQLite, and asks each millisecond: without a rest none would get a turn
_FETCH_EVERY = 30  # seconds between looks into the mailbox
_SEAL_EVERY = 60  # seconds
_A_ROUND = 20  # letters at which a duty looks in one round where each takes long, those that have waited longest first


@dataclass(frozen=True, slots=True)
class Duty:
    """What is done some at a time until nothing is left: of all at once, or of each appeal that it is `due` for.

    `do` takes the appeal, where it is done for each, and `now`; it gives how many it did.
    """

    do: Callable[..., int | None]
    due: Callable[[datetime], Iterable[int]] | None = None
    most: int | None = None  # appeals in one round
    every: float = 0  # seconds it rests in a thread of its own, for it may take long; 0: done on the rounds
    writes: bool = False  # to supporters: rests while an appeal is stopped
    by_the_clock: bool = False  # alone, and nobody can undo it: rests while the clock may be wrong
    erases: bool = False  # so too; and first of all where a backup was restored


def attempt(
    name: str,
    work: Callable[[], T],
    appeal_id: int = duties.OF_ALL,
    failing: Container[tuple[str, int]] | None = None,
) -> T | None:
    """Do it and commit. What fails gives None; it is logged, without what was worked on, and told of until it succeeds.

    Nothing is done while the database is older than its journal of erasures. `failing`, where it is known, saves a look.
    """
    try:
        if erasure_journal.is_behind():
            return None
        done = work()
        if (name, appeal_id) in (duties.failing() if failing is None else failing):
            duties.healed(name, appeal_id)
        db.session.commit()
    except Exception as error:  # noqa: BLE001  a worker that dies of one row loses all the others
        db.session.rollback()
        _log.error("%s in %s of appeal %d", type(error).__name__, name, appeal_id)
        with suppress(SQLAlchemyError):  # the database may be what is away, or a draft deleted meanwhile
            if appeal_id == duties.OF_ALL or db.session.get(Appeal, appeal_id) is not None:
                duties.failed(name, appeal_id, error, now=clock.now())
            db.session.commit()
        return None
    finally:
        db.session.remove()
    return done


def _step() -> None:
    """End a step of a duty: what was written stays, and whoever watches sees that it goes on."""
    db.session.commit()
    duties.step_done()


def _fetch(_now: datetime) -> int:
    """Fetch messages from a server of somebody else's, which may be slow, and note that it was asked; gives how many.

    None is fetched with a DATA_KEY that opens nothing here, as of a worker from before another one: each would fail.
    """
    now = clock.now()
    if not settings().imap_url:
        return 0
    is_right = data_key.is_right()
    db.session.rollback()  # no transaction is open while somebody else's server is asked
    if not is_right:
        _log.error(data_key.WRONG)
        return 0
    try:
        fetched = receive.fetch(now=now)
    except imap.AWAY as error:  # which is told of when it lasts (doctor.messages)
        _log.error("%s in messages fetched", type(error).__name__)
        return 0
    duties.finished(now, duties.Round.MAILBOX)
    return fetched


def _look_through(appeal: Appeal, now: datetime) -> int:
    """Look through the list of an appeal; gives 1 when that was done."""
    looked = 0
    for done in scan.look(appeal.id, now):
        _step()
        looked += done
    return looked


def _make(appeal: Appeal, _now: datetime) -> int:
    """Make every file that is asked for of a letter; gives how many were made."""
    return sum(iter(partial(export_worker.make, appeal.id, clock.now, _step), None))


def _seal(appeal: Appeal, _now: datetime) -> int:
    """Seal a letter that is complete, or what has changed in it; gives how many seals were made."""
    made = 0
    for done in seals.make(appeal, clock.now):
        _step()
        time.sleep(TURN)
        made += done
    return made


def _prepare(appeal: Appeal, _now: datetime) -> int:
    """Read and look through every long list that waits under an appeal; gives how many rows that were."""
    return sum(iter(partial(prepare.prepare, appeal.id, _step), None))


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


DUTIES: dict[str, Duty] = {
    "messages fetched": Duty(_fetch, every=_FETCH_EVERY),
    "closings noted": Duty(by_the_clock.note_closings, by_the_clock=True),
    "reminders due": Duty(reminders.remind, reminders.being_signed, writes=True, by_the_clock=True),
    "last calls due": Duty(reminders.call_last, reminders.being_signed, writes=True, by_the_clock=True),
    "told of a new text": Duty(
        announcements.tell_of_new_text, announcements.with_new_text, writes=True, by_the_clock=True
    ),
    "told of the letter": Duty(
        announcements.tell_of_letter, announcements.with_letter, writes=True, by_the_clock=True
    ),
    **{
        f"told of: {what}": Duty(
            tell,
            partial(announcements.with_some_to_tell, what),
            writes=True,
            by_the_clock=what == "extension",
        )
        for what, tell in announcements.TELLINGS.items()
    },
    "updates posted": Duty(updates.send_some, updates.being_sent, writes=True),
    "told of not being counted": Duty(
        announcements.tell_not_counted, announcements.with_not_counted, writes=True, by_the_clock=True
    ),
    "told organisers of news": Duty(news.tell, directory.being_signed, writes=True, by_the_clock=True),
    "lost links asked for": Duty(lost_links.answer),
    "rows of lists added": Duty(add.add_some, add.being_added, every=PAUSE, writes=True),
    "rows of lists undone": Duty(add.undo_some, add.being_undone, every=PAUSE),
    "told of being named": Duty(named.tell_listed, named.with_listed, writes=True),
    "signatures expired": Duty(retention.expire, retention.with_pending, erases=True),
    "mailboxes erased": Duty(retention.erase, retention.with_something_due, erases=True),
    "drafts cleared": Duty(retention.clear_draft, retention.drafts, erases=True),
    "deliveries recorded": Duty(mailing.record_delivered),
    "told organisers of bounced letters": Duty(news.tell_of_bounces, news.emailed, writes=True),
    "emailed letters forgotten": Duty(mailed.forget, erases=True),
    "lists forgotten": Duty(store.forget, erases=True),
    "messages forgotten": Duty(queue.forget, erases=True),
    "sign-in links forgotten": Duty(sign_in.forget, by_the_clock=True),
    "sessions forgotten": Duty(sessions.forget, by_the_clock=True),
    "new addresses forgotten": Duty(address.forget, by_the_clock=True),
    "invitations of teams forgotten": Duty(sharing.forget, by_the_clock=True),
    "rights ended": Duty(members.end_rights, by_the_clock=True),
    "organisers erased": Duty(members.forget),
    "counters forgotten": Duty(limits.forget, by_the_clock=True),
    "sent forms forgotten": Duty(repeats.forget, by_the_clock=True),
    "answers to forms forgotten": Duty(kept_answers.forget, by_the_clock=True),
    "mail traces forgotten": Duty(carrier.forget, by_the_clock=True),
    "requests for addresses forgotten": Duty(mailboxes.forget, by_the_clock=True),
    "pieces of old letters erased": Duty(exports.erase, erases=True),
    "lists of withdrawn letters erased": Duty(roll.forget),
    "entries of the journal": Duty(lambda _now: erasure_journal.catch_up()),
    "entries of the journal forgotten": Duty(erasure_journal.forget, by_the_clock=True),
    "counts added up": Duty(kept_counts.add_up),
    "counts compared": Duty(kept_counts.recount, kept_counts.to_recount),
    "entries of the activity log bound": Duty(lambda _now: chain.link()),
    "put off by a wrong clock": Duty(_draw_near),
    "threads that hang": Duty(duties.look_at_threads),
    "appeals looked through": Duty(_look_through, scan.appeals, every=scan.EVERY.total_seconds()),
    "lists of names put in order": Duty(roll.make, roll.to_make, _A_ROUND, every=roll.EVERY.total_seconds()),
    "cards drawn": Duty(cards.draw, cards.to_draw, _A_ROUND, every=cards.EVERY.total_seconds()),
    "letters sealed": Duty(_seal, seals.due, every=_SEAL_EVERY, by_the_clock=True),
    "letters made": Duty(_make, exports.being_asked, every=PAUSE),
    "rows of lists read": Duty(_prepare, prepare.with_long_lists, every=PAUSE),
}
ROUND = frozenset(name for name, duty in DUTIES.items() if not duty.every)


def erase(now: datetime) -> None:
    """What the clock erases and nothing else: of a restored backup, before anybody is written to."""
    do_all(now, only=[name for name, duty in DUTIES.items() if duty.erases])


def do_all(
    now: datetime, rest: Callable[[], object] = lambda: None, only: Collection[str] = ROUND
) -> dict[str, int]:
    """Do each duty in steps that commit, so that nobody waits long for a turn to write; write down when a round is done.

    `rest` is called after each step that did something. What failed waits, longer each time, and takes no other's place.
    """
    done: dict[str, int] = {}
    failing = attempt("troubles looked up", duties.failing)
    if failing is None:  # the database is away, or a backup that was not replayed
        return done
    clocked = {name for name in only if DUTIES[name].by_the_clock or DUTIES[name].erases}
    held = clocked if clocked and not clock_is_believed() else set()
    for name in (name for name in DUTIES if name in only):
        done[name] = 0
        if name in held:
            continue
        waiting = {of for (what, of), failure in failing.items() if what == name and failure.waits(now)}
        for appeal_id, do in _steps(DUTIES[name], now, waiting):
            done[name] += attempt(name, partial(_until_done, do, rest), appeal_id, failing) or 0
    if not held and ROUND.issubset(only):
        attempt("round noted", partial(duties.finished, now))
    return done


def _steps(
    duty: Duty, now: datetime, waiting: Container[int]
) -> Iterator[tuple[int, Callable[[], int | None]]]:
    """The appeals that a duty is due for, each with what does some of it; one step for a duty that is about none."""
    due, found = duty.due, list[int]()
    if duties.OF_ALL in waiting:
        return
    if due is None:
        yield duties.OF_ALL, partial(duty.do, now)
        return
    yield duties.OF_ALL, lambda: found.extend(islice((i for i in due(now) if i not in waiting), duty.most))
    for appeal_id in found:
        yield appeal_id, partial(_do_for, duty, appeal_id, now)


def _do_for(duty: Duty, appeal_id: int, now: datetime) -> int | None:
    appeal = db.session.get_one(Appeal, appeal_id)
    return 0 if duty.writes and appeal.stopped_at is not None else duty.do(appeal, now)


def _until_done(do: Callable[[], int | None], rest: Callable[[], object]) -> int:
    """Do some until nothing is left; gives how many that were."""
    done = 0
    while count := do() or 0:
        _step()
        done += count
        rest()
    return done


def clock_is_believed() -> bool:
    """Whether the clock is; not where it could not be asked about. A doubt is logged."""

    def look() -> bool:
        if doubt := clock_watch.check(clock.now()):
            _log.error("%s: nothing is erased, nobody is reminded (docs/operating.md, The clock)", doubt)
        return doubt is None

    return attempt("clock looked at", look) is True
