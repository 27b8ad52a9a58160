"""What a mailbox tells: that two addresses reach one mailbox, and whose name its local part spells."""

import re

from petition.likeness.letters import fold

# One mailbox under several names of the same house.
_ONE_HOUSE = {
    "googlemail.com": "gmail.com",
    "ya.ru": "yandex.ru", "yandex.kz": "yandex.ru", "yandex.com": "yandex.ru", "yandex.by": "yandex.ru",
    "yandex.uz": "yandex.ru", "yandex.com.tr": "yandex.ru", "narod.ru": "yandex.ru",
    "pm.me": "proton.me", "protonmail.com": "proton.me", "protonmail.ch": "proton.me",
    "me.com": "icloud.com", "mac.com": "icloud.com",
}  # fmt: skip
_OFFICES = frozenset((
    "info", "press", "office", "admin", "mail", "contact", "contacts", "editor", "editors", "editorial",
    "redaktor", "redakcia", "redaksia", "news", "hello", "reception", "support", "secretary", "kense",
    "priem", "adm", "pr", "team", "post",
))  # fmt: skip
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"[._\-]+")


def canonical(mailbox: str) -> str:
    """The mailbox itself: case, +tag, the dots Gmail ignores and the several domains of one house folded.

    '' where there is no address in it.
    """
    local, at, domain = mailbox.strip().lower().rpartition("@")
    if not at or not local:
        return ""
    domain = _ONE_HOUSE.get(domain, domain)
    local = local.split("+", 1)[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    elif domain == "yandex.ru":
        local = local.replace(".", "-")
    return f"{local}@{domain}"


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
