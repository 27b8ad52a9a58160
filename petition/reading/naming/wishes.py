"""Whom a wish not to be named speaks of, wherever it stands: in somebody's own line, beside the list, or in a message.

It speaks of all where it says so, and of whoever it names, by name or by number. Else it is of whoever's line or message it
stands in, or of the neighbours of a line among names; above all names, below them and as a sentence it may be of anybody.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from petition.core.text import is_small
from petition.lexicon.no_name import is_filler
from petition.lexicon.quoting import bracketed, segments
from petition.lexicon.refusals import keeps_back, keeps_names_back, speaks_of_name
from petition.lexicon.role_phrase import has_legal_form
from petition.lexicon.roles import is_of_several, tells
from petition.lexicon.vocabulary import expression, words
from petition.reading.blocks import has_marker, without_marker
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.many_in_line import several
from petition.reading.lines.marks import number_of
from petition.reading.lines.names import bare_head, is_name, is_plain_name, name_of, without_brackets
from petition.reading.naming.beside_name import asks_no_name, refuses

_FIGURES = r"(\d{1,5}(?:\W{1,3}(?:[^\W\d_]{1,5}\s\W?)?\d{1,5})*)"
# As in "№ 4 и 7", "nos. 12-15", "(2) and (3)" at the head of a line
_NUMBERS = expression(rf"@numbers.before\s*\(?{_FIGURES}|\b{_FIGURES}\W?@numbers.behind|^\({_FIGURES}\)")
_LED_BY_NUMBERS = expression(rf"^@numbers.before\s*{_FIGURES}\b(?=\D)")
RANGE = re.compile(r"(\d{1,5})(?:\s?[–-]\s?(\d{1,5}))?")
_BETWEEN_FIGURES = re.compile(r"(?<=\d),\s(?=\d)")
_NUMBERED = re.compile(r"^\d{1,5}\s+")
ALL = expression(r"\b(?:@others|@everybody)\b")
WE = expression(r"\b(?!m[iy]\b)@pronouns.we\b")  # "my name" is nobody else's
_AND = expression(r"\s@and\s")
OF_ONESELF = re.compile(r"\b(?:" + "|".join(words("phrases/of-oneself")) + r")\b", re.IGNORECASE)
_DASH = re.compile(r"\s[–—-]+\s")
CONDITION = expression(r"\b@conditions\b")
SENTENCES = re.compile(r"(?<=[^\W\d_]{3}[.!?…])\s+|(?<=[)\]][.!?…])\s+")
CLAUSES = re.compile(r"[,;:–—]\s")
_UNNAMED = expression(
    r"(?:@and-more\s(?:\d+|@number-words)\s([^\W\d_]+)(?:\s[^\W\d_]+){0,3}|(?:\d+|@number-words)\s([^\W\d_]+)),\s",
    0,
)
_FRAMES = frozenset(("()", "[]", "--", "——", "––", "=="))
_FEW, _MANY = 10, 100  # ranges of numbers that a line speaks of, and the numbers of one
_LONGEST_BODY = 8  # words, less one
_LEAST = 4  # words of a line that tells how others are shown
_LONG = 160  # letters of a sentence that says one thing


def wishes_in(line: str) -> list[str]:
    """The sentences of a line that keep back whoever they speak of."""
    if len(line) <= _LONG and not keeps_back(line):
        return []
    said = [each for each in SENTENCES.split(line) if keeps_back_whom(each)]
    return said or [line] * (len(line) <= _LONG)


def keeps_back_whom(said: str) -> bool:
    """Whether a sentence keeps back whoever it speaks of, a long one in clauses that stand together."""
    return keeps_back(said) or (len(said) > _LONG and any(map(keeps_back, _said_together(said))))


def _said_together(said: str) -> Iterator[str]:
    """Each clause of a sentence, and from it on as much as says one thing: "but in public, please, leave them out"."""
    yield from CLAUSES.split(said)
    ends = [found.start() for found in CLAUSES.finditer(said)] + [len(said)]
    for start, end in pairwise([-1, *ends]):
        yield said[start + 1 : max(end, ends[bisect(ends, start + _LONG) - 1])]


def is_of_speaker(line: str) -> bool:
    """Whether a line speaks of oneself, and joins nobody to that: "my name and that of my wife"."""
    bare = without_marker(line)
    return bool(OF_ONESELF.search(bare)) and not (ALL.search(bare) or WE.search(bare) or _AND.search(bare))


def without_wishes(line: str) -> str:
    """The line of somebody named without the sentences and the parts between commas that keep them back."""
    if not named_in(line) or not asks_no_name(line):
        return line
    first, *more = SENTENCES.split(line)
    parts = [without_brackets(part) if _asks(part) else part for part in segments(first)]
    if asks_no_name(first):
        first = ", ".join([parts[0], *(part for part in parts[1:] if not _asks(part))])
    return " ".join([first, *(each for each in more if not keeps_back_whom(each))])


def _asks(part: str) -> bool:
    return keeps_back(part) or refuses(part)


def may_be_of_one_above(line: str) -> bool:
    """Whether a line below a name may ask that this is not shown: it does, or refuses something and is nobody."""
    if keeps_back(line):
        return True
    said = bare_head(line) or line
    return (speaks_of_name(said) or refuses(said)) and not (is_body(said) or is_name(said))


def is_placeholder(line: str) -> bool:
    """Whether a line says of somebody what they do, and not what they are called: "A nurse (name withheld)"."""
    head = bare_head(line)
    return head != line and tells(head.split()) and not (_asks(head) or speaks_of_name(head))


def tells_whose(line: str) -> bool:
    """Whether a line that keeps a name back begins with a name, be it one word for being unnamed."""
    bare = without_marker(line)
    head = bare_head(bare)
    if head != bare.strip() and is_name(head) and not (_asks(head) or speaks_of_name(head)):
        return True  # "Ewan (first name only)"
    words = [word.strip(",;:") for word in bare.split()[:3]]
    named = " ".join([word for word in words if not is_small(word[:1])][:2])
    if " " in named:
        return is_name(named) and not (_asks(named) or speaks_of_name(named))
    return is_filler(head)


def speaks_of(line: str) -> set[str]:
    """The numbers of those whom a line keeps back: "Nos. 4 and 7 do not wish to be named."."""
    if not is_about_others(line) or not keeps_back(line):
        return set()
    return _all_numbers(map("".join, _NUMBERS.findall(line)))


def remarks_on(line: str) -> set[str]:
    """The numbers of those of whom a line that begins with them says something, whatever that is: "no. 7 wrote to us"."""
    is_own = number_of(line) or is_surely_body(without_marker(line))  # "№ 3 School, Lune"
    return _all_numbers(_LED_BY_NUMBERS.findall(without_marker(line))) if not is_own else set()


def numbers_kept_back(line: str) -> set[str]:
    """The numbers that what keeps somebody back in a line gives, which may be of others: "1. is not to be named"."""
    if tells_whose(line) or is_placeholder(line):  # "3. Name withheld"
        said = wishes_in(_BETWEEN_FIGURES.sub(" ", without_marker(line)))
        return _all_numbers(chain.from_iterable(map(asking_parts, said)))
    return _all_numbers(wishes_in(line)) if not counts_unnamed(line) else set()


def asking_parts(said: str) -> list[str]:
    """What of a sentence in somebody's own line keeps back: in its brackets, or between its commas and dashes."""
    parts = (*bracketed(said), *segments(without_brackets(said)))
    return [part for part in parts if keeps_back(part)] or [said]


