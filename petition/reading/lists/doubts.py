"""Which signatories of a letter are sure. Nobody is invented: who is neither announced nor followed is doubtful."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from petition.lexicon.roles import body_weight, is_role
from petition.lexicon.signatory import Kind
from petition.reading.draft import Doubt, Line
from petition.reading.lines.shapes import (
    PARTICLES,
    is_body,
    is_initials,
    is_name,
    is_surely_body,
    is_title,
)
from petition.reading.lines.tidied import may_be_for_body

_PRONOUN = re.compile(
    r"^(?:we|us|i|our|they|the undersigned|мы|я|наш[аеи]?|біз|мен|wir|ich|nous|je|nosotros|yo|noi|io|biz|ben|my|ja|"
    r"نحن|אנחנו)(?=[,:]|$|\s(?-i:[^A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]))",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(  # "A nurse", "Une habitante": a short word and one that begins small, which is no particle
    rf"^(?!(?:{'|'.join(PARTICLES)})\b)(?:an?|[A-ZА-ЯЁ]\w{{0,3}}) (?!(?:{'|'.join(PARTICLES)})\b)[a-zа-яё]{{3}}"
)
_FIGURES = re.compile(r"\d+")  # lines that differ by them alone are no names: "Flat 142", "Flat 97"
_LONGEST_NAME = 90


def judged(
    lines: Sequence[Line], *, announced: bool, guessed: bool, strange: bool = False
) -> tuple[Line, ...]:
    """The lines, each sure or with the reason why it is not.

    `announced`: a closing or a heading stands above them; `strange`: a label does that is not understood.
    """
    likely = sum(map(_is_surely_named, lines))
    unlike = strange or (not announced and likely < 0.6 * len(lines))
    small = 2 * sum(line.name.islower() for line in lines) > len(lines)
    halves = 2 * sum(map(is_half, lines)) > len(lines)
    numbered = Counter(_FIGURES.sub("0", line.name) for line in lines)
    return tuple(
        replace(
            line,
            doubt=line.doubt
            or _doubt(line, announced=announced, alone=len(lines) == 1, unlike=unlike, guessed=guessed)
            or ("" if halves or not is_half(line) else Doubt.HALF)
            or (Doubt.NAME if line.name.islower() and not small else "")
            or (
                Doubt.NAME
                if _FIGURES.search(line.name) and numbered[_FIGURES.sub("0", line.name)] > 1
                else ""
            ),
        )
        for line in lines
    )


def are_unlikely(lines: Sequence[Line]) -> bool:
    """Whether hardly one of these lines is surely named, so that where nothing announces them they are none."""
    return 3 * sum(map(_is_surely_named, lines)) < len(lines)


def is_half(line: Line) -> bool:
    """Whether a person's name is a single word or initials, in letters that know capitals: others part no names."""
    words = [word for word in re.sub(r"\([^()]*\)", "", line.name).split() if not is_title(word)]
    if len(words) > 1 and all(map(is_initials, words)):
        return line.kind is Kind.PERSON
    return (
        line.kind is Kind.PERSON
        and len(words) == 1
        and "." not in words[0][:-1]
        and words[0].lower() != words[0].upper()
    )


def _doubt(line: Line, *, announced: bool, alone: bool, unlike: bool, guessed: bool) -> str:
    if guessed:
        return Doubt.GUESSED
    if alone and not announced:
        return Doubt.ALONE
    if not _could_be_name(line) or (line.kind is Kind.ORGANISATION and may_be_for_body(line.name)):
        return Doubt.NAME
    return Doubt.UNANNOUNCED if unlike else ""


def _could_be_name(line: Line) -> bool:
    """Whether the name of a line is one: of a person words with capitals, of a body more than a number and a sentence."""
    name = line.name.strip(" .,")
    if (
        not any(map(str.isalpha, name))
        or _PRONOUN.match(name)
        or len(name) > _LONGEST_NAME * (1 + (line.kind != "person"))
    ):
        return False
    if _SOMEBODY.match(name) and not is_surely_body(name):
        return False
    if line.kind == "organisation":
        return (
            not name[0].isdigit()
            or name[:3].strip(".)").isalnum() is False
            or any(map(body_weight, name.split()))
        )
    if name.startswith("The ") and not any(map(is_title, name.split()[:3])):
        return False
    bare = re.sub(r"\([^()]*\)", "", name)
    small = bare.islower() and 1 < len(bare.split()) < 5  # typed without capitals
    return is_name(bare) or small or bool(line.role or line.affiliation)


def _is_surely_named(line: Line) -> bool:
    """Whether the line can hardly be anything but a signatory: a name of two words or more, or a body known by its kind."""
    name = re.sub(r"\([^()]*\)", "", line.name)
    words = name.split()
    if line.kind == "organisation":
        return is_body(line.name) and not name[:1].isdigit()
    return (
        len(words) > 1
        and is_name(name)
        and not any(is_role(word) and not is_initials(word) for word in words)
    )
