"""The sentences that count."""

import pytest

from petition.letters.composing.counting import Signed, not_named_statement, statement


@pytest.mark.parametrize(
    ("people", "organisations", "sentence"),
    [
        (0, 0, "Nobody has signed"),
        (1, 0, "Signed by one person"),
        (0, 1, "Signed by one organisation"),
        (1, 1, "We, the two undersigned: 1 person and 1 organisation"),
        (40, 0, "We, the forty undersigned"),
        (0, 6, "We, the six undersigned organisations"),
        (252, 13, "We, the two hundred and sixty-five undersigned: 252 people and 13 organisations"),
        (9_990, 10, "We, the ten thousand undersigned: 9,990 people and 10 organisations"),
    ],
)
def test_english_counts_in_words(people: int, organisations: int, sentence: str) -> None:
    assert statement(Signed(people, organisations), "en-GB") == sentence


@pytest.mark.parametrize(
    ("people", "organisations", "sentence"),
    [
        (0, 0, "Никто не подписал"),
        (1, 0, "Подписал один человек"),
        (0, 1, "Подписала одна организация"),
        (21, 0, "Мы, двадцать один нижеподписавшийся"),
        (22, 0, "Мы, двадцать два нижеподписавшихся"),
        (11, 0, "Мы, одиннадцать нижеподписавшихся"),
        (0, 2, "Мы, две нижеподписавшиеся организации"),
        (0, 6, "Мы, шесть нижеподписавшихся организаций"),
        (0, 21, "Мы, двадцать одна нижеподписавшаяся организация"),
        (252, 13, "Мы, двести шестьдесят пять нижеподписавшихся: 252 человека и 13 организаций"),
        (21, 1, "Мы, двадцать два нижеподписавшихся: 21 человек и 1 организация"),
        (4, 3, "Мы, семь нижеподписавшихся: 4 человека и 3 организации"),
        (10_001, 12, "Мы, десять тысяч тринадцать нижеподписавшихся: 10\u00a0001 человек и 12 организаций"),
    ],
)
def test_russian_counts_in_words_that_agree(people: int, organisations: int, sentence: str) -> None:
    assert statement(Signed(people, organisations), "ru") == sentence


@pytest.mark.parametrize(
    ("people", "organisations", "sentence"),
    [
        (0, 0, "Ешкім қол қойған жоқ"),
        (1, 0, "Бір адам қол қойды"),
        (0, 1, "Бір ұйым қол қойды"),
        (40, 0, "Біз, төменде қол қойған қырық адам"),
        (0, 6, "Біз, төменде қол қойған алты ұйым"),
        (252, 13, "Біз, төменде қол қойған екі жүз алпыс бес адам мен ұйым: 252 адам және 13 ұйым"),
    ],
)
def test_kazakh_counts_in_words(people: int, organisations: int, sentence: str) -> None:
    assert statement(Signed(people, organisations), "kk-KZ") == sentence


def test_a_language_we_do_not_know_gets_figures_and_signs_alone() -> None:
    assert statement(Signed(252, 13), "de") == "265 = 252 + 13"
    assert statement(Signed(12_000, 0), "de") == "12.000"
    assert statement(Signed(3, 0), "no-such-language") == "3"
    assert not_named_statement(Signed(14, 1), "fr") == "+ 15"


@pytest.mark.parametrize(
    ("lang", "people", "organisations", "line"),
    [
        ("en", 1, 0, "and 1 person who is not named"),
        ("en", 14, 0, "and 14 people who are not named"),
        ("en", 2, 1, "and 2 people and 1 organisation who are not named"),
        ("ru", 1, 0, "и ещё 1 человек, чьё имя не названо"),
        ("ru", 21, 0, "и ещё 21 человек, чьи имена не названы"),
        ("ru", 3, 0, "и ещё 3 человека, чьи имена не названы"),
        ("ru", 0, 1, "и ещё 1 организация, не названная"),
        ("ru", 0, 5, "и ещё 5 организаций, не названные"),
        ("kk", 14, 0, "және есімі жарияланбаған тағы 14 адам"),
        ("kk", 0, 2, "және атауы жарияланбаған тағы 2 ұйым"),
    ],
)
def test_those_not_named_are_a_number(lang: str, people: int, organisations: int, line: str) -> None:
    assert not_named_statement(Signed(people, organisations), lang) == line


@pytest.mark.parametrize("lang", ["en", "ru", "kk", "de"])
def test_nobody_hidden_needs_no_line(lang: str) -> None:
    assert not_named_statement(Signed(0, 0), lang) == ""


def test_a_line_with_no_names_above_it_joins_onto_nothing() -> None:
    assert not_named_statement(Signed(2, 0), "en", alone=True) == "2 people who are not named"
    assert not_named_statement(Signed(2, 0), "ru", alone=True).startswith("2 человека")
    assert not_named_statement(Signed(2, 0), "kk", alone=True) == "есімі жарияланбаған 2 адам"
