"""What a signature can be looked up by: plain strings, equal for those that may be one.

Each likeness a person would see has a key of its own: order and script (skeleton), moved letters and spaces
(letters), vowels (consonants), one slip (a word and the beginning or end of another), initials, short forms,
the mailbox.
"""

from collections.abc import Iterable
from itertools import permutations

from petition.likeness.people import consonants, likely_family
from petition.likeness.reading import Reading, read
from petition.likeness.record import Record
from petition.likeness.vocabulary import as_of_a_man, short_form_groups

# Keys for slips and initials: borne by many soon, and worth something only beside an agreeing field.
_WORDS = 4  # of a name longer than this only the first words make keys
BEGINS, ENDS, INITIAL = "begins ", "ends ", "initial "


def keys(record: Record) -> frozenset[str]:
    """The keys of a record. At most some twenty; none for a record without letters or mailbox."""
    return keys_of(read(record))


def keys_of(reading: Reading) -> frozenset[str]:
    """The keys of a record already read."""
    found = _of_organisation(reading) if reading.is_organisation else _of_person(reading)
    if reading.mailbox:
        found.add(f"mailbox {reading.mailbox}")
    return frozenset(found)


def _of_organisation(reading: Reading) -> set[str]:
    assert reading.organisation is not None
    one = reading.organisation
    found = {f"organisation {name}" for name in one.names}
    found.add("organisation " + " ".join(sorted(one.core)))
    if one.short:
        found.add(f"acronym {one.short}")
    if one.acronym:
        found.add(f"acronym {one.acronym}")
    return found


def _of_person(reading: Reading) -> set[str]:
    found = {f"seen {signs}" for signs in (reading.noise.shows, reading.noise.garbled) if signs}
    found |= {name_key(words) for words in (reading.noise.retyped, reading.noise.respaced) if words}
    if len(reading.local) > 3:
        found.add(f"local {reading.local}")
    said = "".join(reading.spelt)
    if len(reading.spelt) > 1 or len(said) > 8:
        found.add("letters " + "".join(sorted(said)))
    words = tuple(word.fold for word in reading.name.words)[:_WORDS]
    if len(words) == 1:
        found |= _of_one_word(words[0], reading.name.initials)
    elif words:
        found |= _of_words(words) | _of_pairs(words)
        found.add(name_key(word.bare for word in reading.name.words[:_WORDS]))
        found |= {name_key((born.fold, word)) for born in reading.name.maiden for word in words}
    return found


def name_key(words: Iterable[str]) -> str:
    """The key of a name by its folded words: one for a man's and a woman's form of a family name."""
    return "name " + " ".join(sorted(map(as_of_a_man, words)))


def _of_one_word(word: str, initials: tuple[str, ...]) -> set[str]:
    if initials:
        return {f"{INITIAL}{word} {letter}" for letter in initials[0]}
    return {f"name {word}", "letters " + "".join(sorted(word))}


def _of_words(words: tuple[str, ...]) -> set[str]:
    return {
        name_key(words),
        "letters " + "".join(sorted("".join(words))),
        "consonants " + " ".join(sorted(map(consonants, words))),
    }


def _of_pairs(words: tuple[str, ...]) -> set[str]:
    """Each word with a part of each other; where the family name shows itself, only what matters."""
    found, family = set(), likely_family(words)
    for word, other in permutations(words, 2):
        if not family or word == family:
            found.add(f"{INITIAL}{word} {other[0]}")
        if not family or other == family:
            found.add(f"{BEGINS}{word} {other[:3]}")
        if len(other) > 4:
            found.add(f"{ENDS}{word} {other[-4:]}")
        found |= {f"form {word} {group}" for group in short_form_groups(other)}
    return found
