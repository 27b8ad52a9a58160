"""What follows for the letter when an organiser answers: links never delete, and everything can be undone."""

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.delivery.covering_note import covering_note
from petition.letters import roll
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.review import service
from petition.review.models import Case
from petition.signatures import changing, ending, page
from petition.signatures import counts as signature_counts
from petition.signatures.models import Signature
from tests.factories import enter, make_appeal
from tests.prepared import prepared
from tests.review.signed import CROWD, DANA, DANA_AGAIN, cases, crowd, look, organiser, printed, signed

DANA_LINE, DANA_AGAIN_LINE = "Дана Құрманбекова, дәрігер (Орал)", "Kurmanbekova Dana, Well Times"
THIRD = {"name": "Dana Kurmanbekova", "place": "Тараз"}


@pytest.fixture
def appeal(app: Flask, now: datetime) -> Appeal:
    """An appeal with one case to decide: one who may have signed in two scripts."""
    prepared("one pair", one_pair)
    made = db.session.scalars(select(Appeal)).one()
    assert len(cases(made)) == 1
    return made


def one_pair() -> None:
    made = crowd(make_appeal())
    signed(made, "a@example.org", **DANA)
    signed(made, "b@example.org", **DANA_AGAIN)
    look()


def answer(appeal: Appeal, answer: str, nth: int = 0, part: str = "open") -> Case:
    asked = cases(appeal, part)[nth]
    done = service.decide(appeal, asked.id, answer, organiser_id=organiser(), now=clock.now())
    db.session.commit()
    return done


def undo(appeal: Appeal, case: Case) -> None:
    service.undo(appeal, case.id, organiser_id=organiser(), now=clock.now())
    db.session.commit()


def by_mailbox(appeal: Appeal, mailbox: str) -> Signature:
    rows = db.session.scalars(select(Signature).where(Signature.appeal_id == appeal.id))
    return next(row for row in rows if row.own.mailbox == mailbox)


def mine_path(signature: Signature) -> str:
    return urlsplit(signature.ticket.link("signature")).path


def lines_of_the_two(appeal: Appeal) -> list[str]:
    return [line for line in printed(appeal) if line not in CROWD]


def test_same_prints_one_form_and_deletes_nothing(appeal: Appeal) -> None:
    everybody = select(Signature).order_by(Signature.id)
    before = [(row.id, row.state, row.own) for row in db.session.scalars(everybody)]
    answer(appeal, "same")
    assert lines_of_the_two(appeal) == [DANA_LINE]
    db.session.expire_all()
    assert [(row.id, row.state, row.own) for row in db.session.scalars(everybody)] == before
    assert signature_counts.confirmed(appeal) == len(CROWD) + 2


def test_the_letter_accounts_for_every_confirmed_signature(appeal: Appeal) -> None:
    answer(appeal, "same")
    counts = letters.letter(appeal, now=clock.now()).counts
    assert (counts.received, counts.confirmed, counts.printed, counts.not_named, counts.folded) == (
        len(CROWD) + 2,
        len(CROWD) + 2,
        len(CROWD) + 1,
        0,
        1,
    )
    tally = signature_counts.tally(appeal)
    assert (tally.received, tally.confirmed, tally.printed) == (
        counts.received,
        counts.confirmed,
        counts.printed,
    )


def test_the_letter_counts_signatories_and_not_their_forms(appeal: Appeal) -> None:
    answer(appeal, "same")
    assert "twenty-five" in letters.letter(appeal, now=clock.now()).statement


def test_the_public_list_shows_one_form(appeal: Appeal) -> None:
    answer(appeal, "same")
    shown = signature_counts.latest(appeal, 100)
    assert DANA_LINE in shown
    assert DANA_AGAIN_LINE not in shown


def test_undo_restores_what_was_before(appeal: Appeal) -> None:
    undo(appeal, answer(appeal, "same"))
    assert sorted(lines_of_the_two(appeal)) == sorted([DANA_LINE, DANA_AGAIN_LINE])
    assert [case.state for case in cases(appeal)] == ["open"]
    assert cases(appeal)[0].organiser_id is None


def test_different_is_for_good_until_it_is_undone(appeal: Appeal) -> None:
    case = answer(appeal, "different")
    signed(appeal, "c@example.org", name="Somebody Else")
    look()
    assert not cases(appeal)
    assert len(lines_of_the_two(appeal)) == 3
    undo(appeal, case)
    assert len(cases(appeal)) == 1


