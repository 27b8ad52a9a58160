"""Judges a long list in a process of its own, so that neither mail nor pages wait for it. No names touch the disk.

It is handed over as it is read, so that it is in memory once: as that process compares it.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from petition.likeness.judge import Judgement, judge
from petition.likeness.record import Record

HERE = 5_000  # records that are judged sooner than a process is started


class Judging:
    """A list that is taken in some records at a time and then judged; as a context, which ends what it started."""

    def __init__(self) -> None:
        self._few: list[Record] = []
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
            self.child = context.Process(target=_judge, args=(theirs,), daemon=True)
            self.child.start()
            theirs.close()
        if self._pipe:
            self._send(self._few)
            self._few = []

    def judgement(self) -> Judgement:
        """What all that were taken in come to, without the clusters. Raises EOFError where the process ended without one."""
        if self._pipe is None:
            return _judged(self._few)
        self._send([])
        try:
            found: Judgement = self._pipe.recv()
        except OSError as error:  # it ended with something unread
            raise EOFError from error
        return found

    def _send(self, records: list[Record]) -> None:
        assert self._pipe
        try:
            self._pipe.send(records)
        except OSError as error:
            raise EOFError from error


def _judged(records: Iterable[Record]) -> Judgement:
    return replace(judge(records), clusters={})


def _judge(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked is told, and ends this one
    os.nice(10)
    with suppress(EOFError, OSError):  # nobody waits any more
        pipe.send(_judged(record for some in iter(pipe.recv, []) for record in some))
