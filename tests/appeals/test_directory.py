"""Which appeals there are, told without reading those that are over."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select

from petition.appeals import directory
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.signatures import reminders
from petition.signatures.rules import TIME_TO_ANSWER
from tests.factories import make_appeal


@pytest.mark.usefixtures("app")
def test_those_that_may_be_confirmed_are_known_and_none_is_read(now: datetime) -> None:
    hour = timedelta(hours=1)
    make_appeal(slug="draft", published=False)
    make_appeal(slug="open")
    make_appeal(slug="endless").closes_at = None
    for slug, ended, grace in (("grace", 2, 180), ("last", 2, 121), ("over", 2, 120)):
        make_appeal(slug=slug, grace_minutes=grace).closes_at = now - ended * hour
    for slug, when in (("withdrawn", "withdrawn_at"), ("stopped", "stopped_at")):
        setattr(make_appeal(slug=slug), when, now)
    db.session.commit()
    appeals, read = db.session.scalars(select(Appeal).order_by(Appeal.id)).all(), []
    told = {each.id: each.slug for each in appeals}
    asked = [(directory.being_signed, now), (reminders.being_signed, now + TIME_TO_ANSWER)]
    expected = [{each.slug for each in appeals if each.may_be_confirmed(at)} for _who, at in asked]
    db.session.expunge_all()
    event.listen(Appeal, "load", read_one := lambda found, _how: read.append(found))
    try:
        found = [{told[each] for each in who(now)} for who, _at in asked]
    finally:
        event.remove(Appeal, "load", read_one)
    assert found == expected
    assert expected[0] == {"open", "endless", "grace", "last"}
    assert read == []
