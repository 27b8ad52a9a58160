"""The sheets of a table: each with its rows, and which of them holds the list."""

from collections.abc import Iterable, Sequence

from petition.lexicon.vocabulary import expression
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.tables.layout import propose

_DECLINED = expression(r"\b(?:@declined|@withdrawn)(?!\w)")


def declines(sheet: str) -> bool:
    """Whether a sheet is called after those who will not sign, or do no more: "Absagen"."""
    return bool(_DECLINED.search(sheet))


def likeliest_sheet(sheets: Sequence[tuple[Sheet, Sequence[TableRow]]]) -> int:
    """Which sheet holds the list: one whose names are headed, then one with names, one that is not hidden, the longest."""

    def likely(nth: int) -> tuple[bool, ...]:
        sheet, rows = sheets[nth]
        layout = propose(rows)
        named = bool({"name", "given", "family"} & set(layout.columns))
        is_headed = named and bool(layout.heads.last)
        return bool(rows), not sheet.is_hidden, is_headed, named, "affiliation" in layout.columns

    return max(range(len(sheets)), key=likely, default=0)


def gathered(book: Iterable[Sheet | TableRow]) -> list[tuple[Sheet, list[TableRow]]]:
    """The sheets of a table, each with its rows; one at least."""
    sheets: list[tuple[Sheet, list[TableRow]]] = []
    for each in book:
        if isinstance(each, Sheet):
            sheets.append((each, []))
        else:
            sheets = sheets or [(Sheet(""), [])]
            sheets[-1][1].append(each)
    return sheets or [(Sheet(""), [])]
