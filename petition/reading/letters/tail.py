"""What stands below the text: the closing, the signatories, the call to sign, and what is none of these."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from itertools import groupby

from petition.core import contacts
from petition.core.text import squeeze
from petition.lexicon.quoting import segments
from petition.reading.blocks import has_marker, without_marker
from petition.reading.draft import NO_CALL, Call, Line, Place
from petition.reading.letters.calls import read_call
from petition.reading.letters.head import date_line
from petition.reading.letters.rows import TextRow, is_prose
from petition.reading.letters.table_of_names import CELLS, read_form, read_table
from petition.reading.lines.dates import Dated, find_date
from petition.reading.lines.sections import is_label
from petition.reading.lines.shapes import is_initials, is_name, looks_signed, without_brackets
from petition.reading.lines.signals import COPY_LABEL, TITLE_WORDS, closing_end, is_closing, opens_list
from petition.reading.lists import legends
from petition.reading.lists.fields import parted_field, says_name
from petition.reading.lists.signatories import entries_of

_SIGNED_BY = re.compile(  # and then the names, in one sentence
    r"^(?:signed by|supported by|endorsed by|письмо подписали|подписали|unterzeichnet von|signé par|firmado por)\s"
    r"(?=[^,:;]{3,60},[^,:;]{3,60}(?:,|\s(?:and|и|und|et|y)\s)[^:;]+$)",
    re.IGNORECASE,
)
_FORM, _LINE = -2, -1  # lines of a form, and lines that are neither of one nor of a table
_FEW = 3  # names are a list
_MANY = 9  # of twelve rows
_MOST_OF_AUTHOR = 10  # lines of a name, an address, a telephone


@dataclass
class Tail:
    """The parts below the text. `signed` are the rows that `lines` are read from, `copied` the block of the last copy."""

    closing: list[str] = field(default_factory=list)
    signed: list[TextRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    call: Call = NO_CALL
    place: str = ""
    dated: Dated | None = None
    dated_lines: list[str] = field(default_factory=list)
    copies: list[tuple[str, bool]] = field(default_factory=list)
    copied: int = -1
    left_over: list[str] = field(default_factory=list)
    strange: bool = False  # a label heads the list whose words are not known
    placed: dict[int, Place] = field(default_factory=dict)


def find_tail(rows: list[TextRow]) -> int:
    """Where the text ends and what stands below it begins."""
    signed = [_is_signed(row) for row in rows]
    closing = _closing(rows, signed)
    if closing is not None:
        return _with_call_before(rows, closing)
    end = len(rows)
    while end and not signed[end - 1] and not (is_prose(rows[end - 1]) and not _is_outside(rows[end - 1])):
        end -= 1
    # what is now below `end` is neither text nor signature: a call, a date, what was left over
    last = end
    while last and not signed[last - 1] and _is_outside(rows[last - 1]):
        last -= 1
    if last and signed[last - 1]:
        return _with_call_before(rows, _list_start(rows, signed, last))
    return below_text(rows)


def _closing(rows: list[TextRow], signed: list[bool]) -> int | None:
    """The first closing line after which there is no more text, only signatures and what goes with them."""
    text = [
        is_prose(row) and not mark and not is_closing(row.plain)
        for row, mark in zip(rows, signed, strict=True)
    ]
    prose, names = sum(text), sum(signed)
    for at, row in enumerate(rows):
        prose -= text[at]
        names -= signed[at]
        if (
            row.kind not in {"paragraph", "heading"}
            or not (_closes(row) or _takes_leave(rows, at))
            or _text_follows(text, signed, at)
        ):
            continue
        announced = opens_list(row.plain) or (at + 1 < len(rows) and signed[at + 1])
        if prose <= max(1, names // 4) or (announced and names and prose <= max(4, names // 2)):
            return at
    return None


def _takes_leave(rows: list[TextRow], at: int) -> bool:
    """Whether a line between the text and what is signed takes leave, in whatever language: a few words and a comma."""
    row, above, below = rows[at], rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None
    return bool(
        above and below and row.gap and below.signed and row.plain[-1] in ",،，" and len(row.plain.split()) < 6
        and (is_prose(above) or above.plain[-1] in ".!?…" or (above.kind == "list" and not above.signed))
        and not (len(parts := segments(row.plain)) > 1 and is_name(parts[0]))
    )  # fmt: skip


def _text_follows(text: list[bool], signed: list[bool], at: int) -> bool:
    """Whether the letter goes on below a line of closing: "The undersigned demand:" and then paragraphs."""
    following = 0
    for below in range(at + 1, len(text)):
        if signed[below] and not text[below]:
            return False
        following += text[below]
        if following > 1:
            return True
    return False


def _closes(row: TextRow) -> bool:
    cut = closing_end(row.plain)
    return is_closing(row.plain) or (cut > 0 and looks_signed(row.plain[cut:]))


def _list_start(rows: list[TextRow], signed: list[bool], last: int) -> int:
    """Walk up from the last signature while the lines are signatures, allowing a short odd line between two."""
    start = at = last
    while at:
        row = rows[at - 1]
        if signed[at - 1]:
            start = at - 1
        elif (
            is_prose(row)
            or row.kind in {"heading", "quote", "code", "rule"}
            or start - at > 2
            or len(row.plain) > 120
        ) and not _goes_on_above(rows, signed, at):
            break
        at -= 1
    while start and is_label(rows[start - 1].plain) and rows[start - 1].kind != "list":
        start -= 1
    while start and rows[start - 1].block == rows[start].block and _is_short(rows[start - 1]):
        start -= 1
    if start and rows[start - 1].plain.endswith((":", "：")) and opens_list(rows[start - 1].plain):
        return start - 1
    if start and _is_unknown_label(rows, start, last):
        return start - 1
    if (last - start == 1 and not _alone_but_signed(rows, start)) or _is_no_list(rows, start, last):
        return below_text(rows)
    return start


def _is_short(row: TextRow) -> bool:
    """Whether a row may be one of a list, whatever its words are: one of a table, or a line that is no sentence."""
    return row.kind == "table" or not (is_prose(row) or len(row.plain) > 120 or row.plain[-1] in ":：")


def _goes_on_above(rows: list[TextRow], signed: list[bool], at: int) -> bool:
    """Whether an odd row stands in the midst of a long list: nearly all of the twelve above are signatures of its kind."""
    above = [
        signed[nth] and rows[nth].kind == rows[at - 1].kind and not is_prose(rows[nth])
        for nth in range(max(0, at - 13), at - 1)
    ]
    return sum(above) >= _MANY


def _is_unknown_label(rows: list[TextRow], start: int, last: int) -> bool:
    """Whether a short line with a colon, in a language whose words for it are not known, heads lines that are all names."""
    above = rows[start - 1].plain
    if not above.endswith((":", "：")) or len(above) > 60:
        return False
    return _are_names(rows[start:last]) and not _announces(above)


def _are_names(rows: list[TextRow]) -> bool:
    """Whether some lines are all names of people, in letters that know capitals, three at least or with something said."""
    parts = [segments(without_marker(row.plain)) or ("",) for row in rows]
    named = [each for each in parts if _is_capital_name(without_brackets(each[0])[0])]
    many = len(rows) >= _FEW or (len(rows) > 1 and all(len(each) > 1 for each in named))
    return many and 3 * len(named) >= 2 * len(rows)


def _announces(line: str) -> bool:
    return opens_list(line) or is_closing(line) or is_label(line)


def _is_capital_name(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and is_name(text) and words[0][0].isupper() and words[-1][0].isupper()


def _is_no_list(rows: list[TextRow], start: int, last: int) -> bool:
    """Whether lines that nothing announces are the points of a text, or the block of its author with where to write to."""
    above = rows[start - 1].plain if start else ""
    if above.endswith((":", "：")) and not _announces(above):
        return not _are_names(rows[start:last])
    if last - start > _MOST_OF_AUTHOR or _signed_and_dated(rows[last - 1].plain):
        return False
    return (
        any(contacts.kind_in(row.plain) and not read_call(row.text) for row in rows[start : last + 2])
        or sum(any(map(str.isdigit, row.plain)) for row in rows[start:last]) > (last - start) / 3
    )


def _alone_but_signed(rows: list[TextRow], at: int) -> bool:
    """Whether one line under a finished sentence is the name of whoever wrote the letter."""
    row, above = rows[at], rows[at - 1].plain if at else ""
    return row.kind == "paragraph" and len(row.plain) <= 160 and above.endswith((".", "!", "?", "»", "”"))


def below_text(rows: list[TextRow]) -> int:
    """With no list at all, only a call, a date and like lines at the very end lie outside the text."""
    at = len(rows)
    while at > 0 and (_is_outside(rows[at - 1]) or rows[at - 1].kind == "rule"):
        at -= 1
    return at


def _with_call_before(rows: list[TextRow], at: int) -> int:
    while at and rows[at - 1].kind == "paragraph" and read_call(rows[at - 1].text, alone=False):
        at -= 1
    return at


def _is_signed(row: TextRow) -> bool:
    if row.kind not in {"paragraph", "list", "table"} or is_closing(row.plain) or date_line(row.plain):
        return False
    return row.signed or bool(_signed_and_dated(row.plain))


def _is_outside(row: TextRow) -> bool:
    return row.kind == "paragraph" and (read_call(row.text) is not None or date_line(row.plain) is not None)


def read_tail(rows: list[TextRow]) -> Tail:
    """The parts of these rows."""
    reading = Tail()
    if rows and not _closes(rows[0]) and _leads_to_list(rows[0].plain):
        reading.placed[rows[0].nth] = _close(rows[0], reading)
        rows = rows[1:]
    for row in rows:
        reading.placed.setdefault(row.nth, _take(row, reading))
    end = _list_end(reading.signed)
    kept_back = legends.kept_back(row.plain for row in rows)
    reading.lines, left_rows = _entries(reading.signed[:end], reading.placed, kept_back)
    left_rows += reading.signed[end:]
    reading.placed |= {
        row.nth: Place.LEFT_OVER
        for row in left_rows
        if reading.placed[row.nth] in {Place.SIGNATORIES, Place.HEADINGS}
    }
    reading.left_over[:0] = [without_marker(row.plain) for row in left_rows]
    reading.strange = not reading.closing and bool(rows) and rows[0].plain.endswith((":", "："))
    return reading


def _leads_to_list(line: str) -> bool:
    """Whether a line whose words of closing are not known takes leave or announces signatures, by its sign at the end."""
    return (line[-1:] in {",", "،", "，"} and len(line.split()) < 6) or (
        line[-1:] in {":", "："} and opens_list(line)
    )


def _entries(
    rows: list[TextRow], placed: dict[int, Place], kept_back: Set[str]
) -> tuple[list[Line], list[TextRow]]:
    """The signatories in these rows, those of a table by its headings, and the rows that are none; headings are placed."""
    lines: list[Line] = []
    left: list[TextRow] = []
    is_form = any(says_name(row.plain) for row in rows)

    def table_or_form(row: TextRow) -> int:
        form = is_form and parted_field(row.plain)[0]
        return row.block if row.kind == "table" else _FORM if form else _LINE

    for table, group in groupby(rows, key=table_or_form):
        part = list(group)
        by_headings = read_table([row.text for row in part]) if table >= 0 else None
        if table == _FORM:
            by_headings = read_form([row.plain for row in part])
        found, headings, others = (
            _by_columns(part, *by_headings) if by_headings else _by_lines(part, kept_back)
        )
        lines += found
        left += others
        placed |= {row.nth: Place.HEADINGS for row in headings}
    if lines:
        return lines, left
    return lines, rows  # headings without anybody below them are none


_Found = tuple[Iterable[Line], list[TextRow], list[TextRow]]


def _by_columns(rows: list[TextRow], found: dict[int, Line | None], headings: list[int]) -> _Found:
    others = [row for nth, row in enumerate(rows) if nth not in found and nth not in headings]
    return filter(None, found.values()), [rows[nth] for nth in headings], others


def _by_lines(rows: list[TextRow], kept_back: Set[str]) -> _Found:
    prose = [row.kind == "table" and not row.signed and is_prose(row) for row in rows]
    kept = [row for row, is_text in zip(rows, prose, strict=True) if not is_text]
    found = entries_of(
        [(text, row.block) for text, row in zip(_in_columns(kept), kept, strict=True)], kept_back
    )
    others = [row for row, is_text in zip(rows, prose, strict=True) if is_text]
    return found.lines, [kept[nth] for nth in found.labels], others + [kept[nth] for nth in found.left]


def _in_columns(rows: list[TextRow]) -> Iterator[str]:
    """The texts of these rows; in a table whose second column names not only people, each row is one entry."""
    for _, group in groupby(rows, key=lambda row: row.block):
        block = list(group)
        cells = [row.plain.split(CELLS) for row in block]
        beside = all(is_name(each[1]) for each in cells if len(each) > 1)
        for row in block:
            yield row.text if row.kind != "table" or beside else row.text.replace(CELLS, ", ")


def _take(row: TextRow, reading: Tail) -> Place:
    """Put one row where it belongs."""
    line = squeeze(row.plain)
    if not line or row.kind == "rule":
        return Place.RULE
    if place := _take_apart(row, line, reading):
        return place
    if not reading.signed and row.kind != "list" and (is_closing(line) or closing_end(line)):
        return _close(row, reading)
    if _is_left_over(row, reading):
        reading.left_over.append(row.plain)
        return Place.LEFT_OVER
    reading.signed.append(row)
    return Place.SIGNATORIES


def _take_apart(row: TextRow, line: str, reading: Tail) -> Place | None:
    """Take a copy, the call to sign or a date, which say what they are wherever they stand below the text."""
    if COPY_LABEL.match(line) or row.block == reading.copied:
        reading.copies.append((line, row.gap))
        reading.copied = row.block
        return Place.RECIPIENTS
    if _is_call(row, reading):
        reading.call = read_call(row.text) or NO_CALL
        return Place.CALL
    return None if reading.dated else _take_date(row, line, reading)


def _take_date(row: TextRow, line: str, reading: Tail) -> Place | None:
    if dated := date_line(line):
        reading.dated = dated
        reading.place = dated.before.strip(" ,;—–-|") or dated.after.strip(" ,.;—–-|")
        reading.dated_lines.append(line)
        return Place.DATE
    if name := _signed_and_dated(line):
        reading.dated = find_date(line)
        reading.signed.append(replace(row, text=name, plain=name))
        return Place.SIGNATORIES
    return None


def _list_end(rows: list[TextRow]) -> int:
    """Behind the last sure signatory and what may still go on from it: "Share this page" is under many a list, not in it."""
    is_form = any(says_name(row.plain) for row in rows)
    sure = [
        at
        for at, row in enumerate(rows)
        if (row.signed and len(row.plain.split()) > 1 and row.plain[0].isalnum())
        or has_marker(row.text)
        or (is_form and parted_field(row.plain)[0])
    ]
    if not sure:
        return len(rows)
    end = sure[-1] + 1
    while end < len(rows) and (
        rows[end].signed
        or not rows[end].plain[0].isupper()
        or (rows[end].kind == "table" and rows[end].block == rows[end - 1].block)
        or _is_in_small_block(rows, end)
    ):
        end += 1
    return end


def _is_in_small_block(rows: list[TextRow], at: int) -> bool:
    """Whether a row is of the block above it, one of a name and the few lines below that describe it."""
    block = [row for row in rows[max(0, at - 4) : at + 4] if row.block == rows[at].block]
    return len(block) <= 4 and rows[at - 1].block == rows[at].block and block[0].signed


def _signed_and_dated(line: str) -> str:
    """The name in «12.04.2024   Ручьёва И.К.», the last line of many a letter; '' in any other line."""
    found = find_date(line)
    name = squeeze(f"{found.before} {found.after}").strip(" ,_/") if found else ""
    return name if is_name(name) and any(map(is_initials, name.split())) else ""


def _is_call(row: TextRow, reading: Tail) -> bool:
    if reading.call.text or row.kind == "list":
        return False
    call = read_call(row.text)
    return call is not None and (not row.signed or bool(call.deadline))


def _is_left_over(row: TextRow, reading: Tail) -> bool:
    if row.kind in {"heading", "quote", "code"} or TITLE_WORDS.match(row.plain):
        return not is_label(row.plain)
    if row.signed:
        return False
    if row.kind in {"table", "list"} and reading.signed and reading.signed[-1].block == row.block:
        return row.kind == "list" and is_prose(row)
    return is_prose(row) or bool(reading.call.text and reading.signed)


def _close(row: TextRow, reading: Tail) -> Place:
    """Take a closing; a name in the same line ("Sincerely, Jane Roe") is the first signatory."""
    if named := _SIGNED_BY.match(row.text):
        reading.closing.append(named[0].strip())
        people = re.sub(
            r",?\s(?:and|и|und|et|y|e|және)\s(?=[^,]+$)", ", ", row.text[named.end() :].rstrip(" .")
        )
        reading.signed += [replace(row, text=each, plain=each) for each in map(str.strip, people.split(","))]
        return Place.SIGNATORIES
    cut = closing_end(row.text)
    if cut and looks_signed(row.text[cut:]):
        closing, signed = row.parted(cut)
        reading.closing.append(closing.plain)
        reading.signed.append(signed)
        return Place.SIGNATORIES
    reading.closing.append(row.plain)
    return Place.CLOSING
