"""Readings of a long list, packed in a sealed file and unpacked when compared: some twenty bytes of each are in memory."""

import marshal
from array import array
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from petition.core.sealed_file import SealedFile
from petition.lexicon.fold import Word
from petition.likeness.names import Name
from petition.likeness.noise import Noise
from petition.likeness.organisations import Organisation
from petition.likeness.reading import Reading

_OF_READING = attrgetter("mailbox", "local", "spelt", "digits", "roles", "own_roles", "town", "country")


class Shelf:
    """Readings in the order they were put there, each known by its number; their ids are kept as they are."""

    def __init__(self) -> None:
        self.ids = _Texts()
        self._packed = SealedFile()

    def __len__(self) -> int:
        return len(self.ids)

    def put(self, reading: Reading) -> None:
        """Put one behind the others."""
        self.ids.append(reading.id)
        self._packed.put(marshal.dumps(_plain(reading)))

    def __getitem__(self, number: int) -> Reading:
        packed = marshal.loads(self._packed[number])  # noqa: S302  packed here, never elsewhere
        return _reading(self.ids[number], packed)


class _Texts:
    """Short texts behind one another: of each its bytes, and where it ends."""

    def __init__(self) -> None:
        self._all, self._ends = bytearray(), array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def append(self, text: str) -> None:
        """Put one behind the others."""
        self._all += text.encode()
        self._ends.append(len(self._all))

    def __getitem__(self, number: int) -> str:
        return self._all[self._ends[number] : self._ends[number + 1]].decode()


def _plain(reading: Reading) -> tuple[Any, ...]:
    """All but the id, of nothing but tuples, sets and strings."""
    name, organisation = reading.name, reading.organisation
    return (
        (_pairs(name.words), name.patronymic, name.initials, _pairs(name.maiden), name.generation, name.beside),
        tuple(organisation) if organisation else None,
        tuple(map(tuple, reading.affiliations)),
        tuple(reading.noise),
        *_OF_READING(reading),
    )  # fmt: skip


def _pairs(words: tuple[Word, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, words))


def _reading(own_id: str, plain: tuple[Any, ...]) -> Reading:
    """What `_plain` was made of."""
    name, organisation, affiliations, noise, *rest = plain
    words, patronymic, initials, maiden, generation, beside = name
    mailbox, local, spelt, digits, roles, own_roles, town, country = rest
    own = (_words(words), patronymic, initials, _words(maiden), generation, beside)
    return Reading._make(
        (
            own_id,
            organisation is not None,
            Name._make(own),
            organisation and Organisation._make(organisation),
            mailbox,
            local,
            spelt,
            digits,
            tuple(map(Organisation._make, affiliations)),
            roles,
            own_roles,
            town,
            country,
            Noise._make(noise),
        )
    )


def _words(pairs: tuple[tuple[str, str], ...]) -> tuple[Word, ...]:
    return tuple(map(Word._make, pairs))
