"""How somebody is shown who signed by a row of a table: by the columns that ask it, and by words anywhere in the row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from petition.core import text
from petition.lexicon.refusals import keeps_back
from petition.lexicon.signatory import Visibility
from petition.reading.naming import beside_name, consent
from petition.reading.naming.wishes import wishes_in
from petition.reading.tables.columns import ASKED

_SAY_NOTHING = frozenset(["visibility", "unnamed", "kind", "signed_on", "position", "confirmed", "other"])


def visibility_of(
    said: Mapping[str, str], cells: Sequence[str], columns: Sequence[str], answers: Mapping[str, Visibility]
) -> tuple[Visibility, bool]:
    """How somebody is shown, and whether words elsewhere in the row ask that they are not named."""
    for cell, column in zip(cells, columns, strict=False):
        if not cell or (column == "mailbox" and "@" in cell):
            continue
        says = _asks(cell) if column not in _SAY_NOTHING else column == "kind" and keeps_back(cell)
        if consent.is_unclear(cell) if column == ASKED else says:
            return Visibility.HIDDEN, True
    if ASKED in columns:
        return Visibility.HIDDEN, False
    for column in ("visibility", "unnamed"):
        if column in said:
            decided = answers.get(text.folded(said[column])) or consent.shown(said[column], column)
            if decided is not Visibility.PUBLIC:
                return decided or Visibility.HIDDEN, False
    return Visibility.PUBLIC, False


@lru_cache(maxsize=10_000)
def _asks(cell: str) -> bool:
    return bool(wishes_in(cell)) or consent.says_no_name(cell) or beside_name.asks_in_brackets(cell)
