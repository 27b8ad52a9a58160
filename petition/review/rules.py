"""From answers about pairs to signatories: who is one, which form of theirs is printed, what need not be asked. Pure.

What a person decided goes before what was linked by itself, and "different" keeps two apart however many links lead from
the one to the other. What is linked by itself never changes how anybody is shown: else whoever signs again in somebody's
name and asks not to be named would take that name off the letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from petition.lexicon.signatory import Visibility

_LEAST_SHOWN_FIRST = (Visibility.HIDDEN, Visibility.INITIALS, Visibility.PUBLIC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A case, reduced to what decides: state is open, later, same, different, linked or undone."""

    id: int
    a: int
    b: int
    state: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Form:
    """A signature that counts, reduced to what decides whether it is the one printed."""

    id: int
    visibility: str
    confirmed_at: datetime
    rank: int | None = None
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """`printed_as`: for each form that is not printed, the one that is; `moot`: cases with nothing to ask or show.

    `asked`: links that would change how somebody is shown, so that a person has to decide after all.
    """

    printed_as: dict[int, int] = field(default_factory=dict)
    moot: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)


def settle(pairs: Iterable[Pair], forms: Mapping[int, Form]) -> Settled:
    """Join what is one and choose each signatory's printed form.

    Pairs of which one no longer counts (has no form) are moot. So are questions that other answers settle, and links
    between two that are kept apart.
    """
    here, settled = list[Pair](), Settled()
    for pair in pairs:
        if pair.a in forms and pair.b in forms:
            here.append(pair)
        else:
            settled.moot.add(pair.id)
    signatories = _Groups(pair for pair in here if pair.state in ("different", "undone"))
    joining = (pair for pair in here if pair.state in ("same", "linked"))
    for pair in sorted(joining, key=lambda pair: (pair.state != "same", -pair.score, pair.id)):
        if pair.state == "same" or _shown_alike(pair, signatories, forms):
            signatories.join(pair.a, pair.b)
    _tell_what_is_open(here, signatories, settled)
    for members in signatories.of_several():
        printed = printed_of([forms[each] for each in members])
        settled.printed_as.update({each: printed for each in members if each != printed})
    return settled


def _tell_what_is_open(pairs: Iterable[Pair], signatories: "_Groups", settled: Settled) -> None:
    """Tell which pairs need no answer any more, and which links a person has to decide after all."""
    for pair in pairs:
        one, apart = signatories.are_one(pair.a, pair.b), signatories.are_apart(pair.a, pair.b)
        if (pair.state in ("open", "later") and (one or apart)) or (pair.state == "linked" and apart):
            settled.moot.add(pair.id)
        elif pair.state == "linked" and not one:
            settled.asked.add(pair.id)


def printed_of(forms: Iterable[Form]) -> int:
    """The form of one signatory that is printed: the one that shows least, so that nobody is shown more than they asked.

    Among those that show equally little: the one organisers chose last, else a first signatory, else who confirmed first.
    """
    return min(forms, key=_precedence).id


def may_be_chosen(form: Form, forms: Iterable[Form]) -> bool:
    """Whether organisers may have a form printed: not where another form of the signatory shows less."""
    return all(_shows(form) <= _shows(other) for other in forms)


def _shows(form: Form) -> int:
    return _LEAST_SHOWN_FIRST.index(form.visibility)


def _precedence(form: Form) -> tuple[int, float, bool, int, datetime, int]:
    chosen = -form.chosen_at.timestamp() if form.chosen_at else 0.0
    return _shows(form), chosen, form.rank is None, form.rank or 0, form.confirmed_at, form.id


def _shown_alike(pair: Pair, signatories: "_Groups", forms: Mapping[int, Form]) -> bool:
    both = signatories.members(pair.a) | signatories.members(pair.b)
    return len({forms[each].visibility for each in both}) == 1


class _Groups:
    """Who is one with whom, and who was said to be another."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self._members: dict[int, set[int]] = {}
        self._apart: dict[int, set[int]] = {}
        for pair in apart:
            self._apart.setdefault(pair.a, set()).add(pair.b)
            self._apart.setdefault(pair.b, set()).add(pair.a)

    def members(self, one: int) -> set[int]:
        return self._members.get(one, {one})

    def are_one(self, one: int, other: int) -> bool:
        return other in self.members(one)

    def are_apart(self, one: int, other: int) -> bool:
        theirs = self.members(other)
        return any(self._apart.get(each, set()) & theirs for each in self.members(one))

    def join(self, one: int, other: int) -> None:
        """Let two be one, unless they were said to be different."""
        if not self.are_apart(one, other):
            both = self.members(one) | self.members(other)
            self._members.update(dict.fromkeys(both, both))

    def of_several(self) -> list[set[int]]:
        """Those who signed in several forms."""
        return list({id(each): each for each in self._members.values()}.values())
