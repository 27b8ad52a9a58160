"""A pasted list, a signatory a line, to who stands in it.

Every line ends as a signatory, as a part of one, or as none, which is told with the reason: a list is all signatories, so
nobody is dropped for the shape of a line, and whoever may be none is doubtful.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from petition.core import contacts, text
from petition.core.contacts import Contact
from petition.core.text import squeeze
from petition.lexicon.places import could_be_town
from petition.lexicon.quoting import segments, words_of
from petition.lexicon.roles import body_weight, is_modifier, is_role
from petition.lexicon.signatory import Kind, Visibility
from petition.reading.blocks import has_marker, plain, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.lines.dates import find_date
from petition.reading.lines.marks import marks_behind, without_marks
from petition.reading.lines.phrase import is_degree, says_role
from petition.reading.lines.sections import is_group, is_label
from petition.reading.lines.shapes import is_body, is_name, is_surely_body, is_title, name_length
from petition.reading.lines.signals import closing_end, is_closing
from petition.reading.lists import chats, legends, name_consent, runs, signatories
from petition.reading.lists.doubts import is_half
from petition.reading.lists.listed import Listed, Nobody, Unread
from petition.reading.lists.villages import with_villages

_WIDE = str.maketrans("（）【】［］＜＞", "()[][]<>")
_LABELLED = re.compile(r"^(?P<label>[^\W\d_][^:：@/]{0,30}?)\s?[:：]\s+(?=\S)")
_TWO = re.compile(r"\s+(?:/|&|and|и|және|und|et|y)\s+|\s{3,}|\t|\s*/\s*")
_GOES_ON = re.compile(r"(?:of|for|at|in|and|и|в|по|на|при|для|мен|және|für|und)\s")  # no name begins so
_TWO_SURELY = re.compile(r"\s*/\s*|\s{3,}|\t")
_NUMBER = re.compile(r"^\d{1,5}\s+(?=[^\W\d_])")  # with no stop behind it, where most lines begin so
_SHORTENED = 6  # letters of a given name and a full stop: "Eliz."
_SENTENCE = re.compile(r"[.!?…:]$")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """What some lines came to, counted from 1: a signatory, or why they are none; `typed` is what stands there."""

    line: int
    last: int
    typed: str
    listed: Listed | None = None
    why: Unread | None = None


@dataclass(slots=True)
class _Entry:
    line: int
    last: int
    piece: signatories.Piece
    mailbox: str = ""
    signed_on: str = ""


def read(pasted: str) -> list[PlacedLine]:
    """Everything in a pasted list, in its order; numbers and bullets fall away, broken entries rejoin."""
    found: list[PlacedLine | _Entry] = []
    rows = list(_rows(pasted))
    chat = chats.of([typed for _, typed, _ in rows])
    rows = _alone([(number, said, block) for (number, _, block), said in zip(rows, chat.lines, strict=True)])
    bare = _without_labels([typed for _, typed, _ in rows])
    stacked = signatories.stacked_blocks([(typed, block) for _, typed, block in rows])
    withheld = False
    lines = [plain(typed) for _, typed, _ in rows]
    told, kept_back = chat.remarks.union(legends.found(lines)), legends.kept_back(lines)
    for nth, (number, typed, block) in enumerate(rows):
        line = bare(typed)
        apart = legends.set_apart(line)
        above = found[-1] if found and not apart else None
        if (
            isinstance(above, _Entry)
            and nth not in told
            and _taken(above, typed, line, number, block, stacked)
        ):
            continue
        if why := _nobody(line, is_remark=nth in told):
            found.append(PlacedLine(number, number, plain(typed), why=why))
            begun = any(isinstance(each, _Entry) for each in found)
            withheld = _goes_on_keeping_back(line, withheld, begun=begun) and nth not in told
            continue
        hidden = bool(withheld or apart or nth in chat.kept_back or kept_back & marks_behind(line))
        for entry in _entries(apart or without_marks(line), number, block):
            entry.piece.withheld = hidden
            found.append(entry)
    return _all_placed(found)


def _goes_on_keeping_back(line: str, withheld: bool, *, begun: bool) -> bool:
    """Whether a line that is nobody asks that those below it are not named, or leaves it so.

    A label that is not understood may ask it, unless it stands above all.
    """
    if line[-1:] in {":", "："} and not name_consent.keeps_back(line):
        return begun and not (is_label(line) or is_group(line) or is_closing(line))
    return name_consent.keeps_back(line) or (withheld and not is_label(line))


def _all_placed(found: Sequence[PlacedLine | _Entry]) -> list[PlacedLine]:
    entries = [each for each in found if isinstance(each, _Entry)]
    bodies = signatories.mostly_bodies([each.piece for each in entries])
    apart = legends.unlike_others([each.piece.read for each in entries])
    for entry, is_apart in zip(entries, apart, strict=True):
        entry.piece.withheld |= is_apart
    return _with_villages(
        [each if isinstance(each, PlacedLine) else _placed(each, bodies=bodies) for each in found]
    )


def _with_villages(placed: list[PlacedLine]) -> list[PlacedLine]:
    read_as = iter(with_villages([each.listed.line for each in placed if each.listed]))
    return [
        replace(each, listed=replace(each.listed, line=next(read_as))) if each.listed else each
        for each in placed
    ]


def _taken(above: _Entry, typed: str, line: str, number: int, block: int, stacked: set[int]) -> bool:
    """Whether the entry above takes a line of its own block as a part of it."""
    if above.piece.block != block:
        return False
    if block in stacked:
        _stack(above, line, number)
        return True
    may_be_part = line[:1] == "(" or not _nobody(line)
    return may_be_part and not has_marker(typed) and _continues(above, line, number)


def _alone(rows: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """The rows, each two a block of their own where every second one only says what the name above it does."""
    names, posts = [typed for _, typed, _ in rows[::2]], [typed for _, typed, _ in rows[1::2]]
    one_block = len({block for _, _, block in rows}) == 1
    if len(posts) < 2 or len(names) != len(posts) or not one_block:
        return rows
    if any(map(has_marker, posts)) or not all(_is_plain_person(name) for name in names):
        return rows
    described = all(says_role(post) or is_body(post) or could_be_town(post) for post in posts)
    return [(number, typed, nth // 2) for nth, (number, typed, _) in enumerate(rows)] if described else rows


def _is_plain_person(line: str) -> bool:
    head, *said = segments(line) or ("",)
    return is_name(head) and len(head.split()) > 1 and not is_body(head) and all(map(is_degree, said))


def _rows(pasted: str) -> Iterator[tuple[int, str, int]]:
    """Each line that holds something, its number, and the block between empty lines it stands in."""
    block = 0
    lines = pasted.replace("\x00", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, line.strip().translate(_WIDE), block
        else:
            block += 1


def _stack(entry: _Entry, line: str, number: int) -> None:
    found = contacts.parted(line)
    if found.rest:
        entry.piece.take(found.rest, describing=True)
    _hold(entry, found)
    entry.last = number


def _without_labels(lines: Sequence[str]) -> Callable[[str], str]:
    """What takes away the words or the numbers before each name ("Name: Anna Ruel", "01 Anna Ruel"), where most begin so."""
    found = [label[0] for line in lines if (label := _LABELLED.match(line))]
    if len(found) > 1 and len(set(found)) == 1 and len(found) >= 0.5 * len(lines):
        return lambda line: line.removeprefix(found[0]).strip()
    numbered = 2 * sum(bool(_NUMBER.match(line)) for line in lines) > len(lines)
    return (lambda line: _NUMBER.sub("", line)) if numbered else str


def _nobody(line: str, *, is_remark: bool = False) -> Unread | None:
    """Why a line is no signatory; None where it may be one."""
    if is_remark:
        return Nobody("comment")
    bare = squeeze(plain(without_marker(line)))
    if signatories.is_taken_back(bare):
        return Unread("name", "retracted")
    if _is_sentence(bare):
        return Unread("name", "sentence")
    for code, is_so in _NOBODY:
        if is_so(bare):
            return Nobody(code)
    return None


def _is_sentence(line: str) -> bool:
    words = line.split()
    small = sum(word[0].islower() for word in words)
    return (bool(_SENTENCE.search(line)) and len(words) >= 9 and small >= 0.5 * len(words)) or len(words) > 60


_NOBODY: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("comment", lambda line: not any(map(str.isalnum, line))),
    ("section", lambda line: is_label(line) or (line.endswith(":") and len(line) < 80)),
    ("total", lambda line: bool(signatories.TOTAL.match(line))),
    ("closing", lambda line: is_closing(line) and not any(map(is_name, segments(line)[1:]))),
)


def _continues(above: _Entry, line: str, number: int) -> bool:
    """Take a line into the entry above it, where it goes on with it; whether it did.

    It does where that hangs on a comma, a preposition or an open bracket, where this begins with a preposition or a sign
    that closes, holds nothing but an address or a number, or says what the name above it does. A small first letter is no
    reason: people write their names so.
    """
    piece, found = above.piece, contacts.parted(line)
    if found.kind and not found.rest:
        if above.mailbox if found.kind is Contact.EMAIL else piece.contact:
            return False  # it has one: this is somebody else's
        _hold(above, found)
        above.last = number
        return True
    rest, before = squeeze(found.rest), squeeze(piece.typed)
    hangs = bool(signatories.HANGING.search(before)) and not (before.endswith(",") and _stands_alone(rest))
    opened = (
        any(before.count(first) > before.count(last) for first, last in ("()", "«»", "“”"))
        or before.count('"') % 2
    )
    if hangs or opened or _GOES_ON.match(rest) or rest[:1] in {")", "(", "»", "”", ",", ";", "…"}:
        piece.take(rest, describing=False)
    elif signatories.describes_above(piece, rest, piece.block) and not _begins_with_name(rest):
        piece.take(rest, describing=True)
    elif signatories.names_outlet(before, rest):
        piece.take(rest, describing=False)
        piece.doubt = piece.doubt or Doubt.TWO
    else:
        return False
    above.last = number
    _hold(above, found)
    return True


def _stands_alone(line: str) -> bool:
    parts = segments(line)
    return (
        bool(parts)
        and (is_body(line) or (is_name(_cased(parts[0])) and len(parts[0].split()) > 1))
        and not says_role(line)
    )


def _begins_with_name(line: str) -> bool:
    """Whether a line that says what somebody does says who they are as well: "Anna Ruel teacher"."""
    words = words_of(segments(line)[0])[:2] if segments(line) else []
    return (
        len(words) == 2
        and is_name(" ".join(words))
        and not any(is_role(each) or is_modifier(each) or body_weight(each) for each in words)
    )


def _hold(entry: _Entry, found: contacts.Parted) -> None:
    """Keep contact data apart from the entry: an email address as where they are written to, all else as not printed."""
    if found.kind is Contact.EMAIL and not entry.mailbox and (address := _address(found.taken)):
        entry.mailbox = address
    else:
        entry.piece.hold(found)


def _address(typed: str) -> str:
    try:
        return text.mailbox(typed.removeprefix("mailto:"), may_be_test=True)
    except text.Refused:
        return ""


def _entries(line: str, number: int, block: int) -> list[_Entry]:
    """The entries of one line: one, or as many as it holds; where they are perhaps two they are doubtful."""
    typed = signatories.TABLE_NUMBER.sub("", without_marker(plain(line))).strip(" ;") or line
    typed = typed[closing_end(typed) :]
    if people := runs.addressed(typed) or (has_marker(line) and runs.numbered_apart(typed)):
        return [_entry(each, number, block) for each in people]
    head, *said = segments(typed) or (typed,)
    people = _two(typed)
    head, said = (typed, []) if people else (head, said)
    if people := people or _two(head):
        sure = _TWO_SURELY.search(head) and not said
        both = [", ".join([each, *said]) for each in people]
        return [_entry(each, number, block, doubt="" if sure else Doubt.TWO) for each in both]
    parts = runs.several(typed) if not contacts.kind_in(typed) else [typed]
    return [_entry(each, number, block) for each in parts]


def _two(typed: str) -> list[str]:
    """The two people of a line, where nothing else stands in it: "Anna Ruel / Boris Lind"."""
    parts = [part for part in _TWO.split(typed) if part]
    sure = (len(parts) == 2 or (len(parts) == 3 and "\t" in typed)) and all(
        len(part.split()) in {2, 3} and is_name(_cased(part)) for part in parts
    )
    words = [word for part in parts for word in part.split()]
    return (
        parts
        if sure and not any(is_role(word) or body_weight(word) or is_modifier(word) for word in words)
        else []
    )


def _entry(typed: str, number: int, block: int, doubt: str = "") -> _Entry:
    found = contacts.parted(typed)
    rest = found.rest.strip(' "') if found.kind is Contact.EMAIL else found.rest
    before, _, after = typed.partition(found.taken) if found.kind else (typed, "", "")
    if before.strip()[-1:].isalpha() and after.strip()[:1].isalpha():
        rest = f"{before.strip()}, {after.strip()}"  # an address between a name and a town parts them
    dated = find_date(rest)
    signed_on = (
        dated.iso
        if dated and not dated.after.strip(" .)") and dated.before.rstrip().endswith((",", ";", "("))
        else ""
    )
    read_as = dated.before.rstrip(" ,;(") if dated and signed_on else rest
    piece = signatories.Piece(rest, _parted_at_colon(read_as), block, doubt=doubt)
    entry = _Entry(number, number, piece, signed_on=signed_on)
    _hold(entry, found)
    return entry


def _parted_at_colon(typed: str) -> str:
    """The line with a comma for the colon after a name: "Anna Ruel: teacher"."""
    head, colon, rest = typed.partition(":")
    return f"{head}, {rest.strip()}" if colon and rest.strip() and is_name(_cased(head)) else typed


def _placed(entry: _Entry, *, bodies: bool) -> PlacedLine:
    """The entry as it is read; whatever may be no name, or may ask not to be named, is doubtful."""
    line = signatories.line_of(entry.piece, bodies)
    if not any(map(str.isalpha, line.name)):
        typed = line.as_typed or line.contact or entry.mailbox
        return PlacedLine(entry.line, entry.last, typed, why=Unread("name", "missing"))
    hidden = line.doubt == Doubt.NAMING
    line = replace(line, doubt=line.doubt or _doubt(line, bodies=bodies))
    listed = Listed(line, entry.mailbox, Visibility.HIDDEN if hidden else Visibility.PUBLIC, entry.signed_on)
    return PlacedLine(entry.line, entry.last, line.as_typed, listed)


def _doubt(line: Line, *, bodies: bool) -> str:
    """Why a signatory is not sure: an organisation must sound like one, a person have a name of two words or initials."""
    if line.kind is Kind.ORGANISATION:
        return "" if bodies or is_surely_body(line.name) or line.acronym else Doubt.NAME
    bare = re.sub(r"\s*\([^()]*\)", "", line.name).replace(",", " ")
    words = words_of(_cased(bare))
    if (
        not words
        or len(words) > 6
        or any(map(_ends_sentence, words[:-1]))
        or any(map(str.isdigit, bare))
        or name_length(words) < len(words)
    ):
        return Doubt.NAME
    return Doubt.HALF if is_half(line) else ""


def _ends_sentence(word: str) -> bool:
    return word.endswith(".") and len(word) > _SHORTENED and not is_title(word)


def _cased(value: str) -> str:
    """A name as it would be written with capitals, for some write theirs small."""
    return value if value != value.lower() else value.title()
