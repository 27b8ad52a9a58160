"""The sheets and rows of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), read in a process of its own (workbook_process)."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import IO, Any, NamedTuple

from petition.reading.refusals import Fault, NotATable

MOST_ROWS = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 1_000  # letters kept of a cell; whoever reads a name refuses it far below
MOST_SHEETS = 1_000  # each is looked at for what it asks of all others
_PROCESS = Path(__file__).with_name("workbook_process.py")
_BROKEN = 1  # how Python ends where the workbook is none; any other end is one of its limits


class Sheet(NamedTuple):
    """A sheet begins: its name, and whether it is hidden."""

    name: str
    is_hidden: bool = False


class TableRow(NamedTuple):
    """A row that holds something: the line of the file where it begins, counted from 1, its cells, if it is hidden there.

    `apart`: its colours are those of few rows, which may say anything; `looks` are its colours, numbered. `joined`: 1 of
    whoever stands in one row with another, who is a row below it, 2.
    """

    line: int
    cells: tuple[str, ...]
    hidden: bool = False
    apart: bool = False
    guessed: bool = False
    looks: Sequence[int] = ()
    joined: int = 0


def read(data: bytes) -> Iterator[Sheet | TableRow]:
    """Each sheet, and its rows after it. Raises NotATable, also half-way."""
    # It gets nothing of ours, no settings and no keys: only the bytes.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(_PROCESS), str(MOST_COLUMNS)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    feeder = Thread(target=_feed, args=(process.stdin, data), daemon=True)
    feeder.start()
    line = 0
    try:
        for said in process.stdout:
            yield (each := _said(json.loads(said)))
            line = each.line if isinstance(each, TableRow) else 0
    finally:
        process.kill() if process.poll() is None and process.stdout.read(1) else process.wait()
        process.stdout.close()
        feeder.join()
    if process.returncode == _BROKEN:
        raise NotATable(Fault.BROKEN, line + 1 if line else 0)
    if process.returncode:
        raise NotATable(Fault.TOO_LARGE)


def _feed(stream: IO[bytes], data: bytes) -> None:
    try:
        with stream:
            stream.write(data)
    except BrokenPipeError:
        pass  # it has ended, and says why by how


def _said(value: Any) -> Sheet | TableRow:
    if isinstance(value, dict):
        if refused := value.get("refused"):
            raise NotATable(Fault.BROKEN_ARCHIVE if refused == "locked" else Fault.NO_TABLE)
        return Sheet(value["sheet"], value["hidden"])
    line, cells, flag, *looks = value if len(value) > 2 else (*value, 0)
    return TableRow(line, tuple(cells), flag == 1, flag == 2, looks=tuple(looks))
