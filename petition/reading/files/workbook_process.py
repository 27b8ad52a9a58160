"""Reads a workbook on standard input and writes its sheets and rows to standard output, a JSON value a line.

Runs as a process of its own, within limits of memory and time: what a workbook makes a library do is known only while it
does it, and a cell in the last corner of a sheet takes the memory of all between. Knows nothing of the rest of the house.
"""

import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 700_000_000  # bytes; 200,000 rows of eight columns take some 250 MB
SECONDS = 20
UNPACKED = 120_000_000  # bytes; 200,000 rows of six columns take about 60 MB
LONGEST = 2_000  # letters of a cell, of which fewer are kept
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_STRUCK = re.compile(rb'<strike(?:\s+val="(?:1|true)")?\s*/>')
_COLOUR = re.compile(
    rb'<color (?!theme="1"|theme="10"|auto=|indexed="64"|rgb="FF0563C1"|rgb="(?:FF|00)000000"|rgb="FF0000FF")[^<>]*>'
)
_FEW = 4  # of a sheet's rows one, which look otherwise than the rest
_LETTERS = bytes(range(ord("A"), ord("Z") + 1))
_ROW = re.compile(rb"<row\b[^<>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*>")
_RELATION = re.compile(rb"<Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb'(?<![\w:-])([\w:-]+)="([^"]*)"')
_COMMENT = re.compile(rb'<comment\b[^<>]*\bref="[A-Z]{1,3}(\d{1,7})"')
_ODS_TABLE = re.compile(
    rb"<table:table(?:\s[^<>]*)?>|<table:table-row\b[^<>]*>|<office:annotation\b|<table:table-cell [^<>]*>"
)
_USUAL_LETTERS = {b"", b"#000000", b"#0000ff", b"#0563c1", b"#000080"}  # black, or as links are
_USUAL_GROUNDS = {b"", b"transparent", b"#ffffff"}
_MOST_ALIKE = 10_000  # rows that are one in the file: those below all others


def main() -> None:
    """Take a workbook, give its sheets; ends with 1 and nothing said where it is none."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import python_calamine

    data, most_columns = sys.stdin.buffer.read(), int(sys.argv[1])
    if _unpacked(data) > UNPACKED:
        sys.exit(2)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.CalamineError as error:
        locked = isinstance(error, python_calamine.PasswordError) or not zipfile.is_zipfile(io.BytesIO(data))
        _say({"refused": "locked" if locked else "no workbook"})
        return
    hidden = _hidden_rows(data)
    for nth, meta in enumerate(book.sheets_metadata):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            _say({"sheet": meta.name, "hidden": False})
            continue
        _say({"sheet": meta.name, "hidden": meta.visible != python_calamine.SheetVisibleEnum.Visible})
        unseen = hidden.get(nth, {})
        for line, cells in _rows(book.get_sheet_by_index(nth), most_columns):
            _say([line, cells, *unseen.get(line, ())])


def _unpacked(data: bytes) -> int:
    """How large a zip says that its parts are; 0 for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return 0


def _rows(sheet: Any, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    # Columns before the first one that holds something are not given, rows are.
    lead = [""] * (sheet.start or (0, 0))[1]
    merged, said = _merged(sheet), dict[tuple[int, int], str]()
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [*lead, *(_written(value)[:LONGEST] for value in row[: most_columns + 1])]
        for first, at in merged.get(line, ()):
            if line == first and at < len(cells):
                said[first, at] = cells[at]
            elif any(any(map(str.isalpha, cell)) for cell in cells[:at]):
                cells += [""] * (at + 1 - len(cells))
                cells[at] = cells[at] or said.get((first, at), "")
        if any(cells):
            yield line, cells


def _merged(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """By each line the first line and the column of the cells that are merged there with some below.

    They say the same of each row that names somebody further left; where nothing stands there the name itself is merged.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for (first, at), (last, end) in sheet.merged_cell_ranges or ():
        if at == end and last - first < _MOST_ALIKE:
            for line in range(first + 1, last + 2):
                found.setdefault(line, []).append((first + 1, at))
    return found


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


def _written(value: Any) -> str:
    """A cell's value as a person would write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return "" if value is None else str(value)


def _hidden_rows(data: bytes) -> dict[int, dict[int, tuple[int, ...]]]:
    """By the number of a sheet, 1 for lines hidden or struck out, 2 for those of a colour of few, or with a comment, else 0.

    Behind it its colours, as numbers that are the same in all sheets, below 0 for letters. Binary formats do not tell.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "content.xml" in archive.namelist():
                return _hidden_in_ods(archive.read("content.xml"))
            return {
                nth: found
                for looks in [_looks_of_styles(archive)]
                for nth, part in enumerate(_parts(archive))
                if part in archive.namelist()
                and (found := _hidden_in(archive.read(part), looks, _commented(archive, part)))
            }
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError):
        return {}


def _parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts of an Office Open XML workbook that hold its sheets, in their order."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return []
    places = {
        each.get(b"Id", b""): each.get(b"Target", b"").decode("utf-8", "replace")
        for each in map(_attributes, _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
    }
    sheets = map(_attributes, _SHEET.findall(archive.read("xl/workbook.xml")))
    targets = [places.get(each.get(b"r:id", each.get(b"d3p1:id", b"")), "") for each in sheets]
    return [each.lstrip("/") if each.startswith("/") else f"xl/{each}" for each in targets]


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(tag))


def _commented(archive: zipfile.ZipFile, part: str) -> set[int]:
    """The lines of a sheet to which a comment is tied: it may say anything of who stands there."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    found = _RELATION.findall(archive.read(relations)) if relations in archive.namelist() else []
    targets = [each.get(b"Target", b"").decode("utf-8", "replace") for each in map(_attributes, found)]
    parts = [posixpath.normpath(posixpath.join("/", folder, each))[1:] for each in targets]
    told = [archive.read(each) for each in parts if "omment" in each and each in archive.namelist()]
    return {int(line) for each in told for line in _COMMENT.findall(each)}


def _looks_of_styles(archive: zipfile.ZipFile) -> dict[bytes, bytes]:
    """How a cell looks by the number of its style, for those that look otherwise than black on white; "" is struck out."""
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
    given = styles.partition(b"<cellStyleXfs")[0]
    fonts = [
        b"" if _STRUCK.search(font) else b"".join(_COLOUR.findall(font)) or None
        for font in re.findall(rb"<font\b(?:[^<>]*/>|(?:(?!<font\b).)*?</font>)", given, re.DOTALL)
    ]
    fills = re.findall(rb"<fill\b(?:[^<>]*/>|(?:(?!<fill\b).)*?</fill>)", given, re.DOTALL)
    cells = styles.partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]
    found = {}
    for nth, style in enumerate(map(_attributes, re.findall(rb"<xf\b[^<>]*>", cells))):
        font, fill = int(style.get(b"fontId", b"0")), int(style.get(b"fillId", b"0"))
        letters = fonts[font] if font < len(fonts) else None
        ground = fills[fill] if 1 < fill < len(fills) else None
        if letters is not None or ground:
            found[b"%d" % nth] = b"" if letters == b"" else (letters or b"") + (ground or b"")
    return found


def _hidden_in(sheet: bytes, looks: dict[bytes, bytes], commented: set[int]) -> dict[int, tuple[int, ...]]:
    alike: dict[bytes, set[int]] = {}
    if looks:
        for tag in re.finditer(rb'<c\b(?>[^<>]*?\bs="(?:' + b"|".join(looks) + rb')")[^<>]*>', sheet):
            cell = _attributes(tag[0])
            line = int(b"0" + cell.get(b"r", b"").lstrip(_LETTERS))
            alike.setdefault(looks[cell[b"s"]], set()).add(line)
    hidden, line = set[int](), 0
    for tag in _ROW.findall(sheet) if _HIDDEN.search(sheet) else ():
        number = _NUMBER.search(tag)
        line = int(number[1]) if number else line + 1
        if _HIDDEN.search(tag):
            hidden.add(line)
    return _flagged(alike, looks, hidden, commented, sheet.count(b"<row"))


def _flagged(
    alike: dict[bytes, set[int]], looks: dict[bytes, bytes], hidden: set[int], commented: set[int], rows: int
) -> dict[int, tuple[int, ...]]:
    """The lines of a sheet by what is told of them; `alike` are those with a cell of the same of all the `looks`."""
    struck = alike.pop(b"", set())
    apart = {line for lines in alike.values() if len(lines) <= rows // _FEW for line in lines}
    told = enumerate(dict.fromkeys(looks.values()), 1)
    numbers = {look: nth if b"<fill" in look else -nth for nth, look in told}
    coloured: dict[int, list[int]] = {}
    for look, lines in alike.items():
        for line in lines:
            coloured.setdefault(line, []).append(numbers[look])
    flags = dict.fromkeys(coloured, 0) | dict.fromkeys(apart | commented, 2)
    flags |= dict.fromkeys(hidden | struck, 1)
    return {line: (flag, *coloured.get(line, ())) for line, flag in flags.items()}


def _looks_in_ods(content: bytes) -> dict[bytes, bytes]:
    """How a cell looks by the name of its style, as `_looks_of_styles` tells it of the other format."""
    found = {}
    for style in content.partition(b"</office:automatic-styles>")[0].split(b"</style:style>"):
        told = _attributes(style[style.rfind(b"<style:style ") :])
        letters, ground = told.get(b"fo:color", b""), told.get(b"fo:background-color", b"")
        letters = b"" if letters in _USUAL_LETTERS else letters
        ground = b"" if ground in _USUAL_GROUNDS else b"<fill" + ground
        is_struck = told.get(b"style:text-line-through-style", b"none") != b"none"
        if told.get(b"style:family") == b"table-cell" and (letters or ground or is_struck):
            found[told[b"style:name"]] = b"" if is_struck else letters + ground
    return found


def _hidden_in_ods(content: bytes) -> dict[int, dict[int, tuple[int, ...]]]:
    looks, sheets = _looks_in_ods(content), list[tuple[dict[bytes, set[int]], set[int], set[int]]]()
    rows, lines = list[int](), range(0)
    for tag in _ODS_TABLE.findall(content):
        said = _attributes(tag)
        if tag.startswith(b"<table:table-row"):
            repeated = min(int(said.get(b"table:number-rows-repeated", b"1")), 1_048_576)
            lines = range(lines.stop, lines.stop + repeated)
            if sheets and repeated < _MOST_ALIKE:
                rows[-1] += repeated
                is_hidden = said.get(b"table:visibility") in {b"collapse", b"filter"}
                sheets[-1][1].update(lines if is_hidden else ())
        elif tag.startswith((b"<table:table ", b"<table:table>")):
            sheets.append(({}, set(), set()))
            rows.append(0)
            lines = range(1, 1)
        elif sheets and tag.startswith(b"<office"):
            sheets[-1][2].add(lines.stop - 1)
        elif sheets and len(lines) < _MOST_ALIKE and (name := said.get(b"table:style-name")) in looks:
            sheets[-1][0].setdefault(looks[name], set()).update(lines)
    told = (
        _flagged(alike, looks, unseen, commented, count)
        for (alike, unseen, commented), count in zip(sheets, rows, strict=True)
    )
    return {nth: found for nth, found in enumerate(told) if found}


if __name__ == "__main__":
    main()
