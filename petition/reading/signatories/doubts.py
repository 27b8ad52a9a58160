"""Which signatories of a letter or list are sure. Nobody is invented: who is neither announced nor followed is doubtful."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from petition.core.text import is_small
from petition.lexicon.no_name import NoName, no_name
from petition.lexicon.quoting import QUOTES
from petition.lexicon.role_phrase import PREPOSITIONS, says_role
from petition.lexicon.roles import GIVEN, is_role
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.draft import Doubt, Line
from petition.reading.files.margins import is_of_page
from petition.reading.lines.bodies import is_body, is_surely_body, says_we
from petition.reading.lines.names import (
    PARTICLES,
    is_initials,
    is_name,
    is_title,
    tells_nothing_else,
    without_brackets,
)

_PRONOUN = expression(r"^(?:@pronouns.we|@pronouns)(?=[,:]|$|\s(?-i:[^A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]))")
_CLAUSE = re.compile(r"[,;:]\s|[.!?…](?:\s|$)")
_SOMEBODY = re.compile(  # "A nurse", "Une habitante": a short word and one that begins small, which is no particle
    rf"^(?!(?:{'|'.join(PARTICLES)})\b)(?:an?|[A-ZА-ЯЁ]\w{{0,3}}) (?!(?:{'|'.join(PARTICLES)})\b)[a-zа-яё]{{3}}"
)
_TALKS = re.compile(r"\w+, \w\S*(?: \S+){6}")  # "Friends, a colleague of mine wanted to sign, too"
_DOT = re.compile(r"\s[·•|]\s")  # between the words of a menu
_FIGURES = re.compile(r"\d+")  # lines that differ by them alone are no names: "Flat 142", "Flat 97"
_UNPARTED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{5,}")  # of no person: "呼びかけ人"
_LONGEST_NAME = 90
_MOST_WORDS = 10  # of a body that no word tells to be one
_LONGEST_ACRONYM = 8
_FEWEST = 4  # lines of a list that has a habit


class Habits(NamedTuple):
    """What all of a list tells of each name: whether most are half a name, in small letters, or bodies.

    `cells`: a name stands in a cell of its own, where nobody cares for capitals, and beside which nothing is said.
    """

    halves: bool
    small: bool = True
    bodies: bool = False
    numbered: Mapping[str, int] = {}
    cells: bool = False


def judged(
    lines: Sequence[Line], *, announced: bool, guessed: bool = False, strange: bool = False
) -> tuple[Line, ...]:
    """The lines, each sure or with the reason why it is not.

    `announced`: a closing or a heading stands above them; `strange`: a label does that is not understood.
    """
    likely = sum(map(_is_surely_named, lines))
    unlike = strange or (not announced and likely < 0.6 * len(lines))
    habits = Habits(
        halves=2 * sum(map(is_half, lines)) > len(lines) >= _FEWEST,
        small=2 * sum(line.name.islower() for line in lines) > len(lines),
        bodies=2 * sum(line.kind is Kind.ORGANISATION for line in lines) > len(lines),
        numbered=Counter(_FIGURES.sub("0", line.name) for line in lines),
    )
    if guessed or (len(lines) == 1 and not announced):
        why = Doubt.GUESSED if guessed else Doubt.ALONE
        return tuple(line.doubted(why) for line in lines)
    rest = Doubt.UNANNOUNCED if unlike else ""
    is_quiet = 4 * sum(line.name.isupper() for line in lines) <= len(lines)

    def doubt_of(line: Line) -> str:
        return line.doubt or (Doubt.NAME if is_quiet and _is_loud(line) else of_name(line, habits)) or rest

    return tuple(replace(line, doubt=doubt_of(line)) for line in lines)


def _is_loud(line: Line) -> bool:
    """Whether a line says something in capitals, as few others do, and no more: "ADD YOUR NAME BELOW", "AFTERNOON"."""
    words = line.name.split()
    is_alone = without_brackets(line.as_typed or line.name).isupper()
    is_said = line.kind is Kind.PERSON or len(words) > _FEWEST - 2 or len(line.name) > _LONGEST_ACRONYM
    return is_alone and is_said and not any(is_initials(word) or word.lower() in GIVEN for word in words)


def of_name(line: Line, habits: Habits) -> str:
    """Whether a name may be none, or half of one: what has no shape of a name stands only once somebody has looked."""
    name = line.name.strip(" .,")
    filler = no_name(name.partition(",")[0], of_organisation=True) is NoName.FILLER
    cut = " " in name and name.rsplit(maxsplit=1)[-1] in PREPOSITIONS
    apart = not name[:1].isalnum() and name[:1] not in QUOTES  # "(illegible)", "-- illegible --"
    is_none = filler or cut or apart or _is_no_name(line, name) or _talks(line, name)
    if is_none or not _could_be_name(line, name, habits):
        return Doubt.NAME
    if is_half(line) and not (habits.halves and not is_role(name)):
        return Doubt.HALF
    strange = name.islower() and not PREPOSITIONS.isdisjoint(name.split())
    if name.islower() and not habits.small:
        strange = strange or not (tells_nothing_else(name) and habits.cells <= name.count(" ") < 2)
    repeated = _FIGURES.search(name) and habits.numbered.get(_FIGURES.sub("0", line.name), 0) > 1
    return Doubt.NAME if strange or repeated else ""


def _is_no_name(line: Line, name: str) -> bool:
    """Whether a name is one word twice, or holds a part of a menu ("Share · Facebook"), or stands in jest: "Santa ))))"."""
    is_twice = " " in name and len({*name.casefold().split()}) == 1
    is_menu = " " in name and any(map(is_of_page, _DOT.split(name)))
    return is_twice or is_menu or line.as_typed.count(")") > line.as_typed.count("(") + 1


def are_unlikely(lines: Sequence[Line]) -> bool:
    """Whether hardly one of these lines is surely named, so that where nothing announces them they are none."""
    return 3 * sum(map(_is_surely_named, lines)) < len(lines)


def is_half(line: Line) -> bool:
    """Whether a person's name is a single word or initials, in letters that know capitals: others part no names."""
    words = [word for word in without_brackets(line.name).split() if not is_title(word)]
    single = len(words) == 1 and "." not in words[0][:-1] and words[0].lower() != words[0].upper()
    initials = len(words) > 1 and all(map(is_initials, words))
    return line.kind is Kind.PERSON and (single or initials)


