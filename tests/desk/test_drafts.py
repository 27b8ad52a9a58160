"""A letter is copied without its signatures; a draft is deleted for good, and nothing that was ever published."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from petition.accounts import members
from petition.appeals import sharing
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import Base, db
from petition.lists import store
from petition.reading import reader
from tests.factories import enter, make_appeal, press, signed

pytestmark = pytest.mark.usefixtures("now")
TRACES = {"audit_entries", "audit_links", "erasures"}  # that it was deleted, and nothing it said


def rows_of(appeal_id: int) -> dict[str, int]:
    """In how many rows of each table an appeal is named."""
    tables = (table for table in Base.metadata.tables.values() if "appeal_id" in table.columns)
    counts = {
        table.name: db.session.scalar(
            select(func.count()).select_from(table).where(table.c.appeal_id == appeal_id)
        )
        for table in tables
    }
    return {name: count for name, count in counts.items() if count and name not in TRACES}


def test_a_copy_has_texts_and_settings_and_neither_signatures_nor_address_nor_deadline(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(
        target=300, accent="blue", mails=["thanks"], kept_days=7, choices={"before": "first"}
    )
    signed(appeal, "Somebody")
    enter(client)
    buttons = [copy_button(client, appeal.slug) for _page in "12"]
    copies = [client.post(to, data=fields).location for to, fields in (buttons[0], buttons[0], buttons[1])]
    assert copies[0] == copies[1]  # pressed twice
    assert copies[2] != copies[0]  # on the page opened anew
    copied = db.session.scalars(select(Appeal).where(Appeal.slug == copies[0].rpartition("/")[2])).one()
    assert copied.draft("en") == appeal.draft("en")
    assert (copied.target, copied.accent, copied.mails, copied.kept_days, copied.names_shown) == (
        300, "blue", ["thanks"], 7, "first",
    )  # fmt: skip
    assert (copied.closes_at, copied.published_at) == (None, None)
    assert copied.slug != appeal.slug
    listed = client.get("/desk/").text
    assert (f">/{appeal.slug}<" in listed, f">/{copied.slug}<" in listed) == (True, True)  # one title
    assert set(rows_of(copied.id)) == {"appeal_texts"}


def copy_button(client: FlaskClient, slug: str) -> tuple[str, dict[str, Any]]:
    """Where the button on the overview leads, and its fields."""
    forms = html.fromstring(client.get(f"/desk/a/{slug}").text).iter("form")
    form = next(each for each in forms if "/copy?" in each.get("action", ""))
    assert isinstance(form, html.FormElement)
    return form.get("action", ""), dict(form.form_values())


def test_a_draft_is_deleted_whole_after_being_asked_and_a_published_letter_never(
    app: Flask, client: FlaskClient
) -> None:
    published, draft = make_appeal(), make_appeal(published=False, slug="draft")
    store.keep_list(
        draft, list(reader.read_text("Dear Mayor,\n\nKeep it.\n\nAru Bekova, teacher").lines), now=clock.now()
    )
    sharing.offer(draft, "Weavers", now=clock.now())
    db.session.commit()
    place = draft.id
    assert {"appeal_texts", "line_lists", "share_offers"} <= set(rows_of(place))
    enter(client)
    at = "/desk/a/draft/delete"
    assert client.get(f"/desk/a/{published.slug}/delete").status_code == 409
    assert press(client, at).status_code == 422  # not ticked
    weavers = members.team_named("Weavers", now=clock.now())
    sharing._join(draft, weavers, clock.now())
    db.session.commit()
    assert "Stop publishing with them first" in client.get(at).text
    sharing.end(draft, weavers, now=clock.now())
    db.session.commit()
    assert press(client, at, sure="y").location == "/desk/"
    assert client.get("/desk/a/draft").status_code == 404
    assert rows_of(place) == {}
    deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.appeal_id == place)).all()
    assert "appeal.erased" in deeds
