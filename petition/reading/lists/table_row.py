"""A row of a table, once its columns are told, to whoever signed by it; or why it is nobody, or cannot stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from petition.core import contacts, text
from petition.lexicon.dates import find_date
from petition.lexicon.no_name import is_filler
from petition.lexicon.places import is_place
from petition.lexicon.quoting import QUOTES, segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import is_legal_form, read_phrase, says_role
from petition.lexicon.roles import GIVEN, is_connector, is_role, tells
from petition.lexicon.signatory import Kind, Visibility
from petition.lexicon.vocabulary import expression
from petition.reading.draft import Doubt, Line
from petition.reading.lines.entry import read_entry
from petition.reading.lines.shapes import (
    is_body,
    is_name,
    is_plain_name,
    is_surely_body,
    is_title,
    says_we,
)
from petition.reading.lists import doubts, many_in_line, name_consent
from petition.reading.lists.columns import ASKED
from petition.reading.lists.listed import Listed, Nobody, Unread
from petition.reading.lists.name_parts import PARTS, parts_in_order
from petition.reading.lists.who_signs import says_organisation, signs_as, speaks_for_body
from petition.reading.lists.wishes import wishes_in

_NAMES = ("name", *PARTS)
_FIELDS = ("role", "affiliation", "place", "acronym")
_PRINTED = (*_NAMES, *_FIELDS, "as_typed")
_SAYS = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?:[.+][A-Za-z0-9_+-]+)*")
_TOTAL = expression(r"@totals\b[^\w]*(?:\d.*)?")
_TAKEN_BACK = expression("@withdrawn")
_ESCAPED = re.compile(r"^'(?=\s*[=+@＝＋－＠-])")  # as a spreadsheet is told that a cell is no formula
_NO_ADDRESS = expression("@no-address")
_POST_CODE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{2,6}(?:[- ]\d{2,3})?,?\s+(?=[^\W\d])|,?\s+\d{5,6}$")
_MORE = re.compile(r"\(|\s[–—-]\s")  # behind a name
_ADDRESS = re.compile(r"(?<![^\s<>()\[\]\"',;:])[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")


_NO_ANSWERS: Mapping[str, Visibility] = {}


def read_row(
    cells: Sequence[str],
    columns: Sequence[str],
    *,
    answers: Mapping[str, Visibility] = _NO_ANSWERS,
    hidden: bool = False,
    is_sorted: bool = False,
    of_bodies: bool = False,
    may_be_test: bool = False,
) -> Listed:
    """Whoever signed by these cells. Raises Unread, or Nobody.

    A column of whole names stands in where its parts are empty, and an organisation without a name beside it signs itself.
    Where a column says whether the name may be shown, only yes is yes: nobody is named by a slip. `answers` is what a person
    decided of those that are neither, by their folded text; while a column is ASKED nobody is named, and whoever says more
    there than yes or no is doubtful. Email addresses, phone numbers and links among what would be printed are taken out, and
    leave the line doubtful. `hidden`: the row is not shown in its file. `is_sorted`: the list is in the
    order of family names, or `of_bodies`. `may_be_test` is that of core.text.mailbox.
    """
    cells = [_ESCAPED.sub("", cell) if cell[:1] == "'" else cell for cell in cells]
    said = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    _refuse_nobody(cells, said)
    mailbox, lost = mailbox_in(said.get("mailbox", ""), may_be_test=may_be_test)
    if "mailbox" in said:
        said["mailbox"] = mailbox
    doubt, contact = _part_contacts(said)
    name, body = _name(said, is_clean=not doubt, is_sorted=is_sorted)
    fields = _fields(said, name)
    beside: tuple[str, ...] = ()
    if "," in name or _MORE.search(name):
        typed, (name, is_one, apart) = name, _parted(name, fields)
        body, contact = (body if name == typed else is_one), _joined(contact, apart)
        beside = (fields["role"], fields["affiliation"])
    is_body = body or _signs_as_body(said, name, fields["role"], of_bodies=of_bodies)
    two = many_in_line.may_be_two(name, *beside)
    speaks = _speaks_for_body(said, cells, is_body=is_body)
    if speaks and fields["affiliation"] and not is_surely_body(name):  # and is not printed
        contact, name = _joined(contact, name, fields["role"]), fields["affiliation"]
        is_body = two = True
        fields |= {"role": "", "affiliation": ""}
    kind = Kind.ORGANISATION if is_body else Kind.PERSON
    visibility, asks = _visibility(said, cells, columns, answers)
    line = Line(_line("name", said.get("as_typed", "")), kind, name, **fields)
    why = (
        doubt,
        Doubt.NAMING if asks else "",
        Doubt.ADDRESS if lost else "",
        Doubt.TWO if two else "",
        _doubt_of_name(line, said),
        Doubt.ROW if hidden else "",
        Doubt.UNCONFIRMED if _is_unconfirmed(said.get("confirmed")) else "",
    )
    if any(why) or contact:
        line = replace(line, doubt=next(filter(None, why), ""), contact=_joined(contact, lost))
    return Listed(line, said.get("mailbox", ""), visibility, _day(said.get("signed_on", "")))


def _speaks_for_body(said: Mapping[str, str], cells: Sequence[str], *, is_body: bool) -> bool:
    return (is_body and bool(said.get("kind"))) or any(map(speaks_for_body, cells))


def _is_unconfirmed(said: str | None) -> bool:
    """Whether a column of who has confirmed, or signed, says no, or nothing where it does of others."""
    return said == "" or (said is not None and name_consent.says_yes(said) is False)


def _joined(*said: str) -> str:
    return ", ".join(filter(None, said))


def _refuse_nobody(cells: Sequence[str], said: Mapping[str, str]) -> None:
    if any(map(_TAKEN_BACK.fullmatch, cells)):
        raise Unread("name", "retracted")
    filled = [cell for cell in cells if cell]
    if why := _nobody(filled, said):
        raise Nobody(why)


def _parted(typed: str, fields: dict[str, str]) -> tuple[str, bool, str]:
    """The name in a cell that says more, whether a body's, and what is not printed of it; the rest goes to the fields."""
    whole = read_entry(typed)
    rest, is_body = typed.removeprefix(whole.name), whole.kind is Kind.ORGANISATION
    if is_body and rest[:2] == " (" and not (whole.acronym or whole.place):
        return whole.name, True, rest.strip(" ()")
    said = rest.strip(" ()–—-")
    if not (whole.role or whole.affiliation or whole.place) or said.isdecimal():
        return typed, False, ""
    is_known = is_place(said) or says_role(said) or (rest[-1] != ")" and text.is_small(said[:1]))
    is_behind = "," in typed or (is_known and (is_body or is_plain_name(whole.name)))
    if whole.name != typed and is_behind and not any(fields.values()):
        fields |= {"role": whole.role, "affiliation": whole.affiliation, "place": whole.place}
        return whole.name, is_body, ""
    return (whole.name if _says_post_too(typed, whole, fields) else typed), False, ""


