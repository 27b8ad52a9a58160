"""One entry of a list of signatories: a person or a body, and what the line says of it and of who signs for it.

A signature line has no grammar but habit. The habits are read in order: brackets, then the parts between commas, then the
words of each part.
"""

import re
from dataclasses import replace

from petition.core.text import is_small, squeeze
from petition.lexicon.fold import script
from petition.lexicon.places import could_be_town, is_house, is_place, town_behind_code, town_within
from petition.lexicon.quoting import QUOTES, bracket_spans, bracketed, first_part, segments
from petition.lexicon.role_phrase import has_legal_form, says_role
from petition.lexicon.roles import GIVEN, body_weight, is_modifier
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import plain, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.lines.bodies import acronym_letters, is_body, is_surely_body
from petition.reading.lines.names import (
    are_somebody,
    is_initials,
    is_plain_name,
    is_title,
    is_titled,
    role_before_name,
    without_brackets,
)
from petition.reading.lines.person_entry import could_be_place, read_person, unstopped
from petition.reading.lines.tidied import quoted_person, tidied

REPRESENTED = expression(r"^@represented(?:\s*:\s*|\s+)(?=\S)")
_REPRESENTED_BEHIND = expression(r"^(.*\S)\s(@represented\s.*)")
_COLON = re.compile("[:՝] ")
_FOR_BODY = expression(
    r"^(?:@on-behalf|@leading-for)\s+(?:(?-i:[a-zà-ÿ]{2,3})\s+|l['’])?([^,:;]{3,80}?)\s?[,:]\s+"
)
_LONGEST = 600
_NAMED = 2  # words of most people, and few bodies


def read_entry(text: str, *, mostly_bodies: bool = False, kind: Kind | None = None) -> Line:
    """The line of a signatory. `mostly_bodies` is what the rest of the list says, for names that could be either.

    `kind` is what the label of its part of the list says, which yields only to what is surely the other.
    """
    typed = plain(without_marker(text))
    if len(typed) > _LONGEST:
        return Line(as_typed=typed, name=squeeze(typed))
    body, who = ("", "") if kind is Kind.PERSON else _led_by_for(typed)
    line, kind = _with_who_signs_apart(tidied(body or typed)), Kind.ORGANISATION if body else kind
    if not mostly_bodies and kind is not Kind.ORGANISATION and (named := quoted_person(squeeze(typed)))[0]:
        return replace(read_person(typed, named[0]), doubt="" if named[1] else Doubt.NAME)
    if kind is Kind.ORGANISATION and (body or not _is_somebody_with_post(line)):
        read = _body(typed, line, is_sure=True)
        return replace(read, role=who or read.role)
    if kind is Kind.PERSON and not is_surely_body((segments(line) or [line])[0]):
        return read_person(typed, line)
    is_told = is_body(line, mostly_bodies=mostly_bodies) or is_represented(line)
    if is_told or _is_signed_within(line):
        return replace(_body(typed, line, is_sure=mostly_bodies), doubt="" if is_told else Doubt.NAME)
    return _somebody(typed, line, kind)


def _somebody(typed: str, line: str, kind: Kind | None) -> Line:
    """The line of a person; one whom nothing but a post tells from the bodies above and below is doubtful."""
    read = read_person(typed, line)
    is_sure = kind is not Kind.ORGANISATION or are_somebody(read.name.split())
    return read if is_sure else read.doubted(Doubt.NAME)


def _is_somebody_with_post(line: str) -> bool:
    """As in "Anna Ruel, teacher": whether a post in small letters stands behind a name, as none does of a body."""
    head, *said = segments(line) or ("",)
    is_post = bool(said) and is_small(said[0][0]) and says_role(said[0])
    return is_post and is_plain_name(head) and not any(map(body_weight, said[0].split()))  # "publisher"


def _led_by_for(line: str) -> tuple[str, str]:
    """As in "For the Union of Oars: Jane Roe, chair": the body, and who signs for it; '' for any other."""
    led = _FOR_BODY.match(line)
    body, behind = (led[1], line[led.end() :]) if led else ("", "")
    said = [part for part in segments(behind) if not (is_small(part[0]) or says_role(part))]
    is_called = is_body(body) and " " in body and not is_small(body[0])  # but not "the attention of the Club"
    posts = [part for part in segments(behind) if part not in said]
    is_so = len(said) == 1 and is_called and _names_someone(said[0])
    return (body, ", ".join([*said, *posts])) if is_so else ("", "")


def _with_who_signs_apart(line: str) -> str:
    """As in «ТОО «Ручей» в лице директора Анны Руэль»: the line with a comma before who signs for the one it names."""
    said = _REPRESENTED_BEHIND.match(line)
    if not said or len(segments(line)) > 1:
        return line
    # but not «Анна Руэль атынан Борис Линд»
    is_called = is_surely_body(said[1]) or is_small(said[1].split()[-1])
    is_so = is_called and _signs_for_body(said[2], is_town_likely=True)
    return f"{said[1]}, {said[2]}" if is_so else line


def is_represented(line: str) -> bool:
    """Whether a line says who signs for the one it names, and that is hardly a person: a lawyer may speak for one."""
    head, *said = segments(line) or ("",)
    head = without_brackets(head)
    # behind a town: "…, Leeds (signed by Jane Roe)"
    said += bracketed(line)
    return any(map(REPRESENTED.match, said)) and not _is_surely_somebody(head.split(), is_town_likely=True)


