"""Where pages of a long list end is told before they are set; what was told wrongly changes nothing."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from petition.letters.composing.letter import Entry
from petition.letters.render.apart import typeset_apart
from petition.letters.render.foreseeing import foresee
from petition.letters.render.pdf_data import sections, values
from petition.letters.render.typesetting import Manuscript, Undrawn, measured, typeset
from tests.letters.invented import letter, organisation, pages, person

SCRIPTS = ("Айгүл Ыбырайқызы", "W. Wide-Wide", "דנה", "王小明", "أمل", "Ілияс", "Åsa")
PEOPLE = [
    person(f"{SCRIPTS[at % 7]} {at}", at, role="a role of several words, told at length " * (at * 7 % 11))
    for at in range(700)
]


def manuscript(*signed: Entry, **choices: Any) -> Manuscript:
    composed = letter(*signed, order="as_signed", **choices)
    lines = [line.as_typed for line in composed.signatories]
    return Manuscript(json.dumps(values(composed)), composed.lang, sections(composed), lines, ())


def first_on_pages(plain: Manuscript) -> list[int]:
    """Of each page that begins with a name, which one, from 0."""
    made = typeset(plain)
    assert not isinstance(made, Undrawn)
    begins = (re.match(r"\s*(\d+)\.", page) for page in pages(made))
    return [int(begin[1]) - 1 for begin in begins if begin]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_each_page_is_foreseen_from_any_before_it(columns: int) -> None:
    plain = manuscript(*PEOPLE, columns=columns)
    begins, foresight = first_on_pages(plain), foresee(plain)
    assert len(begins) > 15
    for start, following in pairwise(begins):
        assert foresight.page_with(following, start) == following
        assert foresight.page_with(following - 1, start) == start
    assert foresight.page_with(len(PEOPLE) - 1, begins[0]) == begins[-1]
    assert len(set(foresight.heights)) > 4  # from one line to many


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_what_is_told_without_measuring_is_what_typst_measures(columns: int) -> None:
    words = [
        "Әбдірахман",
        "Wm.",
        "of",
        "the",
        "«Таң»",
        "дәрігер",
        "Illinois",
        "(Орал)",
        "fi",
        "Ёж",
        "MMMM",
        "бірлестігі",
    ]
    people = [
        person(" ".join(words[(at * step) % 12] for step in range(1, 3 + at % 9)), at) for at in range(600)
    ]
    plain = manuscript(*people, columns=columns)
    told, measures = foresee(plain).heights, measured(plain, "heights", plain.lines)
    assert told == pytest.approx(measures, abs=0.001)
    assert len(set(measures)) > 1


def test_nothing_is_foretold_across_a_heading() -> None:
    bodies = [organisation(f"Org {at}", at) for at in range(90)]
    foresight = foresee(manuscript(*PEOPLE[:90], *bodies))
    assert foresight.page_with(89, 30) is not None
    assert foresight.page_with(90, 30) is None
    assert foresight.page_with(170, 95) is not None


def test_what_was_foretold_wrongly_is_set_again() -> None:
    endless = person("Long " + "word " * 900, 99)  # it goes on over the page, and nobody foresees that
    plain = manuscript(*PEOPLE[:300], endless)
    begins, foresight = first_on_pages(plain), foresee(plain)
    assert foresight.page_with(200, begins[0]) not in begins
    one, parts = typeset(plain), typeset_apart(plain, part=70)
    assert not isinstance(one, Undrawn)
    assert not isinstance(parts, Undrawn)
    assert [sorted(page.split()) for page in pages(one)] == [sorted(page.split()) for page in pages(parts)]
