"""Names that were spoiled on their way into a list, and what they may have been: enough to ask a person, never to link.

Typed with the keyboard set to the other script (Uectdf is Гусева), UTF-8 shown as one byte a sign with some lost, a given
name cut short (Eliz., Нұрл., Wm.), a blank that has moved. What it may have been is read as any name is, and looked up so.
"""

import re
from typing import NamedTuple

from petition.lexicon.fold import fold
from petition.likeness.names import Name, read_name
from petition.likeness.vocabulary import TITLES

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN)
_TO_CYRILLIC = str.maketrans(  # with the row of figures of Kazakh keyboards
    _LATIN + "2345890@#$%*()_=+", _CYRILLIC + _CYRILLIC.upper() + "әіңғүұқӘІҢҒҮҰҚӨһҺ"
)
_KEY_OF_HYPHEN = re.compile(r"-(?=[a-z;',.\[\]`\d])")  # no hyphen, for no name begins behind it
_SYLLABLE = re.compile(r"[aeiouy\xc0-\u024fаеёиоуыэюяіәөүұ]+", re.IGNORECASE)
_LATIN_LETTER = re.compile(r"[a-zA-Z]")
# Bytes shown as those of Windows-1251: a letter, and behind it what begins no name and goes on in none.
_BEHIND = re.escape("".join(set(bytes(range(0x80, 0xC0)).decode("cp1251", "ignore")) - set("ёіїєЁІЇЄўЎ")))
_IN_1251 = re.compile(rf"[ВГДЕРСТУ][{_BEHIND}]")
_BEGINS_SIGN = re.compile(r"[\xc2-\xdf]")
_SEEN = re.compile(r"[A-Za-z\xa1-\xac\xae-\xff]")  # the others are seldom there to the end
_FEWEST_SEEN = 8
_SHORTENED = re.compile(r"(?<![^\W\d_])([^\W\d_]+-[^\W\d_]{1,2}(?![^\W\d_])|[^\W\d_]{2,}(?=\.))")
_OF_NAME = re.compile(r"[^,;|(/]*")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 100


class Noise(NamedTuple):
    """What is needed to tell that two names differ by noise alone: nothing of it is shown."""

    retyped: tuple[str, ...] = ()  # the words of the name in the other keyboard, sorted
    respaced: tuple[str, ...] = ()  # those that its capitals begin, sorted
    shows: str = ""  # the signs, sorted, that its UTF-8 shows as where each byte is taken for one
    garbled: str = ""  # its own signs, sorted, where it may be such a text
    shortened: tuple[str, ...] = ()
    run_together: str = ""  # its letters, without what stands between them


NO_NOISE = Noise()


def read(typed: str) -> Noise:
    """What noise may have made of a name, or made it of."""
    text = typed[:_LONGEST]
    name = (_OF_NAME.match(text) or text)[0].strip()
    is_plain = name.istitle() or name.isupper() or name.islower()
    return Noise(
        _retyped(text),
        () if is_plain else _words("".join(f" {x}" if x.isupper() else x for x in name if not x.isspace())),
        "" if text.isascii() else _seen(text.encode("utf-8", "ignore").decode("latin-1")),
        "" if text.isascii() else _garbled(text),
        tuple(word for word in map(fold, _SHORTENED.findall(text)) if word not in TITLES),
        "".join(_LETTERS.findall(name)).lower(),
    )


def told(one: tuple[Name, Noise], other: tuple[Name, Noise]) -> str:
    """By what noise alone two names differ, by a reason's code; '' where they differ otherwise."""
    for (name, noise), (full, clean) in ((one, other), (other, one)):
        if noise.garbled and noise.garbled == clean.shows:
            return "garbled"
        if noise.retyped and noise.retyped in {_sorted(full), _sorted(full, bare=True)}:
            return "other_keyboard"
        if noise.respaced and noise.respaced == _sorted(full):
            return "spaces_moved"
        if noise.shortened and _is_cut_short(name, noise.shortened, full):
            return "cut_short"
    return "spaces_moved" if _are_one_run(one[1].run_together, other[1].run_together) else ""


def _retyped(text: str) -> tuple[str, ...]:
    """The words in the other keyboard, where they can be spoken as well so; of two scripts the Latin ones are looked at."""
    if _LATIN_LETTER.search(text):
        other = _KEY_OF_HYPHEN.sub("ө", text).translate(_TO_CYRILLIC)
    else:
        other = text.translate(_TO_LATIN)
    return _words(other) if len(_SYLLABLE.findall(other)) >= len(_SYLLABLE.findall(text)) else ()


def _garbled(text: str) -> str:
    if _IN_1251.search(text):
        return _seen(text.encode("cp1251", "ignore").decode("latin-1"))
    return _seen(text) if _BEGINS_SIGN.search(text) else ""


def _seen(text: str) -> str:
    signs = _SEEN.findall(text)
    return "".join(sorted(signs)) if len(signs) >= _FEWEST_SEEN else ""


def _words(text: str) -> tuple[str, ...]:
    return _sorted(read_name(text))


def _sorted(name: Name, *, bare: bool = False) -> tuple[str, ...]:
    words = (word.bare if bare else word.fold for word in name.words)
    return tuple(sorted(words)) if len(name.words) > 1 else ()


def _is_cut_short(name: Name, shortened: tuple[str, ...], full: Name) -> bool:
    """Whether what was cut short stands for the one word that only the full name has, and the next for its patronymic."""
    own = {word.fold for word in name.words}
    left = [word.fold for word in full.words if word.fold not in own]
    given, *more = shortened
    return (
        len(left) == 1
        and len(full.words) > 1
        and _stands_for(given, left[0])
        and all(full.patronymic.startswith(each) for each in more if full.patronymic)
    )


def _stands_for(short: str, word: str) -> bool:
    """Whether the letters of one stand in the other in their order, the first at its beginning."""
    short = short[:2] + short[2:].rstrip("kp")  # which sound so at an end: Luc. is Lucie, Step. is Stephen
    rest = iter(word)
    return short[0] == word[0] and len(short) < len(word) and all(letter in rest for letter in short)


def _are_one_run(one: str, other: str) -> bool:
    """Whether these are the same letters, perhaps the names in the other order."""
    return len(one) > 6 and (other in one + one if len(one) == len(other) else fold(one) == fold(other))
