"""What makes the same letter the same bytes in formats that would rather note when and in what order they were made."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

WHEN = datetime(1980, 1, 1, tzinfo=UTC)
"""The date in files that must have one: the first a zip can hold, and plainly nobody's."""


class Forward:
    """A file that is only written on: a zip becomes the same bytes in a pipe as in a file that could be wound back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes, /) -> int:
        """Write what comes next."""
        return self._file.write(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Whoever opened the file closes it."""


def dated(name: str) -> ZipInfo:
    """A compressed member of a zip, dated `WHEN`."""
    member = ZipInfo(name, WHEN.timetuple()[:6])
    member.compress_type = ZIP_DEFLATED
    return member


def rezip(
    archive: BytesIO,
    file: BinaryIO,
    filled: Callable[[str, bytes], Iterable[bytes]] = lambda _name, data: (data,),
) -> None:
    """Write a zip again with every member dated `WHEN`, each as it is or as `filled` makes it of its name and bytes."""
    with ZipFile(archive) as source, ZipFile(Forward(file), "w") as copy:
        for name in source.namelist():
            with copy.open(dated(name), "w") as member:
                for piece in filled(name, source.read(name)):
                    member.write(piece)
