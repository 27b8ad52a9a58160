"""Tables that do not stand as a row for each signatory between signs: side by side, in a document, in Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice, pairwise, zip_longest
from operator import eq

from petition.lexicon import vocabulary
from petition.reading.blocks import ReadDocument, plain, without_marker
from petition.reading.files.text import joined_at_end
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.lines import headings, many_in_line
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.names import is_full_name
from petition.reading.naming import consent
from petition.reading.tables.heads import rows_above
from petition.reading.tables.kinds import signs_as

_LOOKED_AT = 20_000
_MOST_HEADS = 20  # rows in which headings are looked for
_BOTH = ("organisation", "person")
_SHORT = 12  # signs of a ditto
_FEW = 2  # headings
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*")
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*+-->")
_BARS = re.compile(r"(?<!\\)\|")
_NUMBERED = re.compile(r"\d{1,5}\.? (?=\D)")
# Quotes or strokes, with dashes around: -"-, —//—, ,,
_DITTO = re.compile(r"[-–—=.\s]*(?:[\"“”„«»〃″]|''|,,|//|\\\\)[-–—=.\s\"“”„«»〃″',/\\]*")
_DITTOS = frozenset(vocabulary.lines_of("dittos"))


def arranged(book: Iterable[Sheet | TableRow]) -> Iterator[Sheet | TableRow]:
    """The same with a row for each signatory, where a sheet has the same columns twice.

    What stands for the cell above ("ditto") is that cell. Where two sign by one row, a person and an organisation or two
    people, it is two.
    """
    above: tuple[str, ...] = ()
    heads, columns = 0, dict[str, int]()
    for each in _below_one_another(_apart(book)):
        if isinstance(each, Sheet):
            heads, columns = 0, {}
            yield each
            continue
        if heads < _MOST_HEADS:
            heads += 1
            columns = _columns_of(each.cells) | columns
        pairs = zip_longest(each.cells, above[: len(each.cells)], fillvalue="")
        cells = tuple(high if _says_as_above(cell) else cell for cell, high in pairs)
        above = cells if len(list(filter(None, cells))) > 1 else above  # no heading of a part
        yield from _each_who_signs(each._replace(cells=cells), columns)


def _columns_of(cells: Sequence[str]) -> dict[str, int]:
    """What a row that may hold headings says that its columns hold, each the first such; nothing where few are known."""
    known = [(headings.meanings(cell) or ((), ()))[0] for cell in cells]
    if len(list(filter(None, known))) < _FEW:
        known = [head if headings.surely(cell) else () for head, cell in zip(known, cells, strict=True)]
    return {head[0]: nth for nth, head in reversed(list(enumerate(known))) if head}


def _each_who_signs(row: TableRow, columns: Mapping[str, int]) -> Iterator[TableRow]:
    """The row, or where a body and a person sign by it, or two people ("Ruth and Peter Hallam"), one for each of them.

    The mailbox is that of the person, or of who is named first.
    """
    said = {name: row.cells[nth] for name, nth in columns.items() if nth < len(row.cells)}
    sorts = signs_as(kind) if (kind := said.get("kind", "")) else set()
    bare = row._replace(cells=tuple("" if "@" in cell else cell for cell in row.cells))
    if len(sorts) == len(_BOTH):
        yield from (_with(each, columns["kind"], sort) for sort, each in zip(_BOTH, (bare, row), strict=True))
        return
    if headings.NAMES.isdisjoint(columns) and 0 not in columns.values():
        columns, said = {**columns, "name": 0}, said | {"name": row.cells[0]}
    column, names = _two_in(said) if "body" not in sorts else ("", [])
    if not column:
        yield row
        return
    for nth, each in enumerate((row, bare)):
        yield _with(each, columns[column], names[nth])._replace(joined=nth + 1)


def _with(row: TableRow, at: int, cell: str) -> TableRow:
    return row._replace(cells=(*row.cells[:at], cell, *row.cells[at + 1 :]))


def _two_in(said: Mapping[str, str]) -> tuple[str, list[str]]:
    """The column in which two people are named, and what names each; "" where there is none."""
    for column in ("name", "given", "family"):
        cell = said.get(column, "")
        if " " not in cell or is_surely_body(cell) or headings.meanings(cell):
            continue
        names = many_in_line.names_in(cell)
        if len(names) == 1 and column != "family" and said.get("family"):
            names = many_in_line.given_in(cell)
        if len(names) > 1:
            return column, names
    return "", []


def _says_as_above(cell: str) -> bool:
    return cell.lower() in _DITTOS or (0 < len(cell) < _SHORT and bool(_DITTO.fullmatch(cell)))


def _apart(book: Iterable[Sheet | TableRow]) -> Iterator[Sheet | TableRow]:
    """The same, of lists side by side under unlike headings each a sheet, and upright what is written across.

    Each but the first is a guess. Who stands in one that does not ask about naming waits where another asks, for it may ask
    it of them.
    """
    sheet = Sheet("")
    for is_sheet, group in groupby(book, lambda each: isinstance(each, Sheet)):
        if is_sheet:
            *_, sheet = sheets = [each for each in group if isinstance(each, Sheet)]
            yield from sheets
            continue
        rows = (each for each in group if isinstance(each, TableRow))
        first = [*islice(rows, _MOST_HEADS)]
        answers, asked = _options(first)
        if asked:
            rows = (_with_answers_joined(row, asked, row is answers) for row in chain(first, rows))
            first = [*islice(rows, _MOST_HEADS)]
        heads, parts = next(((row.cells, at) for row in first if (at := _parts(row.cells, first))), ((), []))
        if not parts:
            yield from _upright(first) if len(first) < _MOST_HEADS else chain(first, rows)
            continue
        waits = _who_wait(heads, parts)
        beside = [list[TableRow]() for _ in parts]
        for row in chain(first, rows):
            for nth, part in enumerate(parts):
                if any(cells := row.cells[part]):
                    is_apart, is_guess = row.apart or waits[nth], row.guessed or nth > 0
                    beside[nth].append(row._replace(cells=cells, apart=is_apart, guessed=is_guess))
        for nth, held in enumerate(beside, 1):
            yield from [sheet._replace(name=f"{sheet.name} {nth}".strip())] * (nth > 1)
            yield from held


def _options(rows: Sequence[TableRow]) -> tuple[TableRow, list[slice]]:
    """The row of the answers to questions on naming that stand above the first of them, and the columns of each question.

    Whoever gives one has it in its column.
    """
    for nth, (above, row) in enumerate(pairwise(rows), 2):
        heads = [*above.cells, *[""] * (len(row.cells) - len(above.cells))]
        starts = [at for at, head in enumerate(heads) if head and _asks(head)]
        ends = [
            next((at for at in range(start + 1, len(heads)) if heads[at]), len(heads)) for start in starts
        ]
        asked = [slice(*each) for each in zip(starts, ends, strict=True)]
        asked = [part for part in asked if len({*row.cells[part], ""}) > part.stop - part.start > 1]
        told = [(each.cells[part], row.cells[part]) for part in asked for each in rows[nth:]]
        pairs = [pair for said, answers in told for pair in zip(said, answers, strict=False) if pair[0]]
        if pairs and all(said == answer for said, answer in pairs):
            return row, asked
    return TableRow(0, ()), []


def _with_answers_joined(row: TableRow, asked: Sequence[slice], is_of_answers: bool) -> TableRow:
    """The row with what it says in all columns of a question in one, nothing in that of the answers."""
    cells = [*row.cells]
    for part in reversed(asked):
        cells[part] = ["" if is_of_answers else ", ".join(filter(None, cells[part]))]
    return row._replace(cells=tuple(cells))


def _who_wait(heads: Sequence[str], parts: Sequence[slice]) -> list[bool]:
    """Of each list whether it does not ask about naming where another does."""
    asks = [any(map(_asks, heads[part])) for part in parts]
    return [any(asks) and not of_part for of_part in asks]


def _parts(heads: Sequence[str], rows: Sequence[TableRow]) -> list[slice]:
    """The columns of lists that empty ones part, where each is headed and numbers its own, or some ask about naming."""
    columns = zip_longest(*(row.cells[: len(heads)] for row in rows), fillvalue="")
    starts = [0, *(at for at, column in enumerate(columns, 1) if not any(column) and at < len(heads))]
    parts = [slice(*ends) for ends in pairwise([*starts, None])]
    asks = {any(map(_asks, heads[part])) for part in parts}
    is_unlike = len(parts) > 1 and not _step(heads) and (len(asks) > 1 or _are_numbered(heads, parts))
    return parts if is_unlike and all(any(map(_heads_somebody, heads[part])) for part in parts) else []


def _are_numbered(heads: Sequence[str], parts: Sequence[slice]) -> bool:
    return len({heads[part][:1] for part in parts}) == 1 and not headings.meanings(heads[0])


def _heads_somebody(head: str) -> bool:
    return headings.heads_names(head) or is_body(head)  # "Shop or club"


def _upright(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """The rows of a table, those of one whose headings stand below one another its columns: of each person a column."""
    above = rows_above([row.cells for row in rows])
    wide = rows[above:]
    named = next((row for row in wide if headings.heads_names(row.cells[0])), TableRow(0, ()))
    names = [*filter(None, named.cells[1:])]
    if len(names) < _FEW or not all(is_full_name(name) and not headings.meanings(name) for name in names):
        yield from rows
        return
    yield from rows[:above]
    looks = tuple({look for row in wide for look in row.looks})
    hidden, apart = any(row.hidden for row in wide), any(row.apart for row in wide)
    for cells in zip_longest(*(row.cells for row in wide), fillvalue=""):
        yield TableRow(named.line, cells, hidden, apart, guessed=True, looks=looks)


def _below_one_another(book: Iterable[Sheet | TableRow]) -> Iterator[Sheet | TableRow]:
    """The rows, those of lists side by side each a row."""
    step = rows = 0
    for each in book:
        if isinstance(each, Sheet):
            step = rows = 0
            yield each
            continue
        rows += 1
        step = step or (rows < _MOST_HEADS and _step(each.cells))
        width = step or len(each.cells)
        for at in range(0, len(each.cells), width):
            part = each.cells[at : at + width]
            if any(part) and (at == 0 or part != each.cells[:width]):
                yield each._replace(cells=part)


def _step(cells: Sequence[str]) -> int:
    """How many columns it is from a heading to the same one over the people beside; 0 where all stand in one list.

    An empty column parts the two, or each begins with a number; else the second may say who is written to, or who brought
    the first.
    """
    for step in range(3, len(cells) // 2 + 2):
        heads = [*filter(None, cells[:step])]
        is_again = len(cells) >= 2 * step - 1 and all(map(eq, cells, cells[step:]))
        is_apart = not cells[step - 1] or not headings.meanings(cells[0])
        if is_again and is_apart and len(heads) == len({*heads}) and any(map(headings.heads_names, heads)):
            return step
    return 0


def _asks(head: str) -> bool:
    """Whether a heading may ask about naming."""
    return consent.speaks_of_naming(head) or bool(consent.meaning(head))


def rows_of_document(document: ReadDocument) -> Iterator[TableRow]:
    """The rows of the tables in a document, or of its lines that tabs part; what stands around them is a remark."""
    lines = [(block.kind == "table", line) for block in document.blocks for line in block.lines]
    numbered = 2 * sum(bool(_NUMBERED.match(line)) for _, line in lines if "\t" in line) > len(lines)
    tables = 0
    for nth, (is_row, line) in enumerate(lines, 1):
        parted = line.replace(" ", "\t", 1) if numbered and "\t" in line else line
        cells = tuple(map(plain, parted.split(" | " if is_row else "\t")))
        if is_row and nth > 1 and not lines[nth - 2][0] and any(map(headings.heads_names, cells)):
            tables += 1
            cells = ("# " + " | ".join(cell for cell in cells if cell != "№"),) if tables > 1 else cells
        is_above = lines[min(nth, len(lines) - 1)][0]  # a table, whatever its number
        said = without_marker(cells[0]) if is_above else cells[0]
        yield TableRow(nth, cells if is_row or len(cells) > 1 else (f"# {said}",), guessed=document.guessed)


def rows_of_markdown(text: str) -> list[TableRow]:
    """The rows of a table in Markdown; none where a text is none. What stands around it is a row of one cell, a remark."""
    if len(text) > _LOOKED_AT and not rows_of_markdown(text[:_LOOKED_AT]):
        return []
    shown = _COMMENT.sub(lambda found: found[0].replace("|", " "), text)  # of which no page shows the rows
    lines = [(nth, line) for nth, line in enumerate(shown.splitlines(), 1) if line.strip()]
    barred = [line for _, line in lines if line.lstrip().startswith("|")]
    if 2 * len(barred) <= len(lines) or not any(map(_RULE.fullmatch, barred[:3])):
        return []
    rows = []
    for nth, line in lines:
        if not line.lstrip().startswith("|") or _RULE.fullmatch(line):
            rows.append(TableRow(nth, ("# " + plain(line.lstrip("# ")),)))  # of a heading the words
        else:
            cells = tuple(plain(cell) for cell in _BARS.split(line.strip().strip("|")))
            rows += [TableRow(nth, cells)] * any(cells)
    return rows


def rows_of_bars(text: str) -> list[TableRow]:
    """The rows of a table whose cells bars part, some broken over lines as a scan gives them; none where none are.

    Its headings tell how many bars make a row. What stands around it is a remark.
    """
    heads = next((line for line in text[:_LOOKED_AT].splitlines() if line.count("|") >= _FEW), "")
    if not any(map(headings.heads_names, map(str.strip, heads.split("|")))):
        return []
    rows, typed, parts = list[TableRow](), "", 0
    for nth, line in enumerate(map(str.strip, text.splitlines()), 1):
        is_open = parts > 0 and 0 < typed.count("|") < heads.count("|")
        typed, parts = (joined_at_end(typed, line), parts + 1) if is_open and line else (line, 1)
        if parts > len(heads) or typed.count("|") > heads.count("|") or (is_open and not line):
            return []  # of lines that are no rows
        if typed.count("|") == heads.count("|"):
            rows.append(TableRow(nth - parts + 1, tuple(map(str.strip, typed.split("|"))), guessed=parts > 1))
        elif typed and "|" not in typed:
            rows.append(TableRow(nth, (f"# {typed}",)))
    is_whole = typed.count("|") in {0, heads.count("|")}
    return rows if is_whole and any(row.guessed for row in rows) else []
