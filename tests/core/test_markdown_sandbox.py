"""Texts that somebody typed to do harm: read in a process that is ended, or refused."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.core import markdown_sandbox
from petition.core.limited_process import run_main
from petition.core.markdown import TooComplex, blocks
from petition.core.markdown_json import as_json, from_json
from petition.core.markdown_sandbox import LONGEST, read

LETTER = """The well is *old* and **good**.[^1]

- water
- [shade](https://example.org)

> Қ Ә Ұ І \x00

[^1]: Since 1830.

"""


def test_a_long_text_is_read_in_its_own_process_to_the_same_tree() -> None:
    assert read(LETTER * 50) == blocks(LETTER * 50)


def test_a_process_that_takes_too_much_of_the_processor_is_ended() -> None:
    assert run_main("tests.core.endless", b"", wait=60).returncode in markdown_sandbox._ENDED


def test_a_text_that_keeps_somebody_waiting_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_sandbox, "_WAIT", 0.001)  # how fast a machine is must not tell
    with pytest.raises(TooComplex):
        read(LETTER * 50)


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), ">" * 5000, "**a *a " * 700 + "a* a**" * 700])
def test_a_text_too_long_or_too_deep_is_refused(text: str) -> None:
    with pytest.raises(TooComplex):
        read(text)


MARKS = st.text(
    st.sampled_from(list("ab <>\"'`*_[]()!#-+.:/\\\n\t^1~=|&;@\x00\ud800Ә")), min_size=1, max_size=8
)


@settings(max_examples=60)
@given(st.tuples(MARKS, MARKS, MARKS), st.integers(1, 150))
def test_any_marks_repeated_are_read_or_refused(marks: tuple[str, str, str], times: int) -> None:
    before, middle, after = marks
    for text in (before + middle * times + after, before * times + middle + after * times):
        with suppress(TooComplex):
            found = read(text[:2000])
            assert from_json(as_json(found)) == found  # as it is kept
