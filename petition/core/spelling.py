"""How a name is looked for: by parts of its words in any order, as somebody types them who lacks the right keyboard.

Pure. A letter finds itself and those it is typed in place of: on a Russian keyboard nobody has қ, on an English one é.
Latin finds Cyrillic and Cyrillic Latin: an email address spells a name that a letter has in its own script.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

_KAZAKH = tuple(zip("агикноуухы", "әғіқңөұүһі", strict=True))


def _alike() -> dict[str, str]:
    """Every letter that stands for another: Kazakh beside Russian, one with marks beside the bare one."""
    marked = (chr(code) for code in (*range(0xDF, 0x250), *range(0x430, 0x530)) if chr(code).islower())
    bare = ((unicodedata.normalize("NFD", each)[0], each) for each in marked)
    found: dict[str, str] = {}
    for one, other in (*_KAZAKH, *(pair for pair in bare if pair[0] != pair[1])):
        found[one] = found.get(one, "") + other
        found[other] = found.get(other, "") + one
    return found


_ALIKE = _alike()


# Of a word that is looked for in the other script: how it is heard, in letters that few ways to write it out differ by …
_CYRILLIC = dict(zip("абвгґғдеёэєзиіїыйкқлмнңоөпрстуўұүфхһә", "abvhhhdeeeeziiiiikklmnnooprstuuuufhha", strict=True)) | {
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia", "ь": "", "ъ": ""
}  # fmt: skip
_LATIN = dict(zip("gjqwy", "hikvi", strict=True)) | {"x": "ks", "'": "", "’": ""}
_WRITTEN = re.compile("s(?:hc|c)h|[kh]h|ph|c(?!h)|i[eo]|tz")
_ONE_FOR = {"s": "sh", "k": "h", "h": "h", "p": "f", "c": "k", "i": "e", "t": "ts"}
_DOUBLED = re.compile(r"(.)\1+")
# … and what each of these sounds is written with there. Nothing is tried twice, so a long line takes no longer for it.
_SOUND = re.compile("[sczt]h|ts|ks|i[au]|.")
_IN_CYRILLIC = {
    "a": "[аә]", "v": "в", "h": "[гґғхһ]", "e": "(?>[еёэє]|[иіїый]++[еёэєо])", "i": "[иіїый]", "k": "[кқ]", "n": "[нң]",
    "o": "[оө]", "u": "[уўұү]", "zh": "ж", "ts": "(?>ц|т++ь?+с)", "ch": "ч", "sh": "[шщ]", "iu": "(?>[иіїый]*+ю|[иіїый]++у)",
    "ia": "(?>[иіїый]*+я|[иіїый]++[аә])", "ks": "[кқ]++с",
} | dict(zip("bdzlmprstf", "бдзлмпрстф", strict=True))  # fmt: skip
_IN_LATIN = {
    "v": "[vw]", "h": "(?>[kg]?+h|g)", "e": "(?>[iyj]*+e|[iyj]++o)", "i": "[iyj]", "k": "(?>ck|[kqc])", "f": "(?>ph|f)",
    "zh": "(?>zh|j)", "ts": "(?>t[sz]|c)", "ch": "t?+ch", "sh": "s(?>hch|ch|h)", "iu": "[iyj]++u", "ia": "[iyj]++a",
    "ks": "(?>ks|x)",
}  # fmt: skip


def finder(words: Iterable[str]) -> Callable[[str], bool]:
    """Whether a folded line has every one of these folded words in it."""
    patterns = [re.compile("|".join(_ways(word))).search for word in words]
    return lambda line: all(found(line) for found in patterns)


def _ways(word: str) -> Iterator[str]:
    """The patterns of a folded word: as it is typed and, of three letters or more, as the other script writes it out."""
    yield "".join(map(_letter, word))
    of_word, there = (_LATIN, _IN_CYRILLIC) if word.isascii() else (_CYRILLIC, _IN_LATIN)
    spelt = _DOUBLED.sub(r"\1", "".join(of_word.get(each, each) for each in word))
    heard = _DOUBLED.sub(r"\1", _WRITTEN.sub(lambda written: _ONE_FOR[written[0][0]], spelt))
    if len(word) > 2 and heard.isascii() and heard.isalpha():
        yield "".join(f"(?>{there.get(sound, sound)})++['’ьъ]?+" for sound in _SOUND.findall(heard))


def _letter(typed: str) -> str:
    return f"[{typed}{_ALIKE[typed]}]" if typed in _ALIKE else re.escape(typed)
