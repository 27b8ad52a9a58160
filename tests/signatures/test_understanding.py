"""A corpus of messages, read from their bytes: who signs, who says yes, who says no, what a person must read."""

import pytest

from petition.mail.inbound import Ours, read
from petition.signatures.understanding import Understood, understand
from tests.signatures.corpus import ALL, TO, UNANSWERED, Sample, mail

OURS = Ours("sign@sign.example.org", "letters.example.org", "letters@letters.example.org")


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


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_a_message_is_understood(sample: Sample) -> None:
    assert is_as_expected(sample)


@pytest.mark.parametrize(
    "sample", [each for each in ALL if each.says != "yes"], ids=lambda sample: sample.name
)
def test_nothing_that_is_no_answer_is_taken_for_a_yes(sample: Sample) -> None:
    message = read(sample.raw, OURS, recipient=TO)
    assert message.kind != "ordinary" or understand(message).says != "yes"


@pytest.mark.parametrize(
    "text",
    [
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
        "ok google",
        "Да\n\nУдалите меня",
        "растамаймын",
    ],
)
def test_a_yes_with_any_word_beside_it_that_does_not_agree_confirms_nothing(text: str) -> None:
    assert understood(mail(text)).says != "yes"


@pytest.mark.parametrize(
    "text",
    [
        "Хочу снять свою подпись",
        "Қолымды қайтарып алғым келеді",
        "I changed my mind, cancel my signature",
        "Remove my name please",
        "Я не подписывала это",
        "Мен қол қойған жоқпын",
        "Отзываю подпись",
        "Не присылайте мне больше",
    ],
)
def test_who_wants_out_signs_nothing(text: str) -> None:
    assert understood(mail(text)).says == "no"


@pytest.mark.parametrize("sample", UNANSWERED, ids=lambda sample: sample.name)
def test_what_no_person_wrote_is_known_for_it_by_its_envelope_too(sample: Sample) -> None:
    assert read(sample.raw, OURS, sender="", recipient=TO).kind != "ordinary"
