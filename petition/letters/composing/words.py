"""What the service itself says in a letter, in the languages it knows.

Gettext is not asked: these sentences are part of what is signed, so they change with the code that prints
them and never with a request's language. A language we do not know gets figures and punctuation, which need
no translation, rather than somebody else's language.
"""

from dataclasses import dataclass

_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"}
_WRITTEN_IN_ARABIC = {"arab", "hebr", "thaa", "syrc", "nkoo", "adlm"}  # ISO 15924: kk-Arab


@dataclass(frozen=True, slots=True)
class Words:
    """`page`, `published` and `sealed` are patterns ({page}, {pages}; {address})."""

    preview: str
    page: str
    published: str
    signatories: str
    first: str
    organisations: str
    people: str
    elsewhere: str  # heads those whose place is not told
    notes: str
    sealed: str  # a pattern ({day}, {root})
    identification: str  # of the organisations beside names
    person: str
    organisation: str
    columns: tuple[str, ...]  # position, section, kind, name, acronym, role, affiliation, place, as printed
    right_to_left: bool = False


_ENGLISH = Words(
    preview="Preview, not the final letter",
    page="Page {page} of {pages}",
    published="Published at {address}",
    signatories="Signatories",
    first="First signatories",
    organisations="Organisations",
    people="People",
    elsewhere="Place not stated",
    notes="Notes",
    sealed="List sealed on {day}, fingerprint of the seal: {root}",
    identification="Organisations beside people’s names are for identification only.",
    person="person",
    organisation="organisation",
    columns=("No.", "Section", "Kind", "Name", "Acronym", "Role", "Affiliation", "Place", "As printed"),
)

_RUSSIAN = Words(
    preview="Предварительный вид, не окончательное письмо",
    page="Страница {page} из {pages}",
    published="Опубликовано: {address}",
    signatories="Подписавшие",
    first="Первые подписавшие",
    organisations="Организации",
    people="Люди",
    elsewhere="Место не указано",
    notes="Примечания",
    sealed="Список закреплён печатью {day}, контрольный код печати: {root}",
    identification="Организации рядом с именами людей указаны только для идентификации.",
    person="человек",
    organisation="организация",
    columns=(
        "№",
        "Раздел",
        "Кто",
        "Имя",
        "Сокращение",
        "Должность",
        "Место работы",
        "Место",
        "Как напечатано",
    ),
)

_KAZAKH = Words(
    preview="Алдын ала көрініс, түпкілікті хат емес",
    page="{pages} беттің {page}-беті",
    published="Жарияланған жері: {address}",
    signatories="Қол қойғандар",
    first="Алғаш қол қойғандар",
    organisations="Ұйымдар",
    people="Адамдар",
    elsewhere="Мекені көрсетілмеген",
    notes="Ескертпелер",
    sealed="Тізім мөрленген күн: {day}, мөрдің бақылау коды: {root}",
    identification="Адамдардың есімдерінің қасындағы ұйымдар олардың кім екенін білдіру үшін ғана көрсетілген.",
    person="адам",
    organisation="ұйым",
    columns=("№", "Бөлім", "Кім", "Аты-жөні", "Қысқартуы", "Қызметі", "Жұмыс орны", "Мекені", "Басылғаны"),
)

KNOWN = {"en": _ENGLISH, "ru": _RUSSIAN, "kk": _KAZAKH}


def language(lang: str) -> str:
    """'kk' of 'kk', 'kk-KZ' and 'KK_Cyrl' (the primary subtag of BCP 47)."""
    return lang.replace("_", "-").split("-", maxsplit=1)[0].lower()


def words_in(lang: str) -> Words:
    """The words of a language. One we do not know gets signs alone, and what must be said in all we do know."""
    return KNOWN.get(language(lang)) or Words(
        preview=" · ".join(known.preview for known in KNOWN.values()),
        page="{page} / {pages}",
        published="{address}",
        signatories="",
        first="",
        organisations="",
        people="",
        elsewhere="–",
        notes="",
        sealed="{day}: {root}",
        identification=" · ".join(known.identification for known in KNOWN.values()),
        person="",
        organisation="",
        columns=("№", *[""] * 8),
        right_to_left=_runs_right_to_left(lang),
    )


def _runs_right_to_left(lang: str) -> bool:
    subtags = lang.replace("_", "-").lower().split("-")
    return subtags[0] in _RIGHT_TO_LEFT or bool(_WRITTEN_IN_ARABIC.intersection(subtags[1:]))
