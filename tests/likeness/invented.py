"""Invented people who sign, some twice, and others who are easily taken for them: lists for bench/likeness.py."""

import random
from collections.abc import Callable

from petition.likeness.mailboxes import canonical
from petition.likeness.record import Record


def words(text: str) -> list[str]:
    """The words of a text, for lists that read better as one."""
    return text.split()


MEN = words(
    "Арман Асқар Бауыржан Болат Дархан Ерлан Ербол Жанибек Қайрат Марат Мұхтар Нұрлан Рүстем Сәкен Талғат "
    "Тимур Ұлан Айдос Алмас Бекзат Ғалым Дәурен Ержан Олжас Сұлтан Александр Алексей Андрей Антон Борис "
    "Вадим Виктор Георгий Денис Дмитрий Евгений Иван Игорь Кирилл Константин Лев Максим Михаил Николай "
    "Олег Павел Роман Сергей Степан Юрий Ярослав"
)
WOMEN = words(
    "Айгүл Айжан Айнұр Ақмарал Алма Әсел Бота Гүлнар Дана Динара Жанар Жұлдыз Зәуре Индира Қымбат Ләззат "
    "Мадина Мөлдір Нұргүл Роза Сәуле Салтанат Шолпан Анна Валентина Вера Виктория Галина Дарья Екатерина "
    "Елена Жанна Зинаида Ирина Лариса Людмила Марина Мария Надежда Наталья Ольга Полина Раиса Светлана "
    "Татьяна Юлия Яна"
)
STARTS = words(
    "Аб Ай Ақ Бай Бек Бол Гор Дос Ер Жан Жұм Зел Иса Кар Ким Құл Лес Мак Мед Мур Нұр Омар Пет Рах Сад Сар "
    "Тор Ужк Фед Хас Шай Щер Юн Яг"
)
MIDDLES = words("а ал ан ба ғал да дар жан ир ке кен ла лен ма мат ми мұқ на ни ра рас са сен та тек ти ша")
ENDINGS = {
    "": ("ов", "ова"),
    "е": ("ев", "ева"),
    "и": ("ин", "ина"),
    "с": ("ский", "ская"),
    "к": ("ко", "ко"),
}
TOWNS = words(
    "Алматы Астана Шымкент Қарағанды Ақтөбе Тараз Павлодар Өскемен Семей Атырау Қостанай Орал Москва "
    "Казань Омск"
)
ROLES = words(
    "журналист журналист журналист гражданин пенсионер студент учитель врач юрист режиссёр политолог инженер"
)
BANNERS = words(
    "Парус Маяк Родник Дала Көкжиек Толқын Шаңырақ Рассвет Арна Тұмар Самал Вестник Жалын Обзор Ұшқын"
)
HOUSES = [f"{kind} {name}" for kind in ("газета", "фонд", "ТОО") for name in BANNERS]
MAILS = ["mail.ru", "gmail.com", "yandex.ru", "inbox.ru", "bk.ru", "outlook.com"]
NICKS = {"Александр": "Саша", "Дмитрий": "Дима", "Екатерина": "Катя", "Мария": "Маша", "Сергей": "Серёжа", "Анна": "Аня",
         "Наталья": "Наташа", "Константин": "Костя", "Юлия": "Юля", "Иван": "Ваня"}  # fmt: skip

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
_PLAIN = words(
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya a g k n o u u h i"
)
SCHEMES = [
    dict(zip(_LETTERS, _PLAIN, strict=True)),
    dict(zip(_LETTERS, _PLAIN, strict=True))
    | {"ж": "j", "х": "h", "ы": "i", "ё": "e", "қ": "q", "ғ": "gh", "ю": "iu", "я": "ia"},
    dict(zip(_LETTERS, _PLAIN, strict=True))
    | {"й": "i", "қ": "q", "ә": "ä", "ө": "ö", "ү": "ü", "ю": "iu", "я": "ia", "щ": "sch"},
    dict(zip(_LETTERS, _PLAIN, strict=True)) | {"х": "h", "ё": "e", "ң": "ng", "ж": "zh", "й": "y"},
]
RUSSIFIED = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
ALIKE = str.maketrans("аеорсху", "aeopcxy")


