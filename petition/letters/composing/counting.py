"""The sentences that count: who signed, above the list, and who is not named, below it.

Who asked not to be and who was not asked are not told apart: a list that says nothing of it hides them alike.

"We, the two hundred and sixty-five undersigned" is what a recipient reads first and an adversary checks
first; the number counts every confirmed signature, named or not, and the two parts after the colon add up to
it.
"""

from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from petition.letters.composing.numbers import english, kazakh, russian, russian_form
from petition.letters.composing.words import language


@dataclass(frozen=True, slots=True)
class Signed:
    """How many people and how many organisations."""

    people: int
    organisations: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.people + self.organisations


def statement(signed: Signed, lang: str) -> str:
    """The sentence above the list; figures alone in a language we do not know."""
    match language(lang):
        case "en":
            return _english(signed)
        case "ru":
            return _russian(signed)
        case "kk":
            return _kazakh(signed)
        case _:
            return _figures_of(signed, lang)


def not_named_statement(hidden: Signed, lang: str, *, alone: bool = False) -> str:
    """The line below the list for those who are not named, '' where there are none.

    `alone`: nobody is named above it, so it joins onto nothing.
    """
    if not hidden.total:
        return ""
    match language(lang):
        case "en":
            line = f"{_counted(hidden, lang)} who {'is' if hidden.total == 1 else 'are'} not named"
            return line if alone else f"and {line}"
        case "ru":
            line = f"{_counted(hidden, lang)}, {_unnamed_in_russian(hidden)}"
            return line if alone else f"и ещё {line}"
        case "kk":
            line = f"{_counted(hidden, lang)}"
            what = "есімі" if hidden.people else "атауы"
            return f"{what} жарияланбаған {line}" if alone else f"және {what} жарияланбаған тағы {line}"
        case _:
            return f"+ {figures(hidden.total, lang)}"


def figures(number: int, lang: str) -> str:
    """A number in figures, grouped as the language groups them (CLDR)."""
    try:
        locale = Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return str(number)
    return format_decimal(number, locale=locale)


def day_in(day: date, lang: str) -> str:
    """A day as CLDR writes it, but for its narrow no-break space, which not every font has."""
    return format_date(day, "d MMMM y" if lang == "en" else "long", lang).replace("\u202f", "\u00a0")


def _english(signed: Signed) -> str:
    people, organisations = signed.people, signed.organisations
    if signed.total == 0:
        return "Nobody has signed"
    if signed.total == 1:
        return "Signed by one person" if people else "Signed by one organisation"
    if not organisations:
        return f"We, the {english(people)} undersigned"
    if not people:
        return f"We, the {english(organisations)} undersigned organisations"
    return (
        f"We, the {english(signed.total)} undersigned: "
        f"{_people(people, 'en')} and {_organisations(organisations, 'en')}"
    )


def _russian(signed: Signed) -> str:
    people, organisations = signed.people, signed.organisations
    if signed.total == 0:
        return "Никто не подписал"
    if signed.total == 1:
        return "Подписал один человек" if people else "Подписала одна организация"
    if not people:
        noun = russian_form(
            organisations,
            "нижеподписавшаяся организация",
            "нижеподписавшиеся организации",
            "нижеподписавшихся организаций",
        )
        return f"Мы, {russian(organisations, 'feminine')} {noun}"
    signers = russian_form(signed.total, "нижеподписавшийся", "нижеподписавшихся", "нижеподписавшихся")
    whole = f"Мы, {russian(signed.total)} {signers}"
    if not organisations:
        return whole
    return f"{whole}: {_people(people, 'ru')} и {_organisations(organisations, 'ru')}"


def _kazakh(signed: Signed) -> str:
    people, organisations = signed.people, signed.organisations
    if signed.total == 0:
        return "Ешкім қол қойған жоқ"
    if signed.total == 1:
        return "Бір адам қол қойды" if people else "Бір ұйым қол қойды"
    who = "адам мен ұйым" if people and organisations else "адам" if people else "ұйым"
    whole = f"Біз, төменде қол қойған {kazakh(signed.total)} {who}"
    if not (people and organisations):
        return whole
    return f"{whole}: {_people(people, 'kk')} және {_organisations(organisations, 'kk')}"


def _figures_of(signed: Signed, lang: str) -> str:
    total = figures(signed.total, lang)
    if not (signed.people and signed.organisations):
        return total
    return f"{total} = {figures(signed.people, lang)} + {figures(signed.organisations, lang)}"


def _counted(signed: Signed, lang: str) -> str:
    if not signed.organisations:
        return _people(signed.people, lang)
    if not signed.people:
        return _organisations(signed.organisations, lang)
    conjunction = {"en": "and", "ru": "и", "kk": "және"}[language(lang)]
    return f"{_people(signed.people, lang)} {conjunction} {_organisations(signed.organisations, lang)}"


def _people(number: int, lang: str) -> str:
    count = figures(number, lang)
    match language(lang):
        case "en":
            return f"{count} {'person' if number == 1 else 'people'}"
        case "ru":
            return f"{count} {russian_form(number, 'человек', 'человека', 'человек')}"
        case _:
            return f"{count} адам"


def _organisations(number: int, lang: str) -> str:
    count = figures(number, lang)
    match language(lang):
        case "en":
            return f"{count} {'organisation' if number == 1 else 'organisations'}"
        case "ru":
            return f"{count} {russian_form(number, 'организация', 'организации', 'организаций')}"
        case _:
            return f"{count} ұйым"


def _unnamed_in_russian(hidden: Signed) -> str:
    if hidden.total > 1:
        return "чьи имена не названы" if hidden.people else "не названные"
    return "чьё имя не названо" if hidden.people else "не названная"
