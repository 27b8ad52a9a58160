"""What somebody who writes in wants: to sign, and as whom; to say yes or no; or something a person must read. Pure.

A name is taken from the text ("Name, role, town", «Подписываюсь: …», what stands under «С уважением»), else from the From
header. In doubt the answer is "unclear": a wrong reading puts words into somebody's mouth, a case costs a minute.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from petition.core.text import folded
from petition.mail.inbound import Inbound
from petition.reading.draft import Line
from petition.reading.entry import read_entry
from petition.reading.phrase import says_role
from petition.reading.places import is_place
from petition.reading.quoting import segments
from petition.reading.shapes import ends_like_family, is_body, is_name, looks_signed
from petition.reading.signals import closing_end, is_closing
from petition.reading.signatories import lines_of
from petition.signatures import phrases

Says = Literal["signs", "yes", "no", "unclear"]
Why = Literal["", "empty", "forwarded", "several", "question", "no_name", "no", "prose", "refused"]

_MOST_PROSE = 12  # sentences besides; beyond that it is a letter of its own, for a person to read


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message says; `line` is who signs, `representative` who does so for a body, `why` sends it to a person."""

    says: Says
    line: Line | None = None
    representative: str = ""
    why: Why = ""


def understand(message: Inbound) -> Understood:
    """What a message says. Whatever else it does, it says yes only where every word of it does."""
    own, text = message.own, message.own.text
    if not text and not own.forwards and not own.quotes and not phrases.REPLY.match(message.subject):
        text = message.subject
    if not text and (own.forwards or own.quotes):
        return Understood("unclear", why="forwarded" if own.forwards else "empty")
    if phrases.NO.search(text):
        return Understood("no", why="no")
    if "?" in text:
        return Understood("unclear", why="question")
    said = _Said()
    said.hear(text)
    return _judged(said, own.below, message.from_name)


def _judged(said: "_Said", below: str, from_name: str) -> Understood:
    from_name = from_name if is_full_name(from_name) else ""
    persons = _distinct(each for each in said.entries if each.kind == "person")
    bodies = [each for each in said.entries if each.kind == "organisation"]
    if len(persons) > 1 or len(bodies) > 1 or (bodies and persons and not said.for_body) or said.names_more:
        return Understood("unclear", why="several")
    if said.links or said.prose > (_MOST_PROSE if said.supports else 0):
        return Understood("unclear", why="prose")
    if bodies:
        return Understood("signs", bodies[0], representative=persons[0].as_typed if persons else from_name)
    line = persons[0] if persons else _under(below)
    line = _completed(line, from_name, said.told)
    if said.yes and not said.supports:
        return Understood("yes", line)
    return (
        Understood("signs", line) if line else Understood("unclear", why="no_name" if said.said else "empty")
    )


@dataclass(slots=True)
class _Said:
    """What was heard: entries that may be who signs, what is told of the writer without a name, and how much else."""

    entries: list[Line] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    supports: bool = False
    yes: bool = False
    for_body: bool = False
    of_several: bool = False
    links: bool = False
    names_more: bool = False
    prose: int = 0
    said: bool = False

    def hear(self, text: str) -> None:
        """Hear a text, line by line and sentence by sentence."""
        self.said = bool(text)
        self.links = bool(phrases.LINK.search(text))
        self.of_several = bool(phrases.SEVERAL.search(text))
        self.for_body = bool(phrases.BODY_SIGNS.search(text))
        rows: list[tuple[str, int]] = []
        labelled: dict[str, str] = {}
        for block, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            for line in filter(None, map(str.strip, paragraph.split("\n"))):
                if found := phrases.LABELLED.match(line):
                    labelled |= {name: value for name, value in found.groupdict().items() if value}
                    continue
                for sentence in phrases.SENTENCE_ENDS.split(_without_set_phrases(line)):
                    self._hear(sentence.strip(), block, rows)
        self._take(rows, labelled)

    def _hear(self, sentence: str, block: int, rows: list[tuple[str, int]]) -> None:
        sentence = phrases.GREETED.sub("", sentence).replace(" / ", ", ").replace(" | ", ", ")
        if not sentence or phrases.GREETING.match(sentence) or phrases.FAREWELL.match(sentence):
            return
        if says_yes(sentence):
            self.yes = True
        elif phrases.SUPPORTS.search(sentence):
            self.supports = True
            if named := _named_in(sentence):
                rows.append((named, block))
        elif _is_entry(sentence) or _tells_of_writer(sentence) or _goes_on(rows, block, sentence):
            rows.append((sentence.strip("!"), block))
        elif named := _named_in(sentence):
            rows.append((named, block))
        else:
            self.prose += 1

    def _take(self, rows: list[tuple[str, int]], labelled: dict[str, str]) -> None:
        lines, left_over = lines_of(rows)
        self.prose += len(left_over)
        for line in lines:
            self.names_more |= _names_another(line, of_several=self.of_several)
            if line.kind == "organisation" or _is_named(line.name):
                self.entries.append(line)
            else:
                self.told.append(line.as_typed)
        if name := labelled.pop("name", ""):
            fields: dict[str, Any] = {"as_typed": ", ".join([name, *labelled.values()]), **labelled}
            self.entries.append(replace(read_entry(name), **fields))
        else:
            self.told += labelled.values()


