"""What changed between two texts, part by part and word by word, for people to read. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from petition.appeals.text import Text

_MOST_WORDS = 1_500  # of a changed stretch that are compared one by one: the time grows with their square
_AROUND = 12  # words shown on either side of a change


@dataclass(frozen=True, slots=True)
class ChangedPiece:
    """A stretch of words that stayed, was taken out or was put in; `cut` stands where unchanged words are left out."""

    kind: Literal["same", "out", "in", "cut"]
    words: str = ""


def between(before: Text, after: Text) -> dict[str, list[ChangedPiece]]:
    """The parts that differ, by their names, each as pieces in the order of reading; what is not printed is left out."""
    old, new = before.printed(), after.printed()
    return {
        name: _shortened(list(_pieces(_plain(old[name]), _plain(new[name]))))
        for name in old
        if _plain(old[name]) != _plain(new[name])
    }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_plain, value.values())))
    if isinstance(value, (list, tuple)):
        return "\n".join(map(_plain, value))
    return str(value) if not isinstance(value, bool) else ("+" if value else "–")


def _pieces(before: str, after: str) -> Iterator[ChangedPiece]:
    """By lines first, so that long texts take no longer than is needed; then by words where lines were replaced."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        out, put = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            yield ChangedPiece("same", out)
        else:
            yield from _by_words(out, put)


def _by_words(before: str, after: str) -> Iterator[ChangedPiece]:
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if max(len(old), len(new)) > 2 * _MOST_WORDS:
        old, new = [before], [after]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield ChangedPiece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield ChangedPiece("out", "".join(old[a:b]))
        if c < d:
            yield ChangedPiece("in", "".join(new[c:d]))


def _shortened(pieces: list[ChangedPiece]) -> list[ChangedPiece]:
    """With long stretches that stayed cut to the words around what changed."""
    shown = []
    for nth, piece in enumerate(pieces):
        words = re.findall(r"\s*\S+\s*", piece.words)
        if piece.kind != "same" or len(words) <= 3 * _AROUND:
            shown.append(piece)
            continue
        head = "".join(words[:_AROUND]) if nth else ""
        tail = "".join(words[-_AROUND:]) if nth + 1 < len(pieces) else ""
        shown += [ChangedPiece("same", head), ChangedPiece("cut"), ChangedPiece("same", tail)]
    return [piece for piece in shown if piece.words or piece.kind == "cut"]
