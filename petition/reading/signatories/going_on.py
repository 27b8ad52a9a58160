"""Whether a line goes on with the entry above it: one that broke off, what somebody does, where, an address."""

from petition.core import contacts
from petition.core.contacts import Contact
from petition.core.text import is_small, squeeze
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import QUOTES, bracketed, first_part, segments, words_of
from petition.lexicon.role_phrase import says_role
from petition.lexicon.roles import is_modifier, is_outlet, tells
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.lines import could_sign
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import (
    PARTICLES,
    bare_head,
    cased,
    ends_as_post,
    is_full_name,
    is_name,
    is_only_name,
    is_patronymic,
    is_plain_name,
    is_title,
    role_before_name,
    tells_nothing_else,
)
from petition.reading.naming import wishes
from petition.reading.signatories import nobody
from petition.reading.signatories.listed import TypedLine
from petition.reading.signatories.open_entry import OpenEntry

_HANGING = expression(r"(?:[,&/]|\s[—–-]|\b@hanging)$")
_GOES_ON = expression(r"@going-on\s", 0)
_REPRESENTED = expression(r"(?:@represented)\s")
_DASHES = frozenset("-–—")
_LONGEST = 500
_LONG_LINE = 40  # which hardly ends where it does but for want of room
_WIDE_LINE = 60  # a line so long may have been broken where it had no more room


def goes_on(
    above: OpenEntry, line: str, row: TypedLine, *, is_stacked: bool, bodies: bool, commas: bool
) -> bool:
    """Take the line of a row into the entry above it, where it goes on with it; whether it did.

    `is_stacked`: it says what the one above does. `bodies`: most lines are names of bodies, some of which begin small.
    `commas`: many end in a comma, which says nothing of what stands below.
    """
    bodies = bodies or above.section is Kind.ORGANISATION
    found = contacts.parted(without_marks(line))
    rest, is_same = squeeze(found.rest), above.block == row.block
    if not rest:
        kept = above.mailbox if found.kind is Contact.EMAIL and not above.in_letter else above.contact
        if kept or not (found.kind and is_same):
            return False  # it has one: this is somebody else's
    elif is_stacked:
        is_named = "," in above.read or is_plain_name(above.read)
        is_said = not is_patronymic(rest) and (rest[0] not in QUOTES or is_named)
        above.take(rest, describing=is_said)
    elif _is_nobody_or_another(above, line, rest):
        return False
    elif _describes(above, rest, row.block) or (is_same and not commas and _hangs_on_comma(above, rest)):
        above.take(rest, describing=True)
    elif _is_broken_off(above, rest, is_same_block=is_same, bodies=bodies):
        is_post = is_small(rest[0]) and not _GOES_ON.match(rest)
        above.take(rest, describing=is_post and is_only_name(above.typed))
    else:
        return False
    above.last = row.number
    above.hold(found)
    return True


def _is_nobody_or_another(above: OpenEntry, line: str, rest: str) -> bool:
    """Whether a line is none of the list, or of another: below a dash with nothing behind it, or one who is not named."""
    if above.typed.rstrip()[-1:] in _DASHES and _is_own_entry(rest):
        return True
    if wishes.is_placeholder(line) and len(segments(above.read)) + is_body(above.read) > 1:
        return True
    why = nobody.why(line, above.section, in_letter=above.in_letter)
    return why is not None and (rest[0] != "(" or why.code in {"total", "section"})


def _describes(above: OpenEntry, line: str, block: int) -> bool:
    """The second and third line of a signature block: a role under a name, a body under the role."""
    led_by_post = all(role_before_name(words_of(each)) for each in (above.typed, line))
    if len(above.typed) > 300 or led_by_post:
        return False
    typed = above.typed.strip(" ,")
    led = could_sign.with_role_behind(typed)  # "Lt Col (Retd) Anna Ruel"
    named = is_name(typed if "," in typed or led == typed else first_part(led)) and not is_body(typed)
    if above.block != block:  # a word processor makes a paragraph of each line
        is_post = could_sign.says_only_post(line) or ends_as_post(line)  # so that nobody else can be meant
        return not above.described and named and is_post
    if _REPRESENTED.match(line):
        return True
    if not above.described:
        return named and (says_role(line) or could_be_town(line))
    return above.described <= 3 and is_place(line)


