"""What organisers state of signatures on paper that nobody typed in. It stands apart: nothing here can prove it."""

from datetime import date
from typing import NamedTuple

from petition.letters.composing.counting import day_in, figures
from petition.letters.composing.words import language

_SAID = {
    "en": "Signatures on paper, as the organisers state: {number} ({day}). They are counted nowhere else: this service "
    "cannot check them.",
    "ru": "Подписи на бумаге, со слов организаторов: {number} ({day}). Больше нигде они не учтены: этот сервис не может "
    "их проверить.",
    "kk": "Қағаздағы қолтаңбалар, ұйымдастырушылардың айтуынша: {number} ({day}). Олар басқа еш жерде есепке алынбаған: "
    "бұл сервис оларды тексере алмайды.",
}


class OnPaper(NamedTuple):
    """How many, counted on which day, and what the sheets are in the organisers' words."""

    number: int
    day: date
    note: str

    def statement(self, lang: str) -> str:
        """It in the words of a language; of one that we do not know, in all that we do."""
        langs = [language(lang)] if language(lang) in _SAID else list(_SAID)
        said = (
            _SAID[each].format(number=figures(self.number, each), day=day_in(self.day, each))
            for each in langs
        )
        return f"{' · '.join(said)} {self.note}".rstrip()
