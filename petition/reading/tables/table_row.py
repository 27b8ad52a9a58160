"""A row of a table, once its columns are told, to whoever signed by it; or why it is nobody, or cannot stand."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import chain, zip_longest

from petition.core import contacts, text
from petition.core.text import is_small
from petition.lexicon import not_signed
from petition.lexicon.dates import find_date
from petition.lexicon.places import is_place
from petition.lexicon.quoting import QUOTES, first_part, segments
from petition.lexicon.refusals import asks_first, keeps_back
from petition.lexicon.role_phrase import has_legal_form, read_phrase, says_role
from petition.lexicon.roles import is_role
from petition.lexicon.signatory import Kind, Visibility
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.files.workbook import TableRow
from petition.reading.lines import many_in_line
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.entry import read_entry
from petition.reading.lines.labels import is_group
from petition.reading.lines.mailbox import mailbox_in
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import is_full_name
from petition.reading.lines.person_entry import is_sentence
from petition.reading.naming import beside_name, consent
from petition.reading.naming.wishes import wishes_in
from petition.reading.signatories.listed import Listed, Nobody, Unread
from petition.reading.signatories.nobody import SUM
from petition.reading.tables.beside_rows import described_in, marks_of, takes_back_own
from petition.reading.tables.columns import ASKED
from petition.reading.tables.kinds import signs_as, speaks_for_body
from petition.reading.tables.layout import Layout
from petition.reading.tables.name_parts import NAME_OR_PART
from petition.reading.tables.row_name import (
    checked_line,
    doubt_of_name,
    joined,
    name_in,
    names_speaker,
    parted_name,
    signs_as_body,
)

_FIELDS = ("role", "affiliation", "place", "acronym")
_PRINTED = (*NAME_OR_PART, *_FIELDS, "as_typed")
_SAYS = re.compile(r"[^\W_]")
_TOTAL = expression(r"@totals\b[^\w]*(?:\d.*)?")
_TOTAL_OF = expression(r"(?:\S+\s){1,3}@totals\W*")
_ESCAPED = re.compile(r"^'(?=\s*[=+@＝＋－＠-])")  # as a spreadsheet is told that a cell is no formula
_TAKEN_BACK = expression(r"\W*@withdrawn\W*")
_REMARKS = frozenset(["", "confirmed"])  # columns, of which nothing else is read
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_POST_CODE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{2,6}(?:[- ]\d{2,3})?,?\s+(?=[^\W\d])|,?\s+\d{5,6}$")
_MORE = re.compile(r"\(|\s[–—-]\s")  # behind a name
_SAY_NOTHING = frozenset(["visibility", "unnamed", "kind", "signed_on", "position", "confirmed", "other"])


def read_row(told: Layout, nth: int, row: TableRow, *, may_be_test: bool = False) -> Listed:
    """Whoever signed by a row, counted from 1 among those that hold something. Raises Unread, or Nobody.

    A column of whole names stands in where its parts are empty, and an organisation without a name beside it signs itself.
    Where a column says whether the name may be shown, only yes is yes: nobody is named by a slip. While a column is ASKED
    nobody is named (of remarks beside such a column, nobody who says something there), and whoever says more there than yes
    or no is doubtful. Email addresses, phone numbers and links among what would be printed are taken out, and leave the line
    doubtful. `may_be_test` is that of core.text.mailbox.
    """
    if beside := _beside(told, row.cells):
        row = row._replace(cells=beside, guessed=True)
    elif nth <= told.heads.last:
        raise Nobody("headings" if nth >= told.heads.first else "above")
    if told.heads_again(row.cells):
        raise Nobody("headings")  # once more at the top of each page
    if {"visibility", "unnamed"} & set(told.columns):
        told = told.without_remarks(row)
    own: Set[str] = {"", *marks_of(row)} if told.marks else frozenset()
    cells = tuple(map(without_marks, row.cells)) if told.marks else row.cells
    listed = _signatory(told, cells, is_hidden=row.hidden, may_be_test=may_be_test)
    if doubt := _doubt_of(told, row):
        listed = replace(listed, line=listed.line.doubted(doubt))
    if told.place and not listed.line.place:
        listed = replace(listed, line=replace(listed.line, place=told.place))
    if not told.heads.last and beside_name.refuses(listed.line.role):  # as beside a name in a line
        return replace(listed, line=beside_name.without_remarks(listed.line)).kept_back()
    is_asked = row.apart or not told.marks.isdisjoint(own) or _is_unsorted(told, row)
    is_asked = is_asked or told.is_withheld(listed.line.name)
    is_asked = is_asked or (told.is_answered and not told.said("unnamed", row))
    return listed.kept_back() if is_asked else listed


def _doubt_of(told: Layout, row: TableRow) -> str:
    if row.guessed or told.is_beside:
        return Doubt.GUESSED
    if row.joined:
        return Doubt.TWO
    return Doubt.HALF if told.is_numbered and not has_marker("".join(row.cells)) else ""


def _is_unsorted(told: Layout, row: TableRow) -> bool:
    """Whether a row says something of who signs by it, but neither a body nor a person."""
    return told.sorts and bool(said := told.said("kind", row)) and not signs_as(said)


def _beside(told: Layout, cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a line beside the table that names somebody and says more of them, or in a list; else none."""
    typed = cells[0].removeprefix("# ") if cells[0][:1] == "#" else ""
    typed = typed and (described_in(cells) or _listed(typed))
    at = told.columns.index("name") if typed and "name" in told.columns else -1
    return (*[""] * at, typed) if at >= 0 else ()


