"""Tells by its shape what a line of a list is: a person's name, a body's name, or no signatory at all.

There is no list of names here: a name is a few words with capitals that no body would bear, a body is known by the words
for bodies.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from petition.core.text import is_small, squeeze
from petition.lexicon import vocabulary
from petition.lexicon.places import is_house, is_place
from petition.lexicon.quoting import QUOTES, bracket_spans, is_quoted, segments, words_of
from petition.lexicon.role_phrase import (
    INITIAL_AND_NAME,
    has_legal_form,
    is_degree,
    is_domain,
    is_legal_form,
    says_role,
)
from petition.lexicon.roles import body_weight, is_connector, is_modifier, is_role, is_role_and_name, tells
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import in_cells, plain, without_marker
from petition.reading.lines.marks import without_marks

PARTICLES = vocabulary.words("particles", "patronymic-words", "born")
_TITLES = vocabulary.words("titles", "titles.abroad")
_DEGREE = expression("@degrees.before")
_INITIALS = re.compile(r"^(?:[^\W\d_]{1,2}\.-?){1,4}$")
_ELIDED = re.compile(r"[dlmn]['’][^\W\d_]{2}")  # "d'Artagnan"
_APOSTROPHE = re.compile("['‘’ʻʼ`´]")
_LONGEST_NAME = 6  # words, but for titles and particles
_SIGN = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0e4e\u0f71-\u103e])"  # a letter, or a mark upon one
_NAME_WORD = re.compile(rf"^(?:[^\W\d_]\.){{0,3}}{_SIGN}+(?:['‘’ʼ`´‑–\x22״-]{_SIGN}+)*['‘’ʼ.]?$")
_ACRONYM = re.compile(r"^(?=.*[^\W\d_])[^\W_]{2,15}(?:[-/.&][^\W_]{1,10})*$")
_FAMILY = expression("@family-ends$")
_EDITORS = expression(r"^(?:the )?@editors\b(?= of| at|$)")
_PATRONYMIC = expression("@patronymics")
_DEGREE_FIRST = expression("@degrees.first", 0)  # "к.г.н. Анна Руэль"
_STOPPED = re.compile(r"[^\W\d_]{3}\.$|;$")
_FEW_WORDS = 6  # of a body all in small letters but the first
_KAZAKH_AND = frozenset({"мен", "бен", "пен"})
_NO_SIGNATURE = re.compile(r"[@:]|^\d[\d.,\s]*%?\s+[a-zа-яёәғқңөұүһі]")  # «6 administrative charges»
_DASHED = re.compile(r"^[^,;|]+\s[—–-]\s[^,;|]+$")
_LED_FOR = expression(  # "For the crew: Anna Ruel"
    r"^((?:@on-behalf|for|für|pour|por|per|за|від|dla|za|voor)\s[^,;:|]{2,50}?)(?:\s?:|\s[—–-])\s+(?=[^\W\d_])"
)
_SIGNED = expression(r"^@signed.before\s+(?=\w)")
_WE = expression(r"^@pronouns.we(?:\s?[,،]\s|\s?[—–-]\s|\sthe\s)(?=\S)")


def without_signed(line: str) -> str:
    """The line without a word before a name that says that somebody signed: "gez. Anna Ruel", "i. A. Anna Ruel"."""
    return _SIGNED.sub("", line)


def is_name(text: str) -> bool:
    """Whether the text has the shape of a person's name and nothing more."""
    words = words_of(text)
    return 0 < name_length(words) == len(words) and 0 < sum(map(_counts, words)) <= _LONGEST_NAME


def cased(text: str) -> str:
    """A name with capitals, where it was typed without any."""
    return text.title() if text == text.lower() else text


def is_only_name(text: str) -> bool:
    """Whether two to four words speak of no role, body or place."""
    words = text.split()
    return 2 <= len(words) <= 4 and not tells(words) and not is_place(text)


def is_full_name(text: str) -> bool:
    """Whether a text has the shape of a person's name of two words or more."""
    return " " in text.strip() and is_name(text)


def is_plain_name(text: str) -> bool:
    """Whether a text is a full name, no word of which speaks of a role or a body."""
    return is_full_name(text) and not tells(text.split())


def names_person(text: str) -> bool:
    """Whether a text is a full name, and no body's."""
    return is_full_name(text) and not is_body(text)


