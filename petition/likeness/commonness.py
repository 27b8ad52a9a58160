"""How common each part of a name, each role, place and organisation is in this very list.

A fixed likeness that works among 2,000 signatures erases people among 200,000: namesakes grow with the square
of the list. So nothing is weighed by tables of the world's names but by the list itself.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from petition.likeness.reading import Reading

_PARTS = 256  # that are counted one after another


class Bearers:
    """How many bear each of many values that most bear alone: eight bytes for each, and nothing more for what one bears."""

    def __init__(self) -> None:
        self._met = [array("q") for _ in range(_PARTS)]
        self._several: dict[int, int] | None = None

    def add(self, value: str) -> None:
        """Count one more."""
        met = hash(value)
        self._met[met % _PARTS].append(met)
        self._several = None

    def of(self, value: str) -> int:
        """How many bear a value that somebody bears."""
        return self._of_several().get(hash(value), 1)

    def are_all_alone(self) -> bool:
        """Whether no value is borne twice."""
        return not self._of_several()

    def _of_several(self) -> dict[int, int]:
        if self._several is None:
            found = (counted for part in self._met for counted in Counter(part).items())
            self._several = {each: many for each, many in found if many > 1}
        return self._several


class Commonness:
    """Counts of what a list holds. Grows by `add`, one reading at a time; never forgets."""

    def __init__(self) -> None:
        self.people = 0
        self.names = Bearers()
        self.words: Counter[str] = Counter()
        self.mailboxes = Bearers()
        self.values: Counter[tuple[str, str]] = Counter()
        self.filled: Counter[str] = Counter()

    def add(self, reading: Reading) -> None:
        """Count one more signature."""
        if reading.is_organisation:
            return
        self.people += 1
        self.names.add(" ".join(sorted(word.fold for word in reading.name.words)))
        self.words.update({word.fold for word in reading.name.words})
        if reading.mailbox:
            self.mailboxes.add(reading.mailbox)
        for field, values in (
            ("role", reading.roles | reading.own_roles),
            ("place", {reading.town} if reading.town else ()),
            ("affiliation", {affiliation.key for affiliation in reading.affiliations}),
        ):
            if values:
                self.filled[field] += 1
                for value in values:
                    self.values[field, value] += 1

    def namesakes(self, words: Sequence[str]) -> float:
        """How many others may be expected to bear all these words by chance: f(given) x f(family) / N.

        Those who bear exactly this name are left out of the frequencies, or a name signed thrice would call itself
        common; but where many bear it, they are hardly all one.
        """
        if not words or not self.people:
            return 0.0
        bearers = self.bearers(words)
        expected = float(self.people)
        for word in words:
            expected *= (max(self.words[word] - bearers, 0) + 1) / self.people
        return expected + max(bearers - 3, 0) * 0.2

    def bearers(self, words: Iterable[str]) -> int:
        """How many signatures here bear exactly this name, order and script aside; 1 too where nobody does."""
        return self.names.of(" ".join(sorted(words)))

    def share(self, field: str, value: str) -> float:
        """The part of those who filled a field that filled it so; a little more for short lists, never 0."""
        return (self.values[field, value] + 1) / (self.filled[field] + 10)

    def surprise(self, field: str, value: str) -> float:
        """How much it says that two agree in this value: the log of one over its share."""
        return -log(min(self.share(field, value), 1.0))
