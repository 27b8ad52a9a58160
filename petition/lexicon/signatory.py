"""Who signs, and how they are shown: the words that reading, letters and signatures have for it alike."""

from enum import StrEnum


class Kind(StrEnum):
    """Who signs: somebody for themselves, or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Visibility(StrEnum):
    """What others see of a signature that counts; from the most to the least."""

    PUBLIC = "public"  # the whole line
    INITIALS = "initials"  # initials and nothing else
    HIDDEN = "hidden"  # nothing: it is only counted


def is_identified(kind: Kind, affiliation: str) -> bool:
    """Whether an organisation stands beside somebody's name, which is no signature of its own: it may only identify them."""
    return bool(affiliation) and kind is Kind.PERSON
