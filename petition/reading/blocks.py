"""The one shape every format is read into: blocks of Markdown, in the order of the page.

A block keeps the lines of its source apart, because a letter speaks by its lines: an address, a list of names, a date.
"""

import re
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["paragraph", "heading", "list", "quote", "note", "code", "rule", "margin"]

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]*)(?: \"[^\"\n]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_STRONG = re.compile(
    r"(?<![\w*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?!\w)|(?<!\w)__(?=\S)([^_\n]+)(?<=\S)__(?!\w)"
)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]+)(?<=\S)_(?!\w)"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_MARKER = re.compile(r"^\s*(?:[-*+•·●▪◦‣–—]|№?\s?\d{1,5}\s?[.)])\s+(?=\S)|^\s*\d{1,5}[.)](?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of Markdown of one kind. `level` is a heading's; 'margin' is what stands around a page, not in its text."""

    kind: BlockKind
    lines: tuple[str, ...]
    level: int = 0

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
        return "  \n".join(self.lines)


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


def without_marker(line: str) -> str:
    """The line without the bullet or number of a list before it."""
    return _MARKER.sub("", line, count=1)


def has_marker(line: str) -> bool:
    """Whether the line begins with the bullet or number of a list."""
    return bool(_MARKER.match(line))
