"""Names that were spoiled on their way into a list, and what they may have been: enough to ask a person, never to link.

Typed with the keyboard set to the other script (Uectdf is Гусева), UTF-8 shown as one byte a sign with some lost, a given
name cut short (Eliz., Нұрл.), a blank that has moved, a family name in the other gender's form.
"""

import re
from typing import NamedTuple

from petition.lexicon.fold import fold
from petition.likeness.names import Name, read_name

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~', _CYRILLIC + _CYRILLIC.upper())
_TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + "QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,.`")
_UNSPEAKABLE = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{4}|[бвгджзйклмнпрстфхцчшщъь]{4}|[a-z][;'\[\],.][a-z]|\b[ыьъ]"
    r"|\b[^\W\d_aeiouyаеёиоуыэюя]{3,}\b",
    re.IGNORECASE,
)
_GARBLED = re.compile(r"[ÐÑÒÓ].|[РС][^\sа-яё]")
_SHORTENED = re.compile(r"([^\W\d_]{2,})\.(?!\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_KEPT = re.compile(r"[\xa1-\xac\xae-\xff]")
_LONGEST = 100


class Noise(NamedTuple):
    """What is needed to tell that two names differ by noise alone: nothing of it is shown."""

    meant: str = ""  # the words of the name in the other keyboard, sorted
    seen: str = ""  # the signs of one byte that UTF-8 of this name shows as and that are seldom lost, its words sorted
    is_garbled: bool = False
    shortened: tuple[str, ...] = ()
    run_together: str = ""  # its letters, without what stands between them


NO_NOISE = Noise()


def read(typed: str) -> Noise:
    """What noise may have made of a name, or made it of."""
    text = typed[:_LONGEST]
    garbled = bool(_GARBLED.search(text)) and not text.isascii()
    shown = text if garbled else text.encode().decode("latin-1") if not text.isascii() else ""
    return Noise(
        _words(read_name(_other_keyboard(text))) if _UNSPEAKABLE.search(text) else "",
        " ".join(sorted(filter(None, ("".join(_KEPT.findall(word)) for word in shown.split(" ")))))
        if len(shown) > 8
        else "",
        garbled,
        tuple(map(fold, _SHORTENED.findall(text))),
        "".join(_LETTERS.findall(text)),
    )


def keys(noise: Noise) -> set[str]:
    """What a spoiled name is looked up by, beside the keys of every name."""
    found = {f"name {noise.meant}"} if noise.meant else set()
    return found | ({f"seen {noise.seen}"} if noise.seen else set())


def told(one: tuple[Name, Noise], other: tuple[Name, Noise]) -> str:
    """By what noise alone two names differ, by a reason's code; '' where they differ otherwise."""
    for (name, noise), (full, clean) in ((one, other), (other, one)):
        if noise.meant and noise.meant == _words(full):
            return "other_keyboard"
        if noise.is_garbled and not clean.is_garbled and noise.seen and noise.seen == clean.seen:
            return "garbled"
        if _is_cut_short(name, noise, full):
            return "cut_short"
    mine, theirs = one[1].run_together, other[1].run_together
    return "spaces_moved" if len(mine) > 6 and fold(mine) == fold(theirs) else ""


def _other_keyboard(text: str) -> str:
    return text.translate(_TO_CYRILLIC if text.isascii() else _TO_LATIN)


def _words(name: Name) -> str:
    return " ".join(sorted(word.fold for word in name.words)) if len(name.words) > 1 else ""


def _is_cut_short(name: Name, noise: Noise, full: Name) -> bool:
    """Whether the one given name that was cut short begins the only word that the full name has in its place."""
    if not noise.shortened or len(full.words) < 2:
        return False
    rest = {word.fold for word in name.words} - set(noise.shortened)
    others = [word.fold for word in full.words if word.fold not in rest]
    return (
        bool(rest)
        and len(others) == 1
        and others[0].startswith(noise.shortened[0])
        and len(noise.shortened) == 1
    )
