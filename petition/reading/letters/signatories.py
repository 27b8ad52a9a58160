"""Who signs in the rows below a letter, read by the headings of a table or form, or as the lines of a list are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from petition.lexicon.quoting import first_part, segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import says_role
from petition.lexicon.roles import is_role
from petition.lexicon.signatory import Kind
from petition.reading.blocks import has_marker, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.letters.names_in_text import name_first
from petition.reading.letters.rows import CELLS, TextRow, is_short, with_colon
from petition.reading.letters.table_of_names import ByHeadings, read_by_headings, read_filled_form
from petition.reading.lines.bodies import is_body, is_surely_body, says_we
from petition.reading.lines.labels import ends_in_colon, is_group, is_label
from petition.reading.lines.many_in_line import is_one_beside, people_of, without_bars
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import (
    are_somebody,
    bare_head,
    is_full_name,
    is_name,
    is_plain_name,
    tells_nothing_else,
    without_brackets,
)
from petition.reading.signatories import in_lines
from petition.reading.signatories.doubts import is_half
from petition.reading.signatories.listed import PlacedLine, TypedLine
from petition.reading.signatories.nobody import place_or_body, says_of_which_kind
from petition.reading.signatories.villages import under_label
from petition.reading.tables.fields import parted_field, says_name

_STROKES = re.compile(r"\s[—–]\s")
_RUN = re.compile(r"[,;،]{2,}\.")  # how the lines of one end
_FEW = 3  # points of a list
_TOLD = 2  # people of whom a line of its own says more
_TALL = 4  # lines of the name of a body
_FORM, _LINE = -2, -1  # lines of a form, and lines that are neither of one nor of a table


@dataclass
class FoundBelow:
    """Who signs in some rows, and which rows head the list or are left of it."""

    lines: list[Line] = field(default_factory=list)
    headings: list[TextRow] = field(default_factory=list)
    left: list[TextRow] = field(default_factory=list)


def read_signatories(rows: list[TextRow], beside: Sequence[str]) -> FoundBelow:
    """The signatories in these rows, those of a table by its headings; `beside` is all below the text."""
    found = FoundBelow()
    if not rows:
        return found
    is_form = any(says_name(row.plain) for row in rows)
    is_table = False  # what stands in lines of its own below one may be anything

    whole = _whole_tables(rows)

    def table_or_form(row: TextRow) -> int:
        form = is_form and parted_field(row.plain)[0]
        is_cell = row.kind == "table" or row.block in whole
        return row.block if is_cell else _FORM if form else _LINE

    around = in_lines.AroundLists.of(beside)
    parts = _with_labels([(key, list(group)) for key, group in groupby(rows, key=table_or_form)])
    under = ["", *(_where_below(part) for _, part in parts)]
    for (table, part), where in zip(parts, under, strict=False):
        told = _told_in(part, table, around, where)
        if is_table and table == _LINE:
            told.lines = [line.doubted(Doubt.NAME) for line in told.lines]
        is_table = is_table or (table >= 0 and len(part) > 2)
        found.lines += told.lines
        found.left += told.left
        names = {row.nth for row in part if row not in told.headings}  # a label may share its line with them
        found.headings += [row for row in told.headings if row.nth not in names]
    # headings without anybody below them are none
    return found if found.lines else FoundBelow(left=rows, headings=found.headings)


def _whole_tables(rows: list[TextRow]) -> set[int]:
    """The tables, by their blocks, that headings part, and that are read by those of their columns."""
    blocks = [(block, list(group)) for block, group in groupby(rows, key=lambda row: row.block)]
    parted = (each for each in blocks if {"heading", "table"} <= {row.kind for row in each[1]})
    return {block for block, part in parted if _by_headings(part, block)}


def signed_within(text: Sequence[TextRow]) -> list[Line]:
    """Who signs in the first sentence of a text, each doubtful: "We — Anna Ruel, Boris Lind, … — ask you".

    None where the first of them is no name: "We — friends of Anna Ruel, …".
    """
    _, *within = _STROKES.split(text[0].plain if text and says_we(text[0].plain) else "")
    people = people_of(within[0]) if len(within) > 1 else []
    people = people if people and is_plain_name(bare_head(people[0])) else []
    lines = [TypedLine(nth, f"- {each}", 0) for nth, each in enumerate(people)]
    placed = in_lines.read(lines, in_letter=True) if lines else []
    return [each.listed.line.doubted(Doubt.UNANNOUNCED) for each in placed if each.listed]


def _told_in(rows: list[TextRow], table: int, beside: in_lines.AroundLists, where: str) -> FoundBelow:
    """Who signs in these rows of a table, a form or lines; those of a table work or live `where`, unless that is ''."""
    by_headings = _by_headings(rows, table)
    told = _by_columns(rows, *by_headings) if by_headings else _by_lines(rows, beside)
    told.lines = [under_label(line, where) for line in told.lines] if table >= 0 else told.lines
    if _where_below(rows) and rows[-1] in told.left:
        told.left.remove(rows[-1])
        told.headings.append(rows[-1])
    return told


def _where_below(rows: list[TextRow]) -> str:
    """The town or body that a heading below these rows names, '' where there is none: "Приёмное отделение"."""
    label = without_brackets(rows[-1].plain).strip(":： ") if rows[-1].kind == "heading" else ""
    is_of_some = not label or is_label(label) or is_group(f"{label}:")
    return "" if is_of_some else place_or_body(f"{label}:") or (label if is_body(label) else "")


def _with_labels(parts: list[tuple[int, list[TextRow]]]) -> list[tuple[int, list[TextRow]]]:
    """The parts, each label that stands right above a table which numbers people or bodies in the part of those."""
    for (_, above), (_, below) in pairwise(parts):
        if below[0].is_numbered and is_label(above[-1].plain):
            below.insert(0, above.pop())
    return [(key, part) for key, part in parts if part]


def _by_headings(rows: list[TextRow], table: int) -> ByHeadings | None:
    """Who signs by the headings of a table or form; None in lines, by which alone is told who is kept back."""
    if table == _FORM:
        return read_filled_form([row.plain for row in rows])
    own = [nth for nth, row in enumerate(rows) if row.kind == "table"]
    if not own or any(row.kept_back for row in rows):
        return None
    is_headed = len(own) < len(rows) and rows[own[0]].level > 0
    read = read_by_headings([rows[nth].text for nth in own], is_headed=is_headed)
    return read and ({own[nth]: line for nth, line in read[0].items()}, [own[nth] for nth in read[1]])


def _by_columns(rows: list[TextRow], found: dict[int, Line | None], headings: list[int]) -> FoundBelow:
    """Who signs in these rows; whoever stands in a table below a row that heads a part works or lives there."""
    told, where, why = FoundBelow(), "", ""
    for nth, row in enumerate(rows):
        if line := found.get(nth):
            told.lines.append(replace(under_label(line, where), doubt=why or line.doubt))
        elif row.kind == "heading":
            why = Doubt.NAMING if keeps_back(row.plain) else ""
            where = "" if why else _where_below([row])
        if nth not in found:
            (told.headings if nth in headings or row.kind == "heading" else told.left).append(row)
    return told


def _by_lines(rows: list[TextRow], beside: in_lines.AroundLists) -> FoundBelow:
    typed, joined = _as_typed(rows), _over_lines(rows)
    told = enumerate(zip(_in_cells(rows, typed), rows, strict=True))
    cells = ((nth, row, joined.get(nth, each)) for nth, (each, row) in told)
    lines = [TypedLine(nth, cell, row.block, row.kept_back) for nth, row, each in cells for cell in each]
    placed = in_lines.read(lines, beside, in_letter=True)
    listed = [each for each in placed if each.listed]
    last = max((each.line for each in listed), default=-1)
    none = {each.line for each in placed} - {each.line for each in listed}
    labels = [nth for nth in sorted(none) if nth < last and says_of_which_kind(typed[nth])]
    left = [rows[nth] for nth in sorted(none.difference(labels))]
    both = zip(listed, _doubted(listed, rows), strict=True)
    found = [line.doubted(Doubt.TWO if each.line in joined else "") for each, line in both]
    return FoundBelow(found, [rows[nth] for nth in labels], left)


def _over_lines(rows: list[TextRow]) -> dict[int, list[str]]:
    """The names of bodies over several lines, as below their pictures: each by its first row, and none by the others.

    So it is of several blocks, of which some begin with what names nobody ("Union of").
    """
    joined, heads = dict[int, list[str]](), list[str]()
    for _, group in groupby(range(len(rows)), key=lambda nth: rows[nth].block):
        block = list(group)
        first, *more = [rows[nth].plain for nth in block if rows[nth].plain[0] != "["] or [""]
        whole = f"{first} {' '.join(more)}"
        signs = any(map(_may_be_one, [first] * (" " in first) + more)) or any(
            map(_says_of_one, (first, *more))
        )
        if 0 < len(more) < _TALL and is_surely_body(whole) and not signs:
            joined |= {nth: [] for nth in block} | {block[0]: [f"- {whole}"]}
            heads.append(first)
    is_so = sum(not is_full_name(head) for head in heads) >= _TOLD and len(heads) > _TOLD
    return joined if is_so else {}


def _may_be_one(line: str) -> bool:
    """Whether a line may be the name of a person, who signs for the body above or below it."""
    could_be = are_somebody(line.split()) or (is_full_name(line) and not line.isupper())
    return could_be and not is_body(line)


def _says_of_one(line: str) -> bool:
    return line[-1:] == ":" or "," in line or says_role(line)


def _doubted(listed: Sequence[PlacedLine], rows: Sequence[TextRow]) -> Iterator[Line]:
    """The lines of whoever is listed; what may be the post of somebody above, or where they work, is doubtful."""
    are_described, perhaps = _are_described(listed, rows), _perhaps(rows)
    is_open = False  # more may be said of the person above
    for above, each in pairwise([None, *listed]):
        if not each or not each.listed:
            continue
        line, is_whole = each.listed.line, _is_tall(each) or "," in each.typed
        if line.kind is Kind.ORGANISATION:
            may_be = are_described and not line.role
            is_more = bool(above and (_ends(above, each, rows) or (may_be and _is_inside(above, each, rows))))
            is_open = is_more and not is_surely_body(line.name)
        else:
            is_one = is_whole or are_somebody(line.name.split())
            is_more = are_described and (is_open or _is_post(line)) and not is_one
            is_open = "," not in each.typed and not line.affiliation and (is_more or is_one)
        why = Doubt.ABOVE if is_more else Doubt.NAME if each.line in perhaps else ""
        yield line.doubted(why)


def _perhaps(rows: Sequence[TextRow]) -> set[int]:
    """The rows, by their numbers, that may be anything.

    So are paragraphs below the points of a list, or below lines parted by commas up to a stop, unless a label heads them.
    """
    found, points, is_below = {nth for nth, row in enumerate(rows) if row.is_perhaps}, 0, False
    for _, group in groupby(enumerate(rows), key=lambda each: each[1].block):
        block = list(group)
        first, ends = block[0][1], "".join(row.plain[-1] for _, row in block)
        if (
            first.kind != "paragraph"
            or has_marker(first.text)
            or is_label(with_colon(first))
            or ends[0] in ":："
        ):
            is_below = False
        elif is_below:
            found |= {nth for nth, _ in block}
        points += len(block) * (first.kind == "list")
        is_below |= (first.kind == "list" and points >= _FEW) or bool(_RUN.fullmatch(ends))
    return found


def _is_tall(each: PlacedLine) -> bool:
    return each.last > each.line


def _are_described(listed: Sequence[PlacedLine], rows: Sequence[TextRow]) -> bool:
    """Whether most people of a list have below their names, in lines of their own, what they do or where.

    So it is where that is sure of two, or where a body stands below two: nobody signs twice.
    """
    signed = [(each, each.listed.line) for each in listed if each.listed]
    people = {id(each): each for each, line in signed if _is_whole_name(line)}
    bodies = [each.typed for each, line in signed if line.kind is Kind.ORGANISATION]
    told = {at for at, each in people.items() if _is_tall(each) and "," not in rows[each.line].plain}
    both = pairwise([*signed, *signed[-1:]])
    pairs = [(id(above), line) for (above, _), (_, line) in both if id(above) in people]
    posts = sum(above not in told and _is_post(line) for above, line in pairs)
    if len(told) + posts < _TOLD and len(bodies) == len({*bodies}):
        return False
    described = sum(above in told or not _is_whole_name(line) for above, line in pairs)
    return described >= _TOLD and 2 * described >= len(people)


def _is_whole_name(line: Line) -> bool:
    return line.kind is Kind.PERSON and is_name(line.name) and not (is_half(line) or _is_post(line))


def _is_post(line: Line) -> bool:
    """Whether what is read as a name is surely a post: a word alone, or a word for a role that others follow."""
    words = line.name.split()
    return is_half(line) or (line.kind is Kind.PERSON and any(map(is_role, words[:-1])))


def _is_inside(above: PlacedLine, body: PlacedLine, rows: Sequence[TextRow]) -> bool:
    """Whether no gap sets a body apart from the line above, in a list where gaps part any lines from others."""
    are_apart = len({row.block for row in rows}) == len(rows)
    return are_apart or rows[above.last].block == rows[body.line].block


def _ends(above: PlacedLine, body: PlacedLine, rows: Sequence[TextRow]) -> bool:
    """Whether a body right below somebody of several lines may be the last of these."""
    if "," in body.typed or not above.line < above.last == body.line - 1 == body.last - 1:
        return False
    first, last, below = (rows[nth].block for nth in (above.line, above.last, body.line))
    return (first == last) is (last == below)


def _as_typed(rows: list[TextRow]) -> list[str]:
    """The rows as lines of a list: those of a table with commas, those that head a part with a colon."""
    return [
        _heading_of_part(row, below) or with_colon(replace(row, text=text))
        for text, row, below in zip(_in_columns(rows), rows, [*rows[1:], None], strict=True)
    ]


def _heading_of_part(row: TextRow, below: TextRow | None) -> str:
    """A point of a list that others stand under, or a line over cells between tabs, as a label; '' for any other."""
    label = without_marker(row.plain)
    if below and "\t" in below.text and "\t" not in row.text and is_short(row) and not ends_in_colon(label):
        head, *said = segments(label) or ("",)
        return f"{label}:" if said and not (is_plain_name(head) or is_body(label) or is_label(label)) else ""
    if not below or row.kind != "list" or row.block != below.block or tells_nothing_else(label):
        return ""
    deeper = len(below.text) - len(below.text.lstrip()) > len(row.text) - len(row.text.lstrip())
    return f"{label}:" if deeper and below.could_sign and "," not in label else ""


def _in_columns(rows: list[TextRow]) -> Iterator[str]:
    """The texts of these rows; in a table whose second column names not only people, each row is one entry."""
    for _, group in groupby(rows, key=lambda row: row.block):
        block = list(group)
        if block[0].is_numbered:
            yield from without_bars([row.text for row in block])
            continue
        texts = [name_first(row.text) if row.kind == "table" else row.text for row in block]
        cells = [row.plain.split(CELLS) for row in block]
        beside = all(is_name(first_part(each[1])) for each in cells if len(each) > 1 and each[1])
        beside = beside and any(CELLS in text for text in without_bars([row.plain for row in block]))
        for row, text in zip(block, texts, strict=True):
            is_whole = row.kind != "table" or (beside and CELLS in text)
            yield text if is_whole else f"- {text.replace(CELLS, ', ')}"


def _in_cells(rows: list[TextRow], typed: Sequence[str]) -> list[list[str]]:
    """What is typed in each row, cell by cell in a table of names."""
    tables = groupby(rows, key=lambda row: row.block)
    names = {block for block, group in tables if _holds_names(list(group))}
    both = zip(typed, rows, strict=True)
    return [_cells(row.text) if row.block in names else [said.strip()] for said, row in both]


def _holds_names(table: list[TextRow]) -> bool:
    """Whether these rows are a table with a name in each cell."""
    cells = [without_marks(cell).strip("- ") for row in table for cell in _cells(row.plain)]
    named = 4 * sum(map(is_one_beside, cells)) >= 3 * len(cells)
    return table[0].kind == "table" and 2 < len(table) < len(cells) and named


def _cells(text: str) -> list[str]:
    return [f"- {cell}" for cell in text.split(CELLS) if any(map(str.isalpha, cell))]
