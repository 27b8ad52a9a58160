"""Whether one person signs: several stand in a message as signatories do, or it asks to add somebody else. Pure."""

import re
from collections.abc import Sequence

from petition.interpret.candidates import Named
from petition.interpret.person_names import Sender, has_no_capitals, same_person
from petition.interpret.sentences import Sentence
from petition.lexicon.fold import fold, script
from petition.lexicon.language import is_strange
from petition.lexicon.phrases import WISH_NOW, family, spelled, words, words_in
from petition.lexicon.vocabulary import expression
from petition.reading.lines.names import ends_like_family

_OF_ONESELF = words("of-oneself")
_SAYS_I = re.compile("[我私저]")  # in writing without spaces
_HOUSE = re.compile(r"\d{1,4} (?=[^\W\d_])")
_KIN = family("of-others")
_WITH_KIN = expression(
    r"\b(?P<kin>[^\W\d_]+) [A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+ (?:@and) (?:I|me|ich|je|moi|я|мен)\b", 0
)
_KIN_APART = re.compile(r"\b(?P<kin>[^\W\d_]+)\s?[:—–-]\s+(?=[^\W\d_a-zа-яёәғқңөұүһі])")
_PARTED = re.compile(r"[,;:—–]+\s*")
_MOST_OF_KIN = 6
_LONGEST = 600
_FULL = 5  # letters of a given name that is not shortened
_MOST_BESIDE = 10  # words of a sentence in which somebody stands as signatories do


def are_several(people: Sequence[Named], rows: Sequence[Sentence], labelled: Named | None) -> bool:
    """Whether more than one stand in it as signatories do, beside who is named behind a label."""
    if any(each.joined and each.entry for each in people):
        return True
    in_full = [
        each for each in people if _stands_in_full(each, labelled) and not _is_of_story(each, rows, people)
    ]
    distinct = _distinct(in_full, rows)
    if len(distinct) < 2:
        return False
    most = max(each.agrees for each in distinct)
    sure = [each for each in distinct if 0 < most == each.agrees or each.introduced]
    if len(sure) == 1:
        own = set(sure[0].name.split())
        others = [
            each
            for each in distinct
            if each is not sure[0]
            and (
                _is_surely_somebody(each)
                or any(len(word) > 2 for word in own.intersection(each.name.split()))
            )
        ]  # also of one family: "Anna Reed, Peter Reed", "Reed Anna, Reed Peter"
        return any(each.told or abs(rows[each.row].line - rows[sure[0].row].line) <= 1 for each in others)
    return True


def tells_of_kin(rows: Sequence[Sentence]) -> bool:
    """Whether kin stand with their names beside oneself, or in a list: "my husband Tom and I", "my husband: Tom Reed"."""
    texts = [row.text[:_LONGEST] for row in rows]
    told = (found for text in texts for kin in (_WITH_KIN, _KIN_APART) for found in kin.finditer(text))
    beside = any(_KIN.match(spelled(found["kin"])) for found in told)
    return beside or any(sum(map(_is_kin, _PARTED.split(text))) > 1 for text in texts)


def _is_kin(part: str) -> bool:
    said = part.split()
    return 1 < len(said) <= _MOST_OF_KIN and bool(_KIN.match(spelled(said[0]))) and said[1][0].isupper()


def _is_of_story(named: Named, rows: Sequence[Sentence], people: Sequence[Named]) -> bool:
    """Whether a sentence tells of somebody, who neither introduces themselves nor agrees with the sender."""
    row = rows[named.row]
    if _HOUSE.match(row.text) and sum(bool(_HOUSE.match(each.text)) for each in rows) == 1:
        return not named.agrees  # of a street: the lines of a list are numbered each
    beside = len(words_in(row.text)) - len(words_in(named.name))
    below = (
        not named.told.place and rows[named.row - 1].line < row.line and not row.text.startswith(named.name)
    )
    if below and any(each.agrees > 1 and each.is_whole and 0 < named.row - each.row > 1 for each in people):
        return not (
            named.agrees or named.introduced or named.joined
        )  # in the writer's block: "Secretary: J. Field"
    return not (named.agrees or named.introduced or named.joined or row.alone) and beside > _MOST_BESIDE


