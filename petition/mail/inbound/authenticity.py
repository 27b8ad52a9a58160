"""Whether a message comes from the mailbox that its From names: what may confirm a signature, and be told its own words.

Either a DKIM signature verifies (RFC 6376, and 8301 on what is too weak), or our own mail server states that SPF passed
(RFC 8601); in both cases for a domain aligned with the From domain as DMARC means it, relaxed (RFC 7489, 3.1).
"""

import logging
from collections.abc import Callable, Iterable
from email.message import Message
from functools import cache

import authres
import dkim
import dns.exception
from publicsuffixlist import PublicSuffixList

from petition.core import checks, text
from petition.mail.inbound import wellformed
from petition.mail.inbound.parts import parsed, raw_headers

logging.getLogger("dkimpy").setLevel(logging.CRITICAL + 1)  # it names the sender's domain

Txt = Callable[..., bytes | None]  # the TXT record of a name, as dkimpy asks for it: (name, timeout=5)

_MOST_SIGNATURES = (
    2  # of one mail; each costs a question to the DNS, of a server that may be the sender's own
)
_MOST_COVERED = 100  # headers, each of which dkimpy looks for among all of a mail
_LONGEST = 1_000_000
_MOST_BLANKS = b" " * 200  # in a row: dkimpy tidies longer ones in the square of their length
_WEAKEST_KEY = 1024
_SECONDS = 4
_LONGEST_STATEMENT = 2000


def is_from_sender(raw: bytes, from_address: str, *, authserv_id: str, txt: Txt) -> bool:
    """Whether a message is from whom it says. `authserv_id` names the one server that is believed, '' for none.

    Only where it can be read in one way, and that way names this address, is anybody's word taken for it.
    """
    message = parsed(raw)
    if not from_address or wellformed.author(raw, message) != from_address:
        return False
    domain = _domain_of(from_address)
    return bool(domain) and (
        _spf_passed(message, domain, authserv_id) or _dkim_passed(raw, message, domain, txt)
    )


def aligned(one: str, other: str) -> bool:
    """Whether two domains belong to one organisation (RFC 7489, 3.1.1 and 3.2)."""
    try:
        one, other = text.ascii_domain(one), text.ascii_domain(other)
    except text.Refused:
        return False
    return one == other or _organisation(one) == _organisation(other) is not None


def asking(server: str) -> Txt:
    """A question for TXT records to the DNS server "host:port", or to the system's for ''."""
    resolver = checks.resolver(server)

    def txt(name: bytes | str, timeout: float = _SECONDS) -> bytes | None:
        asked = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        try:
            answer = resolver.resolve(asked, "TXT", lifetime=timeout)
        except (dns.exception.DNSException, UnicodeError):
            return None
        return b"".join(answer[0].strings)

    return txt


def _dkim_passed(raw: bytes, message: Message, domain: str, txt: Txt) -> bool:
    if len(raw) > _LONGEST or _MOST_BLANKS in raw.replace(b"\t", b" "):
        return False
    try:
        signed = dkim.DKIM(raw, minkey=_WEAKEST_KEY, timeout=_SECONDS)
    except dkim.DKIMException:
        return False
    if _as_read(signed.headers) != _as_read(message.raw_items()):
        return False  # what is proved must be what is heard
    signatures = [value for name, value in signed.headers if name.lower() == b"dkim-signature"]
    covered = {"from", "subject"} & {name.lower() for name in message}
    worth = [nth for nth, value in enumerate(signatures[:20]) if _is_worth_asking(value, domain, covered)]
    return any(_verifies(raw, nth, txt) for nth in worth[:_MOST_SIGNATURES])


def _as_read(fields: Iterable[Iterable[str | bytes]]) -> list[list[str]]:
    """The words of headers as somebody read them; what is between them is said in other ways by other parsers."""
    return [
        " ".join(
            each.decode("ascii", "surrogateescape") if isinstance(each, bytes) else each for each in field
        ).split()
        for field in fields
    ]


def _is_worth_asking(value: bytes, domain: str, covered: set[str]) -> bool:
    """A signature by an aligned domain, over the whole body (no l=) and these headers, with an algorithm that holds."""
    try:
        tags = dkim.util.parse_tag_value(value)
        signer = tags[b"d"].decode("ascii")
        over = {name.strip().lower() for name in tags[b"h"].decode("ascii").split(":")}
    except (dkim.util.InvalidTagValueList, KeyError, UnicodeDecodeError):
        return False
    return (
        b"l" not in tags
        and tags[b"h"].count(b":") < _MOST_COVERED
        and tags.get(b"a") in {b"rsa-sha256", b"ed25519-sha256"}
        and covered <= over
        and aligned(signer, domain)
    )


def _verifies(raw: bytes, nth: int, txt: Txt) -> bool:
    def in_earnest(name: bytes | str, timeout: float = _SECONDS) -> bytes | None:
        key = txt(name, timeout=timeout)
        return None if key and _is_test(key) else key

    try:
        verified = dkim.DKIM(raw, minkey=_WEAKEST_KEY, timeout=_SECONDS).verify(nth, dnsfunc=in_earnest)
    except Exception:  # noqa: BLE001  dkimpy lets some of what is wrong with hostile keys through as it comes
        return False
    return bool(verified)


def _is_test(key: bytes) -> bool:
    """Whether a domain only tries its key, and is to be treated as if it did not sign (RFC 6376, 3.6.1)."""
    flags = dkim.util.parse_tag_value(key).get(b"t", b"")
    return b"y" in [each.strip() for each in flags.split(b":")]


def _spf_passed(message: Message, domain: str, authserv_id: str) -> bool:
    """What the topmost statement of our own server says; those further down came with the mail, whoever they name."""
    stated = next(iter(raw_headers(message, "Authentication-Results")), "")
    if not authserv_id or not stated or len(stated) > _LONGEST_STATEMENT:
        return False
    try:
        read = _Statement.parse_value(authres.FeatureContext(), stated)
    except (authres.AuthResError, RecursionError):  # of comments within comments
        return False
    if read.authserv_id != authserv_id.lower():
        return False
    found = [
        (result.result, each.value)
        for result in read.results
        if result.method == "spf"
        for each in result.properties
        if (each.type, each.name) == ("smtp", "mailfrom")
    ]
    return bool(found) and all(
        result == "pass" and aligned(_domain_of(str(sender)), domain) for result, sender in found
    )


class _Statement(authres.core.AuthenticationResultsHeader):  # type: ignore[misc]
    """One of which every word must be understood: what is left out of it could say the contrary."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.strict = True


def _domain_of(sender: str) -> str:
    """The domain of an address, or of a domain alone, as it is looked up."""
    return text.same_mailbox(f"x@{sender.rpartition('@')[2]}").rpartition("@")[2]


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _organisation(domain: str) -> str | None:
    found: str | None = _suffixes().privatesuffix(domain)
    return found
