"""What stands behind labels: "Town: …", or a label on one line and what it names on the next. Pure."""

import re
from collections.abc import Iterable
from itertools import takewhile

from petition.interpret.details import LONGEST, cleaned
from petition.interpret.person_names import could_sign_as
from petition.interpret.sentences import sentences
from petition.lexicon.places import is_place
from petition.lexicon.vocabulary import keyed

_LABELS = {name: "|".join(said) for name, said in keyed("labels.fields")}
_WHO = re.compile(r"(?:кто|kto|кім|who)\b", re.IGNORECASE)  # beside a name: what one is
_LABELLED = re.compile(
    r"^(?:"
    + "|".join(
        rf"(?:{words})(?:\s*[:=|\t]+|\s+[—–-]+(?=\s))\s*(?P<{name}>\S.{{0,190}})"
        for name, words in _LABELS.items()
    )
    + r")$",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(
    r"^(?:" + "|".join(rf"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")\s*:?$", re.IGNORECASE
)

_PARTS_OF_NAME = frozenset({"name", "family", "given", "patronymic"})
_IN_FORM = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,3} ?: ?(?P<value>\w.{0,80})")


def labelled(lines: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """What stands behind labels ("Town: …", or a label on one line and what it names on the next), and the other lines."""
    found: dict[str, str] = {}
    rest: list[str] = []
    awaited = ""
    for line in lines:
        if awaited and line:
            found.setdefault(awaited, cleaned(line))
            awaited = ""
            continue
        pieces = [
            piece.strip()
            for sentence in sentences(line[:600])
            for piece in re.split(r"[;,.]\s+(?=[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?\s*[:—–])", sentence)
        ]
        said = [_label_of(piece) for piece in pieces]
        if any(said):
            for piece, each in zip(pieces, said, strict=True):
                if each:
                    asked, value = each
                    found.setdefault("role" if asked in found and _WHO.match(piece) else asked, value)
                else:
                    rest.append(piece)
        elif (
            len(line) < 40
            and (alone := _LABEL_ALONE.match(line))
            and (line.endswith(":") or found or _heads_form(line))
        ):
            awaited = str(alone.lastgroup)
        else:
            rest.append(line)
    named = {part: found.pop(part) for part in [*found] if part in _PARTS_OF_NAME}
    return found | _name_of(named), rest


def _name_of(said: dict[str, str]) -> dict[str, str]:
    """The name whose parts stand behind labels of their own, with a patronymic in the order of the form."""
    if len(said) < 2 and "family" not in said:
        return said
    given, family = said.get("given", "") or said.get("name", ""), said.get("family", "")
    return {"name": " ".join(said.values() if "patronymic" in said else filter(None, (given, family)))}


def of_form(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The same of lines one under another, of which a label is in no language known here.

    The first holds a full name; what stands behind a label that is not known, its place among them tells: what one does,
    where, the town.
    """
    said = [_IN_FORM.fullmatch(line) for line in lines]
    heard = 0  # of lines with known labels alone each is read once, however many stand one under another
    for begin, first in enumerate(said):
        if begin >= heard and first and could_sign_as(cleaned(first["value"])):
            values = [cleaned(each["value"]) for each in takewhile(bool, said[begin:]) if each]
            end = begin + len(values)
            known = [_label_of(line) for line in lines[begin:end]]
            if len(values) < 2 or all(known):
                heard = end
                continue
            order = {2: ["place" if is_place(values[-1]) else "role"], 3: ["role", "place"]}
            fields = ["name", *order.get(len(values), ["role", "affiliation", "place"])]
            guessed = zip(fields, values, strict=False)
            return dict(guessed) | dict(filter(None, known)), [*lines[:begin], *lines[end:]]
    return {}, lines


def _heads_form(line: str) -> bool:
    return (
        bool(re.match(r"(?:имя|фио|ф\.? ?и\.? ?о|name|full name|аты)", line, re.IGNORECASE))
        and line[0].isupper()
    )


def _label_of(piece: str) -> tuple[str, str] | None:
    said = _LABELLED.match(piece) if len(piece) <= LONGEST else None
    return (str(said.lastgroup), cleaned(str(said[str(said.lastgroup)]))) if said else None
