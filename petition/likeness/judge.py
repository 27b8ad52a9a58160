"""A whole list: who is linked with whom, and what a person should look at, best first.

Nearly linear: candidates come from the index. A cluster of three or more holds only where every pair in it
links.
"""

import gc
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from petition.likeness.commonness import Bearers, Commonness
from petition.likeness.compare import APART, LINK, Verdict, weigh
from petition.likeness.heaps import Heaps
from petition.likeness.index import Index
from petition.likeness.reading import Reading, read
from petition.likeness.reasons import Reason
from petition.likeness.record import Record
from petition.likeness.shelf import Shelf

Progress = Callable[[int, int], None]
_STEP = 1000  # records between two words about progress
_AT_HAND = 1 << 10  # readings that are compared over and over stay unpacked


@dataclass(frozen=True, slots=True)
class ProposedCase:
    """Two signatures and what comparing them gave; `bearers`: how many here bear just the name of the one and the other.

    Organisations are not counted so: 0.
    """

    a: str
    b: str
    score: float
    reasons: tuple[Reason, ...]
    bearers: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found. `clusters` maps every id to its cluster (an id in it).

    `links` are the pairs that made the clusters, `cases` those for a person to decide about; both best first.
    """

    clusters: dict[str, str] = field(default_factory=dict)
    cases: list[ProposedCase] = field(default_factory=list)
    links: list[ProposedCase] = field(default_factory=list)


class JudgedList:
    """A list that was judged: its ids, of each the number of its cluster's first, and the pairs that were found."""

    def __init__(self, records: Iterable[Record], progress: Progress | None = None) -> None:
        with _collector_at_rest():
            shelf, index, common, known = Shelf(), Index(), Commonness(), Bearers()
            for record in records:
                reading = read(record)
                known.add(reading.id)
                shelf.put(reading)
                index.take(reading)
                common.add(reading)
            self.ids = shelf.ids
            if not known.are_all_alone():
                raise ValueError("two records bear one id")
            self._found = _alike(shelf, index, common, progress)
            self.clusters = _clusters(shelf, self._found, common)
        if progress is not None:
            progress(len(self.ids), len(self.ids))

    def pairs(self) -> Iterator[tuple[bool, ProposedCase]]:
        """What was found, by the later of the two as they came in, each with whether it made a cluster."""
        for a, b, verdict, bearers in self._found:
            linked = self.clusters[a] == self.clusters[b]
            yield linked, ProposedCase(self.ids[a], self.ids[b], verdict.score, verdict.reasons, bearers)


def judge(records: Iterable[Record], progress: Progress | None = None) -> Judgement:
    """Judge a list. Every id gets a cluster, mostly its own; ids must differ (ValueError).

    `progress` is told how many of how many steps are done.
    """
    judged = JudgedList(records, progress)
    ids, cases, links = judged.ids, list[ProposedCase](), list[ProposedCase]()
    for linked, pair in sorted(judged.pairs(), key=lambda one: (-one[1].score, one[1].a, one[1].b)):
        (links if linked else cases).append(pair)
    return Judgement({each: ids[of] for each, of in zip(ids, judged.clusters, strict=True)}, cases, links)


class _Found:
    """Pairs that are not apart, in the order they were added; in memory is what many have in common."""

    def __init__(self) -> None:
        self._verdicts: dict[Verdict, int] = {}
        self._all = Heaps(1, "I")

    def add(self, a: int, b: int, verdict: Verdict, bearers: tuple[int, int]) -> None:
        """Add a pair, by the numbers of the two."""
        of = self._verdicts.setdefault(verdict, len(self._verdicts))
        self._all.at_hand[0].extend((a, b, of, *bearers))
        self._all.added(5)

    def __iter__(self) -> Iterator[tuple[int, int, Verdict, tuple[int, int]]]:
        verdicts, each = list(self._verdicts), chain.from_iterable(chain.from_iterable(self._all))
        for a, b, of, one, other in zip(each, each, each, each, each, strict=True):
            yield a, b, verdicts[of], (one, other)


def _bearers(reading: Reading, common: Commonness) -> int:
    return 0 if reading.is_organisation else common.bearers(word.fold for word in reading.name.words)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Nothing here refers back to itself; the collector's rounds over millions of values cost a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _alike(shelf: Shelf, index: Index, common: Commonness, progress: Progress | None) -> _Found:
    """All pairs that are not apart."""
    found, reading_of = _Found(), lru_cache(_AT_HAND)(shelf.__getitem__)
    told = -1
    for a, b in index.pairs():
        one, other = reading_of(a), reading_of(b)
        verdict = weigh(one, other, common)
        if verdict.answer != APART:
            found.add(a, b, verdict, (_bearers(one, common), _bearers(other, common)))
        if progress is not None and b // _STEP > told:
            told = b // _STEP
            progress(told * _STEP, len(shelf))
    return found


def _clusters(shelf: Shelf, found: _Found, common: Commonness) -> "array[int]":
    """Join by links, best first, where every pair across links; who may not join stays a case."""
    clusters, members = array("I", range(len(shelf))), dict[int, list[int]]()
    links = [
        (-verdict.score, shelf.ids[a], shelf.ids[b], a, b)
        for a, b, verdict, _ in found
        if verdict.answer == LINK
    ]
    for *_, a, b in sorted(links):
        if clusters[a] == clusters[b]:
            continue
        one, other = (members.setdefault(clusters[each], [each]) for each in (a, b))
        theirs = [shelf[each] for each in other]
        if all(weigh(shelf[x], y, common).answer == LINK for x in one for y in theirs):
            for each in other:
                clusters[each] = clusters[a]
            one.extend(other)
    return clusters