def _listed(line: str) -> str:
    """The person or body of a point of a list; '' for any other line."""
    typed = without_marker(line)
    head = first_part(typed)
    is_one = is_full_name(head) or is_body(typed) or many_in_line.are_two(head)
    return typed if typed != line and is_one and not (is_sentence(typed) and keeps_back(typed)) else ""


def _signatory(told: Layout, cells: Sequence[str], *, is_hidden: bool, may_be_test: bool) -> Listed:
    cells = [_ESCAPED.sub("", cell) if cell[:1] == "'" else cell for cell in cells]
    columns = told.columns
    said = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    _refuse_nobody(cells, columns, said)
    mailbox, lost = mailbox_in(said.get("mailbox", ""), may_be_test=may_be_test)
    if "mailbox" in said:
        said["mailbox"] = mailbox
    doubt, contact = _part_contacts(said)
    name, body = name_in(said, is_clean=not doubt, is_sorted=told.is_sorted)
    fields = _fields(said, name, says_both=told.says_both)
    beside: tuple[str, ...] = ()
    if "," in name or _MORE.search(name):
        typed, (name, is_one, apart) = name, parted_name(name, fields, of_bodies=told.of_bodies)
        body, contact = is_one | (body & (name == typed)), joined(contact, apart)
        beside = (fields["role"], fields["affiliation"])
    is_body = body or signs_as_body(said, name, fields["role"], of_bodies=told.of_bodies)
    spoken_for = names_speaker(fields["role"] * is_body)  # by somebody who is not printed
    contact, fields["role"] = joined(contact, fields["role"] * spoken_for), fields["role"] * (not spoken_for)
    two = many_in_line.may_be_two(name, *beside)
    speaks = _speaks_for_body(said, cells, is_body=is_body)
    if speaks and fields["affiliation"] and not is_surely_body(name):  # and is not printed
        contact, name = joined(contact, name, fields["role"]), fields["affiliation"]
        is_body = two = True
        fields |= {"role": "", "affiliation": ""}
    kind = Kind.ORGANISATION if is_body else Kind.PERSON
    visibility, asks = _visibility_of(said, cells, columns, told.answers)
    is_shown = visibility is Visibility.PUBLIC or (ASKED in columns and not asks)
    line = Line(checked_line("name", said.get("as_typed", "")), kind, name, **fields)
    why = (
        doubt,
        Doubt.NAMING if asks else "",
        Doubt.ADDRESS if lost else "",
        Doubt.TWO if two else "",
        doubt_of_name(line, said),
        Doubt.ROW if is_hidden else "",
        _doubt_by_remarks(cells, columns, said.get("confirmed"), is_shown=is_shown),
    )
    if any(why) or contact:
        line = replace(line, doubt=next(filter(None, why), ""), contact=joined(contact, lost))
    return Listed(line, said.get("mailbox", ""), visibility, _day(said.get("signed_on", "")))


