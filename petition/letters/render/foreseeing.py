"""Where the pages of a long list will end, told before they are set, so that two parts can be set at once.

It is foretold for names one under another with no heading between them. Whoever asks must look whether it came true: a
wrong guess costs time, and nothing else.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate
from math import inf
from typing import NamedTuple

from petition.letters.render.spelling import EVERYDAY
from petition.letters.render.typesetting import Manuscript, measured

_EVERYDAY = re.compile(f"[{EVERYDAY}]")
_LEEWAY = 0.04  # of a row: signs beside one another take a little more room or less than each alone
_AROUND = ".,;:!?()[]\"'«»“”„’"  # a word, and no row ends between it and these
_TINY = 0.001  # points
_AT_ONCE = 5_000  # lines; Typst keeps some KB for each that it measures


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
    """How high the lines are: mostly told by the widths of their signs, where that is not sure measured by Typst itself."""
    signs = sorted(filter(_EVERYDAY.match, set().union(*manuscript.lines)))
    found = measured(manuscript, "signs", signs)
    widths = defaultdict(lambda: inf, zip(signs, found["signs"], strict=True))
    widths[" "] = widths["n"] / 2  # a blank alone has no width
    high = [rows_of(line, widths, found["width"]) for line in manuscript.lines]
    heights = [found["line"] + (rows - 1) * (found["lines"] - found["line"]) for rows in high]
    unsure = [at for at, rows in enumerate(high) if not rows]
    for start in range(0, len(unsure), _AT_ONCE):
        some = unsure[start : start + _AT_ONCE]
        measures = measured(manuscript, "heights", [manuscript.lines[at] for at in some])
        for at, height in zip(some, measures, strict=True):
            heights[at] = height
    counts = (count for _, places in manuscript.sections for _, count in places)
    return Foresight(heights, found["gap"], found["room"], found["columns"], list(accumulate(counts)))


def rows_of(line: str, widths: Mapping[str, float], width: float) -> int:
    """In how many rows a line is set, each filled as far as words go; 0 where a hair decides, or a sign that may end one."""
    rows, filled = 1, 0.0
    surely, hardly = width * (1 - _LEEWAY), width * (1 + _LEEWAY)
    for word in line.split(" "):
        own = sum(map(widths.__getitem__, word))
        reached = filled + widths[" "] + own if filled else own
        if reached > surely:
            if reached < hardly or own > surely or not word.strip(_AROUND).isalnum():
                return 0
            rows, reached = rows + 1, own
        filled = reached
    return rows
