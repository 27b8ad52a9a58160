"""What organisers are emailed about a letter while it is signed: each once, to whom it concerns and who wants it."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from petition import news
from petition.accounts import members
from petition.accounts.models import Organiser, Right
from petition.accounts.roles import Role
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.mail.out import outbox
from petition.mail.out.message import Message, Priority, said
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.reading.draft import Line
from petition.signatures.rules import State
from tests.factories import enter, make_appeal, press, sign, signed
from tests.review.signed import listed
from tests.signatures.later_mails import work

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")
DAY = timedelta(days=1)


def told(mails: Mails, to: str = "organiser@example.org") -> list[str]:
    """What the worker sends an organiser when it is run twice: nothing is sent twice."""
    before = len(mails())
    for _twice in range(2):
        work()
    found = [each for each in mails()[before:] if each["To"] == to]
    parts = [each.get_body(("plain",)) for each in found]
    return [" ".join(part.get_content().split()) for part in parts if part]


def invited(role: Role) -> str:
    members.invite(f"{role}@example.org", "Friends", role=role, now=clock.now())
    db.session.execute(update(Organiser).values(entered_at=clock.now()))
    db.session.commit()
    return f"{role}@example.org"


def test_milestones_and_the_goal_are_told_once_and_never_a_lower_one_afterwards(
    client: FlaskClient, mails: Mails
) -> None:
    enter(client)
    appeal = make_appeal(target=12)
    listed(make_appeal(slug="by-lists"), *(Line(f"Name {nth}") for nth in range(10)))
    rows = [signed(appeal, f"Person {nth}") for nth in range(9)]
    assert told(mails) == []
    rows += [signed(appeal, f"Person {nth}") for nth in (9, 10)]
    (ten,) = told(mails)
    assert "Your letter has reached 10 signatures" in ten
    assert "Keep the well open" not in ten
    rows += [signed(appeal, "Person 12")]
    (goal,) = told(mails)
    assert "reached its goal: 12 signatures" in goal
    manage.act(appeal, Action.TAKE_OFF, [each.ref for each in rows[:2]], organiser_id=1, now=clock.now())
    db.session.commit()
    assert told(mails) == []
    assert press(client, "/desk/account", "/desk/account/news", news=["flood"]).status_code == 303
    for nth in range(10):
        signed(appeal, f"Other {nth}")
    assert told(mails) == []


def test_what_waits_is_told_once_a_day_at_most_to_those_whose_role_may_deal_with_it(
    client: FlaskClient, mails: Mails
) -> None:
    enter(client)
    viewer, moderator = invited(Role.VIEWER), invited(Role.MODERATOR)
    members.invite("nobody.yet@example.org", "Friends", role=Role.OWNER, now=clock.now())
    appeal = make_appeal(closes_at=clock.now() + 9 * DAY)
    rows = [signed(appeal, f"Person {nth}") for nth in range(3)]

    def hold(some: list[str], action: Action = Action.HOLD) -> None:
        manage.act(appeal, action, some, organiser_id=1, now=clock.now())
        db.session.commit()

    hold([rows[0].ref])
    (first,) = told(mails, moderator)
    assert "Held signatures: 1" in first
    hold([rows[1].ref])
    assert told(mails, moderator) == []  # today they know
    clock.ticked(DAY)
    (second,) = told(mails, moderator)
    assert "Held signatures: 2" in second
    clock.ticked(DAY)
    assert told(mails, moderator) == []  # nothing new
    hold([each.ref for each in rows[:2]], Action.PUT_BACK)
    assert told(mails, moderator) == []
    hold([each.ref for each in rows[:2]])
    clock.ticked(DAY)
    before = len(mails())
    assert len(told(mails, moderator)) == 1
    assert not {viewer, "nobody.yet@example.org"} & {each["To"] for each in mails()[before:]}


def test_a_flood_is_seen_by_what_is_held_and_by_what_comes_against_the_usual(
    client: FlaskClient, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client)
    monkeypatch.setattr(news, "MANY_HELD", 2)
    monkeypatch.setattr(news, "MANY_A_DAY", 10)
    monkeypatch.setattr(news, "MILESTONES", ())
    appeal = make_appeal(closes_at=clock.now() + 20 * DAY)
    for nth in range(12):
        signed(appeal, f"First {nth}")
    assert told(mails) == []  # nothing is usual on the first day
    clock.ticked(2 * DAY)
    for nth in range(2):
        signed(appeal, f"Usual {nth}")
    clock.ticked(DAY)
    for nth in range(9):
        signed(appeal, f"Many {nth}", confirmed=nth % 2 == 0)
    assert told(mails) == []
    signed(appeal, "Many 10", confirmed=False)
    (more,) = told(mails)
    assert "far more signatures today than usual" in more
    clock.ticked(DAY)
    rows = [signed(appeal, f"Held {nth}") for nth in range(2)]
    for each, why in zip(rows, ("crowd", "service"), strict=True):
        each.state, each.held_at, each.held_for = State.HELD, clock.now(), why
    db.session.commit()
    assert any("Their signatures are held" in each for each in told(mails))


@pytest.mark.parametrize("has_signed", [True, False])
def test_a_flood_does_not_tell_whether_the_last_of_it_had_signed(
    client: FlaskClient, mails: Mails, monkeypatch: pytest.MonkeyPatch, has_signed: bool
) -> None:
    enter(client)
    monkeypatch.setattr(news, "MANY_A_DAY", 10)
    appeal = make_appeal(closes_at=clock.now() + 20 * DAY)
    if has_signed:
        signed(appeal, "Judge Omar", mailbox="judge@example.org", visibility="hidden")
    clock.ticked(3 * DAY)
    for nth in range(9):
        signed(appeal, f"Made Up {nth}", confirmed=False)
    assert told(mails) == []
    sign(client, appeal.slug, email="judge@example.org")
    (more,) = told(mails)
    assert "far more signatures today than usual" in more


def test_a_flood_and_a_near_deadline_are_told_once_and_nothing_in_an_emergency(
    client: FlaskClient, mails: Mails, app: Flask
) -> None:
    enter(client, address="moderator@example.org")
    appeal_id = make_appeal(closes_at=clock.now() + 10 * DAY).id
    enter(client)
    db.session.scalars(select(Right).order_by(Right.id)).all()[0].role = Role.MODERATOR
    db.session.commit()
    make_appeal(slug="soon", closes_at=clock.now() + DAY)  # its team has just chosen that day
    clock.ticked(timedelta(days=6, hours=23))
    assert told(mails) == []
    waits = Message("entrance", "a@example.org", "en", priority=Priority.CROWD, about=appeal_id)
    outbox.post(waits, now=clock.now() + DAY)
    appeal = db.session.get_one(Appeal, appeal_id)
    appeal.stopped_at = clock.now()
    db.session.commit()
    assert told(mails) == []
    db.session.get_one(Appeal, appeal_id).stopped_at = None
    db.session.commit()
    (flood,) = told(mails)
    assert "from one network" in flood
    clock.ticked(timedelta(hours=2))
    (near,) = told(mails)
    assert "can be signed until 2 December 2026" in near
    assert "You can still extend the deadline" in near
    (to_moderator,) = (str(each) for each in mails()[-2:] if each["To"] == "moderator@example.org")
    assert "be signed until" in to_moderator
    assert "extend" not in to_moderator  # they cannot
    found = db.session.get_one(Appeal, appeal_id)
    found.closes_at = clock.now() + 5 * DAY
    db.session.commit()
    assert told(mails) == []
    clock.ticked(3 * DAY)
    assert any("can be signed until" in each for each in told(mails))
    assert news.tell(db.session.get_one(Appeal, appeal_id), clock.now()) == 0


def test_no_plain_text_holds_a_narrow_space_that_old_phones_draw_as_a_box(app: Flask) -> None:
    facts = {"what": "deadline", "until": "1\u202f2", "link": "", "account": ""}
    assert "1\u00a02" in said(Message("news", "reader@example.org", "kk", facts))
