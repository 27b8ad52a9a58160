"""Words that say little: stock roles and well-known towns, in the languages the appeals are signed in.

A journalist in one language is a journalist in another; and neither tells two journalists apart. General knowledge.
"""

import re
from functools import lru_cache

from petition.lexicon.fold import fold

_ROLES = """
citizen: citizen, a citizen, гражданин, гражданка, азамат, азаматы, азаматша, vatandaş, bürger, bürgerin, resident, житель, жительница, тұрғын, тұрғыны, voter, избиратель
journalist: journalist, reporter, correspondent, журналист, журналистка, журналіст, журналистік, тілші, корреспондент, репортёр, gazeteci, muhabir, journalistin, 记者, صحفي, freelance journalist, independent journalist, независимый журналист, тәуелсіз журналист
chief editor: editor-in-chief, chief editor, editor in chief, главный редактор, главред, бас редактор, chefredakteur, genel yayın yönetmeni, 总编辑
editor: editor, редактор, редакторы, redakteur
teacher: teacher, schoolteacher, учитель, учительница, преподаватель, педагог, мұғалім, ұстаз, lehrer, lehrerin, öğretmen, lecturer
professor: professor, prof, профессор, проф, profesör, 教授
student: student, студент, студентка, студенті, öğrenci, 学生, schüler
doctor: doctor, physician, врач, доктор, дәрігер, arzt, ärztin, doktor, 医生
lawyer: lawyer, attorney, advocate, юрист, адвокат, заңгер, қорғаушы, jurist, rechtsanwalt, avukat, 律师
programmer: programmer, software engineer, developer, software developer, программист, разработчик, бағдарламашы, бағдарламалаушы, programmierer, yazılımcı, 程序员
pensioner: pensioner, retiree, retired, пенсионер, пенсионерка, зейнеткер, rentner, rentnerin, emekli
defender: human rights defender, human rights activist, rights activist, правозащитник, правозащитница, құқық қорғаушы, menschenrechtler, insan hakları savunucusu
activist: activist, civic activist, civil activist, активист, активистка, гражданский активист, белсенді, азаматтық белсенді, aktivist
politologist: political scientist, политолог, саясаттанушы, politologe, siyaset bilimci
director: director, директор, режиссёр, film director, режиссер, директоры, yönetmen
writer: writer, author, писатель, писательница, жазушы, schriftsteller, yazar
poet: poet, поэт, ақын, dichter, şair
artist: artist, художник, художница, суретші, künstler, sanatçı
engineer: engineer, инженер, ingenieur, mühendis
economist: economist, экономист, ökonom, ekonomist
entrepreneur: entrepreneur, businessman, businesswoman, предприниматель, бизнесмен, кәсіпкер, unternehmer
blogger: blogger, блогер, блоггер, blogcu
historian: historian, историк, тарихшы, historiker, tarihçi
sociologist: sociologist, социолог, әлеуметтанушы, soziologe
psychologist: psychologist, психолог, psychologe, psikolog
accountant: accountant, бухгалтер, есепші, muhasebeci
housewife: housewife, homemaker, домохозяйка, үй шаруасындағы әйел, hausfrau, ev hanımı
worker: worker, рабочий, жұмысшы, arbeiter, işçi
scientist: scientist, researcher, учёный, ученый, исследователь, ғалым, wissenschaftler, araştırmacı
nurse: nurse, медсестра, мейірбике, krankenschwester, hemşire
translator: translator, переводчик, переводчица, аудармашы, übersetzer, çevirmen
photographer: photographer, фотограф, фотожурналист, фотограф, fotograf
driver: driver, водитель, жүргізуші, fahrer
farmer: farmer, фермер, шаруа, bauer, çiftçi
expert: expert, эксперт, сарапшы, media expert, медиаэксперт
manager: manager, менеджер, yönetici
unemployed: unemployed, безработный, безработная, жұмыссыз, arbeitslos
public figure: public figure, общественный деятель, қоғам қайраткері
"""  # noqa: E501 (one meaning a line)

