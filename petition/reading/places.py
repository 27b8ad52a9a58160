"""Knows a place when it sees one: countries and cities from CLDR in three languages, and Kazakhstan down to its larger towns."""

import re
from functools import cache
from itertools import chain

from babel import Locale

from petition.reading.blocks import squeeze

_LANGUAGES = ("en", "ru", "kk")

# Regions by the names people give them, each language's own spellings; the word for region is matched apart.
_REGIONS = """
Abai Abay Akmola Aqmola Aktobe Aqtobe Atyrau Zhambyl Jambyl Zhetysu Jetisu Zhetisu Karaganda Qaraghandy Karagandy Kostanay Qostanay
Kostanai Kyzylorda Qyzylorda Mangystau Mangistau Mañğystau Pavlodar Turkestan Turkistan Ulytau Almaty
Абай Абайская Акмолинская Актюбинская Алматинская Атырауская Жамбылская Жетысуская Жетісу Жетысу Карагандинская Костанайская
Кызылординская Мангистауская Мангыстауская Павлодарская Туркестанская Улытауская Улытау Ақмола Ақтөбе Жамбыл Қарағанды Қостанай
Қызылорда Маңғыстау Түркістан Ұлытау ВКО СКО ЗКО ЮКО БҚО ШҚО СҚО
East_Kazakhstan West_Kazakhstan North_Kazakhstan South_Kazakhstan Восточно-Казахстанская Западно-Казахстанская
Северо-Казахстанская Южно-Казахстанская Шығыс_Қазақстан Батыс_Қазақстан Солтүстік_Қазақстан Оңтүстік_Қазақстан
"""
_TOWNS = """
Astana Nur-Sultan Almaty Alma-Ata Shymkent Chimkent Karaganda Karagandy Qaraghandy Aktobe Aqtobe Aktyubinsk Taraz Pavlodar
Ust-Kamenogorsk Oskemen Öskemen Semey Semei Semipalatinsk Atyrau Kostanay Kostanai Qostanay Kyzylorda Qyzylorda Uralsk Oral Petropavlovsk
Petropavl Aktau Aqtau Turkestan Turkistan Kokshetau Kökshetau Taldykorgan Taldyqorghan Ekibastuz Rudny Rudnyi Temirtau Zhezkazgan
Jezkazgan Balkhash Balqash Zhanaozen Janaozen Kentau Konaev Qonaev Kapchagay Kapshagay Saran Shakhtinsk Stepnogorsk Ridder Lisakovsk
Aksu Arkalyk Arys Ayagoz Baikonur Zharkent Talgar Kaskelen Kulsary Satpayev Saryagash Shchuchinsk Zyryanovsk Altai Tekeli Zhitikara
Астана Нур-Султан Алматы Алма-Ата Шымкент Чимкент Караганда Актобе Актюбинск Тараз Павлодар Усть-Каменогорск Семей Семипалатинск
Атырау Костанай Кызылорда Уральск Петропавловск Актау Туркестан Кокшетау Талдыкорган Экибастуз Рудный Темиртау Жезказган Балхаш
Жанаозен Кентау Конаев Капчагай Сарань Шахтинск Степногорск Риддер Лисаковск Аксу Аркалык Арыс Аягоз Байконур Жаркент Талгар
Каскелен Кульсары Сатпаев Сарыагаш Щучинск Зыряновск Алтай Текели Житикара
Қарағанды Ақтөбе Өскемен Қостанай Қызылорда Орал Петропавл Ақтау Түркістан Көкшетау Талдықорған Екібастұз Теміртау Жезқазған Балқаш
Жаңаөзен Қонаев Нұр-Сұлтан Сәтбаев Қаскелең Құлсары Ақсу Арқалық Аягөз Байқоңыр Сарыағаш
"""
_ABROAD = """
New_York NYC Washington Washington_DC Washington,_D.C. San_Francisco Boston Philadelphia Seattle Houston Miami Atlanta Ottawa Montreal
Oxford Cambridge Manchester Edinburgh Glasgow Birmingham The_Hague Hague Geneva Basel Bern Munich Hamburg Cologne Frankfurt Leipzig Bonn
Strasbourg Lyon Marseille Barcelona Valencia Milan Naples Krakow Gdansk Wroclaw Poznan Brno Lviv Odesa Odessa Kharkiv Dnipro Grodno Brest
Gomel Vitebsk Mogilev Kiev Kyiv Saint_Petersburg St._Petersburg Kazan Novosibirsk Yekaterinburg Omsk Tomsk Samara Krasnoyarsk Perm Ufa Orenburg
Osh Jalal-Abad Karakol Bukhara Khiva Andijan Namangan Fergana Nukus Khujand Khorog Gyumri Batumi Kutaisi Ganja Ankara Izmir Antalya
Bursa Tel_Aviv Haifa Abu_Dhabi Doha Shenzhen Guangzhou Beijing Wuhan Delhi New_Delhi Mumbai Kyoto Osaka Melbourne
Нью-Йорк Вашингтон Бостон Чикаго Лондон Оксфорд Женева Мюнхен Гамбург Кёльн Франкфурт Страсбург Барселона Милан Краков Гданьск Вроцлав
Львов Одесса Харьков Днепр Гродно Брест Гомель Витебск Могилёв Киев Санкт-Петербург Питер СПб Казань Новосибирск Екатеринбург Омск
Томск Самара Красноярск Пермь Уфа Оренбург Челябинск Тюмень Барнаул Иркутск Воронеж Ростов-на-Дону Краснодар Нижний_Новгород Ош
Джалал-Абад Каракол Бухара Хива Андижан Наманган Фергана Нукус Худжанд Гюмри Батуми Анкара Измир Анталья Тель-Авив Хайфа Гаага Прага
Пекин Дели
"""
_SHORT = """
USA US U.S. U.S.A. UK U.K. UAE EU DRC KZ РК РФ США ОАЭ ФРГ КНР КР ҚР АҚШ БАӘ Britain Great_Britain England Scotland Wales
Holland Czech_Republic Turkey Россия Российская_Федерация Белоруссия Республика_Беларусь Киргизия Кыргызстан Молдавия Англия Шотландия
Чешская_Республика Голландия Америка Ресей Түркия Қырғызстан
"""
_BEFORE = re.compile(
    r"^(?:г\.|гор\.|город|города|городе|с\.|село|села|пос\.|посёлок|поселок|посёлка|аул|аула|ст\.|станица|п\.|пгт\.?|"
    r"(?:the )?(?:city|town|village) of)\s*(?=\S)",
    re.I,
)
_AFTER = re.compile(
    r"(?:^|\s)(?:region|oblast|province|district|city|county|область|области|обл\.?|край|края|район|района|р-н|"
    r"облысы|облысының|қаласы|қаласының|қ\.?|ауданы|ауданының|ауылы|ауылының|қаласынан|облысынан)$",
    re.I,
)
_REPUBLIC = re.compile(r"^(?:the )?(?:republic of|республика|республики) |\sреспубликасы(?:ның)?$", re.I)
_FOLDED = str.maketrans({"ё": "е", "’": "'", "-": " ", "–": " ", ".": "", "\u00a0": " "})


