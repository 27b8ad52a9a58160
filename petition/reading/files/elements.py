"""The elements of a page as a tree, from HTML that is in order; what nests deeper than a letter does stands beside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from petition.reading.refusals import NotALetter, Refusal


def tags(names: str) -> frozenset[str]:
    """These names of elements, parted by blanks."""
    return frozenset(names.split())


_KEPT_LEVELS = 40
_LONGEST = 500_000  # signs without an element between them
_TABLES = 6  # tables within tables; the mail programs that lay out by them use four
BLOCKS = tags(
    "p div section article main header address center figure figcaption details summary dl dt dd fieldset h1 h2 h3 h4 h5 h6 "
    "ul ol li table blockquote pre hr tbody thead tfoot tr td th legend caption hgroup nav footer aside form dialog menu"
)
PARTS = tags("span b strong i em u font a small")  # of a line
_EMPTY = tags("br img hr")
_PIECES = re.compile(r'<(/?)(\w+)((?: [^\s"<>=]+="[^"]*")*)>|([^<]+)')
_SAID = re.compile(r' ([^\s"<>=]+)="([^"]*)"')
STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)


@dataclass(eq=False, slots=True)
class Node:
    """An element of a page."""

    tag: str
    said: dict[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)
    above: "Node | None" = None
    nth: int = 0

    def nodes(self) -> Iterator["Node"]:
        """It and everything in it, in the order of the page."""
        yield self
        for child in self.inside:
            if isinstance(child, Node):
                yield from child.nodes()

    def text(self) -> str:
        """Its text as a reader sees it, with a space between blocks."""
        parts = (child if isinstance(child, str) else child.text() for child in self.inside)
        joined = "".join(parts)
        return f" {joined} " if self.tag in BLOCKS or self.tag == "br" else joined

    def texts(self) -> Iterator[str]:
        """Its texts as they stand, one by one."""
        for child in self.inside:
            yield from [child] if isinstance(child, str) else child.texts()

    def holds_text(self) -> bool:
        """Whether text stands right in it."""
        return any(isinstance(child, str) and child.strip() for child in self.inside)

    def children(self) -> list["Node"]:
        """The elements right in it."""
        return [child for child in self.inside if isinstance(child, Node)]

    def ancestors(self) -> Iterator["Node"]:
        """What it stands in, the nearest first."""
        above = self.above
        while above is not None:
            yield above
            above = above.above


def tree_of(clean: str) -> Node:
    """The tree of a page that was made clean: each end has its beginning, each value its quotes, each sign is escaped.

    Refuses one of too many tables in one another.
    """
    made = _Tree()
    for ends, tag, said, text in map(re.Match.groups, _PIECES.finditer(clean)):
        if text:
            made.take_text(unescape(text))
        elif ends:
            made.end(tag)
        else:
            made.begin(tag, {name: unescape(value) for name, value in _SAID.findall(said)})
    return made.root


class _Tree:
    """Grows by what a page begins and ends."""

    def __init__(self) -> None:
        self.root = self.at = Node("body")
        self.depth = self.beyond = self.count = 0

    def begin(self, tag: str, said: dict[str, str]) -> None:
        node = Node(tag, said, [], self.at, self.count)
        self.count += 1
        if tag == "table" and sum(each.tag == "table" for each in node.ancestors()) >= _TABLES:
            raise NotALetter(Refusal.TOO_LARGE)
        if self.depth >= _KEPT_LEVELS and tag not in _EMPTY:
            self.beyond += 1
            self.at.inside.append(Node("br", above=self.at) if tag in BLOCKS else "")
            return
        self.at.inside.append(node)
        if tag not in _EMPTY:
            self.at, self.depth = node, self.depth + 1

    def end(self, tag: str) -> None:
        if self.beyond:
            self.beyond -= 1
        elif self.at.above is not None and tag == self.at.tag:
            self.at, self.depth = self.at.above, self.depth - 1

    def take_text(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise NotALetter(Refusal.TOO_LARGE)
        self.at.inside.append(text)
