"""What may stand on a line that others will read, and when two mailboxes are one.

Names are people's own: any script, one word or six, initials, apostrophes. Refused is only what deceives the eye or breaks
a line: Unicode Technical Standard #39 and Technical Report #36 say why, RFC 5321 and 6531 what an address is.
"""

import re
import unicodedata
from typing import Literal

import idna
from email_validator import EmailNotValidError, validate_email

from petition.core import contacts

LONGEST_LINE = 200

# What XML cannot carry and no page can show: controls, halves of surrogate pairs, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANKS = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f\u3000]{2,}")
_LOOK_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_VARIATIONS = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)  # another form of the sign before, unseen after most
_SCRIPTS_THAT_JOIN = (
    "ARABIC",
    "SYRIAC",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "ORIYA",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
    "MONGOLIAN",
    "KHMER",
    "MYANMAR",
    "TIBETAN",
)
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_MARKS_IN_A_ROW = 3
_MOST_JOINED = 4  # signs that NFC makes one: a letter and three marks
_MARKS_IN_ORDER = 30  # in a row, beyond which no text goes (UAX #15, Stream-Safe Text Format)
_SOON_READ = 500  # signs, be they what they may
_PILED = re.compile(rf"(?:[^\w\s\x00-\x7f]|[\uff9e\uff9f]){{{_MARKS_IN_ORDER + 1},}}")  # or other signs


class Refused(ValueError):
    """Text that cannot stand; `code` is one of blank, long, control, marks, contact, address."""

    def __init__(self, code: str) -> None:
        """Keep the code; the sentence for it is the form's, in the reader's language."""
        super().__init__(code)
        self.code = code


def line(
    value: str, *, longest: int = LONGEST_LINE, needs_letter: bool = False, is_public: bool = True
) -> str:
    """One line of plain text: NFC, trimmed, one blank for several, otherwise as typed.

    Refuses what control, marks, contact, long, blank name.
    `is_public`: it will be printed, so it may hold no email address, phone number or link.
    """
    value = value.strip()
    if len(value) > _MOST_JOINED * longest:
        raise Refused("long")
    value = _BLANKS.sub(" ", unicodedata.normalize("NFC", value).strip())
    if len(value) > longest:
        raise Refused("long")
    marks, before = 0, ""
    plain = value.replace(" ", "").isalpha() and _LOOK_BLANK.isdisjoint(
        value
    )  # letters alone: most lines of long lists
    for letter in "" if plain else value:
        if _is_unseen(letter, before):
            raise Refused("control")
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks > _MARKS_IN_A_ROW:
            raise Refused("marks")
        before = letter
    if is_public and contacts.kind_in(value):
        raise Refused("contact")
    if (
        needs_letter
        and not plain
        and not any(unicodedata.category(letter).startswith("L") for letter in value)
    ):
        raise Refused("blank")
    return value


def _is_unseen(letter: str, before: str) -> bool:
    """Whether a sign cannot be seen after the one before it, or is none."""
    category = unicodedata.category(letter)
    if letter in _LOOK_BLANK or category in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} or letter == "\ufffd":
        return True
    if category == "Cf":
        return not (letter in _JOINERS and _joins(before))
    return bool(_VARIATIONS.match(letter)) and not _varies(before)


def _joins(letter: str) -> bool:
    return bool(letter) and unicodedata.name(letter, "").startswith(_SCRIPTS_THAT_JOIN)


def _varies(letter: str) -> bool:
    """Whether a sign has other forms (Unicode, StandardizedVariants.txt and the Ideographic Variation Database)."""
    return bool(letter) and (
        unicodedata.category(letter)[0] in "NS"
        or unicodedata.name(letter, "").startswith(("CJK", "MYANMAR", "PHAGS-PA"))
    )


def paragraphs(value: str) -> str:
    """Text of many lines: NFC, LF line ends, no control signs; raises Refused("control")."""
    value = normalized("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    for letter in value:
        if letter not in "\n\t" and unicodedata.category(letter) in {"Cc", "Cs"}:
            raise Refused("control")
        if letter in _BIDI_OVERRIDES:
            raise Refused("control")
    return value


def printable(value: str) -> str:
    """A text without the signs that no format of a letter can carry."""
    return _UNPRINTABLE.sub("", value)


def is_small(letter: str) -> bool:
    """Whether a letter is the small one of two: Georgian ones are small by Unicode, and begin names all the same."""
    return letter.islower() and letter.title() != letter


def folded(value: str) -> str:
    """The form in which two typed values are the same: width, case and spacing aside."""
    return " ".join(normalized("NFKC", value).casefold().split())


def normalized(form: Literal["NFC", "NFKC"], value: str) -> str:
    """A text of any length in a normal form, of marks piled up as no text has them only the first.

    To put marks in order takes the square of their number, a second for 25,000, while the whole process stands still.
    """
    return unicodedata.normalize(form, value if len(value) < _SOON_READ else _PILED.sub(_first_marks, value))


def _first_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.combining(sign) or sign in "\uff9e\uff9f" else 0
        if marks <= _MARKS_IN_ORDER:
            kept.append(sign)
    return "".join(kept)


# Providers that ignore what follows a plus sign; those in the second table ignore the named letters too.
_TAGS_IGNORED = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "fastmail.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "yandex.ru",
        "yandex.com",
        "yandex.kz",
        "yandex.by",
        "ya.ru",
        "mail.ru",
        "bk.ru",
        "list.ru",
        "inbox.ru",
        "internet.ru",
        "zoho.com",
        "tutanota.com",
        "tuta.io",
    ]
)
_ONE_PROVIDER = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
} | dict.fromkeys(("yandex.com", "yandex.kz", "yandex.by", "ya.ru"), "yandex.ru")