def _is_signed_within(line: str) -> bool:
    """As in "Youth Brass Lune (Jane Roe, bandmaster)": whether brackets say who signs, behind what is likelier a body."""
    first = first_part(line)
    head, within = without_brackets(first), bracketed(first)
    words = head.split()
    is_somebody = len(words) == _NAMED and is_plain_name(head)  # "Jane Roe (Ann Lee, mother)"
    is_behind = any("," in each and _are_who_sign(each, is_named=is_plain_name(head)) for each in within)
    return is_behind and not (is_somebody or _is_surely_somebody(words, is_town_likely=False))


def _are_who_sign(text: str, *, is_named: bool) -> bool:
    """Whether a text in brackets names who signs and as what, or, behind no name, several people: "Jane Roe, Ann Lee"."""
    return _signs_for_body(text, is_town_likely=False) or (
        not is_named and all(is_plain_name(part) and not is_place(part) for part in segments(text))
    )


def _body(typed: str, line: str, *, is_sure: bool) -> Line:
    """The line of a body; `is_sure` is whether it is known to be one by what stands around it."""
    line, role = _without_what_it_is(line)
    line, role = (line, role) if role else _without_who_signs(line, is_sure=is_sure)
    parts = list(segments(line))
    places: list[str] = []
    name = line
    while len(parts) > 1 and (could_be_town(parts[-1]) or is_house(parts[-1]) or _is_unknown_town(parts[-1])):
        place = parts.pop()
        name = name[: name.rindex(place)].rstrip(" ,;/—–-")
        places.insert(0, (town_behind_code(place) or place).strip(" ."))
    acronym = ""
    for start, end, content in reversed(list(bracket_spans(name))):
        is_last = end == len(name) and not any(map(str.isdigit, content))  # "(Branch 14)"
        if is_place(content) or (is_last and could_be_place(content)):
            places.insert(0, content)
        elif acronym_letters(content) and not acronym:
            acronym = content
        elif not (end == len(name) and start and content[:1].isalnum() and not content[0].isupper()):
            continue  # but for "(contact: Jane Roe)", "(620 members)"
        name = f"{name[:start].rstrip()} {name[end:].lstrip()}".strip()
    name = unstopped(squeeze(name).replace(" ,", ","))
    return Line(typed, Kind.ORGANISATION, name, acronym, role, place=", ".join(places) or town_within(name))


def _without_who_signs(line: str, *, is_sure: bool) -> tuple[str, str]:
    """The line of a body without whoever signs for it, and that."""
    head, *said = segments(line) or ("",)
    start, end, within = next(reversed(list(bracket_spans(line))), (0, 0, ""))
    if start and end == len(line) and _signs_for_body(within, is_town_likely=True):
        return line[:start].rstrip(" ,"), within
    is_sure = is_sure or is_surely_body(head) or is_titled(*said[:1])
    for part in said:
        at = line.rindex(part)
        if REPRESENTED.match(part) or (is_sure and _signs_for_body(line[at:], is_town_likely=False)):
            return line[:at].rstrip(" ,،;/—–-"), line[at:]
    return line, ""


def _signs_for_body(text: str, *, is_town_likely: bool) -> bool:
    """As in "Jane Roe, chair": whether what follows the name of a body is who signs for it, and as what."""
    led = REPRESENTED.match(text)
    bare = segments(text[led.end() :] if led else text)
    first, *rest = [part for each in bare for part in _COLON.split(each)] or [""]
    name, *others = [first, *rest] if _names_someone(first) else [*rest[:1], first, *rest[1:]]
    # as in "(for the group – Jane Roe)", but not "(contact: Jane Roe)"
    is_behind = name != first and ": " not in text
    said = (led or (is_small(part[0]) and (part != first or is_behind)) or says_role(part) for part in others)
    is_told = bool(led or others) or _is_surely_somebody(name.split(), is_town_likely=is_town_likely)
    return _names_someone(name) and all(said) and is_told


def _names_someone(part: str) -> bool:
    """Whether a part is a name, and no place, or a post and a name."""
    is_named = is_plain_name(part) and not could_be_town(part)
    return is_named or role_before_name(part.split())


def _is_surely_somebody(words: list[str], *, is_town_likely: bool) -> bool:
    """Whether what has the shape of a name can hardly be a town, or more of what a body is called: «Новый Узень»."""
    is_given = any(word.lower() in GIVEN or is_initials(word) or is_title(word) for word in words)
    is_told = not is_town_likely and script(words[0][0]) == "cyrillic" and not is_modifier(words[0])
    return is_given or is_told or role_before_name(words)


def _without_what_it_is(line: str) -> tuple[str, str]:
    """As in "Union of Oars, Rivermouth (87 families)": the line without what brackets behind a town say, and that."""
    name, dash, rest = line.partition(" — ")
    if dash and name[-1] in QUOTES and name[0] != "(" and is_small(rest[:1]):
        return name, rest
    start, end, said = next(reversed(list(bracket_spans(line))), (0, 0, ""))
    is_behind = end == len(line) and len(segments(line[:start])) > 1
    is_so = is_behind and (is_small(said[:1]) or said[:1].isdigit()) and not is_place(said)
    return (line[:start].rstrip(), said) if is_so else (line, "")


def _is_unknown_town(part: str) -> bool:
    """Whether words behind a code, or one behind the name of a body, are a place that nobody knows, and no part of it."""
    is_word = part.istitle() and part.replace("-", "").isalpha()
    return bool(town_behind_code(part)) or (is_word and could_be_place(part) and not has_legal_form(part))
