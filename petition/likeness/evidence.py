"""What the fields beside the name say for and against, each thing with its weight.

Weights are logarithms of odds. What a value says when two agree is measured in the list judged (commonness);
what a difference says is set by how people sign again: a new job title is nothing, another town something,
another country more.
"""

from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio

from petition.lexicon.fold import Word, fold
from petition.likeness.commonness import Commonness
from petition.likeness.organisations import agreement
from petition.likeness.people import Relation
from petition.likeness.reading import Reading


class Evidence(NamedTuple):
    """One thing seen. `side` is +1 for, -1 against, 0 for what says too little to count ("journalist")."""

    code: str
    weight: float
    side: int


_MANY = 0.05  # a place or an organisation borne by more than this part of a list tells nobody apart
_STOCK = frozenset(("citizen", "journalist"))


def affiliations(a: Reading, b: Reading, common: Commonness) -> Evidence | None:
    """The organisations two people name."""
    if not a.affiliations or not b.affiliations:
        return None
    unsure = False
    for one in a.affiliations:
        for other in b.affiliations:
            how = agreement(one, other)
            if how in ("same", "short"):
                share = max(common.share("affiliation", one.key), common.share("affiliation", other.key))
                surprise = min(
                    common.surprise("affiliation", one.key), common.surprise("affiliation", other.key)
                )
                code = "same_affiliation" if how == "same" else "affiliation_short"
                return Evidence(code, min(surprise, 3.5), 1 if share <= _MANY else 0)
            unsure = unsure or how == "?"
    return None if unsure else Evidence("other_affiliation", -1.2, -1)


def roles(a: Reading, b: Reading, common: Commonness) -> Evidence | None:
    """The roles two people name; a citizen may be anything else besides."""
    both = (a.roles & b.roles) | (a.own_roles & b.own_roles)
    if both:
        surprise = max(common.surprise("role", role) for role in both)
        stock = all(role in _STOCK or common.share("role", role) > _MANY for role in both)
        return Evidence("stock_role" if stock else "same_role", min(surprise * 0.6, 2.5), 0 if stock else 1)
    mine, theirs = (a.roles | a.own_roles) - {"citizen"}, (b.roles | b.own_roles) - {"citizen"}
    if mine and theirs and not (a.own_roles or b.own_roles):
        return Evidence("other_role", -0.9, -1)
    return Evidence("other_role", -0.3, 0) if mine and theirs else None


def places(a: Reading, b: Reading, common: Commonness) -> Evidence | None:
    """The towns two people name, else their countries."""
    if a.town and b.town:
        if a.town != b.town:
            return Evidence("other_place", -1.5, -1)
        stock = common.share("place", a.town) > _MANY
        surprise = min(common.surprise("place", a.town), 3.0)
        return Evidence("common_place" if stock else "same_place", surprise * 0.5, 0 if stock else 1)
    if a.country and b.country and a.country != b.country:
        return Evidence("other_country", -1.0, -1)
    return None


def mailboxes(a: Reading, b: Reading, relation: Relation) -> Evidence | None:
    """What two addresses tell. The same mailbox decides nothing alone: spouses and newsrooms share theirs."""
    if not a.mailbox or not b.mailbox:
        return None
    if a.mailbox == b.mailbox:
        return Evidence("same_mailbox", 7.0, 1)
    if a.local and a.local == b.local:
        return _same_local_part(a, b)
    is_same_but_numbers = relation.kind == "same_name" and a.spelt == b.spelt and a.digits != b.digits
    if is_same_but_numbers and _both_taken(a, b) and len("".join(a.spelt)) > 2 and made_of_name(a):
        return Evidence("other_numbers", -1.2, -1)
    return Evidence("other_mailbox", -0.2, 0)


def _same_local_part(a: Reading, b: Reading) -> Evidence:
    """One local part at two providers: much where it is a word of its own, little where it is the name."""
    if not made_of_name(a) and not made_of_name(b):
        return (
            Evidence("same_local_part", 5.5, 1) if len(a.local) > 4 else Evidence("short_local_part", 1.5, 0)
        )
    return Evidence("same_numbers", 4.0, 1) if len(a.digits) > 1 else Evidence("name_in_local_part", 0.7, 0)


def made_of_name(reading: Reading) -> bool:
    """Whether an address is made of its owner's name, however roughly: a namesake may have the same."""
    said = "".join(reading.spelt)
    return any(len(word.fold) > 2 and partial_ratio(word.fold, said) > 80 for word in reading.name.words)


def _both_taken(a: Reading, b: Reading) -> bool:
    """Anna.petrova85@ beside anna.petrova91@, or beside anna.petrova@ of one house: it was taken."""
    same_house = a.mailbox.rpartition("@")[2] == b.mailbox.rpartition("@")[2]
    return same_house or (len(a.digits) > 1 and len(b.digits) > 1)


def spells(reading: Reading, words: tuple[Word, ...]) -> str:
    """How a mailbox spells a name: 'full', 'initial' (with one whole word), 'word', or '' for not at all."""
    if not reading.spelt or not words or len(words) > 4:
        return ""
    said = fold("".join(reading.spelt))
    return _spellings(tuple(word.fold for word in words)).get(said, "")


@lru_cache(maxsize=1 << 14)
def _spellings(words: tuple[str, ...]) -> dict[str, str]:
    """The local parts a name gives (anna.petrova, petrova.a), folded as a whole, since letters meet."""
    found: dict[str, str] = {}
    for one, other in permutations(words, 2):
        found |= {fold(one + other[0]): "initial", fold(other[0] + one): "initial"}
    found |= dict.fromkeys(words, "word")
    if len(words) > 1:
        found |= dict.fromkeys((fold("".join(order)) for order in permutations(words)), "full")
    return found


def given_by_mailbox(reading: Reading) -> str:
    """The given name a mailbox spells where an initial was written: K. Levin at kirill.levin@: kiril."""
    if len(reading.name.words) != 1 or not reading.name.initials:
        return ""
    family = reading.name.words[0].fold
    said = fold("".join(reading.spelt))
    for rest in (said.removeprefix(family), said.removesuffix(family)):
        if rest != said and len(rest) > 2 and rest[0] in reading.name.initials[0]:
            return rest
    return ""
