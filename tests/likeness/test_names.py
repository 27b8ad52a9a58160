"""A name as typed, taken apart: what is the name and what only stands beside it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.likeness.names import read_name


def words(typed: str) -> list[str]:
    return sorted(word.fold for word in read_name(typed).words)


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    found = read_name(text)
    assert all(word.fold for word in (*found.words, *found.maiden))


@given(st.permutations(["Айгүл", "Омарова", "Сейітқызы"]))
def test_the_order_of_the_words_changes_nothing(order: list[str]) -> None:
    name = read_name(" ".join(order))
    assert sorted(word.fold for word in name.words) == ["aigul", "omarova"]
    assert name.patronymic == "seit"


@given(st.permutations(["Роман", "Иванов", "Петрович"]), st.randoms(use_true_random=False))
def test_case_spaces_and_quotes_change_nothing(order: list[str], dice: random.Random) -> None:
    plain = "  ".join(dice.choice((word, word.upper(), word.lower())) for word in order)
    assert words(f"« {plain} »") == ["ivanov", "roman"]


@pytest.mark.parametrize(
    "typed",
    [
        "проф. Dmitry Volkov", "Dr. Дмитрий Волков", "Волков, Дмитрий", "г-н Волков Дмитрий", "«Дмитрий Волков»",
        "к.ю.н. Дмитрий Волков", "Дмитрий Волков / Dmitry Volkov", "Dmitry Volkov, journalist, Vremya", "🙂 Дмитрий Волков",
        "Дмитрий Волков (Алматы)", "Volkov Dmitry Sergeyevich", "дМИТРИЙ ВОЛКОВ .",
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_is_no_part_of_it(typed: str) -> None:
    assert words(typed) == ["dmitri", "volkov"]


def test_a_patronymic_is_one_in_kazakh_and_in_russian() -> None:
    assert (
        read_name("Асқар Нұрланұлы Омаров").patronymic
        == read_name("Omarov Askar Nurlanovich").patronymic
        == "nurlan"
    )
    assert read_name("Әсел Нұрлан қызы Омарова").patronymic == "nurlan"


def test_a_patronymic_borne_as_family_name_is_a_word_of_the_name() -> None:
    assert read_name("Gulim Sabitkyzy").patronymic == ""
    assert words("Roman Abramovich") == ["abramovich", "roman"]
    assert words("Roman Arkadyevich Abramovich") == ["abramovich", "roman"]


def test_brackets_hold_a_maiden_name_a_town_or_an_acronym() -> None:
    assert [word.fold for word in read_name("Гульнара Ермекова (Джусупова)").maiden] == ["jusupova"]
    assert [word.fold for word in read_name("Мария Иванова (урожд. Петрова)").maiden] == ["petrova"]
    assert read_name("Иван Петров (МГУ)").beside == ("МГУ",)
    assert read_name("Sabir Karimov (Republic of Uzbekistan)").maiden == ()


def test_initials_stand_for_every_letter_they_may_mean() -> None:
    assert read_name("Y. Petrov").initials == ("iue",)  # Yuri and Yevgeny fold to i and e
    assert read_name("Петров П.И.").initials == ("p", "i")
    assert len(read_name("Qambarov A.T.").words) == 1


def test_hanzi_begin_with_the_family_name() -> None:
    assert words("孙强力") == words("Sun Qiangli") == words("Qiangli Sun")
    assert words("欧阳小明") == words("Xiaoming Ouyang")
    assert words("曾志强") == words("Zeng Zhiqiang")


def test_a_run_together_name_is_parted_where_its_capitals_say_so() -> None:
    assert words("Myrzabek NurTemirbekuly") == ["mirzabek", "nur"]
    assert words("Ronald McDonald") == ["mkdonald", "ronald"]


def test_father_and_son_are_kept_by_their_marking() -> None:
    assert read_name("John Smith Jr.").generation == "younger"
    assert read_name("John Smith Sr.").generation == "elder"
    assert read_name("Иван Петров мл.").generation == "younger"


def test_a_particle_is_a_word_where_a_name_needs_it() -> None:
    assert words("Tarek Al-Bitar") == words("Bitar Tarek")
    assert words("Ben Smith") == ["ben", "smit"]


@pytest.mark.parametrize(("seen", "meant"), [("cp1251", "utf-8"), ("cp1252", "utf-8"), ("cp1252", "cp1251")])
@pytest.mark.parametrize("name", ["Дмитрий Волков", "Тимур Бекетов"])
def test_a_name_read_in_the_wrong_encoding_is_still_the_name(name: str, seen: str, meant: str) -> None:
    assert words(name.encode(meant).decode(seen)) == words(name)


def test_a_name_in_latin_letters_with_marks_is_not_taken_for_scrambled() -> None:
    assert words("Þóra Ævarsdóttir") == words("þóra ævarsdóttir")
    assert words("Jürgen Müller") == ["jurgen", "muler"]
    assert words("Рая Ростова") == ["raia", "rostova"]
