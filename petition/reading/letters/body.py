"""The text of the letter as Markdown again, from the rows that are neither head nor tail."""

from bisect import bisect
from itertools import groupby

from petition.reading.blocks import Block, ReadDocument, Why, plain
from petition.reading.letters.rows import TextRow

_LONG = 4  # words of what heads a table of contents


def without_contents(document: ReadDocument) -> ReadDocument:
    """The document without its table of contents, lines that lead to a page each, and what stands over that."""
    blocks = document.blocks
    at = next(
        (
            at
            for at, block in enumerate(blocks)
            if len(block.lines) > 1 and all(map(_leads_to_page, block.lines))
        ),
        -1,
    )
    if at < 0:
        return document
    above = at - (at > 0 and len(blocks[at - 1].lines) == 1 and len(blocks[at - 1].lines[0].split()) < _LONG)
    lines = (plain(line) for block in blocks[above : at + 1] for line in block.lines)
    return document.set_aside(Why.PLACE, lines, kept=(*blocks[:above], *blocks[at + 1 :]))


def _leads_to_page(line: str) -> bool:
    head = line.rstrip("0123456789")
    return head != line and (head[-1:] == "\t" or head.rstrip().endswith(("..", " .", "…")))


def standing(pictures: list[int], rows: list[TextRow], body: list[TextRow]) -> list[int]:
    """Of pictures, by the numbers of their blocks, those that stand behind or before a row of the body."""
    inside, numbers = {row.block for row in body}, sorted({row.block for row in rows})
    places = ((number, bisect(numbers, number)) for number in pictures)
    return [number for number, at in places if inside & {*numbers[max(0, at - 1) : at + 1]}]


def body_of(rows: list[TextRow], notes: list[Block], pictures: dict[int, Block]) -> str:
    """Markdown of these rows, block by block, pictures among them by their numbers, with the footnotes at the end."""
    numbered = [(number, block.markdown()) for number, block in pictures.items()]
    for number, group in groupby(rows, key=lambda row: row.block):
        kept = list(group)
        block = Block(kept[0].kind, tuple(row.text for row in kept), kept[0].level)
        numbered.append((number, block.markdown()))
    blocks = [text for _, text in sorted(numbered, key=lambda each: each[0])]
    if notes:
        joint = "\n" if all(len(note.lines) == 1 for note in notes) else "\n\n"
        blocks.append(joint.join(note.markdown() for note in notes))
    return "\n\n".join(blocks)
