"""Two signatures, one answer: link, case or apart, with the reasons.

It links only where hardly anything can be wrong, asks a person where something may be right, and never
removes.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import log

from petition.lexicon.fold import fold
from petition.likeness import evidence, noise, organisations
from petition.likeness.commonness import Commonness
from petition.likeness.evidence import Evidence
from petition.likeness.people import Relation, relate, same_patronymic
from petition.likeness.reading import Reading, read
from petition.likeness.reasons import Reason
from petition.likeness.record import Record
from petition.likeness.vocabulary import family_like, one_given_name

LINK, CASE, APART = "link", "case", "apart"

# What a kind of likeness says by itself, before anything is known of how many bear the name (logarithm of
# odds).
_KINDS = {
    "same_name": 0.0,
    "short_form": -1.0,
    "maiden_name": -0.5,
    "spaces_moved": 0.5,
    "initials": -0.8,
    "both_initials": -1.4,
    "one_has_more": -0.5,
    "close_name": -2.0,
}
_ASK = -1.8  # the score from which a person is asked
_RARE = 0.01  # namesakes expected: a name below this is rare here
_TELLS_NOTHING = ("stock_role", "other_role", "other_mailbox")
_AGAIN = 0.1  # signatures that are somebody's second
_CHANCE = 0.05  # namesakes that come together in one list for reasons no count shows: villages, families


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer (link, case or apart), its score (logarithm of odds), its reasons, the heaviest first."""

    answer: str
    score: float
    reasons: tuple[Reason, ...]


def compare(a: Record, b: Record, commonness: Commonness) -> Verdict:
    """Say whether two signatures may be one signatory's, weighed by how common their parts are here."""
    return weigh(read(a), read(b), commonness)


def weigh(a: Reading, b: Reading, common: Commonness) -> Verdict:
    """Compare two records already read."""
    if a.is_organisation and b.is_organisation:
        return _weigh_organisations(a, b)
    if a.is_organisation or b.is_organisation:
        return _apart("person_and_organisation")
    relation = relate(a.name, b.name)
    verdict = _apart_as(a, b, relation) if relation.apart else _weigh_people(a, b, relation, common)
    if verdict.answer == APART and (code := _noise(a, b, relation)):
        return Verdict(CASE, _ASK, (Reason(code),))
    return verdict


def _noise(a: Reading, b: Reading, relation: Relation) -> str:
    """By what noise alone two names differ that are not one: a person may see more, so it is asked about."""
    if relation.kind == "man_and_woman":
        return "other_gender"
    return "" if relation.kind == "same_name" else noise.told((a.name, a.noise), (b.name, b.noise))


def _apart_as(a: Reading, b: Reading, relation: Relation) -> Verdict:
    is_shared = a.mailbox and a.mailbox == b.mailbox
    return _apart(relation.kind, "mailbox_shared") if is_shared else _apart(relation.kind)


@lru_cache(maxsize=64)
def _apart(*codes: str) -> Verdict:
    return Verdict(APART, -9.0, tuple(map(Reason, codes)))


def _weigh_people(a: Reading, b: Reading, relation: Relation, common: Commonness) -> Verdict:
    expected = _expected_namesakes(relation, common)
    seen = [found for found in _evidence(a, b, relation, common) if found is not None]
    score = _KINDS[relation.kind] + log(_AGAIN / (expected + _CHANCE)) + sum(one.weight for one in seen)
    if _links(a, relation, seen, expected, common):
        answer, score = LINK, max(score, 4.0)
    elif relation.kind == "close_name" and all(one.side < 0 or one.code in _TELLS_NOTHING for one in seen):
        answer, score = APART, min(score, _ASK - 1)  # a letter's difference alone is another person
    else:
        answer = CASE if score >= _ASK else APART
    return Verdict(answer, round(score, 2), _reasons(relation, seen, expected, common))


def _expected_namesakes(relation: Relation, common: Commonness) -> float:
    """How many others here would look as much alike by chance."""
    words = relation.shared
    if relation.kind in ("same_name", "one_has_more"):
        return common.namesakes(words)
    if relation.kind == "spaces_moved":
        return 0.0
    if relation.kind in ("initials", "both_initials"):
        return common.namesakes(words) * 0.05  # of one family name, one in twenty fits an initial
    rarer = min(relation.mine + relation.theirs, key=lambda word: common.words[word])
    return common.namesakes([*words, rarer])


def _evidence(a: Reading, b: Reading, relation: Relation, common: Commonness) -> list[Evidence | None]:
    return [
        *_about_names(a, b, relation),
        evidence.mailboxes(a, b, relation),
        evidence.affiliations(a, b, common),
        evidence.roles(a, b, common),
        evidence.places(a, b, common),
    ]


def _about_names(a: Reading, b: Reading, relation: Relation) -> list[Evidence | None]:
    """Patronymic and maiden name, and what the mailboxes say where the names differ."""
    found: list[Evidence | None] = []
    if a.name.patronymic and b.name.patronymic and same_patronymic(a.name.patronymic, b.name.patronymic):
        found.append(Evidence("same_patronymic", 3.0, 1))
    elif (a.name.patronymic or b.name.patronymic) and (len(a.name.initials) > 1 or len(b.name.initials) > 1):
        found.append(Evidence("patronymic_fits", 1.5, 0))
    if a.name.maiden and {w.fold for w in a.name.maiden} & {w.fold for w in b.name.maiden}:
        found.append(Evidence("maiden_agrees", 3.0, 1))
    if relation.kind != "same_name":
        found.append(_told_by_mailbox(a, b, relation))
    return found


