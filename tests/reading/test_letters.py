"""Letters of many shapes, taken apart. Everybody and everything in them is invented."""
# ruff: noqa: E501 - what people type stands here as they type it

from petition.reading import Recipient, read_lines, read_text
from petition.reading.draft import Call, Place, Placed

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


def test_labels_to_copy_from_subject_and_date() -> None:
    draft = read_text("""\
Кому: Министру просвещения РК
Копия: Акиму г. Алматы
От: Совета родителей

Тема: О школьном питании

Дата: 14.03.2025

Здравствуйте!

Просим вас рассмотреть вопрос о питании детей в школах города, так как цены выросли вдвое за последний год.

Подписали: Анна Полева, Борис Камышин, Вера Лугова, Глеб Озёров
""")
    assert [recipient.title for recipient in draft.recipients] == [
        "Министру просвещения РК",
        "Копия: Акиму г. Алматы",
    ]
    assert (draft.title, draft.date, draft.date_iso) == ("О школьном питании", "14.03.2025", "2025-03-14")
    assert (draft.letterhead, draft.salutation, draft.closing) == (
        ("От: Совета родителей",),
        "Здравствуйте!",
        "Подписали:",
    )
    assert len(draft.lines) == 4


def test_a_letter_to_two_without_greeting_with_two_lists() -> None:
    draft = read_text("""\
Депутатам Мажилиса Парламента Республики Казахстан
Министру юстиции Республики Казахстан
Законникову А.Б.
010000, г. Астана, пр. Речной, 8

Обращение юристов

Мы, юристы, считаем, что законопроект ухудшает положение адвокатов и лишает граждан права на защиту в суде.

Предлагаем отозвать законопроект и провести открытое обсуждение с участием сообщества.

Қол қойғандар / Подписи:

Организации:
ОО «Право реки»
Legal Path (LP)

Граждане:
Юлия Зорина — адвокат Алматинской городской коллегии адвокатов
Ким О.В. (Тараз)
и ещё 15 человек
""")
    assert draft.recipients == (
        Recipient("", "Депутатам Мажилиса Парламента Республики Казахстан"),
        Recipient(
            "Законникову А.Б.",
            "Министру юстиции Республики Казахстан",
            "",
            ("010000, г. Астана, пр. Речной, 8",),
        ),
    )
    assert (draft.title, draft.salutation) == ("Обращение юристов", "")
    assert len(draft.body.split("\n\n")) == 2
    assert [(line.kind, line.name) for line in draft.lines] == [
        ("organisation", "ОО «Право реки»"),
        ("organisation", "Legal Path"),
        ("person", "Юлия Зорина"),
        ("person", "Ким О.В."),
    ]
    assert draft.lines[2].affiliation == "Алматинская городская коллегия адвокатов"
    assert draft.left_over == ("и ещё 15 человек",)
    assert Placed(Place.HEADINGS, 2) in draft.account


def test_a_letter_without_signatures_keeps_all_its_text() -> None:
    draft = read_text(
        "Dear Minister,\n\nPlease open the road. It has been closed for two years.\n\nRelease the report.\n"
    )
    assert draft.body == "Please open the road. It has been closed for two years.\n\nRelease the report."
    assert draft.lines == ()


def test_demands_at_the_end_are_no_signatories() -> None:
    draft = read_text(
        "Dear Minister,\n\nThe road has been closed for two long years.\n\nWe demand:\n\n- Open the road.\n- Pay the workers.\n"
    )
    assert draft.lines == ()
    assert draft.body.endswith("- Open the road.\n- Pay the workers.")


def test_a_title_and_names_without_date_recipient_and_closing() -> None:
    draft = read_text("""\
Save the Old Library

We, the undersigned, ask the city council not to close the old library on Park Street, which has served children for ninety years.

The library costs less than one road. It must stay.

Maria Stone
Peter Hill
Ann van der Berg
""")
    assert draft.title == "Save the Old Library"
    assert [line.name for line in draft.lines] == ["Maria Stone", "Peter Hill", "Ann van der Berg"]
    assert draft.body.endswith("It must stay.")


