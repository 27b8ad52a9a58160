"""The headings of a table: what each says of its column, and which rows hold them: below a title, over two rows, or none.

Those that are known are of the usual tools and of tables that people make by hand (vocabulary/headings.txt).
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from petition.core.text import folded
from petition.lexicon import vocabulary
from petition.lexicon.roles import GIVEN
from petition.reading.blocks import has_marker
from petition.reading.lines.shapes import ends_like_family, is_full_name
from petition.reading.lists import name_consent

_LOOKED_AT = 20  # rows from the top
_LONGEST = 200
_NOT_WORDS = re.compile(r"[\W_]+")
_EITHER = re.compile(r"(?<=\w)\(\w{1,3}\)")  # "Name(s)"
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_POST_CODE = vocabulary.expression(
    r"^(?:@post-codes)\W+(?:(?:@and)\s)?(?=\w)|(?<=\w)\W+(?:(?:@and)\s)?(?:@post-codes)$"
)
_EXACT = 1_000
_OWN = {tuple(entries) for column, entries in vocabulary.lines("headings") if column == "own"}


class ColumnHeading(NamedTuple):
    """A heading that is known: its words, whether it must be the whole, and what it says of its column."""

    words: tuple[str, ...]
    whole: bool
    column: str


def heading(text: str) -> str:
    """A heading as it is compared: case, signs between words and spacing aside, ё as е."""
    return _NOT_WORDS.sub(" ", folded(_HUMP.sub(" ", _EITHER.sub("", text)))).replace("ё", "е").strip()


@cache
def _known() -> tuple[ColumnHeading, ...]:
    """Every heading that is known, the longest first."""
    found = [
        ColumnHeading(tuple(entry.lstrip("=").split()), entry.startswith("="), column)
        for column, entries in vocabulary.lines("headings")
        if column != "own"
        for entry in entries
    ]
    return tuple(sorted(found, key=lambda each: -sum(map(len, each.words))))


def is_own(heads: Sequence[str]) -> bool:
    """Whether these are the headings of a letter's own table, in any of our languages."""
    return tuple(map(heading, heads)) in _OWN


@cache
def meanings(head: str) -> tuple[tuple[str, int], ...]:
    """What a heading may mean, the likeliest first, and by how many letters of it that was told.

    A question of a form ("Your full name, as it should be printed") is known by the longest heading within it.
    """
    found: dict[str, int] = {}
    for part in head.split("/") if "/" in head else ():  # in several languages, or "City/Town"
        found |= {column: max(told, found.get(column, 0)) for column, told in meanings(part)}
    if len(found) > 1:
        found.pop("aside", None)  # "Post / address"
    words = tuple(heading(head).split())
    for known in _known():
        at = _within(known.words, words)
        whole = at == 0 and len(known.words) == len(words)
        if at < 0 or (known.whole and not whole):
            continue
        told = sum(map(len, known.words)) + (_EXACT if whole else 2 * (at == 0))
        found[known.column] = max(found.get(known.column, 0), told)
    if not found and (bare := _POST_CODE.sub("", _BRACKETED.sub("", head))) != head:
        return meanings(bare)  # "Name (as written)", "Post code, town"
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _within(known: tuple[str, ...], words: tuple[str, ...]) -> int:
    """Where the known words stand in these, -1 where they do not; a word that ends in * stands for each that begins so."""
    for at in range(len(words) - len(known) + 1):
        pairs = zip(known, words[at:], strict=False)
        if all(word.startswith(each[:-1]) if each[-1] == "*" else word == each for each, word in pairs):
            return at
    return -1


def surely(cell: str) -> str:
    """What a heading says of its column where the whole of it is known, else ''."""
    found = meanings(cell) if len(cell) < _LONGEST else ()
    return found[0][0] if found and found[0][1] > _EXACT else ""


def says(head: str, column: str) -> bool:
    """Whether a heading begins by saying that its column holds this."""
    return any(each == column and told > 0 for each, told in meanings(head))


def is_heading(cell: str) -> bool:
    """Whether a cell is surely a heading: the whole of it is known, or it asks whether a name may be shown."""
    return bool(surely(cell) or name_consent.meaning(cell))


def heads_names(cell: str) -> bool:
    """Whether a cell is surely the heading of names, or of a part of them."""
    return surely(cell) in {"name", "family", "given"}


