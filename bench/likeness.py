"""How right and how fast the likeness of names is, on lists of invented people: 2,000, 20,000, 200,000 rows.

    python bench/likeness.py [--sizes 2000,20000,200000] [--seed 1] [--splink]

Names are made of syllables and endings, so that a longer list holds new names and not copies. Second signatures are
spoilt by other hands than those the rules were tuned on: four ways of writing Cyrillic in Latin letters, slips,
initials, other order, other address, other town. Prints time, the largest memory, and how much was found and how rightly.
Each size runs in a process of its own, so that memory is measured for it alone. `--splink` compares with splink 4,
where it is installed (never needed to run the service).
"""

import argparse
import multiprocessing
import random
import resource
import time
from collections import Counter, defaultdict
from itertools import combinations

from petition.likeness.commonness import Commonness
from petition.likeness.compare import weigh
from petition.likeness.index import Index
from petition.likeness.judge import judge
from petition.likeness.reading import read
from petition.likeness.mailboxes import canonical
from petition.likeness.record import Record

MEN = (
    "Арман Асқар Бауыржан Болат Дархан Ерлан Ербол Жанибек Қайрат Марат Мұхтар Нұрлан Рүстем Сәкен Талғат Тимур Ұлан "
    "Айдос Алмас Бекзат Ғалым Дәурен Ержан Олжас Сұлтан Александр Алексей Андрей Антон Борис Вадим Виктор Георгий Денис "
    "Дмитрий Евгений Иван Игорь Кирилл Константин Лев Максим Михаил Николай Олег Павел Роман Сергей Степан Юрий Ярослав"
).split()
WOMEN = (
    "Айгүл Айжан Айнұр Ақмарал Алма Әсел Бота Гүлнар Дана Динара Жанар Жұлдыз Зәуре Индира Қымбат Ләззат Мадина Мөлдір "
    "Нұргүл Роза Сәуле Салтанат Шолпан Анна Валентина Вера Виктория Галина Дарья Екатерина Елена Жанна Зинаида Ирина "
    "Лариса Людмила Марина Мария Надежда Наталья Ольга Полина Раиса Светлана Татьяна Юлия Яна"
).split()
STARTS = "Аб Ай Ақ Бай Бек Бол Гор Дос Ер Жан Жұм Зел Иса Кар Ким Құл Лес Мак Мед Мур Нұр Омар Пет Рах Сад Сар Тор Ужк Фед Хас Шай Щер Юн Яг".split()
MIDDLES = "а ал ан ба ғал да дар жан ир ке кен ла лен ма мат ми мұқ на ни ра рас са сен та тек ти ша".split()
ENDINGS = {
    "": ("ов", "ова"),
    "е": ("ев", "ева"),
    "и": ("ин", "ина"),
    "с": ("ский", "ская"),
    "к": ("ко", "ко"),
}
TOWNS = "Алматы Астана Шымкент Қарағанды Ақтөбе Тараз Павлодар Өскемен Семей Атырау Қостанай Орал Москва Казань Омск".split()
ROLES = "журналист журналист журналист гражданин пенсионер студент учитель врач юрист режиссёр политолог инженер".split()
HOUSES = [f"{kind} {name}" for kind in ("газета", "фонд", "ТОО") for name in
          "Парус Маяк Родник Дала Көкжиек Толқын Шаңырақ Рассвет Арна Тұмар Самал Вестник Жалын Обзор Ұшқын".split()]  # fmt: skip
