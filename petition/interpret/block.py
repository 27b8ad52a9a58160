"""Parts what somebody wrote from the block that stands under it: their name, posts, phones, notices. Pure.

It is told by its shape: a short line with the whole name of the From header begins it, and a line below tells how they are
reached. What stands in it was not written for us and speaks for and against nothing, unless it speaks of signing. Below a
yes that we asked for, each of its lines has to look like one of a block: what takes a yes back may be said in any language.
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
from petition.reading.lines.bodies import is_body

_LONGEST_HEAD = 70
_NUMBER = re.compile(r"\b\d{5,}\b")


def without_block(own: OwnWords, sender: Sender, *, asked: bool) -> OwnWords:
    """What was written above the block; of the `block` what tells who its owner is, nothing of one under a yes."""
    lines = own.text.split("\n")
    written = next((at for at, line in enumerate(lines) if rows_of(line)), len(lines))
    # Each line is looked at once: a block has to begin above the last that tells how its owner is reached.
    begin = max(written + 1, _last(lines, may_take_back if asked else _is_written))
    for at in range(begin, _last(lines, _is_of_office)):
        if _heads(lines[at], sender):
            return replace(own, text="\n".join(lines[:at]).strip(), block="" if asked else _told(lines[at:]))
    return own if asked else replace(own, block=_told(own.block.replace("*", "").split("\n")))


def _last(lines: list[str], told: Callable[[str], bool]) -> int:
    """Where the last of these lines stands; 0 where there is none."""
    return next((at for at in range(len(lines) - 1, -1, -1) if told(lines[at])), 0)


def _told(lines: list[str]) -> str:
    """The lines of a block up to where it tells how its owner is reached."""
    return "\n".join(
        [*lines[:1], *takewhile(lambda each: each and not details.is_reached_at(each), lines[1:])]
    )


def _heads(line: str, sender: Sender) -> bool:
    """Whether a line is the sender's whole name, with titles before it and degrees behind, or their office's."""
    return (
        len(line) <= _LONGEST_HEAD
        and not line[:1].isdigit()  # of a list
        and (sender.begins_in(line) >= 0 or is_body(line))
        and NO_NAMES.isdisjoint(words_in(line))
        and not objections.wishes(line)
    )


def _is_of_office(line: str) -> bool:
    """Whether a line tells how somebody is reached, or holds the number of a firm or of a post office."""
    end = line.rpartition(",")[2]  # «г. Бишкек, +996 …»
    return any(map(details.is_reached_at, (line, end))) or bool(_NUMBER.search(line))


def _is_written(line: str) -> bool:
    """Whether a line speaks of signing."""
    return not details.is_reached_at(line) and (
        objections.wishes(line) or objections.is_against_plainly(line)
    )


def may_take_back(line: str) -> bool:
    """Whether a line may speak against a yes: it has small words and tells no post, or denies in a language known or not."""
    small = any(word.isalpha() and word.islower() and len(word) > 3 for word in line.split())
    denies = consent.takes_back(line) or objections.denies_abroad(line) or objections.wishes(line)
    return not details.is_reached_at(line) and (denies or (small and not details.tells_of_writer(line)))
