"""Several signatories in one line: names parted by commas, side by side in columns, with a number or an address each."""

import re
from collections import Counter
from collections.abc import Sequence

from petition.core import contacts
from petition.core.contacts import Contact
from petition.core.text import is_small, squeeze
from petition.lexicon.fold import fold
from petition.lexicon.places import is_place
from petition.lexicon.quoting import segments
from petition.lexicon.role_phrase import has_legal_form, is_legal_form
from petition.lexicon.roles import GIVEN, body_weight, is_modifier, is_role
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import NOTE_CALL, in_cells
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.could_sign import could_be_signatory
from petition.reading.lines.labels import JOINED_IN_ANY_CASE, is_label
from petition.reading.lines.marks import MARK
from petition.reading.lines.names import (
    PARTICLES,
    bare_head,
    is_full_name,
    is_name,
    is_only_name,
    is_patronymic,
    is_plain_name,
    tells_nothing_else,
)
from petition.reading.lines.tidied import quoted_person

_NEXT_NUMBER = re.compile(r"\s+\(?\d{1,5}[.)]\s+(?=[^\W\d_])")
_ADDRESSED = re.compile(r"(?<=>)\s*[,;]|;|,(?=[^,;\"]*@)")
_BRACKETED, _HELD, _FREED = re.compile(r"\([^()]*\)"), {44: "\1", 59: "\2"}, {1: ",", 2: ";"}
_MARKED = re.compile(rf"(?<=[\]\W]),(?=(?:{MARK}|\[\^))")  # "Anna Ruel[^1],*"
_BEHIND = re.compile(r",\s([^\s,;]{2,8})(?=[,;]|$)")
_NO_CAPITALS = re.compile("[\u0590-\u08ff]")
_KOREAN = re.compile("[\uac00-\ud7a3]{3}")  # the most usual name
_CALL = 8  # words
_LEAST = 3  # people of a run
_LONG = 50  # lines of a list: what is told by most of them holds for the others
_COLUMNS = re.compile(r"\t| {3}|\|| / ")
JOINED = expression(r"\s@and\s", 0)  # in small letters "i" is and, in "Anna I Lind" it is none
_SPANISH = re.compile(r"\s[ye]\s")
_PLURAL = re.compile(r"(?:[оеё]вы|[иы]ны|[сц]кие|owie|[sc]cy)$")
# «Руэлины Олег Ильич и Нина Юрьевна», whose patronymics say which of them is he.
_COUPLE = expression(
    r"(?:(?:@households)\s)?(\S+(?:[оеё]в|[иы]н|[сц]к))(?:ы|ие)\s(\S+\s\S+)\s@and\s(\S+\s\S+)"
)
_PLURAL_OF_ALL = re.compile(r"(?<=յան)ներ$")
_TWO = re.compile(rf"\s*/\s*|{JOINED.pattern}")
_HOUSEHOLD = expression(r"^(?:the\s)?(?:@households)\s(?=[^\W\d_])|\S\s(?:@households)$")
_LAST_OF_RUN = re.compile(rf"[,;،]?{JOINED.pattern}(?=(?:(?!{JOINED.pattern})[^,;؛،·•|、，])+$)")
_LED_BY_AND = expression(r"^@and\s", 0)
_IN_QUOTES = re.compile(r"[«“„\"]([^«»“”„\"]+)[»”“\"]")
_AND = expression(r"@and.beside\s+(?=[^\W_])")
_AND_MORE = expression(r"\s[&+]\s*\d|,\s@and.small\s(?=[^\W_A-ZÀ-ÝА-ЯЁ])", 0)


def numbered_apart(typed: str) -> list[str]:
    """As in "Jane Roe, poet   2. John Doe": people of a numbered list in one line; none where it is no such line."""
    parts = [part.strip(" ,;|\t") for part in _NEXT_NUMBER.split(typed)]
    return parts if len(parts) > 1 and all(could_be_signatory(part) for part in parts) else []


def addressed(typed: str) -> list[str]:
    """The people of a line copied from where a mail is addressed: each a name and an address."""
    if typed.count("@") < 2:
        return []
    parts = [part.strip() for part in _ADDRESSED.split(typed) if part.strip()]
    found = [contacts.parted(part) for part in parts]
    return parts if len(parts) > 1 and all(each.kind is Contact.EMAIL for each in found) else []


