"""Readings of a long list, packed: two hundred bytes for each in place of a kilobyte, and unpacked when compared."""

import marshal
from array import array
from operator import attrgetter
from typing import Any

from petition.lexicon.fold import Word
from petition.likeness.names import Name
from petition.likeness.noise import Noise
from petition.likeness.organisations import Organisation
from petition.likeness.reading import Reading

_OF_READING = attrgetter("mailbox", "local", "spelt", "digits", "roles", "own_roles", "town", "country")
_OF_ORGANISATION = attrgetter(
    "plain", "key", "core", "names", "acronym", "short", "alphabet", "editorial", "kinds"
)


class Shelf:
    """Readings in the order they were put there, each known by its number; their ids are kept as they are."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._packed = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self.ids)

    def put(self, reading: Reading) -> None:
        """Put one behind the others."""
        self.ids.append(reading.id)
        self._packed += marshal.dumps(_plain(reading))
        self._ends.append(len(self._packed))

    def __getitem__(self, number: int) -> Reading:
        packed = self._packed[self._ends[number] : self._ends[number + 1]]
        return _reading(self.ids[number], marshal.loads(packed))  # noqa: S302  packed here, never elsewhere


def _plain(reading: Reading) -> tuple[Any, ...]:
    """All but the id, of nothing but tuples, sets and strings."""
    name, organisation = reading.name, reading.organisation
    return (
        (_pairs(name.words), name.patronymic, name.initials, _pairs(name.maiden), name.generation, name.beside),
        _OF_ORGANISATION(organisation) if organisation else None,
        tuple(map(_OF_ORGANISATION, reading.affiliations)),
        tuple(reading.noise),
        *_OF_READING(reading),
    )  # fmt: skip


def _pairs(words: tuple[Word, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, words))


def _reading(own_id: str, plain: tuple[Any, ...]) -> Reading:
    """What `_plain` was made of."""
    name, organisation, affiliations, noise, *rest = plain
    mailbox, local, spelt, digits, roles, own_roles, town, country = rest
    words, patronymic, initials, maiden, generation, beside = name
    return Reading(
        own_id,
        organisation is not None,
        Name(_words(words), patronymic, initials, _words(maiden), generation, beside),
        Organisation(*organisation) if organisation else None,
        mailbox,
        local,
        spelt,
        digits,
        tuple(Organisation(*each) for each in affiliations),
        roles,
        own_roles,
        town,
        country,
        Noise(*noise),
    )


def _words(pairs: tuple[tuple[str, str], ...]) -> tuple[Word, ...]:
    return tuple(map(Word._make, pairs))
