"""Invented people whose second signature was spoiled on its way into the list, and others easily taken for them.

Each kind of noise is made as it comes about: keys of the other layout, bytes read in the wrong encoding with some lost, the
other gender's ending, a given name cut as people cut it, a blank that has moved.
"""
# ruff: noqa: E501 - names of a language in a row

import random
from collections.abc import Callable
from dataclasses import replace

from anyascii import anyascii

from petition.likeness.record import Record
from tests.likeness.invented import HOUSES, MAILS, ROLES, TOWNS, words

_GIVEN = {
    "ru": ("Георгий Дмитрий Александр Николай Михаил Владимир Фёдор Илья Юрий Эдуард Вячеслав Игорь",
           "Кристина Анна Екатерина Жанна Юлия Людмила Ирина Надежда Валентина Ульяна Эльвира Яна"),
    "kk": ("Нұрлан Бауыржан Қайрат Ерлан Мұхтар Сұңғат Әділет Ғабит Жандос Төлеген Ілияс Үсен",
           "Айгүл Жанар Гүлнұр Әсел Қарлығаш Шолпан Ботагөз Сәуле Мөлдір Ұлжан Динара Нұргүл"),
    "uk": ("Олександр Сергій Євген Тарас Андрій Ігор Богдан Юрій", "Оксана Ольга Наталія Ірина Катерина Юлія Христина Леся"),
    "en": ("William Charles Thomas Benjamin Nathaniel Frederick Samuel Alexander",
           "Elizabeth Margaret Catherine Victoria Josephine Alexandra Rebecca Dorothy"),
    "de": ("Jürgen Günther Friedrich Sebastian Björn Wolfgang Matthias Jörg", "Käthe Brigitte Friederike Ursula Bärbel Annegret Margarethe Ute"),
    "pl": ("Łukasz Stanisław Grzegorz Krzysztof Michał Zbigniew Wojciech Paweł", "Małgorzata Agnieszka Żaneta Katarzyna Elżbieta Bożena Justyna Róża"),
    "cs": ("Jiří František Václav Zdeněk Tomáš Ondřej Miloš Luboš", "Kateřina Jiřina Zdeňka Lucie Markéta Tereza Božena Šárka"),
    "lt": ("Vytautas Gintaras Kęstutis Rimantas Žydrūnas Algirdas Mindaugas Jonas", "Gražina Rasa Jūratė Živilė Birutė Daiva Eglė Rūta"),
    "fr": ("François Frédéric Jérôme Sébastien Étienne Gérard Benoît Christophe", "Hélène Françoise Geneviève Élodie Cécile Véronique Agnès Thérèse"),
    "tr": ("İbrahim Gökhan Süleyman Mehmet Ömer Hüseyin Çağlar Yiğit", "Gülşen Ayşe Özlem Şebnem Çiğdem Zeynep Tuğba Esra"),
}  # fmt: skip
_STARTS = {
    "ru": "Собол Гус Ковал Щерб Жур Бел Хох Юрк Эльк Ряб Цвет Михай Обух Пят Ёлк Тют",
    "kk": "Ахмет Сейіт Қасым Жұмабек Әбіл Оспан Төлеу Мұқаш Бөкей Ғали Үмбет Сыздық Іңкәр Есен",
    "uk": "Шевч Кравч Бойч Литв Петр Гавр Яким Хмель Пав Ющ Зінч Мельн",
    "en": "Hugh Carring Black Whit Nor Stan Har Lang Wether Brad Shel Apple",
    "de": "Müll Schröd Krämm Grün Böhm Lich Wagn Stein Höff Kühn Zimmer Weiß",
    "pl": "Kowal Wiśniew Nowa Zieli Wójt Kamiń Święt Dąbr Żuraw Gór",
    "cs": "Novák Dvořák Svobod Černý Procház Kučer Veselý Horák Němec Růžič",
    "lt": "Kazlausk Žukausk Stankev Petrausk Jankausk Vasil Butkev Urbon",
    "fr": "Lefèv Garç Béran Lemaît Févr Châtel Desprès Gauth Hébr Rousse",
    "tr": "Çel Öztür Şah Yıld Güne Kılıç Doğ Aydoğ Ünal Kork",
}  # fmt: skip
_MIDDLES = words("а ал ан ба да дар ир ке лен ма ни ра сас тек ти ша ово ель ура ом")
_LATIN_MIDDLES = words("a al an ba da dar ir ke len ma ni ra sas tek ti sha ovo el ura om")
# How a man and a woman of one family are called, where a language tells them apart.
_ENDS = {
    "ru": (("ов", "ова"), ("ев", "ева"), ("ин", "ина"), ("ский", "ская"), ("ой", "ая"), ("ый", "ая")),
    "kk": (("ов", "ова"), ("ев", "ева"), ("ұлы", "қызы")),
    "uk": (("ський", "ська"), ("енко", "енко"), ("ів", "іва"), ("цький", "цька"), ("ий", "а"), ("ук", "ук")),
    "en": (("es", "es"), ("ton", "ton"), ("wood", "wood"), ("ley", "ley")),
    "de": (("er", "er"), ("mann", "mann"), ("ke", "ke")),
    "pl": (("ski", "ska"), ("cki", "cka"), ("czyk", "czyk"), ("dzki", "dzka")),
    "cs": (("ek", "ková"), ("ák", "áková"), ("ný", "ná"), ("", "ová")),
    "lt": (("as", "ienė"), ("ičius", "ičienė"), ("as", "aitė")),
    "fr": (("re", "re"), ("ier", "ier"), ("eau", "eau")),
    "tr": (("oğlu", "oğlu"), ("ik", "ik"), ("can", "can")),
}
_LANGUAGES = ("ru", "ru", "ru", "kk", "kk", "kk", "uk", "en", "de", "pl", "cs", "lt", "fr", "tr")
_KAZAKH_ROW = dict(zip("әіңғүұқөһ", "2345890-=", strict=True)) | dict(
    zip("ӘІҢҒҮҰҚӨҺ", "@#$%*()_+", strict=True)
)
_KEYS = dict(zip("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", strict=True)) | \
    dict(zip("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~', strict=True))  # fmt: skip
_UKRAINIAN = {"і": "s", "ї": "]", "є": "'", "І": "S", "Ї": "}", "Є": '"', "ґ": "`"}
# What people write, not what a rule gives.
_CUT = {"William": "Wm.", "Charles": "Chas.", "Thomas": "Thos.", "Александр": "Ал-др", "Владимир": "Влад-р"}


class Person(dict[str, str]):
    """One who signs: given, family, other (the family name of the other gender), father, lang and the fields."""


def _person(dice: random.Random) -> Person:
    lang, woman = dice.choice(_LANGUAGES), dice.random() < 0.5
    his, hers = dice.choice(_ENDS[lang])
    middles = _MIDDLES if lang in {"ru", "kk", "uk"} else _LATIN_MIDDLES
    stem = dice.choice(words(_STARTS[lang])) + "".join(
        dice.choice(middles) for _ in range(dice.choice((0, 1, 1, 2)))
    )
    stem = stem.rstrip("аеиоуюяaeiouyý") if his else stem.removesuffix("ý") + "al"
    father = dice.choice([name for name in words(_GIVEN[lang][0]) if name[-1] not in "йьяа"])
    return Person(
        lang=lang,
        given=dice.choice(words(_GIVEN[lang][woman])),
        family=stem + (hers if woman else his),
        other=stem + (his if woman else hers),
        father=father + ("овна" if woman else "ович") if lang in {"ru", "kk"} and dice.random() < 0.15 else "",
        role=dice.choice(ROLES) if dice.random() < 0.7 else "",
        house=dice.choice(HOUSES) if dice.random() < 0.4 else "",
        town=dice.choice(TOWNS) if dice.random() < 0.8 else "",
    )  # fmt: skip


def _name(one: Person, *, family_first: bool) -> str:
    order = (
        (one["family"], one["given"], one["father"])
        if family_first
        else (one["given"], one["father"], one["family"])
    )
    return " ".join(filter(None, order))


def _other_keyboard(one: Person, name: str, dice: random.Random) -> str:
    lang, keys = one["lang"], _KEYS
    if lang in {"ru", "kk", "uk"}:
        keys = keys | (_KAZAKH_ROW if lang == "kk" else _UKRAINIAN if lang == "uk" else {})
        pressed = {ord(letter): key for letter, key in keys.items()}
        first, blank, rest = name.partition(" ")
        is_seen_late = dice.random() < 0.15  # and then the rest is typed rightly
        return first.translate(pressed) + blank + (rest if is_seen_late else rest.translate(pressed))
    # Who has that layout at hand types no marks.
    return anyascii(name).translate({ord(key): letter for letter, key in keys.items()})


def _garbled(_: Person, name: str, dice: random.Random) -> str:
    encoded = name.encode()
    how = dice.randrange(6)
    if how == 0:  # a byte a sign, what cannot be seen lost
        return "".join(sign for sign in encoded.decode("latin-1") if sign.isprintable() or sign == " ")
    if how == 1:
        return encoded.decode("latin-1")
    if how == 2:
        return encoded.decode("cp1252", "ignore")
    if how == 3:
        return encoded.decode("cp1252", "replace").replace("\ufffd", dice.choice("?\ufffd"))
    if how == 4:
        return encoded.decode("cp1251", "ignore")
    return encoded.decode("cp1252", "ignore").replace("\xa0", " ").replace("\xad", "")


def _other_gender(one: Person, name: str, _: random.Random) -> str:
    return name.replace(one["family"], one["other"])


def _cut_short(one: Person, name: str, dice: random.Random) -> str:
    given = one["given"]
    vowels = "aeiouyаеёиоуыэюяәіөұү"
    ends = [at for at in range(2, min(len(given) - 1, 6)) if given[at - 1].lower() not in vowels]
    cut = _CUT.get(given) if dice.random() < 0.5 else ""
    return name.replace(given, cut or given[: dice.choice(ends)] + ".") if ends or cut else name


def _blank_moved(_: Person, name: str, dice: random.Random) -> str:
    blank = dice.choice([at for at, sign in enumerate(name) if sign == " "])
    to = blank + dice.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    run = name[:blank] + name[blank + 1 :]
    to = min(max(to, 1), len(run) - 1)
    return f"{run[:to]} {run[to:]}"


NOISE: dict[str, Callable[[Person, str, random.Random], str]] = {
    "keyboard": _other_keyboard,
    "garbled": _garbled,
    "gender": _other_gender,
    "cut": _cut_short,
    "blank": _blank_moved,
}


def _signed(one: Person, name: str, dice: random.Random, *, again: bool = False) -> Record:
    """A signature; who signs again gives another address, and not always the rest as before."""
    mailbox = (
        one.get("mailbox")
        or f"{dice.choice(words('zvezda tulpar altai nomad'))}{dice.randrange(10**6)}@{dice.choice(MAILS)}"
    )
    kept = [one[field] if not again or dice.random() < 0.7 else "" for field in ("house", "role", "town")]
    return Record("", name, "" if dice.random() < 0.1 else mailbox, *kept)


def _lookalike(one: Person, dice: random.Random) -> Person:
    """Somebody else: a namesake, of the same family, the other half of a couple at one mailbox, or one letter away."""
    other, kind = _person(dice), dice.randrange(5)
    same = {field: one[field] for field in ("lang", "family", "other", "town")}
    if kind == 0:
        # Not of one house: a rare name there is one person by the rules.
        return Person(other | same | {"given": one["given"], "house": ""})
    if kind == 1:  # brother or sister, with a name that begins alike where there is one
        of_family = [each for some in _GIVEN[one["lang"]] for each in words(some) if each != one["given"]]
        alike = [each for each in of_family if each[:2] == one["given"][:2]]
        return Person(
            other
            | same
            | {"given": dice.choice(alike or of_family), "role": one["role"], "house": one["house"]}
        )
    if kind == 2:
        one["mailbox"] = f"semia{dice.randrange(10**6)}@{dice.choice(MAILS)}"
        is_hers = one["given"] in words(_GIVEN[one["lang"]][1])
        given = dice.choice(words(_GIVEN[one["lang"]][not is_hers]))
        return Person(
            other
            | same
            | {"given": given, "family": one["other"], "other": one["family"], "mailbox": one["mailbox"]}
        )
    if kind == 3:  # Саша Соболев and Саша Соболева
        return Person(other | same | {"given": one["given"], "family": one["other"], "other": one["family"]})
    at = dice.randrange(1, len(one["family"]) - 2)
    letter = dice.choice("бвгдклмнпрст" if one["lang"] in {"ru", "kk", "uk"} else "bdgklmnprst")
    changed = one["family"][:at] + letter + one["family"][at + 1 :]
    return Person(other | same | {"given": one["given"], "family": changed})


def noisy(size: int, seed: int) -> tuple[list[Record], dict[str, str], dict[tuple[str, str], str]]:
    """A list of `size` signatures, who each is, and of each pair that is one person how its second was spoiled."""
    dice = random.Random(seed)  # noqa: S311 (no secret hangs on it)
    rows: list[tuple[str, str, Record]] = []
    while len(rows) < size:
        one, who = _person(dice), f"p{len(rows)}"
        name = _name(one, family_first=dice.random() < 0.4)
        alike = _lookalike(one, dice) if dice.random() < 0.15 else None
        rows.append((who, "", _signed(one, name, dice)))
        if alike:
            rows.append(
                (f"{who} alike", "", _signed(alike, _name(alike, family_first=dice.random() < 0.4), dice))
            )
        if dice.random() < 0.2:
            spoiled = {kind: noise(one, name, dice) for kind, noise in NOISE.items()}
            kind = dice.choice([kind for kind, each in spoiled.items() if each != name])
            again = Person(one | {"mailbox": ""})
            rows.append((who, kind, _signed(again, spoiled[kind], dice, again=True)))
    rows = rows[:size]
    dice.shuffle(rows)
    records = [replace(record, id=str(at)) for at, (_, _, record) in enumerate(rows)]
    owners = {str(at): whose for at, (whose, _, _) in enumerate(rows)}
    first = {whose: str(at) for at, (whose, kind, _) in enumerate(rows) if not kind}
    spoiled_by = {
        (first[whose], str(at)): kind for at, (whose, kind, _) in enumerate(rows) if kind and whose in first
    }
    return records, owners, {(min(pair), max(pair)): kind for pair, kind in spoiled_by.items()}