def has_several_words(text: str) -> bool:
    """Whether a text has two words or more; in letters without capitals names are not parted, and none can be told."""
    return " " in text.strip() or text.lower() == text.upper()


@lru_cache(maxsize=20_000)
def is_title(word: str) -> bool:
    """Whether a word is a title or a degree before a name."""
    return word.lower() in _TITLES or bool(_DEGREE.fullmatch(word))


@lru_cache(maxsize=20_000)
def _counts(word: str) -> bool:
    """Whether a word is one of the name itself, and no title or particle."""
    return not (is_title(word) or is_particle(word))


def is_particle(word: str) -> bool:
    """Whether a word is a small one inside names: "van", "qizi", "o‘g‘li" by whichever apostrophe."""
    return word in PARTICLES or ("g" in word and _APOSTROPHE.sub("", word) in PARTICLES)


def is_initials(word: str) -> bool:
    """Whether a word is initials ("S.E.")."""
    return bool(_INITIALS.match(word))


def ends_like_family(word: str) -> bool:
    """Whether a word ends as family names and patronymics do where this service is used most."""
    return bool(_FAMILY.search(word))


def is_patronymic(text: str) -> bool:
    """Whether a text is one word, and a patronymic."""
    return text.isalpha() and bool(_PATRONYMIC.search(text))


def name_length(words: list[str]) -> int:
    """How many words at the start could be a person's name."""
    length = counted = 0
    for at, word in enumerate(words[: 2 * _LONGEST_NAME]):
        counted += _counts(word)
        if counted > _LONGEST_NAME + 1:
            break
        if is_small(word[0]) and not is_title(word) and not _ELIDED.match(word):
            if not is_particle(word) or (at == 0 and len(words) == 1) or (word == "i" and at < 2):
                break
        elif not (
            _NAME_WORD.match(word)
            or _INITIALS.match(word)
            or is_title(word)
            or (is_quoted(word) and 0 < at < len(words) - 1)
        ):
            break
        length = at + 1
    return length


def without_brackets(text: str) -> tuple[str, list[str]]:
    """The text without its brackets, and what they held."""
    bare, at, contents = [], 0, []
    for start, end, content in bracket_spans(text):
        bare.append(text[at:start])
        contents.append(content)
        at = end
    return squeeze(" ".join([*bare, text[at:]])), contents


def acronym_letters(bracket: str) -> str:
    """The letters of an acronym, '' if the bracket holds none."""
    if not _ACRONYM.match(bracket) or sum(map(str.isupper, bracket)) < 2:
        return ""
    return "".join(filter(str.isalpha, bracket)).upper()


def name_start(words: Sequence[str]) -> int:
    """Where the name at the end of some words begins: two of them, or three, or one and initials."""
    start = max(0, len(words) - 2)
    if any(map(_PATRONYMIC.search, words[start:])) or all(map(is_initials, words[start:])):
        start -= start > 0 and not (is_small(words[start - 1][0]) or is_role(words[start - 1]))
    while start and (
        is_particle(words[start]) or is_initials(words[start - 1]) or is_title(words[start - 1])
    ):
        start -= 1
    return start


def role_before_name(words: list[str]) -> bool:
    """One person's role, and then the name: "Journalist Jane Roe", in Kazakh its last word: «мектеп мұғалімі Әсел Дала»."""
    if len(words) < 3:
        return len(words) == 2 and is_role(words[0]) and bool(INITIAL_AND_NAME.match(words[1]))
    start = name_start(words)
    first = next((word for word in words[:start] if not is_modifier(word)), words[0])  # «главный редактор»
    leads = is_role(first) and first[-1] not in "sS" and not is_role_and_name(first)
    last, name = words[start - 1] if start > 1 else "X", " ".join(words[start:])
    leads = leads or (last[-1] in "ыі" and is_small(last[0]) and is_role(last))
    return leads and is_name(name) and not tells(name.split()) and not is_place(name)


def _parts_of(line: str) -> Sequence[str]:
    parts = segments(line)
    return (line,) if len(parts) == 2 and is_legal_form(parts[1]) else parts  # "Divadlo, z. s."