def mailbox(value: str, *, may_be_test: bool = False) -> str:
    """One addr-spec in the form that is kept and shown; raises Refused("address") for what no mail could be sent to.

    Refused("control") where an invisible character stands in it, which nobody would find.

    `same_mailbox` of it is where mail goes and what keys are made of; this differs in the letters of its domain alone.
    `may_be_test` lets the reserved domain .test pass (RFC 6761), for local runs. What a copied address brings with it,
    "<…>" or "mailto:", is no part of it.
    """
    value = _unwrapped(_of_one_width(value).strip()).removesuffix(".")
    if len(value) > 254:
        raise Refused("address")
    if any(unicodedata.category(each) == "Cf" for each in value):
        raise Refused("control")
    try:
        found = validate_email(value, check_deliverability=False, test_environment=may_be_test)
    except (EmailNotValidError, ValueError, UnicodeError):
        raise Refused("address") from None
    kept = f"{_lower(found.local_part)}@{found.domain}"
    if len(same_mailbox(kept)) > 254 or len(kept.rpartition("@")[0]) > 64:
        raise Refused("address")
    return kept


def _unwrapped(value: str) -> str:
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1].strip()
    return value[7:].partition("?")[0].strip() if value[:7].lower() == "mailto:" else value


def same_mailbox(address: str) -> str:
    """The one form of an address: where mail to it is sent, and equal for two addresses of one mailbox. Raises Refused.

    The local part as RFC 8265 (3.3.1) has it: one width, lower case, NFC; nothing is folded that another may own, such as
    ß and ss, σ and ς, or what only looks alike. The domain in ASCII, by IDNA 2008 (RFC 5891).
    """
    local, at, domain = _of_one_width(address).strip().rpartition("@")
    if not at:
        raise Refused("address")
    return f"{_lower(local)}@{ascii_domain(domain)}"


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses as written are those of one mailbox; what is no address is no mailbox's."""
    try:
        return same_mailbox(one) == same_mailbox(other)
    except Refused:
        return False


def ascii_domain(domain: str) -> str:
    """A domain as the DNS has it, by IDNA 2008 after the mapping of UTS 46; raises Refused("address") where it has none.

    Not the transitional mapping, nor Python's codec (IDNA 2003): for both of them faß.de is fass.de.
    """
    domain = domain.rstrip(".")
    if domain.isascii() and "--" not in domain:
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode().rstrip(".")
    except UnicodeError:
        raise Refused("address") from None


def domain_to_read(domain: str) -> str:
    """A domain as people write it: почта.рф for xn--80a1acny.xn--p1ai."""
    try:
        return idna.decode(domain) if "xn--" in domain else domain
    except UnicodeError:
        return domain


def _lower(local: str) -> str:
    """Never casefold(): that makes one mailbox of two."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).lower())


def _of_one_width(value: str) -> str:
    """Full-width and half-width signs, as keyboards of East Asia type them, as the usual ones; nothing else changes."""
    if value.isascii():
        return value
    return "".join(
        unicodedata.normalize("NFKC", each) if unicodedata.east_asian_width(each) in {"F", "H"} else each
        for each in value
    )


def canonical_mailbox(address: str) -> str:
    """The mailbox behind an address where its provider is known to ignore tags or dots; otherwise `same_mailbox`.

    Dots are dropped only where they are known not to count: anywhere else that would merge strangers.
    """
    local, _, domain = same_mailbox(address).rpartition("@")
    if domain in _TAGS_IGNORED:
        local = local.split("+", 1)[0] or local
    domain = _ONE_PROVIDER.get(domain, domain)
    if domain == "gmail.com":
        local = local.replace(".", "")
    elif domain == "yandex.ru":
        local = local.replace(".", "-")
    return f"{local}@{domain}"


def untagged_mailbox(address: str) -> str:
    """The mailbox as caps count it: tags count for nothing at any provider, for a flood of them is one mailbox."""
    local, _, domain = canonical_mailbox(address).rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


def masked_mailbox(address: str) -> str:
    """An address its owner recognises and nobody else learns: a…@e….org."""
    local, _, domain = address.rpartition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1]}…@{name[:1]}….{ending}"


def squeeze(text: str) -> str:
    """White space of any kind and length as one space."""
    return " ".join(text.split())
