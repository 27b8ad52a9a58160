"""What has changed in a letter since it was complete, so that whoever holds an earlier print sees that another is later.

All that happened on one day is one erratum, with how often each thing happened and no name. Instants, and errata of one
signature each, would tell who has just withdrawn to whoever reads the page twice; a day tells no more than two prints do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from petition.letters.composing.counting import day_in, figures
from petition.letters.composing.numbers import russian_form
from petition.letters.composing.words import language

_ENGLISH = {
    "withdrawn": ("signature withdrawn by its signatory", "signatures withdrawn by their signatories"),
    "not me": (
        "signature disowned by its alleged signatory",
        "signatures disowned by their alleged signatories",
    ),
    "taken off": ("signature taken off by the organisers", "signatures taken off by the organisers"),
    "second": (
        "signature no longer counted, whose signatory stays here by another one",
        "signatures no longer counted, whose signatories stay here by other ones",
    ),
    "counted": (
        "signature counted after the organisers looked at it",
        "signatures counted after the organisers looked at them",
    ),
    "joined": (
        "signature joined to another of the same signatory",
        "signatures joined to others of the same signatories",
    ),
    "parted": ("signature counted apart from another", "signatures counted apart from others"),
    "shown otherwise": (
        "signatory shown otherwise at their own wish",
        "signatories shown otherwise at their own wish",
    ),
    "corrected": ("line corrected by the organisers", "lines corrected by the organisers"),
    "laid out otherwise": (
        "change of the logo or of how the list is printed",
        "changes of the logo or of how the list is printed",
    ),
    "on paper": (
        "change of what the organisers state of signatures on paper",
        "changes of what the organisers state of signatures on paper",
    ),
}
_RUSSIAN = {
    "withdrawn": (
        "подпись отозвана подписавшим",
        "подписи отозваны подписавшими",
        "подписей отозвано подписавшими",
    ),
    "not me": (
        "подпись исключена по заявлению «я этого не подписывал(а)»",
        "подписи исключены по заявлениям «я этого не подписывал(а)»",
        "подписей исключено по заявлениям «я этого не подписывал(а)»",
    ),
    "taken off": (
        "подпись исключена организаторами",
        "подписи исключены организаторами",
        "подписей исключено организаторами",
    ),
    "second": (
        "подпись больше не учитывается, а подписавший остаётся по другой своей подписи",
        "подписи больше не учитываются, а подписавшие остаются по другим своим подписям",
        "подписей больше не учитывается, а подписавшие остаются по другим своим подписям",
    ),
    "counted": (
        "подпись засчитана после проверки организаторами",
        "подписи засчитаны после проверки организаторами",
        "подписей засчитано после проверки организаторами",
    ),
    "joined": (
        "подпись объединена с другой подписью того же человека",
        "подписи объединены с другими подписями тех же людей",
        "подписей объединено с другими подписями тех же людей",
    ),
    "parted": (
        "подпись засчитана отдельно от другой",
        "подписи засчитаны отдельно от других",
        "подписей засчитано отдельно от других",
    ),
    "shown otherwise": (
        "подписавший показан иначе по его просьбе",
        "подписавших показаны иначе по их просьбе",
        "подписавших показаны иначе по их просьбе",
    ),
    "corrected": (
        "строка исправлена организаторами",
        "строки исправлены организаторами",
        "строк исправлено организаторами",
    ),
    "laid out otherwise": (
        "изменение логотипа или вида списка",
        "изменения логотипа или вида списка",
        "изменений логотипа или вида списка",
    ),
    "on paper": (
        "изменение сведений организаторов о подписях на бумаге",
        "изменения сведений организаторов о подписях на бумаге",
        "изменений сведений организаторов о подписях на бумаге",
    ),
}
_KAZAKH = {
    "withdrawn": ("қолтаңбаны иесі қайтарып алды", "қолтаңбаны иелері қайтарып алды"),
    "not me": ("қолтаңба «мен бұған қол қойған жоқпын» деген хабар бойынша шығарылды",) * 2,
    "taken off": ("қолтаңбаны ұйымдастырушылар шығарды",) * 2,
    "second": ("қолтаңба енді есепке алынбайды, бірақ иесі басқа қолтаңбасымен қалады",) * 2,
    "counted": ("қолтаңба ұйымдастырушылар қарағаннан кейін есепке алынды",) * 2,
    "joined": ("қолтаңба сол адамның басқа қолтаңбасымен біріктірілді",) * 2,
    "parted": ("қолтаңба басқасынан бөлек есепке алынды",) * 2,
    "shown otherwise": ("қол қоюшы өз қалауымен басқаша көрсетілді",) * 2,
    "corrected": ("жолды ұйымдастырушылар түзетті",) * 2,
    "laid out otherwise": ("рет логотип не тізімнің көрінісі өзгертілді",) * 2,
    "on paper": ("рет ұйымдастырушылардың қағаздағы қолтаңбалар туралы мәліметі өзгертілді",) * 2,
}
_SIGNS = {
    "withdrawn": "−",
    "not me": "−",
    "taken off": "−",
    "joined": "−",
    "counted": "+",
    "parted": "+",
}  # all others: ±

REASONS = tuple(_ENGLISH)
"""The classes of what may happen to a letter after signing and confirming have ended, in the order they are named."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """What changed on one day: how often for each reason. `statement` says it in the letter's language."""

    number: int
    day: date
    reasons: tuple[tuple[str, int], ...]
    statement: str


def errata(changes: Iterable[tuple[date, str]], lang: str) -> tuple[Erratum, ...]:
    """The errata of a letter, the first one first, from what happened when. Reasons are those of REASONS."""
    days: dict[date, Counter[str]] = defaultdict(Counter)
    for day, reason in changes:
        days[day][reason] += 1
    return tuple(
        _erratum(
            number, day, tuple((reason, days[day][reason]) for reason in REASONS if days[day][reason]), lang
        )
        for number, day in enumerate(sorted(days), 1)
    )


def _erratum(number: int, day: date, reasons: tuple[tuple[str, int], ...], lang: str) -> Erratum:
    said = "; ".join(_said(reason, count, lang) for reason, count in reasons)
    match language(lang):
        case "en":
            statement = f"Erratum {number}, {day_in(day, 'en')}: {said}."
        case "ru":
            statement = f"Исправление {number} от {day_in(day, 'ru')}: {said}."
        case "kk":
            statement = f"{number}-түзету, {day_in(day, 'kk')}: {said}."
        case _:
            statement = f"№ {number} · {day.isoformat()} · {said}"
    return Erratum(number, day, reasons, statement)


def _said(reason: str, count: int, lang: str) -> str:
    match language(lang):
        case "en":
            return f"{figures(count, lang)} {_ENGLISH[reason][count != 1]}"
        case "ru":
            return f"{figures(count, lang)} {russian_form(count, *_RUSSIAN[reason])}"
        case "kk":
            return f"{figures(count, lang)} {_KAZAKH[reason][count != 1]}"
        case _:
            return f"{_SIGNS.get(reason, '±')}{figures(count, lang)}"