def beside(text: str) -> tuple[list[str], bool]:
    """The people who stand side by side in one line, none where it is no such line; and whether they are surely several.

    They are in columns, or with a stroke between; "Anna Ruel and Boris Lind", "Ruth and Peter Hallam" may be one.
    """
    parts = [part.strip() for part in _COLUMNS.split(text) if part.strip()]
    is_cased = any(is_name(part.partition(",")[0]) for part in parts)
    if 1 < len(parts) <= 4 and is_cased and all(map(is_one_beside, parts)):
        return parts, True
    head, *said = segments(text) or (text,)
    bare, brackets = bare_head(head), "".join(f" {each}" for each in _BRACKETED.findall(head))
    found = _couple(bare) or _two(bare) or (names_in(bare) if not is_surely_body(bare) else [])
    return [", ".join([each + brackets, *said]) for each in found if len(found) > 1], len(found) < 2


def in_one_language(text: str) -> str:
    """What stands before a stroke, where the same person or body stands behind it in another language; else the text.

    Names are the same as both alphabets write them, bodies by what stands in quotes.
    """
    first, _, second = text.partition(" / ")
    heads = (bare_head(first), bare_head(second))
    quoted = [[part.casefold() for part in _IN_QUOTES.findall(head)] for head in heads]
    one, other = quoted if any(quoted) else ([*map(fold, head.split())] for head in heads)
    return first if one == other and second and " / " not in second else text


def are_one_each(lines: Sequence[str]) -> bool:
    """Whether most lines say two things or three of one, in Hebrew or Arabic, whose letters show no names."""
    told = [len(segments(in_cells(line))) for line in lines if _NO_CAPITALS.search(line)]
    return len(lines) > _LEAST and 2 * sum(1 < parts < 4 for parts in told) > len(lines)


def _two(text: str) -> list[str]:
    """The two people of a text, where nothing else stands in it: "Anna Ruel / Boris Lind"."""
    parts = [part for part in _TWO.split(text) if part]
    sure = len(parts) == 2 and all(len(part.split()) < 4 and is_one_beside(part) for part in parts)
    said = [word for part in parts for word in part.split() if is_small(word[0])]
    return parts if sure and not any(map(is_modifier, said)) else []


def pair(text: str) -> list[str]:
    """Two full names with a comma between, where people are given one of each or they share another; none else."""
    parts = segments(text.rstrip(" ."))
    if len(parts) != 2 or not all(map(is_plain_name, parts)):
        return []
    words = [{*part.lower().split()} for part in parts]
    return [*parts] if words[0] & words[1] or all(each & GIVEN for each in words) else []


def _held(text: str) -> str:
    """A text in which nothing parts what stands in brackets, or a body from what it is by law: "Bakery, S.L."."""
    text = _MARKED.sub("\1", _BRACKETED.sub(lambda found: found[0].translate(_HELD), text))
    return _BEHIND.sub(lambda found: found[0].translate(_HELD) if is_legal_form(found[1]) else found[0], text)


def _freed(part: str) -> str:
    """A part of such a text, as it was typed."""
    return part.translate(_FREED).strip()


def _last_parted(text: str, separator: str) -> str:
    """A run of names with the same sign before the last as between the others: "Jane Roe, John Doe and Ann Lee"."""
    text = text if has_legal_form(_freed(text)) else text.rstrip(" .")
    return _LAST_OF_RUN.sub(f"{separator} ", text)


def people_of(text: str, least: int = _LEAST) -> list[str]:
    """The people in a text of names and nothing else, with what stands in brackets behind each; none of fewer."""
    for separator in ("|", "·", "•", ";", "؛", ",", "،", "、", "，"):
        parts = [_freed(part) for part in _last_parted(_held(text), separator).split(separator)]
        parts[-1] = _LED_BY_AND.sub("", parts[-1])
        # but not of "(signature withdrawn)"
        heads = [bare_head(NOTE_CALL.sub("", part)) for part in parts if part[:1] != "("]
        if (
            len(heads) == _LEAST
            and [*map(is_surely_body, heads)] == [False, False, True]
            and _is_only_post(heads[1].split())
        ):
            continue  # "Jane Roe, Head Teacher, Well School"
        named = sum(
            is_full_name(head) or is_surely_body(head) or are_two(head) or bool(_KOREAN.fullmatch(head))
            for head in heads
        )
        if len(heads) >= least and 3 * named >= 2 * len(heads) and all(heads):
            return parts
    return []


