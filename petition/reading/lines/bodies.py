"""Whether a line is signed by a body and not by a person: by the words for bodies, its form in law, quotes, an acronym."""

import re
from collections.abc import Sequence

from petition.core.text import is_small
from petition.lexicon.places import is_house
from petition.lexicon.quoting import QUOTES, bracketed, is_quoted, segments, words_of
from petition.lexicon.role_phrase import has_legal_form, is_domain, is_legal_form, says_role
from petition.lexicon.roles import GIVEN, body_weight, is_connector, is_modifier, is_role
from petition.lexicon.vocabulary import expression, words
from petition.reading.lines.names import (
    PARTICLES,
    are_never_bodies,
    is_full_name,
    is_initials,
    is_title,
    is_titled,
    name_length,
    role_before_name,
    titled_name,
    without_brackets,
)

_ACRONYM = re.compile(r"^(?=.*[^\W\d_])[^\W_]{2,15}(?:[-/.&][^\W_]{1,10})*$")
_EDITORS = expression(r"^(?:the )?@editors\b(?= of| at|$)")
_KAZAKH_AND = words("and.kk")
_DASHED = re.compile(r"^[^,;|]+\s[—–-]\s[^,;|]+$")
_WE = expression(r"^@pronouns.we(?:\s?[,،]\s|\s?[—–-]\s|\sthe\s)(?=\S)")


def names_person(text: str) -> bool:
    """Whether a text is a full name, and no body's."""
    return is_full_name(text) and not is_body(text)


def acronym_letters(bracket: str) -> str:
    """The letters of an acronym, '' if the bracket holds none."""
    is_town = bracket.istitle() and not bracket.isupper()  # "Val-Sorgue"
    if is_town or not _ACRONYM.match(bracket) or sum(map(str.isupper, bracket)) < 2:
        return ""
    return "".join(filter(str.isalpha, bracket)).upper()


def _parts_of(line: str) -> Sequence[str]:
    parts = segments(line)
    return (line,) if len(parts) == 2 and is_legal_form(parts[1]) else parts  # "Divadlo, z. s."


def is_body(line: str, *, mostly_bodies: bool = False) -> bool:
    """Whether the line is signed by a body and not by a person; `mostly_bodies` decides what could be either."""
    parts = _parts_of(line)
    head = without_brackets(parts[0]) if parts else ""
    words = words_of(head)
    if not words:
        return bool(parts)
    is_told = says_we(line) or has_legal_form(head) or _EDITORS.match(head) or is_domain(head)
    if is_told or _initials_of(head) in filter(None, map(acronym_letters, bracketed(parts[0]))):
        return True
    if _is_described(words, parts):
        return False
    if _is_signed_for(line, words, parts):
        return True
    if len(parts) == 2 and _DASHED.search(line) and not says_role(parts[1]):
        short = len(words) == 1 and (not words[0].istitle() or is_body(parts[1]))
        if short or (mostly_bodies and not are_never_bodies(words)):
            return True  # "FRM - Forum of Readers and Mothers"
    sounds = _sounds_like_body(words, alone=len(parts) == 1, mostly_bodies=mostly_bodies)
    return sounds and not _a_person_by_profession(words, parts[1:])


def _is_described(words: list[str], parts: Sequence[str]) -> bool:
    """Whether these words hold a role or a title beside a name, or a street stands behind: "Ruth Hallam, Mill Lane 7"."""
    lives = len(parts) > 1 and is_house(parts[-1]) and not any(map(body_weight, words))
    return bool(lives or role_before_name(words) or _role_after_name(words) or titled_name(words))


def _is_signed_for(line: str, words: list[str], parts: Sequence[str]) -> bool:
    """As in "Harbour Chapel – Rev. Ruth Hallam": whether somebody with a title stands behind a dash, and nobody before."""
    is_dashed = line[len(parts[0]) :].lstrip()[:1] in {"—", "–", "-"}
    return is_dashed and is_titled(*parts[1:2]) and words[0].lower() not in GIVEN


def is_surely_body(name: str) -> bool:
    """Whether a name that is taken for a body's says so: in a word, in quotes, as an acronym or a domain."""
    words = words_of(name)
    return (
        any(body_weight(word) == 2 or is_quoted(word) for word in words) or is_domain(name) or says_we(name)
        or (len(words) == 1 and bool(acronym_letters(name))) or bool(_EDITORS.match(name))
    )  # fmt: skip


def says_we(line: str) -> bool:
    """Whether a line is signed by many who call themselves we: "We, teachers of …"."""
    return bool(_WE.match(line))


def _sounds_like_body(words: list[str], *, alone: bool, mostly_bodies: bool) -> bool:
    weight = sum(map(body_weight, words)) + (len(words) > 2 and words[0] == "The" and not is_title(words[1]))
    if weight >= 2 or (weight == 1 and (mostly_bodies or len(words) == 1)) or _no_person_is_so_called(words):
        return True
    if len(words) == 1 and len(words[0]) > 1 and words[0].isupper() and "." not in words[0]:
        return alone
    return mostly_bodies and alone and not are_never_bodies(words)


def _no_person_is_so_called(words: list[str]) -> bool:
    numbered = len(words) > 1 and any(word.strip("№#.,").isdigit() for word in words)
    joined = any(map(is_connector, words[1:-1])) or any(map(_joins, words, words[1:], words[2:]))
    joined = joined and not (len(words) == 4 and words[1] in _KAZAKH_AND)  # «Әсет пен Меруерт Қарабаевтар»
    acronym, _, kind = words[0].partition("-")
    # as in "BUND-Ortsgruppe Lund"
    short = len(words) > 1 and len(acronym) > 2 and acronym.isupper() and kind[1:].islower()
    return numbered or is_quoted(words[0]) or is_quoted(words[-1]) or joined or short


def _joins(before: str, word: str, following: str) -> bool:
    """Whether a short word between capitals joins the words of a body, in any language, and is no particle of a name."""
    is_short = len(word) < 4 and word.islower() and word.isalpha()
    known = word in PARTICLES or is_title(word) or is_role(word) or is_modifier(word)
    return is_short and before[0].isupper() and following[0].isupper() and not known


def _a_person_by_profession(words: list[str], phrases: Sequence[str]) -> bool:
    """As in "Vera House, teacher": what could be a name is one where a role follows, for bodies have none."""
    if len(words) > 3 or name_length(words) < len(words) or body_weight(words[0]) == 2:
        return False
    is_said = (is_small(phrase[0]) and says_role(phrase) for phrase in phrases)
    return any(map(is_initials, words)) or any(is_said)


def _initials_of(head: str) -> str:
    words = [word.strip(QUOTES) for part in head.split() for word in part.split("-")]
    said = (word for word in words if word[:1].isupper() or len(word) > 4 or (word and len(words) == 1))
    return "".join(word[0].upper() for word in said)


def _role_after_name(words: list[str]) -> bool:
    """The comma between name and role is missing: "Jane Roe journalist"."""
    at = name_length(words) if len(words) > 2 else 0
    return 2 <= at < len(words) and is_small(words[at][0]) and (is_role(words[at]) or is_modifier(words[at]))
