"""General knowledge about names: titles, patronymics, short forms, family names. Nothing here comes from a list judged.

Words are written as people write them and folded once, at import.
"""

import re

from petition.lexicon.fold import fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(filter(None, map(fold, words.split())))


TITLES = _folded(
    "mr mrs ms miss mx sir dame lord lady madam mme mlle dr prof professor doc doctor rev phd mba esq "
    "herr frau г-н г-жа гн гжа господин госпожа тов товарищ д-р др доктор проф профессор акад академик доц доцент "
    "мырза ханым апай ағай ұстаз 先生 女士 教授 博士 الدكتور دكتور أستاذ"
)
GENERATIONS = {
    word: mark
    for mark, words in {
        "elder": "sr senior старший ст",
        "younger": "jr junior младший мл",
        "second": "ii",
        "third": "iii",
    }.items()
    for word in words.split()
}
PARTICLES = _folded(
    "al el ul von van der den de da di du la le bin ibn bint ben abu y dos das del zu zum zur"
)
BORN = _folded("née nee born ex урожд урожденная урождённая рожд бывш бывшая девичья тумасы geb geborene")

PATRONYMIC = re.compile(
    r"(?P<stem>[a-z]{2,}?)(?:ovich|evich|ovna|evna|inichna|(?<=[mlktf])ichna|(?<=[mlktf])ich|(?<=[a-z]{4})uli|kizi)"
)
# A patronymic may stand as two words: Rustem uly, Санжар қызы.
PATRONYMIC_WORDS = _folded("ұлы улы uly қызы кызы kyzy qyzy kizi оглы ogly oğlu оғлы заде zade")

FAMILY_ENDINGS = re.compile(
    r"(?:[eo]v|[eo]va|[^aeiou]in|[^aeiou]ina|ski|tski|skaia|tskaia|enko|uk|chak|iani?|idze|shvili|oglu|skii)$"
)
WOMANS_ENDINGS = (("ov", "ova"), ("ev", "eva"), ("in", "ina"), ("ski", "skaia"), ("oi", "aia"))

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