def _stands_in_full(named: Named, labelled: Named | None) -> bool:
    return named.entry and len(named.name.split()) > 1 and (not labelled or _is_surely_somebody(named))


def _is_surely_somebody(named: Named) -> bool:
    """Whether what stands beside the sender's own name can be another's, by how family names end or by their letters."""
    words = named.name.split()
    in_role = named.told.role and not has_no_capitals(named.name)
    return bool(named.introduced or named.joined or in_role or any(map(ends_like_family, words)))


def _distinct(entries: list[Named], rows: Sequence[Sentence]) -> list[Named]:
    """One of each person, without what only looks like one."""
    found: list[Named] = []
    for each in entries:
        if not any(
            same_person(each.name, other.name) or _is_spelt(each, other) for other in found
        ) and not any(_is_told_of(each, other, rows) for other in entries):
            found.append(each)
    return found


def _is_spelt(one: Named, other: Named) -> bool:
    """Whether both are the whole name of the From header, in other letters."""
    whole = all(each.agrees >= 2 * len(each.name.split()) for each in (one, other))
    return whole and script(one.name[0]) != script(other.name[0])


def _is_told_of(named: Named, other: Named, rows: Sequence[Sentence]) -> bool:
    """Whether what looks like a name is of what another does: "Professor of Media Law", or "Wagga Wagga"."""
    told = other.told
    below = named.row == other.row + 1 and not rows[named.row].text.startswith(named.name)
    twice = len(set(named.name.split())) == 1
    # "Linda Torres, San Antonio, hairdresser"; and in letters without capitals every phrase looks like a name.
    beside = named.row == other.row and (named.name == told.place or has_no_capitals(named.name))
    return (named.name in told.role and named.name != told.role) or (
        (below or twice or beside)
        and named.name in {told.place, told.affiliation, *told.affiliation.split(", ")}
        and not named.agrees
    )


def asks_for_another(named: Named, sender: Sender, from_name: str, subject: str, text: str) -> bool:
    """Whether somebody with a full name of their own asks to add who has another, and says nothing of themselves."""
    return (
        bool(from_name)
        and "." not in from_name
        and not (named.introduced or _is_senders(named, sender, from_name, text))
        and _OF_ONESELF.isdisjoint(words_in(text))
        and not WISH_NOW.search(spelled(f"{subject}\n{text}"))
        and not _SAYS_I.search(text)
    )


def _is_senders(named: Named, sender: Sender, from_name: str, text: str) -> bool:
    """Whether a name agrees with the sender's in more than that of the family, where both have two in full.

    It is enough that both given names begin alike, by fewer letters where a language says "I" in words that are not known
    here, or the two are in other letters; or that they are in letters that cannot be compared.
    """
    if is_strange(text) and has_no_capitals(named.name) != has_no_capitals(from_name):
        return True
    known = [word for word in words_in(named.name) if sender.knows(word)]
    others = [word for word in words_in(named.name) if len(word) > 1 and word not in known]
    short = min(map(len, from_name.split())) < 3
    family = known and (known[0] == words_in(from_name)[-1] or ends_like_family(known[0]))
    spelt = is_strange(text) or script(named.name[0]) != script(from_name[0])
    alike = others and any(
        _begin_alike(fold(others[0]), fold(word), spelt=spelt) for word in words_in(from_name)
    )
    return bool(known) and (len(known) > 1 or not others or short or not family or bool(alike))


def _begin_alike(one: str, other: str, *, spelt: bool) -> bool:
    """Whether two given names may be one, in other letters, or short: "Dave" of David, and not "Marina" of Maria."""
    return one[:2] == other[:2] if spelt else one[:3] == other[:3] and min(len(one), len(other)) < _FULL
