"""A message as rows: its sentences, with where each stands, greetings and farewells set aside. Pure."""

import re
from dataclasses import dataclass

from petition.lexicon.phrases import CONTRAST, FAREWELL, GREETING, WISH, spelled, words
from petition.lexicon.vocabulary import expression
from petition.lexicon.vocabulary import words as listed
from petition.reading.blocks import PICTURES
from petition.reading.lines.names import is_title

_WRAPPED = 56  # a line this long may have been broken by a program, not by its writer
_STOP = re.compile(
    r"[.!?…]+[\"»”)]*\s+(?=[\"«“(¡¿—–-]*\s*[^\W_])|"
    rf"(?<=[\w)])\s*[{PICTURES}\ufe0f]+\s*(?=\S)|\s[:;]-?[)(]+\s+"
)
_SHORT = words("shortened") | {
    each.rstrip(".").lower() for each in listed("titles", "titles.church", "given-names") if each[-1] == "."
}
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")  # «к.м.н.»
_GREETED_ALL = expression(r"(?:@greeted.all)(?: (?:@and) (?:@greeted.all))?")
_FOR_WHAT = expression(r"\s*(?:@thanked-for)\b[^:]{0,60}$")  # «спасибо, что не молчите»
_LONG_GREETING = 3  # words; so many may name somebody
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and where it stands: its paragraph and line, alone in it or not, last, after a colon, after a farewell."""

    text: str
    block: int
    line: int = 0
    alone: bool = False
    last: bool = False
    opened: bool = False
    left: bool = False


def rows_of(text: str, *, left: bool = False) -> list[Sentence]:
    """The rows of a text; `left` tells that its writer has taken leave before it."""
    rows: list[Sentence] = []
    farewelled, opened = left, False
    paragraphs = [each for each in re.split(r"\n\s*\n", text) if each.strip()]
    count = 0
    for block, paragraph in enumerate(paragraphs):
        for line in unwrapped(paragraph):
            if count > _MOST_LINES:
                return rows
            count += 1
            pieces = [piece for each in sentences(line) if (piece := each.strip())]
            for piece in pieces:
                bare, leaves = _without_set_phrases(piece)
                farewelled |= leaves
                if bare:
                    last = farewelled or (block == len(paragraphs) - 1 and block > 0)
                    rows.append(Sentence(bare, block, count, len(pieces) == 1, last, opened, farewelled))
                    opened = bare.endswith(":")
    return rows


def unwrapped(paragraph: str) -> list[str]:
    """The lines of a paragraph, those joined that a program broke."""
    lines: list[str] = []
    length = 0
    for typed in paragraph.split("\n"):
        line = typed.strip()
        if not line:
            continue
        if (
            lines
            and length >= _WRAPPED
            and not lines[-1].endswith((".", "!", "?", ":"))
            and len(lines[-1]) < 4000
        ):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
        length = len(line)
    return lines


def sentences(line: str) -> list[str]:
    """The sentences of a line; initials and «г.» end none."""
    found, begin = [], 0
    for stop in _STOP.finditer(line[:6000]):
        if stop[0][0] == "." and not stop[0].startswith(".."):
            word = re.search(r"[\w.]*$", line[max(0, stop.start() - 20) : stop.start()])
            last = word[0].rpartition(".")[2] if word else ""
            if (
                last.lower() in _SHORT
                or (word and _DOTTED.fullmatch(word[0]))
                or is_title(f"{last}.")
                or (len(last) == 1 and (last.isupper() or last.isascii()))
                or (last.isdigit() and len(last) < 3 and begin == stop.start() - len(last))
            ):
                continue
        found.append(line[begin : stop.end()])
        begin = stop.end()
    return [*found, line[begin:]]


def _without_set_phrases(piece: str) -> tuple[str, bool]:
    """What a sentence says beside its greeting or farewell, and whether it took leave."""
    heard = spelled(piece)
    length = len(heard.split())
    if GREETING.match(heard) and (length <= 6 or piece.endswith(",")):
        return _without_greeting(piece, length), False
    if said := FAREWELL.match(heard):
        rest = _behind_farewell(piece, said[0], length)
        return (piece, False) if rest is None else (rest, True)
    return piece, False


def _without_greeting(piece: str, length: int) -> str:
    head, _, rest = piece.partition(",")
    if _goes_on(piece):
        return rest.strip() if len(head.split()) < _LONG_GREETING else piece
    return "" if length <= 9 else piece


def _behind_farewell(piece: str, farewell: str, length: int) -> str | None:
    """What stands behind a farewell; None where the sentence is none."""
    head, comma, rest = piece.partition(",")
    kept = piece.split()[len(farewell.split()) :]
    if kept and all(word[0].isupper() for word in kept[:2]) and len(kept) <= 8:
        return " ".join(kept)
    if comma and (_GREETED_ALL.fullmatch(rest.strip(" .!")) or _is_thanked_for(rest)):
        return ""
    if comma and len(head.split()) <= 6 and rest.strip():
        return rest.strip()
    return "" if length <= 8 or piece.endswith(",") else None


def _is_thanked_for(rest: str) -> bool:
    return bool(_FOR_WHAT.match(rest)) and not (CONTRAST.search(rest) or WISH.search(spelled(rest)))


def _goes_on(greeting: str) -> bool:
    """Whether a sentence says more after the comma of its greeting."""
    _, comma, rest = greeting.partition(",")
    return bool(comma) and len(rest.split()) > 2
