"""A letter that stands in one file in two languages, and other habits of files. Everybody in them is invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import Draft, read, read_text
from petition.reading.draft import Doubt
from petition.reading.letters.letter import publishers_of

ENGLISH = "The room was closed in May without a hearing, although the council had promised one. We ask you to keep the reading room open until nine in the evening, because pupils have no other place to learn.[^1]"
RUSSIAN = "Зал был закрыт в мае без слушаний, хотя городской совет обещал их провести. Мы просим вас оставить читальный зал открытым до девяти часов вечера, потому что ученикам больше негде учиться.[^2]"
KAZAKH = "Зал мамыр айында тыңдаусыз жабылды, бірақ кеңес тыңдау өткізуге уәде берген еді. Оқу залын кешкі тоғызға дейін ашық қалдыруыңызды сұраймыз, өйткені оқушылардың сабақ оқитын басқа орны жоқ екенін білесіз."


def read_whole(text: str) -> Draft:
    draft = read(text.encode(), "letter.md")
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    return draft


@pytest.mark.parametrize("border", ["* * *\n\nОткрытое письмо", "Открытое письмо", "# Обращение"])
def test_the_same_letter_in_two_languages_is_two_texts(border: str) -> None:
    draft = read_whole(
        f"Open letter\n\nDear Minister,\n\n{ENGLISH}\n\nSigned:\n\nAnna Ruel, teacher\n\n{border}\n\nУважаемый министр!\n\n{RUSSIAN}\n\n"
        "Подписали:\n\nАнна Руэл, учитель\n\n[^1]: In English.\n\n[^2]: По-русски.\n"
    )
    (other,) = draft.others
    assert (draft.lang, draft.langs, other.lang) == ("en", ("en", "ru"), "ru") or set(draft.langs) == {
        "en",
        "ru",
    }
    assert (draft.body, draft.title) == (f"{ENGLISH}\n\n[^1]: In English.", "Open letter")
    assert other.body.startswith(RUSSIAN.removesuffix("[^2]"))
    assert other.body.endswith("По-русски.")
    assert (other.salutation, other.closing) == ("Уважаемый министр!", "Подписали:")
    assert [(line.name, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", ""),
        ("Анна Руэл", Doubt.AGAIN),
    ]


def test_a_head_and_a_greeting_after_a_list_of_names_begin_the_second_text_and_nobody_of_it_signs() -> None:
    draft = read_whole(
        "«Ашық кітап» қоғамдық қоры\n\n2026 жылғы 28 қараша\n\nҚұрметті министр!\n\n"
        f"{KAZAKH}\n\nҚұрметпен,\n\nҚол қойғандар:\n\n1. Бауыржан Сейітов, мұғалім\n2. Анна Руэл\n\n"
        "Общественный фонд «Ашық кітап»\n\nг. Алматы, ул. Толе би, 59\n\n28 ноября 2026 года\n\n"
        f"Министру культуры Республики Казахстан\n\nУважаемая госпожа министр!\n\n{RUSSIAN[:-4]}\n\nС уважением,\n"
    )
    (other,) = draft.others
    assert [line.name for line in draft.lines] == ["Бауыржан Сейітов", "Анна Руэл"]
    assert (other.salutation, other.date) == ("Уважаемая госпожа министр!", "28 ноября 2026 года")
    assert other.letterhead == ("Общественный фонд «Ашық кітап»", "г. Алматы, ул. Толе би, 59")


def test_what_stands_over_the_second_title_is_its_letterhead_and_nobody_who_signs() -> None:
    draft = read_whole(
        "Объединение «Чистая Степь»\n\n20 января 2027 года\n\nМинистру экологии Республики\n\nОТКРЫТОЕ ПИСЬМО\n\nО сохранении парка\n\n"
        f"Уважаемый министр!\n\n{RUSSIAN[:-4]}\n\nПодписали:\n\nАнна Руэл, учитель\n\nBoris Lind\n\n"
        "Public association “Clean Steppe”\n\n10 Abai Street\n\n20 January 2027\n\nTo the Minister of Ecology\n\nOPEN LETTER\n\n"
        f"On keeping the park\n\nDear Minister,\n\n{ENGLISH[:-4]}\n\nYours faithfully,\n"
    )
    (other,) = draft.others
    assert [line.name for line in draft.lines] == ["Анна Руэл", "Boris Lind"]
    assert (draft.title, other.title) == (
        "ОТКРЫТОЕ ПИСЬМО. О сохранении парка",
        "OPEN LETTER. On keeping the park",
    )
    assert other.letterhead == ("Public association “Clean Steppe”", "10 Abai Street")
    assert (other.date, [each.title for each in other.recipients]) == (
        "20 January 2027",
        ["Minister of Ecology"],
    )
    assert draft.left_over == ()


def test_three_languages_below_headings_are_three_texts() -> None:
    said = {"Open letter": ENGLISH, "Открытое письмо": RUSSIAN, "Ашық хат": KAZAKH}
    draft = read_whole(
        "\n\n".join(f"# {title}\n\n{text[:-4]}.\n\n{text[:-4]}." for title, text in said.items())
    )
    assert [each.lang for each in (draft, *draft.others)] == ["en", "ru", "kk"]


def test_a_part_in_another_language_that_nothing_sets_off_is_told_and_stays() -> None:
    draft = read_whole(
        f"Dear Minister,\n\n{ENGLISH[:-4]}\n\n{RUSSIAN[:-4]}\n\n{ENGLISH[:-4]}\n\nSigned:\n\nAnna Ruel, teacher\n"
    )
    assert draft.others == ()
    assert draft.langs == ("en", "ru")
    assert "читальный зал" in draft.body


def test_hyphens_at_the_ends_of_lines_fall_away_unless_a_word_has_one() -> None:
    draft = read_text(
        "Dear Minister,\n\nWe ask you to keep the reading room open until nine in the eve-\nning, because pupils have no place to learn and the coun-\n"
        "cil promised it. It is a well-\nknown place, and some-\nbody who reads is never alone, как кто-\nто уже сказал.\n"
    )
    assert "nine in the evening, because" in draft.body
    assert "the council promised it. It is a well-known place, and somebody who reads" in draft.body
    assert "как кто-то уже" in draft.body


@pytest.mark.parametrize("name", ["letter.html", "letter.md"])
def test_what_a_picture_is_said_to_show_is_told(name: str) -> None:
    picture = "<figure><img src='a.png' alt='Map of the room'><figcaption>Drawn in May</figcaption></figure>"
    page = f"<p>Dear Minister,</p><p>{ENGLISH[:-4]}</p>{picture}<p>{ENGLISH[:-4]}</p>"
    typed = f"Dear Minister,\n\n{ENGLISH[:-4]}\n\n![Map of the room](a.png)\n\n{ENGLISH[:-4]}\n"
    draft = read((page if name.endswith("html") else typed).encode(), name)
    assert dict(zip(draft.left_over, draft.because, strict=True))["Map of the room"] == "picture"


@pytest.mark.parametrize(
    ("head", "offered"),
    [
        (
            "Friends of the Well Association\nQarasu Teachers Union",
            ["Friends of the Well Association", "Qarasu Teachers Union"],
        ),
        ("Friends of the Well Association\n12 Mill Street, Qarasu", []),
        ("Фонд защиты рек\nг. Алматы, ул. Вымышленная, 14, оф. 3", []),
        (
            "Фонд защиты рек\nг. Алматы, ул. Вымышленная, 14, оф. 3\nСоюз учителей",
            ["Фонд защиты рек", "Союз учителей"],
        ),
        ("Өзендерді қорғау қоры\nФонд защиты рек\nRivers Foundation", []),
    ],
)
def test_several_organisations_over_a_letter_are_offered_as_first_signatories(
    head: str, offered: list[str]
) -> None:
    draft = read_text(f"{head}\n\nDear Minister,\n\n{ENGLISH[:-4]}\n\nSigned:\n\nAnna Ruel, teacher\n")
    assert [(line.name, line.doubt) for line in publishers_of(draft)] == [
        (name, Doubt.PUBLISHER) for name in offered
    ]
    assert len(draft.lines) == 1


def test_a_table_with_a_language_in_each_column_is_the_letter_in_both() -> None:
    rows = (
        ("Open letter", "Открытое письмо"),
        ("Dear Minister,", "Уважаемый министр!"),
        (ENGLISH.removesuffix("[^1]"), RUSSIAN.removesuffix("[^2]")),
        ("Yours sincerely", "С уважением"),
    )
    table = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in rows)
    page = f"<p>Sandholm / Сандхольм</p><p>3 May 2026 / 3 мая 2026 года</p><table>{table}</table><p>Анна Руэл (Anna Ruel), nurse</p><p>Boris Lind, poet</p>"
    draft = read(page.encode(), "letter.html")
    (other,) = draft.others
    assert (draft.title, draft.salutation, draft.closing) == (
        "Open letter",
        "Dear Minister,",
        "Yours sincerely",
    )
    assert (draft.body, other.body) == (rows[2][0], rows[2][1])
    assert (draft.place, draft.date_iso) == ("Sandholm / Сандхольм", "2026-05-03")
    assert [(line.name, line.affiliation) for line in draft.lines] == [
        ("Анна Руэл (Anna Ruel)", ""),
        ("Boris Lind", ""),
    ]
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
