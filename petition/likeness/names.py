"""A name as typed to its parts, whatever the order: words, patronymic, initials, maiden name.

Which word is the family name is never decided here: people write both orders, and a wrong guess erases
somebody.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from petition.lexicon.fold import Word, fold, read_word, script, straighten
from petition.likeness.scrambled import mended
from petition.likeness.stock import stock_role
from petition.likeness.vocabulary import (
    BORN,
    COMPOUND_HANZI,
    GENERATIONS,
    HANZI_SURNAMES,
    PARTICLES,
    PATRONYMIC_WORDS,
    TITLES,
    patronymic_stem,
)

_LONGEST = (
    300  # letters read of one field: nobody's name is longer, and a pasted letter must not stop the list
)
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»‹›‘`´*_~#<>', " "))
_PLAIN = re.compile(r"[\w .,'()\-]*")
_NO_LETTERS = ("Cf", "Cc", "So", "Sk", "Co")  # marks nobody sees, and pictures
_BRACKETS = re.compile(r"[(\[{（]([^()\[\]{}（）]*)[)\]}）]")
_CAMEL = re.compile(r"(?<=[a-zа-яёәғқңөұүһі])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]{2})")
_CAMEL_PREFIXES = ("Mc", "Mac", "De", "Di", "La", "Le", "Van", "Du", "O")
_WORD = re.compile(r"([^\W\d_]+(?:['’ʹʼ][^\W\d_]+)*[’ʹʼ']?)(\.?)")
_DOTTED_TITLES = re.compile(
    r"(?<!\w)([кдkd]\s?\.\s?[\wа-я]{1,4}\s?\.\s?н|Ph\.\s?D|M\.\s?D|[дd]-?р|г-(?:н|жа))\b\.?", re.IGNORECASE
)
# The letters a folded word may begin with that somebody abbreviates so: Y. is Yuri (iuri) or Yevgeny (evgeni).
_VARIANTS = {"y": "iue", "e": "ei", "j": "ji", "z": "zj", "c": "ckst", "k": "kh", "h": "hg", "g": "gj",
             "x": "khs", "q": "k", "w": "v", "i": "ie", "u": "ui", "ж": "jz", "d": "dj"}  # fmt: skip


class Name(NamedTuple):
    """A person's name taken apart. `words` are its full words in the order typed; the rest may be empty.

    `initials` hold, each, the first letters a folded word may have to be meant. `maiden` are words in
    brackets, `beside` whatever stood beside the name: a role, an organisation, a town.
    """

    words: tuple[Word, ...]
    patronymic: str = ""
    initials: tuple[str, ...] = ()
    maiden: tuple[Word, ...] = ()
    generation: str = ""
    beside: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 12)
def read_name(typed: str) -> Name:
    """Take a typed name apart. Never refuses: a text with no letters is a name with no words."""
    text = unicodedata.normalize("NFKC", mended(typed[:_LONGEST])).translate(_QUOTES)
    if not _PLAIN.fullmatch(text):
        text = "".join(letter for letter in text if unicodedata.category(letter) not in _NO_LETTERS)
    bracketed = [part.strip() for part in _BRACKETS.findall(text) if part.strip()]
    text, beside = _name_and_rest(_BRACKETS.sub(" ", text))
    words, initials, generation, maiden = _sort_out(_DOTTED_TITLES.sub(" ", text))
    for part in bracketed:
        inside, _, _, born = _sort_out(part)
        if born or (len(inside) == 1 and not (part.isupper() and len(part) < 6 and not text.isupper())):
            maiden += born or inside
        else:
            beside.append(part)
    words, patronymic = _without_patronymic(words)
    full = tuple(
        {word.fold: word for word in words}.values()
    )  # two scripts in one field say the same words twice
    return Name(full, patronymic, tuple(initials), tuple(maiden), generation, tuple(beside))


def _name_and_rest(text: str) -> tuple[str, list[str]]:
    """Part `Name, role, organisation` from `Family, Given`; of `Name / Name in another script` keep both."""
    parts = [part.strip() for part in re.split(r"[,;|、،]", text) if part.strip()]
    if not parts:
        return "", []
    if len(parts) > 1 and _is_family_comma_given(parts):
        return f"{parts[0]} {parts[1]}", parts[2:]
    return parts[0].replace("/", " "), parts[1:]


def _is_family_comma_given(parts: list[str]) -> bool:
    """One word before the comma and one or two capitalised ones after it, as catalogues write."""
    second = parts[1].split()
    return (
        sum(fold(word) not in TITLES for word in parts[0].split()) == 1
        and len(second) <= 2
        and all(word[0].isupper() for word in second)
        and not any(fold(word) in TITLES for word in second)
    )


def _sort_out(text: str) -> tuple[list[Word], list[str], str, list[Word]]:
    """Full words, initials, mark of generation and words after "née"; titles and particles dropped."""
    words: list[Word] = []
    initials: list[str] = []
    maiden: list[Word] = []
    particles: list[Word] = []
    generation, born = "", False
    for token, dot in _tokens(text):
        folded = fold(token)
        if not folded or _is_title(token, folded) or (len(words) > 1 and _is_role(token, text)):
            continue
        if words and _is_generation(token, dot):
            generation = GENERATIONS[token.lower()]
        elif folded in BORN:
            born = True
        elif _is_initial(token, dot):
            initials.append(_meant_by(token, folded))
        elif folded in PARTICLES:
            particles.append(read_word(token))
        elif folded in PATRONYMIC_WORDS and words:
            words[-1] = Word(f"{words[-1].fold}uli", f"{words[-1].fold}uli")
        else:
            (maiden if born else words).append(read_word(token))
    if len(words) == 1 and not initials:
        words = particles[:1] + words  # Ben Smith: here it is the given name
    return words, initials, generation, maiden


def _is_title(token: str, folded: str) -> bool:
    return folded in TITLES and len(token) > 1


def _is_role(token: str, text: str) -> bool:
    """A role behind the name that lost its comma: Adil Tulegenov journalist."""
    return token.islower() and not text.islower() and bool(stock_role(token))


def _is_generation(token: str, dot: str) -> bool:
    return token.lower() in GENERATIONS and bool(dot or len(token) > 3 or token.isascii())


def _is_initial(token: str, dot: str) -> bool:
    return (len(token) == 1 and script(token) != "han") or (
        bool(dot) and len(token) == 2 and not token.isupper()
    )


def _tokens(text: str) -> list[tuple[str, str]]:
    """Words, each with its full stop; run-together ones parted (NurTemirbekuly), Hanzi family name first."""
    tokens = []
    for word, dot in _WORD.findall(text):
        parts = _CAMEL.split(word)
        if len(parts) > 1 and (parts[0] in ("Al", "El") or _runs_together(parts[0])):
            tokens += [(part, "") for part in parts]
        elif script(word[0]) == "han" and 2 <= len(word) <= 4:
            family = word[:2] if word[:2] in COMPOUND_HANZI and len(word) > 2 else word[0]
            tokens += [(_hanzi(family), ""), (anyascii(word[len(family) :]), "")]
        else:
            tokens.append((straighten(word), dot))
    return tokens


def _runs_together(first: str) -> bool:
    return len(first) > 2 and not first.startswith(_CAMEL_PREFIXES)


def _hanzi(family: str) -> str:
    return HANZI_SURNAMES.get(family) or anyascii(family)


def _meant_by(letter: str, folded: str) -> str:
    """The first letters a folded word may have that begins with this initial: Y. may be Yuri or Yevgeny."""
    return _VARIANTS.get(letter.lower(), folded[0]) if len(letter) == 1 else folded[0]


def _without_patronymic(words: list[Word]) -> tuple[list[Word], str]:
    """Set the patronymic apart where two words remain without it; of two, the one behind a given name."""
    stems = [patronymic_stem(word.fold) for word in words]
    marked = [place for place, stem in enumerate(stems) if stem]
    if not marked or len(words) < 3:
        return words, ""
    place = next((at for at in reversed(marked) if at > 0 and not stems[at - 1]), marked[-1])
    return words[:place] + words[place + 1 :], stems[place]