def says_yes(text: str) -> bool:
    """Whether every word of a text agrees, and one of them plainly."""
    words = re.findall(r"[^\W\d_]+", folded(text))
    return (
        0 < len(words) <= 8
        and any(word in phrases.YES for word in words)
        and all(word in phrases.YES or word in phrases.YES_TOO for word in words)
    )


def is_full_name(name: str) -> bool:
    """Whether a name is one to sign with: two words or more that could be a person's, or one that is all there is."""
    return len(name.split()) >= 2 and _is_named(name)


def same_person(one: str, other: str) -> bool:
    """Whether two names in one message are the same person's: in another order, shortened, or with more said."""
    mine, theirs = _name_words(one), _name_words(other)
    fewer, more = sorted((mine, theirs), key=len)
    return bool(fewer) and all(
        any(word == each or (len(min(word, each, key=len)) == 1 and word[0] == each[0]) for each in more)
        for word in fewer
    )


def _name_words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", folded(name))


def _distinct(entries: Iterable[Line]) -> list[Line]:
    """One entry for each person; of two that are the same the one that says more."""
    found: list[Line] = []
    for entry in entries:
        same = next((each for each in found if same_person(each.name, entry.name)), None)
        if same is None:
            found.append(entry)
        elif len(entry.as_typed) > len(same.as_typed) and len(entry.name) >= len(same.name):
            found[found.index(same)] = entry
    return found


def _under(below: str) -> Line | None:
    """Who signs in the signature that a mail program adds under "-- "."""
    rows = [
        (line, 0)
        for line in below.split("\n")
        if line.strip() and "@" not in line and not phrases.LINK.search(line)
    ]
    lines, _ = lines_of(rows[:4])
    return next((line for line in lines if line.kind == "person" and is_full_name(line.name)), None)


def _completed(line: Line | None, from_name: str, told: list[str]) -> Line | None:
    """The line with what was said elsewhere: the full name of the From header, a role in a line of its own."""
    if line is None or not is_full_name(line.name):
        if not from_name:
            return line
        if line is not None and not same_person(line.name, from_name):
            return None  # one word that is not the sender's name: it may be a name, and may be anything
        said = [line.role, line.affiliation, line.place] if line else []
        return read_entry(", ".join(filter(None, [from_name, *said, *told])))
    if told and not (line.role or line.affiliation or line.place):
        return read_entry(", ".join([line.name, *told]))
    return line


def _without_set_phrases(line: str) -> str:
    """The line without the greeting or farewell that it begins with; '' if it is nothing else."""
    if phrases.SUPPORTS.search(line):
        return line
    if end := closing_end(line):
        return line[end:]
    return "" if is_closing(line) else line


def _is_entry(text: str) -> bool:
    head = text.split(",", maxsplit=1)[0]
    return (
        looks_signed(text.strip("!"))
        and not phrases.PROSE.intersection(_name_words(text))
        and (is_body(text) or _words_of_names(head))
    )


def _names_another(line: Line, *, of_several: bool) -> bool:
    """Whether what follows a name by commas is another name: one that ends like a family name, or where several speak."""
    if line.kind == "organisation":
        return False
    return any(
        2 <= len(part.split()) <= 3
        and _is_named(part)
        and not is_body(part)
        and (of_several or any(map(ends_like_family, part.split())))
        for part in segments(line.as_typed)[1:]
    )


def _goes_on(rows: list[tuple[str, int]], block: int, text: str) -> bool:
    """Whether a line says more of the entry above it in the same paragraph."""
    return bool(rows) and rows[-1][1] == block and (says_role(text) or is_place(text.strip(" .")))


def _tells_of_writer(text: str) -> bool:
    return len(text) < 120 and (says_role(text) or is_place(text.strip(" .")))


def _named_in(sentence: str) -> str:
    """Who names themselves in a sentence: «Я, …, подписываюсь», "My name is …", «Подписываюсь: …»; '' where nobody does."""
    for pattern in phrases.WITH_NAME:
        found = pattern.match(sentence)
        if found and (line := phrases.OBJECT.sub("", found["line"]).strip(" ,.;!")) and _is_entry(line):
            return line
    signs = phrases.SIGNS.match(sentence)
    if (
        signs
        and not phrases.BODY_SIGNS.search(sentence)
        and (is_body(signs["line"]) or is_full_name(signs["line"]))
    ):
        return str(signs["line"])
    return ""


def _is_named(name: str) -> bool:
    return is_name(name) and _words_of_names(name) and not says_role(name) and not is_place(name)


def _words_of_names(text: str) -> bool:
    return not any(word in phrases.NO_NAMES for word in _name_words(text))
