"""What the columns of a table hold: guessed by their headings, else by what stands in them, for a person to correct.

A column that may say who is not to be named, and is not surely understood, is ASKED: nothing is added before a person has
said what it means.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from petition.core import contacts
from petition.core.text import folded, is_small
from petition.lexicon import vocabulary
from petition.lexicon.dates import find_date
from petition.lexicon.fold import script
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.role_phrase import says_role
from petition.lexicon.roles import is_role
from petition.reading.lines.shapes import (
    is_body,
    is_full_name,
    is_initials,
    is_name,
    is_surely_body,
    is_title,
)
from petition.reading.lists import name_consent
from petition.reading.lists.headings import heading, is_own, meanings, surely

COLUMNS = (
    "name", "family", "given", "patronymic", "mailbox", "role", "affiliation", "place", "kind", "visibility", "unnamed",
    "signed_on", "acronym", "as_typed", "position", "confirmed", "other",
)  # fmt: skip
"""What a column may hold. "kind": whether an organisation signs; "visibility": whether the name may be shown; "unnamed":
whether it may not; "position": the number in a letter of ours; "confirmed": whether the mailbox is; "other": what was asked
about and says nothing of naming."""
PARTS = ("family", "given", "patronymic")
_BESIDE = {"aside", "confirmed"}
ASKED = "asked"
"""What is said of a column that may be about naming until a person has said what it means."""

_OWN = ("position", "", "kind", "name", "acronym", "role", "affiliation", "place", "as_typed")
_NO_SORTS = ({"name"}, {"name", "affiliation"})  # without headings, and below them
_MOSTLY = 0.6
_PARTED = re.compile(r"[,;(]|\s[–—-]\s")  # a name from what is said of somebody
_LONG, _SOME = 12, 4  # words of a remark; rows of a list
_FEW_WORDS = 5  # in which is said what somebody does
_WORDS_OF_HEAD = 3  # over half a name; more are a question
_SORTED = 3  # times that each value comes on average where they sort people


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
    heads = _without_shared(heads)
    values = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    found = [_about_naming(head, cells) for head, cells in zip(heads, values, strict=True)]
    _by_heading(found, heads, values)
    _leave_out_others(found, heads, values)
    _look(found, values, heads)
    _by_kind(found, heads, values)
    is_named = any(heads) or {"name", "family", "given"} & set(found)
    if not is_named and (at := _other_half(found, values)) >= 0:
        found[at] = "family"
    told = zip(found, heads, values, strict=True)  # what stands below a question is no half of a name
    _part_names(
        found,
        [cells if column or len(head.split()) <= _WORDS_OF_HEAD else [] for column, head, cells in told],
    )
    _ask(found, heads, values)
    return tuple("" if each == "aside" else each for each in found)


def _without_shared(heads: Sequence[str]) -> list[str]:
    """The headings, those of which the first word says all without what ends others too: "Nom du participant"."""
    parted = [head.partition(" ") for head in heads]
    ends = Counter(end for _, _, end in parted)
    return [
        first if ends[end] > 1 and meanings(first) and not (meanings(end) or meanings(head)) else head
        for head, (first, _, end) in zip(heads, parted, strict=True)
    ]


def _about_naming(head: str, values: Sequence[str]) -> str:
    """What is surely said of naming: by the heading alone, unless what stands below is no answer to it ("Display name")."""
    if name_consent.is_of_news(head):
        return "aside"
    if not head or (values and _share(values, _is_full_name) >= _MOSTLY):
        return ""
    is_code = " " not in heading(head) and values and all(map(str.isdecimal, values))  # "Display"
    return "" if is_code or (surely(head) and not _answered(values)) else name_consent.meaning(head)


def _only_sorts(values: Sequence[str]) -> bool:
    """Whether a column sorts people and names none: its few values come again and again, as "Individual"."""
    told = len({*values})
    return 1 < told <= len(values) / _SORTED


def _by_kind(found: list[str], heads: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    country = "" if "place" in found else "place"
    found[:] = [country if each == "country" else each for each in found]
    if not any(heads):
        found[:] = [each or "kind" * _sort_by_kind(cells) for each, cells in zip(found, values, strict=True)]


def _sort_by_kind(values: Sequence[str]) -> bool:
    """Whether a column sorts into people and bodies: few words that come again, one of them for a body, none an answer."""
    said = {folded(value) for value in values}
    is_kind = 1 < len(said) <= len(values) / 2 and not said.isdisjoint(_BODY_WORDS)
    return is_kind and not any(name_consent.may_ask(each) or _is_answer(each) for each in said)


def _answered(values: Sequence[str]) -> bool:
    return bool(values) and _share(values, _is_answer) >= _MOSTLY


def _is_answer(value: str) -> bool:
    return name_consent.says_yes(value) is not None


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
        and not (column == "name" and _only_sorts(values[at]))
        and not (column in _BESIDE and name_consent.may_be_about_naming(head, ()))
    ]
    for _told, at, column in sorted(meant, key=lambda each: (not values[-each[1]], -each[0], -each[1])):
        if not found[-at] and (column not in found or column == "aside"):
            found[-at] = column


def _leave_out_others(found: list[str], heads: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    """Leave out what is said of somebody else, by the first word of the headings: "mp_name, mp_party" beside "Signatory"."""
    first = [heading(head).partition(" ")[0] for head in heads]
    signing = {
        word for word, column in zip(first, found, strict=True) if column in {"name", "family", "given"}
    }
    others = {
        word
        for word, head, column, cells in zip(first, heads, found, values, strict=True)
        if surely(heading(head).partition(" ")[2]) == "name" and _share(cells, _is_full_name) >= _MOSTLY
        if signing and not column
    } - signing
    for at, (word, head, cells) in enumerate(zip(first, heads, values, strict=True)):
        is_said = found[at] in {"", "role", "affiliation", "place"}
        if word in others and is_said and not name_consent.may_be_about_naming(head, cells):
            found[at] = "aside"


def _could_hold(column: str, values: Sequence[str]) -> bool:
    if column == "mailbox" and values:
        return any("@" in value for value in values)
    if (
        column == "remark"
        or (column == "confirmed" and not values)
        or (column in _NEVER and _share(values, _NEVER[column]) >= _MOSTLY)
    ):
        return False
    if column == "role" and values and all(is_title(value.split()[0]) for value in values):
        return False
    return column in {"kind", "confirmed", "aside"} or not _answered(
        [value for value in values if not value.isdigit()]
    )


def _part_names(found: list[str], values: Sequence[Sequence[str]]) -> None:
    """Say which columns make one name, so that half a name is never printed as the whole.

    A name beside a given name is the family name, and beside a family name the given one, unless it holds whole names.
    """
    parts = {"family", "given"} & set(found)
    if "name" in found and parts:
        at = found.index("name")
        whole = _share(values[at], _is_full_name) >= _MOSTLY
        if whole and len(parts) == 1:
            found[:] = ["" if each in parts else each for each in found]
        elif not whole:
            found[at] = "" if len(parts) == 2 else "given" if parts == {"family"} else "family"
    if not {"family", "given"} <= set(found):
        _find_other_half(found, values)


def _find_other_half(found: list[str], values: Sequence[Sequence[str]]) -> None:
    """Look for the other half of a name of one word in a column that nothing is known of; several words are the whole."""
    half = next((each for each in ("name", "given", "family") if each in found), "")
    if not half:
        return
    at = found.index(half)
    if half != "family" and (
        not values[at] or _share(values[at], lambda value: len(value.split()) > 1) >= _MOSTLY
    ):
        found[at] = "name"
    elif (other := _other_half(found, values)) >= 0:
        first, second = ("given", "family") if at < other else ("family", "given")
        found[at] = half if half != "name" else first
        found[other] = {"given": "family", "family": "given"}.get(half, second)


def _other_half(found: Sequence[str], values: Sequence[Sequence[str]]) -> int:
    """The column that nothing is known of and that holds single words such as people are called by; -1 if there is none."""

    def share(column: str, cells: Sequence[str]) -> float:
        is_none = column or 2 * len({*cells}) <= len(cells) or any(map(_is_answer, cells))
        return 0.0 if is_none else _share(cells, _could_be_half)

    shares = list(map(share, found, values))
    return shares.index(max(shares)) if shares and max(shares) >= 0.8 else -1


def _could_be_half(value: str) -> bool:
    is_word = " " not in value and value[0].isupper() and value[1:].islower()
    return is_word and is_name(value) and not is_role(value)


def _look(found: list[str], values: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Tell what no heading tells by what most of the cells look like; below headings what is sure, and asks nothing."""
    asks_nothing = [_without_asks(head, cells) for head, cells in zip(heads, values, strict=True)]
    headed = any(heads)
    for column, fits in _LOOKS:
        named = {"name", "family", "given"} & set(found)
        if column in found or (headed and fits is is_body):
            continue
        if column == "name" and (named or _leads_with_bodies(found, values)):
            continue
        is_said = headed and column not in {"name", "mailbox"}
        several = 2 * (is_said or fits is _begins_small)
        shares = [
            _share(each, fits)
            if not found[at]
            and _parts_people(each, several, column in _NO_SORTS[headed])
            and not (headed and fits is _begins_small and not _tells_of_name(at, found, heads, each))
            else 0.0
            for at, each in enumerate(asks_nothing if is_said else values)
        ]
        if max(shares, default=0.0) >= _MOSTLY:
            found[shares.index(max(shares))] = column