def _says_post_too(typed: str, whole: Line, fields: dict[str, str]) -> bool:
    """Whether a cell beside others says no more than a name and what somebody does, which goes to the fields."""
    is_one = is_plain_name(whole.name) or many_in_line.are_two(whole.name)
    said = segments(whole.role)
    is_alone = len(said) == 1 and text.is_small(said[0][0]) and not any(map(str.isdigit, said[0]))
    is_said = all(map(says_role, said)) or (is_alone and "(" not in typed)
    works_twice = whole.affiliation and (
        fields["affiliation"] or not said or is_plain_name(whole.affiliation)
    )
    if not (is_one and is_said) or whole.place or works_twice:
        return False
    fields["affiliation"] = whole.affiliation or fields["affiliation"]
    fields["role"] = _joined(whole.role, fields["role"])
    return True


def _fields(said: Mapping[str, str], name: str) -> dict[str, str]:
    """What is said of somebody beside the name; a body that signs itself works nowhere else."""
    fields = {
        column: _line(column, value) if (value := said.get(column)) and _SAYS.search(value) else ""
        for column in _FIELDS
    }
    fields["place"] = _POST_CODE.sub("", fields["place"])
    if fields["affiliation"] == name:
        return fields | {"affiliation": ""}
    return fields if fields["role"] else fields | _post_and_body(fields["affiliation"])


def _post_and_body(affiliation: str) -> dict[str, str]:
    """What somebody does and where, of a cell that says both: "Professor, Norwold College"."""
    head, *rest = ("," in affiliation and segments(affiliation)) or ("",)
    where = affiliation.removeprefix(head).lstrip(" ,")
    is_both = rest and read_phrase(head).role == head and is_body(where)
    return {"role": head, "affiliation": where} if is_both else {}


