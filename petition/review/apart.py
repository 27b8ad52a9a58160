"""Judges a long list in a process of its own, so that neither mail nor pages wait for it. No names touch the disk."""

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection

from petition.likeness.judge import Judgement, judge
from petition.likeness.record import Record

HERE = 5_000  # records that are judged sooner than a process is started


def judged(records: list[Record]) -> Judgement:
    """The judgement of a list. Raises EOFError where the process ended without one."""
    if len(records) <= HERE:
        return judge(records)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_judge, args=(records, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        found: Judgement = ours.recv()
    finally:
        ours.close()
        child.join()
    return found


def _judge(records: list[Record], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked is told, and ends this one
    os.nice(10)
    pipe.send(judge(records))