_SHORT_FORMS = """
Александр Саша Шура Алекс Alexander Alex Aleksander Алесь Олександр Sasha Sandy | Александра Саша Шура Alexandra Alex
Алексей Лёша Алёша Alexis | Анна Аня Анюта Нюра Anne Ann | Анастасия Настя Ася | Андрей Андрюша Andrew Andreas
Антон Тоша Anthony | Антонина Тоня | Аркадий Аркаша | Борис Боря | Валентина Валя | Валентин Валя | Валерий Валера
Валерия Лера | Василий Вася | Вероника Ника | Виктор Витя | Виктория Вика Vicky | Виталий Виталик
Владимир Володя Вова Volodymyr | Владислав Влад Слава | Вячеслав Слава | Галина Галя | Геннадий Гена
Георгий Гоша Жора George | Григорий Гриша | Даниил Данила Даня | Дарья Даша Дария | Дмитрий Дима Митя Dmitri
Евгений Женя Eugene | Евгения Женя | Екатерина Катя Катерина Catherine | Елена Лена Алёна Helen Helena Olena
Елизавета Лиза Elizabeth | Зинаида Зина | Иван Ваня | Илья Илюша | Ирина Ира Irene | Ксения Ксюша
Константин Костя | Лариса Лара | Лев Лёва | Леонид Лёня | Лидия Лида | Людмила Люда Мила Люся | Любовь Люба
Максим Макс | Маргарита Рита Марго | Мария Маша Маруся Мари Mary Marie Maryam | Михаил Миша Michael | Надежда Надя
Наталья Наташа Ната Natalie Nataliya | Николай Коля Nicholas Mykola | Ольга Оля
Павел Паша Paul Pavlo | Пётр Петя Peter Petro | Полина Поля | Раиса Рая | Роман Рома | Светлана Света Лана
Семён Сеня Simon | Сергей Серёжа Serge Serhii | София Соня Sophie | Станислав Стас Слава | Степан Стёпа
Тамара Тома | Татьяна Таня | Фёдор Федя Theodore | Эдуард Эдик Edward | Юлия Юля Julia Yulia | Юрий Юра Yura
Яков Яша Jacob | Ярослав Слава Ярик
Айгүл Айгуля Айка | Гүлнар Гүлнара Гуля Gulnara | Жанар Жанара | Ернар Ернара | Асель Асел
Салтанат Салта | Бауыржан Бауыр Бауржан | Нұрлан Нурик | Ержан Ерик
Мұхтар Мухик | Мұхаммед Мұхамед Мұхамбет Магомед | Шолпан Шолпаша | Ләззат Ляззат | Алия Әлия Aliya
Anthony Tony | William Bill Will Billy Liam | Robert Bob Rob Bobby Bert | Richard Dick Rick Richie | James Jim Jimmy Jamie
John Jack Johnny Jon | Jonathan Jon Jonny | Michael Mike Mick Mickey | Thomas Tom Tommy | Charles Charlie Chuck
Edward Ed Eddie Ted Ned | Elizabeth Liz Beth Betty Eliza Lizzie Elsie Libby | Margaret Maggie Meg Peggy Greta Margie
Katherine Catherine Kathryn Kate Kathy Katie Cathy Kat | Joseph Joe Joey | Daniel Dan Danny | David Dave Davy
Matthew Matt | Andrew Andy Drew | Christopher Chris Kit | Christine Chris Tina Christina | Patricia Pat Patty Trish Tricia
Patrick Pat Paddy | Jennifer Jen Jenny | Susan Sue Susie Suzanne | Barbara Barb Babs | Deborah Debbie Deb Debra
Stephen Steven Steve | Benjamin Ben Benny | Samuel Sam Sammy | Samantha Sam | Nicholas Nick Nicolas | Timothy Tim
Kenneth Ken Kenny | Gregory Greg | Jeffrey Geoffrey Jeff Geoff | Ronald Ron | Donald Don | Lawrence Laurence Larry
Gerald Jerry | Frederick Fred Freddie | Philip Phil Phillip | Peter Pete | Rebecca Becky Becca | Victoria Vicky Tori
Dorothy Dot Dottie | Theodore Ted Theo | Nathan Nate Nathaniel | Joshua Josh | Pamela Pam | Cynthia Cindy | Judith Judy
Sandra Sandy | Kimberly Kim | Jessica Jess Jessie | Abigail Abby | Amanda Mandy | Eleanor Ellie Nora | Emily Em
Isabella Bella Isabel | Raymond Ray | Douglas Doug | Leonard Leo Len | Albert Al Bert | Alfred Al Fred Alf | Vincent Vince
Johannes Hans Hannes Johann | Wilhelm Willi Willy | Friedrich Fritz | Josef Sepp | Katharina Käthe Kathrin
Elisabeth Lisa Else Elsa | Margarete Grete | Maximilian Max | Wolfgang Wolf | Ulrich Uli | Heinrich Heinz | Bernhard Bernd
Susanne Susi | Jürgen Georg Jörg | Matthias Matze | İbrahim İbo | Fatma Fatoş Fatima Fatema | Mehmet Memo | Süleyman Sulaiman
Muhammad Mohammed Mohamed Muhammed Mohammad Mohamad Muhamad Mohamad | Umar Omar Omer | Huda Hoda | Yusuf Youssef Yousef Yusef Josef
Tarek Tariq Tarik | Hussein Husain Hossein Hussain Huseyin | Hassan Hasan | Ahmad Ahmed Ahmet | Khaled Khalid Halid | Said Saeed Saïd
Mahmoud Mahmud Mahmut | Mustafa Moustafa Mostafa | Aisha Aicha Aysha Ayesha Ayşe | Sherif Cherif Sharif Şerif | Nour Noor Nur Nura
Ibrahim Ebrahim Brahim | Jamal Gamal Djamal Cemal | Osama Usama | Abdallah Abdullah Abdulla | Layla Leila Laila Leyla
Yasmin Yasmine Jasmin Yasemin | Karim Kareem Kerim | Amin Amine Emin | Walid Waleed Velid | Rashid Rachid | Nasser Nasir Naser
Khadija Hatice Khadijah | Zaynab Zeinab Zeynep Zainab | Maryam Mariam Meryem Miriam | Ali Aly | Salim Saleem Selim
"""  # noqa: E501 (one meaning a line)


def _families() -> dict[str, frozenset[int]]:
    """Each given name's folded forms to the groups it stands in: two names sharing a group are one name."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(re.split(r"[|\n]", _SHORT_FORMS)):
        for word in group.split():
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
    """Whether two folded words are the two forms of one family name, -ev and -eva: always two people."""
    return any(
        (a.endswith(his) and b.endswith(hers) and a[: -len(his)] == b[: -len(hers)])
        or (b.endswith(his) and a.endswith(hers) and b[: -len(his)] == a[: -len(hers)])
        for his, hers in WOMANS_ENDINGS
    )
