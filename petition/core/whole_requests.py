"""How gunicorn gives a thread to a connection: when a request has arrived whole, and not before.

gunicorn's own threads wait for what a sender has still to send, so that as many slow senders as there are threads keep
everybody waiting. Here what has arrived is put by, and the connection goes back to the poller, as gunicorn itself does with
one that has sent nothing yet. What a request says is read by gunicorn alone; here is only counted whether it is all there.
Where the two count differently, or a request is longer than is ever read, gunicorn is told that no more came. Nor does
anybody wait for a sender to close, as gunicorn does for two seconds in the thread that all others go through, nor for a
reader in one of these threads (slow_readers.py).
"""

import io
import re
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import _DEFER, ThreadWorker

from petition.core.fair_shares import Share
from petition.core.slow_readers import Threads, WaitedFor

HEAD_BYTES = 64 * 1024
BODY_BYTES = 7 * 1024 * 1024  # more than any page takes: what is longer is handed on as it is, to be refused
PIECE = 64 * 1024
SMALL = 128 * 1024
HELD_BYTES = 64 * 1024 * 1024  # of all that is large and has not arrived whole, in one process
SECONDS = 60  # for a request to arrive
_ASIDE = 0.002  # seconds until a process looks again whether another has taken what it left
# Seconds without a byte, after which a thread lets a sender go; a struct timeval.
STALLED = struct.pack("ll", 30, 0)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)


@dataclass
class Arriving:
    """What has arrived of a request."""

    data: bytearray
    begun: float = field(default_factory=time.monotonic)
    body: int = -1  # where it begins
    end: int = -1  # where the body ends if it states its length, else where its next chunk begins
    is_chunked: bool = False
    is_answered: bool = (
        False  # before it was whole: the rest is dropped, that the answer be not lost (RFC 9112, 9.6)
    )

    def is_whole(self) -> bool:
        """Whether all of it is there, or as much as is ever read."""
        if self.body < 0 and not self._has_head():
            return len(self.data) > HEAD_BYTES
        if len(self.data) - self.body > BODY_BYTES:
            return True
        if self.is_chunked:
            return self._has_chunks()
        return len(self.data) >= min(self.end, self.body + BODY_BYTES)

    def missing(self) -> int:
        """How many bytes are worth being woken for: as many as surely are to come, while they fit."""
        ahead = self.end + (len(b"0\r\n\r\n") if self.is_chunked else 0) - len(self.data)
        return max(1, min(ahead, PIECE)) if self.body >= 0 else 1

    def _has_head(self) -> bool:
        self.body = self.data.find(b"\r\n\r\n", max(0, self.end)) + 4
        if self.body < 4:
            self.body, self.end = -1, len(self.data) - 3
            return False
        head = bytes(self.data[: self.body])
        self.is_chunked, length = bool(_CHUNKED.search(head)), _LENGTH.search(head)
        self.end = self.body + (int(length[1]) if length and not self.is_chunked else 0)
        return True

    def _has_chunks(self) -> bool:
        while (line := self.data.find(b"\r\n", self.end)) >= 0:
            try:
                size = int(self.data[self.end : line].partition(b";")[0], 16)
            except ValueError:
                return True  # to be refused
            if size <= 0:
                return self.data.find(b"\r\n\r\n", line) >= 0 or len(self.data) - line > HEAD_BYTES
            self.end = line + 2 + size + 2
        return len(self.data) - self.end > HEAD_BYTES


