"""The words by which people and bodies name what they do, in English, Russian and Kazakh: general vocabulary, no one's list.

Roles are matched as whole words or by the stem of an inflected one; a word here is a fact of the language, so a new one is added
when a language has it, not when some letter does.
"""

import re
from functools import lru_cache

# Professions and standings: of oneself. "aviation expert", "независимый журналист".
_PROFESSIONS = """
journalist reporter correspondent columnist editor publisher photographer photojournalist blogger vlogger writer author poet screenwriter
playwright novelist translator interpreter publicist critic essayist cartoonist illustrator artist painter sculptor designer architect
actor actress director producer musician composer singer filmmaker cameraman cameramen cinematographer documentarian anchor host presenter
expert specialist analyst consultant advisor adviser manager marketer developer programmer engineer technician scientist researcher
scholar academic academician historian philosopher sociologist economist psychologist linguist philologist anthropologist politician
political biologist physicist chemist mathematician ecologist geographer geologist lawyer attorney barrister solicitor advocate notary
judge jurist prosecutor teacher lecturer professor educator tutor trainer coach mentor doctor physician surgeon nurse dentist psychiatrist
therapist pharmacist veterinarian accountant auditor banker financier businessman businesswoman businessperson entrepreneur founder cofounder
co-founder owner investor retiree pensioner veteran serviceman servicewoman soldier officer worker farmer driver builder cook chef
student undergraduate postgraduate graduate activist campaigner defender volunteer dissident citizen resident inhabitant national
believer priest imam pastor mother father parent wife husband widow widower son daughter sister brother reader subscriber viewer
president vice-president chair chairman chairwoman chairperson head leader director deputy secretary secretary-general
spokesperson spokesman spokeswoman representative coordinator co-ordinator administrator member participant moderator chief ceo cto cfo
coo co-chair co-director commissioner ambassador minister senator mayor governor councillor councilor akim rector dean curator librarian
officer fellow intern assistant associate partner ombudsman ombudswoman rapporteur envoy diplomat trustee treasurer figure
housewife freelancer jurist legislator mp phd logistics logistician copywriter smm pr economist musicologist culturologist webmaster
proofreader videographer operator sportsman athlete climber traveller traveler inspector detective ex-minister ex-deputy ex-editor editor-in-chief
"""
# Offices: always of some body, so a capital word before one names that body. "KazTAG director".
_OFFICES = """
journalist reporter correspondent columnist editor publisher photographer photojournalist anchor host presenter president vice-president
chair chairman chairwoman chairperson head leader director deputy secretary spokesperson spokesman spokeswoman representative coordinator
administrator member participant moderator ceo cto cfo coo founder co-founder cofounder owner rector dean editor-in-chief fellow staff
freelancer cameraman operator employee lawyer
"""
_MODIFIERS = """
a an the freelance independent investigative former ex acting senior junior chief deputy general executive managing project programme program
press media web news photo video radio tv public political civil civic human rights social legal art film music theatre theater literary
sports science scientific medical military environmental ecological communications communication pr hr it smm gr rural urban honorary honoured
honored emeritus associate assistant regional national international local special staff weekly daily monthly first vice co commercial creative
artistic technical financial individual private retired graphic documentary fashion feminist disability women's children's lgbt lgbtq data digital
editorial brand marketing business finance real estate interior landscape software frontend backend civil-society visiting leading lead main
founding permanent contributing issuing production postgraduate phd full-time part-time foreign own head labour labor trade union opposition
prominent renowned well-known famous award-winning mother-tongue school university college primary secondary country area desk section newspaper magazine agency
"""
_ROLE_STEMS_RU = """
журналист корреспондент репорт редактор издател фотограф фотокор фотожурналист блогер блоггер влогер писател поэт поэтесс сценарист драматург
переводчик публицист критик искусствовед кинокритик художник иллюстратор карикатурист скульптор дизайнер архитектор актер актрис актёр режиссер режиссёр
продюсер музыкант композитор певец певиц оператор телеоператор ведущ телеведущ радиоведущ диктор обозревател колумнист эксперт специалист аналитик
консультант советник менеджер маркетолог разработчик программист инженер техник учен учён исследовател историк философ социолог экономист
психолог лингвист филолог антрополог политолог политик биолог физик химик математик эколог географ геолог юрист адвокат правозащитник
правозащитниц нотариус судь прокурор учител преподавател лектор профессор педагог тренер коуч ментор воспитател врач хирург медсестр стоматолог
психиатр терапевт фармацевт ветеринар бухгалтер аудитор банкир финансист бизнесмен бизнес-тренер предпринимател основател учредител владелец
собственник инвестор пенсионер ветеран военнослужащ военн офицер рабоч фермер водител строител повар студент магистрант докторант аспирант
активист общественник волонтер волонтёр диссидент гражданин гражданк житель жительниц читател подписчик зрител домохозяйк священник имам
мать отец родител жена муж вдова вдовец президент вице-президент председател сопредседател глава руководител лидер директор дирек заместител зам
секретар пресс-секретар представител координатор администратор член участник участниц модератор шеф-редактор шеф-повар начальник заведующ
комиссар посол министр сенатор мэр губернатор депутат экс-депутат маслихат аким ректор декан куратор библиотекар сотрудник сотрудниц стажер стажёр
ассистент помощник партнер партнёр омбудсмен дипломат доцент академик доктор кандидат фрилансер копирайтер логист смм-специалист pr-специалист
пиар-специалист общественн деятель деятел собкор спецкор корректор верстальщик видеограф видеооператор медиаэксперт медиаменеджер медиатренер
радиожурналист тележурналист спортсмен альпинист путешественник основательниц писательниц художниц блогерш работник работниц работающ безработн
ип соучредител сооснователь сооснователь гендиректор главред главный_редактор мама_ бабушка пиарщик маркетолог киновед театровед музыковед культуролог
востоковед тюрколог религиовед эксперт-криминалист спикер заслуженн лауреат кинорежиссер кинорежиссёр документалист бизнесвумен
"""
_ROLE_STEMS_KK = """
журналист тілші репортер редактор баспагер фотограф блогер жазушы ақын сценарист драматург аудармашы публицист сыншы суретші дизайнер сәулетші
актер актриса режиссер продюсер музыкант композитор әнші оператор жүргізуші шолушы сарапшы маман аналитик кеңесші менеджер бағдарламашы инженер
ғалым зерттеуші тарихшы философ әлеуметтанушы экономист психолог тіл_маманы филолог саясаттанушы саясаткер заңгер адвокат қорғаушы құқық_қорғаушы нотариус судья
мұғалім ұстаз оқытушы профессор педагог жаттықтырушы тәрбиеші дәрігер медбике бухгалтер қаржыгер кәсіпкер бизнесмен негізін_қалаушы құрылтайшы
иесі зейнеткер ардагер әскери офицер жұмысшы фермер жүргізуші құрылысшы аспаз студент магистрант докторант белсенді ерікті азамат азаматша тұрғын
оқырман президент вице-президент төраға төрайым басшы жетекші директор орынбасар хатшы өкіл үйлестіруші әкімші мүше қатысушы комиссар елші министр
сенатор әкім депутат ректор декан куратор кітапханашы қызметкер көмекші серіктес омбудсмен дипломат доцент академик доктор кандидат қайраткер меңгеруші бастық
ана әке үй_шаруасында имам бапкер спортшы этнограф
"""

