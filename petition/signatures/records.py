"""What packages above keep about signatures, unknown to this one: each says so once, when the application is made."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask, current_app

from petition.signatures.models import Signature


class Origin(NamedTuple):
    """The list that a signature came with."""

    name: str  # '' where it has none
    added_at: datetime


Refs = Collection[str]  # of some signatures


def _nothing(_of: Signature | Refs) -> None:
    """For a package that has nothing to say or to do."""


@dataclass(frozen=True, slots=True)
class Records:
    """What one package keeps: by parts of the copy that its owner may have, and what else it can tell or has to erase."""

    own_data: Callable[[Signature], dict[str, Any]]
    origin: Callable[[Signature], Origin | None] = _nothing
    erase: Callable[[Refs], None] = _nothing  # after what they say
    leave: Callable[[Signature], None] = _nothing  # before, where its owner takes back all of their mailbox


def init_app(app: Flask, *records: Records) -> None:
    """Have these asked about every signature, in this order."""
    app.extensions["signature records"] = records


def own_data(signature: Signature) -> dict[str, Any]:
    """All that is kept elsewhere about a signature, as JSON values by their part of the whole."""
    return {part: value for each in _all() for part, value in each.own_data(signature).items()}


def origin(signature: Signature) -> Origin | None:
    """The list a signature came with, if it came with one that was added."""
    return next((found for each in _all() if (found := each.origin(signature))), None)


def erase(refs: Refs) -> None:
    """Erase what is kept elsewhere about signatures, of which what they said was erased just now."""
    for each in _all():
        each.erase(refs)


def leave(signature: Signature) -> None:
    """Erase what else is kept of the mailbox of a signature, which its owner withdraws or says they did not give."""
    for each in _all():
        each.leave(signature)


def _all() -> Iterator[Records]:
    yield from current_app.extensions["signature records"]