def _speaks_for_body(said: Mapping[str, str], cells: Sequence[str], *, is_body: bool) -> bool:
    return (is_body and bool(said.get("kind"))) or any(map(speaks_for_body, cells))


def _doubt_by_remarks(
    cells: Sequence[str], columns: Sequence[str], confirmed: str | None, *, is_shown: bool
) -> str:
    """Why a row is not sure by its remarks, and by a column of who has confirmed, which may say no, or nothing as of others.

    One that is no signature is refused (Unread) if it is to be shown; else it may ask something of who signs by another.
    """
    remarks = [cell for cell, column in zip(cells, columns, strict=False) if cell and column in _REMARKS]
    if any(map(not_signed.has_declined, remarks)):
        raise Unread("name", "not signed")
    if any(map(not_signed.is_no_signature, remarks)):
        if is_shown:
            raise Unread("name", "not signed")
        return Doubt.NAME
    if any(map(not_signed.has_died, remarks)):
        return Doubt.DIED
    is_open = confirmed == "" or (confirmed is not None and consent.says_yes(confirmed) is False)
    return Doubt.UNCONFIRMED if is_open or any(map(not_signed.is_unconfirmed, remarks)) else ""


def _refuse_nobody(cells: Sequence[str], columns: Sequence[str], said: Mapping[str, str]) -> None:
    told = zip_longest(cells, columns, fillvalue="")
    beside = [cell for cell, column in told if column in {*_REMARKS, ASKED, "visibility", "unnamed"}]
    names = [said.get(column, "") for column in NAME_OR_PART]
    within = [each for name in names if "(" in name for each in _IN_BRACKETS.findall(name)]
    taken_back = map(not_signed.is_withdrawn, chain(filter(None, beside), within))
    if any(map(_TAKEN_BACK.fullmatch, cells)) or any(taken_back):
        raise Unread("name", "retracted")
    both = enumerate(zip(cells, columns, strict=False))
    shown = [
        cell for nth, (cell, column) in both if cell[:1] == "(" or column == "position" or not (nth or column)
    ]
    if any(map(not_signed.is_sample, (*within, *shown))) or any(map(not_signed.is_specimen, names)):
        raise Unread("name", "not signed")
    filled = [cell for cell in cells if cell]
    if why := _nobody(filled, said):
        raise Nobody(why)


def _fields(said: Mapping[str, str], name: str, *, says_both: bool) -> dict[str, str]:
    """What is said of somebody beside the name; a body that signs itself works nowhere else."""
    fields = {
        column: checked_line(column, value) if (value := said.get(column)) and _SAYS.search(value) else ""
        for column in _FIELDS
    }
    fields["place"] = _POST_CODE.sub("", fields["place"])
    if fields["affiliation"] == name or signs_as(fields["affiliation"]) == {"person"}:
        return fields | {"affiliation": ""}  # "Individual"
    if not fields["role"]:
        return fields | _post_and_body(fields["affiliation"], says_both=says_both)
    return _with_post_parted(name, fields) if says_both and "affiliation" not in said else fields


def _with_post_parted(name: str, fields: dict[str, str]) -> dict[str, str]:
    """The same where a cell says a post and then where, as the line of a list would: "Engineer, Norwold Works, Lune"."""
    post, *where = segments(fields["role"]) or ("",)
    if not where:
        return fields
    if len(where) == 1 and (both := _post_and_body(fields["role"], says_both=False)):
        return fields | both
    if is_place(post) or post[-1] in QUOTES or has_legal_form(post):
        post, where = "", [post, *where]
    whole = read_entry(", ".join([name, *where]), kind=Kind.PERSON)
    if whole.name != name or (whole.place and fields["place"]):
        return fields
    place = whole.place or fields["place"]
    return fields | {"role": joined(post, whole.role), "affiliation": whole.affiliation, "place": place}


