"""Where the text of a letter ends: at a closing, or at the first of the signatories and what goes with them."""

import re
from itertools import pairwise

from petition.core import contacts
from petition.core.text import squeeze
from petition.lexicon.dates import find_date
from petition.lexicon.quoting import segments
from petition.reading.blocks import is_bold, without_marker
from petition.reading.letters.calls import tells_until
from petition.reading.letters.rows import TextRow, is_prose, is_short
from petition.reading.lines import could_sign
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.labels import ends_in_colon, is_label
from petition.reading.lines.names import bare_head, is_full_name, is_initials, is_name, is_particle
from petition.reading.lines.signals import closing_end, is_closing, is_salutation, may_take_leave, opens_list
from petition.reading.signatories.nobody import COUNTED

_FEW = 3  # names are a list
_MANY = 9  # of twelve rows
_LINK = re.compile(r"\[[^\]]+\]\([^)]+\)")
_PART = re.compile(r"(\d{1,2})[.)]?\s")
_MOST_OF_AUTHOR = 10  # lines of a name, an address, a telephone


def end_of_text(rows: list[TextRow]) -> int:
    """Where the text ends and what stands below it begins, be it until when one may sign."""
    at = _end(rows)
    while at and rows[at - 1].kind == "paragraph" and tells_until(rows[at - 1].text):
        at -= 1
    return at


def _end(rows: list[TextRow]) -> int:
    signed = [_could_sign(row) for row in rows]
    closing = _closing(rows, signed)
    if closing is not None:
        return _with_date_above(rows, closing - takes_leave_above_list(rows[:closing], rows[closing]))
    # a sentence below names with what they do, as below a resolution
    is_said = len(rows) > _FEW and rows[-1].kind == "paragraph" and is_prose(rows[-1])
    end = len(rows) - (is_said and _are_names(rows[-3:-1]))
    while end and not signed[end - 1] and not (is_prose(rows[end - 1]) and not _is_outside(rows[end - 1])):
        end -= 1
    # what is now below `end` is neither text nor signature: a call, a date, what was left over
    if end and signed[end - 1]:
        start = _list_start(rows, signed, end)
        return _with_date_above(rows, start) if start < len(rows) else start
    return len(rows)


