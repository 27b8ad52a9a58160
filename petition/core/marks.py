"""Marks that all processes of a machine see at once: what is kept in memory under one is over when it changes.

They stand in a small file of the instance, so that a command or the worker empties what the web keeps. Other machines that
share a PostgreSQL see in it, a second later, that something was ended, and then end all that they keep (other_machines.py).
"""

import logging
import mmap
import os
import time
from functools import cached_property
from pathlib import Path

from flask import current_app
from sqlalchemy import event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction

from petition.core.db import db, run_alone

_PLACES = 1024  # two that share a mark are made anew together, which harms nobody
_BYTES = 8
_ENDED = select(func.nextval("pages_ended"))

_log = logging.getLogger("petition.web")


class Marks:
    """For each of many places when it was last changed, here or on another machine, by the clock that never steps."""

    def __init__(self, file: Path) -> None:
        """Take the file they stand in; it is made when it is first needed, after the fork."""
        self.file = file
        self._elsewhere = bytes(_BYTES)

    def of(self, place: int) -> bytes:
        """The mark of a place as it stands now."""
        start = place % _PLACES * _BYTES
        return self._elsewhere + self._seen[start : start + _BYTES]

    def all(self) -> bytes:
        """The marks of all places, to look one up in later."""
        return self._elsewhere + self._seen[:]

    @staticmethod
    def among(marks: bytes, place: int) -> bytes:
        """The mark of a place among those of all."""
        start = (place % _PLACES + 1) * _BYTES
        return marks[:_BYTES] + marks[start : start + _BYTES]

    def change(self, place: int) -> None:
        """Give a place another mark, for every process of this machine."""
        written = os.pwrite(self._open, _now(), place % _PLACES * _BYTES)
        assert written == _BYTES

    def change_all(self) -> None:
        """Give every place another mark, for this process alone."""
        self._elsewhere = _now()

    def changed_at(self, place: int) -> float:
        """When a place was last changed (time.monotonic)."""
        mark, now = self.of(place), time.monotonic()
        found = [int.from_bytes(each) / 1e9 for each in (mark[:_BYTES], mark[_BYTES:])]
        return max(
            at for at in (0.0, *found) if at <= now
        )  # a later one is from before the machine was started anew

    @cached_property
    def _open(self) -> int:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(opened).st_size < _PLACES * _BYTES:  # written out: a hole would be a fault on a full disk
            os.pwrite(opened, bytes(_PLACES * _BYTES), 0)
        return opened

    @cached_property
    def _seen(self) -> mmap.mmap:
        """What all processes see; where the disk is full, so that there is no such file, marks that never change."""
        try:
            return mmap.mmap(self._open, _PLACES * _BYTES, prot=mmap.PROT_READ)
        except (OSError, ValueError) as error:
            _log.error("%s: pages are ended at once in no process", type(error).__name__)
            return mmap.mmap(-1, _PLACES * _BYTES)


def _now() -> bytes:
    return time.monotonic_ns().to_bytes(_BYTES)


def change_at_once(place: int | None) -> None:
    """When this transaction is committed, let no page about a place, nor one about none, be served from memory as it was."""
    db.session.info.setdefault("marks", set()).update({0, place or 0})


@event.listens_for(db.session, "after_transaction_end")
def _when_committed(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None or not (places := session.info.pop("marks", ())):
        return
    try:
        for place in places:
            current_app.extensions["pages"].marks.change(place)
        if db.engine.dialect.name == "postgresql":
            run_alone(_ENDED, {})
    except (
        OSError,
        SQLAlchemyError,
    ) as error:  # what was committed is done, and pages are right some seconds later
        _log.error("%s: the pages kept could not be ended at once", type(error).__name__)
