"""How tests wait for what another process or a thread does: until it is so, for as long as the slowest of machines takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 120  # seconds; none of them is waited for where all goes well


def until(true: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Wait for something to come true; gives it."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)
    return found