def _parts_people(cells: Sequence[str], several: int, is_no_sort: bool) -> bool:
    """Whether the cells of a column are so many that they say something of each, and do not only sort."""
    return len({*cells}) > several and not (is_no_sort and _only_sorts(cells))


def _tells_of_name(at: int, found: Sequence[str], heads: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a column stands right behind that of names, under a short heading, with a few words in each row: "Who"."""
    is_behind = at > 0 and found[at - 1] in {"name", "family", "given", "patronymic"}
    few = all(len(cell.split()) <= _FEW_WORDS for cell in cells)
    return is_behind and few and 0 < len(heads[at].split()) <= 2 and heads[at][-1] not in "?？"


def _without_asks(head: str, cells: Sequence[str]) -> Sequence[str]:
    """The cells of a column, none where its heading may ask whether somebody is named, whatever answers it."""
    return () if head and name_consent.may_be_about_naming(head, cells) else cells


def _leads_with_bodies(found: Sequence[str], values: Sequence[Sequence[str]]) -> bool:
    """Whether a list begins with organisations, one in each row, so that people beside them speak for those."""
    first = next((at for at, column in enumerate(found) if column != "position"), 0)
    return bool(found) and found[first] == "affiliation" and len(values[first]) == max(map(len, values))


def _ask(found: list[str], heads: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    """Ask about whatever is not understood and may say who is not to be named."""
    longest = max(map(len, values), default=0)
    for at, (column, head, cells) in enumerate(zip(found, heads, values, strict=True)):
        is_remark = _are_ticks(cells, longest) or _are_remarks(cells, longest)
        if not column and len({*cells}) == 1 and [each for each, _ in meanings(head)] == ["mailbox"]:
            found[at] = "other"  # "anonymous", as a form says of all who did not sign in
        elif not column and (is_remark or name_consent.may_be_about_naming(head, cells)):
            found[at] = ASKED
    told = [each for each in found if each in {"visibility", "unnamed"}]
    for at, (column, head, cells) in enumerate(zip(found, heads, values, strict=True)):
        if column == ASKED and told and not name_consent.speaks_of_naming(head) and _are_free(cells):
            found[at] = (
                ""  # "Anything else?", where another says it of each: a wish there keeps back whose it is
            )
    if len(told) > 1:  # one says the one, another may say the other: who is right is not ours to say
        found[:] = [ASKED if each in told else each for each in found]


def _are_ticks(cells: Sequence[str], rows: int) -> bool:
    """Whether some rows say one and the same thing and the others nothing, as of a box that is ticked: "checked"."""
    return len({*cells}) == 1 < len(cells) + (rows >= _SOME) and len(cells) < rows and cells[0].isalpha()


def _are_free(cells: Sequence[str]) -> bool:
    """Whether the cells of a column are what people say in words of their own, and no answers to choose from."""
    return len({*cells}) == len(cells) > 1 and _share(cells, lambda cell: " " in cell) >= _MOSTLY


def _are_remarks(cells: Sequence[str], rows: int) -> bool:
    """Whether a column says something in a few words of a few rows, such as "please strike out", and counts none."""
    told = [cell for cell in cells if any(map(str.isalpha, cell))]
    few = 0 < 2 * len(told) <= rows >= _SOME and 2 * len(told) > len(cells)
    if not few or any(contacts.kind_in(cell) or find_date(cell) for cell in told):
        return False
    return any(" " in cell for cell in told) and all(len(cell.split()) < _LONG for cell in told)


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values) if values else 0.0


def _is_full_name(value: str) -> bool:
    return is_full_name(value) and not is_place(value)


def _leads_with_name(value: str) -> bool:
    head = _PARTED.split(value, maxsplit=1)[0].strip()
    return _is_full_name(head) and not says_role(head)


def _begins_small(value: str) -> bool:
    """Whether a cell could say what somebody does, in whatever language: it begins small, and is no answer."""
    return is_small(value[0]) and not _is_answer(value)


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("mailbox", lambda value: "@" in value and not contacts.without(value)),
    ("name", lambda value: _leads_with_name(contacts.without(value))),
    ("place", could_be_town),
    ("role", says_role),
    ("affiliation", lambda value: " " in value and is_surely_body(value)),
    ("affiliation", is_body),
    ("role", _begins_small),
)
_NEVER: Mapping[str, Callable[[str], bool]] = {  # what the cells say of columns that hold something else
    "kind": lambda value: says_role(value) or _is_full_name(value),
    "place": lambda value: "@" in value,
    "country": lambda value: "@" in value,
}
_SORTS = {
    sort: frozenset(word for said, words in vocabulary.lines("naming") if said == sort for word in words)
    for sort in ("body", "person", "both")
}
_BODY_WORDS = _SORTS["body"]
_AND = vocabulary.expression("@and")


def signs_as(value: str) -> set[str]:
    """Who signs by a cell that says nothing else: "body", "person", both by "the organisation and a person"; else none."""
    words = folded(value).split()
    said = {sort for word in words for sort, own in _SORTS.items() if word in own}
    is_all = all(_AND.fullmatch(word) or any(word in own for own in _SORTS.values()) for word in words)
    return set() if not is_all else {"body", "person"} if "both" in said else said


def says_organisation(value: str) -> bool:
    """Whether a cell says that an organisation signs: in a word for one, or by yes to the question whether one does."""
    return bool(set(folded(value).split()) & _BODY_WORDS) or name_consent.says_yes(value) is True


def speaks_for_body(answer: str) -> bool:
    """Whether an answer says yes for more than oneself: "Yes, on behalf of my organisation"."""
    yes, comma, rest = answer.partition(",")
    is_more = comma and not _BODY_WORDS.isdisjoint(folded(rest).split())
    return bool(is_more) and name_consent.says_yes(yes) is True


def parts_in_order(said: Mapping[str, str], *, is_sorted: bool = False) -> list[str]:
    """The parts of a name as they stand, a patronymic behind the given name wherever its column is.

    In Latin letters a family name goes behind the given one, but for its title, where it is in capitals, or stands first
    because the list is in its order (`is_sorted`).
    """
    parts = {column: value for column, value in said.items() if value and column in PARTS}
    if "given" in parts and (patronymic := parts.pop("patronymic", "")):
        parts["given"] += f" {patronymic}"
    given, words = parts.get("given", ""), parts.get("family", "").split()
    is_told = is_sorted or (
        any(len(word) > 1 and word.isupper() for word in words)
        and (not given.isupper() or is_initials(given))
    )
    if not is_told or script(given[:1] or " ") != "latin":
        return list(parts.values())
    title = next((nth for nth, word in enumerate(words) if not is_title(word)), 0)
    return [*words[:title], given, *words[title:]]
