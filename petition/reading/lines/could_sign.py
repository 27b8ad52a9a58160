"""Whether a line could stand in a list of signatories; what leads to a name in it, put behind that."""

import re

from petition.core.text import is_small, squeeze
from petition.lexicon.places import is_place
from petition.lexicon.quoting import bracketed, first_part, is_quoted, narrowed, segments, words_of
from petition.lexicon.role_phrase import is_degree, is_domain, says_role
from petition.lexicon.roles import is_modifier, is_role
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import in_cells, plain, without_marker
from petition.reading.lines.bodies import is_body, says_we
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import (
    is_full_name,
    is_initials,
    is_name,
    is_plain_name,
    is_title,
    name_length,
    name_start,
    without_brackets,
)

_DEGREE_FIRST = expression("@degrees.first", 0)  # "к.г.н. Анна Руэль"
_STOPPED = re.compile(r"[^\W\d_]{3}\.$|;$")
_MOST_WORDS = 22
_FEW_WORDS = 6  # of a body all in small letters but the first
_NO_SIGNATURE = re.compile(r"[@:]|^\d[\d.,\s]*%?\s+[a-zа-яёәғқңөұүһі]")  # «6 administrative charges»
# As in "For the crew: Anna Ruel".
_LED_FOR = expression(r"^((?:@on-behalf|@leading-for)\s[^,;:|]{2,50}?)(?:\s?:|\s[—–-])\s+(?=[^\W\d_])")
_SIGNED = expression(r"^(?:@signed.before\s+)+(?=\w)")
_GLUED_DASH = re.compile(r"^([^,;|()—–]{3,60}?[^\W\d_])[-–—]\s+(?=[^\W\d_])")  # "Anna Ruel- teacher"
_RANK = expression(r"^(?=[^\W\d_])([^,;:()|]{2,40}\(@retired\))\s+(?=[^\W\d_])")  # "Colonel (ret.) Anna Ruel"


def without_signed(line: str) -> str:
    """The line without a word before a name that says that somebody signed: "gez. Anna Ruel", "i. A. Anna Ruel"."""
    return _SIGNED.sub("", line)


def _could_be_signed_by_body(text: str, words: list[str]) -> bool:
    """Whether a line that tells of a body is its name and no sentence."""
    capitals = (word[0].isupper() or is_quoted(word) or is_domain(word) for word in words[1:])
    few = len(words) <= 3 or (len(words) <= _FEW_WORDS and not _STOPPED.search(text))
    is_short = len(words) <= (_FEW_WORDS if text.endswith(".") else _MOST_WORDS)
    return is_short and (few or any(capitals))


def with_role_behind(line: str) -> str:
    """The line with a role behind the name that it leads to: "Head of the collection: Jane Roe"."""
    if (glued := _GLUED_DASH.match(line)) and is_plain_name(glued[1]) and _is_said(line[glued.end() :]):
        return f"{glued[1]}, {line[glued.end() :]}"
    role, colon, name = map(str.strip, line.partition(":"))
    is_so = colon and 0 < len(role) < 80 and is_full_name(name) and says_role(role)
    if not is_so and (led := _LED_FOR.match(line)):
        role, name = led[1], line[led.end() :]
        is_so = is_plain_name(first_part(name))
    if not is_so and (led := _RANK.match(line)):
        parts = segments(line[led.end() :])
        is_so = is_full_name(without_brackets(parts[0]))
        role, name = ", ".join([led[1], *parts[1:]]), parts[0]
    return f"{name}, {role}" if is_so else _with_name_first(line)


def _with_name_first(line: str) -> str:
    """A line that begins small, with degrees or what somebody does, and the name behind it: "к.г.н., доцент Анна Руэль"."""
    parts = segments(_DEGREE_FIRST.sub(r"\1, ", line))
    is_led = bool(parts) and is_degree(parts[0]) and not parts[0].isupper()
    if parts and (is_small(line[0]) or is_led or says_only_post(parts[0])):
        at = next((at for at, part in enumerate(parts[:4]) if not _says_only_role(part)), 0)
        bare, brackets = without_brackets(parts[at]), bracketed(parts[at])
        words = words_of(bare)
        start = name_start(words)
        role, name = " ".join(words[:start]), " ".join(words[start:])
        told = says_only_post(role) if role else at and (is_led or is_small(line[0]))
        if told and name[:1].isupper() and is_full_name(name):
            name += "".join(f" ({each})" for each in brackets)
            return ", ".join(filter(None, [name, *parts[:at], role, *parts[at + 1 :]]))
    return line


def _is_said(text: str) -> bool:
    """Whether a text is what somebody does or where, and no other half of a name: "Anna Ruel- Lind", "Anna Ruel- Baker"."""
    is_work = (is_small(text[0]) or " " in text) and says_role(text)
    return is_work or is_body(text) or is_place(text)


def says_only_post(text: str) -> bool:
    """Whether words say what somebody does, and no more: "senior research fellow"."""
    return _says_only_role(text) and any(map(is_role, text.split()))


def _says_only_role(part: str) -> bool:
    others = [word for word in part.split() if not (is_role(word) or is_modifier(word))]
    return is_degree(part) or all(word.isupper() and not is_initials(word) for word in others)


def _begins_small(words: list[str], head: str) -> bool:
    """Whether what begins small is neither the name of a site nor a title and a name: "dr Jane Roe"."""
    titled = len(words) > 2 and is_title(words[0]) and is_name(head)
    return is_small(words[0][0]) and not (titled or is_domain(head))


def could_be_signatory(line: str) -> bool:
    """Whether a line could stand in a list of signatories: a name in front, or a body, and no sentence."""
    bare = squeeze(in_cells(without_marks(plain(without_marker(narrowed(line)))))).strip(" ;,").rstrip(" –—-")
    text = with_role_behind(without_signed(bare))
    parts = segments(text) if 2 < len(text) <= 300 and not text.endswith((":", "?", "!")) else ()
    head = without_brackets(parts[0]) if parts else ""
    words = words_of(head)
    if not words or _NO_SIGNATURE.search(head) or _begins_small(words, head):
        return False
    if says_we(text) and text.endswith(".") and len(text.split()) > 6:
        return False
    if " | " in text and not any(map(is_full_name, parts[:2])):
        return is_body(text)
    if is_body(text):
        return _could_be_signed_by_body(text, words)
    at = name_length(words)
    if not at or at == len(words):
        return bool(at) and len(text.split()) <= 40
    return is_role(words[at]) or (is_modifier(words[at]) and any(map(is_role, words[at : at + 4])))
