"""Marks that all processes of a machine see at once: what is kept in memory under one is over when it changes.

They stand in a small file of the instance, so that a command or the worker empties what the web keeps. On other machines
pages are right a second later, as after any other change.
"""

import logging
import mmap
import os
import secrets
from functools import cached_property
from pathlib import Path

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from petition.core.db import db

_PLACES = 1024  # two that share a mark are made anew together, which harms nobody
_BYTES = 8

_log = logging.getLogger("petition.web")


class Marks:
    """A number for each of many places; another one after each change."""

    def __init__(self, file: Path) -> None:
        """Take the file they stand in; it is made when it is first needed, after the fork."""
        self.file = file

    def of(self, place: int) -> bytes:
        """The mark of a place as it stands now."""
        start = place % _PLACES * _BYTES
        return self._seen[start : start + _BYTES]

    def all(self) -> bytes:
        """The marks of all places, to look one up in later."""
        return self._seen[:]

    @staticmethod
    def among(marks: bytes, place: int) -> bytes:
        """The mark of a place among those of all."""
        start = place % _PLACES * _BYTES
        return marks[start : start + _BYTES]

    def change(self, place: int) -> None:
        """Give a place another mark, for every process of this machine."""
        written = os.pwrite(self._open, secrets.token_bytes(_BYTES), place % _PLACES * _BYTES)
        assert written == _BYTES

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


def change_at_once(place: int | None) -> None:
    """When this transaction is committed, let no page about a place, nor one about none, be served from memory as it was."""
    db.session.info.setdefault("marks", set()).update({0, place or 0})


@event.listens_for(db.session, "after_transaction_end")
def _when_committed(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    for place in session.info.pop("marks", ()):
        try:
            current_app.extensions["pages"].marks.change(place)
        except OSError as error:  # what was committed is done, and pages are right a second later
            _log.error("%s: the pages kept could not be ended at once", type(error).__name__)
