"""An appeal at hand: read anew after a change; whether it may be signed is asked of the database itself."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from petition.appeals import cache
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.signatures import signing
from petition.signatures.rules import Particulars, Signing
from tests.conftest import engine_of
from tests.factories import make_appeal, sign

pytestmark = pytest.mark.usefixtures("now")


def test_a_change_made_here_is_seen_at_once_and_one_rolled_back_never(app: Flask) -> None:
    appeal = make_appeal()
    at_hand = cache.cache().get(appeal.slug)
    assert at_hand is cache.cache().get(appeal.id)
    appeal.accent = "red"
    db.session.rollback()
    assert cache.cache().get(appeal.slug) is at_hand
    appeal.accent = "red"
    db.session.commit()
    changed = cache.cache().get(appeal.slug)
    assert changed is not None
    assert changed.accent == "red"
    draft = make_appeal(published=False)
    assert cache.cache().get(draft.id)
    assert cache.cache().get(draft.slug) is None  # or it would be refused sooner than where nothing is


def test_one_reads_anew_while_the_others_of_a_crowd_go_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_SECONDS", 0)
    monkeypatch.setattr(cache, "_AT_MOST", 600)
    at_hand = cache.cache()
    read = at_hand.get(make_appeal().slug)
    assert read is not None
    db.session.rollback()
    with at_hand._turn:
        assert at_hand.get(read.slug) is read
        monkeypatch.setattr(cache, "_AT_MOST", 0)
        assert at_hand.get(read.slug) is not read  # too old to wait for who reads
    monkeypatch.setattr(cache, "_AT_MOST", 600)
    anew = at_hand.get(read.slug)
    assert anew is not None
    assert at_hand.get(read.slug) is not anew


@pytest.mark.parametrize("what", ["closes_at", "withdrawn_at"])
def test_none_signs_after_another_process_has_ended_it_though_this_one_does_not_know(
    app: Flask, client: FlaskClient, what: str
) -> None:
    slug = make_appeal().slug
    assert sign(client, slug).status_code == 303
    at_hand = cache.cache().get(slug)
    assert at_hand is not None
    db.session.rollback()
    engine = engine_of(app)
    with engine.begin() as elsewhere:
        elsewhere.execute(update(Appeal).values({what: clock.now()}))
    engine.dispose()
    with pytest.raises(signing.AppealClosed):
        signing.sign(at_hand, Signing(Particulars("Dana", "dana@example.org")), now=clock.now())


def test_none_is_refused_after_another_process_has_extended_it(app: Flask, client: FlaskClient) -> None:
    appeal = make_appeal()
    slug = appeal.slug
    assert cache.cache().get(slug)
    db.session.rollback()
    clock.ticked(timedelta(days=10))
    engine = engine_of(app)
    with engine.begin() as elsewhere:
        elsewhere.execute(update(Appeal).values(closes_at=clock.now() + timedelta(days=1)))
    engine.dispose()
    assert sign(client, slug).status_code == 303
