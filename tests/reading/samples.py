"""What several of the tests beside it read."""
# ruff: noqa: E501 - parts of a letter in a row

from petition.reading import Draft

RUSSIAN = """\
Президенту Республики Казахстан
К.-Ж. Речному

Копия: Генеральному прокурору РК
Б.Н. Дубову

от жителей города Уральска

ОТКРЫТОЕ ПИСЬМО
в защиту городского парка

Уважаемый Карл-Жан Карлович!

Мы, жители города, обращаемся к Вам с просьбой остановить
вырубку старого парка, которая началась в ноябре этого года
без общественных слушаний и без разрешения акимата.

Требуем:
1. Остановить вырубку.
2. Провести слушания.

С уважением,
1. Ручьёва Илана, журналист, г. Уральск
2. Дубов П.И., пенсионер
3. Редакция газеты «Речной вестник» (Уральск)

Подписать обращение можно до 18:00 20 декабря, отправив письмо на park@example.org.

19 декабря 2022 г., Уральск
"""


def adds_up(draft: Draft) -> bool:
    return sum(placed.lines for placed in draft.account) == draft.lines_read


def everything(draft: Draft) -> str:
    """All that a reading shows, whatever part of the letter it stands in."""
    recipients = [
        part for one in draft.recipients for part in (one.name, one.title, one.organisation, *one.address)
    ]
    parts = (*draft.letterhead, draft.place, draft.date, draft.title, *recipients, draft.delivery, draft.salutation, draft.body, draft.closing,
             draft.call.text, *(f"{line.as_typed} {line.contact}" for line in draft.lines), *draft.left_over,
             *(around.line for around in draft.around), *draft.notes)  # fmt: skip
    return "\n".join((*parts, *map(everything, draft.others)))
