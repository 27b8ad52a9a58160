"""Slips beside great providers are noticed, people's own domains are left alone, and a disposable one is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.core import providers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmaill.com", "gmail.com"),
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
    ],
)
def test_a_slip_beside_a_great_provider_is_noticed(typed: str, meant: str) -> None:
    assert providers.proposed(typed) == meant


@pytest.mark.parametrize(
    "domain",
    [*providers.GREAT, "mail.com", "ymail.com", "ya.ru", "vk.ru", "mai.ru", "gmx.at", "example.org", "well.kz", "nu.edu.kz"],
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