MAILS = "mail.ru gmail.com yandex.ru inbox.ru bk.ru outlook.com".split()
NICKS = {"Александр": "Саша", "Дмитрий": "Дима", "Екатерина": "Катя", "Мария": "Маша", "Сергей": "Серёжа", "Анна": "Аня",
         "Наталья": "Наташа", "Константин": "Костя", "Юлия": "Юля", "Иван": "Ваня"}  # fmt: skip

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
_PLAIN = (
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya a g k n o u u h i".split()
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
    scheme = dice.choice(SCHEMES)
    out = "".join(scheme.get(x, scheme.get(x.lower(), x).capitalize()).replace("-", "") for x in text)
    return out.replace("iy ", "y ") if dice.random() < 0.3 else out


def family(dice: random.Random, many: int) -> str:
    """A family name's stem: the first ones are borne by many, and how many there are grows with the list."""
    number = int(many * dice.random() ** 2)
    inner = random.Random(number)
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


def typed(one: dict[str, str], dice: random.Random, *, first: bool) -> tuple[str, str]:
    """The name as typed and what was done to it."""
    given, fam, done = one["given"], one["family"], []
    middle = one["patronymic"] if dice.random() < (0.12 if first else 0.2) else ""
    if not first:
        done.append(kind := dice.choice(("plain", "plain", "initials", "slip", "short", "maiden", "russified", "latin", "latin",
                                          "alike", "title", "role", "double")))  # fmt: skip
        if kind == "initials":
            given, middle = given[0] + ".", ""
        elif kind == "slip" and len(fam) > 5:
            at = dice.randrange(1, len(fam) - 2)
            fam = dice.choice(
                (
                    fam[:at] + fam[at + 1 :],
                    fam[:at] + fam[at] + fam[at:],
                    fam[:at] + fam[at + 1] + fam[at] + fam[at + 2 :],
                )
            )
        elif kind == "short":
            given = NICKS.get(given, given)
        elif kind == "russified":
            given, fam, middle = (x.translate(RUSSIFIED) for x in (given, fam, middle))
        elif kind == "double":
            fam = f"{fam}-{family(dice, 500)}ова"
    words = [fam, given, middle] if dice.random() < 0.4 else [given, middle, fam]
    name = " ".join(filter(None, words))
    if (first and dice.random() < 0.35) or "latin" in done:
        name = latin(name, dice)
    if "alike" in done:
        name = name.translate(ALIKE)
    if "maiden" in done:
        name += f" ({family(dice, 500)}ова)"
    if "title" in done:
        name = dice.choice(("Dr. ", "проф. ", "г-жа ")) + name
    if "role" in done:
        name += f", {dice.choice(ROLES)}"
    return name.upper() if dice.random() < 0.04 else name, "+".join(done)


def lookalike(one: dict[str, str], dice: random.Random, many: int) -> dict[str, str]:
    """Somebody else who is easily taken for this one."""
    other, kind = person(dice, many), dice.randrange(7)
    if kind == 0:  # a namesake
        other |= {k: one[k] for k in ("given", "family")}
    elif kind == 1:  # a namesake in the same town
        other |= {k: one[k] for k in ("given", "family", "town")}
    elif kind == 2:  # a sister or brother
        other |= {k: one[k] for k in ("family", "town", "role", "house")}
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
    dice, people, rows = random.Random(seed), 0, list[tuple[str, Record]]()
    many = max(size // 6, 60)

    taken: dict[str, str] = {}

    def sign(one: dict[str, str], who: str, *, first: bool) -> None:
        name, _ = typed(one, dice, first=first)
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
    records = [Record(str(at), *_fields(row)) for at, (_, row) in enumerate(rows[:size])]
    return records, {str(at): who for at, (who, _) in enumerate(rows[:size])}


def _fields(row: Record) -> tuple[str, ...]:
    return row.name, row.mailbox, row.affiliation, row.role, row.place


def pairs(clusters: dict[str, str]) -> set[tuple[str, str]]:
    found = defaultdict(list)
    for one, cluster in clusters.items():
        found[cluster].append(one)
    return {(a, b) for members in found.values() for a, b in combinations(sorted(members), 2)}


def one_more(records: list[Record]) -> float:
    """The slowest of 50 new signatures met by all the others, in milliseconds."""
    index, common = Index(), Commonness()
    for record in records:
        reading = read(record)
        common.add(reading)
        index.meet(reading)
    slowest = 0.0
    for number, record in enumerate(records[:: max(len(records) // 50, 1)]):
        new = Record(
            f"new {number}",
            record.name + " ",
            f"fresh{number}@mail.ru",
            record.affiliation,
            record.role,
            record.place,
        )
        began = time.perf_counter()
        reading = read(new)
        for other in index.near(reading):
            weigh(other, reading, common)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest * 1000


def measure(size: int, seed: int) -> None:
    records, who = invented(size, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    judgement = judge(records)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    true, links = pairs(who), pairs(judgement.clusters)
    cases = {(min(one.a, one.b), max(one.a, one.b)) for one in judgement.cases}
    erased = sum(len({who[x] for x in members}) - 1 for members in _members(judgement.clusters))
    held = len((links | cases) & true)
    print(
        f"{size:7,} rows  {seconds:6.1f} s  {memory / 1024:6,.0f} MB ({before / 1024:,.0f} before)  true pairs {len(true):,}  "
        f"links {len(links):,} at {len(links & true) / max(len(links), 1):.4f}, {erased} erased  "
        f"cases {len(cases):,} ({len(cases) / max(len(cases & true), 1):.2f} a true pair)  held {held / max(len(true), 1):.3f}",
        flush=True,
    )
    print(f"              one more signature against them: {one_more(records):.1f} ms at worst", flush=True)
    if wrong := sorted(links - true)[:5]:
        by_id = {record.id: record for record in records}
        for pair in wrong:
            print("              wrong:", *(_fields(by_id[one]) for one in pair))


def _members(clusters: dict[str, str]) -> list[list[str]]:
    found = defaultdict(list)
    for one, cluster in clusters.items():
        found[cluster].append(one)
    return list(found.values())


def compare_with_splink(size: int, seed: int) -> None:
    """Splink 4 on the same list: order-free folded name, mailbox, town and house; the pairs above .9 and .99."""
    try:
        import pandas as pd  # noqa: PLC0415 (optional, never a requirement)
        import splink.comparison_library as cl  # noqa: PLC0415
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415
    except ImportError:
        print("splink is not installed: pip install splink")
        return
    records, who = invented(size, seed)
    began = time.perf_counter()
    rows = []
    for record in records:
        reading = read(record)
        words = sorted(word.fold for word in reading.name.words)
        rows.append({"unique_id": record.id, "name": " ".join(words) or None, "first": words[0] if words else None,
                     "last": words[-1] if words else None, "mailbox": reading.mailbox or None, "town": reading.town or None,
                     "house": record.affiliation or None})  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
            cl.ExactMatch("mailbox"),
            cl.ExactMatch("town"),
            cl.ExactMatch("house"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first", "last"),
            block_on("mailbox"),
            block_on("first", "town", "house"),
            block_on("last", "town", "house"),
        ],
    )
    linker = Linker(pd.DataFrame(rows), settings, DuckDBAPI())
    linker.training.estimate_probability_two_random_records_match([block_on("mailbox")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "last"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("mailbox"))
    found = linker.inference.predict(threshold_match_probability=0.9).as_pandas_dataframe()
    seconds, true = time.perf_counter() - began, pairs(who)
    for least in (0.9, 0.99):
        chosen = found[found.match_probability >= least]
        pairs_found = {
            (min(a, b), max(a, b)) for a, b in zip(chosen.unique_id_l, chosen.unique_id_r, strict=True)
        }
        right = len(pairs_found & true)
        print(f"{size:7,} rows  splink at {least}: {seconds:.1f} s  precision {right / max(len(pairs_found), 1):.3f}  recall {right / max(len(true), 1):.3f}"
              f"  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB", flush=True)  # fmt: skip


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--sizes", default="2000,20000,200000")
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--splink", action="store_true")
    chosen = told.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        for task in (measure, compare_with_splink) if chosen.splink else (measure,):
            own = multiprocessing.get_context("spawn").Process(target=task, args=(size, chosen.seed))
            own.start()
            own.join()


if __name__ == "__main__":
    main()
