"""From signatures to a letter."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.letters.composing.letter import Entry
from petition.signatures.rules import initials
from tests.letters.invented import SIGNED, START, TEXT, letter, organisation, person

names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30)
entries = st.lists(
    st.builds(
        lambda kind, name, at, visibility, rank, place: (person if kind else organisation)(
            name, at, visibility=visibility, rank=rank, place=place
        ),
        st.booleans(),
        names,
        st.integers(0, 5),
        st.sampled_from(["public", "initials", "hidden"]),
        st.none() | st.integers(1, 4),
        st.sampled_from(["", "Алматы", "Oral"]),
    ),
    max_size=20,
).map(lambda rows: [row._replace(tie=str(at)) for at, row in enumerate(rows)])
orders = st.sampled_from(["family", "as_printed", "as_signed", "place"])


@given(entries, orders, st.sampled_from(["apart", "mixed"]))
def test_nobody_is_lost_and_the_counts_add_up(signed: list[Entry], order: str, organisations: str) -> None:
    composed = letter(*signed, order=order, organisations=organisations)
    assert composed.counts.confirmed == len(signed) == composed.counts.printed + composed.counts.not_named
    assert [line.position for line in composed.signatories] == list(range(1, composed.counts.printed + 1))
    assert sum(len(section.signatories) for section in composed.sections()) == composed.counts.printed
    shown = sorted(row.name.strip() for row in signed if row.visibility == "public")
    initialled = sum(row.visibility == "initials" for row in signed)
    assert len(shown) + initialled == composed.counts.printed


@given(entries, orders, st.randoms())
def test_the_order_in_which_rows_arrive_changes_nothing(
    signed: list[Entry], order: str, chance: random.Random
) -> None:
    again = signed.copy()
    chance.shuffle(again)
    assert letter(*signed, order=order) == letter(*again, order=order)


def test_each_signature_stands_once() -> None:
    names = [line.name for line in letter(*SIGNED).signatories]
    assert len(names) == len(set(names)) == len(SIGNED) - 1  # one is hidden


def test_the_same_signature_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="came twice"):
        letter(SIGNED[0], SIGNED[0])


def test_fewer_received_than_confirmed_is_refused() -> None:
    with pytest.raises(ValueError, match="received"):
        letter(*SIGNED, received=2)


def test_first_signatories_keep_their_order_then_organisations_then_people() -> None:
    composed = letter(*SIGNED)
    sections = [
        (section.name, [line.name for line in section.signatories]) for section in composed.sections()
    ]
    assert sections == [
        ("first", ["Open Council Foundation", "Ünal Ümitsiz"]),
        ("organisations", ["«Ардагер» қоғамдық қоры"]),
        ("people", ["Ivan Listed", "Zhanna O'Connor", "Пётр Ёлкин", "Д. Қ.", "Әсел Өтегенова"]),
    ]


def test_organisations_may_stand_among_people() -> None:
    composed = letter(
        organisation("Б қоры", 1),
        person("Айгүл Азат", 2),
        person("Қанат Вымысел", 3),
        lang="kk",
        organisations="mixed",
    )
    assert [line.name for line in composed.signatories] == ["Айгүл Азат", "Б қоры", "Қанат Вымысел"]
    assert [section.heading for section in composed.sections()] == ["Қол қойғандар"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("family", ["Zoe Adams", "Adam Young", "Mia Zorn"]),
        ("as_printed", ["Adam Young", "Mia Zorn", "Zoe Adams"]),
        ("as_signed", ["Mia Zorn", "Zoe Adams", "Adam Young"]),
        ("place", ["Adam Young", "Mia Zorn", "Zoe Adams"]),
    ],
)
def test_the_organiser_chooses_the_order(order: str, names: list[str]) -> None:
    signed = (
        person("Adam Young", 3, place="Astana"),
        person("Mia Zorn", 1, place="Oral"),
        person("Zoe Adams", 2),
    )
    assert [line.name for line in letter(*signed, order=order).signatories] == names


def test_the_list_may_be_sorted_for_another_reader() -> None:
    signed = (person("A Ахметов"), person("B Brown"))
    assert [line.name for line in letter(*signed).signatories] == ["B Brown", "A Ахметов"]
    assert [line.name for line in letter(*signed, alphabet="kk").signatories] == ["A Ахметов", "B Brown"]


def test_a_line_is_put_together_or_left_as_typed() -> None:
    lines = {line.name: line.as_typed for line in letter(*SIGNED).signatories}
    assert lines["Әсел Өтегенова"] == "Әсел Өтегенова, журналист, «Таң» газеті (Алматы)"
    assert lines["Open Council Foundation"] == "Open Council Foundation (OCF), Almaty"
    assert lines["«Ардагер» қоғамдық қоры"] == "«Ардагер» қоғамдық қоры (Орал)"
    assert lines["Ivan Listed"] == "Listed Ivan —  editor, “Dawn”(Kostanay)"


def test_without_details_names_stand_alone() -> None:
    lines = letter(*SIGNED, details=False).signatories
    assert len(lines) == len(letter(*SIGNED).signatories)
    for line in lines:
        assert (line.role, line.affiliation, line.place) == ("", "", "")
        assert line.as_typed == (f"{line.name} ({line.acronym})" if line.acronym else line.name)


def test_who_asks_for_initials_is_given_by_nothing_else() -> None:
    secret = person(
        "Дана Құпия",
        visibility="initials",
        acronym="X",
        role="дәрігер",
        affiliation="Y",
        place="Z",
        as_typed="W",
    )
    (line,) = letter(secret).signatories
    assert (line.name, line.as_typed) == ("Д. Қ.", "Д. Қ.")
    assert (line.acronym, line.role, line.affiliation, line.place) == ("", "", "", "")


def test_initials_are_sorted_as_printed_so_that_their_place_says_nothing() -> None:
    """Between Бажанов and Баженов nobody but a Баженко could stand."""
    signed = (person("А Бажанов", 1), person("В Баженко", 2, visibility="initials"), person("Г Баженов", 3))
    assert [line.name for line in letter(*signed, lang="ru").signatories] == [
        "В. Б.",
        "А Бажанов",
        "Г Баженов",
    ]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Айгүл Бекова", "А. Б."),
        ("анна-мария  иванова", "А. И."),
        ("Мұхтар Омарханұлы Әуезов", "М. О. Ә."),
        ("А. Б. Серікова", "А. Б. С."),
        ("Д'Артаньян Ш.", "Д. Ш."),
        ("«Ардагер» қоры", "А. Қ."),
        ("Е\u0308лка Й", "Ё. Й."),
        ("ნინო ბერიძე", "ნ. ბ."),
        ("王小明", "王."),
        ("王 明", "王."),
        ("김 하늘 새", "김. 하."),
        ("محمد علی", "م. ع."),
        ("नीता शर्मा", "नी. श."),
        ("— 7", "…"),
    ],
)
def test_initials_are_the_first_letter_of_every_word_in_any_script(name: str, printed: str) -> None:
    assert initials(name) == printed


def test_hidden_people_are_a_number_only() -> None:
    composed = letter(*SIGNED)
    assert composed.counts.not_named == 1
    assert composed.not_named_statement == "and 1 person who is not named"
    assert "Жасырын" not in str(composed.signatories)


def test_the_sentence_counts_named_and_unnamed_alike() -> None:
    assert letter(*SIGNED).statement == "We, the nine undersigned: 7 people and 2 organisations"


def test_a_letter_nobody_signed_is_a_letter() -> None:
    composed = letter()
    assert composed.signatories == ()
    assert list(composed.sections()) == []


def test_one_section_alone_is_simply_the_signatories() -> None:
    assert [section.heading for section in letter(person("A B")).sections()] == ["Signatories"]


def test_what_no_format_could_carry_is_left_out_of_names_and_text() -> None:
    (line,) = letter(person("Dana\x00\n Two\ufffe"), text=replace(TEXT, body="a\x0b\x00b")).signatories
    assert line.name == "Dana  Two"


def test_signing_at_one_moment_is_ordered_by_the_tie() -> None:
    same = [person("Anna Same")._replace(tie=tie, signed_at=START, role=tie) for tie in ("b", "a", "c")]
    assert [line.role for line in letter(*same).signatories] == ["a", "b", "c"]
