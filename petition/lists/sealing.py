"""The rows of a list as they are kept: in parts, each sealed in its place, so that a long list is never held as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from petition.appeals.models import Appeal
from petition.core.vault import Unreadable
from petition.lists import rows
from petition.lists.models import LineList
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.listing import FoundRow

PART = 500


@dataclass(slots=True)
class Sealed:
    """The rows of a list, sealed part by part, and its sheets: names, and numbers as LineList.sheets has them."""

    ref: str
    parts: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    sheets: list[list[int]] = field(default_factory=list)


def seal_rows(appeal: Appeal, ref: str, book: Iterable[Any]) -> Sealed:
    """Seal the rows of a list under a reference, without asking the database for anything. Raises NotATable."""
    sealed, part = Sealed(ref), list[Any]()

    def end_part() -> None:
        if part:
            place = place_of(ref, appeal.id, len(sealed.parts))
            sealed.parts.append(appeal.key.seal_json(part, place))
            sealed.sheets[-1][1] += 1
            part.clear()

    for each in book:
        if isinstance(each, Sheet) or not sealed.sheets:
            end_part()
            sealed.names.append(each.name if isinstance(each, Sheet) else "")
            hidden = int(isinstance(each, Sheet) and each.is_hidden)
            sealed.sheets.append([len(sealed.parts), 0, 0, 0, hidden])
        if isinstance(each, Sheet):
            continue
        part.append(each)
        sealed.sheets[-1][2] += 1
        sealed.sheets[-1][3] = max(sealed.sheets[-1][3], len(each.cells) if isinstance(each, TableRow) else 0)
        if len(part) == PART:
            end_part()
    end_part()
    return sealed


def seal_found(kept: LineList, part: int, found: Iterable[FoundRow]) -> bytes:
    """Seal who the rows of a part of a table were read as."""
    place = place_of(kept.ref, kept.appeal_id, f"{part}|found")
    return kept.appeal.key.seal_json(list(map(rows.row_kept, found)), place)


def found_of(kept: LineList, part: int, sealed: bytes, first: int) -> list[FoundRow]:
    """The same again; `first` is the number of its first row."""
    said = kept.appeal.key.unseal_json(sealed, place_of(kept.ref, kept.appeal_id, f"{part}|found"))
    return [rows.row_found(nth, each) for nth, each in enumerate(said, first)]


def place_of(ref: str, appeal_id: int, what: int | str) -> str:
    """What a part of a list, or its name, is sealed for."""
    return f"line_lists|sealed|{ref}|{appeal_id}" + (f"|{what}" if what else "")


def say(kept: LineList, **changed: Any) -> None:
    """Seal what a list says of itself in words of people, or in what tells of them.

    Its name, those of its sheets, what was decided of answers, the encodings it may be in, the one that was
    chosen, by sheet the words of rows that ask that somebody is not named, and the digest of what was brought.
    """
    said = said_of(kept) | changed
    kept.sealed = kept.appeal.key.seal_json(said, place_of(kept.ref, kept.appeal_id, "name"))


def said_of(kept: LineList) -> dict[str, Any]:
    """What a list says of itself, as `say` sealed it."""
    nothing = {"name": "", "sheets": [""], "answers": {}, "letters": [], "chosen": "", "withheld": []}
    if not kept.sealed:
        return nothing
    try:
        said = kept.appeal.key.unseal_json(kept.sealed, place_of(kept.ref, kept.appeal_id, "name"))
    except Unreadable:  # blanked, or kept before lists had names
        return nothing
    # before there were sheets, the name alone was kept
    return nothing | (said if isinstance(said, dict) else {"name": said})