_TOWNS = """
almaty: Алматы, Алма-Ата, Almaty, Alma-Ata | astana: Астана, Нур-Султан, Нұр-Сұлтан, Astana, Nur-Sultan, Акмола, Целиноград
shymkent: Шымкент, Чимкент, Shymkent, Chimkent | karaganda: Қарағанды, Караганда, Karaganda, Qaraghandy, Qaragandy, Karagandy
oskemen: Өскемен, Усть-Каменогорск, Oskemen, Ust-Kamenogorsk | semey: Семей, Семипалатинск, Semey, Semipalatinsk
petropavl: Петропавл, Петропавловск, Petropavl, Petropavlovsk, Қызылжар | oral: Орал, Уральск, Oral, Uralsk
aktobe: Ақтөбе, Актобе, Актюбинск, Aktobe, Aqtobe | aktau: Ақтау, Актау, Aktau, Aqtau, Шевченко | atyrau: Атырау, Гурьев, Atyrau
kostanay: Қостанай, Костанай, Кустанай, Kostanay, Qostanay | pavlodar: Павлодар, Pavlodar | taraz: Тараз, Джамбул, Жамбыл, Taraz
kyzylorda: Қызылорда, Кызылорда, Kyzylorda, Qyzylorda | kokshetau: Көкшетау, Кокшетау, Кокчетав, Kokshetau, Kokchetav
taldykorgan: Талдықорған, Талдыкорган, Taldykorgan | turkistan: Түркістан, Туркестан, Turkistan, Turkestan
temirtau: Теміртау, Темиртау, Temirtau | zhezkazgan: Жезқазған, Жезказган, Джезказган, Zhezkazgan | ekibastuz: Екібастұз, Экибастуз, Ekibastuz
zhanaozen: Жаңаөзен, Жанаозен, Новый Узень, Zhanaozen | balkhash: Балқаш, Балхаш, Balkhash | rudny: Рудный, Rudny
moscow: Москва, Мәскеу, Moscow, Moskau, Moskova, 莫斯科 | petersburg: Санкт-Петербург, СПб, Петербург, Питер, Ленинград, Saint Petersburg, St. Petersburg, St Petersburg, Sankt Petersburg
yekaterinburg: Екатеринбург, Свердловск, Yekaterinburg, Ekaterinburg | nizhny: Нижний Новгород, Горький, Nizhny Novgorod
novosibirsk: Новосибирск, Novosibirsk | kazan: Казань, Қазан, Kazan | samara: Самара, Куйбышев, Samara | omsk: Омск, Omsk
rostov: Ростов-на-Дону, Ростов, Rostov-on-Don | volgograd: Волгоград, Сталинград, Volgograd | ufa: Уфа, Ufa | perm: Пермь, Perm
kyiv: Киев, Київ, Kyiv, Kiev | kharkiv: Харьков, Харків, Kharkiv, Kharkov | odesa: Одесса, Одеса, Odesa, Odessa | lviv: Львов, Львів, Lviv
minsk: Минск, Мінск, Minsk | tashkent: Ташкент, Тошкент, Tashkent, Toshkent | bishkek: Бишкек, Бішкек, Фрунзе, Bishkek
dushanbe: Душанбе, Dushanbe | ashgabat: Ашхабад, Ashgabat | baku: Баку, Bakı, Baku | tbilisi: Тбилиси, Tbilisi, თბილისი | yerevan: Ереван, Yerevan, Երևան
london: London, Лондон, Londra, 伦敦 | newyork: New York, New York City, NYC, Нью-Йорк | washington: Washington, Washington DC, Вашингтон
losangeles: Los Angeles, LA, Лос-Анджелес | sanfrancisco: San Francisco, SF, Сан-Франциско | chicago: Chicago, Чикаго | boston: Boston, Бостон
edinburgh: Edinburgh, Эдинбург | dublin: Dublin, Дублин | paris: Paris, Париж | brussels: Brussels, Brüssel, Bruxelles, Брюссель
berlin: Berlin, Берлин | munich: Munich, München, Muenchen, Мюнхен | cologne: Cologne, Köln, Koeln, Кёльн, Кельн | hamburg: Hamburg, Гамбург
frankfurt: Frankfurt, Frankfurt am Main, Франкфурт | nuremberg: Nuremberg, Nürnberg, Nuernberg | dusseldorf: Düsseldorf, Duesseldorf, Дюссельдорф
hanover: Hanover, Hannover, Ганновер | stuttgart: Stuttgart, Штутгарт | leipzig: Leipzig, Лейпциг | dresden: Dresden, Дрезден
vienna: Vienna, Wien, Вена | zurich: Zurich, Zürich, Цюрих | geneva: Geneva, Genève, Genf, Женева | prague: Prague, Praha, Прага | warsaw: Warsaw, Warszawa, Варшава
rome: Rome, Roma, Рим | milan: Milan, Milano, Милан | madrid: Madrid, Мадрид | lisbon: Lisbon, Lisboa, Лиссабон | athens: Athens, Αθήνα, Афины
istanbul: Istanbul, İstanbul, Стамбул, Ыстамбұл | ankara: Ankara, Анкара | izmir: İzmir, Izmir, Измир, Smyrna | antalya: Antalya, Анталья | bursa: Bursa
cairo: Cairo, القاهرة, Каир, al-Qahira | alexandria: Alexandria, الإسكندرية, Александрия | beirut: Beirut, بيروت, Бейрут | amman: Amman, عمّان, عمان, Амман
damascus: Damascus, دمشق, Дамаск | baghdad: Baghdad, بغداد, Багдад | riyadh: Riyadh, الرياض, Эр-Рияд | dubai: Dubai, دبي, Дубай | jerusalem: Jerusalem, القدس, ירושלים, Иерусалим
tehran: Tehran, تهران, Тегеран | delhi: Delhi, New Delhi, Дели | mumbai: Mumbai, Bombay
beijing: Beijing, Peking, 北京, Пекин, Бейжің | shanghai: Shanghai, 上海, Шанхай | guangzhou: Guangzhou, Canton, 广州, Гуанчжоу | shenzhen: Shenzhen, 深圳
chengdu: Chengdu, 成都 | xian: Xi'an, Xian, 西安 | nanjing: Nanjing, Nanking, 南京 | wuhan: Wuhan, 武汉 | tianjin: Tianjin, 天津 | hangzhou: Hangzhou, 杭州
hongkong: Hong Kong, 香港, Гонконг | taipei: Taipei, 台北 | urumqi: Urumqi, Ürümqi, 乌鲁木齐, Урумчи | tokyo: Tokyo, 東京, Токио | seoul: Seoul, 서울, Сеул
"""  # noqa: E501 (one meaning a line)