def _post_and_body(affiliation: str, *, says_both: bool) -> dict[str, str]:
    """What somebody does and where, of a cell that says both, or one: "Professor, Norwold College", "journalist"."""
    head, *rest = ("," in affiliation and segments(affiliation)) or ("",)
    where = affiliation.removeprefix(head).lstrip(" ,")
    is_where = is_body(where) or (
        says_both and len(rest) == 1 and not (is_small(where[0]) or says_role(where))
    )
    if rest and read_phrase(head).role == head and is_where and not is_place(where):
        return {"role": head, "affiliation": where}
    is_post = says_both and "," not in affiliation and not is_body(affiliation)
    is_post = is_post and (says_role(affiliation) or (affiliation.islower() and "." not in affiliation))
    return {"role": affiliation, "affiliation": ""} if is_post else {}


def _nobody(filled: Sequence[str], said: Mapping[str, str]) -> str:
    """Why a row with these cells that hold something is no signatory, '' where it may be one."""
    if not any(any(map(str.isalnum, cell)) for cell in filled):
        return "comment" if filled else "section"
    if "as_typed" in said and "position" in said and not said["position"]:
        return "statement"
    if _is_total(*filled):
        return "total"
    if len(filled) == 1 and filled[0].startswith("#"):
        return "comment"
    if len(filled) > 1 or len(said) < 2:
        return ""
    is_head = filled[0][-1] == ":" or is_group(f"{filled[0]}:")
    is_head = is_head or (" " not in filled[0] and is_role(filled[0]))
    names = {*NAME_OR_PART, "affiliation"} & set(said)
    beside = bool(names) and not any(said.get(column) for column in {*names, "mailbox"})
    return "section" if is_head or beside else "comment" * takes_back_own(filled[0])


def is_of_none(told: Layout, cells: tuple[str, ...]) -> bool:
    """Whether a row is a sum or the headings once more, and answers nothing."""
    return told.heads_again(cells) or _is_total(*filter(None, cells))


def _is_total(first: str = "", *rest: str) -> bool:
    """Whether a row is a sum: the word for one, that behind others beside a number ("Sheet 1 total", 18), or ":"."""
    if _TOTAL.fullmatch(first) and any(cell[0].isdigit() for cell in rest):
        return True  # "12 organisations"
    if any(any(map(str.isalpha, cell)) for cell in rest):
        return False
    behind = rest and (first[-1] == ":" or _TOTAL_OF.fullmatch(first))
    return bool(behind or _TOTAL.fullmatch(first) or (not rest and SUM.fullmatch(first)))


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


@lru_cache(maxsize=10_000)
def _day(value: str) -> str:
    found = find_date(value)
    return found.iso if found else ""


def _visibility_of(
    said: Mapping[str, str], cells: Sequence[str], columns: Sequence[str], answers: Mapping[str, Visibility]
) -> tuple[Visibility, bool]:
    """How somebody is shown, and whether words elsewhere in the row ask that they are not named."""
    for cell, column in zip(cells, columns, strict=False):
        if not cell or (column == "mailbox" and "@" in cell):
            continue
        says = _asks(cell) if column not in _SAY_NOTHING else column == "kind" and keeps_back(cell)
        if consent.is_unclear(cell) if column == ASKED else says:
            return Visibility.HIDDEN, True
    if ASKED in columns:
        return Visibility.HIDDEN, False
    for column in ("visibility", "unnamed"):
        if column in said:
            decided = answers.get(text.folded(said[column])) or consent.shown(said[column], column)
            if decided is not Visibility.PUBLIC:
                return decided or Visibility.HIDDEN, False
    return Visibility.PUBLIC, False


@lru_cache(maxsize=10_000)
def _asks(cell: str) -> bool:
    return (
        bool(wishes_in(cell))
        or asks_first(cell)
        or consent.says_no_name(cell)
        or beside_name.asks_in_brackets(cell)
    )
