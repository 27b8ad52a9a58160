"""What the columns of a table hold: guessed by their headings, else by what stands in them, for a person to correct.

Among it "kind": whether an organisation signs; "visibility": whether the name may be shown; "unnamed": whether it may not;
"position": the number in a letter of ours; "confirmed": whether the mailbox is; "other": what was asked about and says
nothing of naming.

A column that may say who is not to be named, and is not surely understood, is ASKED: nothing is added before a person has
said what it means.
"""

from collections.abc import Callable, Mapping, Sequence

from petition.core import contacts
from petition.core.text import folded
from petition.lexicon.places import could_be_town
from petition.lexicon.role_phrase import says_role
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.headings import NAMES, heading, is_own, meanings, surely
from petition.reading.lines.names import is_title
from petition.reading.naming import consent
from petition.reading.tables.cell_values import (
    MOSTLY,
    are_answers,
    are_free,
    are_remarks,
    are_ticks,
    begins_small,
    is_answer,
    is_whole_name,
    leads_with_name,
    may_be_chosen,
    only_sort,
    share,
)
from petition.reading.tables.kinds import BODY_WORDS
from petition.reading.tables.name_parts import NAME_OR_PART, other_half, part_names

# Of which nothing is printed; a status that says yes or no may be consent.
_BESIDE = {"aside", "confirmed", "status"}
ASKED = "asked"
"""What is said of a column that may be about naming until a person has said what it means."""

_OWN = ("position", "", "kind", "name", "acronym", "role", "affiliation", "place", "as_typed")
_NO_SORTS = ({"name"}, {"name", "affiliation"})  # without headings, and below them
_WORDS_OF_HEAD = 3  # over half a name; more are a question
_FEW_WORDS = 5  # in which is said what somebody does


