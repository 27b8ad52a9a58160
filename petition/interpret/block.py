"""Parts what somebody wrote from the block that stands under it: their name, posts, phones, notices. Pure.

It is told by its shape: a short line with the whole name of the From header begins it, and a line below tells how they are
reached. What stands in it was not written for us and speaks for and against nothing, unless it speaks of signing.
"""

import re
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
    for at, line in enumerate(lines):
        below = lines[at + 1 :]
        if not _heads(line, sender) or not any(map(_is_of_office, below)):
            continue
        written = "\n".join(lines[:at]).strip()
        if rows_of(written) and not any(_is_written(each, asked=asked) for each in below):
            return replace(own, text=written, block="" if asked else _told([line, *below]))
    return own if asked else replace(own, block=_told(own.block.replace("*", "").split("\n")))


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
