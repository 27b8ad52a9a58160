"""Makes what was asked for in exports, each file in a process of its own, so that neither mail nor pages wait for it.

The process reads, composes and prints; this one, which alone writes to the database, seals what comes through the pipe
and keeps it. Should either be killed, the lease ends and the file is begun again: parts of an unfinished one are nobody's.
"""

import errno
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import RawIOBase
from multiprocessing.connection import Connection
from typing import Any, BinaryIO, NamedTuple, cast

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.replica import read_from, replica
from petition.core.transactions import let_go, snapshot
from petition.letters import exports, seal_file, service
from petition.letters.composing.letter import Letter
from petition.letters.models import FAULT, FULL, GLYPHS, TOO_LONG, Export
from petition.letters.render.refusals import MissingGlyphs, TooLarge

_log = logging.getLogger("petition.letters")

_TOLD_EVERY = 10  # seconds in which a maker that says nothing is shown to be alive
_LONGEST = 360  # such silences before it is given up: an hour


class _Order(NamedTuple):
    """What a process is to make: plain values."""

    appeal_id: int
    lang: str
    form: str
    now: datetime


def make(appeal_id: int, clock: Callable[[], datetime], commit: Callable[[], None]) -> bool | None:
    """Make the export of an appeal that waits longest, in steps that the worker's `commit` ends; tell whether it is made.

    None where nothing is due. What cannot be made is noted with its reason.
    """
    export = exports.claim(appeal_id, clock())
    commit()
    if export is None:
        return None
    try:
        while exports.drop_parts(export):
            commit()
        commit()
        return _made(export, clock, commit)
    except exports.MakerLate:
        db.session.rollback()
    except DBAPIError as error:
        db.session.rollback()
        if not _is_full(error):
            raise
        exports.fail(export, FULL, now=clock())
        commit()
    return False


def _made(export: Export, clock: Callable[[], datetime], commit: Callable[[], None]) -> bool:
    if exports.is_worn_out(export):
        exports.fail(export, FAULT, now=clock())
        commit()
        return False
    order, number, size = _Order(export.appeal_id, export.lang, export.format, clock()), 0, 0
    with _process(order) as pipe:
        for said, what in _heard(pipe):
            match said:
                case "read":
                    exports.note(export, done=what[0], total=what[1], now=clock())
                case "piece":
                    exports.add(export, number, what, now=clock())
                    number, size = number + 1, size + len(what)
                case "made":
                    state, spelled = what
                    exports.finish(export, size=size, stands_for=state, spelled=spelled, now=clock())
                case "failed":
                    exports.fail(export, what, now=clock())
                case "ended":  # killed: whoever comes next begins it again, at once
                    exports.note(export, due_at=clock(), now=clock())
                case _:
                    exports.note(export, now=clock())
            commit()
    return bool(said == "made")


def _is_full(error: DBAPIError) -> bool:
    """Whether a database has no room left: SQLITE_FULL, or PostgreSQL's 53100."""
    return "disk is full" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "53100"


def _heard(pipe: Connection) -> Iterator[tuple[str, Any]]:
    """What a process says until it is done; "silent" every ten seconds in which it says nothing, "ended" if it dies."""
    silent = 0
    while silent < _LONGEST:
        if not pipe.poll(_TOLD_EVERY):
            silent += 1
            yield "silent", None
            continue
        silent = 0
        try:
            said, what = pipe.recv()
        except (EOFError, OSError):
            yield "ended", None
            return
        yield said, what
        if said in {"made", "failed"}:
            return
    yield "failed", FAULT


@contextmanager
def _process(order: _Order) -> Iterator[Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    twin = current_app.extensions["twin"]
    child = context.Process(target=_say, args=(twin, order, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        child.terminate()
        child.join()


# --- in the process --------------------------------------------------------------------------------------------------


class _Pieces(RawIOBase):
    """A file that is only written on, and goes through the pipe in pieces of one size."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._held = pipe, bytearray()

    def writable(self) -> bool:
        """Nothing else."""
        return True

    def write(self, data: Any, /) -> int:
        """Take what comes next."""
        self._held += data
        while len(self._held) >= exports.PART:
            self._send(exports.PART)
        return len(data)

    def end(self) -> None:
        """Send what is left."""
        if self._held:
            self._send(len(self._held))

    def _send(self, length: int) -> None:
        self._pipe.send(("piece", bytes(self._held[:length])))
        del self._held[:length]


class _Progress:
    """Says how many signatures are read, the first, the last, and in between once a second: each word is a write."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._said_at = pipe, float("-inf")

    def __call__(self, done: int, of: int) -> None:
        if done == of or time.monotonic() - self._said_at > 1:
            self._said_at = time.monotonic()
            self._pipe.send(("read", (done, of)))


def _say(twin: Callable[[], Flask], order: _Order, pipe: Connection) -> None:
    """Make a file and say how far it is. The same application as that of the worker, made anew."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker is told, and ends this one
    os.nice(10)
    with twin().app_context():
        try:
            pipe.send(("made", _written(order, pipe)))
        except MissingGlyphs as missing:
            signs = " ".join(f"U+{ord(part):04X}" for sign in missing.signs for part in sign)
            pipe.send(("failed", f"{GLYPHS} {signs}"))
        except TooLarge:
            pipe.send(("failed", TOO_LONG))
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001  whatever it is, the page says that it failed, and the log what it was
            _log.error("%s while a file was made", type(error).__name__)
            full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
            pipe.send(("failed", FULL if full else FAULT))


def _written(order: _Order, pipe: Connection) -> tuple[str, list[int]]:
    """Send the file; tells for which state of the letter it stands, and in which lines a PDF spells out a sign."""
    pieces = _Pieces(pipe)
    if order.form == seal_file.SEAL:
        return _sealed(order, pipe, pieces), []
    state, composed = _composed(order, _Progress(pipe))
    service.write(composed, order.form, cast("BinaryIO", pieces))
    spelled = service.spelled_out(composed) if order.form == "pdf" else ()
    pieces.end()
    return state, [line.position for line in spelled]


def _sealed(order: _Order, pipe: Connection, pieces: _Pieces) -> str:
    """Send the file of a seal; tells for which state of the letter it stands."""
    pipe.send(("read", (1, 1)))
    snapshot()
    appeal = db.session.get_one(Appeal, order.appeal_id)
    state = exports.state_of(appeal, order.lang, order.now)
    seal_file.write(appeal, cast("BinaryIO", pieces))
    let_go()
    pieces.end()
    return state


def _composed(order: _Order, progress: _Progress) -> tuple[str, Letter]:
    """The letter and its state, read from the replica where there is one; what is cut off there, from the primary."""
    source = replica()
    if source.is_soon_current():
        with suppress(DBAPIError), read_from(source.engine):
            return _read(order, progress)
    return _read(order, progress)


def _read(order: _Order, progress: _Progress) -> tuple[str, Letter]:
    snapshot()
    appeal = db.session.get_one(Appeal, order.appeal_id)
    state = exports.state_of(appeal, order.lang, order.now)
    composed = service.letter(appeal, order.lang, now=order.now, progress=progress)
    let_go()
    return state, composed