_ORG_STRONG = """
foundation fund committee commission council association union federation confederation league alliance coalition network organisation organization
ngo partnership institute institution university college academy centre center society bureau agency department ministry office editorial newsroom
newspaper magazine journal gazette weekly website portal channel studio studios company corporation holding llp llc ltd inc gmbh plc jsc consortium
forum initiative movement campaign project institute consultancy consulting publishing publishers publisher house_of gallery museum theatre theater
club broadcaster broadcasting television tv radio defenders reporters journalists editors lawyers writers helsinki observatory programme platform chamber syndicate collective
cooperative co-operative trust secretariat mission delegation parliament senate maslikhat akimat party library hospital clinic school secretariat
congress assembly board group team e.v. asbl ong stiftung verein verband komitee gesellschaft initiativkreis vereinigung comité fondation fundación asociación
maison réseau ligue mouvement vakfı derneği birliği merkezi sendikası komitesi
"""
_ORG_WEAK = """
rights freedom justice democracy peace human civil press media free open global international national world legal women women's youth children's
amnesty watch house access action support solidarity voice voices memorial monitor monitoring initiatives without eurasia europe asia african
european asian eurasian independent transparency international public democratic environmental labour labor workers defence defense protection
law policy research studies education news times post today daily online against reform citizens people's students artists writers digital
charter service services group front line lines partners helsinki speech expression information index pen article committee civic social green bikes parents
"""
_ORG_CONNECTORS = "for of to on against without und für pour per por contra sans"
_ORG_STEMS_RU = """
фонд союз центр комитет комисси ассоциаци движени организаци объединени редакци агентств институт университет партия партии партию коалици совет
бюро клуб обществ газет журнал телеканал радиостанци канал портал сайт издани издательств медиахолдинг медиагрупп студия студии компани академи мисси
сеть инициатив проект платформ групп лига лиги федераци конфедераци профсоюз музе театр галере холдинг школа школы гимнази колледж лаборатори
библиотек больниц клиник министерств департамент управлени прокуратур палат колледж консорциум альянс форум конгресс ассамбле парламент сенат мажилис маслихат
акимат администраци дом предприяти корпораци учреждени служб коллеги телерадиокомпани телекомпани радио тоо оо оф ао ип зао ооо пао нпо нко мфо оюл нао
гу кгу рго роо чу чф мбф сми медиа медиапроект интернет-издани интернет-портал интернет-газет телепроект пресс-центр пресс-клуб правозащитн_центр
кафедр факультет суд адвокатур хельсинк коллектив консультаци товариществ общин землячеств диаспор епархи муфтият редколлеги еженедельник вестник
"""
_ORG_STEMS_KK = """
қор қоры қорының бірлестіг бірлестік одағ одақ орталығ орталық редакция агенттіг агенттік газет журнал телеарна арна радио ұйым комитет университет қозғалыс
партия палата қауымдастығ қауымдастық институт академия портал сайт мектеп мектебі кеңес ұжым тоб клуб альянс бюро баспа студия компания министрліг министрлік
департамент басқарма мәслихат әкімдіг әкімдік парламент мәжіліс сенат прокуратура театр мұражай кітапхана аурухана жшс ақ ққ қб ұк коалиция лига федерация
конфедерация кәсіподағ кәсіподақ платформа жоба альманах басылым басылымы
"""
OUTLETS = frozenset(
    "newspaper magazine journal channel agency газеты журнала телеканала сайта портала агентства газетінің журналының сайтының".split()
)
_MODIFIERS_KK = """
бас аға тәуелсіз атқарушы жауапты құқық негізін саяси қоғамдық экс бұрынғы арнайы меншікті штаттан_тыс жас белгілі еңбек_сіңірген халық
медиа тіл үй азаматтық шеф пиар интернет фото теле радио ғылыми халықаралық ҚР и және жеке дене
"""
_PERSONAL = """
reader subscriber viewer mother father parent wife husband widow widower son daughter sister brother believer sportsman athlete student_of_life
читатель читательница подписчик зритель зрительница мать мама отец жена муж вдова сын дочь сестра брат
оқырманы анасы әкесі жұбайы
"""
_CITIZENS = re.compile(r"^(?:citizen|national|гражд|азамат)", re.I)
_RESIDENTS = re.compile(r"^(?:resident|inhabitant|native|жител|уроженец|уроженк|тұрғын)", re.I)
_ADJECTIVE_RU = re.compile(r"^[а-яё-]+(?:ый|ий|ой|ая|яя|ого|его|ому|ему|ые|ие|ых|их)$")
_PARTS = re.compile(r"[-/]")


