"""Ways for a mail to leave: a server, or a folder with a file for each mail."""

import math
import os
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from petition.core import clock
from petition.core.private_files import opener

_SECONDS = 30.0  # for each word of a server; ?timeout= in MAIL_URL changes it
_WORDS = 4  # as many times that for one mail in all, for servers that speak a letter at a time
_LOOK = 0.5
_FRESH = 2.0  # seconds after which a connection is asked whether it is still there
_IDLE = 30.0  # seconds after which one that nothing is sent over is closed


@dataclass(frozen=True)
class Envelope:
    """A mail as a server is handed it: its bytes, and who sends it to whom (RFC 5321, 2.3.1)."""

    ref: str
    sender: str
    to: str
    content: bytes


class MailRefused(Exception):
    """The server will not take this mail for this address, now or ever (5xx, RFC 5321 4.2.1, and of the mailbox)."""

    def __init__(self, code: str) -> None:
        """Keep the reply code alone: its text may hold the address."""
        super().__init__(code)
        self.code = code


class NotNow(Exception):
    """The server did not take this mail this time; `connection` tells whether it could be spoken to at all."""

    def __init__(self, code: str, *, connection: bool = False) -> None:
        """Keep the reply code, or the name of what went wrong."""
        super().__init__(code)
        self.code = code
        self.connection = connection


class Transport(Protocol):
    """Takes mails one after the other over one connection."""

    def send(self, envelope: Envelope) -> None:
        """Hand over one mail; raises MailRefused or NotNow."""

    def rest(self) -> None:
        """Nothing is to be sent just now."""


@contextmanager
def opened(mail_url: str) -> Iterator[Transport]:
    """The transport that MAIL_URL names, open for as long as the context lasts; connects at the first mail."""
    parts = urlsplit(mail_url)
    if parts.scheme == "folder":
        yield _Folder(Path(parts.path))
        return
    server = _Server(parts)
    try:
        yield server
    finally:
        server.close()


def try_out(mail_url: str) -> bool:
    """Connect and log in, hand over nothing; gives whether over TLS. Raises smtplib.SMTPException or OSError."""
    server = _Server(urlsplit(mail_url))
    server.smtp = server._connect()  # noqa: SLF001  of this module
    is_private = isinstance(server.smtp.sock, ssl.SSLSocket)
    server.close()
    return is_private


