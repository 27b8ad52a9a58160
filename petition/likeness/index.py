"""Who may be meant: readings found by their keys, never by comparing all with all.

A key borne by many asks for an agreeing field before it makes a candidate, and where many share that too, for
a second one: so what one more signature costs does not grow with the list.
"""

from collections.abc import Sequence

from petition.likeness.keys import BEGINS, ENDS, INITIAL, keys_of
from petition.likeness.reading import Reading

_MANY = 24
_FEW = 6  # for keys that only say that a slip or an initial is possible
_SLOTS = (
    64  # for each reading, of a byte: one key in ten is taken for another that was met, and kept for nothing
)
_DEEPEST = 2  # agreeing fields asked for at most; past that only the latest are met


class Index:
    """Readings by key. `meet` gives the candidates for a reading and takes it in.

    Where all are known beforehand that will be met, no key of only one of them is kept: that is most keys.
    """

    def __init__(self, known: Sequence[Reading] = ()) -> None:
        self.readings: list[Reading] = []
        self._borne = _borne(known)
        # A key's hash (half the memory of a key) to its one bearer, its bearers, None where they are too many.
        self._bearers: dict[int, int | list[int] | None] = {}

    def meet(self, reading: Reading) -> list[Reading]:
        """Give those already here who may be the same signatory as this one, then take it in."""
        number = len(self.readings)
        self.readings.append(reading)
        found: set[int] = set()
        fields = _fields(reading), _fields_of_slips(reading)
        for key in keys_of(reading):
            if not self._borne or self._borne[hash(key) % len(self._borne)] > 1:
                self._file(key, number, fields[_is_slip(key)], found, 0)
        return [self.readings[one] for one in sorted(found)]

    def near(self, reading: Reading) -> list[Reading]:
        """Give those already here who may be the same signatory as this one, without taking it in."""
        found: set[int] = set()
        fields = _fields(reading), _fields_of_slips(reading)
        for key in keys_of(reading):
            self._look(key, fields[_is_slip(key)], found)
        return [self.readings[one] for one in sorted(found)]

    def _look(self, key: str, fields: tuple[str, ...], found: set[int]) -> None:
        bearers = self._bearers.get(hash(key), -1)
        if bearers is None:
            for at, field in enumerate(fields):
                self._look(f"{key} {field}", fields[at + 1 :], found)
        elif isinstance(bearers, list):
            found.update(bearers)
        elif bearers >= 0:
            found.add(bearers)

    def _file(self, key: str, number: int, fields: tuple[str, ...], found: set[int], depth: int) -> None:
        """Take a number in under a key, meeting the bearers; under narrower keys where they are too many."""
        place = hash(key)
        bearers = self._bearers.get(place, -1)
        if isinstance(bearers, int):
            if bearers >= 0:
                found.add(bearers)
            self._bearers[place] = [bearers, number] if bearers >= 0 else number
        elif bearers is None:
            for at, field in enumerate(fields):
                self._file(f"{key} {field}", number, fields[at + 1 :], found, depth + 1)
        else:
            found.update(bearers)
            bearers.append(number)
            if len(bearers) > (_FEW if _is_slip(key) else _MANY):
                self._crowd(key, bearers, depth)

    def _crowd(self, key: str, bearers: list[int], depth: int) -> None:
        """A key has become one of many: its bearers move under the key with one more field."""
        if depth == _DEEPEST:
            del bearers[0]
            return
        self._bearers[hash(key)] = None
        asked_of = _fields_of_slips if _is_slip(key) else _fields
        unasked: set[int] = set()
        for number in bearers:
            fields = asked_of(self.readings[number])
            asked = next(
                (at + 1 for at, field in enumerate(fields) if depth and key.endswith(f" {field}")), 0
            )
            for at, field in enumerate(fields[asked:], asked):
                self._file(f"{key} {field}", number, fields[at + 1 :], unasked, depth + 1)


def _borne(readings: Sequence[Reading]) -> bytearray:
    """In the slot that a key's hash leads to: 0, 1 or 2 for as many or more bearers of it and of others there."""
    slots = bytearray(_SLOTS * len(readings))
    for reading in readings:
        for key in keys_of(reading):
            at = hash(key) % len(slots)
            if slots[at] < 2:
                slots[at] += 1
    return slots


def _is_slip(key: str) -> bool:
    return key.startswith((BEGINS, ENDS, INITIAL))


def _fields(reading: Reading) -> tuple[str, ...]:
    """The fields that may agree, in one order for all: address, organisation, place, roles."""
    place = [f"place {reading.town}"] if reading.town else []
    return (*_own(reading), *place, *(f"role {role}" for role in _roles(reading)))


def _fields_of_slips(reading: Reading) -> tuple[str, ...]:
    """The same for a mere slip: a place many share, or a stock role, must agree together."""
    both = (f"place {reading.town} role {role}" for role in _roles(reading)) if reading.town else ()
    return (*_own(reading), *both)


def _own(reading: Reading) -> list[str]:
    found = [f"local {reading.local}"] if reading.local else []
    houses = {name for one in reading.affiliations for name in (one.key, *one.names, one.short, one.acronym)}
    return found + sorted(f"affiliation {name}" for name in houses if name)


def _roles(reading: Reading) -> list[str]:
    return sorted(role for role in reading.roles | reading.own_roles if role != "citizen")
