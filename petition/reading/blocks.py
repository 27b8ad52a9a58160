"""The one shape every format is read into: blocks of Markdown, in the order of the page.

A block keeps the lines of its source apart, because a letter speaks by its lines: an address, a list of names, a date.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple

from petition.core.drawing import Drawn

PICTURES = r"\u2600-\u27bf\U0001f300-\U0001faff"  # little ones, as a range of signs
NOTE_CALL = re.compile(r"\[\^([\w-]+)\]")  # where a footnote is called
BlockKind = Literal["paragraph", "heading", "list", "quote", "note", "code", "rule", "table", "picture"]
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]*)(?: \"[^\"\n]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_STRONG = re.compile(  # a sign that is escaped neither begins nor ends it
    r"(?<![\w*\\])\*\*(?=\S)((?:\\.|[^*\\\n])+?)(?<=\S)\*\*(?!\w)|(?<!\w)__(?=\S)([^_\n]+)(?<=\S)__(?!\w)"
)
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])((?:\\.|[^*\\\n])+)(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]+)(?<=\S)_(?!\w)"
)
_TABS = re.compile(r"\s*\t\s*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_MARKER = re.compile(
    r"^\s*(?:[-*+•·●▪◦‣–—][\ufe0e\ufe0f]?|[(№]?\s?\d{1,5}\s?\\?[.)、．]|\d{1,5}\s?[-–/](?=\s+[^\W\d_]))\s+(?=\S)|^\s*\d{1,5}[.)、．](?=[^\W\d_]{2})"
    rf"|^\s*(?:(?:[{PICTURES}\u25aa\u2b00-\u2bff][\ufe0e\ufe0f]?\s*)+"
    r"|(?:\\?_){3,}\s*(?:\(\w+\)\s*)?(?:/\s*)?|\.{4,}\s*)(?=[^\W_])"
)


class Why(StrEnum):
    """Why lines of a file are no part of its letter."""

    HEADER = "page header"
    FOOTER = "page footer"
    MENU = "menu or footer of the site"
    REMARK = "remark beside a signatory"
    HIDDEN = "hidden in the file"
    PICTURE = "picture"
    STRUCK = "struck out"
    COMMENT = "comment"
    HEAD = "head of the file"
    MAIL = "email around the letter"
    TEMPLATE = "tag of a template"
    NOTE = "note that nothing refers to"
    PLACE = "found no place"


class Aside(NamedTuple):
    """Lines that are no part of the letter, and why."""

    why: Why
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of Markdown of one kind, a row of a table a line. `level` is a heading's; of a table, how many rows head it.

    Of a quotation it is 1 where that may only be set in. `kept_back` are those of its lines in which stands who is not to
    be named until somebody has looked.
    """

    kind: BlockKind
    lines: tuple[str, ...]
    level: int = 0
    kept_back: frozenset[str] = frozenset()

    def changed(self, change: Callable[[str], str]) -> "Block":
        """The block with each line changed."""
        lines = tuple(map(change, self.lines))
        kept_back = (new for new, old in zip(lines, self.lines, strict=True) if old in self.kept_back)
        return replace(self, lines=lines, kept_back=frozenset(kept_back))

    def markdown(self) -> str:
        """The block as it stands in a Markdown text."""
        if self.kind == "heading":
            return "#" * max(1, self.level) + " " + " ".join(self.lines)
        if self.kind == "quote":
            return "\n".join(f"> {line}".rstrip() for line in self.lines)
        if self.kind in {"list", "note", "code"}:
            return "\n".join(self.lines)
        if self.kind == "rule":
            return "---"
        if self.kind == "table" and len(self.lines) > 1:
            return self._table()
        return "  \n".join(self.lines)

    def _table(self) -> str:
        rows = [line.split(" | ") for line in self.lines]
        widest = max(map(len, rows))
        filled = [row + [""] * (widest - len(row)) for row in rows]
        head, rest = (filled[0], filled[1:]) if self.level else ([""] * widest, filled)
        return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * widest, *rest))


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a file holds: the blocks of its letter, what is no part of it, and what its head says of it.

    `guessed`: it was read from what shows letters and not text, such as a PDF, so a person has to look at all of it.
    """

    blocks: tuple[Block, ...]
    asides: tuple[Aside, ...] = ()
    title: str = ""
    author: str = ""
    date: str = ""
    guessed: bool = False
    pictures: tuple[Drawn, ...] = ()  # those of its blocks, by their numbers there less one

    def size(self) -> int:
        """How many lines it holds besides those of its text: notes, pictures, what was set aside, what its head says."""
        beside = sum(len(block.lines) for block in self.blocks if block.kind in {"note", "picture"})
        return beside + sum(len(aside.lines) for aside in self.asides) + len(self.head())

    def set_aside(self, why: Why, lines: Iterable[str], *, kept: Sequence[Block]) -> "ReadDocument":
        """The document with these lines set aside, and no blocks but those that are kept."""
        aside = Aside(why, tuple(lines))
        return replace(self, blocks=tuple(kept), asides=(*self.asides, *([aside] if aside.lines else [])))

    def head(self) -> list[str]:
        """What the head of the file says."""
        return [value for value in (self.title, self.author, self.date) if value]


def letters_in(blocks: Iterable[Block]) -> int:
    """How many letters these blocks hold, those of their Markdown too."""
    return sum(map(len, lines_in(blocks)))


def lines_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Their lines, as Markdown."""
    return (line for block in blocks for line in block.lines)


def seen_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Their lines, as a reader sees them."""
    return map(plain, lines_in(blocks))


def plain(markdown: str) -> str:
    """The line as a reader sees it: emphasis, escapes and link targets gone, outer white space trimmed."""
    text = markdown
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _AUTOLINK.sub(lambda found: found[1].removeprefix("mailto:"), text)
    if "*" in text or "_" in text:
        text = _STRONG.sub(lambda found: found[1] or found[2], text)
        text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return text.strip()


def is_bold(line: str) -> bool:
    """Whether a line of Markdown is all in bold."""
    return line.startswith("**") and line.endswith("**") and line.count("**") == 2


def in_cells(line: str) -> str:
    """A line with commas for its tabs, where words stand before the first, and so no half of a name."""
    return _TABS.sub(", ", line).strip(" ,") if " " in line.partition("\t")[0].strip() else line


def without_marker(line: str) -> str:
    """The line without the bullet or number of a list before it."""
    return _MARKER.sub("", line, count=1)


def has_marker(line: str) -> bool:
    """Whether the line begins with the bullet or number of a list."""
    return bool(_MARKER.match(line))