def test_later_stays_to_be_decided(appeal: Appeal) -> None:
    answer(appeal, "later")
    assert not cases(appeal)
    answer(appeal, "same", part="later")
    assert lines_of_the_two(appeal) == [DANA_LINE]


def test_a_case_is_decided_once(appeal: Appeal, now: datetime) -> None:
    case = answer(appeal, "same")
    with pytest.raises(service.NothingToDecide):
        service.decide(appeal, case.id, "different", organiser_id=organiser(), now=now)


def test_a_case_of_another_appeal_is_not_there(appeal: Appeal, now: datetime) -> None:
    other = make_appeal(slug="other")
    case = cases(appeal)[0]
    with pytest.raises(service.NothingToDecide):
        service.decide(other, case.id, "same", organiser_id=organiser(), now=now)
    with pytest.raises(service.NothingToDecide):
        service.undo(other, case.id, organiser_id=organiser(), now=now)


def test_three_are_one_signatory_after_two_answers(appeal: Appeal) -> None:
    signed(appeal, "c@example.org", **THIRD)
    look()
    assert len(cases(appeal)) == 3
    answer(appeal, "same")
    assert len(cases(appeal)) == 2
    answer(appeal, "same")
    assert not cases(appeal)
    assert lines_of_the_two(appeal) == [DANA_LINE]
    assert letters.letter(appeal, now=clock.now()).counts.folded == 2
    undo(appeal, cases(appeal, "settled")[0])
    assert len(lines_of_the_two(appeal)) == 2
    assert cases(appeal)


def test_who_withdraws_leaves_and_another_form_is_printed_at_once(appeal: Appeal, now: datetime) -> None:
    answer(appeal, "same")
    ending.withdraw(by_mailbox(appeal, "a@example.org"), now=now)
    db.session.commit()
    assert lines_of_the_two(appeal) == [DANA_AGAIN_LINE]
    assert letters.letter(appeal, now=now).counts.folded == 0
    assert not cases(appeal, "settled")
    look()
    assert lines_of_the_two(appeal) == [DANA_AGAIN_LINE]


def test_when_the_one_who_joined_two_others_withdraws_they_are_asked_about_and_both_printed(
    appeal: Appeal, now: datetime
) -> None:
    joining = by_mailbox(appeal, "a@example.org")
    signed(appeal, "c@example.org", **THIRD)
    look()
    for case in [case for case in cases(appeal) if joining.id in (case.a_id, case.b_id)]:
        service.decide(appeal, case.id, "same", organiser_id=organiser(), now=now)
    db.session.commit()
    assert not cases(appeal)
    assert lines_of_the_two(appeal) == [DANA_LINE]
    ending.withdraw(joining, now=now)
    db.session.commit()
    look()
    assert len(lines_of_the_two(appeal)) == 2
    assert len(cases(appeal)) == 1


def test_hidden_stays_hidden(appeal: Appeal, now: datetime) -> None:
    changing.change_visibility(by_mailbox(appeal, "b@example.org"), Visibility.HIDDEN, now=now)
    db.session.commit()
    answer(appeal, "same")
    assert lines_of_the_two(appeal) == []
    counts = letters.letter(appeal, now=now).counts
    assert (counts.not_named, counts.folded) == (1, 1)


@pytest.mark.parametrize("hides", [(), ("b",), ("a", "b")])
@pytest.mark.parametrize("closed", [False, True])
def test_names_who_is_not_named_and_second_signatures_add_up_to_the_number_in_public(
    client: FlaskClient, appeal: Appeal, now: datetime, hides: tuple[str, ...], closed: bool
) -> None:
    for each in hides:
        changing.change_visibility(by_mailbox(appeal, f"{each}@example.org"), Visibility.HIDDEN, now=now)
    db.session.commit()
    answer(appeal, "same")
    if closed:
        appeal.closes_at, appeal.grace_minutes = now, 0
        db.session.commit()
    public = page.appeal_page(appeal, "en", now=clock.now())
    unlisted = public.unlisted
    letter = letters.letter(appeal, now=clock.now()).counts
    assert public.count == letter.confirmed == letter.printed + unlisted.not_named + unlisted.folded
    assert client.get(f"/a/{appeal.slug}/count.json").json["not_named"] == unlisted.not_named  # type: ignore[index]
    if closed:
        assert unlisted == (letter.not_named, letter.folded)
        noted = [
            int(each[:-1].split()[-1]) for each in covering_note(appeal, "en").points if "not named" in each
        ]
        assert sum(noted) == letter.not_named
        enter(client)
        overview = re.sub(r"<[^>]+>|\s", "", client.get(f"/desk/a/{appeal.slug}").text)
        assert f"{letter.not_named}confirmed,butnotnamed" in overview
    elif len(hides) == 2:  # who signs in a name does not learn that its owner has, unnamed
        assert unlisted == (2, 0)
    roll.make(appeal, now)
    db.session.commit()
    said = client.get(f"/a/{appeal.slug}/signatories").text
    assert ("is a second one by the same signatory" in said) is bool(unlisted.folded)
    assert (f"{unlisted.not_named} signator" in said) is bool(unlisted.not_named)


