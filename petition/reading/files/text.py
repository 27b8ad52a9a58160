"""Typed text to blocks: Markdown where it is Markdown, and the habits of plain letters where it is not.

People paste mail wrapped at 72 columns, PDF text broken by page ends, lists with • and —. What they meant is told from the
shape: a line that could not have held the next word was wrapped; a paragraph that stops mid-sentence goes on in the next.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import TypeVar

from petition.lexicon.quoting import segments
from petition.lexicon.vocabulary import expression, words
from petition.reading.blocks import Aside, Block, ReadDocument, Why, has_marker, lines_in, plain
from petition.reading.lines.could_sign import could_be_signatory, with_role_behind
from petition.reading.lines.many_in_line import JOINED
from petition.reading.lines.names import is_full_name, is_title

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)[\s#]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:- ?){3,}|(?:\* ?){3,}|(?:_ ?){3,}|={3,}|(?:— ?){3,})\s*$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
_QUOTE = re.compile(r"^ {0,3}>\s?")
_NOTE = re.compile(r"^\[\^[^\[\]\s]{1,40}\]:")
_BULLET = re.compile(r"^(\s*)([*+•·●▪◦‣-])\s+(?=\S)")
_DASHED = re.compile(r"^(\s*)([–—])\s+(?=\S)")
_NUMBER = re.compile(r"^(\s*)(\d{1,5}[.)])\s+(?=\S)")
_TABLE_ROW = re.compile(r"^\s*(?:\||\d{1,5}\s*\|\s*[^\s|][^|]*\|)")
_TABLE_EDGE = re.compile(r"^\|?[\s:|-]*-{3,}[\s:|-]*\|?$")
HYPHEN = re.compile(r"(\w+)([-\u00ad\u2010\ufffe\u0002])$")
_HYPHENED = words("hyphened")
_UNFINISHED = re.compile(r"[\w\u00ad-]$|\w\]\([^()\s]*\)$")
_GOES_ON = re.compile(r"^(?!\w{1,4}\.|www)[a-zа-яёәғқңөұүһі]|^\[[a-zа-яёәғқңөұүһі]")
_LABELLED = expression(r"\s*@labels.lines\s?:\s")
_PAGE_END = re.compile(  # its number, and a line that heads each page, in the midst of a sentence
    r"^([^\n]{40,}[\w,-])\n[ \t]*\n((?:.{1,80}\n[ \t]*\n)?\W{0,3}\d{1,4}\W{0,3}\n[ \t]*\n(?:.{1,80}\n[ \t]*\n)?)"
    r"(?=[a-zа-яёәғқңөұүһі])", re.MULTILINE
)  # fmt: skip
_WRAPS_FROM, _WRAPS_TO = 45, 110
_Line = TypeVar("_Line")
_MARGIN = 2  # lines at the head or foot of a page
_FIGURES = re.compile(r"\d+")
# Not all words for a page: "Nordsiedlung, Str. 12" ends an address.
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:.{1,60}\W )?(?:page|стр\.?|бет|seite|p\.))?\s*\d{1,4}(?:\s*(?:of|/|из|von|de)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)


def text_document(text: str) -> ReadDocument:
    """The document in a typed letter."""
    text = text.replace("\r\n", "\n")
    ends = [found[2] for found in _PAGE_END.finditer(text)]
    text = _PAGE_END.sub("\\1\n\n", text)
    typed = [page.split("\n") for page in text.split("\f")] if "\f" in text else []
    pages, asides = without_margins(typed, str)
    if asides:
        text = "\n\n".join(map("\n".join, pages))
    lines = tuple(line.strip() for end in ends for line in end.split("\n") if line.strip())
    asides += [Aside(Why.FOOTER, lines)] if lines else []
    return ReadDocument(tuple(blocks_of(text)), tuple(asides))


def blocks_of(text: str) -> list[Block]:
    """The blocks of a typed letter. No line is lost: what is no list, heading or quote is a paragraph."""
    groups = list(_groups(re.split("\r\n|[\n\r\f\u2028]", text)))
    wrap = _wrap_of(groups)
    blocks = [block for group in groups for block in _read_group(group, wrap)]
    return mended(lists_joined(blocks))


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    """Runs of lines without a blank one."""
    for holds_text, group in groupby(lines, key=lambda line: bool(line.strip())):
        if holds_text:
            yield list(group)


@dataclass(frozen=True, slots=True)
class _Wrap:
    """The column at which a text was wrapped (0: it was not), and whether a paragraph of three lines bears that out."""

    width: int
    sure: bool

    def split(self, first: str, second: str) -> bool:
        """Whether the first line ended only because the next word did not fit."""
        word = next(iter(second.split(maxsplit=1)), "")
        return bool(self.width) and len(first.rstrip()) + 1 + len(word) > self.width


def _wrap_of(groups: list[list[str]]) -> _Wrap:
    groups = [group for group in groups if not has_marker(group[0])]
    proven = [wrap.width for group in groups if len(group) > 2 and _is_prose(group, wrap := _own_wrap(group))]
    if proven:
        return _Wrap(max(proven), sure=True)
    lengths = [len(line.rstrip()) for group in groups for line in group[:-1]]
    within = [length for length in lengths if length >= _WRAPS_FROM]
    return _Wrap(max(within) if len(within) > 1 and max(within) <= _WRAPS_TO else 0, sure=False)


def _own_wrap(group: list[str]) -> _Wrap:
    longest = max(len(line.rstrip()) for line in group)
    return _Wrap(longest if _WRAPS_FROM <= longest <= _WRAPS_TO else 0, sure=False)


def _is_prose(lines: list[str], wrap: _Wrap) -> bool:
    """Whether nearly every line of these was wrapped, and some goes on with a small letter."""
    split = sum(wrap.split(first, second) for first, second in pairwise(lines))
    goes_on = (_GOES_ON.match(line.strip()) for line in lines[1:])
    return split >= max(1, 0.75 * (len(lines) - 1)) and any(goes_on)


def _read_group(group: list[str], wrap: _Wrap) -> Iterator[Block]:
    """The blocks in lines without a gap between them."""
    at = 0
    while at < len(group):
        block, at = _marked(group, at) or _unmarked(group, at, wrap)
        yield block


def _marked(group: list[str], at: int) -> tuple[Block, int] | None:
    """A block that begins with a mark of its own, and where it ends."""
    line = group[at]
    if heading := _HEADING.match(line):
        return Block("heading", (heading[2].strip(),), len(heading[1])), at + 1
    if _RULE.match(line):
        return Block("rule", (line.strip(),)), at + 1
    if _QUOTE.match(line):
        end = _run(group, at, _QUOTE.match)
        return Block("quote", tuple(_QUOTE.sub("", quoted).rstrip() for quoted in group[at:end])), end
    if _NOTE.match(line):
        end = _run(group, at + 1, lambda follower: not _starts_block(follower))
        return Block("note", (" ".join(part.strip() for part in group[at:end]),)), end
    if _TABLE_ROW.match(line):
        end = _run(group, at, _TABLE_ROW.match)
        edges = [bool(_TABLE_EDGE.match(row.strip())) for row in group[at:end]]
        rows = tuple(_row(row) for row, edge in zip(group[at:end], edges, strict=True) if not edge)
        return Block("table", rows or (line.strip(),), int(any(edges[1:2]))), end
    return None


def _unmarked(group: list[str], at: int, wrap: _Wrap) -> tuple[Block, int]:
    """A heading underlined, a list or a paragraph, and where it ends."""
    if at + 1 < len(group) and _UNDERLINE.match(group[at + 1].strip()):
        return Block("heading", (group[at].strip(),), 1 if group[at + 1].strip()[0] == "=" else 2), at + 2
    end = at + 1
    if _is_item(group, at):
        end = _run(group, end, lambda follower: not _starts_block(follower) or has_marker(follower))
        return Block("list", tuple(_items(group[at:end]))), end
    while end < len(group) and not _starts_block(group[end]):
        if _is_item(group, end):
            break
        end += 1
    if end - at > 1 and all(line.strip().count("\t") > 1 for line in group[at:end]):
        rows = (_row(line.replace("|", "/").replace("\t", "|")) for line in group[at:end])
        return Block("table", tuple(rows)), end
    return Block("paragraph", tuple(_paragraph(group[at:end], wrap))), end


def _run(group: list[str], at: int, belongs: Callable[[str], object]) -> int:
    while at < len(group) and belongs(group[at]):
        at += 1
    return at


def _starts_block(line: str) -> bool:
    return any(begins.match(line) for begins in (_HEADING, _RULE, _QUOTE, _NOTE, _TABLE_ROW))


def _is_item(group: list[str], at: int) -> bool:
    """A bullet or number; a dash only beside another dash, for alone it opens direct speech."""
    line = group[at]
    if line.startswith("* ") and _marks_some(group):
        return False
    if _BULLET.match(line) or _NUMBER.match(line):
        return True
    if not _DASHED.match(line):
        return False
    beside = group[max(0, at - 1) : at] + group[at + 1 : at + 2]
    return any(map(_DASHED.match, beside))


def _marks_some(group: list[str]) -> bool:
    """Whether a star stands before a few of many names: it says something of these, and begins no item."""
    starred = [line for line in group if line.startswith("* ")]
    others = [line for line in group if not has_marker(line) and not line[0].isspace()]
    named = sum(map(could_be_signatory, others))
    return len(starred) < named and 2 * named > len(others) and all(map(could_be_signatory, starred))


def _items(lines: list[str]) -> Iterator[str]:
    """One Markdown line an item, nested by two spaces a level; wrapped tails rejoin their item."""
    indents: list[int] = []
    current = ""
    for line in lines:
        found = _BULLET.match(line) or _NUMBER.match(line) or _DASHED.match(line)
        if not found:
            current = joined_at_end(current, line.strip()) if current else line.strip()
            continue
        if current:
            yield current
        indent = len(found[1].expandtabs(4))
        while indents and indents[-1] > indent:
            indents.pop()
        if not indents or indent > indents[-1] + 1:
            indents.append(indent)
        marker = found[2] if found[2][0].isdigit() else "-"
        current = "   " * (len(indents) - 1) + marker + " " + line[found.end() :].strip()
    if current:
        yield current


def _row(row: str) -> str:
    return " | ".join(cell.strip() for cell in row.strip().strip("|").split("|"))


def _paragraph(lines: list[str], wrap: _Wrap) -> list[str]:
    """The lines of a paragraph as typed, or what a machine had wrapped joined again."""
    lines = [line for line in lines if "|" not in line or not _TABLE_EDGE.match(line.strip())] or lines
    joined = [_unbroken(lines[0])]
    prose = len(lines) > 1 and _is_prose(lines, wrap)
    for before, line in pairwise(lines):
        may_be = prose or (wrap.sure and before[-1] != ")")
        split = may_be and wrap.split(before, line) and (prose or not stands_alone(line))
        split = split or _broken_off(joined[-1], line.strip())
        if split and not (before.endswith(("  ", "\\")) or _LABELLED.match(line)):
            joined[-1] = joined_at_end(joined[-1], _unbroken(line))
        else:
            joined.append(_unbroken(line))
    return joined


def joined_at_end(before: str, line: str) -> str:
    """Two lines of a paragraph as one; a hyphen at the end of the first falls away, unless both halves are words apart."""
    found = HYPHEN.search(before)
    if not found or not line[:1].islower():
        return f"{before[: found.start(2)]}-{line}" if found and line[:1].isupper() else f"{before} {line}"
    halves = {found[1].lower(), "-" + re.split(r"\W", line, maxsplit=1)[0]}
    kept = found[2] == "-" and halves & _HYPHENED
    return f"{before}{line}" if kept else f"{before[: found.start(2)]}{line}"


def _broken_off(before: str, line: str) -> bool:
    is_cut = len(before) >= _WRAPS_FROM and _UNFINISHED.search(before) and _GOES_ON.match(line)
    is_titled = is_title(line.partition(" ")[0]) and could_be_signatory(line)
    return bool(is_cut) and not (is_titled or with_role_behind(line) != line)


def stands_alone(line: str) -> bool:
    """Whether a line is a signatory, or two, with something said of them, which no wrapped line begins with."""
    parts = segments(plain(line))
    return len(parts) > 1 and is_full_name(JOINED.sub(" ", parts[0], 1))


def _unbroken(line: str) -> str:
    return line.rstrip().removesuffix("\\").strip()


def lists_joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Items set apart by blank lines are one list all the same."""
    for is_list, group in groupby(blocks, key=lambda block: block.kind == "list"):
        if is_list:
            yield Block("list", tuple(lines_in(group)))
        else:
            yield from group


