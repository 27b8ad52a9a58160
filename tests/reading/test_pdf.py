"""A PDF with text is read, and nobody in it is taken for sure."""
# ruff: noqa: E501 - what people type stands here as they type it

import typst

from petition.reading import read
from tests.reading.samples import adds_up


def test_a_pdf_with_text_is_read_joined_and_wholly_doubtful() -> None:
    text = """#set page(width: 12cm, height: 7cm, header: [Letter of the valley], footer: align(center)[#context counter(page).display()])
Dear Mayor,

We ask you to keep the reading room open through the winter, for it has stood on the square since the flood and nobody else
lends books to children in the valley.#footnote[See the report of May.] We ask for an answer before the first of December.

Signed:

Anna Ruel, teacher

Boris Lind
"""
    draft = read(typst.compile(text.encode()), "letter.pdf")
    assert draft.proposed == ("Letter of the valley",)
    assert draft.salutation == "Dear Mayor,"
    assert "since the flood and nobody else lends books to children in the valley.[^1] We ask" in draft.body
    assert draft.notes == ("[^1]: See the report of May.",)
    assert [(line.name, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "guessed"),
        ("Boris Lind", "guessed"),
    ]
    assert adds_up(draft)
