"""Knows the words by which people and bodies name what they do, in English, Russian and Kazakh, and the commonest of others.

An English word is matched as it is or in the plural; a Russian or Kazakh one by its stem and an ending of the language, so
that «Советбек» is no council («совет») and «Арнагүл» no channel («арна»).
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from petition.lexicon.vocabulary import expression, words

_OFFICES = words("offices.en")
_ROLES_EU = words("roles.eu")
_ROLES_EU |= {f"e{word[1:]}" for word in _ROLES_EU if word[0] == "é"}  # few type the sign on a capital
_ROLES = words("professions.en", "trades.en") | _ROLES_EU | _OFFICES
_MODIFIERS = words("modifiers.en", "modifiers.kk")
_PERSONAL = words("personal")
_BODIES, _PERHAPS_BODIES = words("bodies.en", "bodies.eu", "bodies.apart"), words("bodies-perhaps.en")
_BODY_IN_SIGNS = re.compile(
    "(?:协会|協會|協会|学会|學會|基金会|基金會|中心|联盟|聯盟|大学|大學|工会|工會|委员会|委員會|研究所|公司|出版社|财団|財団|組合|협회|재단|연대|대학교|기술원)$|^\\w{4,}[会會社队隊局院团團部处處]$"
)
_COMPOUND = re.compile(  # "Naturschutzgruppe"
    r"[a-zäöüß]{3,}(?:verein|verband|gewerkschaft|stiftung|gesellschaft|komitee|akademie|zentrum|netzwerk|initiative|gruppe|bündnis|büro)"
)
_ROLE_STEMS = (words("roles.ru"), words("roles.kk"))
_TRADE_STEMS = (words("trades.ru"), words("trades.kk"))
_BODY_STEMS = (words("bodies.ru"), words("bodies.kk"))
_CONNECTORS = words("connectors")
_GIVEN_TOO = words("given-too")
GIVEN = frozenset(map(str.lower, words("given-names")))
TITLES = words("titles")
_OUTLETS = words("outlets")
_FAMILY_TOO = words("family-too")
_NAMES_TOO = words("names-too")

_RUSSIAN = expression("@endings.ru", 0)
_KAZAKH = expression("@endings.kk", 0)
_CITIZENS = re.compile(r"(?:citizen|national|гражд|азамат)", re.IGNORECASE)
_RESIDENTS = re.compile(r"(?:resident|inhabitant|native|жител|уроженец|уроженк|тұрғын)", re.IGNORECASE)
_ADJECTIVE = re.compile(r"[а-яё-]+(?:[ыио]й|[ая]я|[ое]го|[ое]му|[ыи]е|[ыи]х)")
_FAMILY = re.compile(r"(?:ов|ев|ёв|ова|ева|ёва|ин|ина|ский|ская|енко|ук|юк|ян|швили|дзе|ұлы|қызы|улы|кызы)$")
_MANY = re.compile(r"(?:[sиыяе]|[лдт][ае]р|l[ae]r|en)$", re.IGNORECASE)
_PARTS = re.compile(r"[-/]")
_SHORTEST_STEM = 4
_AGENT, _AGENTS = expression("@agents", 0), expression("@agents.many", 0)
_LEARNED = re.compile(rf"(?!некро|про)\w{{2,}}(?:олог|вед|танушы)(?:{_RUSSIAN.pattern}|{_KAZAKH.pattern})")


def _bare(word: str) -> str:
    return word.lower().replace("\u0307", "").strip(".,;:()")  # as "İ" leaves it


def _inflected(word: str, stems: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Whether a word is one of these stems with an ending of its language; a short stem stands only for itself."""
    for known, ending in zip(stems, (_RUSSIAN, _KAZAKH), strict=True):
        if word in known:
            return True
        for length in range(_SHORTEST_STEM, min(len(word), 24)):
            if word[:length] in known and ending.fullmatch(word, length):
                return True
    return False


@lru_cache(maxsize=20_000)
def is_role(word: str) -> bool:
    """Whether this word names what a person does or is."""
    low = _bare(word)
    if not (word.islower() or _NAMES_TOO.isdisjoint(_PARTS.split(low))):
        return False
    if low.isascii():
        return low in _ROLES or (low.endswith("s") and low[:-1] in _ROLES) or _joined_role(low)
    if low in _ROLES or _inflected(low, _ROLE_STEMS) or _joined_role(low):
        return True
    return bool(_LEARNED.fullmatch(low) or _inflected(low, _TRADE_STEMS)) and not (
        word[:1].isupper() and _FAMILY.search(low)
    )  # Кузнецов is no smith


