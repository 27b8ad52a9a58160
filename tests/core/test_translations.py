"""Kazakh and Russian say everything that English says: the sources are read anew and laid beside the catalogues."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGS = ("kk", "ru")
PLURAL_FORMS = {"kk": 2, "ru": 3}  # CLDR: one, other; one, few, many
PLACEHOLDER = re.compile(r"%\(\w+\)s")
OURS_IN_LATIN = {"QR"}  # Latin words that the English sentence does not have


@cache
def sources() -> Catalog:
    """Every sentence of the sources, found the way `make messages` finds them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None}
    found = Catalog()
    for path, line, said, _comments, context in extract_from_dir(ROOT, methods, options, keywords):
        found.add(said, locations=[(path, line)], context=context)
    return found


@cache
def catalogue(lang: str) -> Catalog:
    """A catalogue as compiling reads it: what its header does not say, it does not know."""
    path = ROOT / f"petition/translations/{lang}/LC_MESSAGES/messages.po"
    with path.open(encoding="utf-8") as file:
        return read_po(file, abort_invalid=True)


def sentences(lang: str) -> list[Message]:
    return [message for message in catalogue(lang) if message.id]


def forms(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """The one form of a sentence, or those it has for numbers."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def keys(catalog: Catalog) -> dict[tuple[str | None, tuple[str, ...]], list[tuple[str, int]]]:
    return {(message.context, forms(message.id)): message.locations for message in catalog if message.id}


@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_of_the_sources_is_in_the_catalogue(lang: str) -> None:
    there = keys(catalogue(lang))
    assert {key: where for key, where in keys(sources()).items() if key not in there} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_the_catalogue_holds_nothing_that_the_sources_no_longer_say(lang: str) -> None:
    assert catalogue(lang).obsolete == {}
    assert keys(catalogue(lang)).keys() - keys(sources()).keys() == set()


def test_the_template_for_translators_holds_the_same_sentences() -> None:
    with (ROOT / "petition/translations/messages.pot").open(encoding="utf-8") as file:
        assert keys(read_po(file)).keys() == keys(sources()).keys()


@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_is_translated_in_each_of_its_forms_and_none_is_a_guess(lang: str) -> None:
    assert catalogue(lang).num_plurals == PLURAL_FORMS[lang]
    assert not catalogue(lang).fuzzy  # a catalogue marked so is not compiled at all
    for message in sentences(lang):
        assert not message.fuzzy, message.id
        assert len(forms(message.string)) == (1 if isinstance(message.id, str) else PLURAL_FORMS[lang]), (
            message.id
        )
        assert all(form.strip() for form in forms(message.string)), message.id


@pytest.mark.parametrize("lang", LANGS)
def test_a_translation_keeps_the_placeholders_of_the_sentence(lang: str) -> None:
    for message in sentences(lang):
        needed = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
        for form in forms(message.string):
            assert set(PLACEHOLDER.findall(form)) == needed, message.id
            assert "%" not in PLACEHOLDER.sub("", form), message.id


@pytest.mark.parametrize("lang", LANGS)
def test_no_latin_letter_passes_for_a_cyrillic_one(lang: str) -> None:
    for message in sentences(lang):
        known = OURS_IN_LATIN | set(re.findall(r"\w{2,}", " ".join(forms(message.id))))
        for form in forms(message.string):
            words = re.findall(r"\w+", PLACEHOLDER.sub("", form))
            assert [word for word in words if re.search("[a-zA-Z]", word) and word not in known] == [], form


@pytest.mark.parametrize("lang", LANGS)
def test_quotations_stand_in_the_marks_of_the_language(lang: str) -> None:
    for message in sentences(lang):
        for form in forms(message.string):
            assert not set(form) & set("\"“”„'"), form
            assert form.count("«") == form.count("»"), form


def test_no_ending_in_kazakh_hangs_on_a_value_that_is_not_known_yet() -> None:
    """Which vowel or consonant it begins with follows from the value: "3-тен", "5-тен", "6-дан"."""
    ending = re.compile(r"%\(\w+\)s»?(?:-?(?:[дтн][ае]н?|[ғгқк][ае]|[дтн][ыі]ң?|[мбп]ен)| бастап)\b")
    assert [form for each in sentences("kk") for form in forms(each.string) if ending.search(form)] == []


def test_no_full_stop_follows_a_day_in_russian_which_ends_with_one() -> None:
    assert [form for each in sentences("ru") for form in forms(each.string) if "%(day)s." in form] == []


def test_neither_of_the_two_languages_stands_in_the_catalogue_of_the_other() -> None:
    kazakh = re.compile("[әғқңөұүһі]", re.IGNORECASE)
    assert [form for each in sentences("ru") for form in forms(each.string) if kazakh.search(form)] == []
    long = [form for each in sentences("kk") for form in forms(each.string) if len(form) > 40]
    assert [form for form in long if not kazakh.search(form)] == []
