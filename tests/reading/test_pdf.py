"""A PDF with text is read, and nobody in it is taken for sure."""

# ruff: noqa: E501 - what people type stands here as they type it
import typst

from petition.reading import read
from petition.reading.files import pdf
from petition.reading.files.pdf_process import PlacedText
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


def test_a_title_over_two_lines_and_bullets_are_as_they_look_and_page_counts_are_nobody() -> None:
    text = """#set page(width: 14cm, height: 9cm, footer: align(center)[Sayfa #context counter(page).display() / 2])
To the Mayor of Lund

#text(size: 16pt)[Do not close the wells of the valley, which nobody has ever asked you to close]

Dear Mayor,

We ask you to keep the wells open, for they are deep and good and nobody else has one.

Signed:
#pagebreak()
#list([Anna Ruel (Well Fund, a member of the board of the foundation)], [Boris Lind (Well Fund)], [Clara Voss (River Fund)])
"""
    draft = read(typst.compile(text.encode()), "letter.pdf")
    assert draft.title == "Do not close the wells of the valley, which nobody has ever asked you to close"
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind", "Clara Voss"]
    assert [each.title for each in draft.recipients] == ["Mayor of Lund"]


def test_what_a_browser_prints_around_a_page_is_no_part_of_it() -> None:
    text = """#set page(width: 16cm, height: 9cm, header: [12/1/26, 3:50 AM #h(1fr) Letters], footer: [https://well.example/letter #h(1fr) 1/1])
To the Mayor of Lund

#text(size: 16pt)[Keep the wells of the valley]

We ask you to keep the wells open, for they are deep and good and nobody else in the valley has one.

Anna Ruel, teacher

Boris Lind, nurse
"""
    draft = read(typst.compile(text.encode()), "letter.pdf")
    assert (draft.title, len(draft.lines)) == ("Keep the wells of the valley", 2)
    assert any("3:50" in line for line in draft.left_over)
    assert adds_up(draft)


def test_what_stands_at_the_edges_of_a_page_is_read_where_it_stands_and_not_where_it_was_written() -> None:
    lines = [
        ("1 See the report.", 40),
        ("Dear Mayor,", 300),
        ("Keep it open.1", 280),
        ("Anna Ruel", 260),
        ("Boris Lind", 240),
    ]
    page = [PlacedText(text, 60, bottom, 200, bottom + 10) for text, bottom in lines]
    assert [line.text for line in pdf._in_order(page)] == [
        "Dear Mayor,",
        "Keep it open.1",
        "Anna Ruel",
        "Boris Lind",
        "1 See the report.",
    ]
    column = [
        PlacedText("x", left, bottom, left + 50, bottom + 10)
        for left in (60, 300)
        for bottom in (300, 280, 260)
    ]
    assert pdf._in_order(column) == column


def test_a_run_of_names_goes_on_over_the_end_of_its_page_and_an_entry_ends_with_its_column() -> None:
    text = """#set page(width: 11cm, height: 7cm)
#set par(justify: false)
Madame, Monsieur,

Nous demandons la reprise immédiate des trains de la vallée, dont la gare est fermée depuis le mois de décembre, et une réunion.

Vallon, le 21 avril 2026

Les signataires : Solange Perrin, présidente du comité des usagers ; Abdou Diarra, infirmier ; Chloé Vanden, enseignante au collège ; Henri Tissot, cheminot retraité ; Nadège Quefelin, agricultrice bio ; Mohamed Benslim, chauffeur ; Lucette Orval, conseillère ; Rémi Szyman, libraire ; Inès Carval, étudiante à Besançon et à Lyon depuis trois ans ; Bruno de Fresnes, hôtelier.
"""
    draft = read(typst.compile(text.encode()), "tribune.pdf")
    assert [line.name for line in draft.lines][-6:] == ["Nadège Quefelin", "Mohamed Benslim", "Lucette Orval", "Rémi Szyman", "Inès Carval", "Bruno de Fresnes"]  # fmt: skip
    assert len(draft.lines) == 10
    entries = [
        ("Anna Ruel", 0),
        ("civil servant of Lund", 10),
        ("Boris Lind", 25),
        ("Clara Voss", 40),
        ("Eve Marsh", 55),
    ]
    page = [PlacedText(said, left, 300 - down, left + 5 * len(said), 310 - down) for left in (60, 300) for said, down in entries]  # fmt: skip
    assert pdf._page_text(page, 10, 10, []).count("\n\n") == 7
    lines = ["and ask you this:", "Anna Ruel, teacher of Lund", "Boris Lind, cook of Lune"]
    page = [
        PlacedText(said, 60, 300 - 10 * nth, 60 + 5 * len(said), 310 - 10 * nth)
        for nth, said in enumerate(lines)
    ]
    assert pdf._page_text(page, 10, 10, []).endswith("\nBoris Lind, cook of Lune")


