"""Work of several that goes on side by side, in one thread and one transaction: what all of them ask goes in one message.

A piece of work is a generator. It yields what waits for the rows of a statement (`db.run_later`) and is given these rows;
until then the others go on. What stands between two of its yields is never interrupted.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

R = TypeVar("R")
Steps = Generator[Callable[[], Any], Any, R]


def done(steps: Steps[R]) -> R:
    """Do the work of one, and give what it gave."""
    return side_by_side([steps])[0]


def side_by_side(works: Sequence[Steps[R]]) -> list[R]:
    """Do the work of several, each up to where it waits and then the next, and give what each gave.

    What one of them raises ends all: whoever calls rolls back what they did.
    """
    given: dict[int, R] = {}
    rows: dict[int, Any] = {}
    while len(given) < len(works):
        asked = {}
        for nth, work in enumerate(works):
            if nth not in given:
                try:
                    asked[nth] = work.send(rows.get(nth))
                except StopIteration as over:
                    given[nth] = over.value
        rows = {nth: answer() for nth, answer in asked.items()}
    return [given[nth] for nth in range(len(works))]
