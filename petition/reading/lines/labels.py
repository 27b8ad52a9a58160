"""The labels of a list's parts ("Organisations:", «Журналисты:»), and what a label says of those who stand below it."""

import re
from collections.abc import Sequence

from petition.core.text import squeeze
from petition.lexicon.places import are_countries
from petition.lexicon.roles import is_of_several, is_role
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression

_BODIES = expression(r"^@labels.bodies\s*[:：]?$")
_PEOPLE = expression(r"^@labels.people\s*[:：]?$")
_SIGNING_TOGETHER = expression(
    r"^(?:@labels.from\s+)?(?:@labels.which[\s,]+)*@labels.groups\b[^,;:]*[:：]$"
    r"|^[^,;:]{0,40}\b@labels.groups.kk(?:\sатынан)?[:：]$"
)
_ORIGIN = expression(r"^(?:@labels.origin)\s?\b([^:]{3,60})[:：]$")
_ABROAD = expression(r"\b@labels.abroad\b")
_GROUPS = expression(r"@labels.groups|@labels.groups.kk")
_IDENTIFYING = expression(r"\s?\([^()]*@identifies[^()]*\)")  # "Individuals (in a personal capacity)"
_WORD = re.compile(r"[\w'’-]+")
_SHORT = 4  # letters of a word that says nothing by itself
JOINED_IN_ANY_CASE = expression(r"\s@and\s")
_FIELDS = expression(r",\s|\s@and\s")


def ends_in_colon(line: str) -> bool:
    """Whether a line leads on to what stands below it."""
    return line.endswith((":", "："))


def is_group(line: str) -> bool:
    """Whether a line with a colon says who stands below it, or from where: "Residents of Mill Lane:", "From Norway:"."""
    text = squeeze(line).replace("*", "").strip("_ ")
    if _SIGNING_TOGETHER.match(text) or (ends_in_colon(text) and _are_of_several(_WORD.findall(text))):
        return len(text) <= 80
    found = _ORIGIN.match(text)
    return found is not None and (bool(_ABROAD.search(found[1])) or are_countries(found[1]))


def _are_of_several(words: Sequence[str]) -> bool:
    """Whether words say what several people do, or where, and nothing else: "Academic staff and poets"."""
    others = [word for word in words if not (is_of_several(word) or _GROUPS.fullmatch(word))]
    known = (len(word) < _SHORT or is_role(word) or _ABROAD.fullmatch(word) for word in others)
    return len(others) < len(words) and all(known)


def are_fields(line: str) -> bool:
    """Whether a line names three fields or more in which they work who stand below it: "Church, social work and law:"."""
    parts = _FIELDS.split(line.rstrip(":： "))
    return len(parts) > 2 and all(part and part.count(" ") < 2 for part in parts)


def is_label(line: str) -> bool:
    """Whether a line heads a part of the list."""
    return label_of(line) is not None


def label_of(line: str) -> Kind | None:
    """Of which kind they are who stand below this line; None where it is no label."""
    text = _IDENTIFYING.sub("", squeeze(line)).strip("*_ ")
    if len(text) > 60:
        return None
    kinds = [label_of(part) for part in text.split(" / ")] if " / " in text else []
    if kinds and None not in kinds:
        return kinds[0]  # in two languages
    parts = JOINED_IN_ANY_CASE.split(text.rstrip(":： "))
    if _BODIES.match(text) or (len(parts) == 2 and _BODIES.match(parts[0]) and " " not in parts[1]):
        return None if _PEOPLE.match(parts[-1]) else Kind.ORGANISATION
    return Kind.PERSON if _PEOPLE.match(text) else None
