"""Whom a wish not to be named speaks of, wherever it stands: in somebody's own line, beside the list, or in a message.

It speaks of all where it says so, and of whoever it names, by name or by number. Else it is of whoever's line or message it
stands in, or of the neighbours of a line among names; above all names, below them and as a sentence it may be of anybody.
"""

import re
from collections.abc import Container, Iterable, Sequence
from itertools import chain

from petition.core.text import is_small
from petition.lexicon.no_name import is_filler
from petition.lexicon.quoting import segments
from petition.lexicon.refusals import keeps_back, keeps_names_back, speaks_of_name
from petition.lexicon.role_phrase import has_legal_form
from petition.lexicon.roles import is_role, tells
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker, without_marker
from petition.reading.lines.marks import number_of
from petition.reading.lines.shapes import (
    is_body,
    is_name,
    is_particle,
    is_plain_name,
    is_surely_body,
    is_title,
    name_length,
    without_brackets,
)
from petition.reading.lists.many_in_line import are_two, bare_head, several
from petition.reading.lists.name_consent import asks_no_name, refuses

_FIGURES = r"(\d{1,5}(?:\W{1,3}(?:[^\W\d_]{1,5}\s)?\d{1,5})*)"
_NUMBERS = expression(
    rf"@numbers.before\s*{_FIGURES}|\b{_FIGURES}\W?(?:нөмір|номер)"
)  # "№ 4 и 7", "nos. 12-15"
RANGE = re.compile(r"(\d{1,5})(?:\s?[–-]\s?(\d{1,5}))?")
_NUMBERED = re.compile(r"^\d{1,5}\s+")
_ALL = expression(r"\b(?:@others|@everybody)\b")
_WE = expression(r"\b(?!m[iy]\b)@pronouns.we\b")  # "my name" is nobody else's
_WITHDRAWN = expression(r"\b@withdrawn\b")
_WANTS = expression(r"\b@wanting\b")
CONDITION = expression(r"\b@conditions\b")
_AND = expression(r"(?<!\w)@and\s+((?:[^\W\d_]{1,5}\.\s)*[^\W\d_]+)", 0)  # "I work" joins nobody
_POSTSCRIPT = re.compile(r"^\W*(?:(?:P\.?\s?)+S|N\.?\s?B)\b[.:]*\s*", re.IGNORECASE)
_OF_SIGNERS = expression(
    r"@signals.announce|\bsignator|\b@pronouns.we\b|\b(?:named|genannt|nommé|cité|nombrad|называть|називати)"
)
SENTENCES = re.compile(r"(?<=[^\W\d_]{3}[.!?…])\s+|(?<=[)\]][.!?…])\s+")
_CLAUSES = re.compile(r"[,;:–—]\s")
_FRAMES = frozenset(("()", "[]", "--", "——", "––", "=="))
_FEW, _MANY = 10, 100  # ranges of numbers that a line speaks of, and the numbers of one
_LONGEST_NAME, _LONGEST_BODY = 5, 8  # words, less one
_STEM = 5  # letters of a word for what somebody does: "nurses"
_LEAST = 4  # words of a line that tells how others are shown
_LONG = 160  # letters of a sentence that says one thing


def spoken_of(lines: Sequence[str], own: Container[str]) -> set[str]:
    """Whom these lines keep back, by number or by the name their line begins with; "" where it may be anybody.

    `own` are remarks in somebody's own lines or messages, which keep that person back wherever they speak of nobody else.
    """
    lines = [line if line in own else _POSTSCRIPT.sub("", line) for line in lines]
    said_in = {line: said for line in lines if (said := wishes_in(line)) and len(several(line)) == 1}
    told = [line for line in lines if is_about_others(line) and not named_in(line)]
    names = _Names(
        [line for line in lines if line not in said_in or named_in(line)] if told or said_in else ()
    )
    above, among = _around_names(lines) if said_in else (set[str](), set[str]())
    to_all = {line for line in said_in.keys() - among if _may_mean_all(line, is_above=line in above)}
    for line in filter(is_of_one, among & said_in.keys()):
        del said_in[line]
    return set[str]().union(
        *(names.called_in(line, fully=not _WITHDRAWN.search(line)) for line in told),
        *(names.meant_by(line, said, line in own, line in to_all) for line, said in said_in.items()),
    )


def _around_names(lines: Sequence[str]) -> tuple[set[str], set[str]]:
    """The lines above all that name somebody, and those from the first of these to the last."""
    named = [nth for nth, line in enumerate(lines) if named_in(line)] or [0]
    return {*lines[: named[0]]}, {*lines[named[0] : named[-1]]}


