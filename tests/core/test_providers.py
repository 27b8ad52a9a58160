"""Slips beside great providers are noticed, people's own domains are left alone, and a disposable one is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.core import providers
from petition.core.codes import read_code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("yandx.ruu", "yandex.ru"),
        ("mail.rru", "mail.ru"),
        ("mial.ru", "mail.ru"),
        ("yandex.kx", "yandex.kz"),
        ("yadnex.ru", "yandex.ru"),
        ("outlok.com", "outlook.com"),
        ("hotmial.com", "hotmail.com"),
        ("iclowd.com", "icloud.com"),
        ("inbix.ru", "inbox.ru"),
        ("protn.me", "proton.me"),
        ("mail.kx", "mail.kz"),
        ("gmail.ru", "gmail.com"),
        ("gmail.kz", "gmail.com"),
        ("gmail.com.kz", "gmail.com"),
        ("icloud.ru", "icloud.com"),
        ("rambler.com", "rambler.ru"),
    ],
)
def test_a_slip_beside_a_great_provider_is_noticed(typed: str, meant: str) -> None:
    assert providers.proposed(typed) == meant


def test_letters_of_two_alphabets_in_one_word_become_latin() -> None:
    typed = ["aru@gmаil.com", "аru@mail.ru", "ару@почта.қаз", "aru@example.org"]
    meant = ["aru@gmail.com", "aru@mail.ru", "ару@почта.қаз", "aru@example.org"]
    assert [providers.untangled(each) for each in typed] == meant


def test_a_code_is_read_however_its_signs_were_typed() -> None:
    typed = ["K7QF-3MXD", "k7qf 3mxd", "К7QF-ЗМХD", "к7qf3мхd"]  # Cyrillic к, м, х, З
    assert {read_code(each) for each in typed} == {"K7QF-3MXD"}


@pytest.mark.parametrize(
    "domain",
    [*providers.GREAT, "mail.com", "ymail.com", "ya.ru", "vk.ru", "mai.ru", "gmx.at", "example.org", "gmial.co",
     "well.con", "well.kz", "nu.edu.kz"],
)  # fmt: skip
def test_peoples_own_domains_are_left_alone(domain: str) -> None:
    assert providers.proposed(domain) == ""


@given(st.text(max_size=30))
def test_any_domain_can_be_asked_about(domain: str) -> None:
    assert providers.proposed(domain) in {"", *providers.GREAT}
    assert providers.is_disposable(domain) in {True, False}


def test_a_disposable_domain_is_known_with_what_is_below_it() -> None:
    assert providers.is_disposable("mailinator.com")
    assert providers.is_disposable("inbox.mailinator.com")
    assert not [great for great in providers.GREAT if providers.is_disposable(great)]


def test_the_domain_of_an_address_is_as_it_is_looked_up() -> None:
    assert providers.of("Aru@GMIAL.com") == "gmial.com"
    assert providers.of("aru@пошта.example").startswith("xn--")
