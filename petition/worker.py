"""The one long-running process besides the web: carries mail, does what the clock makes due (worker_duties.py).

What may take long is done apart, in threads of its own. Nothing that is promised to anybody at an hour depends on it:
whether an appeal is open is asked of the clock at signing.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask, current_app

from petition import duties, erasure_journal, worker_duties
from petition.appeals.models import Appeal
from petition.core import clock, traces
from petition.core.db import db
from petition.core.settings import settings
from petition.inbox import receive
from petition.letters import cards, export_worker, roll
from petition.lists import prepare
from petition.mail.out import carrier, transport
from petition.review import scan
from petition.signatures import lost_links
from petition.worker_duties import PAUSE, TURN, clock_is_believed, surely

_DUTIES_EVERY = 60  # seconds
_FETCH_EVERY = 30  # seconds between looks into the mailbox


def once() -> tuple[int, dict[str, int]]:
    """Do everything that is due and end; give how many mails left, and what each duty counted.

    Nothing where the database is older than its journal: who left since would be written to.
    """
    if erasure_journal.is_behind():
        return 0, {}
    fetched = surely(_fetch) or 0
    done = worker_duties.do_all(clock.now())  # first, so that what they take back does not leave
    sent = carrier.carry(clock_is_believed)
    surely(traces.drop)
    apart = {
        what: work() for what, (work, _) in _APART.items() if work not in {_fetch, worker_duties.bring_lists}
    }
    return sent, done | apart | {"messages fetched": fetched}


def run(beat: Callable[[], object], *, with_parent: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or, with_parent, until the process that started this one is gone.

    `beat` is called each minute.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  a thread has no context of its own
    for work, pause in _APART.values():
        threading.Thread(target=_now_and_then, args=(app, stop, work, pause), daemon=True).start()
    parent = os.getppid()
    next_duties = time.monotonic()  # a clock that is set back must not stop them

    def goes_on() -> bool:
        return not stop.is_set() and not (with_parent and os.getppid() != parent)

    def may_carry() -> bool:
        return goes_on() and time.monotonic() < next_duties

    with transport.opened(settings().mail_url) as way:
        between = Between(way, goes_on)
        while goes_on():
            _carry(way, may_carry)
            if time.monotonic() >= next_duties:
                worker_duties.do_all(clock.now(), rest=between.rest)
                surely(traces.drop)
                surely(beat)
                next_duties = time.monotonic() + _DUTIES_EVERY
            else:
                way.rest()
                stop.wait(PAUSE)


class Between:
    """Lets mail leave between two steps of a duty that takes long: half the time at most, for a mail server may be slow."""

    def __init__(self, way: transport.Transport, goes_on: Callable[[], bool]) -> None:
        self._way, self._goes_on, self._due = way, goes_on, time.monotonic()

    def rest(self) -> None:
        """Let others write, and now and then mail leave."""
        time.sleep(TURN)
        began = time.monotonic()
        if began >= self._due:
            _carry(self._way, lambda: self._goes_on() and time.monotonic() < began + PAUSE)
            ended = time.monotonic()
            self._due = ended + max(PAUSE, ended - began)


def _carry(way: transport.Transport, may_carry: Callable[[], bool]) -> None:
    surely(partial(carrier.carry_on, way, may_carry, clock_is_believed))
    surely(_answer)


def _answer() -> None:
    """Answer those who wait for it, a few between two mails: not only once a minute."""
    lost_links.answer(clock.now())
    db.session.commit()


def _now_and_then(app: Flask, stop: threading.Event, work: Callable[[], object], pause: float) -> None:
    """Do what may take long in a thread of its own, so that no mail waits for it."""
    while not stop.is_set():
        with app.app_context(), duties.at_work(work.__name__.strip("_")):
            surely(work)
        stop.wait(pause)


def _fetch() -> int:
    """Fetch messages from a server of somebody else's, which may be slow, and note that it was asked; gives how many."""
    if not settings().imap_url:
        return 0
    fetched = receive.fetch(now=clock.now())
    duties.finished(clock.now(), duties.Round.MAILBOX)
    db.session.commit()
    return fetched


def _look() -> int:
    """Look through the lists that are due, in steps that commit; gives how many."""
    return _for_each(lambda _now: scan.appeals(), _look_through)


def _look_through(appeal: Appeal, now: datetime) -> int:
    looked = 0
    for done in scan.look(appeal.id, now):
        db.session.commit()
        duties.step_done()
        looked += done
    return looked


def _enrol() -> int:
    """Put the public lists in order whose signatures changed; gives how many were made."""
    return _for_each(roll.to_make, roll.make)


def _draw() -> int:
    """Draw the cards of letters that say something else by now; gives how many were drawn."""
    return _for_each(cards.to_draw, cards.draw)


def _for_each(due: Callable[[datetime], list[int]], do: Callable[[Appeal, datetime], int]) -> int:
    """Do something for each appeal that it is due for, and commit; one that fails stops no other. Gives the sum."""
    now = clock.now()
    appeal_ids = due(now)
    db.session.commit()

    def step(appeal_id: int) -> int:
        done = do(db.session.get_one(Appeal, appeal_id), now)
        db.session.commit()
        return done

    return sum(surely(partial(step, appeal_id)) or 0 for appeal_id in appeal_ids)


def _make() -> int:
    """Make every file that is asked for; gives how many were made."""
    return sum(iter(partial(export_worker.make, clock.now, db.session.commit), None))


def _prepare() -> int:
    """Read and look through every long list that waits; gives how many rows that were."""
    return sum(iter(partial(prepare.prepare, db.session.commit), None))


# What is done in threads of its own, and how many seconds each rests.
_APART: dict[str, tuple[Callable[[], int], float]] = {
    "messages fetched": (_fetch, _FETCH_EVERY),
    "appeals looked through": (_look, scan.EVERY.total_seconds()),
    "lists of names put in order": (_enrol, scan.EVERY.total_seconds()),
    "cards drawn": (_draw, scan.EVERY.total_seconds()),
    "letters made": (_make, PAUSE),
    "rows of lists read": (_prepare, PAUSE),
    "rows of lists brought": (worker_duties.bring_lists, PAUSE),
}
