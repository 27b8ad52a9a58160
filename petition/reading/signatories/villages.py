"""Villages that no list of towns knows, told by the list that they stand in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from petition.lexicon.places import bare_place, could_be_town
from petition.lexicon.quoting import is_quoted
from petition.lexicon.role_phrase import is_domain
from petition.lexicon.roles import is_office, tells
from petition.lexicon.signatory import Kind
from petition.reading.draft import Line

_FEW = 3  # people who say where they live, and nothing else that could be a body
_LONGEST = 3  # words of a village


def with_villages(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, what nobody knows behind a name or a role as a place where the others say so.

    That is where one of them calls it a village, or most have a place there and few a body: "Anna Petrova, Zelmarsh" alone
    may name a newspaper as well.
    """
    says = [_says(line) for line in lines]
    if "unknown" not in says:
        return tuple(lines)
    told = Counter(says)
    all_are = told["place"] >= max(_FEW, told["unknown"], 2 * told["body"] + 1)
    called = {bare_place(line.place) for line in lines if line.place}

    def placed(line: Line, said: str) -> Line:
        is_village = said == "unknown" and (all_are or bare_place(line.affiliation) in called)
        return replace(line, affiliation="", place=line.affiliation) if is_village else line

    return tuple(map(placed, lines, says))


def _says(line: Line) -> str:
    """What stands behind a person's name or role: a place, a body, or what could be either."""
    if line.kind is not Kind.PERSON or not (line.place or line.affiliation):
        return ""
    if not line.affiliation:
        return "place"
    words = line.affiliation.split()
    is_village = len(words) <= _LONGEST and words[0][0].isupper() and words[-1][0].isupper()
    told = (is_quoted(word) or word.isupper() for word in words)
    is_body = any(map(is_office, line.role.split())) or tells(words) or any(told)
    return "unknown" if is_village and not (is_body or line.place or is_domain(line.affiliation)) else "body"


def under_label(line: Line, label: str) -> Line:
    """The line of a person as one of those below a label that names a town or a body ('': none does)."""
    if not label or line.kind is not Kind.PERSON:
        return line
    if could_be_town(label):
        return replace(line, place=line.place or label)
    return replace(line, affiliation=line.affiliation or label)
