"""Messages by people who never saw the code: what they expect is what a sensible clerk would do.

A file holds them one below the other as people read them; `messages` gives their bytes. Each begins with a line
«=== number language about», then «signs name | role | affiliation | place | kind» or another outcome ("unclear": a person
reads it; "ignored": never answered); where nothing stands in a field it is not judged. Headers follow as people read them
(a program that knows MIME encodes them again, unless they stand here encoded), then an empty line and the text: text parts
are put into the charset and the transfer encoding that their headers state, everything else stands as it was sent. What
servers add on the way was left out, and most of pictures.
"""

from base64 import b64encode
from dataclasses import dataclass
from email.header import Header
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from quopri import encodestring

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Heard:
    """A message, and what is to be understood of it; '' is not judged."""

    name: str
    raw: bytes
    says: str
    line: dict[str, str]


def messages(file: str) -> list[Heard]:
    """The messages of a file."""
    written = (_HERE / file).read_text(encoding="utf-8")
    return [_heard(each) for each in written.split("\n=== ")[1:]]


def lines(file: str) -> list[str]:
    """The lines of a file."""
    return (_HERE / file).read_text(encoding="utf-8").splitlines()


def _heard(written: str) -> Heard:
    about, expected, message = written.split("\n", 2)
    says, _, fields = expected.partition(" ")
    values = (value.strip() for value in fields.split("|"))
    line = dict(zip(("name", "role", "affiliation", "place", "kind"), values, strict=False))
    return Heard(
        about,
        as_bytes(message.removesuffix("\n")),
        says,
        {name: value for name, value in line.items() if value},
    )


def as_bytes(written: str) -> bytes:
    """A message or a part of one as it is sent."""
    head, _, body = written.partition("\n\n")
    headers = HeaderParser().parsestr(f"{head}\n\n")
    lines = head.split("\n")
    sent = "\r\n".join(map(_encoded, lines) if "MIME-Version" in headers else lines).encode()
    return sent + b"\r\n\r\n" + _body(body, headers)


def _encoded(line: str) -> str:
    if line.isascii():
        return line
    name, _, value = line.partition(":")
    value, bracket, address = value.partition(" <")
    return (
        f"{name}: {Header(value.strip(), 'utf-8', maxlinelen=900).encode(maxlinelen=900)}{bracket}{address}"
    )


def _body(body: str, headers: Message) -> bytes:
    if boundary := headers.get_boundary():
        first, *rest = f"\n{body}".split(f"\n--{boundary}")
        parts = [
            b"--\r\n" if part.startswith("--") else b"\r\n" + as_bytes(part.removeprefix("\n"))
            for part in rest
        ]
        return first.encode() + b"".join(f"\r\n--{boundary}".encode() + part for part in parts)
    if headers.get_content_maintype() != "text":
        return _lines(body.encode())
    data = body.encode(headers.get_content_charset() or "utf-8")
    match str(headers["Content-Transfer-Encoding"] or "").lower():
        case "base64":
            return _lines(b64encode(data))
        case "quoted-printable":
            return _lines(encodestring(data))
    return data if (headers.get_content_charset() or "").startswith("utf-16") else _lines(data)


def _lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
