"""Of whom the wishes speak that stand beside a list, or among a chat: all, those they name, or whoever does what they say.

Above all names, below them and as a sentence a wish may be of anybody; in the midst of a text only who is called by name is.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import chain, pairwise

from petition.core.text import is_small
from petition.lexicon.fold import script
from petition.lexicon.not_signed import takes_back
from petition.lexicon.refusals import keeps_back, speaks_of_name, speaks_of_showing
from petition.lexicon.roles import GIVEN, is_role
from petition.lexicon.vocabulary import expression, words
from petition.reading.lines.many_in_line import JOINED, are_two, joined_in, several
from petition.reading.lines.marks import number_of
from petition.reading.lines.names import is_name, is_particle, is_plain_name, is_title, name_length, name_of
from petition.reading.naming.wishes import (
    ALL,
    CLAUSES,
    CONDITION,
    OF_ONESELF,
    SENTENCES,
    WE,
    asking_parts,
    counts_unnamed,
    is_about_others,
    is_of_one,
    keeps_back_whom,
    led_by_wish,
    may_mean_all,
    named_in,
    speaks_of,
    wishes_in,
)

_OF_EDITORS = expression(r"^\W*@editors.note")
_WITHDRAWN = expression(r"\b@withdrawn\b")
_WANTS = expression(r"\b@wanting\b")
_AND = expression(r"(?<!\w)@and\s+((?:[^\W\d_]{1,5}\.\s)*[^\W\d_]+)", 0)  # "I work" joins nobody
_OF_MANY = expression(r"\b@names.many\b")
_OF_SEVERAL = expression(r"\b(?:@number-words|@several)\b")
_POSTSCRIPT = re.compile(r"^\W*(?:P[\s.–-]*)+S\b[\s.:–—-]*|^\W*N\.?\s?B\b[\s.:–—-]*", re.IGNORECASE)
_POLITE, _TITLES = expression("@honorifics"), words("titles.long")
_OF_SIGNERS = expression(r"@signals.announce|\bsignator|\b@pronouns.we\b|\b@signers")
# "… and on the site.", which joins nobody where nothing follows it.
_AND_WHERE = expression(r"\s@and\s@and-where\s(?:[^\W\d_]{2,3}\s)?[^\W\d_]+(?=\W*$)")
_LONGEST_NAME = 5  # words, less one
_STEM = 5  # letters of a word for what somebody does: "nurses"
_SHORT = 3  # letters of a name, at least, that a case changes
_VOWELS = frozenset("аяоеиійь")  # which fall away before what a case puts behind a name
_ENDING = expression("(?:@endings.ru|@endings.kk|[нтд][ыі])", 0)


def spoken_of(lines: Sequence[str], own: Container[str]) -> set[str]:
    """Whom these lines keep back, by number or by the name their line begins with; "" where it may be anybody.

    `own` are remarks in somebody's own lines or messages, which keep that person back wherever they speak of nobody else.
    """
    lines = [line if line in own else _POSTSCRIPT.sub("", line) for line in lines]
    labelled = list(filter(led_by_wish, lines))
    lines = [line for line in lines if line not in labelled]
    said_in = _asking(lines)
    told = [line for line in lines if is_about_others(line) and not named_in(line)]
    called = (line for line in lines if line not in said_in or named_in(line))
    names = _Names([*called] if told or said_in or labelled else ())
    above, among = _around_names(lines) if said_in else (set[str](), set[str]())
    to_all = {line for line in said_in.keys() - among if may_mean_all(line, is_above=line in above)}
    for line in filter(is_of_one, among & said_in.keys()):
        del said_in[line]
    return set[str]().union(
        *map(names.labelled_in, labelled),
        *map(names.who_may_do, filter(counts_unnamed, said_in)),
        *(names.called_in(line, fully=not _WITHDRAWN.search(line)) for line in told),
        *(names.meant_by(line, said, line in own, line in to_all) for line, said in said_in.items()),
    )


def _asking(lines: Sequence[str]) -> dict[str, list[str]]:
    """The wishes in each line that keeps somebody back and is no run of several."""
    return {line: said for line in lines if (said := wishes_in(line)) and len(several(line)) == 1}


def _around_names(lines: Sequence[str]) -> tuple[set[str], set[str]]:
    """The lines above all that name somebody, and those from the first of these to the last."""
    named = [nth for nth, line in enumerate(lines) if named_in(line)] or [0]
    return {*lines[: named[0]]}, {*lines[named[0] : named[-1]]}


def told_elsewhere(near: Iterable[str], far: Iterable[str], lines: Sequence[str]) -> set[str]:
    """Whom sentences that stand apart from the list keep back, by their names; "" where those `near` it may mean anybody.

    In the midst of a text, which may be about names, only who is called by one is meant; whoever editors call by one in a
    note is, whatever they say.
    """
    names, found = _Names(lines), set[str]()
    for is_near, line in chain(((True, each) for each in near), ((False, each) for each in far)):
        found |= names.called_in(line) if is_near and _OF_EDITORS.match(line) else set()
        own = named_in(line) if ": " in line else ""  # of whom it is said
        for said in SENTENCES.split(_POSTSCRIPT.sub("", line)):
            found |= names.likeliest_in(said) if is_near and takes_back(said) else set()
            if not keeps_back_whom(said):
                continue
            called = names.called_in(said)
            if own in called and not _OF_MANY.search(said):
                may_be_all = is_near and _OF_SEVERAL.search(said)
                found |= {""} if may_be_all else called | names.of_others(said, own)
                continue
            found |= names.meant_in(said) if is_near and names.may_mean_more(said) else called
    return found


def is_told_of_some(line: str) -> bool:
    """Whether a line apart from the list does nothing but keep somebody back, so that it is never printed."""
    said = SENTENCES.split(_POSTSCRIPT.sub("", line))
    of_some = (speaks_of_name(each) or (_OF_SIGNERS.search(each) and _WANTS.search(each)) for each in said)
    return line[-1:] in ".!)" and all(map(keeps_back_whom, said)) and all(of_some)


def _words(line: str) -> list[str]:
    bare = (word.strip('.,;:!?()[]«»“”"') for word in line.split())
    return [*filter(None, (word.removesuffix("’s").removesuffix("'s") for word in bare))]


class _Names:
    """The names of a list, by what a sentence calls who bears them: in full or by a part, with a title perhaps."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._called: dict[str, set[str]] = {}
        self._single: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._by_role: dict[str, set[str]] = {}
        self._numbers = {number for line in lines for number in number_of(line)}
        named = ((line, name) for line in lines for name in joined_in(name_of(line)))
        for line, name in named:
            if not is_name(name):
                continue
            words = [word for word in _words(name) if not is_title(word)]
            for called in (" ".join(words), words[-1]) if len(words) > 1 else ():
                self._called.setdefault(called, set()).add(name)
            for word in words:
                if not is_small(word[0]):
                    self._single.setdefault(word, set()).add(name)
                    stem = word[:-1] if word[-1] in _VOWELS else word
                    self._stems.setdefault(stem, set()).add(name)
            for word in filter(is_role, _words(line.lower())):
                self._by_role.setdefault(word, set()).add(name)

    def called_in(self, said: str, *, fully: bool = False) -> set[str]:
        """Whoever is called by name in a sentence: whatever it says of them, somebody has to look."""
        words = _words(said) if self._called else []
        runs = (words[at:end] for at in range(len(words)) for end in range(at + 2, at + _LONGEST_NAME))
        called = (" ".join(run[is_title(run[0]) :]) for run in runs if len(run) == 2 or not is_title(run[0]))
        found = {name for each in called for name in self._called.get(each, ())}
        return found.union(*map(self._by_part, [] if fully else words))

    def _by_part(self, word: str) -> set[str]:
        """Whoever a word of a sentence is a part of the name of, in whatever case: «прошу не называть Ольгу»."""
        found = self._single.get(word, set[str]())
        if found or script(word[0]) != "cyrillic" or is_small(word[0]):
            return found
        ends = (end for end in range(_SHORT, len(word) + 1) if _ENDING.fullmatch(word[end:]))
        return found.union(*(self._stems.get(word[:end], ()) for end in ends))

    def may_mean_more(self, said: str) -> bool:
        """Whether a sentence beside a list may be of more than those it calls by name."""
        is_of_signers = (_OF_SIGNERS.search(said) and _WANTS.search(said)) or OF_ONESELF.search(said)
        return speaks_of_name(said) or bool(is_of_signers) or self.call_another(said)

    def call_another(self, said: str) -> bool:
        """Whether a sentence calls somebody by a given name that none of the list bears, as friends call each other.

        So does a name in the same breath as one of the list, be it known or not.
        """
        parts = [(part, any(map(self._by_part, part))) for part in map(_words, JOINED.split(said))]
        pairs = ((one, other) for one, other in pairwise(parts) if one[1] is not other[1])
        beside = (word for (one, known), (other, _) in pairs for word in (other[:1] if known else one))
        given = (word for part, _ in parts for word in part if _is_given(word) and not self._by_part(word))
        return any(given) or not all(is_small(word[0]) for word in beside)

    def _may_be_all(self, said: str, called: set[str]) -> bool:
        """Whether a sentence that calls one speaks of the names of more, or begins with what may be any word: «Люди …»."""
        first, *more = _words(said) or [""]
        is_word = first not in self._single and not any(map(self._by_part, more))
        behind = (_words(said[found.end() :])[:1] for found in _OF_MANY.finditer(said))
        of_many = not all(any(map(self._by_part, word)) for word in behind)
        return len(called) == 1 and (is_word or of_many)

    def labelled_in(self, line: str) -> set[str]:
        """Whoever stands behind a label that keeps them back."""
        return self.called_in(line).union(map(name_of, led_by_wish(line)))

    def likeliest_in(self, said: str) -> set[str]:
        """Whoever a sentence calls by most words of the name, in whatever order."""
        times = Counter(name for word in {*_words(said)} for name in self._single.get(word, ()))
        most = max(times.values(), default=0)
        return {name for name in times if times[name] == most}

    def meant_by(self, line: str, wishes: list[str], is_own: bool, is_to_all: bool) -> set[str]:
        """Whom the wishes in a line speak of, which may be in somebody's own words, or where they may mean all."""
        name, wishes = named_in(line), [_AND_WHERE.sub("", said) for said in wishes]
        if spoken := speaks_of(line) & self._numbers:
            return spoken | self.of_others(line, "")
        if name or is_own:
            parts = [part for said in wishes for part in (asking_parts(said) if name else [said])]
            others = (self.of_others(part, name) for part in parts)
            return {name}.difference({""}).union(self._in_short(name), *others)
        if is_to_all or is_about_others(line):
            return set[str]().union(*map(self.meant_in, wishes))
        return set()

    def _in_short(self, name: str) -> set[str]:
        """Whoever a family name with initials or none may be short for: "Moss – initials only", "Madame Ruel wishes …"."""
        words = [word for word in _words(name) if len(word) > 2 and not _is_polite(word)]
        return self._single.get(words[0], set()) if len(words) == 1 else set()

    def of_others(self, said: str, name: str) -> set[str]:
        """Whom else a wish in somebody's own words speaks of: "" where it may be all."""
        said = said.replace(name, "") if name else said
        is_of_all = ALL.search(said) and (name or not CONDITION.search(said))
        may_join = name and not are_two(name) and self._are_more(said, set())
        return {""} if is_of_all or may_join else self.called_in(said) - {name}

    def meant_in(self, said: str) -> set[str]:
        """Whom a wish beside a list speaks of: those it names, and who does what it says; "" where it may be anybody.

        Somebody who is named and stands in no list is meant where all that keeps back says what they want.
        """
        said = _AND_WHERE.sub("", said)
        called, led = self.called_in(said), _led_by(said)
        words = {word for name in (*called, led) for word in _words(name)}
        words.update(filter(self._by_part, _words(said)))
        parts = [part for part in CLAUSES.split(said) if keeps_back(part)] or [said]
        is_theirs = all(words.intersection(_words(part)) or _WANTS.search(part) for part in parts)
        may_be_all = ALL.search(said) or self._are_more(said, words) or self._may_be_all(said, called)
        may_be_all = may_be_all or (not led and self.call_another(said))
        if not (called or led) or not is_theirs or may_be_all:
            return {""}
        return called | self._doing(said)

    def who_may_do(self, said: str) -> set[str]:
        """Whoever does what a sentence says, or of whom nothing is told that they do."""
        told = set[str]().union(*self._by_role.values())
        return self._doing(said) | (set[str]().union(*self._single.values()) - told)

    def _doing(self, said: str) -> set[str]:
        words = tuple(_words(said.lower()))
        roles = [role for role in self._by_role if any(word.startswith(role[:_STEM]) for word in words)]
        return set[str]().union(*(self._by_role[role] for role in roles))

    def _are_more(self, said: str, words: set[str]) -> bool:
        """Whether a wish speaks of us, or of others beside those of whose names these are words: "Anna Ruel and her son"."""
        is_asked = any(map(keeps_back_whom, SENTENCES.split(said)))
        joined = (
            found[1].split()[-1]
            for found in _AND.finditer(said)
            if is_asked or not _makes_both(said[: found.start()], said[found.end() :])
        )
        return bool(WE.search(said)) or any(
            not (word in words or _WANTS.fullmatch(word) or speaks_of_name(word) or speaks_of_showing(word))
            for word in joined
        )


