"""What stands beside a yes: a block of one's own, which says the same again, and what corrects or objects."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from petition.interpret.consent import agrees
from petition.interpret.message import understand
from petition.mail.inbound.incoming import read
from tests.interpret.corpus import TO, mail
from tests.interpret.kept import OURS, says


def test_what_corrects_stands_under_no_yes() -> None:
    forms = [
        "{0}\n\n{1}\n{2}\n",
        "{0}\n\nRegards,\n{1}\n\n{2}\n",
        "{0}. {1}. {2}\n",
        "{0}\n{1}, {2}\n",
        "{0}\n{2}\n{1}\n",
    ]
    corrections = [
        "change my role to MP",
        "not teacher but doctor",
        "Town: Taraz",
        "only initials",
        "without my town",
        "hide my name",
        "wrong town",
        "Correct: Bekova-Lee",
        "Should read Bekov",
        "actually Astana",
        "stop",
        "maybe",
        "later",
        "no",
        "только без города",
        "не учитель, а врач",
        "Город неверный",
        "уберите должность",
        "скройте имя",
        "P.S. Город: Тараз",
        "қала емес",
        "қате бар",
        "атымды жасырыңыз",
        "бірақ атым қате",
        "қаланы алып тастаңыз",
    ]
    people = [("Aru Bekova", "Yes"), ("Анна Лесная", "Да"), ("Дәмір Құдықов", "Иә")]
    lost = [
        (yes, form, correction)
        for form, correction, (who, yes) in product(forms, corrections, people)
        if says(mail(form.format(yes, who, correction), f"{who} <aru@example.org>", "Re: Well"), asked=True)
        == "yes"
    ]
    assert lost == []


def test_what_stands_below_ones_post_and_phone_may_take_a_yes_back_in_any_language() -> None:
    objections = [
        "Jag vill läsa brevet först",
        "Men vänta, jag vill läsa brevet först",
        "Bitte erst nach Rücksprache mit meinem Mann veröffentlichen",
        "Solo si se quita el segundo párrafo",
        "Mais pas avant d'avoir lu le texte final",
        "бірақ алдымен хатты оқып шығайын",
        "но пока не публикуйте, я ещё думаю",
        "sorry, I changed my mind",
    ]
    forms = [
        "Yes\n\nAru Bekova\nTeacher\n+7 701 000 00 00\n{0}\n",
        "Yes\n\nAru Bekova\nTeacher\n{0}\n+7 701 000 00 00\n",
        "Yes\n\nAru Bekova\nTeacher\nSchool No. 7\n{0}\n",
    ]
    lost = [
        (form, each)
        for form, each in product(forms, objections)
        if says(mail(form.format(each), "Aru Bekova <aru@example.org>", "Re: Well"), asked=True) == "yes"
    ]
    assert lost == []


def test_a_plain_yes_may_stand_above_the_block_of_an_office() -> None:
    texts = [
        "Верно, так меня и запишите",
        "Да, всё сходится, вносите",
        "Дәлме-дәл, солай жаза беріңіздер",
        "Spot on, thank you",
        "That's right, thank you so much for doing this",
        "Да, всё верно, удачи вам",
        "Иә, менмін",
        "Bang on. Cheers",
        "Да\n\nДом культуры\nТел.: +7 700 000 00 00",
        "Yes\n\nAnna Lesnaya MP\nHouse of Commons | 020 0000 0000\n\nTown Hall Disclaimer: this mail is confidential.",
    ]
    assert [
        text
        for text in texts
        if says(mail(text, "Анна Лесная <anna@example.org>", "Re: Well"), asked=True) != "yes"
    ] == []


def test_of_three_lines_under_a_yes_none_corrects_what_was_understood() -> None:
    roles = [
        understand(
            read(mail(text, "Анна Лесная <anna@example.org>", "Re: Well"), OURS, recipient=TO), asked=True
        )
        for text in ("Да\n\nАнна Лесная\nврач\nАлматы", "Да\n\nАнна Лесная\nврач, Алматы")
    ]
    assert [(each.says, each.line.role if each.line else None) for each in roles] == [
        ("yes", ""),
        ("yes", "врач"),
    ]


def test_what_is_told_beside_a_yes_is_no_block_of_an_office() -> None:
    texts = [
        "Да, запишите и маму",
        "Yes, put me down as a doctor",
        "Да\n\nДом культуры",
        "Да\n\nГород не тот\nТел.: +7 700 000 00 00",
        "Иә\n\nҚалам Шу\nТел.: +7 700 000 00 00",
        "Spot the mistake",
        "Да, спасибо, город другой",
        "Yes, thanks, wrong town",
        "Да, спасибо за письмо, удалите меня",
    ]
    assert [
        text
        for text in texts
        if says(mail(text, "Анна Лесная <anna@example.org>", "Re: Well"), asked=True) == "yes"
    ] == []


_AGREES = st.sampled_from(["Да", "иә", "yes", "Подтверждаю", "дұрыс", "confirmed", "ok"])
_OBJECTS = st.sampled_from(
    [
        "но",
        "не я",
        "бірақ",
        "but",
        "wrong",
        "уберите",
        "емес",
        "if",
        "если",
        "only",
        "исправьте",
        "why",
        "кто",
        "never",
        "?",
    ]
)


def test_no_correction_under_a_yes_is_lost() -> None:
    texts = [
        "Да\n\nНина Быкова\nУберите должность",
        "Да.\nНина Быкова\nя не учитель",
        "Да\n\nНина Быкова\nврач, а не учитель",
        "Подтверждаю\nНина Быкова\nтолько город другой",
        "Да. Спасибо, уберите меня",
        "Верно, но я передумала",
        "Yes\n\nAsel Kim\nMy role is doctor",
        "Confirmed\nAsel Kim\nnot Taraz but Semey",
        "Yes, work on it",
        "Yes. Thanks, but hold on",
        "Иә, бірақ қалам Шу",
        "Yes. Please write my name as Asel Kim",
        "Yes. Please write her name as Asel Kim",
    ]
    assert [
        text
        for text in texts
        if says(mail(text, "Нина Быкова <nb@example.org>", "Re: Well"), asked=True) == "yes"
    ] == []


@given(_AGREES, _OBJECTS, _AGREES, st.sampled_from([" ", ", ", ". ", "\n", "\n\n"]))
@settings(max_examples=200)
def test_no_objection_among_words_that_agree_is_lost(
    before: str, objection: str, after: str, between: str
) -> None:
    for text in (
        f"{before}{between}{objection}",
        f"{before}{between}{objection}{between}{after}",
        f"{objection}{between}{after}",
    ):
        assert objection == "?" or not agrees([text])
        assert says(mail(text, "Aru Bekova <aru@example.org>", "Re: Well"), asked=True) != "yes"
