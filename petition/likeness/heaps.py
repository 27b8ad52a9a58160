"""Numbers in heaps that grow all at once: beyond a million in all they go to a sealed file, and come back heap by heap."""

from array import array
from collections.abc import Iterable, Iterator

from petition.core.sealed_file import SealedFile

_AT_HAND = 1_000_000  # numbers in memory


class Heaps:
    """So many heaps of numbers, which are added to in any order and read once."""

    def __init__(self, many: int, kind: str, *, distinct: bool = False) -> None:
        """`kind` is that of an array's values. `distinct`: a number may be dropped where its heap holds it twice."""
        self.at_hand = [array(kind) for _ in range(many)]
        self._kind, self._distinct = kind, distinct
        self._spilt = [array("L") for _ in range(many)]
        self._file = SealedFile()
        self._added = 0

    def added(self, count: int) -> None:
        """Be told that so many numbers were added to those at hand."""
        self._added += count
        if self._added > _AT_HAND:
            self._spill()

    def _spill(self) -> None:
        for nth, heap in enumerate(self.at_hand):
            if heap:
                self._spilt[nth].append(self._file.put(self._tidy(heap).tobytes()))
                self.at_hand[nth] = array(self._kind)
        self._added = 0

    def _tidy(self, heap: "array[int]") -> "array[int]":
        return array(self._kind, set(heap)) if self._distinct else heap

    def __iter__(self) -> Iterator[Iterable["array[int]"]]:
        """Heap by heap its numbers, in parts, in the order they were added."""
        for nth in range(len(self.at_hand)):
            yield self._parts(nth)

    def _parts(self, nth: int) -> Iterator["array[int]"]:
        for number in self._spilt[nth]:
            yield array(self._kind, self._file[number])
        yield self.at_hand[nth]
