"""A list copied from a chat: who wrote, and when, stands before each message ("[12/03/2026, 14:02] Anna: …") or above it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from petition.lexicon.quoting import segments
from petition.reading.blocks import without_marker
from petition.reading.lines.shapes import is_name
from petition.reading.lists import name_consent

_WHEN = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[apAP]\.?[mM]\.?)?"
_BEFORE = re.compile(rf"^(?:\[{_WHEN}\]|{_WHEN}\s[–-])\s(?P<who>[^:]{{1,60}}):\s+")
_ABOVE = re.compile(
    rf"^(?P<who>[^\[\]]{{1,60}}),\s\[{_WHEN}\]$|^{_WHEN}\s[–-]\s[^:]+$"  # the second is the messenger's own: "Anna left"
)


class Chat(NamedTuple):
    """The lines without who wrote them.

    By their numbers from 0: those that only say who wrote or ask not to be named, and all of whoever asked that.
    """

    lines: tuple[str, ...]
    remarks: frozenset[int] = frozenset()
    kept_back: frozenset[int] = frozenset()


def of(lines: Sequence[str]) -> Chat:
    """What these lines are where two of them or more say who wrote; else the lines as they are."""
    found = [_BEFORE.match(line) or _ABOVE.match(line) for line in lines]
    if sum(map(bool, found)) < 2:
        return Chat(tuple(lines))
    texts: list[str] = []
    who: list[str] = []
    for line, head in zip(lines, found, strict=True):
        who.append(head["who"] or "" if head else who[-1] if who else "")
        texts.append(line[head.end() :] or line if head else line)
    heads = {nth for nth, head in enumerate(found) if head and head.end() == len(lines[nth])}
    wishes = {nth for nth, text in enumerate(texts) if nth not in heads and _is_wish(text)}
    asked = {who[nth] for nth in wishes}
    return Chat(
        tuple(texts),
        frozenset(heads | wishes),
        frozenset(nth for nth, each in enumerate(who) if each in asked),
    )


def _is_wish(text: str) -> bool:
    """Whether a message names nobody and may ask that its writer is not named."""
    head = (segments(without_marker(text)) or ("",))[0]
    return name_consent.keeps_back(text) and not is_name(head.partition("(")[0].strip())