class _Folder:
    """Writes each mail as .eml, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, envelope: Envelope) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self.folder / f".{envelope.ref}"
        try:
            with open(unfinished, "wb", opener=opener) as file:
                file.write(envelope.content)
                file.flush()
                os.fsync(file.fileno())
            # By itself a file is dated by the system's tick, in which several are written: the last one is shown first.
            os.utime(unfinished, ns=(clock.nanoseconds(),) * 2)
            unfinished.rename(self.folder / f"{envelope.ref}.eml")
        except OSError as error:
            raise NotNow(type(error).__name__, connection=True) from error

    def rest(self) -> None:
        pass


class _Plain(smtplib.SMTP):
    """A connection that tells whether the content of a mail was begun over it."""

    has_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.has_begun = True
        return super().data(msg)


class _OverTls(_Plain, smtplib.SMTP_SSL):
    """One that is TLS from the beginning."""


class _Server:
    """An SMTP server; one connection is used again for all mails."""

    def __init__(self, parts: SplitResult) -> None:
        self.parts = parts
        self.seconds = float(parse_qs(parts.query).get("timeout", [_SECONDS])[0])
        self.smtp: _Plain | None = None
        self.used = 0.0
        self.patience_ends = math.inf

    def send(self, envelope: Envelope) -> None:
        if self.smtp and time.monotonic() - self.used > _FRESH and not self._is_there():
            self._drop()  # servers hang up on who is silent: no mail has to wait for that
        used = self.smtp
        try:
            self._hand_over(envelope)
        except NotNow:
            if used is None or used is self.smtp or used.has_begun:
                raise
            self._hand_over(
                envelope
            )  # to some a mail over one connection is enough, or a hundred: nothing of it was said

    def _hand_over(self, envelope: Envelope) -> None:
        try:
            if self.smtp is None:
                self.smtp = self._connect()
                threading.Thread(target=self._watch, args=[self.smtp], daemon=True).start()
            self.smtp.has_begun = False
            self.patience_ends = time.monotonic() + _WORDS * self.seconds
            self.smtp.sendmail(envelope.sender, [envelope.to], envelope.content, self._options(envelope))
        except smtplib.SMTPRecipientsRefused as error:
            self._reset()
            (code, said), *_others = error.recipients.values()
            raise _by_code(code, said) from None
        except smtplib.SMTPSenderRefused as error:
            self._reset()  # it is we who are refused, whomever we write to: a setting is wrong
            raise NotNow(str(error.smtp_code), connection=True) from None
        except smtplib.SMTPDataError as error:
            self._reset()
            raise _by_code(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError:
            self._reset()
            raise MailRefused(
                "no SMTPUTF8"
            ) from None  # RFC 6531: this server cannot write to such an address
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotNow(type(error).__name__, connection=True) from error
        finally:
            self.patience_ends = math.inf
        self.used = time.monotonic()

    def rest(self) -> None:
        if self.smtp and time.monotonic() - self.used > _IDLE:
            self.close()

    def _options(self, envelope: Envelope) -> list[str]:
        """Of a mail that cannot be delivered only the head comes back, not its link; and its ref (RFC 3461)."""
        options = [] if envelope.to.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        return options + (
            ["RET=HDRS", f"ENVID={envelope.ref}"] if self.smtp and self.smtp.has_extn("dsn") else []
        )

    def _watch(self, smtp: _Plain) -> None:
        """Hang up on a server that takes far too long over one mail; ends with the connection."""
        while self.smtp is smtp:
            if time.monotonic() > self.patience_ends:
                with suppress(OSError):  # whoever waits for a word gets an end, under TLS too
                    socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)  # type: ignore[arg-type]
                return
            time.sleep(_LOOK)

    def _is_there(self) -> bool:
        try:
            return self.smtp is not None and self.smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> _Plain:
        host, port = self.parts.hostname or "", self.parts.port
        context = ssl.create_default_context()
        if self.parts.scheme == "smtps":
            smtp: _Plain = _OverTls(host, port or 465, timeout=self.seconds, context=context)
        else:
            smtp = _Plain(host, port or 587, timeout=self.seconds)
            smtp.ehlo_or_helo_if_needed()
            # A password is never said in the clear, except to this very machine.
            wants_tls = parse_qs(self.parts.query).get("tls") != ["no"]
            if wants_tls and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
            elif wants_tls and self.parts.username and host not in {"localhost", "127.0.0.1", "::1"}:
                smtp.close()
                raise smtplib.SMTPException("the server offers no TLS")
        if self.parts.username:
            try:
                smtp.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            except smtplib.SMTPException:
                smtp.close()
                raise
        return smtp

    def _reset(self) -> None:
        try:
            if self.smtp:
                self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self.smtp:
            self.smtp.close()
        self.smtp = None

    def close(self) -> None:
        if self.smtp:
            try:
                self.smtp.quit()
            except (smtplib.SMTPException, OSError):
                self.smtp.close()
        self.smtp = None


# What a server adds to its code (RFC 3463). Of our address, of systems, ways and rules (blocked, too many for today) it may
# think otherwise tomorrow; of a mailbox that is not there it will not.
_STATUS = re.compile(r"\s*(5\.(\d{1,3})\.(\d{1,3}))\b")
_OF_MAILBOXES = {"0", "1", "2", "5", "6"}
_OF_SENDERS = {("1", "7"), ("1", "8")}


def _by_code(code: int, said: bytes | str) -> MailRefused | NotNow:
    status = _STATUS.match(said if isinstance(said, str) else said.decode(errors="replace"))
    name = status[1] if status else str(code)
    is_theirs = not status or (status[2] in _OF_MAILBOXES and status.group(2, 3) not in _OF_SENDERS)
    return MailRefused(name) if 500 <= code < 600 and is_theirs else NotNow(name)
