"""Who is one, and in which form they are printed: answers and links alone, no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.review.rules import Form, Pair, may_be_chosen, printed_of, settle

START = datetime(2030, 1, 1, tzinfo=UTC)


def form(one: int, visibility: str = "public", *, rank: int | None = None, chosen: int = 0) -> Form:
    at = START + timedelta(days=chosen) if chosen else None
    return Form(one, visibility, START + timedelta(hours=one), rank, at)


def forms(*visibilities: str) -> dict[int, Form]:
    return {nth: form(nth, visibility) for nth, visibility in enumerate(visibilities, 1)}


def pairs(*told: tuple[int, int, str]) -> list[Pair]:
    return [Pair(nth, a, b, state, 10.0 - nth) for nth, (a, b, state) in enumerate(told, 1)]


THREE = ("public", "public", "public")


def test_two_that_are_the_same_are_printed_in_the_form_confirmed_first() -> None:
    assert settle(pairs((1, 2, "same")), forms(*THREE)).printed_as == {2: 1}


def test_three_joined_by_two_answers_are_one_and_the_third_question_is_settled() -> None:
    settled = settle(pairs((1, 2, "same"), (2, 3, "same"), (1, 3, "open")), forms(*THREE))
    assert settled.printed_as == {2: 1, 3: 1}
    assert settled.moot == {3}


def test_who_is_one_with_somebody_kept_apart_need_not_be_asked_about() -> None:
    settled = settle(pairs((1, 2, "same"), (1, 3, "different"), (2, 3, "open")), forms(*THREE))
    assert settled.printed_as == {2: 1}
    assert settled.moot == {3}


@pytest.mark.parametrize("answer", ["different", "undone"])
def test_no_chain_of_links_joins_two_that_a_person_kept_apart(answer: str) -> None:
    settled = settle(pairs((1, 2, answer), (1, 3, "linked"), (2, 3, "linked")), forms(*THREE))
    assert settled.printed_as == {3: 1}
    assert settled.moot == {3}


def test_a_person_outweighs_a_link_made_before() -> None:
    told = pairs((1, 2, "linked"), (2, 3, "same"), (1, 3, "different"))
    settled = settle(told, forms(*THREE))
    assert settled.printed_as == {3: 2}
    assert settled.moot == {1}


def test_what_is_put_off_or_open_joins_nobody() -> None:
    assert not settle(pairs((1, 2, "open"), (1, 3, "later")), forms(*THREE)).printed_as


def test_who_no_longer_counts_joins_nobody() -> None:
    counting = forms(*THREE)
    del counting[2]
    settled = settle(pairs((1, 2, "same"), (2, 3, "same"), (1, 3, "open")), counting)
    assert not settled.printed_as
    assert settled.moot == {1, 2}


@pytest.mark.parametrize(
    ("one", "other"), [("public", "hidden"), ("hidden", "public"), ("public", "initials")]
)
def test_a_link_made_by_itself_never_changes_how_anybody_is_shown(one: str, other: str) -> None:
    settled = settle(pairs((1, 2, "linked")), forms(one, other))
    assert not settled.printed_as
    assert settled.asked == {1}


def test_nor_does_it_once_a_person_has_linked_one_of_the_two_with_a_hidden_form() -> None:
    told = pairs((1, 2, "linked"), (2, 3, "same"))
    settled = settle(told, forms("public", "public", "hidden"))
    assert settled.printed_as == {2: 3}
    assert settled.asked == {1}


def test_links_of_alike_shown_hold() -> None:
    assert settle(pairs((1, 2, "linked")), forms("initials", "initials")).printed_as == {2: 1}


@pytest.mark.parametrize(
    ("several", "printed"),
    [
        ([form(1), form(2)], 1),
        ([form(1), form(2, rank=7)], 2),
        ([form(1, rank=3), form(2, rank=2)], 2),
        ([form(1, rank=1), form(2, chosen=1)], 2),
        ([form(1, chosen=1), form(2, chosen=2)], 2),
        ([form(1, chosen=1), form(2, "initials")], 2),
        ([form(1, "initials", chosen=1), form(2, "hidden")], 2),
        ([form(1, rank=1, chosen=3), form(2, "hidden"), form(3, "initials")], 2),
    ],
)
def test_printed_is_who_shows_least_then_the_chosen_then_the_first_signatory_then_the_earliest(
    several: list[Form], printed: int
) -> None:
    assert printed_of(several) == printed
    assert printed_of(reversed(several)) == printed


def test_a_form_that_shows_more_than_another_cannot_be_chosen() -> None:
    several = [form(1), form(2, "initials"), form(3, "initials")]
    assert [may_be_chosen(each, several) for each in several] == [False, True, True]


states = st.sampled_from(["open", "later", "same", "different", "linked", "undone"])
told = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), states), max_size=15).map(
    lambda rows: pairs(
        *{(min(a, b), max(a, b)): (min(a, b), max(a, b), s) for a, b, s in rows if a != b}.values()
    )
)
shown = st.lists(st.sampled_from(["public", "initials", "hidden"]), min_size=6, max_size=6).map(
    lambda v: forms(*v)
)


@given(told, shown)
def test_whatever_was_answered_each_signatory_is_printed_once_and_shows_no_more_than_any_form_of_theirs(
    answered: list[Pair], counting: dict[int, Form]
) -> None:
    settled = settle(answered, counting)
    head = {one: settled.printed_as.get(one, one) for one in counting}
    rank = {"public": 2, "initials": 1, "hidden": 0}
    assert len(head) == 6
    for one, printed in head.items():
        assert head[printed] == printed
        assert rank[counting[printed].visibility] <= rank[counting[one].visibility]
    for pair in answered:
        if pair.state in ("different", "undone"):
            assert head[pair.a] != head[pair.b]
        if pair.state == "linked" and pair.id not in settled.moot | settled.asked:
            assert head[pair.a] == head[pair.b]
        if pair.state in ("open", "later") and pair.id not in settled.moot:
            assert head[pair.a] != head[pair.b]


@given(told, shown)
def test_without_a_person_nobody_is_shown_less_than_they_asked(
    answered: list[Pair], counting: dict[int, Form]
) -> None:
    by_itself = [pair for pair in answered if pair.state != "same"]
    settled = settle(by_itself, counting)
    holds = [
        each for each in by_itself if each.state == "linked" and each.id not in settled.moot | settled.asked
    ]
    assert bool(settled.printed_as) == bool(holds)
    for one, printed in settled.printed_as.items():
        assert counting[one].visibility == counting[printed].visibility
