"""What surely is no name; and how little is taken for that."""

import pytest

from petition.lexicon.no_name import NoName, no_name


@pytest.mark.parametrize(
    ("value", "is_what"),
    [
        ("test@example.com", NoName.CONTACT),
        ("example.com", NoName.CONTACT),
        ("www.example.com", NoName.CONTACT),
        ("https://example.com/a", NoName.CONTACT),
        ("+7 701 123 45 67", NoName.CONTACT),
        ("😀😀", NoName.SIGNS),
        ("12345", NoName.SIGNS),
        ("— … !", NoName.SIGNS),
        ("<b>Aru</b>", NoName.SIGNS),
        ("{{ config }}", NoName.SIGNS),
        ("Aru %ED%A0%80", NoName.SIGNS),
        ("Test", NoName.FILLER),
        ("asdf", NoName.FILLER),
        ("Без имени", NoName.FILLER),
        ("«Аноним»", NoName.FILLER),
        ("Аты-жөні", NoName.FILLER),
        ("ааааа", NoName.FILLER),
        ("n/a", NoName.FILLER),
    ],
)
def test_what_surely_is_no_name_is_told_by_what_it_is(value: str, is_what: NoName) -> None:
    assert no_name(value) is is_what


@pytest.mark.parametrize(
    "value",
    [
        "Aru", "Я", "O", "Ли", "Ng", "Aru 😀", "J. R. R. Tolkien", "Нұр-Сұлтан", "Jo3y", "張偉", "Қ. Ә.", "Testov Ivan",
        "Aaron Null",
    ],
)  # fmt: skip
def test_names_are_peoples_own(value: str) -> None:
    assert no_name(value) is None


def test_a_newspaper_may_be_called_as_its_site_is() -> None:
    assert (no_name("Vlast.kz", of_organisation=True), no_name("Vlast.kz")) == (None, NoName.CONTACT)