def latin(text: str, dice: random.Random) -> str:
    """Cyrillic in Latin letters, one of four ways."""
    scheme = dice.choice(SCHEMES)
    out = "".join(scheme.get(x, scheme.get(x.lower(), x).capitalize()).replace("-", "") for x in text)
    return out.replace("iy ", "y ") if dice.random() < 0.3 else out


def family(dice: random.Random, many: int) -> str:
    """A family name's stem: the first ones are borne by many, and how many there are grows with the list."""
    number = int(many * dice.random() ** 2)
    inner = random.Random(number)  # noqa: S311 (no secret hangs on it)
    return inner.choice(STARTS) + "".join(inner.choice(MIDDLES) for _ in range(inner.choice((1, 1, 2))))


def person(dice: random.Random, many: int) -> dict[str, str]:
    woman = dice.random() < 0.5
    endings = dice.choice(list(ENDINGS.values()))
    stem = family(dice, many)
    father = dice.choice(MEN).removesuffix("й").removesuffix("ь")
    one = {
        "given": dice.choice(WOMEN if woman else MEN),
        "stem": stem,
        "family": stem + endings[woman],
        "other": stem + endings[not woman],
        "patronymic": father + dice.choice((("ұлы", "қызы"), ("ович", "овна")))[woman],
        "role": dice.choice(ROLES) if dice.random() < 0.75 else "",
        "house": dice.choice(HOUSES) if dice.random() < 0.5 else "",
        "town": dice.choice(TOWNS) if dice.random() < 0.85 else "",
    }
    one["mailbox"] = address(one, dice) if dice.random() < 0.93 else ""
    return one


def address(one: dict[str, str], dice: random.Random) -> str:
    plain = SCHEMES[0]
    given, fam = (
        "".join(plain.get(x, x) for x in one[k].lower()).replace("-", "") for k in ("given", "family")
    )
    local = dice.choice((f"{given}.{fam}", f"{given[0]}.{fam}", f"{fam}{dice.randrange(60, 99)}", f"{given}{fam}",
                         dice.choice(("zvezda", "tulpar", "altai")) + str(dice.randrange(9999))))  # fmt: skip
    return f"{local}@{dice.choice(MAILS)}"


def typed(one: dict[str, str], dice: random.Random, *, first: bool) -> str:
    """The name as typed: the first time plainly or in Latin letters, again with something done to it."""
    one = dict(one)
    if dice.random() > (0.12 if first else 0.2):
        one["patronymic"] = ""
    done = ("latin" if dice.random() < 0.35 else "plain") if first else dice.choice(DEEDS)
    if done in SPOILT:
        SPOILT[done](one, dice)
    words = [one["given"], one["patronymic"], one["family"]]
    if dice.random() < 0.4:
        words = [words[2], *words[:2]]
    name = " ".join(filter(None, words))
    if done in DRESSED:
        name = DRESSED[done](name, dice)
    return name.upper() if dice.random() < 0.04 else name


def _initials(one: dict[str, str], _: random.Random) -> None:
    one["given"], one["patronymic"] = one["given"][0] + ".", ""


def _slip(one: dict[str, str], dice: random.Random) -> None:
    name = one["family"]
    if len(name) > 5:
        at = dice.randrange(1, len(name) - 2)
        left, here, right = name[:at], name[at], name[at + 1 :]
        one["family"] = dice.choice(
            (left + right, left + here + here + right, left + right[0] + here + right[1:])
        )


def _short(one: dict[str, str], _: random.Random) -> None:
    one["given"] = NICKS.get(one["given"], one["given"])


def _russified(one: dict[str, str], _: random.Random) -> None:
    for part in ("given", "family", "patronymic"):
        one[part] = one[part].translate(RUSSIFIED)


def _double(one: dict[str, str], dice: random.Random) -> None:
    one["family"] += f"-{family(dice, 500)}ова"


SPOILT = {"initials": _initials, "slip": _slip, "short": _short, "russified": _russified, "double": _double}
DRESSED: dict[str, Callable[[str, random.Random], str]] = {
    "latin": latin,
    "alike": lambda name, _: name.translate(ALIKE),
    "maiden": lambda name, dice: f"{name} ({family(dice, 500)}ова)",
    "title": lambda name, dice: dice.choice(("Dr. ", "проф. ", "г-жа ")) + name,
    "role": lambda name, dice: f"{name}, {dice.choice(ROLES)}",
}
DEEDS = ("plain", "latin", *SPOILT, *DRESSED)


