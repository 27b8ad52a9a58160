"""Where the pages of a long list will end, told before they are set, so that two parts can be set at once.

It is foretold for names one under another with no heading between them. Whoever asks must look whether it came true: a
wrong guess costs time, and nothing else.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from math import inf
from typing import NamedTuple

from petition.letters.render.spelling import EVERYDAY
from petition.letters.render.typesetting import Manuscript, measured

_EVERYDAY = re.compile(f"[{EVERYDAY}]")
_LEEWAY = 0.97  # of a line: signs beside one another may take a little more room than each alone
_TINY = 0.001  # points


class Foresight(NamedTuple):
    """In points: how high each line is, how far they stand apart, what a column holds; before which lines headings are."""

    heights: list[float]
    gap: float
    room: float
    columns: int
    headings: list[int]

    def page_with(self, line: int, start: int) -> int | None:
        """The first line of the page that holds `line`, where `start` begins a page; None where nobody can tell."""
        if bisect_right(self.headings, line) > bisect_right(self.headings, start):
            return None
        page = column = start
        full, filled = 0, 0.0
        for at in range(start, line + 1):
            filled += self.heights[at]
            if filled > self.room + _TINY and at > column:
                full, column, filled = full + 1, at, self.heights[at]
                if full % self.columns == 0:
                    page = at
            filled += self.gap
        return page


def foresee(manuscript: Manuscript) -> Foresight:
    """Measure the lines, those that may be higher than one line by Typst itself."""
    signs = sorted(filter(_EVERYDAY.match, set().union(*manuscript.lines)))
    found = measured(manuscript, "signs", signs)
    widths = defaultdict(lambda: inf, zip(signs, found["signs"], strict=True))
    widths[" "] = widths["n"]  # a blank alone has no width
    most = found["width"] * _LEEWAY
    heights = [found["line"]] * len(manuscript.lines)
    unsure = [at for at, line in enumerate(manuscript.lines) if sum(map(widths.__getitem__, line)) > most]
    if unsure:
        measures = measured(manuscript, "heights", [manuscript.lines[at] for at in unsure])
        for at, height in zip(unsure, measures, strict=True):
            heights[at] = height
    counts = (count for _, places in manuscript.sections for _, count in places)
    return Foresight(heights, found["gap"], found["room"], found["columns"], list(accumulate(counts)))
