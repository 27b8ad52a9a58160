"""What tests are made of, as plain functions; each commits, so that requests see it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition.accounts import members
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import clock, web
from petition.core.db import db
from petition.desk import service as desk
from petition.lexicon.signatory import Visibility
from petition.reading.draft import Recipient
from petition.signatures import confirming, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing

TEXT = Text(
    title="Keep the well open",
    letterhead=("Friends of the Well",),
    place="Qarasu",
    date="3 November 2026",
    recipients=(Recipient("Mayor of Qarasu", "", "Town hall", ("1 Main Street",)),),
    subject="The well of Qarasu",
    salutation="Dear Mayor,",
    body="The well is *old* and **good**.\n\n- water\n- shade\n",
    closing="With respect,",
)


def make_appeal(
    *,
    text: Text = TEXT,
    lang: str = "en",
    zone: str = "Asia/Almaty",
    closes_at: datetime | None = None,
    published: bool = True,
    team: str = "Friends",
    slug: str = "",
    **terms: Any,
) -> Appeal:
    """An appeal, published and open for ten more days unless told otherwise."""
    now = clock.now()
    found = appeals.begin(members.team_named(team, now=now), text, lang=lang, zone=zone, slug=slug, now=now)
    found.closes_at = closes_at or now + timedelta(days=10)
    for name, value in terms.items():
        setattr(found, name, value)
    db.session.flush()
    if published:
        desk.publish(found, now=now)
    db.session.commit()
    return found


def filled(**fields: str) -> dict[str, str]:
    """A sign form filled in well, but for what is told."""
    token = web.form_token()
    return {
        "token": token,
        "lang": "en",
        "name": "Aru Bekova",
        "email": "aru@example.org",
        "kind": "person",
        "visibility": "public",
    } | fields


def sign(client: FlaskClient, slug: str, **fields: str) -> TestResponse:
    """Post a sign form."""
    return client.post(f"/a/{slug}/sign", data=filled(**fields))


def answered(answer: TestResponse) -> tuple[str, bytes, tuple[tuple[str, str], ...]]:
    """All that an answer says, but for the address that was typed, which it holds sealed."""
    sealed = re.compile(r"(?<=/check-mail/)[\w-]+")
    headers = tuple((name, sealed.sub("…", value)) for name, value in answer.headers.items())
    return answer.status, re.sub(rb"(?<=/check-mail/)[\w-]+", b"...", answer.data), headers


def confirm_by(client: FlaskClient, link: str, **fields: str) -> TestResponse:
    """Press the button of the page that a link to confirm leads to."""
    return client.post(link, data={"deed": "confirm"} | fields)


def link_in(mail: EmailMessage, path: str = "/c/") -> str:
    """The path of the link in a mail's text, without the language that it asks for."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://[^/\s]+({path}[^\s?]+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def words_of(text: str) -> set[str]:
    """The words of a text; of what was drawn by lot, such as a code or a link, no part is taken for one."""
    return set(re.findall(r"\w+", text))


def desk_post(
    client: FlaskClient, path: str, data: dict[str, Any] | None = None, at: str = ""
) -> TestResponse:
    """Post a form of the desk with the token that its page (`at`, else the same path) carries."""
    page = client.get(at or path)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return client.post(path, data={"csrf_token": found[1]} | (data or {}))


def enter(client: FlaskClient, team: str = "Friends", address: str = "organiser@example.org") -> None:
    """Let the browser in at the desk as an organiser of a team."""
    link = members.invite(address, team, now=clock.now())
    db.session.commit()
    assert client.post(link.removeprefix(web.address(""))).status_code == 303


def press(client: FlaskClient, page: str, action: str = "", /, **fields: Any) -> TestResponse:
    """Send the form of a page that leads to `action` (the page's own path where it names none), filled in as it is drawn.

    A button that was drawn without what its form needs fails here as it fails whoever presses it.
    """
    to = action or page
    return client.post(to, data=drawn(client, page, to) | fields, headers={"Referer": web.address(page)})


def drawn(client: FlaskClient, page: str, action: str, field: str = "") -> dict[str, Any]:
    """The fields of the form of a page that leads to `action`, and has this `field`, as it is drawn."""
    return drawn_in(client.get(page).text, page, action, field)


def drawn_in(shown: str, page: str, action: str, field: str = "") -> dict[str, Any]:
    """The same of what a page has answered."""
    form = next(
        each
        for each in html.fromstring(shown).iter("form")
        if each.get("method") == "post"
        and (each.get("action") or page).partition("?")[0] == action.partition("?")[0]
        and (not field or each.xpath(".//*[@name=$field]", field=field))
    )
    assert isinstance(form, html.FormElement)
    return {name: value or "" for name, value in form.form_values()}


def asked_again(shown: str) -> dict[str, Any]:
    """The fields of the one form by which a page asks anew, for something has changed since it was shown."""
    (form,) = (each for each in html.fromstring(shown).iter("form") if "narrow" in each.get("class", ""))
    assert isinstance(form, html.FormElement)
    return dict(form.form_values())


def set_settings(app: Flask, patch: pytest.MonkeyPatch | None = None, **values: object) -> None:
    """Have an application run with other settings; until the test ends, where a `patch` is given."""
    changed = replace(app.extensions["settings"], **values)
    if patch:
        patch.setitem(app.extensions, "settings", changed)
    else:
        app.extensions["settings"] = changed


def signed(
    appeal: Appeal, name: str, *, confirmed: bool = True, lang: str = "en", **fields: str
) -> Signature:
    """Somebody who has signed, and confirmed unless told otherwise."""
    visibility = Visibility(fields.pop("visibility", "public"))
    mailbox = fields.pop("mailbox", f"{name.encode().hex()[:60]}@example.org")
    signing.sign(
        appeal,
        Signing(Particulars(name, mailbox, **fields), visibility=visibility, lang=lang),
        now=clock.now(),
    )
    row = db.session.scalars(select(Signature).order_by(Signature.id.desc())).first()
    assert row is not None
    if confirmed:
        confirming.confirm(row, now=clock.now())
    db.session.commit()
    return row
