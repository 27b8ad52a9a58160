"""Reading takes steps in proportion to what is read. How long they take is measured by bench/reading.py."""

import sys
from collections.abc import Callable
from contextlib import suppress

import pytest

from petition.reading import NotALetter, read, read_text
from tests.reading.pasted import read_lines
from tests.reading.traps import AROUND, MARKUP, UNITS, letter

_SIGNS = 20_000  # enough to tell a line from a square, which would be sixteen times the quarter


def steps(reading: Callable[[], object]) -> int:
    """How many calls of functions a reading takes, the same on every machine."""
    taken = 0

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal taken
        taken += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with suppress(NotALetter):
            reading()
    finally:
        sys.setprofile(before)
    return taken


def test_a_letter_of_three_hundred_lines_is_read_whole() -> None:
    assert len(read_text(letter(300)).lines) == 300


def test_steps_grow_with_the_list_and_not_with_its_square() -> None:
    few, many = letter(400), letter(1600)
    read_text(few)  # what is made once is made now
    assert steps(lambda: read_text(many)) < 5 * steps(lambda: read_text(few))


def test_steps_grow_with_the_parts_of_a_list_and_not_with_their_square() -> None:
    def reading(parts: int) -> Callable[[], object]:
        text = "Dear Mayor,\n\nWe ask.\n\nYours,\n\n" + "Anna Ruel | poet /\n| Aktau\n" * parts
        return lambda: read_text(text)

    steps(reading(10))  # what is made once is made now
    assert steps(reading(160)) < 6 * steps(reading(40))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("around", AROUND)
def test_one_long_line_is_no_trap(unit: str, around: str) -> None:
    def reading(signs: int) -> Callable[[], object]:
        text = around.format(unit * (signs // len(unit)))
        return lambda: (read_lines(text), read_text(text))

    steps(reading(100))  # what is made once is made now
    assert steps(reading(_SIGNS)) < 6 * steps(reading(_SIGNS // 4)) + 1000


@pytest.mark.parametrize("unit", MARKUP)
def test_a_page_of_one_tag_over_and_over_is_no_trap(unit: str) -> None:
    def reading(signs: int) -> Callable[[], object]:
        page = (unit * (signs // len(unit))).encode()
        return lambda: read(page, "page.html")

    assert steps(reading(_SIGNS)) < 6 * steps(reading(_SIGNS // 4)) + 1000
