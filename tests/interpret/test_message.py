"""A corpus of messages, read from their bytes: who signs, who says yes, who says no, what a person must read."""

from collections.abc import Callable
from itertools import cycle

import pytest

from petition.interpret.message import understand
from petition.interpret.understood import Understood
from petition.mail.inbound.incoming import read
from tests.inbox.cases import Row, rows
from tests.interpret.corpus import ALL, TO, UNANSWERED, Sample, mail
from tests.interpret.heard import Heard, lines, messages
from tests.interpret.kept import FRESH, OURS, says
from tests.reading.test_speed import steps

FILES = ("first.txt", "second.txt", "third.txt", "fourth.txt")
READ_OTHERWISE: dict[str, dict[str, str]] = {  # where a clerk reads more than we do: what we read
    "001 en 'no question about it'": {
        "place": ""
    },  # "crofter at Lochinver": no list tells that this is no firm
    "033 en 'I refuse to stay silent'": {"place": ""},  # "who drives the 17 bus in Dundee" is a story
    "118 en put me down": {"place": ""},  # so is "I catch babies for a living, in Leeds"
    "002 en typos, sentence form": {
        "role": "teacher in galway",
        "place": "",
    },  # no capital tells the town
    "022 kk member of parliament, full sentence": {"role": "депутаты"},  # «Мәжіліс» is where
    "100 ru Yandex HTML only": {
        "role": "преподаватель"
    },  # «музыкальной школы» is where, as in every line we read
    "103 en bookshop as organisation": {
        "kind": "person"
    },  # nothing in a shop's name tells it from a person's
}


def understood(raw: bytes) -> Understood:
    return understand(read(raw, OURS, recipient=TO))


def is_as_expected(sample: Sample) -> bool:
    message = read(sample.raw, OURS, recipient=TO)
    if message.kind != sample.kind or sample.kind != "ordinary":
        return message.kind == sample.kind
    said = understand(message)
    line = {name: getattr(said.line, name) for name in sample.line} if said.line else {}
    return said.says == sample.says and said.why == sample.why and line == sample.line


def test_the_corpus_is_large_and_tells_its_samples_apart() -> None:
    assert len(ALL) >= 100
    assert len({sample.name for sample in ALL}) == len({sample.raw for sample in ALL}) == len(ALL)


def test_a_message_is_understood() -> None:
    assert [sample.name for sample in ALL if not is_as_expected(sample)] == []


def test_nothing_that_is_no_answer_is_taken_for_a_yes() -> None:
    others = [sample for sample in ALL if sample.says != "yes"]
    assert [sample.name for sample in others if says(sample.raw) == "yes"] == []


def test_a_yes_with_any_word_beside_it_that_does_not_agree_confirms_nothing() -> None:
    texts = [
        "да нет",
        "Yes, delete it",
        "ok, but who are you",
        "Yes if you change it",
        "не да",
        "Да, но не сейчас",
        "иә емес",
        "yes? no!",
        "confirm nothing",
        "I will say yes tomorrow",
        "да уберите",
        "Yes\nremove my role",
        "Подтверждаю, что это ошибка",
        "Ist das richtig",
        "Please correct my data",
        "Sì, il mio nome è Ana",
        "确认吗",
        "Megerősítem, ha minden rendben",
        "ok google",
        "Да\n\nУдалите меня",
        "растамаймын",
    ]
    assert [text for text in texts if says(mail(text), asked=True) == "yes"] == []


def test_who_wants_out_signs_nothing() -> None:
    texts = [
        "Хочу снять свою подпись",
        "Қолымды қайтарып алғым келеді",
        "I changed my mind, cancel my signature",
        "Remove my name please",
        "Я не подписывала это",
        "Мен қол қойған жоқпын",
        "Отзываю подпись",
        "Не присылайте мне больше",
    ]
    assert [text for text in texts if says(mail(text)) != "no"] == []


