"""Whether what stands in the place of a name is surely none: for a form to ask about, and for organisers to look at.

Never refused for it, for names are people's own: one letter is a name in Burma, Null and Test are family names. A bare
domain is how a newspaper is called ("Vlast.kz"), so it may be an organisation's name and no person's.
"""

import re
from enum import StrEnum

from petition.core import contacts
from petition.lexicon.vocabulary import words


class NoName(StrEnum):
    """What it is instead."""

    CONTACT = "contact"  # an email address, a phone number, a link
    SIGNS = "signs"  # emoji, figures or signs alone, or those of code
    FILLER = "filler"  # "test", "qwerty", "anonymous", one letter again and again


_DOMAIN = re.compile(r"(?:[\w-]+\.)+(?:[a-z]{2,24}|рф|бел|укр|қаз)/?", re.IGNORECASE)
_REPEATED = re.compile(r"(\w)\1{2,}")
_CODE = re.compile(r"[<>{}\\=\ufffc]|%[0-9A-F]{2}")  # of programs and broken encodings
_FILLERS = words("fillers")


def no_name(value: str, *, of_organisation: bool = False) -> NoName | None:
    """What a value is that cannot be a name; None where it may be one."""
    if contacts.kind_in(value) or (not of_organisation and _DOMAIN.fullmatch(value.strip())):
        return NoName.CONTACT
    if _CODE.search(value) or not any(map(str.isalpha, value)):
        return NoName.SIGNS
    return NoName.FILLER if is_filler(value) else None


def is_filler(value: str) -> bool:
    """Whether words stand in for a name: "test", "n/a", "aaa bbb", "asdf asdf"."""
    said = re.findall(r"\w+", value.casefold())
    are_fillers = all(word in _FILLERS or _REPEATED.fullmatch(word) for word in said)
    return (bool(said) and are_fillers) or " ".join(said) in _FILLERS or "".join(said) in _FILLERS
