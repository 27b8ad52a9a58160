"""What the cells of a column look like: whole names, answers, a tick in some rows, remarks in a few."""

import re
from collections.abc import Callable, Sequence

from petition.core import contacts
from petition.core.text import is_small
from petition.lexicon.dates import find_date
from petition.lexicon.places import is_place
from petition.lexicon.role_phrase import says_role
from petition.reading.lines.names import is_full_name
from petition.reading.naming import consent

MOSTLY = 0.6  # of the cells of a column
_PARTED = re.compile(r"[,;(]|\s[–—-]\s")  # a name from what is said of somebody
_LONG, _SOME = 12, 4  # words of a remark; rows of a list
_NO_WORDS = re.compile(r"[\d@/_]|\w\.\w")  # but codes and addresses
_CODE = re.compile(r"\d|://|\.[a-z]{2,4}$")  # and links and files: "anna.png"
_FEW, _WORDS = 4, 3  # answers to a question that can be ticked, and words of one
_SORTED = 3  # times that each value comes on average where they sort people


def share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    """Which part of the values fits; none does where there are none."""
    return sum(map(fits, values)) / len(values) if values else 0.0


def is_whole_name(value: str) -> bool:
    """Whether a cell is the whole name of a person."""
    return is_full_name(value) and not is_place(value)


def leads_with_name(value: str) -> bool:
    """Whether a cell begins with the whole name of a person: "Anna Ruel, teacher"."""
    head = _PARTED.split(value, maxsplit=1)[0].strip()
    return is_whole_name(head) and not says_role(head)


def is_answer(value: str) -> bool:
    """Whether a cell says yes or no."""
    return consent.says_yes(value) is not None


def are_answers(values: Sequence[str]) -> bool:
    """Whether most cells of a column do."""
    return share(values, is_answer) >= MOSTLY


def begins_small(value: str) -> bool:
    """Whether a cell could say what somebody does, in whatever language: it begins small, and is no answer, code or file."""
    is_code = " " not in value and bool(_CODE.search(value))
    return is_small(value[0]) and not (is_answer(value) or is_code)


def may_be_chosen(values: Sequence[str]) -> bool:
    """Whether these may be answers of a few to choose from, in whatever language: small words, few or again and again."""
    told = {*values}
    few = len(told) < _FEW or len(told) <= min(len(values) - 1, max(_FEW, len(values) // 2))
    words = (len(each.split()) <= _WORDS and not _NO_WORDS.search(each) for each in told)
    return len(told) > 1 and few and all(words) and share(values, begins_small) >= MOSTLY


def only_sort(values: Sequence[str]) -> bool:
    """Whether a column sorts people and names none: its few values come again and again, as "Individual"."""
    return 1 < len({*values}) <= len(values) / _SORTED


def are_ticks(cells: Sequence[str], rows: int) -> bool:
    """Whether some rows say one and the same thing and the others nothing, as of a box that is ticked: "checked"."""
    return len({*cells}) == 1 < len(cells) + (rows >= _SOME) and len(cells) < rows and cells[0].isalpha()


def are_free(cells: Sequence[str]) -> bool:
    """Whether the cells of a column are what people say in words of their own, and no answers to choose from."""
    return len({*cells}) == len(cells) > 1 and share(cells, lambda cell: " " in cell) >= MOSTLY


def are_remarks(cells: Sequence[str], rows: int) -> bool:
    """Whether a column says something in a few words of a few rows, such as "please strike out", and counts none."""
    told = [cell for cell in cells if any(map(str.isalpha, cell))]
    few = 0 < 2 * len(told) <= rows >= _SOME and 2 * len(told) > len(cells)
    if not few or any(contacts.kind_in(cell) or find_date(cell) for cell in told):
        return False
    return any(" " in cell for cell in told) and all(len(cell.split()) < _LONG for cell in told)
