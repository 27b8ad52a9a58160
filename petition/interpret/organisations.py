"""Finds the body that signs: an organisation that says so of itself, or in whose name somebody writes. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from petition.core.text import squeeze
from petition.interpret.details import without_pictures
from petition.interpret.sentences import Sentence
from petition.lexicon.grammar import nominative
from petition.lexicon.phrases import NO_NAMES, WISH, denied, family, spelled, words_in
from petition.lexicon.quoting import QUOTES, is_quoted, words_of
from petition.lexicon.roles import body_weight, is_role
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.lexicon.vocabulary import words as listed
from petition.reading.draft import Line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.entry import read_entry

_AS_BODY, _OTHERS_WISH = map(family, ("as-body", "others-wish"))
_NOT_AS_BODY = denied("as-body")
_SIGNS = expression(r"^(?P<line>\S.{2,160}?)[\s,]+(?:(?:@signing.fully)\s+)*(?:@signing)")
_IN_NAME_OF = expression(
    r"(?:от имени|от лица|on behalf of)\s+(?:the )?(?P<line>\S.{2,120}?)(?=\s+(?:@signing.we)\b|[,.;:!](?!\d)|$)"
)
_SPOKEN_FOR = re.compile(r"^(?:от имени|от лица|on behalf of)\s[^:]{2,60}:\s+", re.IGNORECASE)
_ATYNAN = re.compile(r"^(?P<line>\S.{2,120}?)\s+атынан\b", re.IGNORECASE)
_TO_ADD = expression(
    r"^.{0,60}?\b(?i:@adding)\s+(?i:the |и |нашу? |our )?"
    r"(?P<line>[«\"“A-ZА-ЯӘҒҚҢӨҰҮҺІ].{2,120}?)(?=\s+(?:to|as|among|on|under|в|к|как|среди|под)\b|[,.;!]|$)",
    0,
)
_QUOTED = re.compile(r"[«\"“„][^«»\"“”„]*[»\"”]")
_BESIDE = expression(r"[\s,]+(?:@beside-bodies)(?=[\s,]|$).*$")
_LEADING = re.compile(r"^(?:мы,?\s+|we,?\s+(?:the\s+)?(?=[A-Z])|біз,?\s+|наш[аеи]?\s+|our\s+)", re.IGNORECASE)
_ARTICLES = listed("articles")
_MOST_ROWS = 60


def speaks_for_body(text: str) -> bool:
    """Whether a text says that a body signs."""
    return bool(_AS_BODY.search(_NOT_AS_BODY.sub(" , ", spelled(text))))


def is_quoted_in(name: str, text: str) -> bool:
    """Whether two words or more of a name stand in quotation marks in a line of a body: an office's, no person's."""
    quoted = (found[0] for line in text.split("\n") if is_body(line) for found in _QUOTED.finditer(line))
    return any(
        1 < len(said) <= len({*words_in(name)} & said) for said in ({*words_in(each)} for each in quoted)
    )


def bodies_in(rows: Sequence[Sentence], *, spoken_for: bool) -> list[Line]:
    """The bodies that sign: who say so, else who stand as signatories do, else in whose name somebody writes."""
    texts = _texts(rows)
    found = that_sign(rows, spoken_for=spoken_for)
    if not found:
        found = [
            line
            for at, text in enumerate(texts)
            if (spoken_for or rows[at].alone)
            and not is_role(text.partition(" ")[0])
            and not _IN_NAME_OF.search(text)
            and (line := _body(re.split(r"[:—–]\s", text)[-1], at, texts))
        ]
    if not found:
        for at, text in enumerate(texts):
            said = _IN_NAME_OF.search(text) or _ATYNAN.match(text)
            if (
                said
                and not _OTHERS_WISH.search(spelled(text))
                and (line := _body(nominative(said["line"]), at, texts))
            ):
                found.append(replace(line, name=line.name[:1].upper() + line.name[1:]))
    return _distinct(found)


def that_sign(rows: Sequence[Sentence], *, spoken_for: bool = False) -> list[Line]:
    """The bodies that say that they sign."""
    texts = _texts(rows)
    return _distinct(
        [line for at, text in enumerate(texts) for line in _that_sign(text, at, texts, spoken_for=spoken_for)]
    )


def _texts(rows: Sequence[Sentence]) -> list[str]:
    return [without_pictures(row.text[:300]).rstrip("!") for row in rows[:_MOST_ROWS]]


def _that_sign(text: str, at: int, texts: Sequence[str], *, spoken_for: bool) -> list[Line]:
    spoken = _SPOKEN_FOR.sub("", text)
    said = (found for pattern in (_SIGNS, _TO_ADD) if (found := pattern.match(spoken)))
    lines = [
        _body(found["line"], at, texts, sure=spoken_for)
        for found in said
        if not _IN_NAME_OF.search(found["line"])
    ]
    return [line for line in lines if line]


def _body(text: str, at: int, texts: Sequence[str], *, sure: bool = False) -> Line | None:
    bare = squeeze(_LEADING.sub("", _BESIDE.sub("", text))).strip(" ,.;:—–-")
    words = words_of(bare)
    if not 0 < len(words) <= 14 or not (bare[0].isupper() or bare[0] in QUOTES or is_quoted(words[-1])):
        return None
    if WISH.search(spelled(_QUOTED.sub("", bare))) or words[-1].lower() in NO_NAMES:
        return None
    surely = sure or any(body_weight(word) == 2 for word in words) or any(map(is_quoted, words))
    if not is_body(bare) or not surely:
        return None
    if _says_not_which(words):
        return None
    bare = bare[:1].upper() + bare[1:]
    under = texts[at + 1] if text.rstrip().endswith(",") and at + 1 < len(texts) else ""
    line = read_entry(f"{bare}, {under}" if under and len(under) < 60 else bare)
    return line if line.kind == Kind.ORGANISATION and line.name else None


def _says_not_which(words: Sequence[str]) -> bool:
    """Whether one word stands for a body, with an article or without: "Organisation", "The Secretariat"."""
    return sum(word.lower() not in _ARTICLES for word in words) < 2 and not any(map(is_quoted, words))


def _distinct(lines: list[Line]) -> list[Line]:
    kept: dict[str, Line] = {}
    for line in lines:
        key = spelled(line.name).strip('«»"“”')
        kept.setdefault(key, line)
    return list(kept.values())
