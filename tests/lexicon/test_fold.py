"""One word, one spelling: whatever the script, the scheme of transliteration and the keyboard."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lexicon.fold import fold, read_word, straighten

# Open syllables: where consonants meet, two letters of one alphabet may make one of another (сх and ш, тс and ц).
CONSONANTS = "бвгджзклмнпрстфхчшғқң"
VOWELS = "аеиоуыәөұүі"
LATIN = dict(zip("бвгдзлмнпрстфч" + "әөұүі", [*"bvgdzlmnprstf", "ch", "a", "o", "u", "u", "i"], strict=True))
LATIN |= {"а": "a", "о": "o", "у": "u", "и": "i", "ш": "sh", "к": "k", "ң": "n"}
WAYS = {
    "ж": ("zh", "j", "dzh"),
    "х": ("kh", "h"),
    "ғ": ("g", "gh"),
    "қ": ("k", "q"),
    "ы": ("y", "i"),
    "е": ("e",),
}
syllables = st.lists(st.tuples(st.sampled_from(CONSONANTS), st.sampled_from(VOWELS)), min_size=1, max_size=5)


@given(syllables, st.randoms(use_true_random=False))
def test_a_kazakh_or_russian_word_is_one_in_every_script(
    parts: list[tuple[str, str]], dice: random.Random
) -> None:
    word = "".join(consonant + vowel for consonant, vowel in parts)
    in_latin = "".join(LATIN.get(letter) or dice.choice(WAYS[letter]) for letter in word)
    assert fold(word) == fold(in_latin)
    assert fold(word) == fold(in_latin.title())


@given(syllables)
def test_a_kazakh_word_and_its_russian_spelling_are_one(parts: list[tuple[str, str]]) -> None:
    word = "".join(consonant + vowel for consonant, vowel in parts)
    assert fold(word) == fold(word.translate(str.maketrans("әғқңөұүі", "агкноууи")))


@given(st.text(max_size=60))
def test_folding_never_fails_and_twice_is_once(text: str) -> None:
    folded = fold(text)
    assert folded == fold(folded)
    assert folded == "" or (folded.isascii() and folded.isalnum() and folded == folded.lower())
    assert read_word(text).fold == folded


@pytest.mark.parametrize(
    "spellings",
    [
        "Евгений Evgeny Evgenii Yevgeniy Evgeniy Yevgeny",
        "Щербаков Shcherbakov Scherbakov Sherbakov",
        "Жұмабаев Zhumabayev Jumabaev Dzhumabaev Žumabaev",
        "Юлия Yulia Iuliia Yuliya",
        "Мария Maria Mariya Mariia",
        "Алёна Алена Alyona Alena",
        "Қожахмет Qozhahmet Kozhakhmet Қожахмет",
        "Нұрпейісов Nurpeisov Nurpeyisov Nurpeiisov",
        "Татьяна Tatiana Tatyana",
        "Александр Aleksandr Alexandr",
        "Ғалия Galiya Ghalia",
        "Цой Tsoi Tsoy",
    ],
)
def test_published_and_homemade_transliterations_meet(spellings: str) -> None:
    assert len({fold(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("marked", "plain"), [("Ayşe", "Ayse"), ("Müller", "Mueller"), ("Müller", "Muller"), ("Çağlar", "Caglar")]
)
def test_a_mark_may_be_lost_without_the_word(marked: str, plain: str) -> None:
    one, other = read_word(marked), read_word(plain)
    assert {one.fold, one.bare} & {other.fold, other.bare}


def test_latin_letters_inside_a_cyrillic_word_change_nothing_and_the_reverse() -> None:
    assert fold("Tамбoвcкая") == fold("Тамбовская")
    assert fold("Рolinа") == fold("Polina")
    assert straighten("Анна") == "Анна"
    assert straighten("Anna") == "Anna"


def test_words_that_differ_stay_two() -> None:
    assert fold("Динара") != fold("Данара")
    assert fold("Алиев") != fold("Алеев")
    assert fold("Каримов") != fold("Керимов")
