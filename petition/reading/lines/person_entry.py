"""One entry of a list that is a person: the name, and what is said of them, in the parts between commas and their words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from petition.core.text import is_small, squeeze
from petition.lexicon.fold import fold, script
from petition.lexicon.places import is_place, town_behind_code, town_within
from petition.lexicon.quoting import QUOTES, bracket_spans, bracketed, segments, words_of
from petition.lexicon.refusals import denies, keeps_back
from petition.lexicon.role_phrase import (
    Phrase,
    has_legal_form,
    is_degree,
    looks_like_body,
    read_phrase,
)
from petition.lexicon.roles import is_modifier, is_role, leads_field, tells
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.draft import Doubt, Line
from petition.reading.lines.bodies import acronym_letters, is_surely_body
from petition.reading.lines.many_in_line import JOINED
from petition.reading.lines.names import (
    PARTICLES,
    ends_like_family,
    is_initials,
    is_name,
    is_patronymic,
    is_plain_name,
    is_title,
    name_length,
    name_start,
    role_before_name,
    titled_name,
    without_brackets,
)

_BORN = expression("^@born.said")
_SUFFIX = expression("@name-suffixes")
_RETIRED = expression("@retired")
_GIVEN_TOO = frozenset({"Ben", "Al", "El", "Ali", "Ten", "Bin"})
_PARTING = frozenset("—–-|")  # what parts no family name from the given
# The number of a passport, a handle, nothing.
_NOT_SAID = re.compile(r"\d{7}|^`[^`]*`$|^n/?a$", re.IGNORECASE)
_SAYS = 9  # words
_ALIKE = 0.55  # of letters
_SENTENCE = re.compile(r"(?<!\b\w)(?<!\b\w\w)\.$|[!?…:]$|[^\W\d_]{3}[!?…]\s")  # "Almaty c." ends none


def read_person(typed: str, line: str) -> Line:
    """The line of a person, which `tidied` has made of what was typed."""
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
    return small and bool(_SENTENCE.search(line.rstrip(")]") if line[0] in "([" else line))


def _take_places(line: str, places: list[str]) -> str:
    """Take the bracketed places out of a line; brackets with a former name, a body or a role stay."""
    kept, at = "", 0
    for start, end, content in bracket_spans(line):
        is_apart = not line[end : end + 1].isalnum()  # but not "Radio (In)security"
        if is_apart and (is_place(content) or (len(segments(line[:start])) > 1 and could_be_place(content))):
            places.append(content.strip(" ."))
            kept += line[at:start].rstrip() + " "
            at = end
        elif (
            start
            and end == len(line)
            and len(segments(line[:start])) > 1 < len(content.split())
            and is_surely_body(content)
            and not (denies(content) or keeps_back(content))
        ):
            kept, at = f"{kept}{line[at:start].rstrip()}, {content}", end  # "…, engineer (Well Cooperative)"
    return squeeze(kept + line[at:].lstrip()).replace(" ,", ",")


def _name_of(parts: Sequence[str], *, is_parted: bool) -> tuple[str, list[str]]:
    """The name, and the phrases that follow it; the comma between them may be missing, the role may come first."""
    head, phrases = parts[0], list(parts[1:])
    bare = without_brackets(head) or head  # "(illegible)"
    brackets = bracketed(head) if bare != head else []
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
        return unstopped(head), phrases  # "Jane (Jo) Roe"
    else:
        bare = " ".join(words[start:end])
        phrases = [*filter(None, (" ".join(words[:start]), " ".join(words[end:]))), *phrases]
    return " ".join([unstopped(bare), *former]), phrases


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
    words = [word for word in first.split() if not (word in PARTICLES or is_title(word))]
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
    places += filter(None, map(town_behind_code, typed))
    typed = [text for text in typed if not (_NOT_SAID.search(text) or town_behind_code(text))]
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


def unstopped(name: str) -> str:
    """The name without a full stop at its end, unless the stop belongs to initials or to a form in law."""
    bare = name.strip(" ,;")
    if has_legal_form(bare) or is_degree(bare.split()[-1] if bare else ""):
        return bare
    return bare if bare.endswith(".") and is_initials(bare.split()[-1]) else bare.rstrip(" .")


def could_be_place(content: str) -> bool:
    """Whether an unknown word in brackets is likelier a town than anything else."""
    is_town = len(content.split()) <= 2 and content[:1].isupper() and not acronym_letters(content)
    is_other = _RETIRED.fullmatch(content) or looks_like_body(content)
    return is_town and not is_other and not read_phrase(content).role
