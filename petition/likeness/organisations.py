"""Organisations by their own rules: the proper name in quotes, legal forms, acronyms, "Editorial office of".

Used twice: for organisations that sign, and for the affiliations of people.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from petition.lexicon.fold import fold, straighten

# What kind of thing it is, one meaning a line in the languages of the appeals. Two that differ only in these
# are one.
_GENERIC = """
editorial: editorial editors editor redaction redaktion редакция редакциясы редакции коллектив ұжымы team board staff office desk кеңсесі бюро
newspaper: newspaper газета газеты газеті gazette zeitung gazetesi weekly апталығы еженедельник journal журнал журналы magazine dergisi daily
site: site website сайт сайты портал порталы portal online онлайн platform платформа kz com org net ru
agency: agency агентство агенттігі ajansı agentur news жаңалықтар новости новостей информационное мит миа ақпарат ақпараттық information
television: tv тв television телеканал телеарна channel канал арнасы радио radio радиосы kanalı
legal: llp llc ltd inc gmbh ag ltda plc jsc oao ooo зао оао ооо пао ао ақ тоо жшс ип жк нао ко co company компания компаниясы corporation корпорация
fund: foundation fund фонд фонда қор қоры stiftung vakfı общественный қоғамдық public charitable
group: organization organisation организация ұйымы ұйым оо қб нпо ngo үеұ неправительственная social community group groups группа тобы
international: international международный международная международное халықаралық uluslararası internationale national ұлттық национальный
the: the of for and in on by at a im der die das für und de la le et və ve и в на по за о об им имени атындағы мен және
"""  # noqa: E501 (one meaning a line)
_CONCEPTS = """
university: university университет университеті universität üniversitesi universite universitet 大学 جامعة
state: state государственный государственная мемлекеттік | school: school школа мектебі schule | higher: higher высшая жоғары
institute: institute институт институты institut enstitüsü | academy: academy академия академиясы | union: union союз одағы verband birliği
association: association ассоциация қауымдастығы kauymdastygy birliği | journalists: journalists журналистов журналистер журналисты gazeteciler
committee: committee комитет комитеті komitesi | protect: protect protection защиты защита қорғау schutz | rights: rights права прав құқықтары құқық
human: human человека адам | freedom: freedom свободы свобода бостандығы еркіндігі | speech: speech слова сөз | press: press баспасөз прессы печати
media: media медиа | center: center centre центр орталығы орталық zentrum merkezi | legal: legal правовой құқықтық юридический
party: party партия партиясы partei partisi | movement: movement движение қозғалысы | council: council совет кеңесі rat konseyi
club: club клуб клубы | reporters: reporters репортеры репортёры тілшілер | without: without без шекарасыз | borders: borders границ ohne grenzen
publishers: publishers издателей баспагерлер | house: house дом үйі | publishing: publishing издательский издательство баспа
helsinki: helsinki хельсинкский хельсинки | norwegian: norwegian норвежский норвег | kazakhstan: kazakhstan казахстана казахстан қазақстан
kazakh: kazakh казахский қазақ | national: ұлттық национальный national | our: our наша наш біздің | life: life жизнь өмір | time: time время уақыт
republic: republic республики республика республикасы | writers: writers писателей жазушылар | workers: workers работников қызметкерлері
bank: bank банк банкі | network: network сеть желісі | alliance: alliance альянс | coalition: coalition коалиция | law: law права
"""  # noqa: E501 (one meaning a line)
_SIGNS = """
editorial editors редакция редакциясы redaktion foundation фонд қоры қор llp llc ltd inc gmbh тоо жшс ооо оао зао ао пао оо қб ип
union союз одағы association ассоциация қауымдастығы committee комитет комитеті institute институт институты university университет университеті
center centre центр орталығы agency агентство агенттігі newspaper газета газеті council совет кеңесі organization organisation организация ұйымы
federation федерация movement движение қозғалысы party партия партиясы club клуб клубы коллектив ұжымы network alliance коалиция coalition
international partnership bureau бюро press society общество қоғамы reporters репортёры репортеры defenders журналистов rights телеканал portal
портал website сайт company компания коалиция academy академия institut stiftung verein vakfı derneği üniversitesi universität school школа
service служба watch group группа media magazine журнал radio радио 大学 协会 基金会 جامعة جمعية مؤسسة
"""  # noqa: E501 (one meaning a line)
_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“”„«»‘’']+\s*([^\"“”„«»]{2,60}?)\s*[\"“”„«»]+")
_DOMAIN = re.compile(r"\.(?:kz|com|org|net|ru|info|media|news|de|tr|cn|eu|io|tv)\b", re.IGNORECASE)
_INITIALS = re.compile(r"\b[^\W\d_]\.")


def _meanings(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, (part.strip() for part in re.split(r"[|\n]", text))):
        meaning, _, words = line.partition(":")
        for word in words.split():
            found.setdefault(fold(word), meaning)
    return found


_GENERIC_OF = _meanings(_GENERIC)
_CONCEPT_OF = _meanings(_CONCEPTS)
_EXCLUSIVE = frozenset(("newspaper", "television", "legal", "fund", "group"))  # a foundation is not a company
_SIGN_WORDS = frozenset(word for word in map(fold, _SIGNS.split()) if len(word) > 2)
_LEGAL_FORMS = frozenset((
    "ТОО", "ЖШС", "ООО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "ЖК", "ОО", "ҚБ", "НПО", "ҮЕҰ", "LLP", "LLC",
    "Ltd", "Inc", "GmbH", "AG", "NGO", "PLC",
))  # fmt: skip


class Organisation(NamedTuple):
    """An organisation's name taken apart. `core` are the words that name it, `plain` is the whole, folded.

    `key` is the core run together, `names` all forms run together, `acronym` what its words begin with, `short`
    the acronym it is itself (HRW), `kinds` whether it is a newspaper, a foundation, a company.
    """

    plain: str
    key: str
    core: frozenset[str]
    names: frozenset[str]
    acronym: str
    short: str
    alphabet: str
    editorial: bool
    kinds: frozenset[str]


@lru_cache(maxsize=1 << 14)
def read_organisation(typed: str) -> Organisation:
    """Take an organisation's name apart. Never refuses: '' is an organisation with no core."""
    text = typed[:300]
    words = [straighten(word) for word in _WORD.findall(_INITIALS.sub(" ", _DOMAIN.sub(" ", text)))]
    folded = [fold(word) for word in words]
    meanings = [_CONCEPT_OF.get(word, word) for word in folded]
    core = frozenset(
        meaning for word, meaning in zip(folded, meanings, strict=True) if meaning and word not in _GENERIC_OF
    )
    own = [word for word in folded if word not in _GENERIC_OF]
    names = {"".join(sorted(core)), "".join(own), *map(_joined, _QUOTED.findall(text))}
    if "/" in text:
        names.update(map(_joined, text.split("/")))
    return Organisation(
        plain="".join(meanings),
        key="".join(sorted(core)) or "".join(meanings),
        core=core or frozenset(filter(None, meanings)),
        names=frozenset(name for name in names if len(name) > 2),
        acronym=_acronym(folded),
        short=_short(words),
        alphabet="latin" if "".join(words).isascii() else "other",
        kinds=frozenset(kind for word in folded if (kind := _GENERIC_OF.get(word)) in _EXCLUSIVE),
        editorial=any(_GENERIC_OF.get(word) == "editorial" for word in folded),
    )


