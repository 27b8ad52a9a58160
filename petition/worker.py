"""The one long-running process besides the web: carries mail, does its duties (worker_duties.py).

What may take long is done apart, in threads of its own. Nothing that is promised to anybody at an hour depends on it:
whether an appeal is open is asked of the clock at signing.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

from flask import Flask, current_app

from petition import duties, worker_duties
from petition.core import clock, traces
from petition.core.settings import settings
from petition.mail.out import carrier, transport
from petition.signatures import lost_links
from petition.worker_duties import DUTIES, PAUSE, TURN, attempt, clock_is_believed

_DUTIES_EVERY = 60  # seconds
_AFTER_FAILURE = 5  # seconds: a database that is away for a day must not fill the disk with words of it


def once() -> tuple[int, dict[str, int]]:
    """Do everything that is due and end; give how many mails left, and what each duty counted.

    Nothing where the database is older than its journal: who left since would be written to.
    """
    done = worker_duties.do_all(clock.now(), only=DUTIES)  # first, so that what they take back does not leave
    sent = attempt("mail carried", partial(carrier.carry, clock_is_believed))
    attempt("traces dropped", traces.drop)
    return sent or 0, done


def run(beat: Callable[[], object], *, with_parent: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or, with_parent, until the process that started this one is gone.

    `beat` is called each minute.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  a thread has no context of its own
    for name in DUTIES.keys() - worker_duties.ROUND:
        threading.Thread(target=_now_and_then, args=(app, stop, name), daemon=True).start()
    parent = os.getppid()
    next_duties = time.monotonic()  # a clock that is set back must not stop them

    def goes_on() -> bool:
        return not stop.is_set() and not (with_parent and os.getppid() != parent)

    def may_carry() -> bool:
        return goes_on() and time.monotonic() < next_duties

    with transport.opened(settings().mail_url) as way:
        between = Between(way, goes_on)
        while goes_on():
            carried = _carry(way, may_carry)
            if time.monotonic() >= next_duties:
                worker_duties.do_all(clock.now(), rest=between.rest)
                attempt("traces dropped", traces.drop)
                attempt("heard of", beat)
                next_duties = time.monotonic() + _DUTIES_EVERY
            else:
                way.rest()
                stop.wait(PAUSE if carried else _AFTER_FAILURE)


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


def _carry(way: transport.Transport, may_carry: Callable[[], bool]) -> bool:
    """Let mail leave, and answer those who wait for it, a few between two mails: not only once a minute.

    Gives whether that could be tried.
    """
    sent = attempt("mail carried", partial(carrier.carry_on, way, may_carry, clock_is_believed))
    return sent is not None and attempt("lost links asked for", _answer) is not None


def _answer() -> int:
    return lost_links.answer(clock.now())


def _now_and_then(app: Flask, stop: threading.Event, name: str) -> None:
    """Do a duty that may take long in a thread of its own, so that no mail waits for it."""
    while not stop.is_set():
        with app.app_context(), duties.at_work(name):
            could = worker_duties.do_all(clock.now(), rest=partial(time.sleep, TURN), only=[name])
        stop.wait(DUTIES[name].every if could else _AFTER_FAILURE)
