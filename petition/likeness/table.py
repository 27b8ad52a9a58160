"""A list of names in a CSV file, judged into two: who is linked, and what a person should look at.

Refuses a table it cannot read whole, with the line; writes both files complete or neither.
"""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from petition.likeness.judge import Judgement, Progress, judge
from petition.likeness.reasons import sentence
from petition.likeness.record import Record

# A column of the file to a field of a record; the first two must be there.
_COLUMNS = {
    "id": "id",
    "name": "name",
    "email": "mailbox",
    "affiliation": "affiliation",
    "role": "role",
    "city": "place",
    "country": "country",
    "lang": "lang",
    "kind": "kind",
    "signed_at": "signed_at",
}
_KINDS = ("", "person", "organisation")
_LONGEST = 20_000  # letters in a field: a quote left open would otherwise swallow the file into one name
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class TableRefused(ValueError):
    """A table that cannot be read. The message says why and, where there is one, on which line."""


def judge_file(
    names_csv: Path, links_csv: Path, cases_csv: Path, progress: Progress | None = None
) -> Judgement:
    """Judge the names in a CSV file, write the two results, and give the judgement back.

    Columns: id, name and, where there, email, affiliation, role, city, country, lang, kind, signed_at.
    Written are `id,cluster` for every row and `a,b,score,reason`, best first. Refuses with TableRefused a
    file that is no such table; then neither file is touched.
    """
    judgement = judge(list(read_table(names_csv)), progress)
    links = "".join(_lines([("id", "cluster"), *judgement.clusters.items()]))
    cases = "".join(
        _lines(
            [
                ("a", "b", "score", "reason"),
                *((case.a, case.b, f"{case.score:.2f}", sentence(case.reasons)) for case in judgement.cases),
            ]
        )
    )
    _write_together({links_csv: links, cases_csv: cases})
    return judgement


def read_table(names_csv: Path) -> Iterator[Record]:
    """The records of a CSV file with commas, semicolons or tabs between. Refuses with TableRefused."""
    try:
        text = _text(names_csv.read_bytes())
    except OSError as error:
        raise TableRefused(f"{names_csv} cannot be read: {error.strerror}") from error
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST * 10))
    try:
        header = [column.strip().lower() for column in next(rows, [])]
        _check_header(header)
        seen: dict[str, int] = {}
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _record(header, row, rows.line_num, seen)
    except csv.Error as error:
        raise TableRefused(f"line {rows.line_num}: not CSV: {error}") from error


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableRefused(f"line {line}: not UTF-8. Save the table as CSV in UTF-8 and try again") from error
    if "\0" in text:
        raise TableRefused(
            f"line {text[: text.index(chr(0))].count(chr(10)) + 1}: a NUL byte, so not a text file"
        )
    return text


def _delimiter(text: str) -> str:
    """What parts the columns of the first line: spreadsheets in Russian write semicolons."""
    first = re.split(r"\r?\n|\r", text, maxsplit=1)[0]
    return max(",;\t", key=first.count)


def _check_header(header: list[str]) -> None:
    for needed in ("id", "name"):
        if needed not in header:
            raise TableRefused(f"line 1: no column called {needed}")
    for column in _COLUMNS:
        if header.count(column) > 1:
            raise TableRefused(f"line 1: two columns called {column}")


def _record(header: list[str], row: list[str], line: int, seen: dict[str, int]) -> Record:
    if len(row) > len(header):
        raise TableRefused(f"line {line}: {len(row)} cells under {len(header)} columns")
    if len(row) < len(header):
        row = row + [""] * (len(header) - len(row))
    cells = {
        _COLUMNS[column]: cell.strip() for column, cell in zip(header, row, strict=True) if column in _COLUMNS
    }
    if not cells["id"]:
        raise TableRefused(f"line {line}: no id")
    if cells["id"] in seen:
        raise TableRefused(f"line {line}: the id {cells['id']} stands on line {seen[cells['id']]} already")
    if any(len(cell) > _LONGEST for cell in cells.values()):
        raise TableRefused(f"line {line}: a cell of more than {_LONGEST} letters; is a quote left open?")
    if cells.get("kind", "") not in _KINDS:
        raise TableRefused(f"line {line}: kind is person, organisation or empty, not {cells['kind']}")
    seen[cells["id"]] = line
    return Record(**cells)


def _lines(rows: list[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(row)
        yield out.getvalue()


def _write_together(contents: dict[Path, str]) -> None:
    """Write every file beside its place, then move all into place: no reader ever meets half a file."""
    drafts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            drafts[path] = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, whole in drafts.items():
            whole.replace(path)
    except OSError as error:
        raise TableRefused(f"{error.filename or 'the result'} cannot be written: {error.strerror}") from error
    finally:
        for left in drafts.values():
            with suppress(FileNotFoundError):
                left.unlink()
