"""The lines of a letter one under the other, each knowing the block it came from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from petition.lexicon.dates import Dated
from petition.lexicon.places import is_place
from petition.lexicon.quoting import first_part
from petition.reading.blocks import Block, BlockKind, plain, without_marker
from petition.reading.draft import Call
from petition.reading.letters.calls import read_call
from petition.reading.letters.dated import date_line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.could_sign import could_be_signatory
from petition.reading.lines.labels import ends_in_colon
from petition.reading.lines.many_in_line import several
from petition.reading.lines.names import is_name
from petition.reading.signatories.nobody import are_headings

_FIGURE = re.compile(r"\d{1,5}[ .)]*")
_LONGEST_HEAD = 8  # words
_LONG_LINE, _FEW = 300, 2  # letters of which no one says so much of themselves; people who are not many
# Scripts that part no words, each sign worth four letters.
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{4}")
_TWO_SENTENCES = re.compile(r"[^\W\d_]{5}[.!?]\s+[^\W\d_a-zа-яёіїєґәғқңөұүһ]")
_SENTENCE = re.compile(r"[^,;:.!?]*[^\W\d_]{2}(?=[.!?]\s+[^\W\d_a-zа-яёіїєґәғқңөұүһ])")
_BOXED = re.compile(r"【(\w[^【】]*)】\s*((?:[(（][^()（）]*[)）])?)")  # a heading in Japanese and Chinese
CELLS = " | "  # between the cells of a row, as `document` writes a table
SENTENCE_END = re.compile(r"[.!?…:;。！？；：؟؛।][»”\"')\]*_]*(?:\[\^?[\w-]+\])?$")


@dataclass(frozen=True)
class TextRow:
    """One line: as Markdown and as seen, its block's kind and number, and whether a gap stood before it."""

    text: str
    plain: str
    kind: BlockKind
    block: int
    level: int = 0
    gap: bool = True
    nth: int = 0
    is_numbered: bool = False  # of a table that numbers who stands in it
    kept_back: bool = False  # whoever stands in it
    is_perhaps: bool = False  # of the list: whoever stands in it may only be told of

    @cached_property
    def could_sign(self) -> bool:
        """Whether the row could stand in a list of signatories."""
        is_run = len(self.plain) > _LONG_LINE and len(several(self.plain)) > _FEW
        return self.is_numbered or is_run or (could_be_signatory(self.text) and not _is_text(self))

    @cached_property
    def dated(self) -> Dated | None:
        """The date that the row is, if it says no more than that and a place."""
        return date_line(self.plain)

    @cached_property
    def call(self) -> Call | None:
        """The call to sign that the row makes."""
        return read_call(self.text)

    def saying(self, text: str) -> "TextRow":
        """The row with another text in its place."""
        return self if text == self.text else replace(self, text=text, plain=plain(text))

    def parted(self, at: int) -> tuple["TextRow", "TextRow"]:
        """The row cut in two at a place in its Markdown."""
        return self.saying(self.text[:at].strip()), replace(self.saying(self.text[at:].strip()), gap=True)


def rows_of(blocks: Iterable[Block]) -> list[TextRow]:
    """Every line of these blocks but pictures in order, empty ones only where they part a quotation into paragraphs.

    A line of nothing but marks is seen as typed.
    """
    blocks, rows = list(blocks), list[TextRow]()
    numbered = _numbered(blocks)
    for number, block in enumerate(blocks):
        if block.kind == "picture":
            continue
        lines = block.lines if block.kind == "quote" else filter(str.strip, block.lines)
        for at, line in enumerate(lines):
            shown = plain(line).strip() or line.strip()
            place = (number, block.level, at == 0, len(rows), number in numbered and shown[0].isdecimal())
            row = TextRow(line, shown, block.kind, *place, kept_back=line in block.kept_back)
            boxed = _BOXED.fullmatch(shown) if block.kind == "paragraph" else None
            rows.append(replace(row, kind="heading").saying(boxed[1] + boxed[2]) if boxed else row)
    return rows


def _numbered(blocks: Sequence[Block]) -> set[int]:
    """The tables that number people or bodies, by the numbers of their blocks: by their headings, or mostly with a place."""
    headed, others, told = set[int](), set[int](), list[list[str]]()
    for number, block in enumerate(blocks):
        lines = [plain(line) for line in block.lines] if block.kind == "table" else []
        is_headed = bool(lines) and are_headings(lines[0])
        rows = [line.split(CELLS) for line in lines[is_headed:]]
        if _counts_on(rows):
            (headed if is_headed else others).add(number)
            told += [] if is_headed else rows
    placed = sum(any(map(is_place, row[2:])) for row in told)
    return headed | (others if 2 * placed >= len(told) else set())


def _counts_on(rows: Sequence[list[str]]) -> bool:
    """Whether the first cells number all rows; of those that were taken out a number may be missing."""
    figures = [int(row[0].strip(" .)")) for row in rows if len(row) > 2 and _FIGURE.fullmatch(row[0])]
    is_whole = bool(figures) and len(figures) == len(rows)
    return is_whole and figures == sorted({*figures}) and figures[-1] - figures[0] < 2 * len(figures)


def _is_text(row: TextRow) -> bool:
    """Whether a row is two sentences, or one in a script without capitals, and so nobody; a run of names may end in "。"."""
    if row.kind != "paragraph":
        return False
    is_uncased = row.plain.upper() == row.plain.lower()
    if row.gap and is_uncased and row.plain[-1:] == "." and row.plain.count(" ") > 2:
        return True
    if row.plain[-1:] == "。" and len(several(row.plain[:-1])) == 1:
        return True
    if is_prose(row) and _TWO_SENTENCES.search(row.plain):
        return True
    first = _SENTENCE.match(row.plain)
    return first is not None and len(first[0].split()) > 1 and not _names_somebody(first[0])


def _names_somebody(said: str) -> bool:
    head = first_part(without_marker(said))
    return is_name(head) or is_body(head)


def is_prose(row: TextRow) -> bool:
    """Whether a row is a sentence of the text, and not a line of an address, a date or a list of names."""
    if row.kind not in {"paragraph", "list", "quote", "table"}:
        return False
    words = row.plain.split()
    written = len(row.plain) * (4 if _WIDE.search(row.plain) else 1)
    if written >= 250:
        return True
    if words and _WIDE.search(row.plain):
        return bool(SENTENCE_END.search(row.plain)) and written >= 60 * (1 + row.plain.endswith("："))
    # of a script that knows no capitals each word could be either
    small = sum(word[0].isalpha() and not word[0].isupper() for word in words)
    if not SENTENCE_END.search(row.plain):
        return len(words) >= 18 and small > 0.6 * len(words)
    return len(words) >= 7 and small >= 0.4 * len(words)


def with_colon(row: TextRow) -> str:
    """A row as it is read in a list: a heading says by its look what others say by a colon."""
    return f"{row.plain}:" if row.kind == "heading" and not ends_in_colon(row.plain) else row.text


def is_short(row: TextRow) -> bool:
    """Whether a row is short enough for a heading, and ends as one."""
    return len(row.plain.split()) <= _LONGEST_HEAD and row.plain[-1] not in ".!?,"
