"""The page that confirms is made once for many, and says to each what it says made for them alone."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.core import clock
from petition.core.db import db
from petition.signatures import links, owner_views
from tests.factories import confirm_by, link_in, make_appeal, sign

pytestmark = pytest.mark.usefixtures("now")

Mails = Callable[[], list[EmailMessage]]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_is_made_once_for_many_says_to_each_what_it_says_made_for_them_alone(
    app: Flask, client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    named = ["Aru Bekova", "O'Neil & <b>Sons</b>", "%(moment)s {{ 7*7 }}", "Әлия Бек"]
    for nth, name in enumerate(named):
        sign(client, appeal.slug, name=name, asked_name=name, email=f"a{nth}@example.org")
    sign(client, appeal.slug, name="Somebody", email="hidden@example.org", visibility="hidden")
    sign(client, appeal.slug, name="Dana Seitova", email="d@example.org", role="judge", visibility="initials")
    app.extensions.pop("pages to confirm", None)  # other tests have had theirs made
    pages = []
    for path in map(link_in, mails()):
        for lang in ("en", "kk"):
            with app.test_request_context(f"{path}?lang={lang}"):
                led = links.by_token("confirm", path.removeprefix("/c/"), now=clock.now()).signature
                alone = owner_views.private(
                    "signatures/confirm.html",
                    led,
                    visibility_form=None,
                    said_not_me=False,
                    has_signed=False,
                )
                db.session.rollback()
            page = client.get(f"{path}?lang={lang}").data
            assert page == alone.data
            pages.append(page.decode())
    assert len(set(pages)) == 12
    assert not any(mark in page for page in pages for mark in "\ue000\ue001\ue002\ue003\ue004")
    assert ">D. S.<" in pages[-2]  # as others will read it, and no more
    assert "Not named: you are only counted" in pages[-4]
    assert "O&#39;Neil &amp; " in "".join(pages)
    assert app.extensions["pages to confirm"].cache_info().misses == 2  # languages


def test_who_has_confirmed_one_of_two_is_not_told_that_the_other_will_count(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    for name in ("Aru Bekova", "محمد الأحمد"):
        sign(client, appeal.slug, name=name)
    first, second = map(link_in, mails())
    assert "Your signature counts when you press the button." in client.get(second).text
    confirm_by(client, first)
    page = client.get(second).text
    assert '<span dir="auto">محمد الأحمد</span>' in page  # or a full stop would stand at the wrong end of it
    assert "Each email address counts once, with the details that were confirmed first." in page
    assert "Your signature counts when you press the button." not in page
