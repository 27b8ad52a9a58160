"""Which rows of a table are its headings: below a title, over two rows, or none."""

from collections.abc import Sequence
from itertools import compress, zip_longest
from typing import NamedTuple

from petition.lexicon.roles import GIVEN
from petition.reading.blocks import has_marker
from petition.reading.lines.headings import LONGEST, heads_names, is_own, meanings
from petition.reading.lines.names import ends_like_family, is_full_name
from petition.reading.naming.consent import is_heading

_LOOKED_AT = 20  # rows from the top
_LONGEST_TEXT = 2_000  # rows
_FEW = 2


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


def heads_in(rows: Sequence[Sequence[str]]) -> Heads:
    """The rows of headings among the first rows of a table.

    They are the row with the most known headings, and one beside it that parts or gathers them; what stands above must not
    look like signatories. Where none is known, a first row is one if it alone holds no email address.
    """
    above = rows_above(rows)
    begin = max(0, above - _LOOKED_AT)
    near = rows[begin:]
    own = [sum(map(is_heading, row)) < _FEW for row in near]  # not as headings on the next page
    below = (list(compress(near[nth:], own[nth:])) for nth in range(1, len(near) + 1))
    known = [0] * begin + list(map(_known_in, near[: above - begin + _LOOKED_AT], below))
    best = max(range(len(known)), key=lambda at: known[at], default=-1)
    above_best = enumerate(rows[: max(best, 0)])
    somebody = next((at for at, row in above_best if _holds_signatory(row, rows[best])), -1)
    if somebody > 0:  # those of another table below
        best = max(range(somebody), key=lambda at: known[at])
    if best < 0 or not known[best] or any(_holds_signatory(row, rows[best]) for row in rows[:best]):
        is_head = _alone_without_address(rows) or _alone_in_small_letters(rows)
        return Heads(1, 1) if is_head else Heads()
    first = last = best
    width = max(map(len, rows[best + 1 : best + _LOOKED_AT]), default=0)
    if best and _gathers(rows[best - 1][:width], rows[best]):
        first -= 1
    elif best + 1 < len(known) and _parts(rows[best], rows[best + 1], known[best + 1]):
        last += 1
    return Heads(first + 1, last + 1)


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows of one cell stand above the first of several, as the text of a letter above its table."""
    return next((nth for nth, row in enumerate(rows[:_LONGEST_TEXT]) if len(row) > 1), 0)


def _without_values(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a row but for those that rows below say beside a name too, as "Company" of several: they head nothing."""
    said = [{other[at] for other in below if at < len(other)} for at in range(len(row))]
    return ["" if cell in again else cell for cell, again in zip(row, said, strict=True)]


def _known_in(whole: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """How many headings of a row are known, 0 where it cannot be one of headings; none of those below is.

    It is none where it holds a person, in a column in which rows below do, too: "Response Type" stands above "completed".
    """
    row = _without_values(whole, below)
    if any("@" in cell for cell in row):
        return 0
    surely = sum(map(is_heading, row))
    if surely > 1 or is_own(row):
        return surely + 1
    perhaps = sum(bool(meanings(cell)) for cell in row if len(cell) < LONGEST)
    persons = [at for at, cell in enumerate(row) if _is_person(cell) and not (surely and is_heading(cell))]
    columns = ([other[at] for other in below[:_LOOKED_AT] if at < len(other)] for at in persons)
    if any(len(cells) < _FEW or any(map(_is_person, cells)) for cells in columns):
        return 0
    return 1 if surely else perhaps * (perhaps > 1)


def _is_person(cell: str) -> bool:
    return is_full_name(cell) and cell.istitle() and not meanings(cell)


def _holds_signatory(row: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row above these headings holds a signatory, where they say that names stand, so that they head nothing."""
    filled = [cell for cell in row if cell]
    named = [cell for cell, head in zip(row, heads, strict=False) if heads_names(head)]
    if len(filled) == 1 and has_marker(filled[0]):
        return True
    is_addressed = any("@" in cell and " " not in cell for cell in filled)
    return is_addressed or (len(filled) > 1 and any(map(_is_person, named or filled)))


def _gathers(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the row above names groups of columns ("Signatory", "Contact"), and is no title."""
    filled = [cell for cell in above if cell]
    spread = len(filled) < len([cell for cell in row if cell])
    apart = any(high and not low for high, low in zip_longest(above, row, fillvalue=""))
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