def _set(table: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in table.split())


_ROLES_EN, _OFFICES_EN = _set(_PROFESSIONS) | _set(_OFFICES), _set(_OFFICES)
_MODIFIER_WORDS = _set(_MODIFIERS) | _set(_MODIFIERS_KK)
_PERSONAL_WORDS, _STRONG, _WEAK, _CONNECTORS = (
    _set(_PERSONAL),
    _set(_ORG_STRONG),
    _set(_ORG_WEAK),
    _set(_ORG_CONNECTORS),
)


def _stems(table: str, longest_ending: int) -> re.Pattern[str]:
    """A stem of four letters and more takes any ending of its language; a shorter one stands for itself."""
    words = {word.strip("_").replace("_", " ") for word in table.split()}
    stems = "|".join(sorted((re.escape(word) for word in words if len(word) > 3), key=len, reverse=True))
    short = "|".join(re.escape(word) for word in words if len(word) <= 3)
    return re.compile(rf"(?:(?:{stems})[а-яёәғқңөұүһі]{{0,{longest_ending}}}|{short})$")


_ROLE_RU, _ROLE_KK = _stems(_ROLE_STEMS_RU, 4), _stems(_ROLE_STEMS_KK, 7)
_ORG_RU, _ORG_KK = _stems(_ORG_STEMS_RU, 4), _stems(_ORG_STEMS_KK, 8)


