"""Ways for a mail to leave: a server, or a folder with a file for each mail."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_SECONDS = 30


class Refused(Exception):
    """The server will not take this mail for this address, now or ever (5xx, RFC 5321 4.2.1)."""

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

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail; raises Refused or NotNow."""


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


class _Folder:
    """Writes each mail as .eml, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(mail["Message-ID"]).strip("<>").split("@")[0]
        unfinished = self.folder / f".{name}"
        try:
            with unfinished.open("wb") as file:
                file.write(mail.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.folder / f"{name}.eml")
        except OSError as error:
            raise NotNow(type(error).__name__, connection=True) from error


class _Server:
    """An SMTP server; one connection is used again for all mails."""

    def __init__(self, parts: SplitResult) -> None:
        self.parts = parts
        self.smtp: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        try:
            self.smtp = self.smtp or self._connect()
            self.smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            self._reset()
            (code, _text), *_others = error.recipients.values()
            raise _by_code(code) from None
        except (
            smtplib.SMTPSenderRefused
        ) as error:  # it is we who are refused, whomever we write to: a setting is wrong
            self._reset()
            raise NotNow(str(error.smtp_code), connection=True) from None
        except smtplib.SMTPDataError as error:
            self._reset()
            raise _by_code(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            self._reset()
            raise Refused("no SMTPUTF8") from None  # RFC 6531: this server cannot write to such an address
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotNow(type(error).__name__, connection=True) from error

    def _connect(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "", self.parts.port
        context = ssl.create_default_context()
        if self.parts.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(host, port or 587, timeout=_SECONDS)
            smtp.ehlo_or_helo_if_needed()
            # A password is never said in the clear, except to this very machine.
            wants_tls = parse_qs(self.parts.query).get("tls") != ["no"]
            if smtp.has_extn("starttls"):
                smtp.starttls(context=context)
            elif self.parts.username and wants_tls and host not in {"localhost", "127.0.0.1", "::1"}:
                smtp.close()
                raise smtplib.SMTPException("the server offers no TLS")
        if self.parts.username:
            smtp.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        return smtp

    def _reset(self) -> None:
        try:
            if self.smtp:
                self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        if self.smtp:
            try:
                self.smtp.quit()
            except (smtplib.SMTPException, OSError):
                self.smtp.close()
        self.smtp = None


def _by_code(code: int) -> Refused | NotNow:
    return Refused(str(code)) if 500 <= code < 600 else NotNow(str(code))
