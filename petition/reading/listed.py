"""A row of a table, once its columns are told, to whoever signed by it; or why it cannot stand under a letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from petition.core import contacts, text
from petition.lexicon.signatory import Kind, Visibility
from petition.reading.columns import says_initials, says_yes
from petition.reading.dates import find_date
from petition.reading.draft import Doubt, Line
from petition.reading.shapes import is_body

_NAMES = ("name", "family", "given", "patronymic")
_PRINTED = (*_NAMES, "role", "affiliation", "place")
_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?:[.+][A-Za-z0-9_+-]+)*")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who stands in a list: the line, and what else the list says of them. `signed_on` is YYYY-MM-DD or ''."""

    line: Line
    mailbox: str = ""
    visibility: Visibility = Visibility.PUBLIC
    signed_on: str = ""


class Unread(ValueError):
    """A row that cannot stand: `column` is what is wrong with it, `code` is one of core.text.Refused, or "missing"."""

    def __init__(self, column: str, code: str) -> None:
        super().__init__(f"{column}: {code}")
        self.column, self.code = column, code


def read_row(cells: Sequence[str], columns: Sequence[str], *, may_be_test: bool = False) -> Listed:
    """Whoever signed by these cells. Raises Unread.

    A name in several columns is joined in their order. Where a column says whether the name may be shown, only yes is
    yes: nobody is named by a slip. Email addresses, phone numbers and links among what would be printed are taken out,
    and leave the line doubtful. `may_be_test` is that of core.text.mailbox.
    """
    said = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    found = _part_contacts(said)
    name = " ".join(said[column] for column in columns if column in _NAMES and said[column])
    if not name:
        raise Unread("name", "missing")
    name = _line("name", " ".join(name.split()), needs_letter=True)
    fields = {column: _line(column, said.get(column, "")) for column in ("role", "affiliation", "place")}
    body = says_yes(said["kind"]) if "kind" in said else not fields["role"] and is_body(name)
    return Listed(
        Line(
            "", Kind.ORGANISATION if body else Kind.PERSON, name, doubt=found[0], contact=found[1], **fields
        ),
        mailbox=_mailbox(said.get("mailbox", ""), may_be_test),
        visibility=_visibility(said),
        signed_on=_day(said.get("signed_on", "")),
    )


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
        if (
            found.kind == contacts.Contact.EMAIL
            and said.get("mailbox", "-") == ""
            and _is_mailbox(found.taken)
        ):
            said["mailbox"] = found.taken
        else:
            taken.append(found.taken)
    return doubt, ", ".join(taken)


def _is_mailbox(value: str) -> bool:
    try:
        text.mailbox(value, may_be_test=True)
    except text.Refused:
        return False
    return True


def _line(column: str, value: str, *, needs_letter: bool = False) -> str:
    try:
        return text.line(" ".join(value.split()), needs_letter=needs_letter)
    except text.Refused as refusal:
        raise Unread(column, refusal.code) from None


def _mailbox(value: str, may_be_test: bool) -> str:
    """As core.text.mailbox does it; for the usual kind of address once a domain, for lists are long."""
    if not value:
        return ""
    local, _, domain = value.rpartition("@")
    try:
        if len(local) < 64 and _PLAIN.fullmatch(local):
            return f"{local}@{_domain(domain, may_be_test)}"
        return text.mailbox(value, may_be_test=may_be_test)
    except text.Refused as refusal:
        raise Unread("mailbox", refusal.code) from None


@lru_cache(maxsize=10_000)
def _domain(domain: str, may_be_test: bool) -> str:
    return text.mailbox(f"a@{domain}", may_be_test=may_be_test).rpartition("@")[2]


def _visibility(said: dict[str, str]) -> Visibility:
    for column, shows in (("visibility", True), ("unnamed", False)):
        if column in said:
            if says_initials(said[column]):
                return Visibility.INITIALS
            answer = says_yes(said[column])
            if (answer is not True) if shows else (answer is True or (answer is None and bool(said[column]))):
                return Visibility.HIDDEN
    return Visibility.PUBLIC


@lru_cache(maxsize=10_000)
def _day(value: str) -> str:
    found = find_date(value)
    return found.iso if found else ""