def guess(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What each column holds, '' for what is to be left out. `heads` may be empty; `rows` are a few of those below.

    Nothing is guessed twice. A given name without a family name beside it is the whole name where it has several words.
    """
    width = max([len(heads), *map(len, rows)], default=0)
    heads = [*heads, *[""] * (width - len(heads))]
    if [*heads] == [""]:
        return ("name",)  # each cell says all of somebody
    if any(heads) and is_own(heads):
        return (*_OWN, *[""] * width)[:width]
    values = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    found = [_about_naming(head, cells) for head, cells in zip(heads, values, strict=True)]
    _by_heading(found, heads, values)
    _look(found, values, heads)
    _by_kind(found, heads, values)
    is_named = any(heads) or NAMES & set(found)
    if not is_named and (at := other_half(found, values)) >= 0:
        found[at] = "family"
    told = zip(found, heads, values, strict=True)  # what stands below a question is no half of a name
    halves = [cells if column or len(head.split()) <= _WORDS_OF_HEAD else [] for column, head, cells in told]
    part_names(found, halves)
    _ask(found, heads, values)
    return tuple("" if each in {"aside", "status"} else each for each in found)


def _about_naming(head: str, values: Sequence[str]) -> str:
    """What is surely said of naming: by the heading alone, unless what stands below is no answer to it ("Display name")."""
    if consent.is_of_news(head):
        return "aside"
    if not head or (values and share(values, is_whole_name) >= MOSTLY):
        return ""
    is_code = " " not in heading(head) and values and all(map(str.isdecimal, values))  # "Display"
    return "" if is_code or (surely(head) and not are_answers(values)) else consent.meaning(head)


def _by_kind(found: list[str], heads: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    country = "" if "place" in found else "place"
    found[:] = [country if each == "country" else each for each in found]
    if not any(heads):
        found[:] = [each or "kind" * _sort_by_kind(cells) for each, cells in zip(found, values, strict=True)]


def _sort_by_kind(values: Sequence[str]) -> bool:
    """Whether a column sorts into people and bodies: few words that come again, one of them for a body, none an answer."""
    said = {folded(value) for value in values}
    is_kind = 1 < len(said) <= len(values) / 2 and not said.isdisjoint(BODY_WORDS)
    return is_kind and not any(consent.may_ask(each) or is_answer(each) for each in said)


def _by_heading(found: list[str], heads: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    """Give each column the likeliest meaning of its heading that no other has by more; answers of yes and no are none.

    One that is empty comes after all others: forms have a "Name" that stays so beside "Your full name".
    """
    meant = [
        (told, -at, column)
        for at, head in enumerate(heads)
        if head and not found[at]
        for column, told in meanings(head)
        if _could_hold(column, values[at])
        and not (column == "name" and only_sort(values[at]))
        and not (column in _BESIDE and consent.may_be_about_naming(head, ()))
    ]
    for _told, at, column in sorted(meant, key=lambda each: (not values[-each[1]], -each[0], -each[1])):
        if not found[-at] and (column not in found or column == "aside"):
            found[-at] = column


def _could_hold(column: str, values: Sequence[str]) -> bool:
    if column == "mailbox" and values:
        return any("@" in value for value in values)
    is_other = column in _NEVER and share(values, _NEVER[column]) >= MOSTLY
    if is_other or column == "remark" or (column == "confirmed" and not values):
        return False
    if column == "role" and values and all(is_title(value.split()[0]) for value in values):
        return False
    said = [value for value in values if not value.isdigit()]
    return column in {"kind", "confirmed", "aside"} or not are_answers(said)


def _look(found: list[str], values: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Tell what no heading tells by what most of the cells look like; below headings what is sure, and asks nothing."""
    asks_nothing = [_without_asks(head, cells) for head, cells in zip(heads, values, strict=True)]
    headed = any(heads)
    for column, fits in _LOOKS:
        named = NAMES & set(found)
        if column in found or (headed and fits is is_body):
            continue
        if column == "name" and (named or _leads_with_bodies(found, values)):
            continue
        is_said = headed and column not in {"name", "mailbox"}
        several = 2 * (is_said or fits is begins_small)
        shares = [
            share(each, fits)
            if not found[at]
            and _parts_people(each, several, column in _NO_SORTS[headed])
            and not (fits is begins_small and not _may_say_role(at, found, heads, each))
            else 0.0
            for at, each in enumerate(asks_nothing if is_said else values)
        ]
        if max(shares, default=0.0) >= MOSTLY:
            found[shares.index(max(shares))] = column


def _parts_people(cells: Sequence[str], several: int, is_no_sort: bool) -> bool:
    """Whether the cells of a column are so many that they say something of each, and do not only sort."""
    return len({*cells}) > several and not (is_no_sort and only_sort(cells))


def _may_say_role(at: int, found: Sequence[str], heads: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether small words that are not known may be what people do, and no answers of a few to choose from."""
    headed = any(heads)
    if may_be_chosen(cells) and (headed or len({*cells}) < len(cells)):
        return False
    return not headed or _tells_of_name(at, found, heads, cells)


def _tells_of_name(at: int, found: Sequence[str], heads: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a column stands right behind that of names, under a short heading, with a few words in each row: "Who"."""
    is_behind = at > 0 and found[at - 1] in NAME_OR_PART
    few = all(len(cell.split()) <= _FEW_WORDS for cell in cells)
    return is_behind and few and 0 < len(heads[at].split()) <= 2 and heads[at][-1] not in "?？"


def _without_asks(head: str, cells: Sequence[str]) -> Sequence[str]:
    """The cells of a column, none where its heading may ask whether somebody is named, whatever answers it."""
    return () if head and consent.may_be_about_naming(head, cells) else cells


def _leads_with_bodies(found: Sequence[str], values: Sequence[Sequence[str]]) -> bool:
    """Whether a list begins with organisations, one in each row, so that people beside them speak for those."""
    first = next((at for at, column in enumerate(found) if column != "position"), 0)
    return bool(found) and found[first] == "affiliation" and len(values[first]) == max(map(len, values))


def _ask(found: list[str], heads: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    """Ask about whatever is not understood and may say who is not to be named."""
    longest = max(map(len, values), default=0)
    for at, (column, head, cells) in enumerate(zip(found, heads, values, strict=True)):
        is_told = any((are_ticks(cells, longest), are_remarks(cells, longest), may_be_chosen(cells)))
        if not column and len({*cells}) == 1 and [each for each, _ in meanings(head)] == ["mailbox"]:
            found[at] = "other"  # "anonymous", as a form says of all who did not sign in
        elif not column and (is_told or consent.may_be_about_naming(head, cells)):
            found[at] = ASKED
    told = [each for each in found if each in {"visibility", "unnamed"}]
    for at, (column, head, cells) in enumerate(zip(found, heads, values, strict=True)):
        if column == ASKED and told and not consent.speaks_of_naming(head) and are_free(cells):
            # as of "Anything else?", where another says it of each: a wish there keeps back whose it is
            found[at] = ""
    if len(told) > 1:  # one says the one, another may say the other: who is right is not ours to say
        found[:] = [ASKED if each in told else each for each in found]


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("mailbox", lambda value: "@" in value and not contacts.without(value)),
    ("name", lambda value: leads_with_name(contacts.without(value))),
    ("place", could_be_town),
    ("role", says_role),
    ("affiliation", lambda value: " " in value and is_surely_body(value)),
    ("affiliation", is_body),
    ("role", begins_small),
)
_NEVER: Mapping[str, Callable[[str], bool]] = {  # what the cells say of columns that hold something else
    "kind": lambda value: says_role(value) or is_whole_name(value),
    "place": lambda value: "@" in value,
    "country": lambda value: "@" in value,
}
