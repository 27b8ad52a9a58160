"""The labels of a list's parts ("Organisations:", «Журналисты:»), and what a label says of those who stand below it."""

import re

from petition.core.text import squeeze
from petition.lexicon.roles import are_trades
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import alternatives

_BODIES = re.compile(r"^(?:" + alternatives("labels.bodies") + r")\s*[:：]?$", re.IGNORECASE)
_PEOPLE = re.compile(r"^(?:" + alternatives("labels.people") + r")\s*[:：]?$", re.IGNORECASE)


_SIGNING_TOGETHER = re.compile(
    r"^(?:(?:from|on behalf of|for|by|(?:signed|supported) by|от(?: имени| лица)?|"
    r"von|im namen|au nom|de la part|en nombre)\s+)?"
    r"(?:(?:the|all|some|many|other|us|we|our|local|former|concerned|worried|affected|young|retired|following|undersigned|"
    r"все|всех|мы|нас|группа|группы|die|der|den|les|des|de|los|las)[\s,]+)*(?:"
    + alternatives("labels.groups")
    + r")\b[^,;:]*[:：]$"
    r"|^[^,;:]{0,40}\b(?:" + alternatives("labels.groups.kk") + r")(?:\sатынан)?[:：]$",
    re.IGNORECASE,
)


def is_group(line: str) -> bool:
    """Whether a line with a colon says what they are who stand below it: "Residents of Mill Lane:", "From the parents:"."""
    text = squeeze(line).replace("*", "").strip("_ ")
    return len(text) <= 60 and (
        bool(_SIGNING_TOGETHER.match(text)) or (text[-1:] in ":：" and are_trades(text))
    )


def is_label(line: str) -> bool:
    """Whether a line heads a part of the list."""
    return label_of(line) is not None


def label_of(line: str) -> Kind | None:
    """Of which kind they are who stand below this line; None where it is no label."""
    text = squeeze(line).strip("*_ ")
    if len(text) > 60:
        return None
    if _BODIES.match(text):
        return Kind.ORGANISATION
    return Kind.PERSON if _PEOPLE.match(text) else None
