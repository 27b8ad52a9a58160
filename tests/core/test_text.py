"""What may stand on a line that others will read."""

import time
from contextlib import suppress

import pytest

from petition.core import text


@pytest.mark.parametrize(
    "value",
    [
        "葛\U000e0100城 花子",
        "Aru ❤\ufe0f",
        "مهدی\u200cزاده رضا",
        "Қ. Ә.",
        "ليلى الحمداني",
        "𐌀𐌁 𐌂",
        "O’Brien-Ұлы",
    ],
    ids=ascii,
)
def test_a_name_may_hold_what_its_script_needs(value: str) -> None:
    assert text.line(value, needs_letter=True) == value


@pytest.mark.parametrize(
    "value",
    ["Aru\ufe0f", "A\ufe00ru", "A\U000e0100ru", "A\u034fru", "A\u200cru", "Aru\u2067", "Ar\u202eu", "Aru\U000e0041"],
    ids=ascii,
)  # fmt: skip
def test_nothing_unseen_makes_two_names_of_one(value: str) -> None:
    with pytest.raises(text.Refused, match="control"):
        text.line(value, needs_letter=True)


def test_marks_piled_up_by_the_thousand_are_put_in_order_at_once() -> None:
    piled, begun = "a" + "\u0323\u0301" * 30_000, time.process_time()
    for read in (text.line, text.paragraphs, text.folded, text.mailbox):
        with suppress(text.Refused):
            read(piled)
    assert time.process_time() < begun + 2  # each took two and a half
    assert text.paragraphs("a" + "\u0301\u0323" * 2 + "b") == "\u1ea1\u0323\u0301\u0301b"


def test_several_blanks_within_a_line_become_one() -> None:
    assert text.line("Anna" + " " * 150 + "Ruel \u3000\u00a0 of\u3000Lund ") == "Anna Ruel of\u3000Lund"