def is_body(line: str, *, mostly_bodies: bool = False) -> bool:
    """Whether the line is signed by a body and not by a person; `mostly_bodies` decides what could be either."""
    parts = _parts_of(line)
    head, brackets = without_brackets(parts[0]) if parts else ("", [])
    words = words_of(head)
    if not words:
        return bool(parts)
    if (
        says_we(line)
        or has_legal_form(head)
        or _EDITORS.match(head)
        or is_domain(head)
        or (brackets and _initials_of(head) in map(acronym_letters, brackets))
    ):
        return True
    if _is_described(words, parts):
        return False
    if len(parts) == 2 and _DASHED.search(line) and not says_role(parts[1]):
        short = len(words) == 1 and (not words[0].istitle() or is_body(parts[1]))
        if short or (mostly_bodies and not _surely_a_person(words)):
            return True  # "FRM - Forum of Readers and Mothers"
    sounds = _sounds_like_body(words, alone=len(parts) == 1, mostly_bodies=mostly_bodies)
    return sounds and not _a_person_by_profession(words, parts[1:])


def _is_described(words: list[str], parts: Sequence[str]) -> bool:
    """Whether these words hold a role or a title beside a name, or a street stands behind: "Ruth Hallam, Mill Lane 7"."""
    lives = len(parts) > 1 and is_house(parts[-1]) and not any(map(body_weight, words))
    return bool(lives or role_before_name(words) or _role_after_name(words) or titled_name(words))


def titled_name(words: Sequence[str]) -> int:
    """As in "Dr. Jane Roe University of Rivers": how many words are a titled name before a body; 0 where it is none."""
    if not is_title(words[0]):
        return 0
    at = next((at for at, word in enumerate(words) if body_weight(word) == 2), 0)
    name = [word for word in words[:at] if not is_title(word)]
    return at if len(name) > 1 else 0


def is_surely_body(name: str) -> bool:
    """Whether a name that is taken for a body's says so: in a word, in quotes, as an acronym or a domain."""
    words = words_of(name)
    return (
        any(body_weight(word) == 2 or is_quoted(word) for word in words) or is_domain(name) or says_we(name)
        or (len(words) == 1 and bool(acronym_letters(name))) or bool(_EDITORS.match(name))
    )  # fmt: skip


def says_we(line: str) -> bool:
    """Whether a line is signed by many who call themselves we: "We, teachers of …"."""
    return bool(_WE.match(line))


def _sounds_like_body(words: list[str], *, alone: bool, mostly_bodies: bool) -> bool:
    weight = sum(map(body_weight, words)) + (len(words) > 2 and words[0] == "The" and not is_title(words[1]))
    if weight >= 2 or (weight == 1 and (mostly_bodies or len(words) == 1)) or _no_person_is_so_called(words):
        return True
    if len(words) == 1 and len(words[0]) > 1 and words[0].isupper() and "." not in words[0]:
        return alone
    return mostly_bodies and alone and not _surely_a_person(words)


def _no_person_is_so_called(words: list[str]) -> bool:
    numbered = len(words) > 1 and any(word.strip("№#.,").isdigit() for word in words)
    joined = any(map(is_connector, words[1:-1])) or any(map(_joins, words, words[1:], words[2:]))
    joined = joined and not (len(words) == 4 and words[1] in _KAZAKH_AND)  # «Әсет пен Меруерт Қарабаевтар»
    acronym, _, kind = words[0].partition("-")
    short = (
        len(words) > 1 and len(acronym) > 2 and acronym.isupper() and kind[1:].islower()
    )  # "BUND-Ortsgruppe Lund"
    return numbered or is_quoted(words[0]) or is_quoted(words[-1]) or joined or short


def _joins(before: str, word: str, following: str) -> bool:
    """Whether a short word between capitals joins the words of a body, in any language, and is no particle of a name."""
    is_short = len(word) < 4 and word.islower() and word.isalpha()
    known = word in PARTICLES or is_title(word) or is_role(word) or is_modifier(word)
    return is_short and before[0].isupper() and following[0].isupper() and not known


def _role_after_name(words: list[str]) -> bool:
    """The comma between name and role is missing: "Jane Roe journalist"."""
    at = name_length(words) if len(words) > 2 else 0
    return 2 <= at < len(words) and is_small(words[at][0]) and (is_role(words[at]) or is_modifier(words[at]))