def _closing(rows: list[TextRow], signed: list[bool]) -> int | None:
    """The first closing line after which there is no more text, only signatures and what goes with them."""
    text = [
        is_prose(row) and not (mark or is_closing(row.plain) or _is_outside(row))
        for row, mark in zip(rows, signed, strict=True)
    ]
    prose, names, quoted = sum(text), sum(signed), _in_parts(rows)
    for at, row in enumerate(rows):
        prose -= text[at]
        names -= signed[at]
        if row.kind not in {"paragraph", "heading"} or at in quoted or _text_follows(text, signed, at):
            continue
        announces = closes(row) or _announces(row, signed[at + 1 : at + 2 + _FEW])
        if not (announces or _takes_leave(rows, at) or _heads_names(rows, signed, at)):
            continue
        has_heads = any(below.kind == "table" for below in rows[at + 1 : at + 2])
        announced = opens_list(row.plain) or any(signed[at + 1 : at + 2 + has_heads])
        if prose <= max(1, names // 4) or (announced and prose <= max(4, names // 2)):
            return at if closes(row) else _first_named(rows, at)
    return None


def _in_parts(rows: list[TextRow]) -> set[int]:
    """The rows, between headings that number the parts of a text one by one, of a letter that greets there: it is quoted."""
    numbered = [
        (at, int(found[1]))
        for at, row in enumerate(rows)
        if (found := _PART.match(row.plain)) and row.kind == "heading"
    ]
    parts = [range(at, end) for (at, one), (end, other) in pairwise(numbered) if other == one + 1]
    greets = {at for part in parts for at in part if is_salutation(rows[at].plain)}
    return {at for part in parts for at in part if not greets.isdisjoint(range(part.start, at))}


def _first_named(rows: list[TextRow], at: int) -> int:
    """Where the names begin that stand right above a label: "Jane Roe, chair", "Members:"."""
    while (
        at
        and is_name(bare_head(rows[at - 1].plain))
        and not (is_prose(rows[at - 1]) or is_button(rows[at - 1]))
    ):
        at -= 1
    return at


def _takes_leave(rows: list[TextRow], at: int) -> bool:
    """Whether a line between the text and what is signed takes leave, in whatever language."""
    row, above, below = rows[at], rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None
    return bool(
        above and below and row.gap and below.could_sign and may_take_leave(row.plain)
        and (is_prose(above) or above.plain.endswith((".", "!", "?", "…"))
             or (above.kind == "list" and not above.could_sign))
    )  # fmt: skip


def takes_leave_above_list(above: list[TextRow], label: TextRow) -> bool:
    """Whether a few words right above a label of signatures take leave, in whatever language, and are no name."""
    row = above[-1] if opens_list(label.plain) and above else label
    is_short = row.kind == "paragraph" and len(row.plain.split()) < 6 and row.plain[-1] not in ".:;?。"
    is_other = row is label or row.could_sign or row.dated or contacts.kind_in(row.plain)
    return row.gap and is_short and not is_other


def _announces(row: TextRow, below: list[bool]) -> bool:
    """Whether a heading says in words of its own that others sign below: "It has been signed by:", "120 signatures"."""
    counts = any(below) and COUNTED.match(row.plain)  # below a list it is a sum
    is_head = row.kind == "heading" and is_short(row) and opens_list(row.plain)
    return is_head and bool(counts or ends_in_colon(row.plain))


def _heads_names(rows: list[TextRow], signed: list[bool], at: int) -> bool:
    """Whether a short line with a colon, in whatever language, heads lines that are all names."""
    above = rows[at]
    if not ends_in_colon(above.plain) or len(above.plain.split()) > 4 or not any(signed[at + 1 : at + 2]):
        return False
    end = at + 1
    while end < len(rows) and (signed[end] or rows[end].block == above.block):
        end += 1
    return end - at > _FEW and _are_names(rows[at + 1 : end])


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


def closes(row: TextRow) -> bool:
    """Whether a row is a closing, or begins with one and goes on with a name."""
    cut = closing_end(row.plain)
    return is_closing(row.plain) or (cut > 0 and could_sign.could_be_signatory(row.plain[cut:]))


def _list_start(rows: list[TextRow], signed: list[bool], last: int) -> int:
    """Walk up from the last signature while the lines are signatures, allowing a short odd line between two."""
    start = at = last
    while at:
        row = rows[at - 1]
        if signed[at - 1]:
            start = at - 1
        elif (start - at > 2 or _parts_names(row, start == at)) and not _goes_on_above(rows, signed, at):
            break
        at -= 1
    while start and _goes_with(rows[start - 1], rows[start]):
        start -= 1
    above = rows[start - 1].plain if start else ""
    leads = ends_in_colon(above)
    is_head = leads or (rows[start - 1].kind == "heading" and is_short(rows[start - 1]))
    if (is_head and opens_list(above)) or (leads and len(above) <= 60 and _are_names(rows[start:last])):
        return start - 1  # in whatever language
    if (last - start == 1 and not _alone_but_signed(rows, start)) or _is_no_list(rows, start, last):
        return len(rows)
    return start


def _parts_names(row: TextRow, is_above_name: bool) -> bool:
    """Whether a row stands between no names: all but a short line, or a rule for a hand above the name."""
    kinds = {"heading", "quote", "code"} if is_above_name else {"heading", "quote", "code", "rule"}
    return is_prose(row) or row.kind in kinds or len(row.plain) > 120


def _goes_with(row: TextRow, below: TextRow) -> bool:
    """Whether a row goes with the list below it: a label, a row of the same table, a line of the same block, no sentence."""
    if is_label(row.plain):
        return row.kind != "list"
    if row.block != below.block:
        return False
    return row.kind == "table" or not (is_prose(row) or len(row.plain) > 120 or ends_in_colon(row.plain))


def _goes_on_above(rows: list[TextRow], signed: list[bool], at: int) -> bool:
    """Whether an odd row stands in the midst of a long list: nearly all of the twelve above are signatures of its kind."""
    above = (rows[nth] for nth in range(max(0, at - 13), at - 1) if signed[nth])
    return sum(row.kind == rows[at - 1].kind and not is_prose(row) for row in above) >= _MANY


def _are_names(rows: list[TextRow]) -> bool:
    """Whether some lines are all names, of people in letters that know capitals, three at least or with something said."""
    parts = [segments(could_sign.with_role_behind(without_marker(row.plain))) or ("",) for row in rows]
    heads = [(bare_head(each[0]), each) for each in parts]
    named = [each for head, each in heads if _is_capital_name(head) or is_surely_body(head)]
    many = len(rows) >= _FEW or (len(rows) > 1 and any(len(each) > 1 for each in named))
    return many and 3 * len(named) >= 2 * len(rows)


def _is_capital_name(text: str) -> bool:
    words = [word for word in text.split() if not is_particle(word)]
    return is_full_name(text) and words[0][0].isupper() and words[-1][0].isupper()


def _is_no_list(rows: list[TextRow], start: int, last: int) -> bool:
    """Whether lines that nothing announces are the points of a text, or the block of its author with where to write to."""
    above = rows[start - 1].plain if start else ""
    if any(row.is_numbered for row in rows[start:last]):
        return False
    if ends_in_colon(above):
        return not _are_names(rows[start:last])
    many = last - start > _FEW and _are_names(rows[start:last])
    if many or last - start > _MOST_OF_AUTHOR or signed_and_dated(rows[last - 1].plain):
        return False
    numbered = sum(any(map(str.isdigit, without_marker(row.plain))) for row in rows[start:last])
    addressed = any(contacts.kind_in(row.plain) and not row.call for row in rows[start : last + 2])
    return addressed or 3 * numbered > last - start


def _alone_but_signed(rows: list[TextRow], at: int) -> bool:
    """Whether one line under a finished sentence is the name of whoever wrote the letter."""
    row, above = rows[at], rows[at - 1].plain if at else ""
    return row.kind == "paragraph" and len(row.plain) <= 160 and above.endswith((".", "!", "?", "»", "”"))


def _with_date_above(rows: list[TextRow], at: int) -> int:
    """Where what stands below the text begins, with a date right above it, or a call to sign that is set off from it."""
    if 2 < at < len(rows):
        end = at - is_button(rows[at - 1])
        head, row = rows[end - 2], rows[end - 1]
        if row.kind == "paragraph" and row.call and (head.kind == "heading" or is_bold(row.text)):
            at = end - 1 - (head.kind == "heading")
    return at - bool(at and rows[at - 1].dated)


def _could_sign(row: TextRow) -> bool:
    if row.kind not in {"paragraph", "list", "table"} or is_closing(row.plain) or row.dated:
        return False
    return row.could_sign or bool(signed_and_dated(row.plain))


def _is_outside(row: TextRow) -> bool:
    return row.kind == "paragraph" and bool(row.call or row.dated)


def is_button(row: TextRow) -> bool:
    """Whether a row is a link and nothing else."""
    return bool(_LINK.fullmatch(row.text))


def signed_and_dated(line: str) -> str:
    """The name in «12.04.2024   Ручьёва И.К.», the last line of many a letter; '' in any other line."""
    found = find_date(line)
    name = squeeze(f"{found.before} {found.after}").strip(" ,_/") if found else ""
    return name if is_name(name) and any(map(is_initials, name.split())) else ""