def leads_field(word: str) -> bool:
    """Whether a role is of a language that puts its field behind it without a word between: "Développeur Web"."""
    return _bare(word) in _ROLES_EU


def _joined_role(low: str) -> bool:
    """As in "Marketer/analyst", «режиссёр-документалист»: several in one word."""
    parts = [part for part in _PARTS.split(low) if part]
    if not 1 < len(parts) < 4:
        return False
    return is_role(parts[-1]) or (not low.isascii() and is_role(parts[0]))


def is_of_several(word: str) -> bool:
    """Whether a word says what several people do: "poets", «Науковці»."""
    return bool((_MANY.search(word) and is_role(word)) or _AGENTS.fullmatch(word.lower()))


def ends_as_role(word: str) -> bool:
    """Whether a small word that is not known ends as those for who does something: "planner", "hydrobiolożka"."""
    return (
        bool(_AGENT.fullmatch(word))
        or word[:-1] in _ROLES
        or any(
            word[at:] in _ROLES or word[at:] in _TRADE_STEMS[1] for at in range(2, len(word) - _SHORTEST_STEM)
        )
    )


def is_role_and_name(word: str) -> bool:
    """Whether a word for a role is also given to people as a name ("Dean", «Азамат»)."""
    return _bare(word) in _GIVEN_TOO


@lru_cache(maxsize=20_000)
def is_modifier(word: str) -> bool:
    """Whether this word can stand before a role and belong to it: "freelance", «главный», «бас»."""
    low = _bare(word)
    return low in _MODIFIERS or bool(_ADJECTIVE.fullmatch(low))


def is_office(word: str) -> bool:
    """Whether the role is one held in some body, so that a name before it is the body's."""
    low = _bare(word)
    return low in _OFFICES or not low.isascii()


def is_post(name: Sequence[str]) -> bool:
    """Whether what stands as a name is of an office and nobody's: "Branch Secretary", but not "Anna Head"."""
    last = name[-1]
    is_of_office = is_office(last) and is_role(last) and not is_role_and_name(last)
    return is_of_office and GIVEN.isdisjoint(word.lower() for word in name)


def is_personal(word: str) -> bool:
    """Whether what follows the role says more of the person, not of a body: "reader of ...", «мать троих детей»."""
    return word.lower() in _PERSONAL


def is_citizen(word: str) -> bool:
    """Whether the word says "citizen"."""
    return bool(_CITIZENS.match(word))


def is_resident(word: str) -> bool:
    """Whether the word says "resident"."""
    return bool(_RESIDENTS.match(word))


def is_outlet(word: str) -> bool:
    """Whether the word is a kind of outlet that wants its name: "newspaper"."""
    return word.lower() in _OUTLETS


@lru_cache(maxsize=20_000)
def body_weight(word: str) -> int:
    """How far this word speaks for a body: 2 surely, 1 perhaps, 0 not at all."""
    low = _bare(word)
    if low in _FAMILY_TOO and word.istitle():
        return 0
    if (
        low in _BODIES
        or _COMPOUND.fullmatch(low)
        or _ends_as_body(low)
        or (not low.isascii() and _BODY_IN_SIGNS.search(low))
    ):
        return 2
    if low in _PERHAPS_BODIES:
        return 1
    if not low or low.isascii():
        return 2 if low.endswith("s") and low[:-1] in _BODIES else 0
    if word[:1].isupper() and _FAMILY.search(low):
        return 0
    return 2 if _inflected(low, _BODY_STEMS) else 0


def _ends_as_body(low: str) -> bool:
    """As in "Anna-Ruel-Universität": whether a word for a body is joined to the whole name of whom it is called after."""
    *names, kind = low.split("-")
    return len(names) > 1 and all(names) and kind in _BODIES


def tells(words: Iterable[str]) -> bool:
    """Whether one of these words speaks of a role or a body."""
    return any(is_role(word) or body_weight(word) for word in words)


def is_connector(word: str) -> bool:
    """Whether this word joins the words of a body's name and never those of a person's: "for", "without"."""
    return word.lower() in _CONNECTORS
