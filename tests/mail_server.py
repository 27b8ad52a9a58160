"""A mail server on this machine, which does with mails what its handler says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port
from tests.waiting import PATIENCE


@contextmanager
def listening(
    handler: object, port: int | None = None, controller: type[Controller] = Controller, **options: Any
) -> Iterator[int]:
    """Let it listen at a port, for as long as the context lasts; gives the port."""
    port = port or free_port()
    running = controller(handler, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE, **options)
    running.start()
    try:
        yield port
    finally:
        running.stop()
