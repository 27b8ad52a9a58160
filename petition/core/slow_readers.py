"""Threads in which nobody waits for a reader: while one of them does, another takes its turn.

A proxy takes answers at its own speed only as far as its buffers reach, and the file of a long letter is longer. Ten
readers of a byte a second kept all threads of two processes busy.
"""

import errno
import select
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

READERS = 64  # waited for at once by one process; of more the one goes who has taken nothing for longest
SECONDS = 60  # for which a reader may take nothing
_MOMENT = 20  # milliseconds, in which a proxy takes what it has room for


class Threads(Executor):
    """So many threads at work, and one more for each that waits for a reader."""

    def __init__(self, number: int) -> None:
        """Begin with nothing to do."""
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._changed = threading.Lock()
        self._waited_for: dict[socket.socket, None] = {}
        self._too_many = 0
        for _ in range(number):
            self._begin()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have something done."""
        future: Future[Any] = Future()
        self._jobs.put((future, lambda: fn(*args, **kwargs)))
        return future

    @contextmanager
    def waiting_for(self, line: socket.socket) -> Iterator[None]:
        """Let another thread do the work of this one until the block ends."""
        with self._changed:
            while len(self._waited_for) >= READERS:
                slowest = next(iter(self._waited_for))
                del self._waited_for[slowest]
                with suppress(OSError):
                    slowest.shutdown(socket.SHUT_RDWR)
            self._waited_for[line] = None
        self._begin()
        try:
            yield
        finally:
            with self._changed:
                self._waited_for.pop(line, None)
                self._too_many += 1

    def _begin(self) -> None:
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            future, job = self._jobs.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except BaseException as error:  # noqa: BLE001  whoever asked for it is told
                    future.set_exception(error)
            del future, job
            with self._changed:
                if self._too_many:
                    self._too_many -= 1
                    return


class WaitedFor(socket.socket):
    """A connection whose reader is waited for as `Threads` has it."""

    threads: Threads

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send all of it; ConnectionResetError where its reader takes nothing for too long."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self.send(rest, flags | socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                self._wait()

    def _wait(self) -> None:
        takes_more = select.poll()
        takes_more.register(self, select.POLLOUT)
        if takes_more.poll(_MOMENT):
            return
        with self.threads.waiting_for(self):
            if not takes_more.poll(SECONDS * 1000):
                raise ConnectionResetError(errno.ECONNRESET, "a reader takes nothing")
