"""Judges a long list in a process of its own, so that neither mail nor pages wait for it. No names touch the disk in plain.

It is handed over as it is read, and is nowhere in memory as a whole.
"""

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from petition.likeness.judge import JudgedList, ProposedCase
from petition.likeness.record import Record

HERE = 5_000  # records that are judged sooner than a process is started
_TOLD_AT_ONCE = 2_000  # pairs
_TOLD_EVERY = 10  # seconds that are waited for them
_FIRST_TO_GO = Path("/proc/self/oom_score_adj")  # of Linux


class Judging:
    """A list that is taken in some records at a time and then judged; as a context, which ends what it started."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is where sealed files may be, on a disk: where others put theirs may be memory."""
        self._folder, self._few = folder, list[Record]()
        self._pipe: Connection | None = None
        self.child: BaseProcess | None = None

    def __enter__(self) -> "Judging":
        return self

    def __exit__(self, *_of: object) -> None:
        if self._pipe and self.child:
            self._pipe.close()
            self.child.join()

    def take(self, records: list[Record]) -> None:
        """Take in some more. Raises EOFError where the process ended before."""
        self._few += records
        if self._pipe is None and len(self._few) > HERE:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self.child = context.Process(target=_judge, args=(theirs, self._folder), daemon=True)
            self.child.start()
            theirs.close()
        if self._pipe:
            self._send(self._few)
            self._few = []

    def pairs(self, meanwhile: Callable[[], object] = lambda: None) -> Iterator[tuple[bool, ProposedCase]]:
        """What all that were taken in come to: see JudgedList. Raises EOFError where the process ended before that.

        `meanwhile` is called now and then.
        """
        if self._pipe is None:
            yield from JudgedList(self._few).pairs()
            return
        self._send([])
        try:
            while True:
                while not self._pipe.poll(_TOLD_EVERY):
                    meanwhile()
                if not (some := self._pipe.recv()):
                    return
                yield from some
        except OSError as error:  # it ended with something unread
            raise EOFError from error

    def _send(self, records: list[Record]) -> None:
        assert self._pipe
        try:
            self._pipe.send(records)
        except OSError as error:
            raise EOFError from error


def _judge(pipe: Connection, folder: Path | None) -> None:
    tempfile.tempdir = str(folder) if folder else None  # of this process
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked is told, and ends this one
    os.nice(10)
    with suppress(OSError):
        _FIRST_TO_GO.write_text("1000")  # where memory ends, this is done again later, and the web goes on
    with suppress(EOFError, OSError):  # nobody waits any more
        pairs = JudgedList(record for some in iter(pipe.recv, []) for record in some).pairs()
        while some := list(islice(pairs, _TOLD_AT_ONCE)):
            pipe.send(some)
        pipe.send([])


def _end_with(parent: BaseProcess) -> None:
    """End with the one who asked, however it ended: another has begun anew, and a list is judged once at a time."""
    parent.join()
    os._exit(0)
