"""What one's own pages say of a signature: the line as others read it, what was saved, what is gone."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.signatures.models import Signature
from tests.factories import confirm_by, filled, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

DETAILS = {"name": "Aru Bekova", "role": "teacher", "place": "Qarasu"}


def signed(client: FlaskClient, mails: Mails, slug: str, **fields: str) -> str:
    """The link to "my signature" of somebody who signed and confirmed."""
    sign(client, slug, **DETAILS | fields)
    confirm_by(client, link_in(mails()[-1]))
    return link_in(mails()[-1], "/s/")


@pytest.mark.parametrize(("visibility", "line"), [("initials", "A. B."), ("hidden", "Not named")])
def test_my_signature_and_thanks_show_the_line_as_others_read_it_and_say_what_was_saved(
    client: FlaskClient, mails: Mails, visibility: str, line: str
) -> None:
    slug = make_appeal(asks=["role", "place"]).slug
    mine = signed(client, mails, slug)
    page = client.post(
        mine, data={"deed": "visibility", "visibility": visibility}, follow_redirects=True
    ).text
    thanks = client.get(link_in(mails()[0])).text
    assert 'role="status"' in page
    for said in (page, thanks):
        assert line in said
        assert not [word for word in ("Bekova", "teacher", "Qarasu") if word in said]


def test_a_slip_is_mended_by_its_owner_until_the_deadline_and_written_down(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal(asks=["role", "place"])
    mine = signed(client, mails, appeal.slug)
    at = f"{mine}/details"
    assert 'value="teacher"' in client.get(at).text
    assert client.post(at, data={"name": "+7 701 123 45 67"}).status_code == 422
    assert client.post(at, data=DETAILS | {"role": "teachers' friend"}).location.startswith("/s/")
    signature = db.session.scalars(select(Signature)).one()
    assert signature.own.line == "Aru Bekova, teachers' friend (Qarasu)"
    assert signature.own.mailbox == "aru@example.org"
    assert "teachers" in client.get(f"/a/{appeal.slug}").text
    facts = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.deed == "signature.mended")).one()
    assert "teachers" not in str(facts)
    client.post(at, data=DETAILS | {"name": "asdf"})  # nobody comes past the organisers in this way
    db.session.expire_all()
    assert signature.state == "held"
    clock.ticked(timedelta(days=11))
    assert client.post(at, data=DETAILS).status_code == 410


def test_who_says_it_was_not_me_reads_what_was_deleted_and_not_how_to_sign_again(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    mine = signed(client, mails, slug)
    page = client.post(mine, data={"deed": "not_me"}).text
    assert "We have deleted the signature" in page
    assert "sign it again" not in page
    sign(client, slug)  # what is promised then comes
    assert "You told us not to email you" in str(mails()[-1].get_body(("plain",)))


def test_an_organisation_is_shown_with_its_name_or_not_at_all(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    as_body = {"kind": "organisation", "name": "Our Newspaper", "email": "paper@example.org"}
    refused = sign(client, slug, **as_body, visibility="initials")
    assert (refused.status_code, 'id="visibility-error"' in refused.text) == (422, True)
    assert re.search(r'for="representative">[^<]+<span class="optional">', refused.text)
    mine = signed(client, mails, slug, **as_body)
    client.post(mine, data={"deed": "visibility", "visibility": "initials"})
    assert "O. N." not in client.get(f"/a/{slug}").text + client.get(mine).text
    assert db.session.scalars(select(Signature.visibility)).one() == "hidden"


def test_check_mail_shows_back_what_was_typed_as_only_its_owner_knows_it_and_for_an_hour(
    client: FlaskClient,
) -> None:
    slug = make_appeal().slug
    first, again = (sign(client, slug).location for _ in range(2))
    assert "aru@" not in unquote(first)
    shown = {re.sub(r"(?<=/sign/)[\w-]+", "…", client.get(each).text) for each in (first, again)}
    assert "a…@e….org" in shown.pop()
    assert shown == set()
    assert client.get(first).headers["Cache-Control"] == "no-store"
    for nothing in (first.replace("check-mail/", "check-mail/x"), f"/a/{slug}/check-mail"):
        assert "…@" not in client.get(nothing).text
    asked_for = client.get(client.post(f"/a/{slug}/resend", data=filled()).location).text
    assert "If you signed with" in asked_for
    assert "It counts only if you confirm it" not in asked_for  # who asks may have confirmed long ago
    assert "a…@e….org" in asked_for
    clock.ticked(timedelta(hours=1))
    assert "a…@e….org" not in client.get(first).text


def test_who_signs_with_another_address_appears_as_they_chose_before(client: FlaskClient) -> None:
    slug = make_appeal().slug
    for chosen in ("public", "initials", "hidden"):
        page = html.fromstring(client.get(sign(client, slug, visibility=chosen).location).text)
        again = next(each for each in page.iter("a") if each.text == "Use another email address").get("href")
        form = html.fromstring(client.get(str(again)).text)
        assert form.xpath("//input[@name='visibility'][@checked]/@value") == [chosen]
        assert chosen not in str(again)
    form = html.fromstring(client.get(f"/a/{slug}/sign/all").text)
    assert form.xpath("//input[@name='visibility'][@checked]/@value") == ["public"]


def test_the_last_email_of_a_cap_says_so_to_whom_it_is_sent(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    for _ in range(4):
        sign(client, slug)
    said = ["several emails" in str(each.get_body(("plain",))) for each in mails()]
    assert said == [False, False, True]


def test_until_it_is_complete_the_letters_page_says_what_comes_and_when(client: FlaskClient) -> None:
    appeal = make_appeal()
    for said in ("Signing is open until 2 December 2026", "Signing ended on 2 December 2026"):
        page = client.get(f"/a/{appeal.slug}/letter")
        assert page.status_code == 404
        assert said in page.text
        assert re.search("3 December 2026, 15:00", page.text)
        clock.ticked(timedelta(days=10, minutes=1))


def test_the_browser_cuts_nothing_that_is_typed(client: FlaskClient) -> None:
    slug = make_appeal(asks=["role", "affiliation", "place"]).slug
    assert "maxlength" not in client.get(f"/a/{slug}/sign").text
    answer = sign(client, slug, name="a" * 201)
    assert ("Shorten it to 200" in answer.text, "a" * 201 in answer.text) == (True, True)
