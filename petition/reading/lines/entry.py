"""One entry of a list of signatories: a person or a body, and what the line says of them.

A signature line has no grammar but habit. The habits are read in order: brackets, then the parts between commas, then the
words of each part.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from petition.core.text import is_small, squeeze
from petition.lexicon.fold import fold, script
from petition.lexicon.places import could_be_town, is_house, is_place, town_within
from petition.lexicon.quoting import QUOTES, bracket_spans, bracketed, first_part, segments, words_of
from petition.lexicon.role_phrase import (
    Phrase,
    has_legal_form,
    is_degree,
    looks_like_body,
    read_phrase,
    says_role,
)
from petition.lexicon.roles import GIVEN, body_weight, is_modifier, is_role, leads_field, tells
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import plain, without_marker
from petition.reading.draft import Doubt, Line
from petition.reading.lines.bodies import acronym_letters, is_body, is_surely_body
from petition.reading.lines.many_in_line import JOINED
from petition.reading.lines.names import (
    PARTICLES,
    are_somebody,
    ends_like_family,
    is_initials,
    is_name,
    is_patronymic,
    is_plain_name,
    is_title,
    is_titled,
    name_length,
    name_start,
    role_before_name,
    titled_name,
    without_brackets,
)
from petition.reading.lines.tidied import quoted_person, tidied

_BORN = expression("^@born.said")
REPRESENTED = expression(r"^@represented(?:\s*:\s*|\s+)(?=\S)")
_REPRESENTED_BEHIND = expression(r"^(.*\S)\s(@represented\s.*)")
_COLON = re.compile("[:՝] ")
_FOR_BODY = expression(
    r"^(?:@on-behalf|@leading-for)\s+(?:(?-i:[a-zà-ÿ]{2,3})\s+|l['’])?([^,:;]{3,80}?)\s?[,:]\s+"
)
_SUFFIX = expression("@name-suffixes")
_RETIRED = expression("@retired")
_GIVEN_TOO = frozenset({"Ben", "Al", "El", "Ali", "Ten", "Bin"})
_PARTING = frozenset("—–-|")  # what parts no family name from the given
# The number of a passport, a handle, nothing.
_NOT_SAID = re.compile(r"\d{7}|^`[^`]*`$|^n/?a$", re.IGNORECASE)
_LONGEST = 600
_SAYS = 9  # words
_NAMED = 2  # words of most people, and few bodies
_ALIKE = 0.55  # of letters
_SENTENCE = re.compile(r"(?<!\b\w)(?<!\b\w\w)\.$|[!?…:]$|[^\W\d_]{3}[!?…]\s")  # "Almaty c." ends none


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
        return replace(_person(typed, named[0]), doubt="" if named[1] else Doubt.NAME)
    if kind is Kind.ORGANISATION and (body or not _is_somebody_with_post(line)):
        read = _body(typed, line, is_sure=True)
        return replace(read, role=who or read.role)
    if kind is Kind.PERSON and not is_surely_body((segments(line) or [line])[0]):
        return _person(typed, line)
    is_told = is_body(line, mostly_bodies=mostly_bodies) or is_represented(line)
    if is_told or _is_signed_within(line):
        return replace(_body(typed, line, is_sure=mostly_bodies), doubt="" if is_told else Doubt.NAME)
    return _somebody(typed, line, kind)


def _somebody(typed: str, line: str, kind: Kind | None) -> Line:
    """The line of a person; one whom nothing but a post tells from the bodies above and below is doubtful."""
    read = _person(typed, line)
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
        places.insert(0, place.strip(" ."))
    acronym = ""
    for start, end, content in reversed(list(bracket_spans(name))):
        is_last = end == len(name) and not any(map(str.isdigit, content))  # "(Branch 14)"
        if is_place(content) or (is_last and _could_be_place(content)):
            places.insert(0, content)
        elif acronym_letters(content) and not acronym:
            acronym = content
        elif not (end == len(name) and start and content[:1].isalnum() and not content[0].isupper()):
            continue  # but for "(contact: Jane Roe)", "(620 members)"
        name = f"{name[:start].rstrip()} {name[end:].lstrip()}".strip()
    name = _unstopped(squeeze(name).replace(" ,", ","))
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


def _unstopped(name: str) -> str:
    """The name without a full stop at its end, unless the stop belongs to initials or to a form in law."""
    bare = name.strip(" ,;")
    if has_legal_form(bare) or is_degree(bare.split()[-1] if bare else ""):
        return bare
    return bare if bare.endswith(".") and is_initials(bare.split()[-1]) else bare.rstrip(" .")


def _is_unknown_town(part: str) -> bool:
    """Whether one word behind the name of a body is a place that nobody knows, and not a part of that name."""
    is_word = part.istitle() and part.replace("-", "").isalpha()
    return is_word and _could_be_place(part) and not has_legal_form(part)


def _could_be_place(content: str) -> bool:
    """Whether an unknown word in brackets is likelier a town than anything else."""
    is_town = len(content.split()) <= 2 and content[:1].isupper() and not acronym_letters(content)
    is_other = _RETIRED.fullmatch(content) or looks_like_body(content)
    return is_town and not is_other and not read_phrase(content).role


def _person(typed: str, line: str) -> Line:
    places: list[str] = []
    said = _take_places(line, places)
    parts = segments(said)
    if not parts:
        return Line(typed, name=line)
    is_parted = said[len(parts[0]) :].lstrip()[:1] in _PARTING
    is_led = is_parted and len(parts) > 1 and " " not in parts[0]
    if is_led and any(map(is_patronymic, parts[1].split())):
        parts = (parts[1], parts[0], *parts[2:])  # «Корректор – Инна Павловна Ким»
    name, phrases = _name_of(parts, is_parted=is_parted)
    while phrases and _SUFFIX.fullmatch(phrases[0]):
        name = f"{name}, {phrases.pop(0)}"
    role, affiliation = _gathered(phrases, places)
    place = ", ".join(dict.fromkeys(places)) or town_within(affiliation)
    # as in "…, teacher, has not signed and never will."
    doubt = Doubt.NAME if phrases and is_sentence(typed) else ""
    return Line(typed, Kind.PERSON, name, "", role, affiliation, place, doubt=doubt)


def is_sentence(line: str) -> bool:
    """Whether a line is of so many words, mostly small, and ends as a sentence does."""
    words = line.split()
    small = 2 * sum(word[0].islower() for word in words) >= len(words) >= _SAYS
    return small and bool(_SENTENCE.search(line))


def _take_places(line: str, places: list[str]) -> str:
    """Take the bracketed places out of a line; brackets with a former name, a body or a role stay."""
    kept, at = "", 0
    for start, end, content in bracket_spans(line):
        is_apart = not line[end : end + 1].isalnum()  # but not "Radio (In)security"
        if is_apart and (is_place(content) or (len(segments(line[:start])) > 1 and _could_be_place(content))):
            places.append(content.strip(" ."))
            kept += line[at:start].rstrip() + " "
            at = end
    return squeeze(kept + line[at:].lstrip()).replace(" ,", ",")


def _name_of(parts: Sequence[str], *, is_parted: bool) -> tuple[str, list[str]]:
    """The name, and the phrases that follow it; the comma between them may be missing, the role may come first."""
    head, phrases = parts[0], list(parts[1:])
    bare, brackets = without_brackets(head), bracketed(head)
    own = [
        each for each in brackets if _is_former_name(each, last=not phrases) or _is_transcribed(bare, each)
    ]
    former = [f"({each})" for each in own]
    phrases = [*(said for each in brackets if each not in own for said in segments(each)), *phrases]
    words = words_of(bare)
    start, end = _name_within(words)
    # one word, with particles before it perhaps: "van Gogh, Vincent", but not "Ben Brook"
    is_family = all(word.lower() in PARTICLES and word not in _GIVEN_TOO for word in words[:-1])
    is_whole = (start, end) == (0, len(words)) and not is_parted
    if phrases and is_whole and is_family and _is_given(phrases[0]):
        bare, phrases = f"{bare}, {phrases[0]}", phrases[1:]
    elif former and end - start == len(words) and not head.endswith((")", "]")):
        return _unstopped(head), phrases  # "Jane (Jo) Roe"
    else:
        bare = " ".join(words[start:end])
        phrases = [*filter(None, (" ".join(words[:start]), " ".join(words[end:]))), *phrases]
    return " ".join([_unstopped(bare), *former]), phrases


def _name_within(words: list[str]) -> tuple[int, int]:
    """Where the name begins and ends among words that may hold a role before it, or what follows without a comma."""
    length = name_length(words)
    if titled := titled_name(words):
        return 0, titled
    if len(words) == 2 and role_before_name(words):
        return 1, 2  # «Директор А.Лесной»
    if role_before_name(words) and (length < len(words) or is_modifier(words[0]) or is_role(words[0])):
        return _behind_role(words), len(words)
    # "PhD candidate" is nobody's name
    is_named = length >= 2 or (length and not (is_title(words[0]) or is_degree(words[0])))
    if is_named and length < len(words) and (length >= 2 or is_role(words[length])):
        is_led = length > 2 and leads_field(words[length - 1]) and is_small(words[length][0])
        return 0, length - is_led  # "Anna Ruel Développeuse web"
    return 0, len(words)


def _behind_role(words: Sequence[str]) -> int:
    """Where the name begins behind a role."""
    start = next((at for at, word in enumerate(words) if is_initials(word) or not _may_be_of_role(word)), 0)
    return start if start and is_name(" ".join(words[start:])) else name_start(words)


def _may_be_of_role(word: str) -> bool:
    return is_role(word) or is_modifier(word) or word.isupper()


def _is_former_name(bracket: str, *, last: bool) -> bool:
    """Whether brackets after a name hold another name of the same person; a place usually ends the line instead."""
    if _BORN.match(bracket):
        return True
    if " " in bracket or not is_name(bracket) or not bracket.istitle() or tells([bracket]):
        return False
    return not last or ends_like_family(bracket)


def _is_transcribed(name: str, bracket: str) -> bool:
    """As in «Оксана Гриценюк (Oksana Hryceniuk)»: whether brackets hold a name again in other letters."""
    scripts = {script(bracket[0]), script(name[:1] or " ")}
    is_other = len(scripts) == 2 and is_plain_name(bracket) and len(bracket.split()) == len(name.split())
    return is_other and ("han" in scripts or _sound_alike(name, bracket))


def _sound_alike(name: str, other: str) -> bool:
    """Whether two names may be one in the letters of two alphabets, the family before or behind."""
    words, said = [fold(word) for word in other.split()], "".join(map(fold, name.split()))
    return any(SequenceMatcher(None, said, "".join(order)).ratio() > _ALIKE for order in (words, words[::-1]))


def _is_given(text: str) -> bool:
    """As in "Family, Given": one or two capital words that are no role, body or place; "Anna von", "Anna and Boris"."""
    first, *second = JOINED.split(text, 1)
    words = [word for word in first.split() if word not in PARTICLES]
    given = " ".join(words)
    is_named = 0 < len(words) <= 2 and given.istitle() and is_name(given) and all(map(_is_given, second))
    return is_named and not is_place(given) and not tells(words)


def _is_only_body(text: str) -> bool:
    """Whether a phrase names a body and no role, so that all before it is role: "Director of Learning, Well Fund"."""
    phrase = read_phrase(text)
    return bool(phrase.affiliation) and not phrase.role


def _gathered(typed: list[str], places: list[str]) -> tuple[str, str]:
    """Roles and bodies of all phrases: the first body is the affiliation, a role in a second body stays whole."""
    roles: list[str] = []
    bodies: list[str] = []
    typed = [text for text in typed if not _NOT_SAID.search(text)]
    for nth, text in enumerate(typed):
        phrase: Phrase = read_phrase(text)
        field = not looks_like_body(phrase.affiliation) and any(map(_is_only_body, typed[nth + 1 :]))
        whole = squeeze(text).strip(" .")
        is_called = " " not in phrase.role and whole == f"{phrase.role} {phrase.affiliation}"
        if roles and is_called and whole[-1] in QUOTES and not tells([phrase.role]):
            bodies.append(whole)  # «лесник, заповедник «Яр»»
        elif phrase.role and phrase.affiliation and (bodies or field):
            roles.append(whole)
        else:
            roles += filter(None, [phrase.role])
            bodies += filter(None, [phrase.affiliation])
        places += filter(None, [phrase.place])
    return ", ".join(roles), ", ".join(bodies)
