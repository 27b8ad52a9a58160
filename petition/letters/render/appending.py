"""Objects written after the end of a finished PDF, as an incremental update (ISO 32000-1, 7.5.6).

A library that writes PDF holds every object in memory, and a letter with many names has some hundred thousand tags
that are all alike: those are written here one by one, as text that nobody has to hold or parse.
"""

import zlib
from typing import BinaryIO

_AT_ONCE = 500  # objects compressed together


class Update:
    """Adds and replaces objects of a PDF in a file that stands at its end."""

    def __init__(self, file: BinaryIO, *, size: int) -> None:
        """`size`: one more than the highest number of an object so far (the /Size of the trailer)."""
        self._next = size
        self._file = file
        self._before = _start_of_references(file)
        self._waiting: list[tuple[int, bytes]] = []
        self._entries: dict[int, tuple[int, int, int]] = {}

    def add(self, number: int, value: bytes) -> None:
        """An object under a number that was reserved, or under that of the object it replaces."""
        self._waiting.append((number, value))
        if len(self._waiting) == _AT_ONCE:
            self._compress()

    def reserve(self, count: int) -> int:
        """The first of so many numbers that nobody else gets."""
        first, self._next = self._next, self._next + count
        return first

    def new(self, value: bytes) -> int:
        """A new object; tells its number."""
        number = self.reserve(1)
        self.add(number, value)
        return number

    def finish(self, trailer: bytes) -> None:
        """Write the cross-references; `trailer` holds the entries /Root, /Info and /ID of the file."""
        self._compress()
        number = self.reserve(1)
        start = self._file.tell()
        self._entries[number] = (1, start, 0)
        entries, numbers = bytearray(), sorted(self._entries)
        for each in numbers:
            kind, place, at = self._entries[each]
            entries += bytes((kind,)) + place.to_bytes(5, "big") + at.to_bytes(2, "big")
        index = b" ".join(b"%d 1" % each for each in numbers)
        self._stream(
            number,
            b"/Type/XRef/W[1 5 2]/Index[%b]/Size %d/Prev %d%b" % (index, self._next, self._before, trailer),
            bytes(entries),
        )
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _compress(self) -> None:
        """Write what waits as one object stream (7.5.7)."""
        if not self._waiting:
            return
        number = self.reserve(1)
        heads, values = bytearray(), bytearray()
        for at, (each, value) in enumerate(self._waiting):
            self._entries[each] = (2, number, at)
            heads += b"%d %d " % (each, len(values))
            values += value + b"\n"
        self._entries[number] = (1, self._file.tell(), 0)
        about = b"/Type/ObjStm/N %d/First %d" % (len(self._waiting), len(heads))
        self._waiting.clear()
        self._stream(number, about, bytes(heads + values))

    def _stream(self, number: int, about: bytes, data: bytes) -> None:
        packed = zlib.compress(data, 3)  # more would take twice the time for a tenth of these bytes
        self._file.write(
            b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n" % (number, about, len(packed))
        )
        self._file.write(packed)
        self._file.write(b"\nendstream\nendobj\n")


def _start_of_references(file: BinaryIO) -> int:
    file.seek(-64, 2)
    end = file.read()
    return int(end[end.rindex(b"startxref") + 9 :].split()[0])