def test_rows_of_a_table_above_the_footnotes_of_a_page_are_none_and_a_date_is_no_mark() -> None:
    text = """#set page(width: 16cm, height: 12cm)
#set text(size: 11pt)
Dear Mayor,

We ask you to keep the wells open until 1 May, for they are deep and good.#footnote[See the report.] Nobody else has one.

Signed:

#text(size: 9pt)[1 Anna Ruel, teacher \\ 2 Boris Lind, poet \\ 3 Cora Holm, nurse]
"""
    draft = read(typst.compile(text.encode()), "letter.pdf")
    assert "until 1 May, for they are deep and good.[^1] Nobody" in draft.body
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind", "Cora Holm"]
    assert draft.notes == ("[^1]: See the report.",)


def test_raised_numbers_lead_to_where_people_work_and_names_stand_in_columns_above_small_print() -> None:
    text = """#set page(width: 14cm, height: 12cm)
#set super(typographic: false)
Dear Mayor,

We ask you to keep the wells open until the first of May, for they are deep and good, and nobody else has one.

In peace,

Anna Ruel#super[1,\\*], Boris Lind#super[2], Cora van den Holm#super[1,3], Ida Orr#super[2,§], Maro Denk#super[3] and Tessa Vorn#super[2]

#text(size: 8pt)[#super[1]Institute of Wells, Lune \\ #super[2]River University \\ #super[3]Brack Laboratory]

#text(size: 8pt)[#super[\\*]For correspondence: a\\@example.org \\ #super[§]Asks not to be named on the site.]
"""
    draft = read(typst.compile(text.encode()), "letter.pdf")
    assert [(line.name, line.affiliation, line.doubt == "naming") for line in draft.lines] == [
        ("Anna Ruel", "Institute of Wells, Lune", False), ("Boris Lind", "River University", False),
        ("Cora van den Holm", "Institute of Wells, Lune, Brack Laboratory", False), ("Ida Orr", "River University", True),
        ("Maro Denk", "Brack Laboratory", False), ("Tessa Vorn", "River University", False),
    ]  # fmt: skip
    blocks = """#set page(width: 14cm, height: 9cm)
We ask you to keep the wells open, for they are deep and good, and nobody else has one, until
Wednesday, 18 February.

In peace,
#grid(columns: 2, gutter: 20pt, [Revd Anna Vorn-#linebreak()Lind \\ Bishop of Lune], [Boris Lind \\ Well Fund], [Cora Holm \\ Clerk], [Ida Orr \\ Oar Club])
#v(30pt)
#text(size: 7pt)[Boris Lind is content for the mayor to see his name, and asks that it be left off \\ before the letter goes to any of the newspapers.]
"""
    draft = read(typst.compile(blocks.encode()), "letter.pdf")
    assert [line.name for line in draft.lines] == [
        "Revd Anna Vorn-Lind",
        "Boris Lind",
        "Cora Holm",
        "Ida Orr",
    ]
    assert [line.name for line in draft.lines if line.doubt == "naming"] == ["Boris Lind"]