def _acronym(folded: list[str]) -> str:
    letters = [word[:1] for word in folded if _GENERIC_OF.get(word) != "the"]
    return "".join(letters) if len(letters) > 2 else ""


def _short(words: list[str]) -> str:
    """A name that is nothing but one short word in capitals, as its letters sound; '' for any other."""
    lone = [word for word in words if _GENERIC_OF.get(fold(word)) not in ("the", "editorial")]
    if len(lone) != 1 or not lone[0].isupper() or not 2 <= len(lone[0]) <= 7:
        return ""
    return "".join(fold(letter)[:1] for letter in lone[0])


def agreement(a: Organisation, b: Organisation) -> str:
    """How two names may mean one organisation: 'same', or 'short' where an acronym stands for the whole.

    '' when they differ, '?' when nothing can be said: the one may be a translation of the other.
    """
    if not a.core or not b.core:
        return "?"
    if a.kinds and b.kinds and a.kinds.isdisjoint(b.kinds):
        return "?" if a.core & b.core or a.alphabet != b.alphabet else ""
    if a.plain == b.plain or a.core == b.core or a.names & b.names:
        return "same"
    if any(_stands_for(one.short, other) or _half_acronym(one, other) for one, other in ((a, b), (b, a))):
        return "short"
    return "?" if a.alphabet != b.alphabet else ""


def _joined(text: str) -> str:
    """A text folded and run together: Aq Jol and "Aqjol" are one."""
    return "".join(map(fold, _WORD.findall(_DOMAIN.sub(" ", text))))


def _stands_for(short: str, whole: Organisation) -> bool:
    """HRW for Human Rights Watch, ENU for the L.N. Gumilyov ... University, KIBHR for ... and Rule of Law."""
    if len(short) < 2 or not whole.acronym:
        return False
    return (
        whole.acronym == short
        or (len(short) > 2 and whole.acronym.endswith(short))
        or (len(short) > 3 and whole.acronym.startswith(short))
    )


def _half_acronym(a: Organisation, b: Organisation) -> bool:
    """FU Berlin for Freie Universität Berlin: what they share aside, the letters begin the other words."""
    mine, theirs = a.core - b.core, b.core - a.core
    if len(mine) != 1 or len(theirs) < 2 or not a.core & b.core:
        return False
    (letters,) = mine
    return len(letters) == len(theirs) and sorted(letters) == sorted(word[0] for word in theirs)


def is_organisation(name: str) -> bool:
    """Whether a typed name is an organisation's, by a word of its kind, a domain, a figure or capitals."""
    head = _before_comma(name[:300].strip(' "“”„«»'))
    words = _WORD.findall(head)
    if any(fold(straighten(word)) in _SIGN_WORDS or word in _LEGAL_FORMS for word in words):
        return True
    if _DOMAIN.search(head) or any(word.isdigit() and len(word) < 4 for word in words):
        return True
    return len(words) == 1 and words[0].isupper() and 2 <= len(words[0]) <= 7


def _before_comma(name: str) -> str:
    """What stands before the first comma outside quotes; behind it a person names a role."""
    if "," not in name:
        return name
    quoted = False
    for at, letter in enumerate(name):
        if letter in '"“”„«»':
            quoted = not quoted
        elif letter == "," and not quoted:
            return name[:at]
    return name
