"""Domains of mail: the great providers, slips of the finger beside them, those that give addresses out for an hour. Pure."""

import re
from collections.abc import Collection
from functools import cache

from disposable_email_domains import blocklist
from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

from petition.core.text import same_mailbox

# What most people here have; a slip beside one of these is worth a question.
GREAT = (
    "gmail.com",
    "mail.ru",
    "yandex.ru",
    "yandex.kz",
    "yandex.com",
    "bk.ru",
    "list.ru",
    "inbox.ru",
    "internet.ru",
    "rambler.ru",
    "mail.kz",
    "ukr.net",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "yahoo.com",
    "proton.me",
    "protonmail.com",
    "googlemail.com",
    "web.de",
    "gmx.de",
    "gmx.net",
)
# One letter away from a great one, and people's own all the same.
_ALSO = frozenset(
    ["mail.com", "email.com", "ymail.com", "gmx.com", "gmx.at", "gmx.ch", "mail.de", "mail.ee", "mail.bg", "mail.uk",
     "mai.ru", "vk.ru", "ok.ru", "ya.ru", "yandex.by", "yandex.uz", "live.ru", "live.com", "msn.com", "me.com", "mac.com",
     "inbox.lv", "inbox.eu", "inbox.com", "rambler.ua", "outlook.kz", "yahoo.co", "hotmail.co", "pm.me", "post.kz"]
)  # fmt: skip
# Beside these, what gives an address to anybody who asks: that many write from there says nothing.
_ANYBODYS = frozenset(
    ["aol.com", "163.com", "126.com", "qq.com", "naver.com", "daum.net", "t-online.de", "freenet.de", "posteo.de",
     "mailbox.org", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "libero.it", "virgilio.it", "wp.pl",
     "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "abv.bg", "bluewin.ch", "comcast.net", "verizon.net", "att.net",
     "btinternet.com", "fastmail.com", "zoho.com", "tuta.io", "tuta.com", "tutamail.com", "tutanota.com",
     "riseup.net", "disroot.org", "posteo.net", "i.ua", "meta.ua", "tut.by", "mail.by", "uol.com.br", "bol.com.br",
     "terra.com.br", "sfr.fr", "neuf.fr", "sky.com", "telenet.be", "skynet.be", "ziggo.nl", "kpnmail.nl",
     "bigpond.com", "freemail.hu", "citromail.hu", "centrum.cz", "azet.sk", "rediffmail.com", "sapo.pt", "otenet.gr",
     "walla.co.il", "mynet.com", "windowslive.com", "rocketmail.com", "hey.com", "duck.com", "mail.kg", "inbox.uz",
     "mail.uz", "tiscali.it", "alice.it", "tin.it", "arcor.de", "telia.com", "online.no", "mail.dk"]
)  # fmt: skip
# Of whom the name alone tells who is meant, whatever stands behind it: "gmail.ru" is no slip of mail.ru.
_BY_NAME = {"gmail": "gmail.com", "icloud": "icloud.com", "rambler": "rambler.ru"}
# Those of them that give addresses under a domain of each country: "hotmail.es", "yahoo.com.br".
_IN_EACH_COUNTRY = frozenset({"hotmail", "outlook", "live", "yahoo", "ymail", "gmx", "yandex"})
_WORDS = re.compile(r"[^\W_]+")
_LOOK_ALIKE = str.maketrans("аеорсухіјкмтАВЕКМНОРСТУХІЈ", "aeopcyxijkmtABEKMHOPCTYXIJ")
_COUNTRY = 2  # letters of the last part of a domain (ISO 3166-1)
_SHORTEST = 4  # letters before the dot, below which everything lies beside everything


def of(address: str) -> str:
    """The domain of an address in the form in which it is looked up; '' for none."""
    return same_mailbox(address).rpartition("@")[2] if address else ""


def service(domain: str) -> str:
    """Of whom a domain is, as far as is known: the name that was registered, else all of it; '' for those of anybody.

    Names that others than a registry give out (the private part of the list) count as of who gives them out: some ask
    nothing for them.
    """
    if domain in GREAT or domain in _ALSO or domain in _ANYBODYS:
        return ""
    registered = _suffixes().privatesuffix(domain) or domain
    name, _, suffix = registered.partition(".")
    is_of_country = len(suffix.rpartition(".")[2]) == _COUNTRY
    return "" if is_of_country and name in _IN_EACH_COUNTRY else registered


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


def proposed(domain: str) -> str:
    """The great provider that is likely meant, else ''.

    One slip away (a letter too many, too few, other, or two swapped), or called so with another ending; two slips where
    no domain has such an ending, so that it cannot be somebody's own.
    """
    if domain in GREAT or domain in _ALSO:
        return ""
    if meant := _BY_NAME.get(domain.partition(".")[0]):
        return meant
    slips = 1 if _suffixes().publicsuffix(domain, accept_unknown=False) else 2
    beside = {
        great: far
        for great in GREAT
        if len(great.partition(".")[0]) >= _SHORTEST
        and (far := OSA.distance(domain, great, score_cutoff=slips)) <= slips
    }
    return min(beside, key=beside.__getitem__, default="")


def has_none(address: str) -> bool:
    """Whether a great provider gives out no address like it: theirs are in Latin letters, digits and signs."""
    return not address.isascii() and of(address) in GREAT


def untangled(address: str) -> str:
    """An address in which Latin and Cyrillic letters are mixed within a word, in Latin alone; any other as it is."""
    return _WORDS.sub(lambda found: _in_latin(found[0]), address)


def _in_latin(word: str) -> str:
    latin = word.translate(_LOOK_ALIKE)
    return latin if latin.isascii() and not word.isascii() and re.search("[A-Za-z]", word) else word


def is_disposable(domain: str, besides: Collection[str] = ()) -> bool:
    """Whether a domain, or one above it, gives out addresses for a short while: by the list of it, or one of `besides`."""
    parts = domain.split(".")
    each_above = (".".join(parts[start:]) for start in range(len(parts) - 1))
    return any(each in blocklist or each in besides for each in each_above)
