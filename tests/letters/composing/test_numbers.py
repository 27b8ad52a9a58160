"""Numbers in words."""

import pytest

from petition.letters.composing.numbers import LIMIT, english, kazakh, russian, russian_form


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (6, "six"),
        (13, "thirteen"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (101, "one hundred and one"),
        (265, "two hundred and sixty-five"),
        (1000, "one thousand"),
        (1001, "one thousand and one"),
        (1100, "one thousand one hundred"),
        (12_345, "twelve thousand three hundred and forty-five"),
        (2_000_017, "two million and seventeen"),
        (1_000_000, "one million"),
    ],
)
def test_english_numbers_are_british(number: int, words: str) -> None:
    assert english(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ноль"),
        (1, "один"),
        (12, "двенадцать"),
        (40, "сорок"),
        (265, "двести шестьдесят пять"),
        (1000, "одна тысяча"),
        (2002, "две тысячи два"),
        (5000, "пять тысяч"),
        (11_000, "одиннадцать тысяч"),
        (21_021, "двадцать одна тысяча двадцать один"),
        (1_000_000, "один миллион"),
        (2_000_000, "два миллиона"),
        (5_000_000, "пять миллионов"),
    ],
)
def test_russian_thousands_are_feminine_and_agree(number: int, words: str) -> None:
    assert russian(number) == words


def test_russian_units_agree_with_what_is_counted() -> None:
    assert russian(21, "feminine") == "двадцать одна"
    assert russian(1002, "feminine") == "одна тысяча две"
    assert russian(11, "feminine") == "одиннадцать"


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (14, "many"),
        (21, "one"),
        (112, "many"),
        (122, "few"),
    ],
)
def test_russian_nouns_take_one_of_three_forms(number: int, form: str) -> None:
    assert russian_form(number, "one", "few", "many") == form


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "нөл"),
        (6, "алты"),
        (19, "он тоғыз"),
        (40, "қырық"),
        (100, "жүз"),
        (265, "екі жүз алпыс бес"),
        (1000, "бір мың"),
        (100_000, "жүз мың"),
        (2_345_678, "екі миллион үш жүз қырық бес мың алты жүз жетпіс сегіз"),
    ],
)
def test_kazakh_numbers_follow_one_another(number: int, words: str) -> None:
    assert kazakh(number) == words


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_a_number_without_words_is_refused(number: int) -> None:
    for language in (english, russian, kazakh):
        with pytest.raises(ValueError, match="no words"):
            language(number)
