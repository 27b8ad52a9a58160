"""What organisers choose about the list holds in every format."""

import json
import re
from io import BytesIO
from typing import Any

import docx
import pytest

from petition.letters.composing.letter import Choices, Letter
from petition.letters.render import FORMATS
from tests.letters.invented import SIGNED, letter, person, written
from tests.letters.render.test_render import plain

EVERY = pytest.mark.parametrize("name", FORMATS)
READ = pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"csv", "json"}])
SET = pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"csv", "json", "xlsx"}])

RANKED = tuple(person(f"Ranked {sign}", at, rank=at) for at, sign in enumerate("DCBA", start=1))
PLACED = (
    person("Adam Young", 1, place="Oral", role="editor"),
    person("Mia Zorn", 2, place="Almaty"),
    person("Zoe Adams", 3),
    person("Ann Marsh", 4, place="almaty", as_typed="Ann Marsh (of Almaty)"),
    person("Dee Secret", 5, place="Taraz", visibility="initials"),
)


def text(name: str, composed: Letter) -> str:
    """The words of a letter in a format, without the marks of Markdown."""
    return re.sub(r"[*\\]", "", plain(name, written(name, composed)))


def in_order(found: str, *words: str) -> bool:
    """Whether these words stand in the text one after another."""
    at = [found.find(word) for word in words]
    return -1 not in at and at == sorted(at)


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": "fate"},
        {"organisations": "above"},
        {"columns": 4},
        {"columns": "2"},
        {"numbered": "yes"},
        {"details": None},
        {"lang": "xx"},
        {"headings": "xx"},
        {"first": -1},
        {"first": "3"},
        {"first": True},
        {"statement": 2},
        {"not_named": ""},
    ],
)
def test_what_is_no_choice_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Choices(**wrong)


@EVERY
@pytest.mark.parametrize(
    ("first", "order"),
    [
        (None, ["Ranked D", "Ranked C", "Ranked B", "Ranked A", "Cecil Ranke"]),
        (1, ["Ranked D", "Cecil Ranke", "Ranked A", "Ranked B", "Ranked C"]),
        (0, ["Cecil Ranke", "Ranked A", "Ranked B", "Ranked C", "Ranked D"]),
    ],
)
def test_so_many_first_signatories_stand_before_the_rest(
    name: str, first: int | None, order: list[str]
) -> None:
    composed = letter(*RANKED, person("Cecil Ranke", 9), first=first, order="as_printed")
    assert in_order(text(name, composed), *order)


def test_who_is_no_longer_first_is_a_person_or_an_organisation_like_others() -> None:
    sections = [(part.name, len(part.signatories)) for part in letter(*SIGNED, first=1).sections()]
    assert sections == [("first", 1), ("organisations", 1), ("people", 6)]


def test_the_first_are_counted_among_those_who_are_named() -> None:
    hidden = person("Hidden First", 0, rank=0, visibility="hidden")
    composed = letter(*RANKED, hidden, first=1)
    assert [part.signatories[0].name for part in composed.sections()] == ["Ranked D", "Ranked A"]


@READ
def test_headings_may_be_in_another_language_than_the_letter(name: str) -> None:
    found = text(name, letter(*SIGNED, lang="en", headings="kk"))
    assert in_order(found, "Алғаш қол қойғандар", "Ұйымдар", "Адамдар")
    assert "First signatories" not in found
    assert "We, the nine undersigned" in found


def test_a_heading_in_another_language_is_read_aloud_in_it() -> None:
    composed = letter(*SIGNED, lang="en", headings="kk")
    assert '<h2 class="section" lang="kk">Адамдар</h2>' in written("html", composed).decode()
    word = docx.Document(BytesIO(written("docx", composed)))
    headings = [each for each in word.paragraphs if each.text == "Адамдар"]
    assert 'w:lang w:val="kk-KZ"' in headings[0]._p.xml


@READ
@pytest.mark.parametrize(
    ("above", "below", "said"), [(True, True, True), (False, False, False), (True, False, True)]
)
def test_what_stands_above_and_below_the_list_may_be_left_out_but_not_so_that_they_differ(
    name: str, above: bool, below: bool, said: bool
) -> None:
    found = text(name, letter(*SIGNED, statement=above, not_named=below))
    assert ("undersigned" in found) is above
    assert ("who is not named" in found) is said


@pytest.mark.parametrize("shown", [True, False])
def test_a_machine_is_told_how_many_are_not_named_in_any_case(shown: bool) -> None:
    assert json.loads(written("json", letter(*SIGNED, not_named=shown)))["counts"]["not_named"] == 1


@EVERY
def test_by_place_stands_each_place_together_and_no_place_last(name: str) -> None:
    found = text(name, letter(*PLACED, order="place"))
    assert in_order(found, "Ann Marsh", "Mia Zorn", "Adam Young", "Zoe Adams", "D. S.")
    assert "Taraz" not in found


@SET
def test_by_place_each_place_is_a_heading_over_its_lines(name: str) -> None:
    found = text(name, letter(*PLACED, order="place"))
    assert in_order(found, "Almaty", "Ann Marsh (of Almaty)", "Mia Zorn", "Oral", "Adam Young, editor",
                    "Place not stated", "Zoe Adams")  # fmt: skip
    assert "Mia Zorn (Almaty)" not in found


@SET
def test_names_alone_are_grouped_by_place_too(name: str) -> None:
    found = text(name, letter(*PLACED, order="place", details=False))
    assert in_order(
        found, "Almaty", "Ann Marsh", "Mia Zorn", "Oral", "Adam Young", "Place not stated", "Zoe Adams"
    )
    assert "editor" not in found


def test_organisations_of_their_own_section_are_not_grouped_by_place() -> None:
    composed = letter(*SIGNED, order="place")
    assert [bool(part.places) for part in composed.sections()] == [False, False, True]


@EVERY
@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("numbered", [True, False])
def test_names_are_the_same_in_any_number_of_columns(name: str, columns: int, numbered: bool) -> None:
    composed = letter(*SIGNED, columns=columns, numbered=numbered, order="as_signed")
    names = [re.sub(r"[«»<>]", "", line.name).split()[0] for line in composed.signatories]
    assert in_order(text(name, composed), *names[2:])


@pytest.mark.parametrize("name", ["pdf", "txt", "md"])
def test_lines_are_numbered_or_not(name: str) -> None:
    signed = [person(f"Given{at} Family{at}", at) for at in range(3)]
    assert "2. Given1" in text(name, letter(*signed))
    assert "2. Given1" not in text(name, letter(*signed, numbered=False))


def test_a_long_list_of_short_lines_has_two_columns_unless_a_number_was_chosen() -> None:
    short = [person(f"Given{at} Family{at}", at) for at in range(100)]
    long = [each._replace(role="a role of many words, told at length") for each in short]
    for named, chosen, columns in (
        (short[1:], 0, 1),
        (short, 0, 2),
        (short, 1, 1),
        (long, 0, 1),
        (long, 3, 3),
    ):
        assert letter(*named, columns=chosen).choices.columns == columns