def told_elsewhere(near: Iterable[str], far: Iterable[str], lines: Sequence[str]) -> set[str]:
    """Whom sentences that stand apart from the list keep back, by their names; "" where those `near` it may mean anybody.

    In the midst of a text, which may be about names, only who is called by one is meant.
    """
    names, found = _Names(lines), set[str]()
    for is_near, line in chain(((True, each) for each in near), ((False, each) for each in far)):
        for said in filter(_keeps_back, SENTENCES.split(_POSTSCRIPT.sub("", line))):
            called = names.called_in(said)
            is_of_all = is_near and (
                speaks_of_name(said) or (_OF_SIGNERS.search(said) and _WANTS.search(said))
            )
            found |= names.meant_in(said) if is_of_all else called
    return found


def is_told_of_some(line: str) -> bool:
    """Whether a line apart from the list does nothing but keep somebody back, so that it is never printed."""
    said = SENTENCES.split(_POSTSCRIPT.sub("", line))
    return line[-1:] in ".!)" and all(
        _keeps_back(each) and (speaks_of_name(each) or (_OF_SIGNERS.search(each) and _WANTS.search(each)))
        for each in said
    )


def wishes_in(line: str) -> list[str]:
    """The sentences of a line that keep back whoever they speak of."""
    if len(line) <= _LONG and not keeps_back(line):
        return []
    said = [each for each in SENTENCES.split(line) if _keeps_back(each)]
    return said or [line] * (len(line) <= _LONG)


def _keeps_back(said: str) -> bool:
    return keeps_back(said) or (len(said) > _LONG and any(map(keeps_back, _CLAUSES.split(said))))


def _parts(said: str) -> list[str]:
    """What of a sentence in somebody's own line keeps back, between its commas and dashes."""
    return [part for part in segments(said) if keeps_back(part)] or [said]


def without_wishes(line: str) -> str:
    """The line of somebody named without the sentences and the parts between commas that keep them back."""
    if not named_in(line) or not asks_no_name(line):
        return line
    first, *more = SENTENCES.split(line)
    parts = [without_brackets(part)[0] if _asks(part) else part for part in segments(first)]
    first = (
        ", ".join([parts[0], *(part for part in parts[1:] if not _asks(part))])
        if asks_no_name(first)
        else first
    )
    return " ".join([first, *(each for each in more if not _keeps_back(each))])


def _asks(part: str) -> bool:
    return keeps_back(part) or refuses(part)


def _may_mean_all(line: str, *, is_above: bool) -> bool:
    """Whether a line above or below all names is no entry but asks something, in few words perhaps."""
    words = line.split()
    if has_marker(line) or has_legal_form(line) or is_filler(segments(line)[0]) or is_placeholder(line):
        return False
    least = 2 if is_above else _LEAST
    return keeps_names_back(line) or (len(words) >= least and not is_body(line))


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
    found = [span for each in map("".join, _NUMBERS.findall(line)) for span in RANGE.findall(each)]
    spans = [(int(first), int(last or first)) for first, last in found[:_FEW]]
    return {f"№{nth}" for first, last in spans for nth in range(first, min(last, first + _MANY) + 1)}


def led_by_wish(line: str) -> list[str]:
    """Those named behind a colon and words that keep them back: "Not for publication: Jane Roe, J. Doe"; else none."""
    asks, colon, rest = without_marker(line).partition(": ")
    parts = segments(rest) if colon and _asks(asks) and not is_plain_name(asks) else ()
    heads = [without_brackets(part)[0] for part in parts]
    if heads and all(is_name(head) and (" " in head or len(heads) == 1) for head in heads):
        return [*parts]
    return [rest] if heads and (is_plain_name(heads[0]) or is_surely_body(heads[0])) else []


def is_about_others(line: str) -> bool:
    """Whether a line is a sentence, or set in brackets, so that it tells of more than who signs by it."""
    bare = line.strip(" *_")
    if ";" in bare or len(bare.split()) < _LEAST or len(several(bare)) > 1:
        return False
    return bare[-1] in ".!。" or (bare[0] + bare[-1]) in _FRAMES


def is_of_one(line: str) -> bool:
    """Whether a line in brackets among names speaks of whoever stands above it."""
    is_framed = (line[0] + line[-1]) in _FRAMES
    return is_framed and not (_ALL.search(line) or _WE.search(line) or any(map(str.isdigit, line)))


def name_of(line: str) -> str:
    """The name that a line of a list begins with, by which another may speak of it."""
    return bare_head(without_marker(line))


