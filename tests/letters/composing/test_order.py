"""Names in the order their readers expect."""

import random

import pytest

from petition.letters.composing.family import family_first
from petition.letters.composing.order import collation

KAZAKH = list("АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ")


def shuffled(items: list[str]) -> list[str]:
    return random.Random(7).sample(items, len(items))  # noqa: S311


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_kazakh_alphabet_is_in_its_own_order(lang: str) -> None:
    assert sorted(shuffled(KAZAKH), key=collation(lang)) == KAZAKH


def test_decomposed_letters_stand_where_composed_ones_do() -> None:
    key = collation("kk")
    assert key("Е\u0308лкин") == key("Ёлкин")
    assert key("И\u0306орк") == key("Йорк")


def test_yo_is_ye_to_a_russian_reader_and_a_letter_to_a_kazakh_one() -> None:
    names = ["Ежов", "Елкин", "Ёлкин", "Елкина", "Ельцин"]
    assert sorted(shuffled(names), key=collation("ru")) == names
    assert sorted(shuffled(names), key=collation("kk")) == ["Ежов", "Елкин", "Елкина", "Ельцин", "Ёлкин"]


def test_ukrainian_keeps_its_own_place_for_i() -> None:
    assert sorted(["Яків", "Йосип", "Ігор", "Инна"], key=collation("uk")) == ["Инна", "Ігор", "Йосип", "Яків"]


def test_each_reader_finds_the_own_alphabet_first() -> None:
    names = ["Smith", "Ахметов", "Яковлев", "Ömer", "Іскаков"]
    assert sorted(names, key=collation("kk")) == ["Ахметов", "Іскаков", "Яковлев", "Ömer", "Smith"]
    assert sorted(names, key=collation("en")) == ["Ömer", "Smith", "Ахметов", "Іскаков", "Яковлев"]


def test_other_scripts_follow() -> None:
    names = ["Аня", "ნინო", "Anna", "李明", "עמית"]
    assert sorted(shuffled(names), key=collation("ru"))[:2] == ["Аня", "Anna"]
    assert max(names, key=collation("en")) == "李明"


def test_punctuation_and_case_do_not_move_a_name() -> None:
    names = ["«Ардагер» қоры", "Арман", "әлем", "Әлия", '"Береке"']
    assert sorted(shuffled(names), key=collation("kk")) == names


def test_a_shorter_family_name_stands_before_its_longer_likeness() -> None:
    assert sorted(["Кимов А", "Ким Я"], key=collation("ru")) == ["Ким Я", "Кимов А"]


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Айгүл Серікова", "Серікова Айгүл"),
        ("Иванова Анна Петровна", "Иванова Анна Петровна"),
        ("Анна Петровна Иванова", "Иванова Анна Петровна"),
        ("Әуезов Мұхтар Омарханұлы", "Әуезов Мұхтар Омарханұлы"),
        ("Мұхтар Омарханұлы Әуезов", "Әуезов Мұхтар Омарханұлы"),
        ("Saltanat Invented-kyzy", "Invented-kyzy Saltanat"),
        ("Серікова А. Б.", "Серікова А. Б."),
        ("Серікова А.Б.", "Серікова А.Б."),
        ("А. Б. Серікова", "Серікова А. Б."),
        ("Серікова, Айгүл", "Серікова, Айгүл"),
        ("Petrova Maria", "Petrova Maria"),
        ("Maria Petrova", "Petrova Maria"),
        ("Марина Цой", "Цой Марина"),
        ("Лев Цой", "Цой Лев"),
        ("Anna Petrova (Ivanova)", "Petrova Anna"),
        ("John Q. Public Jr.", "Public John Q."),
        ("Мадонна", "Мадонна"),
        ("", ""),
    ],
)
def test_the_family_name_is_guessed_for_sorting(name: str, sorted_as: str) -> None:
    assert family_first(name) == sorted_as


def test_emoji_and_signs_do_not_move_a_name() -> None:
    key = collation("en")
    names = sorted(["Dan 👍🏽", "→ Eva", "🇰🇿 Cat", "Aru", "★Bek"], key=lambda name: key(family_first(name)))
    assert names == ["Aru", "★Bek", "🇰🇿 Cat", "Dan 👍🏽", "→ Eva"]
