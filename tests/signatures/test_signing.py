"""Signing by the form: twice is once, nobody learns who signed, the mail tells its owner."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from petition.accounts import members
from petition.core import clock, web
from petition.core.db import db
from petition.signatures import counts
from petition.signatures.models import Signature
from tests.factories import TEXT, answered, confirm_by, filled, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

# What makes each database refuse to confirm, and what undoes it.
REFUSING = {
    "sqlite": (
        "CREATE TRIGGER refusing BEFORE UPDATE OF state ON signatures BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint'); END",
        "DROP TRIGGER refusing",
    ),
    "postgresql": (
        "ALTER TABLE signatures ADD CONSTRAINT refusing CHECK (state <> 'confirmed') NOT VALID",
        "ALTER TABLE signatures DROP CONSTRAINT refusing",
    ),
}

pytestmark = pytest.mark.usefixtures("now")


def states() -> list[str]:
    return list(db.session.scalars(select(Signature.state).order_by(Signature.id)))


def test_a_signature_counts_once_it_is_confirmed(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    assert sign(client, appeal.slug).status_code == 303
    assert states() == ["pending"]
    (mail,) = mails()
    assert mail["To"] == "aru@example.org"
    link = link_in(mail)
    # As it is, broken by its column, and with its "?" escaped.
    for written in (link, f"{link[:60]}%20{link[60:]}", f"{link.partition('?')[0]}%3Flang%3Den"):
        assert client.get(written).status_code == 200
    assert states() == ["pending"]  # a GET never acts
    assert confirm_by(client, link).status_code == 303
    assert states() == ["confirmed"]
    assert counts.confirmed(appeal) == 1
    assert "Aru Bekova" in client.get(f"/a/{appeal.slug}").text


def test_signing_twice_is_signing_once(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    sign(client, appeal.slug, email="ARU@Example.org")
    assert states() == ["pending"]
    assert len(mails()) == 2


@pytest.mark.parametrize("sent", [{}, {"visibility": "public"}, {"deed": "anything"}])
def test_a_form_sent_without_its_button_confirms_nothing(
    client: FlaskClient, mails: Mails, sent: dict[str, str]
) -> None:
    sign(client, make_appeal().slug)
    link = link_in(mails()[0])
    answer = client.post(link, data=sent)
    assert answer.status_code == 200
    assert answer.data == client.get(link).data
    assert db.session.scalars(select(Signature.state)).all() == ["pending"]


def test_confirming_twice_is_confirming_once(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    link = link_in(mails()[0])
    first, second = confirm_by(client, link), confirm_by(client, link)
    assert first.status_code == second.status_code == 303
    assert counts.confirmed(appeal) == 1
    assert len(mails()) == 2  # confirmation and one thank-you


def test_what_the_database_refuses_for_another_reason_is_not_taken_for_a_second_signature(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    link = link_in(mails()[0])
    refusing, as_before = REFUSING[db.engine.dialect.name]
    db.session.execute(text(refusing))
    db.session.commit()
    try:
        with pytest.raises(IntegrityError):
            confirm_by(client, link)  # a fault, not "this was done a moment ago"
        assert states() == ["pending"]
    finally:
        db.session.rollback()
        db.session.execute(text(as_before))
        db.session.commit()
    assert confirm_by(client, link).status_code == 303
    assert states() == ["confirmed"]


def test_of_two_things_typed_with_one_mailbox_the_confirmed_one_counts(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug, name="Somebody Else")
    sign(client, appeal.slug, name="Aru Bekova")
    sign(client, appeal.slug, name="Aru", visibility="hidden")
    somebody_else, own, unnamed = (link_in(mail) for mail in mails())
    confirm_by(client, own)
    confirm_by(client, somebody_else)
    assert sorted(states()) == ["confirmed", "merged", "pending"]
    assert "the details that were confirmed first" in client.get(somebody_else).text
    assert "the details that were confirmed first" not in client.get(own).text
    assert counts.latest(appeal, 5) == ["Aru Bekova"]
    confirm_by(client, unnamed)  # who wishes not to be named is not, whichever counts
    assert sorted(states()) == ["confirmed", "merged", "merged"]
    assert counts.latest(appeal, 5) == []


def test_a_tag_of_the_same_mailbox_is_the_same_mailbox(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug, email="a.ru@gmail.com")
    confirm_by(client, link_in(mails()[0]))
    sign(client, appeal.slug, email="aru+again@googlemail.com", name="Another Name")
    assert counts.confirmed(appeal) == 1
    assert states() == ["confirmed"]
    assert link_in(mails()[-1], "/s/")


def test_new_repeated_and_withdrawn_addresses_get_the_same_answer(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    answers = [sign(client, appeal.slug)]
    confirm_by(client, link_in(mails()[0]))
    answers.append(sign(client, appeal.slug))
    client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
    answers += [sign(client, appeal.slug) for _ in range(5)]
    seen = {answered(each) for each in answers}
    assert len(seen) == 1
    assert not answers[0].headers.getlist("Set-Cookie")


def test_withdrawing_takes_the_name_away_and_ends_every_link(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm = link_in(mails()[0])
    confirm_by(client, confirm)
    mine = link_in(mails()[-1], "/s/")
    # Of what the history of a browser keeps nothing names the letter that somebody signed.
    sent = sign(client, appeal.slug).location
    own = [client.get(each).text for each in (sent, confirm, mine, f"{mine.partition('?')[0]}/details")]
    own.append(client.post(mine, data={"deed": "withdraw"}).text)
    assert [TEXT.title in page.partition("</title>")[0] for page in own] == [False] * 5
    assert "Your signature is withdrawn" in own[-1]
    assert counts.confirmed(appeal) == 0
    assert client.get(confirm).status_code == client.get(mine).status_code == 410
    assert db.session.scalar(select(func.length(Signature.particulars))) == 0


def test_not_me_ends_it(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    assert client.post(link_in(mails()[0]), data={"deed": "not_me"}).status_code == 200
    ended = client.get(link_in(mails()[0]))
    assert (ended.status_code, "<h1>No longer available</h1>" in ended.text) == (410, True)
    assert states() == ["not_me"]


def test_beyond_its_cap_a_mailbox_is_not_written_to(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    for nth in range(8):
        assert sign(client, appeal.slug, name=f"Aru {'x' * nth}").status_code == 303
    assert len(mails()) == 3


def test_the_short_code_leads_where_the_link_leads(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    body = mails()[0].get_body(("plain",))
    assert body is not None
    code = next(word for word in body.get_content().split() if len(word) == 9 and word[4] == "-")
    data = filled(code=code.lower().replace("-", " "))
    answer = client.post(f"/a/{appeal.slug}/code", data=data)
    assert answer.status_code == 303
    confirm_by(client, answer.location)
    assert counts.confirmed(appeal) == 1
    for wrong, told in (
        ("0000-0000", "This code is not right, or was used"),
        (" ", "Enter the code from the email"),
    ):
        refused = client.post(f"/a/{appeal.slug}/code", data=filled(code=wrong))
        assert (refused.status_code, told in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " \u3164 "),
        ("name", "a\u202eb"),
        ("name", "a\u0334\u0321\u0322\u031b\u0315b"),
        ("name", "x" * 201),
        ("name", "see https://evil.example"),
        ("name", "Ann\r\nBcc: x@example.org"),
        ("email", ""),
        ("email", "a@b"),
        ("email", "a@x.org,b@y.org"),
        ("email", "a b@x.org"),
        ("kind", "robot"),
        ("visibility", "all"),
        ("token", "forged"),
        ("place", "\u200bhere"),
    ],
)
def test_what_cannot_stand_is_said_beside_the_field_and_what_was_typed_is_kept(
    client: FlaskClient, field: str, value: str
) -> None:
    appeal = make_appeal()
    answer = sign(client, appeal.slug, **{field: value, "affiliation": "Kept as typed"})
    assert answer.status_code == 422
    assert "Kept as typed" in answer.text
    assert states() == []


@pytest.mark.parametrize(
    "name",
    [
        "Қуаныш Әбілқайыр",
        "O’Brien",
        "S.E.",
        "Madonna",
        "Nguyễn Thị Ánh",
        "محمد الأحمد",
        "王小明",
        "გიორგი",
        "Мария-Елена",
    ],
)
def test_names_are_peoples_own(client: FlaskClient, mails: Mails, name: str) -> None:
    appeal = make_appeal()
    assert sign(client, appeal.slug, name=name).status_code == 303
    confirm_by(client, link_in(mails()[0]))
    assert counts.latest(appeal, 1) == [name]


@pytest.mark.parametrize(("visibility", "shown"), [("public", "Aru Bekova"), ("initials", "A. B.")])
def test_a_signature_is_shown_as_its_owner_chose(
    client: FlaskClient, mails: Mails, visibility: str, shown: str
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug, visibility=visibility)
    confirm_by(client, link_in(mails()[0]))
    assert counts.latest(appeal, 1) == [shown]
    mine = link_in(mails()[-1], "/s/")
    client.post(mine, data={"deed": "visibility", "visibility": "hidden"})
    assert counts.latest(appeal, 1) == []
    assert counts.confirmed(appeal) == 1


@pytest.mark.parametrize("path", ["/c/", "/s/"])
@pytest.mark.parametrize("token", ["x", "W10.abc.def", "%00", "a" * 4000])
def test_a_bad_token_gets_a_friendly_refusal(client: FlaskClient, path: str, token: str) -> None:
    make_appeal()
    for answer in (client.get(path + token), confirm_by(client, path + token)):
        assert answer.status_code in {404, 410}
        assert "<h1" in answer.text


def test_a_token_for_one_purpose_does_not_serve_another(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    token = link_in(mails()[0]).removeprefix("/c/")
    assert client.post(f"/s/{token}", data={"deed": "withdraw"}).status_code == 404
    assert states() == ["pending"]


def test_an_organisation_signs_through_a_person_who_is_not_printed(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug, kind="organisation", name="Water Society", representative="Dana Omar, chair")
    confirm_by(client, link_in(mails()[0]))
    page = client.get(f"/a/{appeal.slug}").text
    assert "Water Society" in page
    assert "Dana Omar" not in page


def test_a_form_of_another_site_is_refused(client: FlaskClient) -> None:
    appeal = make_appeal()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(f"/a/{appeal.slug}/sign", data=filled(), headers=headers).status_code == 403
    assert states() == []


def test_a_form_that_names_no_origin_is_taken_where_the_page_lets_none_be_named_and_not_at_the_desk(
    client: FlaskClient, mails: Mails
) -> None:
    sign(client, make_appeal().slug)
    unnamed = {"Origin": "null"}
    assert client.post(link_in(mails()[0]), data={"deed": "confirm"}, headers=unnamed).status_code == 303
    invited = members.invite("organiser@example.org", "Friends", now=clock.now()).removeprefix(
        web.address("")
    )
    db.session.commit()
    assert client.post(invited, headers=unnamed).status_code == 403


def test_the_first_mail_holds_nothing_that_the_signer_typed(client: FlaskClient, mails: Mails) -> None:
    appeal = make_appeal()
    typed = {"name": "Qwertyname", "role": "Zxrole", "affiliation": "Vbaffil", "place": "Nmplace"}
    sign(client, appeal.slug, **typed)
    (mail,) = mails()
    said = mail.as_string() + "".join(str(part.get_content()) for part in mail.iter_parts())
    assert appeal.title in said
    assert [value for value in typed.values() if value in said] == []


def test_public_pages_carry_no_cookie(client: FlaskClient, now: datetime) -> None:
    appeal = make_appeal()
    for path in ("/", f"/a/{appeal.slug}", f"/a/{appeal.slug}/ru", f"/a/{appeal.slug}/sign", "/privacy"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert answer.cache_control.public
        assert answer.cache_control.max_age == 0  # a browser asks each time


def test_who_shares_a_mailbox_that_has_signed_is_told_there_how_they_can_while_they_can(
    client: FlaskClient, mails: Mails
) -> None:
    slug = make_appeal().slug
    sign(client, slug)
    confirm_by(client, link_in(mails()[0]))
    for door, later in (("sign", 0), ("resend", 11)):
        clock.ticked(timedelta(days=later))
        client.post(f"/a/{slug}/{door}", data=filled(name="Dana Bekova"))
    bodies = [" ".join(str(mail.get_body(("plain",))).split()) for mail in mails()]
    links = [body for body in bodies if "You have already signed" in body]
    assert ["want to sign too?" in body for body in links] == [True, False]