def test_greeting_and_closing_in_one_line_with_other_words() -> None:
    draft = read_text(
        "Dear Mr. Brook, we are writing about the bridge. It is broken and nobody repairs it.\n\nPlease act now.\n\nSincerely, Vera Hill, teacher"
    )
    assert (draft.salutation, draft.closing) == ("Dear Mr. Brook,", "Sincerely,")
    assert draft.body.startswith("we are writing about the bridge.")
    assert [line.name for line in draft.lines] == ["Vera Hill"]


def test_a_paragraph_cut_by_a_page_end_is_joined() -> None:
    draft = read_text(
        "Dear Minister,\n\nThe bridge on Mill Street has been closed since the flood of last autumn and the pupils walk three kilometres. We are\n\n"
        "asking you to open a footbridge before the school year begins, as you promised in April.\n\nThank you for your time and care.\n"
    )
    assert "We are asking you to open a footbridge" in draft.body


def test_one_paragraph_a_line_without_blank_lines() -> None:
    first = (
        "Мы пишем вам, потому что река обмелела и жители трёх сёл остались без воды на всё лето, а ответа на наши письма нет уже год. "
        * 2
    )
    second = (
        "Мы просим прислать комиссию и назвать срок, к которому вода вернётся в дома, школы и больницу районного центра. "
        * 2
    )
    draft = read_text(
        f"Уважаемый министр!\n{first.strip()}\n{second.strip()}\nС уважением,\nИлана Ручьёва\nПётр Дубов"
    )
    assert draft.salutation == "Уважаемый министр!"
    assert first.strip() in draft.body
    assert second.strip() in draft.body
    assert [line.name for line in draft.lines] == ["Илана Ручьёва", "Пётр Дубов"]


def test_three_letterheads_and_sent_by_mail() -> None:
    draft = read_text("""\
Өзендерді қорғау қоры
Фонд защиты рек
Rivers Foundation

г. Алматы                                  19 декабря 2022 г.

To: Vera Hill, Minister of Water
Sent by e-mail to: water@example.gov

Dear Minister,

We ask you to publish the report on the dam, which has been ready for a year, and to meet us.

Signed:
Rivers Foundation
Lake Defenders (LD)
""")
    assert draft.letterhead == ("Өзендерді қорғау қоры", "Фонд защиты рек", "Rivers Foundation")
    assert (draft.place, draft.date_iso, draft.delivery) == ("г. Алматы", "2022-12-19", "water@example.gov")
    assert draft.recipients == (Recipient("Vera Hill", "Minister of Water"),)
    assert [(line.kind, line.acronym) for line in draft.lines] == [
        ("organisation", ""),
        ("organisation", "LD"),
    ]


def test_a_joint_letter_of_organisations_with_copies_and_subject() -> None:
    draft = read_text("""\
RIVER RIGHTS WATCH
350 Fifth Avenue, 34th Floor
www.riverrights.example

Joint Letter to the President of Riverland

VIA EMAIL

October 3, 2024

H.E. Karl Brook
President of the Republic of Riverland
Presidential Palace
1 River Square

CC: Vera Hill, Minister of Justice
    John Oak, Prosecutor General

Re: Proposed amendments to the Law on Rivers

Your Excellency,

We are writing on behalf of the undersigned organizations to express concern about the proposed amendments (“the draft law”).

**Background**

The draft law was published on September 1, 2024. It provides for fines of up to 1,000 units.

We urge you to:

1. Withdraw the draft law;
2. Consult civil society.

Sincerely,

The undersigned organizations:

Access Rivers
Rivers International
ARTICLE 91
Rivers Committee (RC), Norway
Society "Open Water" (Kyrgyzstan)
""")
    assert draft.letterhead == (
        "RIVER RIGHTS WATCH",
        "350 Fifth Avenue, 34th Floor",
        "www.riverrights.example",
    )
    assert (
        draft.title == "Joint Letter to the President of Riverland. Proposed amendments to the Law on Rivers"
    )
    assert draft.recipients == (
        Recipient(
            "H.E. Karl Brook",
            "President of the Republic of Riverland",
            "",
            ("Presidential Palace", "1 River Square"),
        ),
        Recipient("Vera Hill", "CC: Minister of Justice"),
        Recipient("John Oak", "CC: Prosecutor General"),
    )
    assert (draft.delivery, draft.salutation, draft.closing) == (
        "VIA EMAIL",
        "Your Excellency,",
        "Sincerely,\nThe undersigned organizations:",
    )
    assert "\n\n**Background**\n\n" in draft.body
    assert {line.kind for line in draft.lines} == {"organisation"}
    assert [line.place for line in draft.lines] == ["", "", "", "Norway", "Kyrgyzstan"]


