"""Tests over a table of cases: one test for all rows, for to set a test up and report it takes longer than to run a row."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

Row = TypeVar("Row")


def for_each(
    rows: Iterable[Row], name: Callable[[Row], str] = repr
) -> Callable[[Callable[[Row], None]], Callable[[], None]]:
    """Make of a test of one row a test of all; every row that does not hold is told by its name, with what was wrong."""
    table = list(rows)
    assert table

    def make(test: Callable[[Row], None]) -> Callable[[], None]:
        @wraps(test)
        def run() -> None:
            wrong = [f"{name(row)}: {what}" for row in table if (what := _wrong(test, row))]
            assert not wrong, f"{len(wrong)} of {len(table)}\n" + "\n\n".join(wrong)

        del run.__wrapped__  # pytest would ask it for its arguments
        return run

    return make


def _wrong(test: Callable[[Any], None], row: object) -> str:
    try:
        test(row)
    except Exception as error:  # noqa: BLE001  to be told with its row
        return repr(error)[:2000]
    return ""
