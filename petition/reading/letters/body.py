"""The text of the letter as Markdown again, from the rows that are neither head nor tail."""

from itertools import groupby

from petition.reading.blocks import Block
from petition.reading.letters.rows import TextRow


def body_of(rows: list[TextRow], notes: list[Block]) -> str:
    """Markdown of these rows, block by block, with the footnotes at the end."""
    blocks = []
    for _, group in groupby(rows, key=lambda row: row.block):
        kept = list(group)
        blocks.append(Block(kept[0].kind, tuple(row.text for row in kept), kept[0].level).markdown())
    if notes:
        blocks.append(
            "\n".join(note.markdown() for note in notes)
            if all(len(note.lines) == 1 for note in notes)
            else "\n\n".join(note.markdown() for note in notes)
        )
    return "\n\n".join(blocks)