def test_what_no_person_wrote_is_known_for_it_by_its_envelope_too() -> None:
    taken = [read(each.raw, OURS, sender="", recipient=TO).kind for each in UNANSWERED]
    assert "ordinary" not in taken


@pytest.mark.parametrize("file", FILES)
def test_what_people_wrote_who_never_saw_the_code_is_understood(file: str) -> None:
    assert [f"{heard.name}: {wrong}" for heard in messages(file) if (wrong := _misread(heard))] == []


def _misread(heard: Heard) -> str:
    """What is read otherwise than whoever wrote a message meant it; '' for nothing."""
    message = read(heard.raw, OURS, recipient=TO)
    if message.kind != "ordinary" or heard.says == "ignored":
        return "" if (message.kind != "ordinary") == (heard.says == "ignored") else message.kind
    said = understand(message)
    if said.says != heard.says:
        return f"{said.says} {said.why}"
    if said.says != "signs" or not said.line:
        return ""
    expected = {name: _plain(value) for name, value in heard.line.items()} | READ_OTHERWISE.get(
        heard.name, {}
    )
    wrong = {
        name: value for name in heard.line if (value := _plain(getattr(said.line, name))) != expected[name]
    }
    return str(wrong or "")


def test_what_was_said_by_whoever_came_last_is_understood() -> None:
    assert [
        (row.text, said) for row in rows("seventeenth.txt") if (said := _heard_as(row)) != row.expected
    ] == []


def _heard_as(row: Row) -> str:
    message = read(mail(row.text, f"{row.who} <reader17@example.org>", row.subject), OURS, recipient=TO)
    said = understand(message, asked=row.is_reply)
    if said.says == "signs" and said.line:
        return f"signed {said.line.name}; {said.line.role}; {said.line.place}".strip()
    return {"yes": "confirmed", "unclear": "unread"}.get(said.says, said.says)


def _plain(value: str) -> str:
    return value.replace("«", '"').replace("»", '"').casefold().strip(" .")


def test_a_yes_before_what_wants_no_signature_confirms_nothing() -> None:
    strangers = [row for file in FRESH for row in rows(file) if row.expected in {"no", "unread"}]
    said = [each.text.partition("\n\n")[0] for each in strangers]
    texts = [*lines("refusals.txt"), *(each for each in said if len(each) > 40 and each[0].isalpha())]
    yes = ("Да. {0}", "Yes, all correct. {0}", "Иә, растаймын. {0}")
    forms = ((form, text) for text, form in zip(texts, cycle(yes), strict=False))
    who = "Анна Лесная <anna@example.org>"
    assert [
        text for form, text in forms if says(mail(form.format(text), who, "Re: Well"), asked=True) == "yes"
    ] == []