def test_a_form_that_shows_more_than_another_is_not_printed_even_if_asked_for(
    appeal: Appeal, now: datetime
) -> None:
    public, initials = by_mailbox(appeal, "a@example.org"), by_mailbox(appeal, "b@example.org")
    changing.change_visibility(initials, Visibility.INITIALS, now=now)
    db.session.commit()
    case = answer(appeal, "same")
    assert lines_of_the_two(appeal) == ["K. D."]
    with pytest.raises(service.NothingToDecide):
        service.choose(appeal, case.id, public.id, organiser_id=organiser(), now=now)


def test_who_hides_one_of_their_forms_is_named_in_none_after_the_next_look(
    appeal: Appeal, now: datetime
) -> None:
    answer(appeal, "same")
    changing.change_visibility(by_mailbox(appeal, "b@example.org"), Visibility.HIDDEN, now=now)
    db.session.commit()
    look()
    assert lines_of_the_two(appeal) == []


def test_the_organiser_chooses_which_form_is_printed(appeal: Appeal, now: datetime) -> None:
    case = answer(appeal, "same")
    other = by_mailbox(appeal, "b@example.org")
    service.choose(appeal, case.id, other.id, organiser_id=organiser(), now=now)
    db.session.commit()
    assert lines_of_the_two(appeal) == [DANA_AGAIN_LINE]


def test_only_one_of_the_two_can_be_chosen(appeal: Appeal, now: datetime) -> None:
    case = answer(appeal, "same")
    third = signed(appeal, "c@example.org", name="Somebody Else")
    with pytest.raises(service.NothingToDecide):
        service.choose(appeal, case.id, third.id, organiser_id=organiser(), now=now)


def test_every_answer_leaves_a_trace(appeal: Appeal) -> None:
    case = answer(appeal, "same")
    undo(appeal, case)
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.deed.like("case.%")).order_by(AuditEntry.id)
    )
    told = [(entry.deed, entry.organiser_id, entry.facts["before"]) for entry in entries]
    assert told == [("case.same", organiser(), "open"), ("case.open", organiser(), "same")]


def test_what_is_answered_after_the_letter_was_complete_is_told_as_an_erratum(
    client: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    def told() -> list[dict[str, int]]:
        return [dict(each.reasons) for each in letters.letter(appeal, now=clock.now()).errata]

    later = answer(appeal, "later")
    appeal.closes_at, appeal.grace_minutes = now, 0
    db.session.commit()
    answer(appeal, "different", part="later")
    assert told() == []  # they were not printed as one before either
    undo(appeal, later)
    case = answer(appeal, "same")
    assert told() == [{"joined": 1}]
    assert "1 signature is a second one by the same signatory" in client.get(f"/a/{appeal.slug}").text
    chosen = by_mailbox(appeal, "b@example.org")
    service.choose(appeal, case.id, chosen.id, organiser_id=organiser(), now=clock.now())
    undo(appeal, case)
    assert told() == [{"joined": 1, "parted": 1, "corrected": 1}]


def test_whose_form_is_printed_in_another_is_told_so_and_not_which(
    client: FlaskClient, appeal: Appeal
) -> None:
    folded, printed_form = by_mailbox(appeal, "b@example.org"), by_mailbox(appeal, "a@example.org")
    assert "The letter names you once" not in client.get(mine_path(folded)).text
    case = answer(appeal, "same")
    page = client.get(mine_path(folded)).text
    assert "The letter names you once" in page
    assert DANA_LINE not in page
    assert "As you signed" in page
    assert "In the letter" not in page
    assert "The letter names you once" not in client.get(mine_path(printed_form)).text
    undo(appeal, case)
    page = client.get(mine_path(folded)).text
    assert "The letter names you once" not in page
    assert "or stand on a list, that signature stays" in page
    over = client.post(mine_path(folded), data={"deed": "withdraw"}).text
    assert "This signature is no longer on this letter" in over
    assert "In the letter" in client.get(mine_path(printed_form)).text
