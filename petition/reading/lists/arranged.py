"""Tables that do not stand as a row for each signatory between signs: turned, side by side, set with spaces, in Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest

from petition.lexicon import vocabulary
from petition.reading.blocks import ReadDocument, plain, without_marker
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.lists import columns, headings

_LOOKED_AT = 20_000
_MOST_HEADS = 20  # rows in which headings are looked for
_BOTH = ("organisation", "person")
_FEW = 40  # rows of a turned sheet: one for each thing said of people
_SHORT = 12  # signs of a ditto
_BLOCK = 200  # lines by which columns that spaces part are told
_SPACES = re.compile(r"\s{2,}")
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*")
_BARS = re.compile(r"(?<!\\)\|")
_NOTE = re.compile(r"\s*\[\^([\w-]+)\]:\s*(.+)")
_NUMBERED = re.compile(r"\d{1,5}\.? (?=\D)")
_DITTO = re.compile(  # quotes or strokes, with dashes around: -"-, —//—, ,,
    r"[-–—=.\s]*(?:[\"“”„«»〃″]|''|,,|//|\\\\)[-–—=.\s\"“”„«»〃″',/\\]*"
)
_DITTOS = frozenset(vocabulary.lines_of("dittos"))
_CALL = re.compile(r"\s?\[\^([\w-]+)\]")


def arranged(book: Iterable[Sheet | TableRow]) -> Iterator[Sheet | TableRow]:
    """The same with a row for each signatory, where a sheet has a column for each, or the same columns twice.

    What stands for the cell above ("ditto") is that cell. Where the organisation and a person sign by one row, it is two.
    """
    above: tuple[str, ...] = ()
    heads, who = 0, -1
    for each in _set_right(book):
        if isinstance(each, Sheet):
            heads, who = 0, -1
            yield each
            continue
        if who < 0 and heads < _MOST_HEADS:
            heads += 1
            who = next((nth for nth, cell in enumerate(each.cells) if headings.surely(cell) == "kind"), -1)
        pairs = zip_longest(each.cells, above[: len(each.cells)], fillvalue="")
        cells = tuple(high if _says_as_above(cell) else cell for cell, high in pairs)
        above = cells if len(list(filter(None, cells))) > 1 else above  # no heading of a part
        yield from _each_who_signs(each._replace(cells=cells), who)


def _each_who_signs(row: TableRow, who: int) -> Iterator[TableRow]:
    """The row, or where both sign, by column `who`, one for the body and one for the person, who keeps the mailbox."""
    said = row.cells[who] if 0 <= who < len(row.cells) else ""
    if not said or len(columns.signs_as(said)) < len(_BOTH):
        yield row
        return
    bare = tuple("" if "@" in cell else cell for cell in row.cells)
    for sort, cells in zip(_BOTH, (bare, row.cells), strict=True):
        yield row._replace(cells=(*cells[:who], sort, *cells[who + 1 :]))


def _says_as_above(cell: str) -> bool:
    return cell.lower() in _DITTOS or (0 < len(cell) < _SHORT and bool(_DITTO.fullmatch(cell)))


def _set_right(book: Iterable[Sheet | TableRow]) -> Iterator[Sheet | TableRow]:
    first: list[TableRow] = []
    step = -1
    for each in book:
        if isinstance(each, Sheet):
            yield from _turned(first) or _parted(first, _step(first))
            first, step = [], -1
            yield each
        elif step < 0 and len(first) < _FEW:
            first.append(each)
        else:
            step = _step(first) if step < 0 else step
            yield from _parted([*first, each], step)
            first = []
    yield from _turned(first) or _parted(first, _step(first))


def _turned(rows: Sequence[TableRow]) -> list[TableRow]:
    """The columns of a sheet as rows where headings stand in the first of them; none where they do not."""
    labels = {row.cells[0] for row in rows}
    known = sum(bool(headings.meanings(each)) for each in labels)
    if not 3 <= len(rows) == len(labels) or 2 * known <= len(rows):
        return []
    if len(rows[0].cells) < 3 or any(map(headings.meanings, rows[0].cells[1:])):
        return []
    turned = zip_longest(*(row.cells for row in rows), fillvalue="")
    hidden, apart = any(row.hidden for row in rows), any(row.apart for row in rows)
    return [TableRow(nth, cells, hidden, apart) for nth, cells in enumerate(turned, 1) if any(cells)]


def _step(rows: Sequence[TableRow]) -> int:
    """How many columns it is from a heading to the same one over the people beside; 0 where all stand in one list.

    An empty column parts the two, or both are numbered; else the second may say who is written to, or who brought the first.
    """
    for nth, row in enumerate(rows[:6]):
        cells = row.cells
        for step in range(3, len(cells) // 2 + 2):
            again = all(one == other for one, other in zip(cells, cells[step:], strict=False))
            heads = [cell for cell in cells[:step] if cell]
            again = again and len(cells) >= 2 * step - 1
            again = again and (not cells[step - 1] or _are_numbered(rows[nth + 1 :], 0, step))
            is_twice = again and 1 < len(heads) == len({*heads})
            below = [each.cells[at : at + step] for each in rows[nth + 1 :] for at in (0, step)]
            if is_twice and {"name", "family", "given"} & set(columns.guess(cells[:step], below)):
                return step
    return 0


def _are_numbered(rows: Sequence[TableRow], *places: int) -> bool:
    """Whether numbers stand at these places of every row that holds something at each."""
    numbers = [[row.cells[at] for at in places] for row in rows if max(places) < len(row.cells)]
    full = [each for each in numbers if all(each)]
    return bool(full) and all(all(map(str.isdecimal, each)) for each in full)


def _parted(rows: Iterable[TableRow], step: int) -> Iterator[TableRow]:
    for row in rows:
        if not step:
            yield row
            continue
        parts = [row.cells[at : at + step] for at in range(0, len(row.cells), step)]
        for cells in dict.fromkeys(tuple(part[:-1] if part[-1] == "" else part) for part in parts):
            if any(cells):
                yield row._replace(cells=cells)


def rows_in(document: ReadDocument) -> Iterator[TableRow]:
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


def rows_of(text: str) -> list[TableRow]:
    """The rows of a table in Markdown, or of one whose columns spaces part below headings; none where it is no such text.

    What stands around it is a row of one cell, a remark.
    """
    if len(text) > _LOOKED_AT and not rows_of(text[:_LOOKED_AT]):
        return []
    lines = [(nth, line) for nth, line in enumerate(text.splitlines(), 1) if line.strip()]
    return _of_markdown(lines) or _of_spaces(text.splitlines())


def _of_markdown(lines: Sequence[tuple[int, str]]) -> list[TableRow]:
    barred = [line for _, line in lines if line.lstrip().startswith("|")]
    if 2 * len(barred) <= len(lines) or not any(map(_RULE.fullmatch, barred[:3])):
        return []
    notes = {found[1]: found[2] for _, line in lines if (found := _NOTE.match(line))}
    rows = []
    for nth, line in lines:
        if not line.lstrip().startswith("|") or _RULE.fullmatch(line):
            rows += [TableRow(nth, ("# " + plain(line),))] * (not _NOTE.match(line))
        else:
            said = _CALL.sub(lambda call: f" ({notes[call[1]]})" if call[1] in notes else "", line)
            cells = tuple(plain(cell) for cell in _BARS.split(said.strip().strip("|")))
            rows += [TableRow(nth, cells)] * any(cells)
    return rows


def _of_spaces(lines: Sequence[str]) -> list[TableRow]:
    heads = (nth for nth, line in enumerate(lines[:20]) if _are_spaced_headings(line))
    if (head := next(heads, -1)) < 0:
        return []
    end = next((nth for nth in range(head, len(lines)) if not lines[nth].strip()), len(lines))
    block = lines[head : min(end, head + _BLOCK)]
    gaps = [all(line[at : at + 2].strip() == "" for line in block) for at in range(max(map(len, block)))]
    begins = [0, *(at + 2 for at, (one, next_one) in enumerate(pairwise(gaps)) if one and not next_one)]
    if len(begins) != len(_SPACES.split(lines[head].strip())):
        return []
    rows = []
    for nth, line in enumerate(lines, 1):
        is_row = "  " in line.strip() and nth > head and not any(line[at - 2 : at].strip() for at in begins)
        cells = tuple(line[at:to].strip() for at, to in zip(begins, [*begins[1:], None], strict=True))
        rows += [TableRow(nth, cells if is_row else ("# " + line.strip(),))] * bool(line.strip())
    return rows


def _are_spaced_headings(line: str) -> bool:
    cells = _SPACES.split(line.strip()) if "\t" not in line else []
    return len(cells) > 2 and sum(map(headings.is_heading, cells)) > 1
