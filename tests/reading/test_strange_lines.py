"""Lines and cards of public letters: remarks, open quotes, names begun small, brackets in brackets, rare posts."""

import pytest

from petition.reading import listing, read
from petition.reading.lines.entry import read_entry
from petition.reading.report import list_as_json
from tests.reading.pasted import read_lines

CARDS = (
    ("Omar Hale", "Norwold College", ""),
    ("Ines Corr", "Teacher", ""),
    ("Paul Dray ", "Quillworks", ""),
    ("Mei Lund", "Brightwell Trust", ""),
)


def _page(*cards: tuple[str, str, str]) -> bytes:
    card = (
        '<div class="card"><span class="n">{}</span><span class="a">{}</span><p class="comment">{}</p></div>'
    )
    return f"<html><body><div>{''.join(card.format(*each) for each in cards)}</div></body></html>".encode()


def _read(data: bytes, name: str) -> dict[str, tuple[str, str, str]]:
    rows = list_as_json(listing.read(data, name))["rows"]
    return {row["name"]: (row["role"], row["affiliation"], row["visibility"]) for row in rows}


@pytest.mark.parametrize(
    "remark", ["This must not be the end.", "He said “this must never be forgotten", "No!"]
)
def test_what_a_remark_on_a_card_refuses_keeps_back_its_signatory_alone_and_leaves_no_word(
    remark: str,
) -> None:
    found = _read(_page(("Ada Fern", "Aylsham Trust", remark), *CARDS), "list.html")
    assert found == {
        "Ada Fern": ("", "Aylsham Trust", "hidden"),
        "Omar Hale": ("", "Norwold College", "public"),
        "Ines Corr": ("Teacher", "", "public"),
        "Paul Dray": ("", "Quillworks", "public"),
        "Mei Lund": ("", "Brightwell Trust", "public"),
    }


def test_what_keeps_back_signatories_is_never_printed_in_a_letter_whose_text_holds_cards() -> None:
    said = "<p>We ask you to keep the old well open. It has given water since 1904.</p>"
    cards = _page(
        *[(f"The {each} is old", "", "It must not go.") for each in ("well", "mill", "road")]
    ).decode()
    draft = read(f"<h1>The well</h1><p>Dear Mayor,</p>{said}{cards}{said}".encode(), "letter.html")
    assert "The mill is old" in draft.body
    assert "✗" not in draft.body


def test_a_quote_that_never_closes_swallows_nobody() -> None:
    typed = "Omar Hale, “Lark Press\nInes Corr\nPaul Dray\nMei Lund, editor of “Lark\nPress”\n"
    assert list(_read(typed.encode(), "list.txt")) == ["Omar Hale", "Ines Corr", "Paul Dray", "Mei Lund"]


def test_a_name_that_begins_small_is_somebody_behind_a_gap() -> None:
    typed = "Lina Corr, Lecturer, Norwold College\n\nivor Floyd-Pick, Professor of Law, Farland University\n\nAda Fern, poet"
    assert list(_read(typed.encode(), "list.txt")) == ["Lina Corr", "ivor Floyd-Pick", "Ada Fern"]


def test_what_is_refused_in_brackets_below_a_name_or_in_others_keeps_it_back() -> None:
    typed = "Ada Fern\n(signature not confirmed)\nOmar Hale (poet (not for the press))\nMei Lund\n"
    found = _read(typed.encode(), "list.txt")
    assert [said[2] for said in found.values()] == ["hidden", "hidden", "public"]


def test_a_heading_of_notes_is_nobody() -> None:
    assert list(_read(b"Ada Fern, poet\nOmar Hale\nLil Roe, nurse\nEndnotes", "list.txt")) == [
        "Ada Fern",
        "Omar Hale",
        "Lil Roe",
    ]


@pytest.mark.parametrize(
    ("said", "role", "affiliation"),
    [
        ("Emeritus Professor of Botany, Norwold College", "Emeritus Professor of Botany", "Norwold College"),
        ("Research Professor of Law", "Research Professor of Law", ""),
        (
            "Doctoral Student in Sociology, Norwold College",
            "Doctoral Student in Sociology",
            "Norwold College",
        ),
        ("(Lark maintainer, Brightwell)", "Lark maintainer", "Brightwell"),
        ("(`adaf`, Lark maintainer)", "Lark maintainer", ""),
        ("n/a", "", ""),
        ("ex-Brightwell", "", "ex-Brightwell"),
        (
            "(former Member of the Council of Aylsham (Green List), poet)",
            "former Member of the Council, poet",
            "Aylsham (Green List)",
        ),
    ],
)
def test_posts_are_told_from_bodies(said: str, role: str, affiliation: str) -> None:
    line = read_entry(f"Ada Fern {said}" if said[0] == "(" else f"Ada Fern, {said}")
    assert (line.name, line.kind, line.role, line.affiliation) == ("Ada Fern", "person", role, affiliation)


def test_a_label_of_one_word_before_a_colon_is_no_name_of_two_for_the_blank_behind_it() -> None:
    (line,) = read_lines("Nom : Aminata Cissokho")
    assert line.doubt
    (named,) = read_lines("Anna Ruel : teacher")
    assert (named.name, named.role) == ("Anna Ruel", "teacher")
