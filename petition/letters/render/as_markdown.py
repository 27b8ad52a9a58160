"""letter.md: the letter as Markdown that reads back as the same letter, whoever's name looks like markup."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from petition.appeals.text import address_block
from petition.core.markdown import (
    Block,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    escaped,
)
from petition.letters.composing.letter import Letter, Section

_LISTS, _OTHER_LISTS = ("- ", "{}. "), ("* ", "{}) ")  # bulleted, ordered


def write(letter: Letter, file: BinaryIO) -> None:
    """Write the letter as CommonMark with footnotes, in UTF-8."""
    file.writelines(f"{line}\n".encode() for line in _lines(letter))


def _lines(letter: Letter) -> Iterator[str]:
    text = letter.text
    if letter.preview:
        yield from (f"**{escaped(letter.words.preview)}**", "")
    head = (
        text.letterhead,
        (text.place_and_date,),
        *(address_block(to, letter.lang) for to in text.recipients),
        (text.delivery,),
    )
    for group in head:
        yield from _typed(group)
    if letter.heading:
        yield from (f"# {escaped(letter.heading)}", "")
    if text.subject:
        yield from (f"**{escaped(text.subject)}**", "")
    yield from _typed((text.salutation,))
    yield from _blocks(letter.body.blocks, 1)
    yield from _typed(tuple(text.closing.splitlines()))
    if letter.statement:
        yield from (f"**{escaped(letter.statement)}**", "")
    for section in letter.sections():
        yield from _section(section, numbered=letter.choices.numbered)
    yield from _typed((letter.not_named_statement,))
    for remark in letter.remarks:
        yield from _typed((remark,))
    for number, note in enumerate(letter.body.notes, start=1):
        yield from (*_hung(_blocks(note, 1), f"[^{number}]: ", "    "), "")
    yield from _typed((letter.words.published.format(address=letter.address),))


def _typed(lines: tuple[str, ...]) -> Iterator[str]:
    """A paragraph of lines that stay lines."""
    if kept := [escaped(line) for line in lines if line]:
        yield from ("\\\n".join(kept), "")


def _section(section: Section, *, numbered: bool) -> Iterator[str]:
    if section.heading:
        yield from (f"## {escaped(section.heading)}", "")
    for place, signatories in section.groups():
        if place:
            yield from (f"{'###' if section.heading else '##'} {escaped(place)}", "")
        for signatory in signatories:
            mark = f"{signatory.position}." if numbered else "-"
            yield f"{mark} {escaped(signatory.as_typed)}"
        yield ""


def _blocks(items: tuple[Block, ...], shift: int = 0) -> Iterator[str]:
    """Blocks; a list right after its like takes the other mark, lest the two be read as one."""
    last, other = None, False
    for block in items:
        other = (
            isinstance(block, Listing)
            and isinstance(last, Listing)
            and last.ordered == block.ordered
            and not other
        )
        yield from _block(block, shift, _OTHER_LISTS if other else _LISTS)
        last = block


def _block(block: Block, shift: int, marks: tuple[str, str]) -> Iterator[str]:
    match block:
        case Paragraph(spans):
            yield from (_marked(spans), "")
        case Heading(level, spans):
            yield from (f"{'#' * min(level + shift, 6)} {_marked(spans)}".replace("\n", " "), "")
        case Listing():
            yield from _listing(block, shift, marks[block.ordered])
        case Quote(quoted):
            yield from (f"> {line}".rstrip() for line in _split(_blocks(quoted, shift)))
            yield ""
        case Rule():
            yield from ("***", "")
        case Table():
            yield from (*_table(block), "")
        case Figure(_, alt):
            yield from (escaped(f"[{alt}]"), "") if alt else ()


def _table(table: Table) -> Iterator[str]:
    """A table has a head in Markdown, be it empty."""
    empty: tuple[tuple[Span, ...], ...] = ((),) * len(table.rows[0]) if table.rows else ()
    head, *rows = table.rows if table.headed else (empty, *table.rows)
    for row in (head, None, *rows):
        cells = ["---"] * len(head) if row is None else [_marked(cell).replace("\n", " ") for cell in row]
        yield f"| {' | '.join(cells)} |"


def _listing(listing: Listing, shift: int, mark_of_list: str) -> Iterator[str]:
    for number, point in enumerate(listing.points, start=listing.start):
        mark = mark_of_list.format(number)
        lines = _hung(_blocks(point, shift), mark, " " * len(mark))
        yield from filter(None, lines) if listing.tight else (*lines, "")
    if listing.tight:
        yield ""


def _hung(lines: Iterator[str], mark: str, indent: str) -> Iterator[str]:
    for at, line in enumerate(_split(lines)):
        yield (f"{indent if at else mark}{line}").rstrip()


def _split(lines: Iterator[str]) -> list[str]:
    """Physical lines, without the empty ones at the end."""
    return "\n".join(lines).rstrip("\n").split("\n")


def _marked(spans: Sequence[Span]) -> str:
    """Spans with the marks that reach furthest outermost, as they were nested when typed."""
    marked, at = [], 0
    while at < len(spans):
        reaches = {style: _reach(spans, at, style) for style in ("link", "bold", "italic")}
        style = max(reaches, key=lambda style: reaches[style])
        run = spans[at : at + (reaches[style] or 1)]
        at += len(run)
        if not reaches[style]:
            marked.append(_unmarked(run[0]))
            continue
        before, core, after = _around(_marked([replace(span, **{style: _PLAIN[style]}) for span in run]))
        marked.append(before + (_MARKS[style](core, run[0]) if core else "") + after)
    return "".join(marked)


def _reach(spans: Sequence[Span], start: int, style: str) -> int:
    """How many spans from one on share what it has of a style; none if it has nothing of it."""
    first = getattr(spans[start], style)
    if not first:
        return 0
    following = (at for at in range(start, len(spans)) if getattr(spans[at], style) != first)
    return next(following, len(spans)) - start


def _unmarked(span: Span) -> str:
    return f"[^{span.note}]" if span.note else escaped(span.text).replace("\n", "\\\n")


_PLAIN: dict[str, Any] = {"link": "", "bold": False, "italic": False}
_MARKS: dict[str, Callable[[str, Span], str]] = {
    "link": lambda core, span: f"[{core}](<{span.link.replace('<', '%3C').replace('>', '%3E')}>)",
    "bold": lambda core, _: f"**{core}**",
    "italic": lambda core, _: f"*{core}*",
}


def _around(text: str) -> tuple[str, str, str]:
    """White space stays outside emphasis, where CommonMark wants it."""
    core = text.strip()
    start = text.find(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]