def _nobody(filled: Sequence[str], said: Mapping[str, str]) -> str:
    """Why a row with these cells that hold something is no signatory, '' where it may be one."""
    if not any(any(map(str.isalnum, cell)) for cell in filled):
        return "comment" if filled else "section"
    if "as_typed" in said and "position" in said and not said["position"]:
        return "statement"
    if is_total(*filled):
        return "total"
    if len(filled) == 1 and filled[0].startswith("#"):
        return "comment"
    if len(filled) > 1 or len(said) < 2:
        return ""
    is_head = filled[0].endswith(":") or (len(filled[0].split()) == 1 and is_role(filled[0]))
    names = {*_NAMES, "affiliation"} & set(said)
    beside = bool(names) and not any(said.get(column) for column in {*names, "mailbox"})
    return "section" if is_head or beside else ""


def is_total(first: str = "", *rest: str) -> bool:
    """Whether a row is a sum: the word for one, that behind another beside a number ("Page total", 18), or ":"."""
    if _TOTAL.fullmatch(first) and any(cell[0].isdigit() for cell in rest):
        return True  # "12 organisations"
    if any(any(map(str.isalpha, cell)) for cell in rest):
        return False
    behind = rest and (first[-1] == ":" or _TOTAL.fullmatch(first.partition(" ")[2]))
    return bool(behind or _TOTAL.fullmatch(first))


def _name(said: Mapping[str, str], *, is_clean: bool, is_sorted: bool) -> tuple[str, bool]:
    """The name, and whether it is that of an organisation beside which no name stands.

    `is_clean`: no cell holds contact data, so that only cells put together may.
    """
    parts = parts_in_order(said, is_sorted=is_sorted)
    name = " ".join(filter(None, parts)) or said.get("name", "")
    body = not name and bool(said.get("affiliation"))
    name = name or said.get("affiliation", "")
    if not name:
        raise Unread("name", "missing")
    if name.startswith("~~"):
        raise Unread("name", "retracted")
    bare = " ".join(name_consent.without_wishes_in_brackets(name).split())
    try:
        return text.line(
            bare, needs_letter=True, is_public=not is_clean or len(parts) > 1 or bare != name
        ), body
    except text.Refused as refusal:
        raise Unread("name", refusal.code) from None


def _may_head_part(name: str, said: Mapping[str, str]) -> bool:
    """Whether a word or a figure alone in its row may head the rows below, or count them: "Institutions", "Sum: 5"."""
    filled = list(filter(None, said.values()))
    alone = len(said) > 1 and bool(filled) and all(map(str.isdecimal, filled[1:]))
    return alone and (len(name.split()) == 1 or any(map(str.isdigit, name)))


@lru_cache(maxsize=8)  # asked twice of each name
def _is_plain(name: str) -> bool:
    """Whether a name is two or three words that say nothing else, as most of a long list are, so that no more is asked."""
    words = name.split(" ")
    return len(words) in {2, 3} and name.istitle() and all(map(_only_names, words)) and not is_filler(name)


@lru_cache(maxsize=10_000)
def _only_names(word: str) -> bool:
    is_word = len(word) > 1 and word.isalpha() and is_name(word)
    return is_word and not (
        tells([word])
        or is_title(word)
        or is_legal_form(word)
        or is_connector(word)
        or says_we(f"{word} the x")
    )


def _signs_as_body(said: Mapping[str, str], name: str, role: str, *, of_bodies: bool) -> bool:
    if said.get("kind"):
        return says_organisation(said["kind"])
    if said.get("affiliation") == name:
        return not (is_filler(name) or name.split(maxsplit=1)[0].lower() in GIVEN)
    are_two = said.get("given") and many_in_line.are_two(name)
    of_bodies = of_bodies and name.split(maxsplit=1)[0].lower() not in GIVEN
    is_so = not (are_two or (_is_plain(name) and not of_bodies)) and is_body(name, mostly_bodies=of_bodies)
    if not is_so or not role:
        return is_so
    return signs_as(role) == {"body"} or (name[-1:] in QUOTES and is_surely_body(name))  # "association"


