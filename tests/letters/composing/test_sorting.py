"""Lists longer than should be in memory."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.letters.composing.letter import Entry, Letter, Signatory
from petition.letters.composing.sorting import IN_MEMORY, CameTwice, Keyed, _Kept, in_order
from tests.letters.invented import letter, organisation, person, written

rows = st.lists(st.tuples(st.integers(0, 3), st.text(max_size=3)), max_size=700, unique=True).map(
    lambda keys: [(key, (f"{key}", "")) for key in keys]
)


@given(rows, st.integers(1, 300), st.data())
def test_however_long_the_runs_the_order_is_the_same(
    keyed: list[Keyed], run: int, data: st.DataObject
) -> None:
    ordered, expected = in_order(iter(keyed), run=run), [row for _, row in sorted(keyed)]
    assert list(ordered) == list(ordered) == expected
    assert len(ordered) == len(expected)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(expected))] * 2)))
    assert list(ordered[start:end]) == expected[start:end]
    assert [ordered[start:end][at] for at in range(end - start)] == expected[start:end]


def test_a_part_of_a_part_is_a_part() -> None:
    ordered = in_order((((at,), (at,)) for at in range(1000)), run=100)
    assert list(ordered[100:900][50:-700]) == [(at,) for at in range(150, 200)]
    assert ordered[-1] == (999,)
    with pytest.raises(IndexError):
        ordered[1000]
    with pytest.raises(ValueError, match="follow one another"):
        ordered[::2]


@pytest.mark.parametrize("run", [2, 1000])
def test_the_same_key_twice_is_refused(run: int) -> None:
    keyed = [((at % 7, "somebody"), ("Dana",)) for at in range(8)]
    with pytest.raises(CameTwice, match="came twice: somebody"):
        in_order(keyed, run=run)


def test_nothing_that_is_sorted_lies_readable_in_the_file() -> None:
    ordered = in_order((((f"Keyed{at}",), (f"Name{at}", f"Town{at}")) for at in range(1000)), run=100)
    assert isinstance(ordered, _Kept)
    file = ordered._file._blocks._file
    file.seek(0)
    kept = file.read()
    assert len(kept) > 1000 * len("Name999Town999")
    assert not any(word in kept for word in (b"Name", b"Town", b"Keyed"))


def crowd() -> list[Entry]:
    """More than are sorted in memory, some in every section."""
    return [
        (organisation if at % 7 == 0 else person)(
            f"Given{at * 7919 % 10_007:05} Family{at * 31 % 1009:04}",
            at,
            rank=at + 1 if at < 5 else None,
            visibility="hidden" if at % 11 == 10 else "public",
            role="Glazier" if at % 3 else "",
        )
        for at in range(IN_MEMORY + 700)
    ]


@pytest.fixture(scope="module")
def long() -> Letter:
    return letter(*crowd())


def test_a_long_letter_has_everybody_in_order(long: Letter) -> None:
    named = [entry for entry in crowd() if entry.visibility != "hidden"]
    first = [entry for entry in named if entry.rank]
    rest = sorted(
        (entry for entry in named if not entry.rank),
        key=lambda entry: (
            entry.kind == "person",
            entry.name if entry.kind == "organisation" else " ".join(entry.name.split()[::-1]),
            entry.signed_at,
        ),
    )
    assert [line.name for line in long.signatories] == [entry.name for entry in (*first, *rest)]
    assert [line.position for line in long.signatories] == list(range(1, len(named) + 1))
    assert (long.counts.printed, long.counts.not_named) == (len(named), len(crowd()) - len(named))
    sections = [(part.name, len(part.signatories), part.signatories[0].position) for part in long.sections()]
    organisations = sum(entry.kind == "organisation" for entry in named[5:])
    assert sections == [
        ("first", 5, 1),
        ("organisations", organisations, 6),
        ("people", len(named) - 5 - organisations, 6 + organisations),
    ]


@pytest.mark.parametrize("name", ["csv", "json", "txt", "md", "html", "xlsx", "docx"])
def test_a_long_letter_is_the_same_bytes_whether_it_is_read_or_held(long: Letter, name: str) -> None:
    held = replace(long, signatories=tuple(long.signatories))
    assert not isinstance(long.signatories, tuple)
    assert written(name, long) == written(name, held)


def test_a_long_letter_is_the_same_whatever_order_rows_arrive_in(long: Letter) -> None:
    assert written("json", letter(*reversed(crowd()))) == written("json", long)


def test_a_long_letter_reads_back(long: Letter) -> None:
    lines = [{key: str(value) for key, value in line._asdict().items()} for line in long.signatories]
    assert list(csv.DictReader(StringIO(written("csv", long).decode("utf-8-sig"), newline=""))) == lines
    sheet: Any = openpyxl.load_workbook(BytesIO(written("xlsx", long)), read_only=True).active
    names = [row[3] for row in sheet.iter_rows(values_only=True)]
    assert names[-len(lines) :] == [line["name"] for line in lines]


class Looking(Sequence[Signatory]):
    """Signatories who look, while they are written, whether one of them lies readable in a folder."""

    def __init__(self, signatories: Sequence[Signatory], folder: Path) -> None:
        self.signatories, self.folder, self.looks = signatories, folder, 0

    def __len__(self) -> int:
        return len(self.signatories)

    def __getitem__(self, at: int | slice) -> Signatory | Sequence[Signatory]:  # type: ignore[override]
        return self.signatories[at]

    def __iter__(self) -> Iterator[Signatory]:
        for signatory in self.signatories:
            yield signatory
            if signatory.position % 500 == 0:
                self.looks += 1
                assert not [path for path in self.folder.rglob("*") if b"Family" in path.read_bytes()]


def test_a_spreadsheet_leaves_no_name_in_a_file_of_its_own_while_it_is_made(
    long: Letter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    looking = Looking(long.signatories, tmp_path)
    written("xlsx", replace(long, signatories=looking))
    assert looking.looks > 10
    assert list(tmp_path.iterdir()) == []
