"""Very many short lines in little memory: a million names take some25 MB, and 200 as strings of their own."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

_TOGETHER = 1_000  # lines that are packed as one; to read one of them takes 0.3 ms


class PackedLines(Sequence[str]):
    """Lines without line breaks, packed; whoever reads them in their order unpacks each part once."""

    def __init__(self, parts: Sequence[bytes], number: int) -> None:
        self.parts, self._number = parts, number
        self._last: tuple[int, list[str]] = (-1, [])  # in one name: threads read it while another writes it

    @classmethod
    def of(cls, lines: Iterable[str]) -> "PackedLines":
        """Pack lines, of which only a part is in memory at any time."""
        left, parts, number = iter(lines), [], 0
        while some := list(islice(left, _TOGETHER)):
            parts.append(zlib.compress("\n".join(some).encode()))
            number += len(some)
        return cls(parts, number)

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        part, within = divmod(range(len(self))[at], _TOGETHER)
        return self._unpacked(part)[within]

    def __iter__(self) -> Iterator[str]:
        for part in range(len(self.parts)):
            yield from self._unpacked(part)

    def _unpacked(self, part: int) -> list[str]:
        known, lines = self._last
        if known != part:
            lines = zlib.decompress(self.parts[part]).decode().split("\n")
            self._last = part, lines
        return lines