def test_a_refusal_is_told_by_what_is_refused() -> None:
    rows = [
        ("Не могу не подписать. Анна Лесная", "signs"),
        ("Никогда ничего не подписывала, но это письмо подписываю. Анна Лесная", "signs"),
        ("I never sign anything, but this I sign. Anna Lesnaya", "signs"),
        ("Су жоқ, жол жоқ. Қол қоямын. Анна Лесная", "signs"),
        ("Қол қоймай тұра алмадым. Анна Лесная", "signs"),
        ("Я ничего не подписывала. Анна Лесная", "no"),
        ("Кол коймаймын", "no"),
        ("kol koimaimyn", "no"),
        ("Подписываю? Нет, не подписываю.", "no"),
        ("Я не могу подписать это письмо. Анна Лесная, врач", "no"),
        ("Подпишу, если уберёте третий абзац. Анна Лесная, врач", "unclear"),
        ("Подписываю за маму, у неё нет почты: Вера Лесная, врач", "unclear"),
        ("Мы с мужем подписываем: Анна Лесная, Игорь Лесной", "unclear"),
        ("I sign. LEAVE THE WELL ALONE. Anna Lesnaya", "signs"),
        ("Оставьте колодец в покое! Подписываю. Анна Лесная", "signs"),
        ("Please take my name from the signature below, I sign. Anna Lesnaya", "signs"),
        ("I've changed my mind about petitions: this one I sign. Anna Lesnaya", "signs"),
        ("I signed yesterday but changed my mind. Anna Lesnaya", "no"),
        ("Передумала. Анна Лесная", "no"),
        ("Подписываю. С третьим пунктом не согласна. Анна Лесная", "unclear"),
        ("Үшінші тармақпен келіспеймін, бірақ қол қоямын. Анна Лесная", "unclear"),
        ("I can't sit this one out. I sign. Anna Lesnaya", "signs"),
        ("My wife wants me to sign too. I sign gladly. Anna Lesnaya", "signs"),
        ("My wife wants me to sign for her. Anna Lesnaya", "unclear"),
        ("I sign in my own name, not on behalf of Water Institute. Anna Lesnaya, doctor", "signs"),
        ("Count me as one of you. Anna Lesnaya", "signs"),
        ("I pass the well every morning. I sign. Anna Lesnaya", "signs"),
        ("I decline to believe that. I sign. Anna Lesnaya", "signs"),
        ("Не подписать такое письмо невозможно. Анна Лесная", "signs"),
        ("Отказываюсь понимать, как можно закрыть колодец. Подписываю. Анна Лесная", "signs"),
        ("Stop this madness. Signed, Anna Lesnaya", "signs"),
        ("Я против! Подписываю. Анна Лесная", "unclear"),
        ("Я не местный, но подпишу. Анна Лесная", "signs"),
        ("Не надо меня туда вписывать", "no"),
        ("Жена попросила меня подписать. Подписываю с радостью. Анна Лесная", "signs"),
    ]
    assert [
        text for text, meant in rows if says(mail(text, "Анна Лесная <anna@example.org>", "Колодец")) != meant
    ] == []


def test_a_long_message_of_one_thing_over_and_over_is_no_trap() -> None:
    units = [
        "a",
        "не ",
        "не подписываю, ",
        "a?",
        "Anna Petrova, ",
        "Anna\n",
        "a 🌷 ",
        "(",
        "10:15 2025 a@b:\n",
        "Имя: ",
    ]
    assert [unit for unit in units if _is_trap(unit)] == []


def _is_trap(unit: str) -> bool:
    def hearing(signs: int) -> Callable[[], object]:
        return lambda: understood(mail(unit * (signs // len(unit))))

    steps(hearing(100))  # what is made once is made now
    return steps(hearing(20_000)) >= 6 * steps(hearing(5_000)) + 5000


def test_no_refusal_is_taken_for_a_signature() -> None:
    who = "Анна Лесная <anna@example.org>"
    assert [text for text in lines("refusals.txt") if says(mail(text, who, "Колодец")) != "no"] == []


def test_a_wish_is_understood_whatever_stands_around_the_name() -> None:
    assert [wish for wish in lines("wishes.txt") if not _names_its_writer(*wish.split(" | ", 1))] == []


def test_plain_words_come_to_what_they_say() -> None:
    """Each comes to what stands first: a name signs; "yes" and "no" answer our question, "?" is no plain yes.

    A person reads an answer that is "unclear", and a "case": what asks, or signs for several, or without a name.
    """
    wrong = []
    for line in lines("plain.txt"):
        wants, who, text = line.split(" | ", 2)
        asked = wants in {"yes", "no", "?", "unclear"}
        raw = mail(
            text.replace("\\n", "\n"),
            f"{who} <reader17@example.org>",
            "Re: Please confirm" if asked else "letter",
        )
        said = understand(read(raw, OURS, recipient=TO), asked=asked)
        name = said.line.name if said.line else ""
        got = said.says if asked else name or said.says.replace("unclear", "case")
        if got == "yes" if wants == "?" else got != wants:
            wrong.append((line, said.says, name))
    assert wrong == []


def _names_its_writer(name: str, text: str) -> bool:
    said = understood(mail(text, "<reader17@example.org>", "Колодец"))
    return said.says == "signs" and said.line is not None and said.line.name == name