def named_in(line: str) -> str:
    """The name of somebody that a line begins with, who signs or says something: "Vera Hill: we all …"; else ''."""
    name = name_of(_NUMBERED.sub("", line).partition(":")[0])
    is_one = is_name(name) and (" " in name or has_marker(line))
    is_one = is_one or (0 < name.count(" ") < _LONGEST_BODY and is_surely_body(name))
    return name if is_one and not _asks(name) else ""


def _words(line: str) -> list[str]:
    return [
        bare
        for word in line.split()
        if (bare := word.strip('.,;:!?()[]«»“”"').removesuffix("’s").removesuffix("'s"))
    ]


class _Names:
    """The names of a list, by what a sentence calls who bears them: in full or by a part, with a title perhaps."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._called: dict[str, set[str]] = {}
        self._single: dict[str, set[str]] = {}
        self._by_role: dict[str, set[str]] = {}
        self._numbers = {number for line in lines for number in number_of(line)}
        for line in lines:
            if not is_name(name := name_of(line)):
                continue
            words = [word for word in _words(name) if not is_title(word)]
            for called in (" ".join(words), words[-1]) if len(words) > 1 else ():
                self._called.setdefault(called, set()).add(name)
            for word in words:
                if not is_small(word[0]):
                    self._single.setdefault(word, set()).add(name)
            for word in filter(is_role, _words(line.lower())):
                self._by_role.setdefault(word, set()).add(name)

    def called_in(self, said: str, *, fully: bool = False) -> set[str]:
        """Whoever is called by name in a sentence: whatever it says of them, somebody has to look."""
        words = _words(said) if self._called else []
        runs = (words[at:end] for at in range(len(words)) for end in range(at + 2, at + _LONGEST_NAME))
        called = (" ".join(run[is_title(run[0]) :]) for run in runs if len(run) == 2 or not is_title(run[0]))
        found = {name for each in called for name in self._called.get(each, ())}
        return found.union(*(self._single.get(word, ()) for word in ([] if fully else words)))

    def meant_by(self, line: str, wishes: list[str], is_own: bool, is_to_all: bool) -> set[str]:
        """Whom the wishes in a line speak of, which may be in somebody's own words, or where they may mean all."""
        name = named_in(line)
        if spoken := speaks_of(line) & self._numbers:
            return spoken
        if name or is_own:
            parts = [part for said in wishes for part in (_parts(said) if name else [said])]
            others = (self.of_others(part, name) for part in parts)
            return {name}.difference({""}).union(self._in_short(name), *others)
        if is_to_all or is_about_others(line):
            return set[str]().union(*map(self.meant_in, wishes))
        return set()

    def _in_short(self, name: str) -> set[str]:
        """Whoever a family name with initials or none may be short for: "Moss – initials only"."""
        words = [word for word in _words(name) if len(word) > 2]
        return self._single.get(words[0], set()) if len(words) == 1 else set()

    def of_others(self, said: str, name: str = "") -> set[str]:
        """Whom else a wish in somebody's own words speaks of: "" where it may be all."""
        said = said.replace(name, "") if name else said
        is_of_all = (_ALL.search(said) and (name or not CONDITION.search(said))) or (
            name and not are_two(name) and self._are_more(said, set())
        )
        return {""} if is_of_all else self.called_in(said) - {name}

    def meant_in(self, said: str) -> set[str]:
        """Whom a wish beside a list speaks of: those it names, and who does what it says; "" where it may be anybody.

        Somebody who is named and stands in no list is meant where all that keeps back says what they want.
        """
        called, led = self.called_in(said), _led_by(said)
        words = {word for name in (*called, led) for word in _words(name)}
        parts = [part for part in _CLAUSES.split(said) if keeps_back(part)] or [said]
        is_theirs = all(words.intersection(_words(part)) or _WANTS.search(part) for part in parts)
        if not (called or led) or not is_theirs or _ALL.search(said) or self._are_more(said, words):
            return {""}
        roles = {word[:_STEM] for word in _words(said.lower())}
        return called.union(*(names for role, names in self._by_role.items() if role[:_STEM] in roles))

    def _are_more(self, said: str, words: set[str]) -> bool:
        """Whether a wish speaks of us, or of others beside those of whose names these are words: "Anna Ruel and her son"."""
        joined = (found[1].split()[-1] for found in _AND.finditer(said))
        return bool(_WE.search(said)) or any(
            not (word in words or _WANTS.fullmatch(word) or speaks_of_name(word)) for word in joined
        )


def _led_by(said: str) -> str:
    """The full name that a sentence begins with and says something of; '' where it begins with none."""
    words = said.split()
    name = [word for word in words[: name_length(words)] if not (is_title(word) or is_particle(word))]
    is_named = is_plain_name(" ".join(name)) and len(name) < len(words) and not speaks_of_name(" ".join(name))
    return " ".join(name) if is_named else ""
