"""Pieces of bytes that should not all be in memory at once, on the disk, where nobody can read them.

The file has no name in any folder, and what is in it is sealed with a key that is never written down: whoever takes the
disk finds nobody.
"""

import os
from array import array
from errno import ENOSPC
from tempfile import TemporaryFile
from weakref import finalize

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SealedFile:
    """Pieces, each known by its number, in the order they were put there."""

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115  lives as long as this, see below
        self._handle, self._ends = self._file.fileno(), array("Q", [0])
        self._aead = AESGCM(AESGCM.generate_key(256))
        finalize(self, self._file.close)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def put(self, piece: bytes) -> int:
        """Put one behind the others; gives its number. Raises OSError where the disk is full."""
        number = len(self)
        sealed = self._aead.encrypt(number.to_bytes(12), piece, None)  # the key seals nothing else
        if self._file.write(sealed) != len(sealed):
            raise OSError(ENOSPC, "no room for all of a piece")
        self._ends.append(self._ends[-1] + len(sealed))
        return number

    def __getitem__(self, number: int) -> bytes:
        start, end = self._ends[number], self._ends[number + 1]
        return self._aead.decrypt(number.to_bytes(12), os.pread(self._handle, end - start, start), None)
