"""What stands below the text: the closing, the signatories, the call to sign, and what is none of these."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from petition.core import contacts
from petition.core.text import is_small, squeeze
from petition.lexicon.dates import Dated, find_date
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.refusals import keeps_back
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import is_bold, without_marker
from petition.reading.draft import NO_CALL, Call, Doubt, Line, Place
from petition.reading.letters.calls import read_until
from petition.reading.letters.dated import date_line, place_told
from petition.reading.letters.list_end import is_sure, list_end
from petition.reading.letters.rows import CELLS, TextRow, is_prose, is_short
from petition.reading.letters.signatories import FoundBelow, read_signatories
from petition.reading.letters.text_end import closes, is_button, signed_and_dated, takes_leave_above_list
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.could_sign import could_be_signatory
from petition.reading.lines.labels import ends_in_colon, is_group, is_label
from petition.reading.lines.names import has_several_words, is_full_name, is_plain_name
from petition.reading.lines.signals import (
    COPY_LABEL,
    TITLE_WORDS,
    closing_end,
    is_closing,
    may_take_leave,
    opens_list,
)
from petition.reading.signatories.nobody import COUNTED, NOTES, are_of_none, is_point_of_somebody

_ANNEX = expression(  # a short word alone is a family name as well: "Ek"
    r"@annexes(?:\s?№?\s?\d{1,2}\.?|(?<=\w{4})(?:\s?№?\s?(?:[IVX]+|[A-Z]))?\.?|(?=:))(?:\s\([^()]*\))?(?::(?P<title>\s\S.*)?)?"
)
_LED_BY_ANNEX = expression(r"@annexes\s?№?\s?\d{1,2}[.:)]?\s")
_FIGURE = re.compile(r"\W*\d[\d.,\s]*\W*")
_FEW = 2  # rows: who signs, and a town
_HEADING = 2  # words of one that heads a list


@dataclass
class Tail:
    """The parts below the text. `signed` are the rows that `lines` are read from, `copied` the block of the last copy."""

    closing: list[str] = field(default_factory=list)
    signed: list[TextRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    call: Call = NO_CALL
    place: str = ""
    dated: Dated | None = None
    is_dated: bool = False  # above the text
    copies: list[tuple[str, bool]] = field(default_factory=list)
    copied: int = -1
    left_over: list[str] = field(default_factory=list)
    is_sheet: bool = False  # people sign with a date each
    strange: bool = False  # a label heads the list whose words are not known
    heads_all: int = -1  # the row that heads all below the closing
    perhaps: set[int] = field(default_factory=set)  # the rows of an annex who may sign
    placed: dict[int, Place] = field(default_factory=dict)

    def leave(self, rows: list[TextRow]) -> None:
        """Let these be none of its parts."""
        self.left_over += [without_marker(row.plain) for row in rows]
        self.placed |= dict.fromkeys((row.nth for row in rows), Place.LEFT_OVER)


def read_tail(rows: list[TextRow], *, is_dated: bool) -> Tail:
    """The parts of these rows; `is_dated` is whether a date stands above the text, so that another is left over."""
    reading = Tail(is_dated=is_dated)
    if rows and not closes(rows[0]) and _leads_to_list(rows[:2]):
        reading.placed[rows[0].nth] = _close(rows[0], reading)
        rows = rows[1:]
    rows = beside = _without_buttons(rows, reading)
    rows = _without_annexes(_without_notes(rows, reading), reading)
    heads = _heads(rows) | _parts(rows)
    word = _word_above_all(rows)
    if word and _keeps_all_back(word):
        heads.add(word.nth)
    elif word and _heads_all(word):
        reading.heads_all = word.nth
    rows = [replace(row, kind="heading") if row.nth in heads else row for row in rows]
    reading.is_sheet = sum(map(_is_signed_on_a_day, rows)) > 1
    for row in rows:
        reading.placed.setdefault(row.nth, _take(row, reading))
    _take_town_below_all(reading)
    found = _signatories(reading, [row.plain for row in beside], word.plain if word else "")
    reading.lines = found.lines
    reading.placed |= dict.fromkeys((row.nth for row in found.headings), Place.HEADINGS)
    of_list = (nth for nth, place in reading.placed.items() if place in {Place.SIGNATORIES, Place.HEADINGS})
    reading.placed |= dict.fromkeys({row.nth for row in found.left}.intersection(of_list), Place.LEFT_OVER)
    reading.left_over[:0] = [without_marker(row.plain) for row in found.left]
    reading.strange = not reading.closing and bool(rows) and ends_in_colon(rows[0].plain)
    return reading


def _signatories(reading: Tail, beside: list[str], word: str) -> FoundBelow:
    """Who signs in the rows that may say so; doubtful are whoever does in an annex, and this word where it stands first."""
    rows = reading.signed[: list_end(reading.signed)]
    at = next((at for at, row in enumerate(rows) if row.nth in reading.perhaps), len(rows))
    found, more = read_signatories(rows[:at], beside), read_signatories(rows[at:], beside)
    found.lines[:1] = [line.doubted(Doubt.NAME if line.as_typed == word else "") for line in found.lines[:1]]
    found.lines += [line.doubted(Doubt.UNANNOUNCED) for line in more.lines]
    found.headings += more.headings
    found.left += [*more.left, *reading.signed[len(rows) :]]
    return found


def _without_buttons(rows: list[TextRow], reading: Tail) -> list[TextRow]:
    """The rows without lists of buttons below others, a word on most, which are left over."""
    buttons = list[TextRow]()
    for _, group in groupby(rows[1:], key=lambda row: row.block):
        each = list(group)
        words = sum(not has_several_words(without_marker(row.plain)) for row in each)
        buttons += each if each[0].kind == "list" and 2 * words > len(each) else []
    reading.leave(buttons)
    return [row for row in rows if row not in buttons]


def _without_notes(rows: list[TextRow], reading: Tail) -> list[TextRow]:
    """The rows without notes for whoever prints the letter, under a heading of their own, and what ends it above: "ENDS"."""
    heads = (at for at, row in enumerate(rows) if row.kind == "heading" and NOTES.match(row.plain))
    at = next(heads, len(rows))
    at -= 0 < at < len(rows) and rows[at - 1].plain.strip("-# ").isupper() and " " not in rows[at - 1].plain
    reading.leave(rows[at:])
    return rows[:at]


def _without_annexes(rows: list[TextRow], reading: Tail) -> list[TextRow]:
    """The rows without what the letter encloses, be it of others, below who signs it; a list of these and a call stay."""
    first = next((at for at, row in enumerate(rows) if row.could_sign), len(rows))
    heads = [at for at in range(first + 1, len(rows)) if _heads_annex(rows[at - 1 : at + 2])]
    none = list[TextRow]()
    for at, end in pairwise([*heads, len(rows)]):
        head, *inside = rows[at:end]
        begins = _list_begins(inside)
        none += [head, *(row for row in inside[:begins] if row.could_sign or not row.call)]
        reading.perhaps.update(row.nth for row in inside[begins:] if begins or not _is_headed(inside))
    reading.leave(none)
    return [row for row in rows if row not in none]


def _heads_annex(around: list[TextRow]) -> bool:
    """Whether the second of these rows stands alone over what the letter encloses."""
    head = around[1]
    is_alone = head.kind != "table" and all(row is head or row.block != head.block for row in around)
    found = _ANNEX.fullmatch(head.plain) if is_alone else None
    title = ((found and found["title"]) or "").strip()  # "signatories", or somebody
    lists = opens_list(title) or is_label(f"{title}:") or could_be_signatory(title)
    return bool(found) and not (title and lists)


def _holds_figures(row: TextRow) -> bool:
    """Whether a row of a table ends in a figure behind its words, as those of a survey do."""
    cells = row.plain.split(CELLS)
    ends = len(cells) > 1 and bool(_FIGURE.fullmatch(cells[-1]))
    return row.kind == "table" and ends and not is_plain_name(cells[0])


def _list_begins(inside: list[TextRow]) -> int:
    """Where in an annex those stand who may sign: a heading says so, or most are people; behind it all where none do."""
    if _is_headed(inside):
        return 0
    people = [at for at, row in enumerate(inside) if is_sure(row) and not _holds_figures(row)]
    is_list = len(people) > 1 and 2 * len(people) >= len(inside) - people[0] and not any(map(closes, inside))
    return people[0] if is_list else len(inside)


def _is_headed(inside: list[TextRow]) -> bool:
    return any(opens_list(row.plain) or is_label(row.plain) or is_group(row.plain) for row in inside[:2])


def _leads_to_list(first: list[TextRow]) -> bool:
    """Whether a row whose words of closing are not known takes leave or announces signatures, by its sign at the end."""
    line = first[0].plain
    announces = (ends_in_colon(line) and opens_list(line)) or bool(COUNTED.match(line))
    return announces or may_take_leave(line) or takes_leave_above_list(first[:1], first[-1])


def _heads_list(row: TextRow) -> bool:
    """Whether a line below the leave-taking is but the heading of the list: "Signatories:"; the letter has its own."""
    looks_so = ends_in_colon(row.plain) or row.kind == "heading" or is_bold(row.text)
    parts = row.plain.split(" / ")
    is_short = all(len(said.split()) <= _HEADING for said in parts)
    return looks_so and is_short and all(opens_list(said) or is_closing(said) for said in parts)


def _word_above_all(rows: list[TextRow]) -> TextRow | None:
    """A word in capitals, or of whom they are many who sign, right below the closing and above somebody.

    In whatever language: it may head them all, or be who signs. No other is in capitals, unless it keeps them back.
    """
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        if closes(above) and below.could_sign and row.kind in {"heading", "paragraph"}:
            is_word = row.plain.isupper() and row.plain.strip(":").isalpha()
            is_word = is_word and not is_surely_body(row.plain.title())
            is_alone = not any(each.plain.isupper() for each in rows if each is not row)
            is_many = is_small(row.plain[0]) and is_group(f"{row.plain}:")
            return row if (is_word and (is_alone or _keeps_all_back(row))) or is_many else None
    return None


def _heads_all(row: TextRow) -> bool:
    said = row.plain.strip(":")
    return opens_list(said) or is_closing(said) or is_group(f"{said}:")


def _keeps_all_back(row: TextRow) -> bool:
    return keeps_back(row.plain) or are_of_none(row.plain)


def _take(row: TextRow, reading: Tail) -> Place:
    """Put one row where it belongs."""
    line = squeeze(row.plain)
    if not line or row.kind == "rule":
        return Place.RULE
    if place := _take_apart(row, line, reading):
        return place
    closes_letter = is_closing(line) and not (reading.closing and is_label(line)) and not keeps_back(line)
    if not reading.signed and row.kind != "list" and (closes_letter or closing_end(line)):
        return _close(row, reading)
    if _ends_closing(row, line, reading):
        reading.closing[-1] += f" {line}"
        return Place.CLOSING
    if _is_left_over(row, reading):
        reading.left_over.append(row.plain)
        return Place.LEFT_OVER
    reading.signed.append(row)
    return Place.SIGNATORIES


def _ends_closing(row: TextRow, line: str, reading: Tail) -> bool:
    """Whether a line is the end of the sentence above it, which closes the letter."""
    is_below = not row.gap and reading.placed.get(row.nth - 1) is Place.CLOSING
    return is_below and is_small(line[0]) and line[-1] == "."


def _take_apart(row: TextRow, line: str, reading: Tail) -> Place | None:
    """Take a copy, the call to sign or a date, which say what they are wherever they stand below the text; and a heading."""
    if reading.closing and not reading.signed and (row.nth == reading.heads_all or _heads_list(row)):
        return Place.HEADINGS
    hangs = reading.copies and not COPY_LABEL.sub("", reading.copies[-1][0]).strip(":： ")
    if COPY_LABEL.match(line) or row.block == reading.copied or hangs:
        reading.copies.append((without_marker(line), row.gap))
        reading.copied = row.block
        return Place.RECIPIENTS
    if call := _call(row, reading):
        reading.call = call
        return Place.CALL
    return _take_date(row, line, reading)


def _take_date(row: TextRow, line: str, reading: Tail) -> Place | None:
    dated = None if reading.dated else date_line(line)
    may_sign = dated and (reading.is_sheet or (reading.signed and not could_be_town(dated.before)))
    if dated and not (may_sign and _is_signed_on_a_day(row)):
        reading.dated = dated
        if reading.is_dated:
            reading.left_over.append(line)
            return Place.LEFT_OVER
        reading.place = dated.before or dated.after or _place_above(row, reading)
        return Place.DATE
    if _is_below_date(row, reading) and (place := place_told(line) or (line if could_be_town(line) else "")):
        reading.place = place
        return Place.DATE
    if not reading.dated and (name := signed_and_dated(line)):
        reading.dated = find_date(line)
        reading.signed.append(row.saying(name))
        return Place.SIGNATORIES
    return None


def _is_below_date(row: TextRow, reading: Tail) -> bool:
    """Whether a line stands right below the date; behind a gap it says itself that it is a town: "г. Руэльск"."""
    is_below = reading.placed.get(row.nth - 1) is Place.DATE and not reading.place
    return is_below and (not row.gap or (is_small(row.plain[0]) and is_place(row.plain)))


def _place_above(row: TextRow, reading: Tail) -> str:
    """The town that stands in a line of its own above the date, below all who sign; it is taken from among them."""
    above = reading.signed[-1] if len(reading.signed) > 1 else None
    if not above or above.nth != row.nth - 1 or not is_place(above.plain):
        return ""
    reading.placed[reading.signed.pop().nth] = Place.DATE
    return above.plain


def _take_town_below_all(reading: Tail) -> None:
    """A town in a paragraph of its own below all who sign says where a letter was written, whose date stands above."""
    if len(reading.signed) < _FEW or reading.place or not reading.is_dated:
        return
    above, last = reading.signed[-2:]
    is_alone = last.kind == "paragraph" and last.block != above.block and last.nth == max(reading.placed)
    if is_alone and is_place(last.plain) and not last.could_sign:  # "Sofia" may
        reading.place = reading.signed.pop().plain
        reading.placed[last.nth] = Place.DATE


def _is_signed_on_a_day(row: TextRow) -> bool:
    line = without_marker(row.plain)
    dated = date_line(line)
    return dated is not None and line.startswith(dated.before) and is_full_name(dated.before)  # no "En Lune"


def _heads(rows: list[TextRow]) -> set[int]:
    """The rows in bold that head a part of the list, in whatever words, as headings do: above names that are not in bold.

    So do several, be they bodies, where few could be people and more than two signed below each on average.
    """
    bold = [row for row in rows if is_bold(row.text) and is_short(row)]
    signed = sum(row.could_sign for row in rows if not is_bold(row.text))
    could_sign = sum(is_plain_name(row.plain) and not is_label(row.plain) for row in bold)
    parts = 1 < len(bold) < signed / 2 and 2 * could_sign < len(bold)
    pairs = ((row, below) for row, below in pairwise(rows) if row in bold)
    found = {row.nth for row, below in pairs if _heads_part(row, below, is_one_of_several=parts)}
    others = sum((row.could_sign or row.kind == "table") and row.nth not in found for row in rows)
    return found if 2 * len(found) <= others else set()


def _parts(rows: list[TextRow]) -> set[int]:
    """The rows that each name a town and stand alone above several who sign, where two are known; others are one word.

    So do two bodies, and what else stands so, where none is a person and more than two signed below each on average.
    """
    size = Counter(row.block for row in rows)
    pairs = ((row, below) for row, below in pairwise(rows) if size[row.block] == 1 < size[below.block])
    alone = [row for row, below in pairs if row.kind == "paragraph" and below.could_sign]
    towns, bodies = ({row.nth for row in alone if tells(row.plain)} for tells in (is_place, is_body))
    signed = sum(row.could_sign and size[row.block] > 1 for row in rows)
    if len(bodies) > 1 and 2 * len(alone) < signed and not any(is_plain_name(row.plain) for row in alone):
        return {row.nth for row in alone}
    words = {row.nth for row in alone if row.plain.replace("-", "").isalpha()}
    return towns | words if len(towns) > 1 else set()


def _heads_part(row: TextRow, below: TextRow, *, is_one_of_several: bool) -> bool:
    if is_bold(below.text) or not (below.could_sign or below.kind == "table"):
        return False
    if is_one_of_several or is_label(row.plain) or is_group(f"{row.plain}:"):
        return True
    may_sign = is_plain_name(row.plain) or (is_body(row.plain) and below.kind != "table")
    return row.block != below.block and not may_sign


def _call(row: TextRow, reading: Tail) -> Call | None:
    if reading.call.text:
        return None
    call = None if row.kind == "list" else row.call
    is_head = row.kind == "heading" and call and not call.address  # "Sign this letter" heads one
    if call and (call.deadline or not (row.could_sign or is_head)):
        return call
    return read_until(row.text) if reading.signed and _is_left_over(row, reading) else None


def _is_of_call(row: TextRow, reading: Tail) -> bool:
    """Whether a line right below the call says where to write to, or is its button."""
    leads = reading.call.text.endswith(":") and bool(contacts.kind_in(row.plain))
    return reading.placed.get(row.nth - 1) is Place.CALL and (leads or is_button(row))


def _is_left_over(row: TextRow, reading: Tail) -> bool:
    if _is_of_call(row, reading) or _LED_BY_ANNEX.match(row.plain):
        return True
    is_head = is_group(row.plain) or (row.kind == "heading" and is_short(row))
    if row.kind in {"heading", "quote", "code"} or TITLE_WORDS.match(row.plain):
        return not (is_head or is_label(row.plain))
    if row.could_sign or is_head:
        return False
    if row.kind in {"table", "list"} and reading.signed and reading.signed[-1].block == row.block:
        return row.kind == "list" and is_prose(row) and not is_point_of_somebody(row.text)
    leads = reading.signed and ends_in_colon(row.plain)  # a sentence above others who sign
    return (is_prose(row) and not leads) or bool(reading.call.text and reading.signed)


def _close(row: TextRow, reading: Tail) -> Place:
    """Take a closing; a name in the same line ("Sincerely, Jane Roe") is the first signatory."""
    cut = closing_end(row.text)
    if cut and could_be_signatory(row.text[cut:]):
        closing, signed = row.parted(cut)
        reading.closing.append(closing.plain)
        reading.signed.append(signed)
        return Place.SIGNATORIES
    reading.closing.append(row.plain)
    return Place.CLOSING