def test_a_statement_of_one_citizen_to_an_authority() -> None:
    draft = read_text("""\
В Генеральную прокуратуру Республики Казахстан
г. Астана, ул. Речная, 14

от Ручьёвой Иланы Карловны,
проживающей: г. Риддер, ул. Лесная, 5

ЗАЯВЛЕНИЕ

Прошу проверить законность вырубки деревьев вдоль реки, которую начали в марте без разрешения.

Прилагаю фотографии.

12.04.2024                         Ручьёва И.К.
""")
    assert draft.recipients == (
        Recipient("", "", "В Генеральную прокуратуру Республики Казахстан", ("г. Астана, ул. Речная, 14",)),
    )
    assert draft.letterhead == ("от Ручьёвой Иланы Карловны,", "проживающей: г. Риддер, ул. Лесная, 5")
    assert (draft.title, draft.date_iso) == ("ЗАЯВЛЕНИЕ", "2024-04-12")
    assert draft.body.endswith("Прилагаю фотографии.")
    assert [line.name for line in draft.lines] == ["Ручьёва И.К."]


def test_buttons_of_a_page_pasted_with_the_letter_are_left_over() -> None:
    draft = read_text("""\
Dear Minister,

We the undersigned ask for clean water in every village of the river valley before the summer.

Signatories

Name | Affiliation | Country
--- | --- | ---
Prof. Karl Brook | University of Rivers | Germany
Vera Hill, PhD | River Institute | United Kingdom

Share this page
Tweet
© 2024 Rivers
""")
    assert [(line.name, line.affiliation, line.place) for line in draft.lines] == [
        ("Prof. Karl Brook", "University of Rivers", "Germany"),
        ("Vera Hill", "River Institute", "United Kingdom"),
    ]
    assert draft.left_over == ("Name | Affiliation | Country", "Share this page", "Tweet", "© 2024 Rivers")


def test_what_stands_after_the_list_and_is_no_call_is_left_over() -> None:
    draft = read_text(
        RUSSIAN
        + "\nЗадать вопрос\n\nПо всем вопросам обращайтесь к нам, мы ответим каждому в течение двух дней.\n"
    )
    assert draft.left_over == (
        "Задать вопрос",
        "По всем вопросам обращайтесь к нам, мы ответим каждому в течение двух дней.",
    )


def test_tags_in_a_paste_stay_text() -> None:
    draft = read_text(
        "Dear Minister,\n\nWe wrote <b>twice</b> and <script>alert(1)</script> nobody answered our letters.\n"
    )
    assert draft.body == "We wrote <b>twice</b> and <script>alert(1)</script> nobody answered our letters."


def test_an_empty_list_gives_no_lines() -> None:
    assert read_lines(" \n\n") == ()


def test_contact_lines_of_the_organisers_stay_theirs_and_sign_nothing() -> None:
    draft = read_text(
        "Friends of the Well, tel. +7 727 250 12 34, well@example.org\n\nDear Mayor,\n\n"
        "We ask you to keep the well open. It is old, and it is good for all of us.\n\nSincerely,\n\n"
        "Aru Bekova, teacher\nPetra Oak, poet, petra@example.org\n\nContact: well@example.org, +7 727 250 12 34\n"
    )
    assert draft.letterhead == ("Friends of the Well, tel. +7 727 250 12 34, well@example.org",)
    assert [(line.as_typed, line.contact) for line in draft.lines] == [
        ("Aru Bekova, teacher", ""),
        ("Petra Oak, poet", "petra@example.org"),
    ]
    assert draft.left_over == ("Contact: well@example.org, +7 727 250 12 34",)