def _is_broken_off(above: OpenEntry, line: str, *, is_same_block: bool, bodies: bool) -> bool:
    """Whether this line is the rest of the entry above it.

    It is when the entry above hangs on a comma, a preposition or an open quote; when this line begins with a preposition, a
    sign that closes, or small, as no name does but a body's may (`bodies`, "openRoad") and some people's; or when the entry
    above names a kind of outlet without its name, and this line is one.
    """
    before = squeeze(above.typed)
    if len(before) > _LONGEST or line[0] in "()»”,;…":
        return len(before) <= _LONGEST
    if _HANGING.search(before):
        is_said = says_role(line) or is_body(line) or could_be_town(line)
        return before[-1] != "," or (not _stands_alone(above, line) if is_same_block else is_said)
    if _is_open(before):
        # No bracket or quote reaches over somebody where none closes it.
        return not _is_open(f"{before} {line}")
    is_own = bodies and len(before) < _WIDE_LINE
    if not is_own and _begins_small(line, is_apart=not is_same_block, below=before):
        return len(before) >= _LONG_LINE or is_name(before) or _continues(line)
    return _names_outlet(before, line)


def _begins_small(line: str, *, is_apart: bool, below: str) -> bool:
    """Whether a line begins with a small letter, and not with a name, a domain or a title that is written so.

    Behind a gap (`is_apart`) a body is one where something is said of who stands `below` which it does.
    """
    first = line.split(maxsplit=1)[0]
    head = (segments(line) or [line])[0]
    if is_apart and len(segments(below)) > 1 and is_surely_body(head):
        return False
    is_apart = any(letter.isupper() or letter.isdigit() for letter in first) or is_title(first)
    if is_apart or not is_small(line[0]):
        return False
    may_be_name = (head.islower() or first in PARTICLES) and is_name(head.title())
    is_named = (may_be_name and tells_nothing_else(head)) or role_before_name(words_of(head))
    return not is_named and could_sign.with_role_behind(line) == line


def _continues(line: str) -> bool:
    """Whether a line begins with a preposition, or a word of what somebody does."""
    word = line.split(maxsplit=1)[0]
    return bool(_GOES_ON.match(line)) or is_modifier(word) or tells([word])


def _hangs_on_comma(above: OpenEntry, line: str) -> bool:
    """Whether a line is where somebody works, or lives, of whom the line above breaks off at a comma, as few lines do."""
    is_where = could_be_town(line) or (is_body(line) and not is_plain_name(line))
    return above.typed.rstrip()[-1:] == "," and is_where


def _stands_alone(above: OpenEntry, line: str) -> bool:
    """Whether a line below a comma is somebody, in small letters perhaps, and does not say what the one above does.

    Where marks begin each, nobody stands without.
    """
    head = first_part(line)
    is_one = is_body(line) or is_full_name(cased(head))
    return is_one and not above.is_marked and not says_role(line)


def _is_own_entry(line: str) -> bool:
    """Whether a line below a dash with nothing behind it names somebody itself: "Anna Ruel -", "Boris Lind - poet"."""
    name, *said = segments(could_sign.with_role_behind(line).rstrip(" -–—")) or ("",)
    is_said = any("," not in line or is_small(part[0]) or says_role(part) for part in said[:1])
    return is_plain_name(name) and (is_said or (line[-1] in _DASHES and not said))


def _is_open(before: str) -> bool:
    """Whether a bracket or a quote is open at the end of a text."""
    if any(before.count(first) > before.count(last) for first, last in ("()", "«»")):
        return True
    marks = [character for character in before if character in QUOTES]
    return len(marks) % 2 == 1 and before.rfind(marks[-1]) > 0 and before[before.rfind(marks[-1]) - 1] in " ("


def _names_outlet(above: str, line: str) -> bool:
    """Whether a line of one word is the name of the newspaper that the entry above speaks of last, and has not named."""
    if any(map(is_place, bracketed(above))):
        return False
    parts = segments(above)
    words = words_of(parts[-1]) if len(parts) > 1 else []
    wanted = any(map(is_outlet, words)) and all(is_small(word[0]) for word in words)
    return wanted and len(bare_head(line).split()) == 1
