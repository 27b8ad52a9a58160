"""Lines of a list of names, packed so that a million of them take little memory."""

import json
import zlib

import pytest

from petition.letters import roll
from petition.letters.packed import PackedLines


@pytest.mark.parametrize("number", [0, 1, 1_000, 2_001])
def test_packed_lines_are_read_as_they_were(number: int) -> None:
    lines = [f"әсем {nth}" for nth in range(number)]
    packed = PackedLines.of(iter(lines))
    assert (list(packed), len(packed), packed[-3:]) == (lines, number, lines[-3:])
    assert [packed[at] for at in range(-number, number, 500)] == [
        lines[at] for at in range(-number, number, 500)
    ]
    with pytest.raises(IndexError):
        packed[number]


def test_a_list_that_was_kept_before_lines_were_packed_is_still_read() -> None:
    was = {"ids": [3, 1], "lines": ["a", "b"], "first": 1, "bodies": 0}
    found = roll._read(zlib.compress(json.dumps(was).encode()))
    assert (list(found.ids), list(found.lines), found.first, found.bodies) == ([3, 1], ["a", "b"], 1, 0)
