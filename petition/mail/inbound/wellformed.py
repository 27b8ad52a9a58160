"""Whether every program reads a message the same way, and who its author is then. Pure.

Each reads what RFC 5322 forbids in a way of its own: a bare CR ends a line of the head for some and not for others, a blank
folded line ends the head itself, of two From headers the first is the author here and the last one there. Who signed such
a message, and who seems to have written it, are two questions with two answers. It is heard all the same, as anybody's.
"""

import re
from email.headerregistry import AddressHeader
from email.message import Message
from email.policy import default
from unicodedata import normalize

from petition.mail.inbound.parts import addresses, decoded

# RFC 5322, 3.6, and of MIME what says how the body is read (RFC 2045).
_ONCE = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"}
    | {"mime-version", "content-type", "content-transfer-encoding"}
)
_FIELD = re.compile(rb"[!-9;-~]+:[\t -~\x80-\xff]*")
_FOLDED = re.compile(rb"[\t ]+[!-~\x80-\xff][\t -~\x80-\xff]*")
_LIKE_AN_ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"'@]+@[^\s<>()\[\]\\,;:\"'@]+")
_LONGEST_FROM = 1000


def author(raw: bytes, message: Message) -> str:
    """The address that surely everybody reads in the From of a message, '' if there is none. `message` is `raw`, parsed."""
    if not _has_one_reading(raw, message):
        return ""
    ((_, value),) = [each for each in message.raw_items() if each[0].lower() == "from"]
    try:
        stated = " ".join(str(value).encode("ascii", "surrogateescape").decode().split())
    except UnicodeError:  # neither ASCII nor UTF-8
        return ""
    found = addresses(stated) if len(stated) <= _LONGEST_FROM else []
    if len(found) != 1 or _read_otherwise(stated) != [found[0][1]]:
        return ""
    address = found[0][1]
    seen = set(_LIKE_AN_ADDRESS.findall(f"{stated} {decoded(stated)}".lower()))
    if (
        seen != {address.lower()}
        or normalize("NFKC", address) != address
        or not _speaks_for_itself(message, address)
    ):
        return ""
    return address


def _has_one_reading(raw: bytes, message: Message) -> bool:
    """Whether lines end in one way, and each of the head is a header or goes on with one; of each there may be one, one."""
    ends = raw.count(b"\r\n")
    if b"\0" in raw or raw.count(b"\r") != ends or (ends and raw.count(b"\n") != ends):
        return False
    end = b"\r\n" if ends else b"\n"
    lines = raw.partition(end * 2)[0].split(end)
    if not all(_FIELD.fullmatch(line) or (nth and _FOLDED.fullmatch(line)) for nth, line in enumerate(lines)):
        return False
    names = [name.lower() for name, _value in message.raw_items()]
    return names.count("from") == 1 and all(names.count(name) <= 1 for name in _ONCE)


def _read_otherwise(value: str) -> list[str]:
    """The addresses as another parser reads them, which decodes before it parses; none for a group (RFC 6854)."""
    try:
        header = default.header_factory("From", value)
    except Exception:  # noqa: BLE001  it lets some of what is wrong with hostile headers through as it comes
        return []
    assert isinstance(header, AddressHeader)
    if any(group.display_name is not None for group in header.groups):
        return []
    return [address.addr_spec for address in header.addresses]


def _speaks_for_itself(message: Message, address: str) -> bool:
    """Whether nobody sent it in the author's name (RFC 5322, 3.6.2 and 3.6.6): a server lets its people do that."""
    senders = [value for name, value in message.raw_items() if name.lower() == "sender"]
    resent = any(name.lower().startswith("resent-") for name, _value in message.raw_items())
    return not resent and all(
        [each.lower() for _name, each in addresses(str(value))] == [address.lower()] for value in senders
    )