def mended(blocks: Iterable[Block]) -> list[Block]:
    """Paragraphs cut by the end of a page: no stop before the gap, a small letter or a link after it."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found and not (found[-1].kept_back or block.kept_back) else None
        is_line = above and above.kind == block.kind == "paragraph" and len(block.lines) == 1
        if above and is_line and _cut(above.lines[-1], block.lines[0]):
            joined = joined_at_end(above.lines[-1], block.lines[0])
            found[-1] = Block("paragraph", (*above.lines[:-1], joined))
        else:
            found.append(block)
    return found


def _cut(before: str, after: str) -> bool:
    is_long = len(plain(before)) >= 80 and len(after) >= 20
    return is_long and bool(_UNFINISHED.search(before) and _GOES_ON.match(after))


def without_margins(
    pages: Sequence[Sequence[_Line]], said: Callable[[_Line], str]
) -> tuple[list[list[_Line]], list[Aside]]:
    """The pages without their numbers and without what stands at the head or foot of most of them, and that."""
    ends = [[nth for nth, line in enumerate(page) if said(line).strip()] for page in pages]
    ends = [[*numbers[:_MARGIN], *numbers[-_MARGIN:]] for numbers in ends]
    told = ({_bare(said(page[nth])) for nth in end} for page, end in zip(pages, ends, strict=True))
    often = Counter(chain.from_iterable(told))
    apart: dict[Why, list[str]] = {Why.HEADER: [], Why.FOOTER: []}
    kept: list[list[_Line]] = []
    for page, end in zip(pages, ends, strict=True):
        kept.append([])
        for nth, line in enumerate(page):
            text = said(line).strip()
            is_number = bool(_PAGE_NUMBER.match(text))
            if nth in end and (is_number or often[_bare(text)] > max(1, len(pages) / 2)):
                apart[Why.HEADER if nth in end[:_MARGIN] and not is_number else Why.FOOTER].append(text)
            else:
                kept[-1].append(line)
    return kept, [Aside(why, tuple(lines)) for why, lines in apart.items() if lines]


def _bare(text: str) -> str:
    return _FIGURES.sub("", text).strip()
