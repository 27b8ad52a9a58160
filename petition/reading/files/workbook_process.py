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
    rb'<color (?!theme="1"|theme="10"|auto=|indexed="64"|rgb="FF0563C1"|rgb="(?:FF|00)000000"|rgb="FF0000FF")[^>]*>'
)
_FEW = 4  # of a sheet's rows one, which look otherwise than the rest
_LETTERS = bytes(range(ord("A"), ord("Z") + 1))
_ROW = re.compile(rb"<row\b[^>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_COMMENT = re.compile(rb'<comment\b[^>]*\bref="[A-Z]{1,3}(\d{1,7})"')
_ODS_TABLE = re.compile(rb"<table:table(?:\s[^>]*)?>|<table:table-row\b[^>]*>|<office:annotation\b")


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
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [_written(value)[:LONGEST] for value in row[: most_columns + 1]]
        if any(cells):
            yield line, [*lead, *cells]


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
        for font in re.findall(rb"<font\b(?:[^>]*/>|.*?</font>)", given, re.DOTALL)
    ]
    fills = re.findall(rb"<fill\b(?:[^>]*/>|.*?</fill>)", given, re.DOTALL)
    cells = styles.partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]
    found = {}
    for nth, style in enumerate(map(_attributes, re.findall(rb"<xf\b[^>]*>", cells))):
        font, fill = int(style.get(b"fontId", b"0")), int(style.get(b"fillId", b"0"))
        letters = fonts[font] if font < len(fonts) else None
        ground = fills[fill] if 1 < fill < len(fills) else None
        if letters is not None or ground:
            found[b"%d" % nth] = b"" if letters == b"" else (letters or b"") + (ground or b"")
    return found


def _hidden_in(sheet: bytes, looks: dict[bytes, bytes], commented: set[int]) -> dict[int, tuple[int, ...]]:
    alike: dict[bytes, set[int]] = {}
    if looks:
        for tag in re.finditer(rb'<c\b[^>]*\bs="(?:' + b"|".join(looks) + rb')"[^>]*>', sheet):
            cell = _attributes(tag[0])
            line = int(b"0" + cell.get(b"r", b"").lstrip(_LETTERS))
            alike.setdefault(looks[cell[b"s"]], set()).add(line)
    found, line = alike.pop(b"", set()), 0
    most = sheet.count(b"<row") // _FEW
    apart = {line for lines in alike.values() if len(lines) <= most for line in lines}
    for tag in _ROW.findall(sheet) if _HIDDEN.search(sheet) else ():
        number = _NUMBER.search(tag)
        line = int(number[1]) if number else line + 1
        if _HIDDEN.search(tag):
            found.add(line)
    numbers = {
        look: nth if b"<fill" in look else -nth for nth, look in enumerate(dict.fromkeys(looks.values()), 1)
    }
    coloured: dict[int, list[int]] = {}
    for look, lines in alike.items():
        for line in lines:
            coloured.setdefault(line, []).append(numbers[look])
    flags = dict.fromkeys(coloured, 0) | dict.fromkeys(apart | commented, 2) | dict.fromkeys(found, 1)
    return {line: (flag, *coloured.get(line, ())) for line, flag in flags.items()}


def _hidden_in_ods(content: bytes) -> dict[int, dict[int, tuple[int, ...]]]:
    hidden: dict[int, set[int]] = {}
    commented: dict[int, set[int]] = {}
    sheet, line = -1, 0
    for tag in _ODS_TABLE.findall(content):
        if tag.startswith(b"<office"):
            commented.setdefault(sheet, set()).add(line)
            continue
        if not tag.startswith(b"<table:table-row"):
            sheet, line = sheet + 1, 0
            continue
        said = _attributes(tag)
        repeated = min(int(said.get(b"table:number-rows-repeated", b"1")), 1_048_576)
        if said.get(b"table:visibility") in {b"collapse", b"filter"} and repeated < 10_000:
            hidden.setdefault(sheet, set()).update(range(line + 1, line + repeated + 1))
        line += repeated
    return {
        nth: {
            line: (1 if line in hidden.get(nth, ()) else 2,)
            for line in hidden.get(nth, set()) | commented.get(nth, set())
        }
        for nth in {*hidden, *commented}
    }


if __name__ == "__main__":
    main()