def _a_person_by_profession(words: list[str], phrases: Sequence[str]) -> bool:
    """As in "Vera House, teacher": what could be a name is one where a role follows, for bodies have none."""
    if len(words) > 3 or name_length(words) < len(words) or body_weight(words[0]) == 2:
        return False
    is_said = (is_small(phrase[0]) and says_role(phrase) for phrase in phrases)
    return any(map(is_initials, words)) or any(is_said)


def _surely_a_person(words: list[str]) -> bool:
    return any(map(is_initials, words)) or words[0].lower() in _TITLES or any(map(ends_like_family, words))


def _initials_of(head: str) -> str:
    words = [word.strip(QUOTES) for part in head.split() for word in part.split("-")]
    said = (word for word in words if word[:1].isupper() or len(word) > 4 or (word and len(words) == 1))
    return "".join(word[0].upper() for word in said)


def _could_be_signed_by_body(text: str, words: list[str]) -> bool:
    """Whether a line that tells of a body is its name and no sentence."""
    capitals = (word[0].isupper() or is_quoted(word) or is_domain(word) for word in words[1:])
    return (
        (len(words) <= 3 or (len(words) <= _FEW_WORDS and not _STOPPED.search(text)) or any(capitals))
        and len(words) <= 22
        and not (text.endswith(".") and len(words) > 6)
    )


def with_role_behind(line: str) -> str:
    """The line with a role behind the name that it leads to: "Head of the collection: Jane Roe"."""
    role, colon, name = map(str.strip, line.partition(":"))
    is_so = colon and 0 < len(role) < 80 and is_full_name(name) and says_role(role)
    if not is_so and (led := _LED_FOR.match(line)):
        role, name = led[1], line[led.end() :]
        is_so = is_plain_name((segments(name) or ("",))[0])
    return f"{name}, {role}" if is_so else _with_name_first(line)


def _with_name_first(line: str) -> str:
    """A line that begins small, with degrees or what somebody does, and the name behind it: "к.г.н., доцент Анна Руэль"."""
    parts = segments(_DEGREE_FIRST.sub(r"\1, ", line))
    is_led = bool(parts) and is_degree(parts[0]) and not parts[0].isupper()
    if parts and (is_small(line[0]) or is_led or says_only_post(parts[0])):
        at = next((at for at, part in enumerate(parts[:4]) if not _says_only_role(part)), 0)
        bare, brackets = without_brackets(parts[at])
        words = words_of(bare)
        start = name_start(words)
        role, name = " ".join(words[:start]), " ".join(words[start:])
        told = says_only_post(role) if role else at and (is_led or is_small(line[0]))
        if told and name[:1].isupper() and is_full_name(name):
            name += "".join(f" ({each})" for each in brackets)
            return ", ".join(filter(None, [name, *parts[:at], role, *parts[at + 1 :]]))
    return line


def says_only_post(text: str) -> bool:
    """Whether words say what somebody does, and no more: "senior research fellow"."""
    return _says_only_role(text) and any(map(is_role, text.split()))


def _says_only_role(part: str) -> bool:
    return is_degree(part) or all(
        is_role(word) or is_modifier(word) or (word.isupper() and not is_initials(word))
        for word in part.split()
    )


def _begins_small(words: list[str], head: str) -> bool:
    """Whether what begins small is neither the name of a site nor a title and a name: "dr Jane Roe"."""
    titled = len(words) > 2 and is_title(words[0]) and is_name(head)
    return is_small(words[0][0]) and not (titled or is_domain(head))


def looks_signed(line: str) -> bool:
    """Whether a line could stand in a list of signatories: a name in front, or a body, and no sentence."""
    bare = squeeze(in_cells(without_marks(plain(without_marker(line))))).strip(" ;,")
    text = with_role_behind(without_signed(bare))
    parts = segments(text) if 2 < len(text) <= 300 and not text.endswith((":", "?", "!")) else ()
    head, _ = without_brackets(parts[0]) if parts else ("", [])
    words = words_of(head)
    if not words or _NO_SIGNATURE.search(head) or _begins_small(words, head):
        return False
    if says_we(text) and text.endswith(".") and len(text.split()) > 6:
        return False
    if " | " in text and not any(map(is_full_name, parts[:2])):
        return is_body(text)
    if is_body(text):
        return _could_be_signed_by_body(text, words)
    at = name_length(words)
    if not at or at == len(words):
        return bool(at) and len(text.split()) <= 40
    return is_role(words[at]) or (is_modifier(words[at]) and any(map(is_role, words[at : at + 4])))