def _is_only_post(words: Sequence[str]) -> bool:
    """Whether these words say what somebody does, and none is a name: "Head Teacher", but not "Boris Priest"."""
    return is_role(words[-1]) and all(is_role(word) or is_modifier(word) for word in words[:-1])


def several(text: str) -> list[str]:
    """One line may hold a whole list: names parted by commas, or by semicolons with what is said of each."""
    before, _, after = text.partition(": ")
    is_call = before[-1:].islower() and before[-1:].isalpha()
    is_call = is_call and (is_label(f"{before}:") or not any(map(body_weight, before.split())))
    # As in "Have signed: A; B; C".
    run = people_of(after) if is_call and len(before.split()) < _CALL else []
    return run or [_freed(part) for part in _parted(_held(text))]


def _parted(text: str) -> list[str]:
    described_run = [part.strip() for part in _last_parted(text, ";").split(";") if part.strip()]
    if len(described_run) > 2 and 3 * sum(map(could_be_signatory, described_run)) >= 2 * len(described_run):
        return described_run
    for separator in (";", ",", "、"):
        run = _last_parted(text, separator) if text.count(separator) > 1 else text
        parts = [part.strip() for part in run.split(separator) if part.strip()]
        least = 3 if separator == "," else 2
        described = {"," in part for part in parts}
        is_run = len(parts) >= least and len(described) == 1
        if is_run and all(_one_of_several(part, separator) for part in parts):
            return parts
    return [text]


def may_be_two(name: str, *beside: str) -> bool:
    """Whether a line may name more than one: "Ruth and Peter Hallam", "Anna Ruel + 2", a family, "and a friend" beside."""
    if _AND_MORE.search(name) or any(_AND.match(part) for said in beside for part in segments(said)):
        return True
    return are_two(name) or (bool(_HOUSEHOLD.search(name)) and not any(map(body_weight, name.split())))


def are_two(name: str) -> bool:
    """Whether two names stand joined in the place of one: "Ruth and Peter Hallam", "Anna Ruel and Boris Lind"."""
    may_be = name.isupper() and len(JOINED_IN_ANY_CASE.split(name)) == 2  # "BLACK AND WHITE"
    return may_be or len(joined_in(name)) > 1


def asks_whether_two(name: str) -> bool:
    """The same of what somebody types as their own name: also by given names alone, or parted by a semicolon."""
    joined = [part.split() for part in JOINED.split(name)]
    are_given = len(joined) == 2 and all(len(words) == 1 and is_name(f"{words[0]} A") for words in joined)
    return are_two(name) or are_given or len(list(filter(str.strip, name.split(";")))) > 1


def names_in(name: str) -> list[str]:
    """The two names that stand joined in the place of one, the family name that they share with each; else that name.

    A family name in the plural («Руэловы», "Ruelowie") is neither's: who stands so is left together, unless what else
    stands there says what each is called.
    """
    return [name] if _PLURAL.search(name) else [_PLURAL_OF_ALL.sub("", each) for each in joined_in(name)]


def _couple(name: str) -> list[str]:
    """The two of a Russian couple, whose patronymics say what each is called."""
    family, *given = found.groups() if (found := _COUPLE.fullmatch(name)) else ("",)
    are_told = bool(given) and all(is_patronymic(each.split()[1]) for each in given)
    return [f"{_family_in(family, is_she=each.endswith('на'))} {each}" for each in given] if are_told else []


def _family_in(stem: str, *, is_she: bool) -> str:
    """A Russian family name in the singular, of its plural without the ending."""
    if stem[-1] == "к":
        return stem + ("ая" if is_she else "ий")
    return stem + "а" * is_she


def joined_in(name: str) -> list[str]:
    """The same of a family name in the plural, for somebody to correct."""
    first = (segments(name) or [name])[0]
    head = first if " " in first else name.replace(",", "")  # "Ruel, Anna and Boris"
    parts = (JOINED_IN_ANY_CASE if head.isupper() else JOINED).split(head)
    if len(parts) == 1 and _are_added(added := head.split(" + ")):
        parts = added
    if len(parts) != 2 or not all(map(str.strip, parts)):
        return [name]
    if all(map(is_plain_name, parts)):
        return parts
    one, other = parts
    if len(one.split()) > 2 or not is_name(" ".join(parts)):
        return [name]
    if " " in other:
        return [f"{one} {_family_of(other, is_whole=bool(_SPANISH.search(head)))}", other]
    family, *given = one.split()
    is_first = _are_given(*given, other) and not _are_given(family)
    if given and (family.isupper() or head != first or is_first):  # but not "SMITH & SONS"
        return [one, f"{family} {other}"]  # "RUEL Anna et Boris", «Руэль Анна и Борис»
    # as in "Anna Ruel and Boris"
    return [one, f"{other} {given[0]}"] if given and _are_given(family, other) else [name]


