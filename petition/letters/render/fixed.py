"""What makes the same letter the same bytes in formats that would rather note when and in what order they were made."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO

WHEN = datetime(1980, 1, 1, tzinfo=UTC)
"""The date in files that must have one: the first a zip can hold, and plainly nobody's."""


def rezip(archive: BytesIO, file: BinaryIO) -> None:
    """Write a zip again with every member dated `WHEN`."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, WHEN.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(member, source.read(name))