@lru_cache(maxsize=20_000)
def is_role(word: str) -> bool:
    """Whether this word names what a person does or is."""
    low = word.lower().strip(".,;:()")
    if not low:
        return False
    if low.isascii():
        return low in _ROLES_EN or (low.endswith("s") and low[:-1] in _ROLES_EN) or _of_parts(low)
    return bool(_ROLE_RU.match(low) or _ROLE_KK.match(low)) or _of_parts(low)


def _of_parts(low: str) -> bool:
    parts = [part for part in _PARTS.split(low) if part]
    return (
        len(parts) > 1
        and (is_role(parts[-1]) or (is_role(parts[0]) and low.isascii() is False))
        and len(parts) < 4
    )


@lru_cache(maxsize=20_000)
def is_modifier(word: str) -> bool:
    """Whether this word can stand before a role and belong to it: "freelance", "главный", "бас"."""
    low = word.lower().strip(".,;:")
    return low in _MODIFIER_WORDS or bool(_ADJECTIVE_RU.match(low))


def is_office(word: str) -> bool:
    """Whether the role is one held in some body, so that a name before it is the body's."""
    low = word.lower().strip(".,;:")
    return low in _OFFICES_EN or not low.isascii()


def is_personal(word: str) -> bool:
    """Whether what follows the role says more of the person, not of a body: "reader of ...", "мать троих детей"."""
    return word.lower() in _PERSONAL_WORDS


def is_citizen(word: str) -> bool:
    """Whether the word says "citizen"."""
    return bool(_CITIZENS.match(word))


def is_resident(word: str) -> bool:
    """Whether the word says "resident"."""
    return bool(_RESIDENTS.match(word))


@lru_cache(maxsize=20_000)
def body_weight(word: str) -> int:
    """How far this word speaks for a body: 2 surely, 1 perhaps, 0 not at all."""
    low = word.lower().strip(".,;:()")
    if not low:
        return 0
    if low in _STRONG:
        return 2
    if low in _WEAK:
        return 1
    if low.isascii():
        return 2 if low.endswith("s") and low[:-1] in _STRONG else 0
    if _ORG_RU.match(low) or _ORG_KK.match(low):
        return 0 if word[:1].isupper() and _SURNAME.search(low) else 2
    return 0


_SURNAME = re.compile(r"(?:ов|ев|ёв|ова|ева|ёва|ин|ина|ский|ская|енко|ук|юк|ян|швили|дзе|ұлы|қызы|улы|кызы)$")


def is_connector(word: str) -> bool:
    """Whether this word joins the words of a body's name and never those of a person's: "for", "of", "without"."""
    return word.lower() in _CONNECTORS
