"""Footnotes by the habits of those who type them: a raised 7 or a [7] in the text, the note somewhere below.

What a file format knows to be a note is one already. These are told by two signs together, the mark behind a word and a line
below that begins with it; a mark without its note stays the sign it is, as in m².
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from petition.lexicon.vocabulary import expression
from petition.reading.blocks import Block, ReadDocument, plain, without_marker
from petition.reading.files.pandoc_tree import LOWERED, RAISED
from petition.reading.files.text import mended
from petition.reading.files.web_notes import MOST_NOTES
from petition.reading.refusals import NotALetter, Refusal

_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SMALL = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_RAISED = re.compile(
    rf"{RAISED}\s*(?:\\?\[)?(\d{{1,3}})(?:\\?\])?\s*{LOWERED}|<sup>\s*\[?(\d{{1,3}})\]?\s*</sup>|([⁰¹²³⁴-⁹]{{1,3}})|"
    r"\\?\[(\d{1,3})\\?\](?![(:])"
)
_TYPED = re.compile(
    r"^\s*(?:\d{1,3}\.\s+)?(?:\*{1,2})?(?P<mark>" + _RAISED.pattern + r")(?:\*{1,2})?[.:)]?\s*(?P<text>\S.*)$"
)
_HEADING = expression("^@notes.headings$")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+")
_LEFT = re.compile(f"{RAISED}([^{LOWERED}]*){LOWERED}")


def with_typed_notes(document: ReadDocument) -> ReadDocument:
    """The document with its typed footnotes as notes, on their marks."""
    finder = _Finder(document.blocks)
    if not finder.calls:
        return replace(document, blocks=tuple(map(_unraised, document.blocks)))
    blocks = list(finder.blocks())
    made = [Block("note", (f"[^{label}]: {text}",)) for label, text in finder.notes.items()]
    called = [block.changed(partial(finder.with_calls, block)) for block in blocks]
    rest = [block for block in called if block.kind != "note"]
    if made:
        rest = mended(rest)
    kept = [block for block in called if block.kind == "note"]
    return replace(document, blocks=tuple(map(_unraised, [*rest, *kept, *made])))


def _number(found: re.Match[str]) -> str:
    return str(next(filter(None, found.groups()))).translate(_DIGITS)


class _Finder:
    """Finds marks in order, and to each the next line that begins with it."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.read = blocks
        self.labels: dict[int, str] = {}  # of the calls, by their order in the text
        self.notes: dict[str, str] = {}
        self.made: Counter[str] = Counter()
        self.waiting: dict[str, list[int]] = defaultdict(list)
        self.calls = [mark for block in blocks for line in block.lines for mark in self._marks(block, line)]
        self.seen = self.at = 0
        notes = (block.lines[0] for block in blocks if block.kind == "note")
        self.taken = {line.partition("]")[0].removeprefix("[^") for line in notes}

    def _marks(self, block: Block, line: str) -> Iterator[re.Match[str]]:
        """The marks behind a word; one at the beginning of a line begins a note."""
        begin = len(line) - len(line.lstrip(" *_"))
        found = _RAISED.finditer(line) if block.kind not in {"note", "picture"} else ()
        return (mark for mark in found if mark.start() > begin)

    def blocks(self) -> Iterator[Block]:
        """The blocks that are left once the lines that are notes are taken out."""
        heads = self._list_of_notes()
        for nth, block in enumerate(self.read):
            if nth in heads:
                continue
            kept = tuple(line for line in block.lines if not self._take(block, line))
            if kept or not block.lines:
                yield block if len(kept) == len(block.lines) else replace(block, lines=kept)

    def _take(self, block: Block, line: str) -> bool:
        found = _TYPED.match(line) if block.kind in {"paragraph", "list"} else None
        mark = _RAISED.match(found["mark"]) if found else None
        if found and mark and self._make(_number(mark), found["text"]):
            return True
        for mark in self._marks(block, line):
            self.waiting[_number(mark)].append(self.seen)
            self.seen += 1
        return False

    def _make(self, number: str, text: str) -> bool:
        calls = self.waiting.pop(number, [])
        if not calls:
            return False
        self.made[number] += 1
        label = number if self.made[number] == 1 else f"{number}-{self.made[number]}"
        label = f"{label}-" if label in self.taken else label
        if len(self.notes) >= MOST_NOTES:
            raise NotALetter(Refusal.TOO_LARGE)
        self.notes[label] = text.strip()
        self.labels |= dict.fromkeys(calls, label)
        return True

    def _list_of_notes(self) -> set[int]:
        """A list under "Notes", or the last of all, whose numbers are those that the text calls: it and its heading."""
        marks = list(map(_number, self.calls))
        wanted = set(marks)
        for nth in range(len(self.read) - 1, 0, -1):
            block, above = self.read[nth], self.read[nth - 1]
            numbers = [found[1] for line in block.lines if (found := _NUMBER.match(line))]
            headed = _HEADING.match(plain(above.lines[0]).strip(" :*"))
            if not numbers or len(numbers) < len(block.lines) or not (headed or above.kind == "rule"):
                continue
            if wanted and wanted <= set(numbers):
                for seen, number in enumerate(marks):
                    self.waiting[number].append(seen)
                for number, line in zip(numbers, block.lines, strict=True):
                    self._make(number, without_marker(line.strip()))
                self.waiting.clear()
                return {nth, nth - 1}
        return set()

    def with_calls(self, block: Block, line: str) -> str:
        """A line of a block with its marks as calls of the notes that were found."""
        parts, end = "", 0
        for mark in list(self._marks(block, line)):
            label = self.labels.get(self.at)
            self.at += 1
            if label:
                parts, end = parts + line[end : mark.start()].rstrip() + f"[^{label}]", mark.end()
        return parts + line[end:]


def _unraised(block: Block) -> Block:
    return block.changed(lambda line: _LEFT.sub(lambda found: _small(found[1]), line))


def _small(text: str) -> str:
    return text.translate(_SMALL) if re.fullmatch(r"[\d+-]{1,3}", text) else text
