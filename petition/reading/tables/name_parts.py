"""The parts of a name that columns of a table hold: which columns make one name, and in what order it is written."""

import re
from collections.abc import Mapping, Sequence

from petition.lexicon.fold import script
from petition.lexicon.roles import is_role
from petition.reading.lines.names import is_initials, is_name, is_title
from petition.reading.tables.cell_values import MOSTLY, is_answer, is_whole_name, share

PARTS = ("family", "given", "patronymic")
NAME_OR_PART = ("name", *PARTS)
_HALVES = frozenset(PARTS[:2])
_NEARLY_ALL = 0.8
_MC = re.compile(r"(?<=\bMc)[a-z](?=[a-z]{2})")


def part_names(found: list[str], values: Sequence[Sequence[str]]) -> None:
    """Say which columns make one name, so that half a name is never printed as the whole.

    A name beside a given name is the family name, and beside a family name the given one, unless it holds whole names.
    """
    parts = _HALVES & set(found)
    if "name" in found and parts:
        at = found.index("name")
        whole = share(values[at], is_whole_name) >= MOSTLY
        if whole and len(parts) == 1:
            found[:] = ["" if each in parts else each for each in found]
        elif not whole:
            found[at] = "" if len(parts) == 2 else "given" if parts == {"family"} else "family"
    if not _HALVES.issubset(found):
        _find_other_half(found, values)


def _find_other_half(found: list[str], values: Sequence[Sequence[str]]) -> None:
    """Look for the other half of a name of one word in a column that nothing is known of; several words are the whole."""
    half = next((each for each in ("name", "given", "family") if each in found), "")
    if not half:
        return
    at = found.index(half)
    is_whole = not values[at] or share(values[at], lambda value: len(value.split()) > 1) >= MOSTLY
    if is_whole and half != "family":
        found[at] = "name"
    elif (other := other_half(found, values)) >= 0:
        first, second = ("given", "family") if at < other else ("family", "given")
        found[at] = half if half != "name" else first
        found[other] = {"given": "family", "family": "given"}.get(half, second)


def other_half(found: Sequence[str], values: Sequence[Sequence[str]]) -> int:
    """The column that nothing is known of and that holds single words such as people are called by; -1 if there is none."""

    def likely(column: str, cells: Sequence[str]) -> float:
        is_none = column or 2 * len({*cells}) <= len(cells) or any(map(is_answer, cells))
        return 0.0 if is_none else share(cells, _could_be_half)

    shares = list(map(likely, found, values))
    return shares.index(max(shares)) if max(shares, default=0.0) >= _NEARLY_ALL else -1


def _could_be_half(value: str) -> bool:
    is_word = " " not in value and value[0].isupper() and value[1:].islower()
    return is_word and is_name(value) and not is_role(value)


def given_first(name: str, *, is_body: bool) -> str:
    """A person's name in Latin letters with the family name before a comma, as it is usually written: "RUEL, Anna"."""
    family, comma, given = name.partition(", ")
    if is_body or not comma or "," in given or script(given[:1] or " ") != "latin":
        return name
    usual = (_MC.sub(lambda found: found[0].upper(), word.title()) for word in family.split())
    return f"{given} {' '.join(usual) if family.isupper() and not given.isupper() else family}"


def parts_in_order(said: Mapping[str, str], *, is_sorted: bool) -> list[str]:
    """The parts of a name as they stand, a patronymic behind the given name wherever its column is.

    In Latin letters a family name goes behind the given one, but for its title, where it is in capitals, or stands first
    because the list is in its order (`is_sorted`).
    """
    parts = {column: value for column, value in said.items() if value and column in PARTS}
    if "given" in parts and (patronymic := parts.pop("patronymic", "")):
        parts["given"] += f" {patronymic}"
    given, words = parts.get("given", ""), parts.get("family", "").split()
    is_capital = any(len(word) > 1 and word.isupper() for word in words)
    is_told = is_sorted or (is_capital and (not given.isupper() or is_initials(given)))
    if not is_told or script(given[:1] or " ") != "latin":
        return list(parts.values())
    title = next((nth for nth, word in enumerate(words) if not is_title(word)), 0)
    return [*words[:title], given, *words[title:]]