def _told_by_mailbox(a: Reading, b: Reading, relation: Relation) -> Evidence | None:
    """Whose name the mailboxes spell: a slip of the fingers seldom comes in both the name and the address."""
    if relation.kind in ("initials", "both_initials"):
        return _given_names_told(a, b) or _given_names_told(b, a)
    if not relation.mine or not relation.theirs:
        return None
    mine, theirs = relation.mine[0], relation.theirs[0]
    a_says, b_says = fold("".join(a.spelt)), fold("".join(b.spelt))
    if (theirs in a_says and mine not in a_says) or (mine in b_says and theirs not in b_says):
        return Evidence("mailbox_spells_other", 3.0, 0)
    if mine in a_says and theirs in b_says:
        return Evidence("mailboxes_tell_apart", -2.0 if relation.kind == "close_name" else -0.7, -1)
    return None


def _given_names_told(one: Reading, other: Reading) -> Evidence | None:
    """What the mailbox of one tells of an initial: K. Levin at kirill.levin@ is no Konstantin."""
    if evidence.spells(one, other.name.words) == "full":
        return Evidence("mailbox_spells_other", 2.5, 0)
    given, words = evidence.given_by_mailbox(one), [word.fold for word in other.name.words]
    if given and len(words) > 1 and not any(one_given_name(given, word) for word in words):
        return Evidence("mailbox_names_another", -3.0, -1)
    return None


def _links(a: Reading, relation: Relation, seen: list[Evidence], expected: float, common: Commonness) -> bool:
    """Whether hardly anything can be wrong: one mailbox, two agreeing fields, or a rare name at one house."""
    codes = {one.code for one in seen}
    against = [one for one in seen if one.side < 0]
    if "same_mailbox" in codes:
        return _same_mailbox_links(a, relation, common)
    if relation.kind != "same_name" or len(relation.shared) < 2 or against:
        return False
    if "same_local_part" in codes:
        return True
    if "same_numbers" in codes:
        return expected < 0.1
    agreeing = [one for one in seen if one.side > 0]
    if len(agreeing) > 1 and sum(one.weight for one in agreeing) > 3.5:
        return expected < 0.5
    return expected < _RARE and bool(codes & {"same_affiliation", "affiliation_short", "same_patronymic"})


def _same_mailbox_links(a: Reading, relation: Relation, common: Commonness) -> bool:
    """One mailbox and nearly one name. But families share mailboxes.

    So a slip in a given name may be a brother's name, and an initial a sister's where the mailbox has more
    than these two signatures.
    """
    if relation.kind == "close_name":
        of_family = any(map(family_like, relation.mine + relation.theirs))
        return len(relation.mine) == 1 and of_family and bool(a.local)
    if relation.kind in ("initials", "both_initials") or len(relation.shared) == 1:
        return bool(a.local) and common.mailboxes.of(a.mailbox) <= 2
    return True


def _reasons(
    relation: Relation, seen: list[Evidence], expected: float, common: Commonness
) -> tuple[Reason, ...]:
    reasons = [Reason(relation.kind)]
    if relation.kind == "same_name":
        bearers = common.bearers(relation.shared)
        if bearers > 2:
            reasons.append(Reason("borne_by", (("bearers", str(bearers)),)))
        elif expected < _RARE:
            reasons.append(Reason("rare_name"))
    heaviest = sorted(seen, key=lambda one: -abs(one.weight))
    return (*reasons, *(Reason(one.code) for one in heaviest))


def _weigh_organisations(a: Reading, b: Reading) -> Verdict:
    """Link the same name at the same mailbox; ask about a name in short or without a mailbox."""
    assert a.organisation is not None
    assert b.organisation is not None
    how = organisations.agreement(a.organisation, b.organisation)
    same_mailbox = bool(a.mailbox) and a.mailbox == b.mailbox
    if how not in ("same", "short"):
        return _apart("other_organisation", *(["mailbox_shared"] if same_mailbox else []))
    editorial = a.organisation.editorial != b.organisation.editorial
    seen = [("same_organisation", 3.0) if how == "same" else ("organisation_short", 1.5)]
    if editorial:
        seen.append(("editorial_office", -1.5))
    if both_towns := bool(a.town and b.town):
        seen.append(("same_place", 1.0) if a.town == b.town else ("other_place", -3.0))
    if a.mailbox and b.mailbox:
        seen.append(("same_mailbox", 4.0) if same_mailbox else ("other_mailbox", -1.0))
    score, reasons = sum(weight for _, weight in seen), tuple(Reason(code) for code, _ in seen)
    if same_mailbox and not editorial and not (both_towns and a.town != b.town):
        return Verdict(LINK, score, reasons)
    return Verdict(CASE if score >= _ASK else APART, score, reasons)
