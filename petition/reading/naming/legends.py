"""What a line beside a list says of those in it, such as "* does not wish to be named" or "Names in grey are not printed".

A mark behind a name says nothing before its line is found; a line that keeps names back and tells of no mark may mean all.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

from petition.core.text import is_small
from petition.lexicon.refusals import keeps_back, speaks_of_name
from petition.lexicon.roles import body_weight, is_role
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import NOTE_CALL, has_marker, without_marker
from petition.reading.lines.bodies import names_person
from petition.reading.lines.marks import (
    MARK,
    PICTURE,
    SHORT,
    number_of,
    pictures_in,
    short_behind,
    signs_behind,
)
from petition.reading.lines.names import bare_head, is_only_name, is_title
from petition.reading.naming.beside_name import refuses
from petition.reading.naming.spoken_of import spoken_of
from petition.reading.naming.wishes import (
    RANGE,
    SENTENCES,
    counts_unnamed,
    named_in,
    numbers_kept_back,
    remarks_on,
    speaks_of,
    wishes_in,
)

_EXPLAINED = re.compile(rf"^\s*({MARK}|-(?=\s[^\W\d_]))\s*[).:=–—-]?\s*(?=[^\W\d_])(.+)$")
_LED = re.compile(r"^\s*([*†‡§✝✞]{1,3})\s?(?=[^\W\d_])")
_APART = re.compile(rf"(?<=\s)[\"'«“„]?({MARK})[\"'»”“]?(?=[\s,.;:])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_AND_OTHERS = expression(rf"\s@and\s+(?!{MARK})")
_AGAIN = re.compile(rf";\s*(?={MARK})|[,.]\s+(?={MARK}\s?[:=–—-])")
# As in "🙈 = do not show my name", or "Short for: n/p - not to be published".
_SHORT_FOR = re.compile(
    rf"^(?:\w[\w ]{{0,30}}:)?\s*[(\[]?({PICTURE}|{SHORT})\ufe0f?[)\]]?\s*[:=–—-]\s*(?=\w)(.+)$"
)
_MORE = expression(r"(?:[…+]|\.{3}|@and-more\s).{0,30}\d|(?:他|ほか)\s?\d")
# Who stands elsewhere: "Two further signatories"
_FURTHER = expression(r"(?:\w+\s){0,2}@further\s|\d+\s(?:\w+\s)?@others\b")
_NOTE_CALL = re.compile(rf"\s?{NOTE_CALL.pattern}(?:,(?={MARK}|\[\^))?")
_BULLET = "-"  # what "*" at the head of a line has become where it was taken for a list's
_HARMLESS = expression("@harmless|@died")
IDENTIFIES = expression("@identifies")
_SET_APART = re.compile(r"^([\[(])(?![ xX]?\])([^\[\]()]+)[\])](?:$|,(.*))")
_MOST_LEGENDS = 2


def _apart(lines: Iterable[str]) -> Iterator[str]:
    """The lines, each mark that one explains apart: "* initials only; ** not to be named"."""
    return chain.from_iterable(map(_AGAIN.split, lines))


def explained(line: str) -> tuple[str, str]:
    """The mark that a line explains, and how; two empty texts where it explains none."""
    told = _EXPLAINED.match(line)
    if not told or (told[1] == _BULLET and (not is_small(told[2][0]) or is_title(told[2].split()[0]))):
        return "", ""  # "- dr Anna Ruel"
    return told[1].strip("()"), told[2]


def with_mark_behind(line: str) -> str:
    """The line with the mark behind the name that stands before it: "*Anna Ruel"."""
    led = _LED.match(line)
    head = bare_head(line[led.end() :]) if led else ""
    if not led or is_small(head[:1]) or not names_person(head) or speaks_of_name(line):
        return line
    return f"{head}{led[1]}{line[led.end() + len(head) :]}"


def explaining(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines, from 0, that explain what stands behind a name in another, or keep others back by number."""
    lines = _starred(lines)
    marks = {mark for line in lines for mark in signs_behind(line)}
    told = list(map(explained, lines))
    bullets = sum(mark in {"*", _BULLET} for mark, _ in told) > _MOST_LEGENDS
    signs = {
        nth for nth, (mark, said) in enumerate(told)
        if marks and mark in {*marks, _BULLET} and (mark not in {"*", _BULLET} or not bullets or keeps_back(said))
    }  # fmt: skip
    short, listed = short_for(lines), (line for line in lines if not numbers_kept_back(line))
    numbers = set(chain.from_iterable(map(number_of, listed)))
    others = {
        nth for nth, line in enumerate(lines)
        if line in short or (speaks_of(line) | remarks_on(line)) & numbers or _marks_named(line) & marks
    }  # fmt: skip
    return sorted(signs | others)


