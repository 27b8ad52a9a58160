"""Parts what somebody wrote from the block that stands under it: their name, posts, phones, notices. Pure.

It is told by its shape: a short line with the whole name of the From header begins it, and a line below tells how they are
reached; under a yes two lines are enough, the first of a post, that end as no sentence does. What stands in it was not
written for us and speaks for and against nothing, unless it speaks of signing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from petition.interpret import consent, details, objections
from petition.interpret.person_names import Sender
from petition.interpret.sentences import rows_of
from petition.lexicon.phrases import NO_NAMES, words_in
from petition.mail.inbound.own_words import OwnWords
from petition.reading.lines.shapes import is_body

_LONGEST_HEAD = 70
_NUMBER = re.compile(r"\b\d{5,}\b")


def without_block(own: OwnWords, sender: Sender, *, asked: bool) -> OwnWords:
    """What was written above the block; of the `block` what tells who its owner is, nothing of one under a yes."""
    lines = own.text.split("\n")
    written = next((at for at, line in enumerate(lines) if rows_of(line)), len(lines))
    # Each line is looked at once: a block has to begin above the last that tells how its owner is reached.
    begin = max(written + 1, _last(lines, lambda line: _is_written(line, asked=asked)))
    end = _last(lines, _is_of_office)
    typed = None
    if asked and not end and len(filled := [at for at, line in enumerate(lines) if line]) > 2:
        typed, end = _last(lines, _is_typed), filled[-2]
        begin = max(begin, typed)
    for at in range(begin, end):
        if _heads(lines[at], sender) and (typed is None or details.is_only_of_writer(_next(lines, at))):
            return replace(own, text="\n".join(lines[:at]).strip(), block="" if asked else _told(lines[at:]))
    return own if asked else replace(own, block=_told(own.block.replace("*", "").split("\n")))


def _last(lines: list[str], told: Callable[[str], bool]) -> int:
    """Where the last of these lines stands; 0 where there is none."""
    return next((at for at in range(len(lines) - 1, -1, -1) if told(lines[at])), 0)


def _next(lines: list[str], at: int) -> str:
    """The next line with anything in it."""
    return next(filter(None, lines[at + 1 :]), "")


def _is_typed(line: str) -> bool:
    """Whether a line begins or ends as none of a block of posts does, or denies in a language that is not known here."""
    said = line.strip(" *—–-_")
    return bool(said) and (not said[0].isupper() or said[-1] in ".!?:…" or objections.denies_abroad(said))


def _told(lines: list[str]) -> str:
    """The lines of a block up to where it tells how its owner is reached."""
    return "\n".join(
        [*lines[:1], *takewhile(lambda each: each and not details.is_reached_at(each), lines[1:])]
    )


def _heads(line: str, sender: Sender) -> bool:
    """Whether a line is the sender's whole name, with titles before it and degrees behind, or their office's."""
    return (
        len(line) <= _LONGEST_HEAD
        and (sender.begins_in(line) >= 0 or is_body(line))
        and NO_NAMES.isdisjoint(words_in(line))
        and not objections.wishes(line)
    )


def _is_of_office(line: str) -> bool:
    """Whether a line tells how somebody is reached, or holds the number of a firm or of a post office."""
    end = line.rpartition(",")[2]  # «г. Бишкек, +996 …»
    return any(map(details.is_reached_at, (line, end))) or bool(_NUMBER.search(line))


def _is_written(line: str, *, asked: bool) -> bool:
    """Whether a line speaks of signing; after a yes that we asked for, whether it may take that back."""
    if details.is_reached_at(line):
        return False
    spoken = objections.wishes(line) or objections.is_against_plainly(line)
    return spoken or (asked and consent.takes_back(line))