def _all_numbers(said: Iterable[str]) -> set[str]:
    found = [span for each in said for span in RANGE.findall(each)]
    spans = [(int(first), int(last or first)) for first, last in found[:_FEW]]
    return {f"№{nth}" for first, last in spans for nth in range(first, min(last, first + _MANY) + 1)}


def led_by_wish(line: str) -> list[str]:
    """Those named behind a colon and words that keep them back, or several before it; else none.

    "Not for publication: Jane Roe, J. Doe", "Jane Roe; J. Doe: not for publication". One who speaks of oneself may set the
    name off by a dash: "Not my name, please - Jane Roe".
    """
    asks, rest = _parted(without_marker(line))
    is_theirs = rest and _asks(rest) and not (ALL.search(rest) or WE.search(rest) or _AND.search(rest))
    named = segments(asks) if is_theirs else ()
    if len(named) > 1 and all(map(is_plain_name, named)):
        return [*named]
    parts = segments(rest) if rest and _leads(asks) else ()
    heads = [without_brackets(part) for part in parts]
    if heads and all(is_name(head) and (" " in head or len(heads) == 1) for head in heads):
        return [*parts]
    return [rest] if heads and (is_plain_name(heads[0]) or is_surely_body(heads[0])) else []


def _parted(line: str) -> tuple[str, str]:
    """What stands before a colon and behind it, or a dash where the line speaks of oneself."""
    before, _, behind = line.partition(": ")
    if behind or not is_of_speaker(line):
        return before, behind
    before, *more = _DASH.split(line, maxsplit=1)
    return before, "".join(more)


def _leads(asks: str) -> bool:
    return _asks(asks) and (is_of_speaker(asks) or not is_plain_name(asks))


def counts_unnamed(line: str) -> bool:
    """As in "Three nurses, names withheld": whether a line counts some by what they do, who may stand in no list."""
    bare = without_marker(line)
    counted = _UNNAMED.match(f"{bare[:1].lower()}{bare[1:]}")
    is_counted = counted and is_of_several(counted[1] or counted[2]) and bare[-1] not in ".!:"
    return bool(is_counted) and keeps_back(bare) and bare[1:] == bare[1:].lower()


def is_about_others(line: str) -> bool:
    """Whether a line is a sentence, or set in brackets, so that it tells of more than who signs by it."""
    bare = line.strip(" *_")
    if ";" in bare or len(bare.split()) < _LEAST or len(several(bare)) > 1:
        return False
    return bare[-1] in ".!。" or (bare[0] + bare[-1]) in _FRAMES


def is_of_one(line: str) -> bool:
    """Whether a line in brackets among names speaks of whoever stands above it."""
    is_framed = (line[0] + line[-1]) in _FRAMES
    return is_framed and not (ALL.search(line) or WE.search(line) or any(map(str.isdigit, line)))


def named_in(line: str) -> str:
    """The name of somebody that a line begins with, who signs or says something: "Vera Hill: we all …"; else ''."""
    name = name_of(_NUMBERED.sub("", line).partition(":")[0])
    is_one = is_name(name) and (" " in name or has_marker(line))
    is_one = is_one or (0 < name.count(" ") < _LONGEST_BODY and is_surely_body(name))
    return name if is_one and not _asks(name) else ""


def may_mean_all(line: str, *, is_above: bool) -> bool:
    """Whether a line above or below all names is no entry but asks something, in few words perhaps."""
    words = line.split()
    if has_marker(line) or has_legal_form(line) or is_filler(segments(line)[0]) or is_placeholder(line):
        return False
    least = 2 if is_above else _LEAST
    return keeps_names_back(line) or (len(words) >= least and not is_body(line))
