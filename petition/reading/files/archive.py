"""Opens Word and OpenDocument archives without being hurt: nothing is unpacked before its size is known to be small.

What an archive says of its own sizes may be a lie, so every part is also read with its limit in hand.
"""

import io
import re
import zipfile
import zlib
from itertools import accumulate

from petition.reading.refusals import NotALetter, Refusal

UNPACKED = 20_000_000
PART = 12_000_000  # one XML part of a letter; 20,000 signatories take about 5 MB
RATIO = 300  # XML of a long list packs about 1:30; bombs start at 1:1000
PARTS = 2_000
TAGS = 250_000  # of one part: 12,000 paragraphs as Word writes them; what lies beyond costs minutes and is no letter
TABLES = 6  # in one another, as in a page: pandoc takes twice as long for each
_BROKEN = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError,
)  # fmt: skip
_TABLE = re.compile(rb"<(/?)(?:w:tbl|table:table)[\s>]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Archive:
    """A checked zip of small parts."""

    def __init__(self, data: bytes, *, unpacked: int = UNPACKED) -> None:
        """Take the bytes of a zip; refuse what is broken, locked, overlapping, or swollen beyond `unpacked` bytes."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, EOFError):
            raise NotALetter(Refusal.BROKEN_ARCHIVE) from None
        if any(info.flag_bits & 0x1 for info in infos):
            raise NotALetter(Refusal.BROKEN_ARCHIVE)
        size = sum(info.file_size for info in infos)
        if len(infos) > PARTS or size > unpacked or size > RATIO * max(len(data), 10_000):
            raise NotALetter(Refusal.TOO_LARGE)
        self.names = frozenset(info.filename for info in infos)

    def part(self, name: str) -> bytes:
        """One part, never more than PART bytes of it; '' where there is none."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as stream:
                content = stream.read(PART + 1)
        except _BROKEN:
            raise NotALetter(Refusal.BROKEN_ARCHIVE) from None
        if len(content) > PART:
            raise NotALetter(Refusal.TOO_LARGE)
        return content

    def picture(self, name: str) -> bytes:
        """The part that a document names so, by the end of its name; '' for one that is none, or broken."""
        found = [each for each in self.names if each == name or each.endswith(f"/{name.removeprefix('./')}")]
        try:
            return self.part(found[0]) if len(found) == 1 else b""
        except NotALetter:
            return b""

    def xml(self, name: str) -> bytes:
        """One XML part; a document type is refused: in an office document it can only be an attack (XXE, bombs)."""
        content = self.part(name)
        if _DOCTYPE.search(content.replace(b"\x00", b"")):
            raise NotALetter(Refusal.BROKEN_DOCUMENT)
        if content.count(b"<") > TAGS or _depth_of_tables(content) > TABLES:
            raise NotALetter(Refusal.TOO_LARGE)
        return content

    def safe(
        self,
        kept: tuple[str, ...] = (".xml", ".rels", "mimetype"),
        *,
        changed: dict[str, bytes] | None = None,
    ) -> bytes:
        """The same archive rebuilt of what was checked, parts of these endings only: what a program may open freely.

        `changed` are parts that are put in place of those of the same name.
        """
        out, total = io.BytesIO(), 0
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as rebuilt:
            for name in sorted(self.names):
                if "/media/" in name or name.startswith("Pictures/"):
                    rebuilt.writestr(name, b"")  # what it shows is drawn from `picture`
                elif name.endswith(kept):
                    read = self.xml if name.endswith((".xml", ".rels")) else self.part
                    content = (changed or {}).get(name) or read(name)
                    total += len(content)
                    if total > UNPACKED:
                        raise NotALetter(Refusal.TOO_LARGE)
                    rebuilt.writestr(name, content)
        return out.getvalue()


def _depth_of_tables(content: bytes) -> int:
    """How many tables stand in one another."""
    steps = (-1 if ends else 1 for ends in _TABLE.findall(content))
    return max(accumulate(steps), default=0)
