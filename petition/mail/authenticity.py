"""Whether a message comes from the mailbox that its From names: what may confirm a signature, and be told its own words.

Either a DKIM signature verifies (RFC 6376, and 8301 on what is too weak), or our own mail server states that SPF passed
(RFC 8601); in both cases for a domain aligned with the From domain as DMARC means it, relaxed (RFC 7489, 3.1).
"""

import re
from collections.abc import Callable
from email import message_from_bytes
from functools import cache

import dkim
import dns.exception
import dns.resolver
from publicsuffixlist import PublicSuffixList

from petition.core import text
from petition.mail.parts import raw_headers

Txt = Callable[..., bytes | None]  # the TXT record of a name, as dkimpy asks for it: (name, timeout=5)

_MOST_SIGNATURES = (
    2  # of one mail; each costs a question to the DNS, of a server that may be the sender's own
)
_LONGEST = 1_000_000
_MOST_BLANKS = b" " * 200  # in a row: dkimpy tidies longer ones in the square of their length
_WEAKEST_KEY = 1024
_SECONDS = 4
_COMMENT = re.compile(r"\([^()]*\)")
_SPF = re.compile(
    r"^\s*spf\s*=\s*pass\b.*?\bsmtp\.mailfrom\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"@]+)",
    re.IGNORECASE | re.DOTALL,
)


def is_from_sender(raw: bytes, from_address: str, *, authserv_id: str, txt: Txt) -> bool:
    """Whether a message is from whom it says. `authserv_id` names the one server that is believed, '' for none."""
    domain = from_address.rpartition("@")[2]
    if not domain:
        return False
    return _spf_passed(raw, domain, authserv_id) or _dkim_passed(raw, domain, txt)


def aligned(one: str, other: str) -> bool:
    """Whether two domains belong to one organisation (RFC 7489, 3.1.1 and 3.2)."""
    try:
        one, other = text.ascii_domain(one), text.ascii_domain(other)
    except text.Refused:
        return False
    return one == other or _organisation(one) == _organisation(other) is not None


def asking(server: str) -> Txt:
    """A question for TXT records to the DNS server "host:port", or to the system's for ''."""
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.rpartition(":")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)

    def txt(name: bytes | str, timeout: float = _SECONDS) -> bytes | None:
        asked = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        try:
            answer = resolver.resolve(asked, "TXT", lifetime=timeout)
        except (dns.exception.DNSException, UnicodeError):
            return None
        return b"".join(answer[0].strings)

    return txt


def _dkim_passed(raw: bytes, domain: str, txt: Txt) -> bool:
    if len(raw) > _LONGEST or _MOST_BLANKS in raw.replace(b"\t", b" "):
        return False
    try:
        signed = dkim.DKIM(raw, minkey=_WEAKEST_KEY, timeout=_SECONDS)
    except dkim.DKIMException:
        return False
    signatures = [value for name, value in signed.headers if name.lower() == b"dkim-signature"]
    worth = [(nth, value) for nth, value in enumerate(signatures[:20]) if _is_worth_asking(value, domain)]
    return any(_verifies(raw, nth, txt) for nth, _value in worth[:_MOST_SIGNATURES])


def _is_worth_asking(value: bytes, domain: str) -> bool:
    """A signature by an aligned domain, over the whole body (no l=), with an algorithm that is not broken."""
    try:
        tags = dkim.util.parse_tag_value(value)
        signer = tags[b"d"].decode("ascii")
    except (dkim.util.InvalidTagValueList, KeyError, UnicodeDecodeError):
        return False
    return (
        b"l" not in tags and tags.get(b"a") in {b"rsa-sha256", b"ed25519-sha256"} and aligned(signer, domain)
    )


def _verifies(raw: bytes, nth: int, txt: Txt) -> bool:
    try:
        verified = dkim.DKIM(raw, minkey=_WEAKEST_KEY, timeout=_SECONDS).verify(nth, dnsfunc=txt)
    except Exception:  # noqa: BLE001  dkimpy lets some of what is wrong with hostile keys through as it comes
        return False
    return bool(verified)


def _spf_passed(raw: bytes, domain: str, authserv_id: str) -> bool:
    """What the topmost statement of our own server says; those further down came with the mail, whoever they name."""
    if not authserv_id:
        return False
    head = message_from_bytes(raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")[0])
    stated = next(iter(raw_headers(head, "Authentication-Results")), "")[:2000]
    while stated != (bare := _COMMENT.sub(" ", stated)):
        stated = bare
    server, *results = stated.split(";")
    if server.split()[:1] != [authserv_id]:
        return False
    return any((found := _SPF.match(each)) and aligned(found[1], domain) for each in results)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _organisation(domain: str) -> str | None:
    found: str | None = _suffixes().privatesuffix(domain)
    return found