def _makes_both(before: str, behind: str) -> bool:
    """Whether "and" joins what somebody makes where no sentence keeps a name back: "designer of web and print, …"."""
    made = before.split()[-1:]
    is_of_showing = any(speaks_of_showing(each) and not speaks_of_name(each) for each in made)
    return is_of_showing and behind[:1] in {"", ".", ","}


def _is_given(word: str) -> bool:
    """Whether a word is a name that people are given, in whatever case: «Лену»."""
    ends = (end for end in range(_SHORT, len(word) + 1) if _ENDING.fullmatch(word[end:]))
    called = {word.lower(), *(word[:end].lower() + vowel for end in ends for vowel in "ая")}
    return not (is_small(word[0]) or GIVEN.isdisjoint(called))


def _is_polite(word: str) -> bool:
    """Whether a word says how somebody is addressed, before the name."""
    return is_title(word) or word.lower() in _TITLES or bool(_POLITE.fullmatch(word))


def _led_by(said: str) -> str:
    """The full name that a sentence begins with and says something of; '' where it begins with none."""
    words = said.split()
    name = [word for word in words[: name_length(words)] if not (is_title(word) or is_particle(word))]
    is_named = is_plain_name(" ".join(name)) and len(name) < len(words) and not speaks_of_name(" ".join(name))
    return " ".join(name) if is_named else ""
