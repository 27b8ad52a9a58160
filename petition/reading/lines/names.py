"""Whether a text has the shape of a person's name, and where among words one begins and ends.

There is no list of names here: a name is a few words with capitals that no body would bear.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from petition.core.text import is_small, squeeze
from petition.lexicon import vocabulary
from petition.lexicon.places import is_place
from petition.lexicon.quoting import bracket_spans, first_part, is_quoted, narrowed, words_of
from petition.lexicon.role_phrase import INITIAL_AND_NAME
from petition.lexicon.roles import GIVEN, TITLES, body_weight, is_modifier, is_role, is_role_and_name, tells
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import without_marker

PARTICLES = vocabulary.words("particles", "patronymic-words", "born")
_TITLES = TITLES | vocabulary.words("titles.abroad")
_DEGREE = expression("@degrees.before")
_INITIALS = re.compile(r"^(?:[^\W\d_]{1,2}\.-?){1,4}$")
# "d'Artagnan", "al-Hadad", "эль-Масри"
_ELIDED = re.compile(
    r"[dlmn]['’][^\W\d_]{2}|(?:[ae][ldnrstz]|a[sd]h|[аэ](?:ль|[длнрстшз])|ul|bin|ibn|abu)[-‑](?=[^\W\d_a-zа-яё])"
)
_APOSTROPHE = re.compile("['‘’ʻʼ`´]")
_LONGEST_NAME = 6  # words, but for titles and particles
_SIGN = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0e4e\u0f71-\u103e])"  # a letter, or a mark upon one
_NAME_WORD = re.compile(rf"^(?:[^\W\d_]\.){{0,3}}{_SIGN}+(?:['‘’ʼ`´‑–·\x22״-]{_SIGN}+)*['‘’ʼ.]?$")
_HAN = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+")
_FAMILY = expression("@family-ends$")
_PATRONYMIC = expression("@patronymics")


def is_name(text: str) -> bool:
    """Whether the text has the shape of a person's name and nothing more."""
    words = words_of(text)
    return 0 < name_length(words) == len(words) and 0 < sum(map(_counts, words)) <= _LONGEST_NAME


def cased(text: str) -> str:
    """A name with capitals, where it was typed without any."""
    return text.title() if text == text.lower() else text


def tells_nothing_else(text: str) -> bool:
    """Whether two to four words, or signs in Chinese, speak of no role, body or place, be they a name or none."""
    words = text.split()
    return (2 <= len(words) <= 4 or bool(_HAN.fullmatch(text))) and not tells(words) and not is_place(text)


def is_only_name(text: str) -> bool:
    """Whether two to four words have the shape of a name, and speak of no role, body or place."""
    return tells_nothing_else(text) and is_name(text)


def is_full_name(text: str) -> bool:
    """Whether a text has the shape of a person's name of two words or more, or glued ones, in Chinese of two signs."""
    is_one_word = " " not in text.strip() and not (INITIAL_AND_NAME.match(text) or _HAN.fullmatch(text))
    return not is_one_word and is_name(text)


def is_plain_name(text: str) -> bool:
    """Whether a text is a full name, no word of which speaks of a role or a body."""
    return is_full_name(text) and not tells(text.split())


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


def are_somebody(words: Collection[str]) -> bool:
    """Whether one of these words is a title, initials or a name that people are given or bear, as no post has."""
    return are_never_bodies(words) or any(word.lower() in GIVEN for word in words)


def are_never_bodies(words: Collection[str]) -> bool:
    """Whether one of these words is a title, initials or a family name: a given name is a body's too, as in "Café Marie"."""
    return any(is_title(word) or is_initials(word) or ends_like_family(word) for word in words)


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
        elif not (_NAME_WORD.match(word) or is_initials(word) or is_title(word)) and not (
            is_quoted(word) and 0 < at < len(words) - 1
        ):
            break
        length = at + 1
    return length


def without_brackets(text: str) -> str:
    """The text without its brackets and what they hold."""
    bare, at = [], 0
    for start, end, _ in bracket_spans(text):
        bare.append(text[at:start])
        at = end
    return squeeze(" ".join([*bare, text[at:]]))


def bare_head(line: str) -> str:
    """The first part of a line without its brackets."""
    return re.sub(r"\s*\([^()]*\)", "", first_part(narrowed(line)))


def name_of(line: str) -> str:
    """The name that a line of a list begins with, by which another may speak of it."""
    return bare_head(without_marker(line))


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
    are_many = first[-1] in "sS" and is_role(first[:-1])
    leads = is_role(first) and not are_many and not is_role_and_name(first)
    name = " ".join(words[start:])
    leads = leads or (start > 1 and ends_as_post(words[start - 1]))
    return leads and is_name(name) and not tells(name.split()) and not is_place(name)


def ends_as_post(text: str) -> bool:
    """Whether the last word is whose post it is in Kazakh, as no body is called: «Өзен» қорының төрағасы»."""
    last = text.rsplit(maxsplit=1)[-1]
    return last[-1] in "ыі" and is_small(last[0]) and is_role(last)


def titled_name(words: list[str]) -> int:
    """As in "Dr. Jane Roe University of Rivers": how many words are a titled name before a body; 0 where it is none."""
    if not is_title(words[0]):
        return 0
    at = next((at for at, word in enumerate(words) if body_weight(word) == 2), 0)
    end = min(at, name_length(words))
    name = [word for word in words[:end] if not is_title(word)]
    return end if len(name) > 1 else 0


def is_titled(name: str = "") -> bool:
    """Whether a text is a full name behind a title."""
    return is_plain_name(name) and is_title(name.split(maxsplit=1)[0])