def _are_added(parts: Sequence[str]) -> bool:
    """Whether the parts of a text are people one by one, given names before all or both of each: not "C + C Bakery"."""
    named = [part.split() for part in parts]
    return all(map(_are_given, (words[0] for words in named if words))) or all(
        len(words) == 2 and is_plain_name(" ".join(words)) for words in named
    )


def _family_of(name: str, *, is_whole: bool) -> str:
    """The family name at the end of a name, with its particles; two of them, where that is usual: "Orduña Prat"."""
    _, *words = name.split()
    led = next((at for at, word in enumerate(words) if word.lower() in PARTICLES), -1)
    return " ".join(words if is_whole else words[led:])


def _are_given(*words: str) -> bool:
    return bool(words) and all(word.lower() in GIVEN for word in words)


def given_in(cell: str) -> list[str]:
    """The given names of two who share a family name, from a cell that holds given names alone: "Ruth & Peter"."""
    parts = JOINED.split(cell)
    are_two = len(parts) == 2 and all(len(part.split()) in {1, 2} and is_name(part) for part in parts)
    return parts if are_two else [cell]


def second(head: str, name: str) -> str:
    """What stands joined to a name and names somebody too: "and Boris" of "The Ruels Anna and Boris"."""
    said = head.removeprefix(name).strip() if head.startswith(name) else ""
    return said if _AND.match(said) and is_name(_AND.sub("", said, count=1)) else ""


def is_one_beside(part: str) -> bool:
    """Whether one of several parts of a line is a person's name, in small letters perhaps, with what they do or without."""
    name, comma, said = part.partition(",")
    is_alone = not comma or said.strip()[:1].islower()
    return is_alone and tells_nothing_else(name) and is_name(name.title()) and not any(map(str.isdigit, name))


def _one_of_several(part: str, separator: str) -> bool:
    head = bare_head(part) if separator != "," or "(" in part else part
    return is_only_name(head)


def wide_apart(line: str) -> str:
    """As in "友の会　代表　瑠恵 杏奈": the line with the name first, where wide spaces part what stands beside it."""
    parts = [part for part in line.split("\u3000") if part.strip()]
    named = [part for part in parts if " " in part.strip() and is_name(bare_head(part))]
    is_one = len(named) == 1 < len(parts) < 4 and not (":" in line or "：" in line)  # where to write to
    return ", ".join([*named, *(part for part in parts if part not in named)]) if is_one else line


def without_bars(lines: Sequence[str]) -> list[str]:
    """The lines, the cells of rows parted by bars with commas between them where rows say all of one person or body.

    So do those that are numbered, and those whose last cells are places, or say the same again and again.
    """
    cells = [[cell for cell in line.split(" | ") if cell.strip()] for line in lines]
    last = Counter(row[-1].strip() for row in cells if len(row) > 1)
    again = sum(times for cell, times in last.items() if times > 1 or is_place(cell))
    is_whole = last.total() > 1 and 2 * again >= last.total()
    return [
        f"{row[0].strip(' .)')}. {', '.join(row[1:])}" if len(row) > 2 and row[0].strip(" .)").isdecimal()
        else ", ".join(row) if is_whole and len(row) > 1 else line
        for line, row in zip(lines, cells, strict=True)
    ]  # fmt: skip


def mostly_bodies(lines: Sequence[str]) -> bool:
    """Whether nearly all that can be told for sure in this list are bodies."""
    first = [squeeze(line) for line in lines[:400] if line.strip()]
    bodies = sum(is_body(line) and not (quoted_person(line)[0] or are_two(line)) for line in first)
    persons = sum(
        line.split()[0].lower() in GIVEN or (len(segments(line)) > 1 and could_be_signatory(line))
        for line in first
        if not is_body(line)
    )
    enough = (
        0.4 if len(first) > _LONG else 0.5
    )  # names that nobody knows may be those of bodies, or of people
    return len(lines) > 2 and bodies >= max(2, 4 * persons, enough * len(first))
