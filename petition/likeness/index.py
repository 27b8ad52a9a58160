"""Who may be meant: readings found by their keys, never by comparing all with all.

A key borne by many asks for an agreeing field before it makes a candidate, and where many share that too, for
a second one: so what one more signature costs does not grow with the list.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from petition.likeness.heaps import Heaps
from petition.likeness.keys import BEGINS, ENDS, INITIAL, keys_of
from petition.likeness.reading import Reading

_MANY = 24
_FEW = 6  # for keys that only say that a slip or an initial is possible
_DEEPEST = 2  # agreeing fields asked for at most; past that only the latest are met
_PARTS = 256  # the keys are gone through in as many parts, so that the bearers of few are in memory together
_LATER_ONES = 10  # bits: as many later ones, and whom they meet, are in memory together

Pair = tuple[int, int]


class Index:
    """The keys of readings, which are known by the order they were taken in. Of a key and of a field its hash is kept.

    Keys are gone through part by part, for most are borne by one alone; in memory are the fields, eight bytes for each.
    """

    def __init__(self) -> None:
        self._keys = Heaps(_PARTS, "q")  # a key, who bears it, the next key ...
        self._fields, self._fields_of_slips = _Rows(), _Rows()

    def take(self, reading: Reading) -> None:
        """Take one in."""
        number = len(self._fields)
        keys = keys_of(reading)
        for key in keys:
            place = hash(key) & -2 | key.startswith((BEGINS, ENDS, INITIAL))  # even, and odd for a slip's
            self._keys.at_hand[(place >> 1) % _PARTS].extend((place, number))
        self._keys.added(2 * len(keys))
        self._fields.add(map(hash, _fields(reading)))
        self._fields_of_slips.add(map(hash, _fields_of_slips(reading)))

    def pairs(self) -> Iterator[Pair]:
        """Give each pair that may be one signatory once, the earlier first, by the later ones."""
        met = _Pairs(len(self._fields))
        for parts in self._keys:
            bearers = defaultdict[int, list[int]](list)
            for part in parts:
                for place, number in zip(part[::2], part[1::2], strict=True):
                    bearers[place].append(number)
            for place, those in bearers.items():
                is_slip = place & 1
                fields = self._fields_of_slips if is_slip else self._fields
                met.take(_meetings(those, fields, _FEW if is_slip else _MANY))
        return iter(met)


class _Rows:
    """A row of numbers for each reading."""

    def __init__(self) -> None:
        self._all, self._ends = array("q"), array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, row: Iterable[int]) -> None:
        self._all.extend(row)
        self._ends.append(len(self._all))

    def __getitem__(self, number: int) -> "array[int]":
        return self._all[self._ends[number] : self._ends[number + 1]]


class _Pairs:
    """Pairs of numbers below `many`, taken in over and over and given once, block by block of later ones."""

    def __init__(self, many: int) -> None:
        self._bits = many.bit_length()
        # So many bits are left for the later one within its block, of which one is in memory.
        self._shift = min(32 - self._bits, _LATER_ONES)
        self._blocks = Heaps((many >> self._shift) + 1, "I", distinct=True)

    def take(self, pairs: Iterable[Pair]) -> None:
        bits, shift, blocks, count = self._bits, self._shift, self._blocks.at_hand, 0
        within = (1 << shift) - 1
        for earlier, later in pairs:
            blocks[later >> shift].append((later & within) << bits | earlier)
            count += 1
        self._blocks.added(count)

    def __iter__(self) -> Iterator[Pair]:
        for nth, parts in enumerate(self._blocks):
            for value in sorted(set().union(*parts)):
                yield value & (1 << self._bits) - 1, (nth << self._shift) + (value >> self._bits)


def _meetings(those: list[int], fields: _Rows, most: int, depth: int = 0, asked: int = 0) -> Iterator[Pair]:
    """Who of the bearers of a key may be one: all, and where they are too many, those with a field more in common.

    `asked`: the field that they were asked for last; fields are asked for in one order.
    """
    yield from combinations(those[: most + 1], 2)
    if len(those) <= most + 1:
        return
    if depth == _DEEPEST:
        for at in range(most + 1, len(those)):
            yield from ((earlier, those[at]) for earlier in those[at - most : at])
        return
    narrower = defaultdict[int, list[int]](list)
    for number in those:
        own = fields[number]
        for field in own[own.index(asked) + 1 :] if depth else own:
            narrower[field].append(number)
    for field, some in narrower.items():
        if len(some) > 1:
            yield from _meetings(some, fields, most, depth + 1, field)


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