def _fold(text: str) -> str:
    return squeeze(text.lower().translate(_FOLDED))


def _listed(table: str) -> set[str]:
    return {_fold(word.replace("_", " ")) for word in table.split()}


@cache
def _local() -> frozenset[str]:
    return frozenset(_listed(_REGIONS) | _listed(_TOWNS))


@cache
def _towns() -> frozenset[str]:
    return frozenset(_listed(_TOWNS) | _listed(_ABROAD) | _zone_cities())


@cache
def _countries() -> frozenset[str]:
    names = chain.from_iterable(Locale.parse(language).territories.values() for language in _LANGUAGES)
    return frozenset({_fold(str(name)) for name in names if not str(name).isdigit()} | _listed(_SHORT))


def _zone_cities() -> set[str]:
    """CLDR names a city for every time zone: the capitals and large cities of the world, in each language."""
    cities: set[str] = set()
    for language in _LANGUAGES:
        for zone, names in Locale.parse(language).time_zones.items():
            if zone.startswith("Etc/"):
                continue
            cities.add(_fold(zone.rsplit("/", 1)[-1].replace("_", " ")))
            cities.add(_fold(str(names.get("city") or "")))
    return cities - {""}


def is_place(text: str) -> bool:
    """Whether the whole of this is a place: a known name, or one that says it is a town or region; several by commas too."""
    parts = [part for part in re.split(r"[,;/]", text) if part.strip()]
    return bool(parts) and len(text) <= 120 and all(map(_one_place, parts))


def is_country(text: str) -> bool:
    """Whether this is the name of a country."""
    folded = _fold(text)
    return folded in _countries() or _fold(_REPUBLIC.sub("", text)) in _countries()


def _one_place(text: str) -> bool:
    text = squeeze(text).strip(" .")
    if not text or not text[0].isupper() and not _BEFORE.match(text):
        return False
    bare = _BEFORE.sub("", text)
    if bare != text and bare[:1].isupper() and len(bare.split()) <= 3:
        return True
    if _AFTER.search(bare) and len(bare.split()) <= 4 and bare != bare.lower():
        return True
    if _REPUBLIC.search(bare):
        bare = _REPUBLIC.sub("", bare)
    folded = _fold(bare)
    return folded in _towns() or folded in _local() or folded in _countries()


def town_within(organisation: str) -> str:
    """The town or region a local organisation carries in its name ("of Almaty", "Pavlodar regional weekly"), else ''.

    Only towns and regions of Kazakhstan: a world paper named for its city ("New York Times") is no place.
    """
    words = squeeze(organisation).split()
    if len(words) < 2:
        return ""
    if len(words) > 2 and words[-2].lower() in {"of", "г.", "города"} and _fold(words[-1]) in _local():
        return words[-1]
    if _fold(words[0]) not in _local() or words[0].endswith("ская"):
        return ""
    if words[1].lower() in {"regional", "region", "oblast"} and _fold(words[0]) not in _towns():
        return f"{words[0]} region"
    return words[0]


def as_town(text: str) -> str:
    """A place without the grammar around it: "Алматы қаласының" is "Алматы қаласы"."""
    bare = re.sub(r"(қаласы|облысы|ауданы|ауылы)(?:ның|нан)$", r"\1", squeeze(text).strip(" .,;"))
    return re.sub(r"(?<=\s)(қ|обл)$", r"\1.", bare)