_COUNTRIES = """
kz: Kazakhstan, Казахстан, Қазақстан, Republic of Kazakhstan, Республика Казахстан, Қазақстан Республикасы, РК, ҚР | ru: Russia, Россия, Ресей, Russian Federation, РФ
gb: UK, United Kingdom, England, Great Britain, Великобритания, Англия | us: USA, US, United States, США, АҚШ | de: Germany, Deutschland, Германия
tr: Turkey, Türkiye, Турция | cn: China, Китай, 中国, Қытай | eg: Egypt, مصر, Египет | ua: Ukraine, Украина, Україна | uz: Uzbekistan, Узбекистан, Oʻzbekiston, Өзбекстан
kg: Kyrgyzstan, Кыргызстан, Киргизия | by: Belarus, Беларусь | fr: France, Франция | lb: Lebanon, لبنان, Ливан | jo: Jordan, الأردن, Иордания | az: Azerbaijan, Азербайджан | ge: Georgia, Грузия
"""  # noqa: E501 (one meaning a line)

_WORDS = re.compile(r"[^\W_]+")
_TOWN_WORDS = re.compile(
    r"\b(?:г|город|гор|қаласы|қ|city of|city|the city|a resident of|stadt|şehri|"
    r"область|обл|region|oblast|облысы)\b\.?",
    re.IGNORECASE,
)


def squeezed(text: str) -> str:
    """A phrase folded word by word and run together: what two ways of writing one place or role share."""
    return "".join(map(fold, _WORDS.findall(text)))


def _table(text: str, groups: str) -> dict[str, str]:
    found = {}
    for line in filter(None, (part.strip() for part in re.split(groups, text))):
        meaning, _, forms = line.partition(":")
        for form in forms.split(","):
            found[squeezed(form)] = meaning
    return found


_ROLE_OF = _table(_ROLES, r"\n")
_TOWN_OF = _table(_TOWNS, r"[|\n]")
_COUNTRY_OF = _table(_COUNTRIES, r"[|\n]")
_CITIZEN = re.compile(r"^(?:a?sitizen|grajdanin|grajdanka|rezident)|(?:azamat|azamati|turgini)$")


@lru_cache(maxsize=1 << 12)
def stock_role(role: str) -> str:
    """The stock role a text names in any language ('journalist', 'citizen', ...), '' where it is its own."""
    plain = squeezed(role)
    return _ROLE_OF.get(plain) or ("citizen" if _CITIZEN.search(plain) else "")


@lru_cache(maxsize=1 << 12)
def town(place: str) -> str:
    """One key for a place under its names old and new; '' where nothing is left of it."""
    first = re.split(r"[,;(]", place)[0]
    plain = squeezed(first)
    return (
        _TOWN_OF.get(plain)
        or _TOWN_OF.get(squeezed(_TOWN_WORDS.sub(" ", first)))
        or squeezed(_TOWN_WORDS.sub(" ", first))
        or plain
    )


def is_town(place: str) -> bool:
    """Whether a text is a town we know: brackets behind a name hold towns as often as maiden names."""
    return town(place) in _TOWN_MEANINGS


@lru_cache(maxsize=1 << 12)
def country(text: str) -> str:
    """A country's two letters from its code or its name, else the folded text."""
    plain = squeezed(text)
    return _COUNTRY_OF.get(plain, text.strip().lower() if len(text.strip()) == 2 else plain)


def is_country(text: str) -> bool:
    """Whether a text names a country we know."""
    return squeezed(text) in _COUNTRY_OF


_TOWN_MEANINGS = frozenset(_TOWN_OF.values())
