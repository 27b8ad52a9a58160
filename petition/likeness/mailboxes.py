"""What a mailbox tells: that two addresses reach one mailbox, and whose name its local part spells."""

import re

from petition.core.text import Refused, canonical_mailbox
from petition.lexicon.fold import fold

# One mailbox under several names of the same house, besides those that core.text knows: enough for a reason, not for a key.
_ONE_HOUSE = {
    "yandex.uz": "yandex.ru", "yandex.com.tr": "yandex.ru", "narod.ru": "yandex.ru",
    "protonmail.ch": "proton.me", "me.com": "icloud.com", "mac.com": "icloud.com",
}  # fmt: skip
_OFFICES = frozenset((
    "info", "press", "office", "admin", "mail", "contact", "contacts", "editor", "editors", "editorial",
    "redaktor", "redakcia", "redaksia", "news", "hello", "reception", "support", "secretary", "kense",
    "priem", "adm", "pr", "team", "post",
))  # fmt: skip
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"[._\-]+")


def canonical(mailbox: str) -> str:
    """The mailbox as core.text has it, any +tag and more domains of one house folded; '' where there is none in it."""
    local, _, domain = mailbox.rpartition("@")
    domain = _ONE_HOUSE.get(domain.lower(), domain)
    try:
        return canonical_mailbox(f"{local.split('+', 1)[0] or local}@{domain}") if local else ""
    except Refused:
        return ""


def local_part(mailbox: str) -> str:
    """What stands before the @, lower case, without its +tag; '' for the shared addresses of an office."""
    local = mailbox.strip().lower().rpartition("@")[0].split("+", 1)[0]
    return "" if _DIGITS.sub("", local) in _OFFICES else local


def spelt_parts(local: str) -> tuple[str, ...]:
    """The words of a local part, folded, digits left out: anna.petrova85 gives (anna, petrova)."""
    words = map(fold, _PARTS.split(_DIGITS.sub("", local)))
    return tuple(word for word in words if word)


def digits(local: str) -> str:
    """The digits of a local part, often a year of birth."""
    return "".join(_DIGITS.findall(local))
