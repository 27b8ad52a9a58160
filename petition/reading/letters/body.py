"""The text of the letter as Markdown again, from the rows that are neither head nor tail."""

from bisect import bisect
from itertools import groupby

from petition.reading.blocks import Block
from petition.reading.letters.rows import TextRow


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
