"""Who of those named in a message signs it, and what is told of them elsewhere in it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from petition.interpret.candidates import Named
from petition.interpret.person_names import has_no_capitals, same_person
from petition.interpret.sentences import Sentence
from petition.lexicon.role_phrase import says_role


def best_of(people: Sequence[Named], from_name: str) -> Named | None:
    """The one for whom most speaks; of two names of one person the longer, with what was told beside either."""
    known = [each for each in people if not has_no_capitals(each.name)]  # else all looks like a name
    best = max(
        people,
        key=lambda each: (each.weight + (each.name == from_name), each in known and len(each.name)),
        default=None,
    )
    if best is None:
        return None
    same = [each for each in people if same_person(each.name, best.name)]
    alike = [each for each in same if has_no_capitals(each.name) == has_no_capitals(same[0].name)]
    fullest = max(
        alike,
        key=lambda each: (
            sum(len(word.strip(".")) > 1 for word in each.name.split()),
            len(each.name.split()),
            not any(map(str.isupper, re.findall(r"\w{3,}", each.name))),
            each.weight,
        ),
    )
    told = best.told
    for each in [fullest, *same]:
        told = told.with_more(each.told)
    return replace(fullest, told=told, entry=best.entry, introduced=best.introduced)


def with_block(own: list[Named], owner: list[Named]) -> list[Named]:
    """Who is named above the block, with what it tells of them; and its owner, where nobody is."""
    whole = [each for each in own if each.is_whole and each.agrees > 1 and each.entry and not each.told]
    if len(whole) == 1 and len(owner) == 1 and owner[0].agrees > 1:
        return [replace(each, told=owner[0].told) if each is whole[0] else each for each in own]
    return [*own, *owner]


def is_where(named: Named, other: Named, rows: Sequence[Sentence]) -> bool:
    """Whether what looks like a name is where another works: "editor, Kestrel Kite", which sends the message."""
    does, _, where = rows[named.row].text.partition(", ")
    is_it = named.name in {other.told.affiliation, where.strip(" ,.")}
    return is_it and other.entry and other.row < named.row and (does == other.told.role or says_role(does))
