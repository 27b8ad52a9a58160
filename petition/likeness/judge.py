"""A whole list: who is linked with whom, and what a person should look at, best first.

Nearly linear: candidates come from the index. A cluster of three or more holds only where every pair in it
links.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from petition.likeness.commonness import Commonness
from petition.likeness.compare import APART, LINK, Verdict, weigh
from petition.likeness.index import Index
from petition.likeness.reading import Reading, read
from petition.likeness.reasons import Reason
from petition.likeness.record import Record

Progress = Callable[[int, int], None]
Pair = tuple[Reading, Reading, Verdict]
_STEP = 1000  # records between two words about progress


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


def judge(records: Iterable[Record], progress: Progress | None = None) -> Judgement:
    """Judge a list. Every id gets a cluster, mostly its own; ids must differ (ValueError).

    `progress` is told how many of how many steps are done.
    """
    with _collector_at_rest():
        readings = [read(record) for record in records]
        if len({reading.id for reading in readings}) != len(readings):
            raise ValueError("two records bear one id")
        common = Commonness()
        for reading in readings:
            common.add(reading)
        found = _alike(readings, common, progress)
        clusters = _clusters(readings, found, common)
    cases, links = list[ProposedCase](), list[ProposedCase]()
    for a, b, verdict in found:
        case = ProposedCase(
            a.id, b.id, verdict.score, verdict.reasons, (_bearers(a, common), _bearers(b, common))
        )
        (links if clusters[a.id] == clusters[b.id] else cases).append(case)
    if progress is not None:
        progress(len(readings), len(readings))
    return Judgement(clusters, cases, links)


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


def _alike(readings: list[Reading], common: Commonness, progress: Progress | None) -> list[Pair]:
    """All pairs that are not apart, the likeliest first."""
    index, found = Index(readings), list[Pair]()
    for done, reading in enumerate(readings):
        for other in index.meet(reading):
            verdict = weigh(other, reading, common)
            if verdict.answer != APART:
                found.append((other, reading, verdict))
        if progress is not None and done % _STEP == 0:
            progress(done, len(readings))
    found.sort(key=lambda one: (-one[2].score, one[0].id, one[1].id))
    return found


def _clusters(readings: list[Reading], found: list[Pair], common: Commonness) -> dict[str, str]:
    """Join by links, best first, where every pair across links; who may not join stays a case."""
    members = {reading.id: [reading] for a, b, _ in found for reading in (a, b)}
    clusters = {reading.id: reading.id for reading in readings}
    for a, b, verdict in found:
        one, other = members[clusters[a.id]], members[clusters[b.id]]
        if verdict.answer != LINK or one is other:
            continue
        if all(weigh(x, y, common).answer == LINK for x in one for y in other):
            name = clusters[one[0].id]
            one.extend(other)
            clusters.update((reading.id, name) for reading in other)
    return clusters
