"""The labels of a list's parts ("Organisations:", «Журналисты:»), and what a label says of those who stand below it."""

import re

from petition.core.text import squeeze
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import alternatives

_BODIES = re.compile(r"^(?:" + alternatives("labels.bodies") + r")\s*[:：]?$", re.IGNORECASE)
_PEOPLE = re.compile(r"^(?:" + alternatives("labels.people") + r")\s*[:：]?$", re.IGNORECASE)


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
