"""Reading stays quick, also for what was made to be slow."""
# ruff: noqa: E501 - what people type stands here as they type it

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from petition.reading import NotALetter, read, read_lines, read_text

LETTER = "Уважаемый министр!\n\nМы просим вас обратить внимание на реку, которая мелеет и губит рыбу в нашем краю.\n\nПодписи:\n\n"
ROW = "Илана Ручьёва{}, учитель истории школы № 5, г. Алматы"


def seconds(reading: Callable[[], object], runs: int = 2) -> float:
    """Processor time, the best of some runs: other processes share these cores."""
    taken = []
    for _ in range(runs):
        started = time.process_time()
        with suppress(NotALetter):
            reading()
        taken.append(time.process_time() - started)
    return min(taken)


def test_a_letter_of_three_hundred_lines_takes_a_blink() -> None:
    text = LETTER + "\n".join(ROW.format("а" * (number % 9)) for number in range(300))
    assert len(read_text(text).lines) == 300
    assert seconds(lambda: read_text(text)) < 0.3


def test_time_grows_with_the_list_and_not_with_its_square() -> None:
    few = LETTER + "\n\n".join(ROW.format("а" * (number % 9)) for number in range(1000))
    many = LETTER + "\n\n".join(ROW.format("а" * (number % 9)) for number in range(8000))
    assert seconds(lambda: read_text(many)) < 16 * seconds(lambda: read_text(few))


@pytest.mark.parametrize(
    "unit",
    ["a", "word ", "Word ", "a, ", '"', '" ', "(", "(a)", "**a ", "_a ", "[a](", "[", " ", "19 december ", "> ", "#", "- ", "a.", "A.", "To the ", "Dear ",
     "sign until ", "a\u00a0", "x — ", "http://", "\\", "a\t", "The ", "Director of the ", "<p ", "a-", "a.kz ", "*a", "1", "«", "газеты ", "`", "|", "a@"],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", LETTER + "Ilana Brook, a{}b\n"])
def test_one_line_of_two_hundred_thousand_signs_is_no_trap(unit: str, around: str) -> None:
    text = around.format(unit * (200_000 // len(unit)))
    assert seconds(lambda: (read_lines(text), read_text(text)), runs=1) < 2


@pytest.mark.parametrize(
    "unit", ["<!---->", "<!--", "<!-- -->x", "<?xml ", "<p>", "<b>", "<li>", "<td>", "&amp;"]
)
def test_a_page_of_one_tag_over_and_over_is_no_trap(unit: str) -> None:
    page = (unit * (100_000 // len(unit))).encode()
    assert seconds(lambda: read(page, "page.html"), runs=1) < 4
