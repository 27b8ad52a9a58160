"""Where a letter ends: what closes it, and what stands below the names and signs nothing."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read, read_text
from tests.reading.pasted import read_lines
from tests.reading.samples import RUSSIAN, adds_up

TEXT = "Dear Mayor,\n\nWe ask you to keep the old well open, for it is deep and good and nobody else has one. We wait.\n\n"
_TEXT = "Dear Minister,\n\nThe mill must stay open for all who live by the river, and so we ask for your help.\n\n"
LETTER = """\
Save the Old Library

We ask the city council not to close the old library on Park Street, which has served children for ninety years.
"""


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


def test_below_the_names_stand_the_town_under_the_date_and_whom_to_ask_who_sign_nothing() -> None:
    names = "Aru Bekova, teacher\nPetra Oak, poet\nVera Hill\n"
    for asked in ("Исп. Орлов П. И., тел. 250 12 34", "Ask: Karl Brook, karl@example.org"):
        draft = read_text(f"{TEXT}Sincerely,\n\n{names}\n3 May 2026\nLund\n\n{asked}\n")
        assert [line.name for line in draft.lines] == ["Aru Bekova", "Petra Oak", "Vera Hill"]
        assert (draft.place, draft.date_iso, draft.left_over) == ("Lund", "2026-05-03", (asked,))


@pytest.mark.parametrize(
    "below",
    [
        "Annex 1\n\nHow warm the flats are\n\n| Flat | Owner | Day |\n|---|---|---|\n| 14-7 | Holm A. K. | 11.01 |\n| 14-8 | Orr B. D. | 12.01 |\n",
        "Приложение № 2 (копия)\n\nООО «Тепло»\n\nУважаемая Вера Павловна!\n\nОтвет по существу будет дан до 1 июня 2026 года.\n\nС уважением,\n\nХольм А. К., директор\n",
        "Share\tTweet\tEmail\n\nComments (2)\n\nAnna Holm 9 Jan, 11:20\nWho pays for it?\n\nBruno Orr 9 Jan, 14:02\nWell said.\n",
    ],
)
def test_what_a_letter_encloses_and_what_its_page_shows_below_the_names_is_left_over(below: str) -> None:
    names = ["Aru Bekova", "Petra Oak", "Vera Hill"]
    listed = "\n".join(f"{nth}. {name}, teacher" for nth, name in enumerate(names, 1))
    draft = read_text(f"{TEXT}Sincerely,\n\n{listed}\n\n{below}")
    assert ([line.name for line in draft.lines], draft.doubtful, draft.call.text) == (names, 0, "")
    assert any("Holm" in line or "Хольм" in line for line in draft.left_over)
    assert adds_up(draft)


def test_an_annex_is_known_in_many_languages() -> None:
    heads = "Приложение Додаток Қосымша Anlage Anhang Annexe Annex Appendix Enclosure Attachment Anexo Allegato Załącznik Příloha Bijlage Ek Ilova Прилог Prilog დანართი Հավելված"
    for head in heads.split():
        draft = read_text(
            f"{TEXT}Sincerely,\n\nAru Bekova, teacher\nVera Hill, nurse\n\n{head} 1\n\nAnna Holm\n"
        )
        assert [line.name for line in draft.lines] == ["Aru Bekova", "Vera Hill"], head


def test_a_list_that_is_an_annex_is_read_below_the_one_who_signs_for_it() -> None:
    draft = read_text(
        f"{TEXT}Sincerely,\n\nAru Bekova\n\nAnnex 1\n\nSignatories:\n\nPetra Oak, poet\nVera Hill, nurse\n"
    )
    assert [line.name for line in draft.lines] == ["Aru Bekova", "Petra Oak", "Vera Hill"]
    draft = read_text(
        f"{TEXT}Sincerely,\n\nAru Bekova\n\nAnnex 1\n\nMap of the bay\n\nSign by 31 July at ferry@bay.example\n"
    )
    assert draft.call.deadline


@pytest.mark.parametrize(
    ("said", "deadline"),
    [
        ("Сбор подписей продолжается до 18:00 15 декабря 2026 года.", "18:00 15 декабря 2026"),
        ("Қол қою 2027 жылғы 20 ақпан сағат 18:00-ге дейін.", "2027 жылғы 20 ақпан сағат 18:00"),
        ("Қол жинау 2026 жылғы 15 желтоқсан сағат 18:00-ге дейін жалғасады.", "2026 жылғы 15 желтоқсан сағат 18:00"),
        ("Sign the treaty by 15 December 2026.", ""),  # a demand
    ],
)  # fmt: skip
def test_until_when_one_may_sign_is_no_text_where_it_stands_at_its_end(said: str, deadline: str) -> None:
    for below in ("", "\n\nSincerely,\n\nAnna Ruel, teacher\nBoris Lind, poet\n"):
        draft = read_text(f"{TEXT}{said}{below}")
        assert (draft.call.deadline, said in draft.body) == (deadline, not deadline)
        assert len(draft.lines) == bool(below) * 2


def test_a_town_alone_below_the_names_is_where_a_letter_was_written() -> None:
    draft = read_text(
        f"3 May 2026\n\n{TEXT}Sincerely,\n\nAru Bekova, teacher\nVera Hill, nurse\n\nТоғай қаласы\n"
    )
    assert ([line.name for line in draft.lines], draft.place) == (["Aru Bekova", "Vera Hill"], "Тоғай қаласы")
    for somebody in ("Sofia", "City of Lund"):
        draft = read_text(f"3 May 2026\n\n{TEXT}Sincerely,\n\nAru Bekova, teacher\nVera Hill\n\n{somebody}\n")
        assert (draft.lines[-1].name, draft.place) == (somebody, "")
    draft = read_text(f"16 мая 2026 г. № 4\nРечнинск\n\n{TEXT}Sincerely,\n\nAru Bekova\n")
    assert draft.place == "Речнинск"


def test_a_heading_that_says_what_they_are_who_sign_below_it_is_no_signatory_and_not_left_over() -> None:
    heads = (
        "Residents of Mill Lane:", "From the parents:", "The following residents of the Old Town:", "On behalf of the village:",
        "**Pupils of the school**", "Жильцы дома № 5:", "От имени родителей:", "Мира көшесінің тұрғындары:", "Ата-аналар атынан:",
    )  # fmt: skip
    names = ["Anna Ruel", "Boris Lind", "Clara Voss"]
    below = "\n".join(f"\n{head}\n\n" + "\n".join(f"{name}, poet" for name in names) for head in heads)
    draft = read_text(
        f"{LETTER}\nSincerely,\n{below}\n\nThank you to all parents:\n\nPress contacts:\n\nAnna Ruel\n"
    )
    assert [line.name for line in draft.lines[: 3 * len(heads)]] == names * len(heads)
    assert draft.left_over == ("Thank you to all parents:", "Press contacts:")


def test_a_last_sentence_below_the_names_is_nobody_who_signs() -> None:
    names = "Aru Bekova, teacher\nBoris Lind, poet\nVera Hill, gardener\n\n"
    draft = read_text(f"{TEXT}{names}A copy of this letter was sent to the office of the county.\n")
    assert [line.name for line in draft.lines] == ["Aru Bekova", "Boris Lind", "Vera Hill"]
    assert draft.left_over == ("A copy of this letter was sent to the office of the county.",)


def test_people_who_sign_with_a_date_each_are_not_the_date_of_the_letter() -> None:
    draft = read_text(f"{TEXT}Sincerely,\n\nAru Bekova, 12 May 2024\nBoris Lind, 13 May 2024\n")
    assert ([line.name for line in draft.lines], draft.date) == (["Aru Bekova", "Boris Lind"], "")


def test_a_whole_sentence_of_leave_is_the_closing() -> None:
    leave = "Nous vous prions d’agréer, Madame la Maire, l’expression de notre haute considération."
    draft = read_text(
        _TEXT
        + f"{leave}\n\nAnna Ruel (poète, Lund) ; Boris Lind (romancière, Lund) ; Ida Orr (dramaturge, Ewell)\n"
    )
    assert draft.closing.startswith(leave)
    assert leave not in draft.body
    assert len(draft.lines) == 3


@pytest.mark.parametrize(
    ("below", "deadline"),
    [
        ("# Sign this letter\n\nWrite to sign@well.example. Signatures are accepted until 18 December 2026.\n\n# Signatories\n\n", "18 December 2026"),
        ("**Írd alá! A petíció 2026. december 20-ig írható alá.**\n\n[ALÁÍROM](https://well.example/sign)\n\n**Első aláírók:**\n\n", "2026. december 20"),
        ("**Unterzeichnen Sie bis 31. Dezember 2026: sign@well.example**\n\nErstunterzeichnende:\n\n", "31. Dezember 2026"),
    ],
)  # fmt: skip
def test_a_call_that_is_set_off_below_the_text_is_no_part_of_it_nor_is_its_button(
    below: str, deadline: str
) -> None:
    letter = f"{_TEXT}{below}Anna Ruel, teacher\n\nBoris Lind\n\nCora Holm\n"
    draft = read(letter.encode(), "letter.md")
    assert (draft.call.deadline, draft.body) == (deadline, _TEXT.split("\n\n")[1])
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind", "Cora Holm"]


def test_a_date_over_the_heading_of_the_list_is_that_of_the_letter() -> None:
    letter = f"{_TEXT}۱۰ نوامبر ۲۰۲۶\n\n# نهادهای امضاکننده\n\n1. Union of Oars\n2. Society of Sails\n3. River Fund\n"
    draft = read(letter.encode(), "letter.md")
    assert (draft.date_iso, draft.body, len(draft.lines)) == ("2026-11-10", _TEXT.split("\n\n")[1], 3)


def test_a_few_words_above_the_label_of_a_list_take_leave_in_whatever_language() -> None:
    draft = read_text(
        f"{_TEXT}Es grüßt der ganze Ort\n\nErstunterzeichnende:\n\nAnna Ruel, teacher\nBoris Lind\n\nThe list is open until 30 November 2026.\n"
    )
    assert draft.call.deadline == "30 November 2026"
    assert draft.closing == "Es grüßt der ganze Ort"  # a letter heads its list itself
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]


def test_buttons_in_a_list_below_the_names_are_nobody_and_a_broken_closing_is_one() -> None:
    draft = read_text(
        f"{_TEXT}Recevez, Madame, Monsieur, nos salutations\ndéterminées.\n\n- Amparo Villar Ruiz, botánica\n- Nuria Ferrer, arquitecta\n- Iker Goiko Sanz, maestro\n\n"
        "y 367 vecinos más\n\n### Comparte esto:\n\n* Facebook\n* Mastodon\n* Fediverso\n"
    )
    assert [line.name for line in draft.lines] == ["Amparo Villar Ruiz", "Nuria Ferrer", "Iker Goiko Sanz"]
    assert draft.closing == "Recevez, Madame, Monsieur, nos salutations déterminées."
    assert {"Facebook", "Mastodon", "Fediverso"} <= set(draft.left_over)


@pytest.mark.parametrize(
    ("leave", "signed"),
    [
        (
            "Mit musikalischem Gruß",
            "Ruel, Prof. Anna – Komponistin\n\nLind, Boris – Lehrer\n\nHolm, Cora – Schülerin",
        ),
        (
            "Ізгі тілекпен,",
            "| № | Тегі, аты | Кім |\n| --- | --- | --- |\n| 1 | Руэль Анна | актриса |\n| 2 | Линд Борис | суретші |\n| 4 | Холм Кора | мұғалім |",
        ),
    ],
)
def test_a_list_stands_below_whatever_takes_leave_though_sentences_follow_and_a_number_is_missing(
    leave: str, signed: str
) -> None:
    text = "Sehr geehrter Herr Moss,\n\nseit dem Januar ist die Schule unseres Ortes geschlossen, und niemand sagt uns, warum.\n\n"
    below = "Der Leiter wurde um seine Unterschrift gebeten und hat abgelehnt. Wir sammeln weiter, bis alle antworten.\n\n"
    draft = read(
        f"{text}{leave}\n\n{signed}\n\n{below}P.S. Kaffee bringen wir zum Gespräch mit, wie immer.".encode(),
        "a.md",
    )
    assert (draft.closing, len(draft.lines)) == (leave, 3)
    assert "Kaffee" not in draft.body