def _could_be_name(line: Line, name: str, habits: Habits) -> bool:
    """Whether the name of a line is one: of a person words with capitals, of a body no number and no sentence."""
    is_body = line.kind is Kind.ORGANISATION
    is_somebody = _SOMEBODY.match(name) and not is_surely_body(name)
    is_somebody = is_somebody or (_PRONOUN.match(name) and not says_we(name))
    if is_somebody or len(name) > _LONGEST_NAME * (1 + is_body):
        return False
    if is_body:
        figures = name[0].isdigit() if habits.bodies else bool(_FIGURES.search(name))
        return bool(line.acronym) or is_surely_body(name) or not (figures or _is_sentence(name))
    if _UNPARTED.fullmatch(name):
        return False
    if name.startswith("The ") and not any(map(is_title, name.split()[:3])):
        return False
    bare = name.title() if habits.cells else without_brackets(name).replace(",", " ")
    words = bare.split()
    small = bare.islower() and 1 < len(words) < 5  # typed without capitals
    return (is_name(bare) or small) and not any(map(str.isdigit, bare))


def is_body_said(line: Line) -> bool:
    """Whether what is read as a body in a chat may be a sentence, which may speak of anybody."""
    words = line.name.split() if line.kind is Kind.ORGANISATION else []
    ends_small = sum(is_small(word[0]) for word in words) > 1 and is_small(words[-1][0])
    return ends_small or bool(_CLAUSE.search(" ".join(words))) or any(map(_PRONOUN.match, words))


def _talks(line: Line, name: str) -> bool:
    """Whether a name stands in a sentence: "For Anna Ruel we are still waiting.", "Friends, she wanted to sign as well"."""
    if line.kind is Kind.ORGANISATION:
        return bool(_TALKS.match(name)) and name.partition(", ")[2][0].islower()
    said = line.as_typed.partition(line.name)[2]
    is_sentence = said[:1] == " " and is_small(said[1:2]) and said[-1] in ".!?"
    return is_sentence and len(said.split()) > _FEWEST - 1 and not says_role(said)


def _is_sentence(name: str) -> bool:
    """Whether more words are said of a body than it is called by, or so many that it can hardly be called so."""
    words = name.split()
    return len(words) > _MOST_WORDS or 2 * sum(is_small(word[0]) for word in words) > len(words)


def _is_surely_named(line: Line) -> bool:
    """Whether the line can hardly be anything but a signatory: a name of two words or more, or a body known by its kind."""
    name = without_brackets(line.name)
    words = name.split()
    if line.kind is Kind.ORGANISATION:
        return is_body(line.name) and not name[:1].isdigit()
    return len(words) > 1 and is_name(name) and all(is_initials(word) or not is_role(word) for word in words)
