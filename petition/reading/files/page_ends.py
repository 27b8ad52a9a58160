"""What stands at the ends of pages and is no part of the letter: numbers, and what heads most of them."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from petition.reading.blocks import Aside, Why

_Line = TypeVar("_Line")
_MARGIN = 2  # lines at the head or foot of a page
_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:.{1,60}\W )?(?:page|стр\.?|бет|seite|p\.))?\s*\d{1,4}(?:\s*(?:of|/|из|von|de)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)


def without_margins(
    pages: Sequence[Sequence[_Line]], said: Callable[[_Line], str]
) -> tuple[list[list[_Line]], list[Aside]]:
    """The pages without their numbers and without what stands at the head or foot of most of them, and that."""
    ends = [[nth for nth, line in enumerate(page) if said(line).strip()] for page in pages]
    ends = [[*numbers[:_MARGIN], *numbers[-_MARGIN:]] for numbers in ends]
    often = Counter(
        text
        for page, end in zip(pages, ends, strict=True)
        for text in {_bare(said(page[nth])) for nth in end}
    )
    apart: dict[Why, list[str]] = {Why.HEADER: [], Why.FOOTER: []}
    kept: list[list[_Line]] = []
    for page, end in zip(pages, ends, strict=True):
        kept.append([])
        for nth, line in enumerate(page):
            text = said(line).strip()
            is_number = bool(_PAGE_NUMBER.match(text))
            if nth in end and (is_number or often[_bare(text)] > max(1, len(pages) / 2)):
                apart[Why.HEADER if nth in end[:_MARGIN] and not is_number else Why.FOOTER].append(text)
            else:
                kept[-1].append(line)
    return kept, [Aside(why, tuple(lines)) for why, lines in apart.items() if lines]


def _bare(text: str) -> str:
    return _FIGURES.sub("", text).strip()