class Heads(NamedTuple):
    """The first and the last row of headings, counted from 1 among the rows that hold something; 0 and 0: there are none."""

    first: int = 0
    last: int = 0

    def of(self, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """The headings among the first rows of a table: of two above each other the lower one that is known, else both."""
        heads = rows[self.first - 1 : self.last] if self.last else ()
        return tuple(
            next(filter(meanings, reversed(said)), "") or " ".join(dict.fromkeys(filter(None, said)))
            for said in zip_longest(*heads, fillvalue="")
        )


NO_HEADS = Heads()


def find(rows: Sequence[Sequence[str]]) -> Heads:
    """The rows of headings among the first rows of a table.

    They are the row with the most known headings, and one beside it that parts or gathers them; what stands above must not
    look like signatories. Where none is known, a first row is one if it alone holds no email address.
    """
    known = [_known_in(_without_values(row, rows[nth + 1 :])) for nth, row in enumerate(rows[:_LOOKED_AT])]
    best = max(range(len(known)), key=lambda at: known[at], default=-1)
    somebody = next((at for at, row in enumerate(rows[: max(best, 0)]) if _is_somebody(row, rows[best])), -1)
    if somebody > 0:  # those of another table below
        best = max(range(somebody), key=lambda at: known[at])
    if best < 0 or not known[best] or any(_is_somebody(row, rows[best]) for row in rows[:best]):
        is_head = _alone_without_address(rows) or _alone_in_small_letters(rows)
        return Heads(1, 1) if is_head else Heads()
    first = last = best
    if best and _gathers(rows[best - 1], rows[best]):
        first -= 1
    elif best + 1 < len(known) and _parts(rows[best], rows[best + 1], known[best + 1]):
        last += 1
    return Heads(first + 1, last + 1)


def _without_values(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a row but for those that rows below say beside a name too, as "Company" of several: they head nothing."""
    others = [other for other in below if sum(map(is_heading, other)) < 2]  # not as headings on the next page
    said = [{other[at] for other in others if at < len(other)} for at in range(len(row))]
    return ["" if cell in again else cell for cell, again in zip(row, said, strict=True)]


def _known_in(row: Sequence[str]) -> int:
    """How many headings of a row are known, 0 where it cannot be a row of headings."""
    if any("@" in cell for cell in row):
        return 0
    surely = sum(map(is_heading, row))
    if surely > 1 or is_own(row):
        return surely + 1
    perhaps = sum(bool(meanings(cell)) for cell in row if len(cell) < _LONGEST)
    if surely == 1 and not any(_is_person(cell) for cell in row if not is_heading(cell)):
        return 1
    return perhaps if perhaps > 1 and not any(map(_is_person, row)) else 0


def _is_person(cell: str) -> bool:
    return is_full_name(cell) and cell.istitle() and not meanings(cell)


def _is_somebody(row: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row above these headings holds a signatory, where they say that names stand, so that they head nothing."""
    filled = [cell for cell in row if cell]
    named = [cell for cell, head in zip(row, heads, strict=False) if heads_names(head)]
    if len(filled) == 1 and has_marker(filled[0]):
        return True
    return any("@" in cell and " " not in cell for cell in filled) or (
        len(filled) > 1 and any(map(_is_person, named or filled))
    )


def _gathers(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the row above names groups of columns ("Signatory", "Contact"), and is no title."""
    filled = [cell for cell in above if cell]
    spread = len(filled) < len([cell for cell in row if cell])
    apart = any(high and not low for high, low in zip(above, row, strict=False))
    return len(filled) > 1 and (spread or apart) and not any(map(str.isdigit, "".join(filled)))


def _parts(row: Sequence[str], below: Sequence[str], known: int) -> bool:
    """Whether the row below tells parts of the headings ("First name", "Last name" under "Name")."""
    filled = [cell for cell in below if cell]
    if known > 2 and any(low and not high for high, low in zip(row, below, strict=False)):
        return True  # under cells that were merged
    is_short = len(filled) < len([cell for cell in row if cell]) + 2
    return known > 0 and is_short and 2 * sum(map(is_heading, filled)) > len(filled)


def _alone_without_address(rows: Sequence[Sequence[str]]) -> bool:
    addressed = ["@" in "".join(row) for row in rows]
    return len(rows) > 1 and not addressed[0] and all(addressed[1:])


def _alone_in_small_letters(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row alone has no capital, and names nobody: "who signed" above names."""
    first, *below = rows or [()]
    words = " ".join(first).split()
    if len(below) < 2 or not any(map(str.islower, words)) or any(map(str.isupper, "".join(words))):
        return False
    could_be = any(word in GIVEN or ends_like_family(word) or "@" in word or word.isdigit() for word in words)
    return not could_be and all(any(map(str.isupper, "".join(row))) for row in below)
