"""Villages that no list of towns knows, told by the list that they stand in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from petition.lexicon.places import bare_place, could_be_town
from petition.lexicon.quoting import is_quoted, words_of
from petition.lexicon.role_phrase import is_domain
from petition.lexicon.roles import is_office, tells
from petition.lexicon.signatory import Kind
from petition.reading.draft import Line

_FEW = 3  # people who say where they live, and nothing else that could be a body
_LONGEST = 3  # words of a village
_ENDING = 2  # letters, by which a body called after it may differ


def with_villages(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, what nobody knows behind a name, a role or a body as a place where the others say so.

    That is where one of them calls it a village or has it behind a body that is surely no place, or most have a place there
    and few a body: "Anna Petrova, Zelmarsh" alone may name a newspaper as well.
    """
    says = [_says(line) for line in lines]
    told = Counter(says)
    all_are = told["place"] >= max(_FEW, told["unknown"], 2 * told["body"] + 1)
    called = {bare_place(town) for line in lines if (town := line.place or _behind_body(line.affiliation))}

    def placed(line: Line, said: str) -> Line:
        body, _, town = line.affiliation.rpartition(", ")
        is_called = bool(said) and not line.place and _could_be_village(town) and bare_place(town) in called
        is_village = is_called or (said == "unknown" and all_are)
        return replace(line, affiliation=body, place=town) if is_village else line

    return tuple(map(placed, lines, says))


def _behind_body(affiliation: str) -> str:
    """The village behind a body that is called after it, or by a number or a name in quotes: "School No. 4, Zelmarsh"."""
    body, _, town = affiliation.rpartition(", ")
    words = body.split()
    is_one = bool(words) and _could_be_village(town)
    is_named = is_one and (words[-1].isdigit() or any(map(is_quoted, words_of(body))) or words[0][0] in "№#")
    is_after = is_one and bare_place(body).startswith(bare_place(town)[:-_ENDING] or body)
    return town if is_named or is_after else ""


def _could_be_village(text: str) -> bool:
    words = text.split()
    is_named = 0 < len(words) <= _LONGEST and words[0][0].isupper() and words[-1][0].isupper()
    told = (is_quoted(word) or word.isupper() for word in words)
    return is_named and not (tells(words) or any(told) or is_domain(text))


def _says(line: Line) -> str:
    """What stands behind a person's name or role: a place, a body, or what could be either."""
    if line.kind is not Kind.PERSON or not (line.place or line.affiliation):
        return ""
    if not line.affiliation:
        return "place"
    is_body = line.place or any(map(is_office, line.role.split()))
    return "unknown" if _could_be_village(line.affiliation) and not is_body else "body"


def under_label(line: Line, label: str) -> Line:
    """The line of a person as one of those below a label that names a town or a body ('': none does)."""
    if not label or line.kind is not Kind.PERSON:
        return line
    if could_be_town(label):
        return replace(line, place=line.place or label)
    return replace(line, affiliation=line.affiliation or label)