class Pieces(SocketUnreader):  # type: ignore[misc]
    """Gives gunicorn what has arrived in small pieces, as a socket does: it copies what is left at every chunk."""

    arrived = bytearray()
    ran_out = False  # what comes next is the rest of this request, never another one

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece; nothing when there is no more, for a thread waits for no sender."""
        self.ran_out = self.ran_out or not self.arrived
        size = min(max(size_hint or 0, self.mxchunk), self.max_body_chunk)
        piece = bytes(self.arrived[:size])
        del self.arrived[:size]
        return piece

    def settle(self) -> None:
        """Put what is left, which is of the next request, where gunicorn looks for that."""
        self.buf.seek(0, io.SEEK_END)
        self.buf.write(self.arrived)
        self.arrived = bytearray()


class WholeRequests(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, with nobody waiting in them for a sender."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing on its way."""
        super().__init__(*args, **kwargs)
        self._arriving: WeakKeyDictionary[Any, Arriving] = WeakKeyDictionary()
        self._lock = threading.Lock()
        self._steps_aside = False

    def get_thread_pool(self) -> Threads:
        """Made by gunicorn in each process."""
        return Threads(self.cfg.threads)

    def init_process(self) -> None:
        """Called by gunicorn in each process."""
        self._share = Share(self.age)
        self._share.tell(0)
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Take a connection that has come, or leave it to another process, and look again."""
        self._steps_aside = self._share.is_left_to_another(self.nr_conns)
        if self._steps_aside:
            self.set_accept_enabled(False)
        else:
            super().accept(listener)
            self._share.tell(self.nr_conns)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Called by gunicorn before it waits."""
        super().set_accept_enabled(enabled and not self._steps_aside)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Called by gunicorn, over and over."""
        timeout, self._steps_aside = min(timeout, _ASIDE) if self._steps_aside else timeout, False
        super().wait_for_and_dispatch_events(timeout)
        self._share.tell(self.nr_conns)
        if not self.alive:
            self._share.end()

    def handle(self, conn: Any) -> Any:
        """Serve a connection if its request is there, else leave it to the poller; False closes it."""
        if not conn.initialized:
            conn.sock = WaitedFor(fileno=conn.sock.detach())
            conn.sock.threads = self.tpool
            conn.init()
            conn.parser.unreader = Pieces(conn.sock)
            conn.close = partial(_close, conn.sock)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, STALLED)
        with self._lock:
            arriving = self._arriving.pop(conn, None)
        arriving = arriving or Arriving(bytearray(conn.parser.unreader.take_buffered()))
        comes_more = _receive(conn.sock, arriving.data)
        if arriving.is_answered:
            return comes_more and self._dropped(conn, arriving)
        if comes_more and not arriving.is_whole():
            _wake_at(conn.sock, arriving.missing())
            return _DEFER if self._keep(conn, arriving) else False
        _wake_at(conn.sock, 1)
        conn.parser.unreader.arrived = arriving.data
        keeps = super().handle(conn)
        conn.parser.unreader.settle()
        return self._dropped(conn, arriving) if conn.parser.unreader.ran_out else keeps

    def _dropped(self, conn: Any, arriving: Arriving) -> Any:
        """Say that nothing more is said, and let the poller tell when more has come, to be dropped as well."""
        arriving.is_answered, arriving.data = True, bytearray()
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)
            return _DEFER if self._keep(conn, arriving) else False
        return False

    def _keep(self, conn: Any, arriving: Arriving) -> bool:
        """Put by what has arrived, unless it takes too long or too much."""
        with self._lock:
            self._arriving[conn] = arriving
            is_small = len(arriving.data) < SMALL
            fits = is_small or sum(len(each.data) for each in self._arriving.values()) < HELD_BYTES
        return fits and time.monotonic() < arriving.begun + SECONDS


def _close(line: socket.socket, graceful: bool = False) -> None:
    """As gunicorn closes a connection, with or without grace: of one that was answered whole nothing more is to come."""
    with suppress(OSError):
        line.close()


def _receive(line: socket.socket, data: bytearray) -> bool:
    """Add what has arrived, as far as it may be read at all; False if nothing more will."""
    line.setblocking(False)
    while len(data) <= HEAD_BYTES + BODY_BYTES:
        try:
            piece = line.recv(PIECE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        data += piece
        if len(piece) < PIECE:
            return bool(piece)
    return True


def _wake_at(line: socket.socket, size: int) -> None:
    """Let the poller wait until so many bytes are there."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)