def lookalike(one: dict[str, str], dice: random.Random, many: int) -> dict[str, str]:
    """Somebody else who is easily taken for this one."""
    other, kind = person(dice, many), dice.randrange(7)
    if kind == 0:  # a namesake
        other |= {k: one[k] for k in ("given", "family")}
    elif kind == 1:  # a namesake in the same town
        other |= {k: one[k] for k in ("given", "family", "town")}
    elif kind == 2:  # a sister or brother
        other |= {k: one[k] for k in ("family", "town", "role", "house")}
        other["given"] = dice.choice([name for name in MEN + WOMEN if name != one["given"]])
    elif kind == 3:  # the other half of a couple, at the same mailbox
        given = dice.choice(MEN if one["given"] in WOMEN else WOMEN)
        return (
            other
            | {k: one[k] for k in ("town", "mailbox")}
            | {"family": one["other"], "given": given, "couple": "yes"}
        )
    elif kind == 4:  # a letter's difference
        at = dice.randrange(len(one["family"]) - 2)
        changed = one["family"][:at] + dice.choice("бвгдзклмнпрст") + one["family"][at + 1 :]
        other |= {k: one[k] for k in ("given", "town", "role")} | {"family": changed.capitalize()}
    elif kind == 5:  # the same initials
        same_letter = [name for name in MEN + WOMEN if name[0] == one["given"][0] and name != one["given"]]
        other |= {"given": dice.choice(same_letter or WOMEN), "family": one["family"], "town": one["town"]}
    else:  # the editorial office one works for
        return other | {
            "given": "Редакция",
            "family": f"газеты «{other['stem']}»",
            "patronymic": "",
            "mailbox": "",
        }
    return other | {"mailbox": address(other, dice)}


def invented(size: int, seed: int) -> tuple[list[Record], dict[str, str]]:
    """A list of `size` invented signatures and who each is."""
    dice = random.Random(seed)  # noqa: S311 (no secret hangs on it)
    people, rows = 0, list[tuple[str, Record]]()
    many = max(size // 6, 60)

    taken: dict[str, str] = {}

    def sign(one: dict[str, str], who: str, *, first: bool) -> None:
        name = typed(one, dice, first=first)
        mailbox, role, town, house = (one[k] for k in ("mailbox", "role", "town", "house"))
        if not first:
            draw = dice.random()
            local, _, domain = mailbox.partition("@")
            if draw < 0.15 and mailbox:
                mailbox = f"{local}+a@{domain}"
            elif draw < 0.45 and mailbox:
                mailbox = f"{local}@{dice.choice(MAILS)}"
            elif draw < 0.9:
                mailbox = address(one, dice)
            role = dice.choice(ROLES) if dice.random() < 0.2 else role if dice.random() < 0.8 else ""
            town = (
                dice.choice(TOWNS)
                if dice.random() < 0.1
                else latin(town, dice)
                if dice.random() < 0.4
                else town
            )
            house = "" if dice.random() < 0.3 else house
        if mailbox and taken.setdefault(canonical(mailbox), who) != who and not one.get("couple"):
            local, _, domain = mailbox.partition("@")
            mailbox = f"{local.partition('+')[0]}{dice.randrange(1000, 9999)}@{domain}"
        rows.append((who, Record("", name, mailbox, house, role, town)))

    while len(rows) < size:
        one, people = person(dice, many), people + 1
        sign(one, f"p{people}", first=True)
        for _ in range(dice.choices((0, 1, 2), (91, 7, 2))[0]):
            sign(one, f"p{people}", first=False)
        if dice.random() < 0.11:
            people += 1
            alike = lookalike(one, dice, many)
            office = alike["given"] == "Редакция"
            sign(alike, alike["family"] if office else f"p{people}", first=True)
    dice.shuffle(rows)
    records = [Record(str(at), *fields(row)) for at, (_, row) in enumerate(rows[:size])]
    return records, {str(at): who for at, (who, _) in enumerate(rows[:size])}


def fields(row: Record) -> tuple[str, ...]:
    return row.name, row.mailbox, row.affiliation, row.role, row.place
