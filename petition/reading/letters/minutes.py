"""Who is listed above the text of a letter or in it, as those present in minutes are: nothing says that they sign."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from petition.reading.blocks import plain, without_marker
from petition.reading.draft import Draft
from petition.reading.lines.names import is_plain_name
from petition.reading.signatories.listed import PlacedLine, Unread

_PARTED = re.compile(r"[|,;(\t]|\s[–—-]\s")  # a name from what is said of somebody
_LONGEST = 200  # signs of a line of somebody; more are a paragraph
_FEWEST = 4


def listed_in(draft: Draft) -> dict[str, str]:
    """The lines in the text of a letter that begin with a name, by it."""
    lines = draft.body.splitlines()
    if not draft.lines:  # whom it seems to address may be those present
        lines += [said for each in draft.recipients for said in (each.name, each.organisation)]
    return {name: line for line in map(_bare, lines) if (name := _name_before(line))}


def are_most(named: Mapping[str, str], draft: Draft) -> bool:
    """Whether those listed are more by far than those who sign."""
    return len(named) > max(_FEWEST, 2 * len(draft.lines))


def placed(entries: Sequence[PlacedLine], named: Container[str]) -> list[PlacedLine]:
    """The entries of those listed, and of who stands between two of them: all wait; each other line is left over."""
    stands = [_name_before(_bare(each.typed)) in named for each in entries]
    between = zip([False, *stands], stands, [*stands[1:], False], strict=False)
    return [
        replace(each, listed=each.listed.kept_back())
        if each.listed and (is_one or (above and below))
        else replace(each, listed=None, why=each.why or Unread("name", "left over"))
        for each, (above, is_one, below) in zip(entries, between, strict=True)
    ]


def _bare(line: str) -> str:
    return without_marker(plain(line.strip("| ")))


def _name_before(line: str) -> str:
    """The name that a line begins with, but for a number, as lines of people do; '' where it is none."""
    parts = _PARTED.split(line) if len(line) < _LONGEST else ()
    head = next((part.strip() for part in parts if any(map(str.isalpha, part))), "")
    return head if head.istitle() and is_plain_name(head) else ""
