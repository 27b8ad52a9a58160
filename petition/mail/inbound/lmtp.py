"""Takes in messages by LMTP (RFC 2033) or SMTP, behind a mail server that faces the world.

"250" is said when what became of the message is committed, and never before: until then the other side keeps it. Where the
database is in trouble it hears 451 and comes again.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from petition.mail.inbound.incoming import LARGEST, TooMuch

_log = logging.getLogger("petition.mail")

_AT_ONCE = 8  # messages heard side by side; most of their time they wait for a name server
_SECONDS = 120  # of silence after which a connection is closed
_BEAT = 30  # seconds between two signs of life
_MOST_COMMANDS = {"*": 500}  # in one connection, but for those of which each message has some
_MOST_COMMANDS |= dict.fromkeys(("MAIL", "RCPT", "DATA", "RSET"), sys.maxsize)
_MOST_RECIPIENTS = 200  # asked for since a message was last taken
_LONGEST_LINE = 64 * 1024  # RFC 5321 says 1000; programs that send more exist, and their mail counts too


class NotHere(Exception):
    """A message that nobody reads here."""


@dataclass(frozen=True)
class Receiver:
    """Asks whether an address is ours, and hands messages over: (bytes, sender, recipient); both may take their time.

    `beat` says that messages can be taken in. It waits for its turn among them: where all hang it is not called either.
    """

    is_ours: Callable[[str], bool]
    receive: Callable[[bytes, str, str], object]
    beat: Callable[[], object] = lambda: None


class Unusable(ValueError):
    """An address to listen at that is none."""


def serve(
    listen: str, receiver: Receiver, *, hostname: str, ready: Callable[[], object] = lambda: None
) -> None:
    """Listen at lmtp://host:port, smtp://host:port, or either with the path of a socket, until SIGTERM or SIGINT.

    What is being heard then is heard to its end. Raises Unusable.
    """
    protocol = partial(_protocol(listen), hostname=hostname)
    asyncio.run(_serve(listen, protocol, receiver, ready))


def _protocol(listen: str) -> type[SMTP]:
    try:
        scheme, port = urlsplit(listen).scheme, urlsplit(listen).port
        names_a_place = bool(port) or bool(urlsplit(listen).path.strip("/"))
    except ValueError:
        names_a_place = False
    if not names_a_place or scheme not in _PROTOCOLS:
        raise Unusable(listen)
    return _PROTOCOLS[scheme]


async def _serve(
    listen: str, protocol: Callable[..., SMTP], receiver: Receiver, ready: Callable[[], object]
) -> None:
    # It logs whole commands, and those hold addresses.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    parts = urlsplit(listen)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        handler = _Handler(receiver, threads)
        made = partial(
            protocol,
            handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            ident="petition",
            timeout=_SECONDS,
            command_call_limit=_MOST_COMMANDS,
            loop=loop,
        )
        if parts.port:
            server = await loop.create_server(made, parts.hostname, parts.port)
        else:
            Path(parts.path).unlink(missing_ok=True)
            server = await loop.create_unix_server(made, parts.path)
        ready()
        beating = loop.create_task(handler.beat())
        await stopped.wait()
        beating.cancel()
        server.close()
        await handler.finish()


class _Lmtp(LMTP):
    line_length_limit = _LONGEST_LINE


class _Smtp(SMTP):
    line_length_limit = _LONGEST_LINE


_PROTOCOLS: dict[str, type[SMTP]] = {"lmtp": _Lmtp, "smtp": _Smtp}


class _Handler:
    """What aiosmtpd asks at each step."""

    def __init__(self, receiver: Receiver, threads: ThreadPoolExecutor) -> None:
        self.receiver = receiver
        self.threads = threads
        self.hearing: set[asyncio.Future[Any]] = set()
        self.asked = WeakKeyDictionary[Session, int]()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take messages to our own addresses, one recipient at a time: each is answered for by itself (RFC 2033, 4.2)."""
        self.asked[session] = self.asked.get(session, 0) + 1
        if self.asked[session] > _MOST_RECIPIENTS and server.transport:
            asyncio.get_running_loop().call_soon(server.transport.close)  # once this was said
            return "421 4.7.0 Too many recipients"
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        try:
            ours = await self._run(self.receiver.is_ours, address)
        except Exception as error:  # noqa: BLE001  whatever it is, the message must not be lost
            return _later(error)
        if not ours:
            return "550 5.1.1 Nobody is written to at this address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Hand the message over, and say what became of it."""
        content = envelope.original_content or b""
        try:
            await self._run(self.receiver.receive, content, envelope.mail_from or "", envelope.rcpt_tos[0])
        except TooMuch as refusal:
            return f"554 5.6.0 The message cannot be taken: {refusal.what}"
        except NotHere:
            return "550 5.1.1 Nobody reads this address"
        except Exception as error:  # noqa: BLE001
            return _later(error)
        self.asked.pop(session, None)
        return "250 2.0.0 OK"

    async def beat(self) -> None:
        """Say over and over that messages can be taken in."""
        while True:
            try:
                await self._run(self.receiver.beat)
            except Exception as error:  # noqa: BLE001  the database may be away for a while
                _log.error("%s while saying that messages can be taken in", type(error).__name__)
            await asyncio.sleep(_BEAT)

    async def finish(self) -> None:
        """Wait for what is being heard, and until it has been answered for."""
        while self.hearing:
            await asyncio.wait(self.hearing)
            await asyncio.sleep(0.05)

    async def _run(self, work: Callable[..., Any], *args: object) -> Any:
        future = asyncio.get_running_loop().run_in_executor(self.threads, work, *args)
        self.hearing.add(future)
        future.add_done_callback(self.hearing.discard)
        return await asyncio.shield(future)


def _later(error: Exception) -> str:
    _log.error("%s while a message came in", type(error).__name__)
    return "451 4.3.0 Not now; try again later"
