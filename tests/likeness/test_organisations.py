"""Organisations by their own rules."""

import pytest

from petition.likeness.organisations import agreement, is_organisation, read_organisation


def how(one: str, other: str) -> str:
    forwards = agreement(read_organisation(one), read_organisation(other))
    assert forwards == agreement(read_organisation(other), read_organisation(one))
    return forwards


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Редакция газеты «Маяк»", "Редакция «Маяк»"),
        ("ТОО «Капитал»", "Kapital LLP"),
        ("Радио Азаттык", "Azattyq"),
        ("Union of Journalists of Kazakhstan", "Союз журналистов Казахстана"),
        ("Бал ара", "International Foundation “Balara”"),
        ("Orda.kz", "Орда"),
        ("University of Oxford", "Oxford University"),
        ("Max-Planck-Institut", "Max Planck Institute"),
    ],
)
def test_legal_forms_quotes_scripts_and_languages_change_no_organisation(one: str, other: str) -> None:
    assert how(one, other) == "same"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("HRW", "Human Rights Watch"),
        ("UCL", "University College London"),
        ("ЕНУ", "L.N. Gumilyov Eurasian National University"),
        ("KIBHR", "Kazakhstan International Bureau for Human Rights and Rule of Law"),
        ("FU Berlin", "Freie Universität Berlin"),
        ("BBC", "British Broadcasting Corporation"),
    ],
)
def test_an_acronym_stands_for_the_full_name(short: str, full: str) -> None:
    assert how(short, full) == "short"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“ORDA TS” LLP", "Orda.kz"),
        ("Lada.kz", "Orda.kz"),
        ("ENU", "Oxford University"),
        ("Our Life", "Our Time"),
    ],
)
def test_organisations_of_other_names_differ(one: str, other: str) -> None:
    assert how(one, other) == ""


def test_a_foundation_and_a_company_of_one_name_are_not_known_to_be_one() -> None:
    assert how("фонд «Маяк»", "ТОО «Маяк»") == "?"


def test_a_translation_cannot_be_told() -> None:
    assert how("清华大学", "Tsinghua University") == "?"


@pytest.mark.parametrize(
    "name",
    ["Editorial office of Maiak", "Редакция газеты «Маяк»", "ТОО Маяк", "Article 19", "IWPR", "Union of Writers",
     "Maiak.kz", "ОО «Қазақ сайттары»", "Reporters Without Borders"],
)  # fmt: skip
def test_an_organisation_is_known_by_its_name(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize(
    "name",
    ["Иван Петров", "Anna Petrova, Maiak.kz", "Petrov Ivan, director of the Foundation Maiak", "Айгүл",
     "ИВАН ПЕТРОВ", "«Valentina Morova, teacher, Union of Writers»", "Li Na"],
)  # fmt: skip
def test_a_person_who_names_an_employer_is_no_organisation(name: str) -> None:
    assert not is_organisation(name)
