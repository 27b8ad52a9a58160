"""What a team wants to check is held before anybody saw it: watched names, or all of an appeal."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures import changing, watch
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.factories import enter, make_appeal, press, signed

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Lord Voldemort, minister", "Lord Voldemort"),
        ("Voldemort, Lord", "lord voldemort"),
        ("Лорд Волдеморт", "Lord Voldemort"),
        ("Гарри Поттер, учитель", "Гарри Поттер"),
        ("Aru Bekova, President", "president"),
        ("Арман Әли, премьер-министрі", "премьер-министрі"),
        ("习近平, 主席", "习近平"),
    ],
)
def test_a_watched_name_is_known_in_any_order_and_spelling(line: str, name: str) -> None:
    assert watch.is_watched(line, [name])


@pytest.mark.parametrize("line", ["Harry Styles", "Lord of the Manor", "Aru Bekova", "…"])
def test_part_of_a_watched_name_is_no_watched_name(line: str) -> None:
    assert not watch.is_watched(line, ["Harry Potter", "Lord Voldemort", "", "…"])


def states() -> dict[str, State]:
    return {each.own.name: each.state for each in db.session.scalars(select(Signature))}


def test_a_watched_name_is_held_before_anybody_saw_it_and_counts_once_looked_at(
    app: Flask, client: FlaskClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    appeal = make_appeal()
    enter(client)
    page = f"/desk/team/{appeal.team_id}/watch"
    assert "Lord Voldemort" in client.get(page).text
    signed(appeal, "Lord Voldemort I")  # the example is not in use
    assert press(client, page, names="Lord  Voldemort\n\nLord Voldemort\nHarry Potter").status_code == 303
    assert watch.names(appeal.team_id) == ["Lord Voldemort", "Harry Potter"]
    assert press(client, page, names="\n".join(map(str, range(501)))).status_code == 422
    two = signed(appeal, "Лорд Волдеморт Второй")
    signed(appeal, "Harry Potter", visibility="hidden")
    signed(appeal, "Harry Potter Senior", visibility="initials")
    signed(appeal, "Harry Styles")
    public = client.get(f"/a/{appeal.slug}").text
    assert "Волдеморт" not in public
    assert "Harry Styles" in public
    queue = client.get(f"/desk/a/{appeal.slug}/held").text
    assert "Волдеморт" in queue
    assert "On your list of names" in queue
    assert "example.org" not in queue.split("<tbody")[1]
    hidden = db.session.scalars(select(Signature).where(Signature.visibility == Visibility.HIDDEN)).one()
    changing.change_visibility(hidden, Visibility.PUBLIC, now=clock.now())
    db.session.commit()
    assert states()["Harry Potter"] is State.HELD
    manage.act(appeal, Action.COUNT, [two.ref, hidden.ref], organiser_id=1, now=clock.now())
    db.session.commit()
    assert set(states().values()) == {State.CONFIRMED}
    enter(client, team="Others", address="other@example.org")
    assert client.get(page).status_code == 404


def test_all_are_held_where_an_appeal_asks_for_that_and_who_is_not_named_with_nothing_more_shown(
    app: Flask, client: FlaskClient
) -> None:
    appeal = make_appeal()
    enter(client)
    assert press(client, f"/desk/a/{appeal.slug}/terms", looks="all").status_code == 303
    appeal = db.session.get_one(Appeal, appeal.id)
    signed(appeal, "Somebody Else")
    hidden = signed(appeal, "In Secret", visibility="hidden")
    assert states() == {"Somebody Else": State.HELD, "In Secret": State.HELD}
    queue = client.get(f"/desk/a/{appeal.slug}/held").text
    assert "Not named" in queue
    assert "In Secret" not in queue
    manage.act(appeal, Action.COUNT, [hidden.ref], organiser_id=1, now=clock.now())
    changing.mend(hidden, hidden.own._replace(name="In Secrecy"), now=clock.now())
    db.session.commit()
    assert states() == {"Somebody Else": State.HELD, "In Secrecy": State.CONFIRMED}
    assert "Somebody Else" not in client.get(f"/a/{appeal.slug}").text