def _doubt_of_name(line: Line, said: Mapping[str, str]) -> str:
    """Whether a name may be none, or half of one; half it is where its columns hold parts of names, and one is empty."""
    if _may_head_part(line.name, said):
        return Doubt.HALF
    if line.name[0] in "([" and line.name[-1] in ")]":  # "(illegible)"
        return Doubt.NAME
    if line.kind is Kind.ORGANISATION or _is_plain(line.name):
        return ""
    told = {"name", "family", "given"} & set(said)
    parts = [said[part] for part in ("given", "family") if part in said]
    if len(parts) > 1 and not all(parts) and len(line.name.split()) > len(parts):
        return Doubt.NAME  # a remark in one of the two cells of a name
    in_parts = told in ({"family"}, {"given"}, {"family", "given"})
    return doubts.of_name(line, doubts.Habits(halves=not in_parts, small=" " in line.name, cells=True))


def _part_contacts(said: dict[str, str]) -> tuple[str, str]:
    """Take contact data out of what would be printed: why the row is doubtful for it, and what is kept of it nowhere else.

    The first email address fills an empty cell of the column for them.
    """
    printed = [column for column in said if column in _PRINTED and said[column]]
    if not contacts.kind_in("\0".join(said[column] for column in printed)):
        return "", ""
    doubt, taken = "", []
    for column in printed:
        found = contacts.parted(said[column])
        if not found.kind:
            continue
        said[column], doubt = found.rest, doubt or Doubt(found.kind.value)
        is_free = found.kind == contacts.Contact.EMAIL and said.get("mailbox", "-") == ""
        if is_free and mailbox_in(found.taken, may_be_test=True)[0]:
            said["mailbox"] = found.taken
        else:
            taken.append(found.taken)
    return doubt, ", ".join(taken)


def _line(column: str, value: str) -> str:
    try:
        return _checked_line(value) if value else ""
    except text.Refused as refusal:
        raise Unread(column, refusal.code) from None


@lru_cache(maxsize=10_000)
def _checked_line(value: str) -> str:
    """What people do, and where, is said again and again in a long list."""
    return text.line(" ".join(value.split()))


def mailbox_in(value: str, *, may_be_test: bool) -> tuple[str, str]:
    """The address in a cell ("mailto:…", "Name <…>"), and what was typed there that is none."""
    if not value:
        return "", ""
    try:
        return _checked(value, may_be_test), ""
    except text.Refused:
        found = _ADDRESS.findall(value.removeprefix("mailto:"))
    try:
        if len(found) == 1 and value.count("@") == 1:
            return _checked(found[0].rstrip("."), may_be_test), ""
    except text.Refused:
        pass
    return "", "" if _NO_ADDRESS.fullmatch(value) else value


def _checked(value: str, may_be_test: bool) -> str:
    """As core.text.mailbox does it; for the usual kind of address once a domain, for lists are long."""
    local, _, domain = value.rpartition("@")
    if len(local) < 64 and _PLAIN.fullmatch(local):
        return f"{local}@{_domain(domain, may_be_test)}"
    return text.mailbox(value, may_be_test=may_be_test)


@lru_cache(maxsize=10_000)
def _domain(domain: str, may_be_test: bool) -> str:
    return text.mailbox(f"a@{domain}", may_be_test=may_be_test).rpartition("@")[2]


def _visibility(
    said: Mapping[str, str], cells: Sequence[str], columns: Sequence[str], answers: Mapping[str, Visibility]
) -> tuple[Visibility, bool]:
    """How somebody is shown, and whether words elsewhere in the row ask that they are not named."""
    for cell, column in zip(cells, columns, strict=False):
        if not cell or (column == "mailbox" and "@" in cell):
            continue
        says = _asks(cell) if column not in _SAY_NOTHING else column == "kind" and keeps_back(cell)
        if name_consent.is_unclear(cell) if column == ASKED else says:
            return Visibility.HIDDEN, True
    if ASKED in columns:
        return Visibility.HIDDEN, False
    for column in ("visibility", "unnamed"):
        if column in said:
            decided = answers.get(text.folded(said[column])) or name_consent.shown(said[column], column)
            if decided is not Visibility.PUBLIC:
                return decided or Visibility.HIDDEN, False
    return Visibility.PUBLIC, False


_SAY_NOTHING = frozenset(["visibility", "unnamed", "kind", "signed_on", "position", "confirmed", "other"])


@lru_cache(maxsize=10_000)
def _asks(cell: str) -> bool:
    return bool(wishes_in(cell)) or name_consent.says_no_name(cell) or name_consent.asks_in_brackets(cell)


@lru_cache(maxsize=10_000)
def _day(value: str) -> str:
    found = find_date(value)
    return found.iso if found else ""
