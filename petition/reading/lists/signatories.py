"""A list of signatories to its entries: numbers and bullets fall away, broken entries rejoin, the rest is left over."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from petition.core import contacts
from petition.core.contacts import Parted
from petition.core.text import is_small, squeeze
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import QUOTES, bracket_spans, segments, words_of
from petition.lexicon.roles import body_weight, is_modifier, is_outlet, is_role
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import alternatives
from petition.reading.blocks import has_marker, plain, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.lines.entry import read_entry
from petition.reading.lines.marks import marks_behind, without_marks
from petition.reading.lines.phrase import is_domain, says_role
from petition.reading.lines.sections import is_group, label_of
from petition.reading.lines.shapes import (
    has_several_words,
    is_body,
    is_name,
    looks_signed,
    role_before_name,
)
from petition.reading.lines.signals import is_closing
from petition.reading.lines.tidied import quoted_person
from petition.reading.lists import legends, name_consent, runs
from petition.reading.lists.villages import with_villages

HANGING = re.compile(
    r"(?:[,&/]|\s[—–-]|\b(?:of|the|for|and|at|in|и|в|по|на|при|для|мен|және|de|der|des|du|für|von))$",
    re.IGNORECASE,
)
TOTAL = re.compile(alternatives("totals.lines"), re.IGNORECASE)
_TABLE_HEAD = re.compile(
    r"^(?:№|no\.?|#|n)?\s*[|\t,]?\s*(?:фио|ф\.\s?и\.\s?о\.|full name|name|аты-жөні|т\.\s?а\.\s?ә\.)\b.*(?:[|\t,]|$)",
    re.IGNORECASE,
)
_UNTICKED = re.compile(r"(?:\[ ?\]|[☐✗✘❌❎])\s*(?=\w)")  # who has not signed
_WITHDRAWN = re.compile(
    r"(?:[(\[]|\s[—–-])\s*(?:signature )?(?:" + alternatives("withdrawn") + r")\b[^()\[\]]*[)\]]?\s*$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"^[^\W\d_]{1,5}\. [^\W\d_a-zа-яё]")  # "drs. J.P. de Vries"
_WIDE_LINE = 60  # a line so long may have been broken where it had no more room
_PART_OF_BODY = re.compile(alternatives("parts-of-bodies"), re.IGNORECASE)
TABLE_NUMBER = re.compile(r"^\s*\d{1,5}\s*(?:[|\t]\s*|\.\s*[|\t]\s*)")


@dataclass(slots=True)
class Piece:
    """An entry as it grows: what was typed, the same with lines parted by commas for reading, and how many describe it."""

    typed: str
    read: str
    block: int
    described: int = 0
    contact: str = ""
    doubt: str = ""
    section: Kind | None = None
    withheld: bool = False  # the label of its part may ask that nobody there is named

    def hold(self, found: Parted) -> None:
        """Keep apart what may not be printed, as what makes the entry doubtful."""
        if found.kind:
            self.contact = f"{self.contact}, {found.taken}" if self.contact else found.taken
            self.doubt = self.doubt or Doubt(found.kind.value)

    def take(self, line: str, *, describing: bool) -> None:
        """Go on with a line: one that breaks off above, or one that describes who is named above."""
        self.typed += " " + line
        self.read = self.read.rstrip(" ,") + ", " + line if describing else self.read + " " + line
        self.described += describing


class Entries(NamedTuple):
    """The signatories in some rows, and the numbers of the rows, from 0, that are none: labels of parts, and all others."""

    lines: tuple[Line, ...]
    left: tuple[int, ...]
    labels: tuple[int, ...]


def entries_of(rows: Sequence[tuple[str, int]], kept_back: Set[str] = frozenset()) -> Entries:
    """The entries in these rows (text and number of block). `kept_back` are the marks of whoever may not be named."""
    pieces: list[Piece] = []
    left_over = legends.found([plain(text) for text, _ in rows])
    labels: list[int] = []
    heads: list[int] = []  # nobody stands below them so far
    section: Kind | None = None
    withheld = False
    stacked = stacked_blocks(rows)
    bodies = _are_bodies(rows)
    for nth, text, whole, block in _each_alone(rows):
        if nth in left_over:
            continue
        marked = has_marker(text)
        typed = legends.set_apart(whole) or whole
        kind = None if marked else label_of(typed)
        if kind or (not marked and _heads_part(typed)):
            section, withheld = kind, name_consent.keeps_back(typed)
            heads.append(nth)
            continue
        found = contacts.parted(without_marks(typed))
        line = found.rest
        above = pieces[-1] if pieces and not marked else None
        if not line and above and above.block == block:
            above.hold(found)
            continue
        if _is_no_entry(line, section, above, block) or (
            found.kind and _is_nobodys(typed, line, marked=marked)
        ):
            left_over.append(nth)
            withheld |= bool(pieces) and line.endswith((":", "："))  # a label that is not understood
            continue
        labels, heads = labels + heads, []
        pieces += _grown(
            above,
            line,
            Piece(
                "",
                "",
                block,
                section=section,
                withheld=withheld or _is_kept_back(whole, kept_back),
            ),
            bodies=bodies,
            is_stacked=block in stacked,
        )
        pieces[-1].hold(found)
    return Entries(_lines_of(pieces), tuple(dict.fromkeys(left_over + heads)), tuple(labels))


def _lines_of(pieces: Sequence[Piece]) -> tuple[Line, ...]:
    mostly = mostly_bodies(pieces)
    apart = legends.unlike_others([piece.read for piece in pieces])
    return with_villages(
        [line_of(piece, mostly, is_apart) for piece, is_apart in zip(pieces, apart, strict=True)]
    )


def _is_kept_back(line: str, marks: Set[str]) -> bool:
    return bool(legends.set_apart(line)) or not marks.isdisjoint({"", *marks_behind(line)})


def _heads_part(line: str) -> bool:
    return line.endswith(":") and (is_closing(line) or is_group(line) or name_consent.keeps_back(line))


def _grown(above: Piece | None, line: str, new: Piece, *, bodies: bool, is_stacked: bool) -> list[Piece]:
    """What a line adds to the list: nothing where the entry above it takes it, else an entry or several, each like `new`."""
    is_body_too = bodies or new.section is Kind.ORGANISATION
    if above and describes_above(above, line, new.block, is_stacked=is_stacked):
        above.take(line, describing=True)
        return []
    if above and _broken_off(above, line, bodies=is_body_too):
        above.take(line, describing=False)
        return []
    doubt = Doubt.ABOVE if _may_belong_above(above, line, new.block) else ""
    parts = [line] if new.section is Kind.ORGANISATION else runs.beside(line) or runs.several(line)
    if len(parts) == 1 and ";" in line and runs.is_only_name(line.rpartition(";")[2].strip(" .")):
        doubt = Doubt.TWO
    return [replace(new, typed=part, read=part, doubt=doubt) for part in parts]


def _are_bodies(rows: Sequence[tuple[str, int]]) -> bool:
    """Whether at least half of the first rows are surely names of bodies, so that one that begins small is one too."""
    first = rows[:100]
    return 2 * sum(is_body(squeeze(plain(text))) for text, _ in first) >= len(first) > 2


def stacked_blocks(rows: Sequence[tuple[str, int]]) -> set[int]:
    """The blocks that are each a signature over several lines: a name, and below it posts that are nobody else's name.

    Told from all of them together: where one block holds names one below the other, all do.
    """
    blocks: dict[int, list[str]] = defaultdict(list)
    for text, block in rows:
        blocks[block].append(squeeze(without_marks(plain(text))))
    tall = {block: lines for block, lines in blocks.items() if len(lines) > 1}
    if not tall or len(blocks) < 2 or max(map(len, tall.values())) > 6:
        return set()
    like = {block for block, lines in tall.items() if _is_stack(lines)}
    if len(like) <= 0.7 * len(tall):
        return set()
    return {block for block, lines in tall.items() if is_name(runs.bare_head(lines[0]))}


def _is_stack(lines: Sequence[str]) -> bool:
    head = runs.bare_head(lines[0])
    return (
        is_name(head)
        and not is_body(head)
        and not any(has_marker(line) or _own_entry(line) for line in lines[1:])
        and sum(_could_be_another(line) for line in lines[1:]) < len(lines) - 1
    )


def _could_be_another(line: str) -> bool:
    """Whether a line below a name could as well be the name of somebody else."""
    line = legends.set_apart(line) or line
    words = line.split()
    described = any(is_role(word) or body_weight(word) for word in words) or is_place(line)
    return has_several_words(line) and is_name(line) and not described


def _each_alone(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[int, str, str, int]]:
    """Each row's number, text, text without a list's number, and block; one of people with an address each, part by part."""
    for nth, (text, block) in enumerate(rows):
        typed = TABLE_NUMBER.sub("", without_marker(plain(text))).strip()
        if parts := runs.addressed(typed):
            yield from ((nth, part, part, block) for part in parts)
        elif has_marker(text) and (numbered := runs.numbered_apart(typed)):
            yield from ((nth, f"1. {part}", part, block) for part in numbered)
        elif typed:
            yield nth, text, typed, block


def line_of(piece: Piece, bodies: bool, is_apart: bool = False) -> Line:
    """An entry as it is read: doubtful where it may ask not to be named, be two, or be set apart from the others."""
    entry = read_entry(piece.read, mostly_bodies=bodies, kind=piece.section)
    withheld = piece.withheld or name_consent.asks_no_name(piece.typed) or is_taken_back(piece.typed)
    two = Doubt.TWO if runs.may_be_two(entry.name, entry.role, entry.affiliation) else ""
    doubt = Doubt.NAMING if withheld else two or (Doubt.NAMING if is_apart else piece.doubt or entry.doubt)
    entry = name_consent.without_remarks(entry) if withheld else entry
    return replace(entry, as_typed=piece.typed.strip(), contact=piece.contact, doubt=doubt)


def is_taken_back(line: str) -> bool:
    """Whether a line says of a signature that it is none, or none any more."""
    struck = line.startswith("~~") and line.endswith("~~")
    return struck or bool(_WITHDRAWN.search(line) or _UNTICKED.match(line))


def _is_nobodys(typed: str, line: str, *, marked: bool) -> bool:
    """Whether contact data at the head of a line belongs to nobody who is named there, as in "Press office: 250-12-34".

    In a list with marks a single name beside its address or account is somebody, who may be called so.
    """
    head = (segments(typed) or [""])[0]
    if not contacts.kind_in(head) or (marked and ":" not in line and 0 < len(line.split()) < 4):
        return False
    several = len((segments(line) or [""])[0].split()) > 1
    return ":" in (segments(line) or [""])[0] or not (several and looks_signed(line))


def _is_no_entry(line: str, section: Kind | None, above: Piece | None, block: int) -> bool:
    if above and above.block == block and line[:1] == "(":
        return False  # a remark
    return bool(
        not line
        or is_taken_back(line)
        or TOTAL.match(line)
        or (len(line) < 120 and _TABLE_HEAD.match(line))
        or (section is not Kind.ORGANISATION and _is_labelled((segments(line) or [""])[0]))
    )


def _is_labelled(head: str) -> bool:
    """Whether a line says "Contact: …" and names nobody behind it."""
    return ":" in head and not is_name(head.partition(":")[2])


def describes_above(before: Piece, line: str, block: int, *, is_stacked: bool = False) -> bool:
    """The second and third line of a signature block: a role under a name, a body under the role."""
    if len(before.typed) > 300:
        return False
    if before.block != block:  # a word processor makes a paragraph of each line
        return not before.described and is_name(before.typed.strip(" ,")) and _is_bare_role(line)
    if is_stacked or (not before.described and is_name(before.typed) and _PART_OF_BODY.match(line)):
        return True
    if not before.described:
        return is_name(before.typed.strip(" ,")) and (says_role(line) or could_be_town(line))
    last = read_entry(before.read)
    if before.described == 1 and not last.affiliation and is_body(squeeze(line)):
        return True
    return before.described <= 3 and is_place(line)


def _is_bare_role(line: str) -> bool:
    """Whether a line is a role and nothing else, so that nobody can be meant but who stands above."""
    words = line.split()
    return all(
        is_role(word) or is_modifier(word) or word.lower() in {"and", "of", "и"} for word in words
    ) and says_role(line)


def _may_belong_above(above: Piece | None, line: str, block: int) -> bool:
    """Whether a body, in a paragraph of its own below a name and a role, may be where that person works."""
    if above is None or above.block == block or above.described != 1:
        return False
    return not read_entry(above.read).affiliation and is_body(line)


def _broken_off(before: Piece, line: str, *, bodies: bool = False) -> bool:
    """Whether this line is the rest of the entry above it.

    It is when the entry above hangs on a comma, a preposition or an open quote; when this line begins small, as no name does
    but a body's may (`bodies`, "openRoad"), or with a bracket; or when the entry above names a kind of outlet without its
    name, and this line is one.
    """
    line, above = squeeze(line), squeeze(before.typed)
    if len(above) > 500 or line[0] in "()»”,;":
        return len(above) <= 500
    if HANGING.search(above):
        return not (above.endswith(",") and looks_signed(line))
    if (
        is_small(line[0])
        and not (bodies and len(above) < _WIDE_LINE)
        and not any(letter.isupper() or letter.isdigit() for letter in line.split()[0])
        and not is_domain(line.split()[0])
        and not _TITLED.match(line)
        and not role_before_name(words_of((segments(line) or [line])[0]))
    ):
        return len(above) >= 40 or is_name(above) or _continues(line.split()[0])
    if _open_quote(above):
        return not _own_entry(line)
    return names_outlet(above, line)


def names_outlet(above: str, line: str) -> bool:
    """Whether a line of one word is the name of the newspaper that the entry above speaks of last."""
    head = segments(line)[0] if segments(line) else line
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", head)
    return _wants_name(above) and len(bare.split()) == 1 and "," not in line and body_weight(bare) == 0


def _continues(word: str) -> bool:
    return is_role(word) or is_modifier(word) or body_weight(word) > 0 or bool(HANGING.search(" " + word))


def _own_entry(line: str) -> bool:
    """Whether the line stands on its own: a name of two words or more with something said of it."""
    parts = segments(line)
    words = parts[0].split() if parts else []
    described = any(is_role(word) or is_modifier(word) or body_weight(word) for word in words)
    return len(parts) > 1 and is_name(parts[0]) and has_several_words(parts[0]) and not described


def _open_quote(text: str) -> bool:
    marks = [character for character in text if character in QUOTES]
    return len(marks) % 2 == 1 and text.rfind(marks[-1]) > 0 and text[text.rfind(marks[-1]) - 1] in " ("


def _wants_name(above: str) -> bool:
    """The entry's last phrase speaks of a newspaper or channel whose name has not come yet."""
    if any(is_place(content) for _, _, content in bracket_spans(above)):
        return False
    parts = segments(above)
    words = words_of(parts[-1]) if len(parts) > 1 else []
    return any(map(is_outlet, words)) and all(is_small(word[0]) for word in words)


def mostly_bodies(pieces: Sequence[Piece]) -> bool:
    """Whether nearly all that can be told for sure in this list are bodies."""
    if len(pieces) < 3:
        return False
    bodies = sum(
        is_body(line) and not quoted_person(line)[0]
        for piece in pieces[:400]
        if (line := squeeze(piece.read))
    )
    persons = sum(
        len(segments(piece.read)) > 1 and not is_body(squeeze(piece.read)) and looks_signed(piece.read)
        for piece in pieces[:400]
    )
    return bodies >= 2 and bodies >= 4 * persons and bodies >= 0.5 * min(len(pieces), 400)
