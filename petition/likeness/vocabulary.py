"""General knowledge about names: titles, patronymics, short forms, family names. Nothing here comes from a list judged.

Words are written as people write them and folded once, at import.
"""

import re

from petition.lexicon.fold import fold
from petition.lexicon.vocabulary import groups, words


def _folded(*names: str) -> frozenset[str]:
    """The entries of these lists, folded."""
    return frozenset(filter(None, map(fold, words(*names))))


TITLES = _folded("titles", "titles.long")
GENERATIONS = {
    word: mark
    for mark, marked in {
        "elder": "sr senior старший ст",
        "younger": "jr junior младший мл",
        "second": "ii",
        "third": "iii",
    }.items()
    for word in marked.split()
}
PARTICLES = _folded("particles") - {"e"}  # which is an initial more often
BORN = _folded("born", "born.long")

PATRONYMIC = re.compile(
    r"(?P<stem>[a-z]{2,}?)(?:ovich|evich|ovna|evna|inichna|(?<=[mlktf])ichna|(?<=[mlktf])ich|(?<=[a-z]{4})uli|kizi)"
)
# A patronymic may stand as two words: Rustem uly, Санжар қызы.
PATRONYMIC_WORDS = _folded("patronymic-words")

FAMILY_ENDINGS = re.compile(
    r"(?:[eo]v|[eo]va|[^aeiou]in|[^aeiou]ina|ski|tski|skaia|tskaia|enko|uk|chak|iani?|idze|shvili|oglu|skii)$"
)
# Of one family name in Slavic, Baltic, Turkic, Greek and Icelandic languages, as it is folded: a man's and a woman's.
WOMANS_ENDINGS = (
    ("ov", "ova"), ("ev", "eva"), ("in", "ina"), ("i", "aia"), ("oi", "aia"), ("i", "a"), ("iv", "iva"), ("", "ova"),
    ("ek", "kova"), ("a", "ova"), ("as", "iene"), ("is", "iene"), ("us", "iene"), ("ius", "iene"), ("as", "aite"),
    ("is", "ite"), ("us", "ute"), ("ius", "iute"), ("sh", "a"), ("s", "a"), ("is", "e"), ("os", "ou"), ("uli", "kizi"),
    ("ulu", "kizi"), ("oglu", "kizi"), ("son", "dotir"),
)  # fmt: skip

_MANS = {"ova": "ov", "eva": "ev", "ina": "in", "skaia": "ski", "ska": "ski", "kizi": "uli", "iva": "iv"}
_OF_WOMEN = re.compile(rf"(?<=[a-z]{{3}})(?:{'|'.join(_MANS)})$")

# Family names of two signs, and single ones anyascii reads by their everyday sound.
COMPOUND_HANZI = frozenset((
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙", "公孫",
    "令狐", "慕容", "夏侯", "宇文",
    "长孙",
))  # fmt: skip
HANZI_SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "盖": "ge", "朴": "piao",
    "区": "ou", "任": "ren", "重": "chong", "乐": "yue", "覃": "qin", "缪": "miao", "翟": "zhai",
}  # fmt: skip


def _families() -> dict[str, frozenset[int]]:
    """Each given name's folded forms to the groups it stands in: two names sharing a group are one name."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(groups("given-names")):
        for word in group:
            found.setdefault(fold(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_GROUPS = _families()
_NO_GROUPS: frozenset[int] = frozenset()


def short_form_groups(word: str) -> frozenset[int]:
    """The groups of given names (Александр, Саша, Alex...) a folded word belongs to; mostly none."""
    return _GROUPS.get(word, _NO_GROUPS)


def one_given_name(a: str, b: str) -> bool:
    """Whether two folded words are forms of one given name."""
    groups = _GROUPS.get(a)
    return groups is not None and not groups.isdisjoint(_GROUPS.get(b, _NO_GROUPS))


def patronymic_stem(word: str) -> str:
    """What a folded patronymic is made of (Нұрланұлы and Nurlanovich: nurlan); '' for any other word."""
    found = PATRONYMIC.fullmatch(word)
    if found is None:
        return ""
    stem = found["stem"].rstrip("eiv")
    return stem if len(stem) >= 2 else ""


def family_like(word: str) -> bool:
    """Whether a folded word ends as Slavic, Kazakh, Caucasian or Turkish family names do."""
    return len(word) > 3 and FAMILY_ENDINGS.search(word) is not None


def man_and_woman(a: str, b: str) -> bool:
    """Whether two folded words are the two forms of one family name, -ev and -eva."""
    return any(
        (a.endswith(his) and b.endswith(hers) and a.removesuffix(his) == b.removesuffix(hers))
        or (b.endswith(his) and a.endswith(hers) and b.removesuffix(his) == a.removesuffix(hers))
        for his, hers in WOMANS_ENDINGS
    )


def as_of_a_man(word: str) -> str:
    """A folded word with the ending of most women's family names as a man bears it: both are found by it."""
    return _OF_WOMEN.sub(lambda found: _MANS[found[0]], word)
