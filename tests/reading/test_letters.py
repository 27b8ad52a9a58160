"""Whole letters in Russian, Kazakh, English and Markdown, taken apart. Everybody and everything in them is invented."""
# ruff: noqa: E501 - what people type stands here as they type it

from petition.reading import Recipient, read_text
from petition.reading.draft import Call
from tests.reading.samples import RUSSIAN


def test_a_russian_letter_with_copy_sender_and_date_below() -> None:
    draft = read_text(RUSSIAN)
    assert draft.lang == "ru"
    assert draft.recipients == (
        Recipient("К.-Ж. Речному", "Президенту Республики Казахстан"),
        Recipient("Б.Н. Дубову", "Копия: Генеральному прокурору РК"),
    )
    assert draft.letterhead == ("от жителей города Уральска",)
    assert draft.title == "ОТКРЫТОЕ ПИСЬМО в защиту городского парка"
    assert draft.salutation == "Уважаемый Карл-Жан Карлович!"
    assert draft.body == (
        "Мы, жители города, обращаемся к Вам с просьбой остановить вырубку старого парка, которая началась в ноябре этого года "
        "без общественных слушаний и без разрешения акимата.\n\nТребуем:\n\n1. Остановить вырубку.\n2. Провести слушания."
    )
    assert draft.closing == "С уважением,"
    assert [line.name for line in draft.lines] == [
        "Ручьёва Илана",
        "Дубов П.И.",
        "Редакция газеты «Речной вестник»",
    ]
    assert draft.call == Call(
        "Подписать обращение можно до 18:00 20 декабря, отправив письмо на park@example.org.",
        "18:00 20 декабря",
        "park@example.org",
    )
    assert (draft.date, draft.date_iso, draft.place) == ("19 декабря 2022 г.", "2022-12-19", "Уральск")
    assert draft.left_over == ()


def test_a_kazakh_letter() -> None:
    draft = read_text("""\
Алматы қаласы
2022 жылғы 19 желтоқсан

Қазақстан Республикасының
Президенті Қ.К. Өзеновке

АШЫҚ ХАТ

Құрметті Қарлы Өзенұлы!

Біз, төменде қол қойғандар, өзендерге қатысты шешімнің тоқтатылуын талап етеміз. Соңғы айларда бірнеше өзен тартылып қалды.

Осыған байланысты мыналарды сұраймыз:

• барлық бөгеттерді тексеру;
• тыйымды алып тастау.

Құрметпен,

Ілана Бұлақ, «Өзен» газетінің бас редакторы
«Таза су» қоғамдық қоры
Көктем Жаңбырлы, Астана қаласының тұрғыны

Үндеуге 20 желтоқсан сағат 18:00-ге дейін qol@example.kz мекенжайына хат жіберіп, қол қоюға болады.
""")
    assert draft.lang == "kk"
    assert (draft.place, draft.date, draft.date_iso) == (
        "Алматы қаласы",
        "2022 жылғы 19 желтоқсан",
        "2022-12-19",
    )
    assert draft.recipients == (Recipient("Қ.К. Өзеновке", "Қазақстан Республикасының Президенті"),)
    assert (draft.title, draft.salutation, draft.closing) == (
        "АШЫҚ ХАТ",
        "Құрметті Қарлы Өзенұлы!",
        "Құрметпен,",
    )
    assert draft.body.endswith("- барлық бөгеттерді тексеру;\n- тыйымды алып тастау.")
    assert [(line.kind, line.name) for line in draft.lines] == [
        ("person", "Ілана Бұлақ"),
        ("organisation", "«Таза су» қоғамдық қоры"),
        ("person", "Көктем Жаңбырлы"),
    ]
    assert (draft.call.deadline, draft.call.address) == ("20 желтоқсан сағат 18:00", "qol@example.kz")


def test_an_english_letter_wrapped_at_72_columns() -> None:
    draft = read_text("""\
River Press Desk
12 Harbour Street, London

5 March 2025

The Rt Hon. Vera Hill MP
Secretary of State for Rivers
Ministry of Water
King Charles Street
London SW1A 2AH

Dear Secretary of State,

We write to you as editors and reporters who have worked in Central
Asia for many years, and who are alarmed by the closing of the last
independent newspaper in the region.

We ask that you raise this case at the next meeting of ministers and
that you publish the answer.

Yours sincerely,

Dr. Anna Birch
Executive Director
Northern River Institute

John Oak
Chair, Writers Without Walls

cc: Embassy of Kazakhstan
""")
    assert draft.letterhead == ("River Press Desk", "12 Harbour Street, London")
    assert draft.recipients == (
        Recipient(
            "The Rt Hon. Vera Hill MP",
            "Secretary of State for Rivers",
            "Ministry of Water",
            ("King Charles Street", "London SW1A 2AH"),
        ),
        Recipient("", "", "cc: Embassy of Kazakhstan"),
    )
    assert draft.body.split("\n\n")[0].endswith(
        "alarmed by the closing of the last independent newspaper in the region."
    )
    assert "\n" not in draft.body.replace("\n\n", "")
    assert [(line.name, line.role, line.affiliation) for line in draft.lines] == [
        ("Dr. Anna Birch", "Executive Director", "Northern River Institute"),
        ("John Oak", "Chair", "Writers Without Walls"),
    ]


def test_markdown_with_footnote_quote_and_nested_list() -> None:
    draft = read_text("""\
# Open letter on school meals

**To:** Ministry of Meals
**Date:** 2025-03-14

Dear colleagues,

We ask for *hot meals*[^1] in every school. See [the study](https://example.org/study).

## What we ask

1. Hot meals.
   - soup
   - bread
2. Money for kitchens.

> No child learns hungry.

[^1]: A meal of at least 60 degrees.

Signed,

- **Ann Field**, teacher, Leeds
- Parents' Council of Leeds
- [Tom Reed](https://example.org/tom) (Bradford)

*Sign this letter at https://example.org/sign before 1 May 2025.*
""")
    assert (draft.title, draft.date_iso) == ("Open letter on school meals", "2025-03-14")
    assert draft.recipients == (Recipient(organisation="Ministry of Meals"),)
    assert draft.body == (
        "We ask for *hot meals*[^1] in every school. See [the study](https://example.org/study).\n\n## What we ask\n\n"
        "1. Hot meals.\n   - soup\n   - bread\n2. Money for kitchens.\n\n> No child learns hungry.\n\n[^1]: A meal of at least 60 degrees."
    )
    assert [line.as_typed for line in draft.lines] == [
        "Ann Field, teacher, Leeds",
        "Parents' Council of Leeds",
        "Tom Reed (Bradford)",
    ]
    assert (draft.call.deadline, draft.call.address) == ("1 May 2025", "https://example.org/sign")
