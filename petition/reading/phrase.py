"""Reads one phrase after a name: is it what the person does, where, or in which body, or all three?

English and Russian put the role first ("editor of X", «редактор газеты «X»»), Kazakh last («X» газетінің редакторы), and English
newspapers too ("X reporter"); so both ends are tried.
"""

import re
from dataclasses import dataclass

from petition.reading.blocks import squeeze
from petition.reading.grammar import nominative
from petition.reading.places import as_town, is_country, is_place
from petition.reading.quoting import is_quoted, segments, words_of
from petition.reading.words import (
    body_weight,
    is_citizen,
    is_modifier,
    is_office,
    is_personal,
    is_resident,
    is_role,
)

_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_PREPOSITION = frozenset(
    [
        "of",
        "at",
        "for",
        "in",
        "with",
        "from",
        "on",
        "to",
        "by",
        "из",
        "в",
        "во",
        "при",
        "по",
        "на",
        "от",
        "для",
    ]
)
_PLACE_PREPOSITION = frozenset(["from", "in", "из", "в", "во"])
_AT = re.compile(r"\s(?:at|with) (?:the )?(?=\S)")
_PLURAL = re.compile(r"^[A-Z][a-z]+s$|^[А-ЯЁ][а-яё]+[иы]$|^\w+(?:лар|лер|дар|дер|тар|тер)$")
_AND = frozenset({"and", "&", "/", "и", "және", "мен", "пен", "-", "–"})
_DOMAIN = re.compile(r"(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,6}|рф|қаз|[A-Z]{2,5})(?!\w)", re.IGNORECASE)
_PRODUCT = frozenset(
    [
        "program",
        "programme",
        "show",
        "podcast",
        "column",
        "series",
        "программы",
        "передачи",
        "рубрики",
        "подкаста",
        "шоу",
        "бағдарламасы",
        "бағдарламасының",
    ]
)
_WITHIN_BODY = re.compile(
    r"^(?:the )?(?:(?:management|editorial|supervisory|executive|advisory|governing|expert) )?(?:board|"
    r"council|committee)"
    r"(?: of (?:directors|trustees|governors))?(?= (?:of|at) )"
    r"|^(?:правления|совета директоров|(?:попечительского|наблюдательного|экспертного|общественного|"
    r"редакционного) совета|коллегии|"
    r"(?:пресс-службы|юридического отдела|отдела|департамента|отделения|филиала|редакции))(?=\s+\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase says: any of the three, '' where it does not."""

    role: str = ""
    affiliation: str = ""
    place: str = ""


def looks_like_body(text: str) -> bool:
    """Whether the words are the name of a body: its kind, a quoted name, an address on the net."""
    return any(is_quoted(word) or body_weight(word) == 2 for word in words_of(text)) or bool(
        _DOMAIN.search(text)
    )


def is_domain(text: str) -> bool:
    """Whether the text is nothing but an address on the net ("exclusive.kz")."""
    return bool(_DOMAIN.fullmatch(text))


def read_phrase(segment: str) -> Phrase:
    """The role, body and place in one phrase."""
    text = squeeze(segment).strip(" .;,")
    if is_place(text):
        return Phrase(place=as_town(text))
    text = _ARTICLE.sub("", text)
    words = words_of(text)
    if not words:
        return Phrase()
    if lead := _leading_role(words):
        return _role_first(words, lead)
    if tail := _trailing_role(words):
        return _role_last(words, tail)
    uncased = len(words) == 1 and text[0].lower() == text[0].upper() and text[0].isalpha()
    if (words[0][0].islower() or uncased) and not looks_like_body(text):
        return Phrase(role=text)
    return Phrase(affiliation=text)


def says_role(text: str) -> bool:
    """Whether the text begins with a role: "Executive Director", «главный редактор газеты «X»»."""
    parts = segments(squeeze(text).strip(" .;,"))
    words = words_of(_ARTICLE.sub("", parts[0])) if parts else []
    return bool(_leading_role(words) or _trailing_role(words))


def _is_group(words: list[str]) -> bool:
    """ "Reporters Without Borders": many of a trade, in capitals, are a body."""
    return len(words) > 1 and bool(_PLURAL.match(words[0])) and is_role(words[0])


def _leading_role(words: list[str]) -> int:
    """How many words at the start make a role: its modifiers, its noun, and others joined by "and"."""
    end = 0
    for at, word in enumerate([] if _is_group(words) else words[:12]):
        if is_quoted(word):
            break
        if is_role(word):
            if word[0].isupper() and at and words[at - 1][0].islower() and not end:
                break
            end = at + 1
        elif not (is_modifier(word) or word.lower() in _AND):
            break
    return end


def _trailing_role(words: list[str]) -> int:
    """How many words at the end make a role, as in "Nasha Gazeta weekly reporter" or «газетінің бас редакторы»."""
    if (
        len(words) < 2
        or not is_role(words[-1])
        or words[-1][0].isupper()
        or words[-2].lower() in _PREPOSITION
    ):
        return 0
    start = len(words) - 1
    while start > 0:
        word = words[start - 1]
        if (
            is_quoted(word)
            or word[0].isupper()
            or not (is_modifier(word) or is_role(word))
            or _is_genitive_body(word)
        ):
            break
        start -= 1
    return len(words) - start


def _is_genitive_body(word: str) -> bool:
    return not word.isascii() and body_weight(word) == 2


def _role_first(words: list[str], lead: int) -> Phrase:
    role, rest = words[:lead], words[lead:]
    said, whole = " ".join(role), " ".join(words)
    if not rest or is_personal(role[-1]):
        return Phrase(role=whole)
    if is_citizen(role[-1]):
        return Phrase(role=whole)
    preposition = rest[0].lower() if rest[0].lower() in _PREPOSITION else ""
    object_words = rest[1:] if preposition else rest
    target = _ARTICLE.sub("", " ".join(object_words))
    if not target:
        return Phrase(role=whole)
    if is_resident(role[-1]) and (target[0].isupper() or is_place(target)):
        return Phrase(role=said, place=_home(target))
    if is_place(target):
        return _with_place(said, whole, target, preposition)
    if at := _AT.search(target):
        field, beyond = target[: at.start()], target[at.end() :]
        if not looks_like_body(field) and (looks_like_body(beyond) or beyond[:1].isupper()):
            return Phrase(role=whole[: whole.rindex(at[0])].strip(), affiliation=beyond)
    if within := _WITHIN_BODY.match(target):
        beyond = _beyond(target[within.end() :])
        if looks_like_body(beyond) or beyond[:1].isupper():
            length = len(whole) - len(target[within.end() :])
            return Phrase(role=whole[:length].strip(), affiliation=nominative(beyond))
    if object_words[0].lower() in _PRODUCT or (len(object_words) > 1 and object_words[1].lower() in _PRODUCT):
        return _of_product(words)
    if looks_like_body(target):
        field = 0 if preposition else _field_of_role(object_words)
        said = " ".join([said, *object_words[:field]])
        return Phrase(role=said, affiliation=nominative(" ".join(object_words[field:]) if field else target))
    named = (target[0].isupper() and not target.isupper()) or (target.isupper() and len(target) > 1)
    if named and preposition == "из":
        return Phrase(role=said, place=as_town(target))
    if named and preposition not in {"on", "in", "по", "to"}:
        return Phrase(role=said, affiliation=target)
    return Phrase(role=whole)


def _field_of_role(words: list[str]) -> int:
    """How many words after the role still tell its field: «учитель истории школы» teaches history, at the school."""
    for at, word in enumerate(words):
        if (
            is_quoted(word)
            or not word[0].islower()
            or body_weight(word)
            or is_modifier(word)
            or is_domain(word)
        ):
            return at
    return 0


def _with_place(said: str, whole: str, target: str, preposition: str) -> Phrase:
    if preposition in _PLACE_PREPOSITION:
        return Phrase(role=said, place=as_town(target))
    if is_country(target):
        return Phrase(role=whole)
    return Phrase(role=whole, place=as_town(target))


def _home(target: str) -> str:
    return as_town(
        re.sub(
            r"^(?:the )?(?:city of|города|г\.|village of|села|посёлка|поселка)\s*",
            "",
            target,
            flags=re.IGNORECASE,
        )
    )


def _beyond(text: str) -> str:
    return _ARTICLE.sub("", re.sub(r"^\s*(?:of|at)\s+", "", text).strip())


def _of_product(words: list[str]) -> Phrase:
    """ "Host of the program “X”, or of “X” on a channel: the programme belongs to the role, the channel is the body."""
    for at, word in enumerate(words):
        if is_quoted(word):
            body = " ".join(words[at + 1 :])
            body = re.sub(r"^(?:on|at|of|на)\s+(?:the )?", "", body)
            return Phrase(role=" ".join(words[: at + 1]), affiliation=nominative(body))
    return Phrase(role=" ".join(words))


def _role_last(words: list[str], tail: int) -> Phrase:
    body, role = words[:-tail], words[-tail:]
    named, whole = " ".join(body), " ".join(words)
    if not body or is_citizen(role[-1]):
        return Phrase(role=whole)
    bare = nominative(named)
    if is_resident(role[-1]):
        return Phrase(role=" ".join(role), place=as_town(bare))
    if looks_like_body(named):
        return Phrase(role=" ".join(role), affiliation=bare)
    if is_place(bare):
        return Phrase(role=whole, place="" if is_country(bare) else bare)
    if body[0][0].islower():
        return Phrase(role=whole)
    if is_office(role[-1]):
        return Phrase(role=" ".join(role), affiliation=bare)
    return Phrase(role=whole)
