"""Ports of this machine for servers that begin a little later, or not at all: given to nobody else until then.

A port that the system hands out is free again at once, and may be the one that the next connection goes out from.
"""

import os
import random
import socket
from contextlib import suppress
from itertools import count

from tests.waiting import until

# Below those that systems hand out by themselves; each process of pytest-xdist has a thousand of its own, and another
# run on the same machine most likely begins elsewhere among them.
_FIRST, _EACH, _PROCESSES = 20_000, 1_000, 12
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _PROCESSES
_numbers = count(random.SystemRandom().randrange(_EACH))


def free_port() -> int:
    """One on which nobody listens, and which no other test is told."""
    for number in _numbers:
        port = _FIRST + _EACH * _WORKER + number % _EACH
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError  # the numbers have no end


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    until(lambda: is_open(port))


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