def short_for(lines: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The lines that say what a little picture or short word beside others' names stands for, each with both."""
    may_tell = ((line, found) for line in lines if (found := _SHORT_FOR.match(line)))
    told = {line: (found[1], found[2]) for line, found in may_tell if keeps_back(line) or not named_in(line)}
    others = (line for line in lines if line not in told) if told else ()
    borne = {mark for line in others for mark in short_behind(line) | pictures_in(line)}
    return {line: found for line, found in told.items() if found[0] in borne}


def set_apart(line: str) -> str:
    """Who stands alone in brackets among names that do not, and so may not want to be named; '' for any other line."""
    within = _SET_APART.match(without_marker(line))
    if not within:
        return ""
    is_so = within[1] == "[" or is_only_name(within[2])
    return ",".join(filter(None, within.groups()[1:])) if is_so else ""


def kept_back(lines: Iterable[str], own: Container[str] = ()) -> set[str]:
    """The marks of whoever may not be named, by the lines of a list and around it; "" where it may be anybody.

    `own` are remarks in somebody's own lines or messages.
    """
    typed = _starred(list(_apart(lines)))
    marks = set().union(*map(_signs_of, typed))
    told = dict(map(explained, typed))
    if marks and _BULLET in told:
        told |= {mark: told[_BULLET] for mark in marks - set(told) if not mark.strip("*")}
    asked = {mark for mark in marks if keeps_back(said := told.get(mark, "")) or _may_ask(mark, said)}
    asked |= _unexplained(marks - set(told), typed)
    short = short_for(typed)
    hides = {mark for mark, said in short.values() if keeps_back(said)}
    others = ((mark, said) for mark, said in short.values() if mark[0].isalpha() or not hides)
    perhaps = {mark for mark, said in others if _may_ask(mark, said)}
    about = [line for line in typed if explained(line)[0] not in marks and line not in short]
    return asked | hides | perhaps | _numbers_spoken_of(typed) | _spoken_of(about, own, marks)


def _numbers_spoken_of(lines: Sequence[str]) -> set[str]:
    """The numbers before entries by which others of these lines may keep them back."""
    numbers = set(chain.from_iterable(map(number_of, lines)))
    if not numbers:
        return numbers
    of_some = (remarks_on(line) | numbers_kept_back(line) for line in lines if not counts_more(line))
    return numbers.intersection(chain.from_iterable(of_some))


def _signs_of(line: str) -> set[str]:
    """The signs behind names in a line; numbers of a line that keeps others back by theirs are none: "(2) and (3) …"."""
    signs = signs_behind(line)
    return {mark for mark in signs if not mark.isnumeric()} if signs and speaks_of(line) else signs


def _marks_named(line: str) -> set[str]:
    """The marks of which a sentence says that whoever bears them is not to be named: "Names with a * are not printed."."""
    said = [each for each in SENTENCES.split(line) if keeps_back(each)]
    return {mark.strip("()") for each in said for mark in _APART.findall(each)}


def _unexplained(marks: Set[str], lines: Sequence[str]) -> set[str]:
    """The marks, of those that no line explains, which may ask something of a few; none where all say who somebody is."""
    found = {mark for mark in marks if not mark.isnumeric()}
    is_told = any(map(IDENTIFIES.search, lines))  # of a mark that was lost
    times = sum(not found.isdisjoint(signs_behind(line)) for line in lines)  # many are a habit of the list
    return found if not is_told and 3 * times <= len(lines) else set()


def _starred(lines: Sequence[str]) -> Sequence[str]:
    """The lines, with the star again that one explains where that was taken for a bullet: "- Asks not to be named"."""
    borne = any("*" in signs_behind(line) for line in lines)
    if not borne or any(explained(line)[0] == "*" for line in lines):
        return lines

    def is_of_star(line: str) -> bool:
        return line.startswith(f"{_BULLET} ") and keeps_back(line) and not named_in(line)

    return [f"*{line[1:]}" if is_of_star(line) else line for line in lines]


def kept_back_in_table(remarks: Iterable[str], borne: Set[str]) -> set[str]:
    """The same by the remarks beside the rows of a table, which bear these marks."""
    found = set[str]()
    for line in _apart(remarks):
        mark, said = explained(line)
        if wishes_in(line) and not counts_more(line):
            found |= {mark, *speaks_of(line)} & borne or {""}
        elif mark and mark != _BULLET and _may_ask(mark, said):
            found.add(mark)
        found |= remarks_on(line) & borne  # "№ 6: withdrawn"
    return found


def counts_more(line: str) -> bool:
    """Whether a line counts who else has signed, and so says nothing of whoever stands there: "… and 43 more"."""
    return _counts_others(line) or counts_unnamed(line)


def _counts_others(line: str) -> bool:
    is_more = bool(_MORE.match(line.lstrip("( "))) and len(RANGE.findall(line)) == 1
    return is_more or bool(_FURTHER.match(line))


def _is_of_nobody_listed(line: str) -> bool:
    """Whether a line is of others; one that says what these do has a bullet as an entry has, or may be of those above."""
    return _counts_others(line) or (has_marker(line) and counts_unnamed(line))


def _of_those_listed(line: str, marks: Set[str], names: Set[str]) -> str:
    """A line without sentences that count more, tell why bodies are named, or speak of one of these marks and no name."""

    def is_of_them(said: str) -> bool:
        if _is_of_nobody_listed(said) or IDENTIFIES.search(said):
            return False
        names_more = _AND_OTHERS.search(said) or not names.isdisjoint(_WORD.findall(said))
        return bool(names_more) or not _marks_named(said) & marks

    return " ".join(filter(is_of_them, SENTENCES.split(line)))


def _spoken_of(lines: Sequence[str], own: Container[str], marks: Set[str]) -> set[str]:
    """By which of these marks, or number or name, lines keep others back; "" where they may mean anybody."""
    named = {line: found for line in lines if (found := _marks_named(line) & marks)}
    heads = [bare_head(line) for line in lines if named and line not in named]
    names = {word for head in heads for word in _WORD.findall(head) if not is_small(word[0])}
    told = (_of_those_listed(line, marks, names) for line in lines if not _is_of_nobody_listed(line))
    return spoken_of([*filter(None, told)], own).union(*named.values())


def _may_ask(mark: str, said: str) -> bool:
    """Whether a legend that is not understood may keep names back; figures lead to where people work."""
    words = said.strip(" .").split()
    works = any((word[0].isupper() and body_weight(word)) or is_role(word) for word in words)
    is_figure = bool(words) and mark.isnumeric() and words[0][0].isupper()
    told = works or is_figure or _HARMLESS.search(said) or IDENTIFIES.search(said)
    return bool(words) and (not told or speaks_of_name(said) or refuses(said))


def with_wishes_of_notes(line: str, notes: Mapping[str, str], *, are_bodies: bool) -> str:
    """The line with a note that may keep a name back in brackets in place of its call, and without any other call.

    So it is with all where they number the bodies for which people work (`are_bodies`).
    """

    def said(found: re.Match[str]) -> str:
        note = notes.get(found[1], "").strip(" .")
        return f" ({note})" if note and (are_bodies or keeps_back(note) or _may_ask("", note)) else ""

    return _NOTE_CALL.sub(said, line)
