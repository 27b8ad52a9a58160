"""What somebody tried who wanted to break it; each of these once did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition import worker
from petition.accounts.models import Organiser
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock, i18n
from petition.core.db import db
from petition.desk import service as desk
from petition.lists import lines, store
from petition.mail.out import message as messages
from petition.mail.out.message import Message
from petition.mail.out.models import OutboxMessage
from petition.signatures import counts
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, filled, link_in, make_appeal, sign
from tests.reading.pasted import read_lines

pytestmark = pytest.mark.usefixtures("now")

Mails = Callable[[], list[EmailMessage]]


def rows() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if table.name != "counters"
    }


def test_head_never_acts(app: Flask, client: FlaskClient) -> None:
    appeal = make_appeal()
    kept = store.keep_list(appeal, list(read_lines("Ann Bek, teacher")), now=clock.now())
    db.session.commit()
    enter(client)
    before = rows()
    filling = {
        "slug": appeal.slug,
        "lang": "en",
        "ref": kept.ref,
        "token": "x",
        "form": "pdf",
        "name": "x",
        "filename": "x",
        "organiser_ref": "x",
    }
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            path = rule.build({name: filling.get(name, "1") for name in rule.arguments}, append_unknown=False)
            assert path
            client.head(path[1])
            client.options(path[1])
    assert rows() == before
    assert db.session.get_one(Appeal, appeal.id).is_open(clock.now())


@pytest.mark.parametrize("path", ["sign", "resend", "code"])
@pytest.mark.parametrize("body", [b'{"name": [1]}', b"[1]", b'{"email": 5}', b"\xff\xfe"])
def test_a_body_of_another_kind_is_refused(client: FlaskClient, path: str, body: bytes) -> None:
    slug = make_appeal().slug
    assert client.post(f"/a/{slug}/{path}", data=body, content_type="application/json").status_code == 415
    for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x"):
        assert 400 <= client.post(f"/a/{slug}/{path}", data=body, content_type=kind).status_code < 500


def test_a_file_in_place_of_a_text_is_refused(client: FlaskClient) -> None:
    slug = make_appeal().slug
    with open(__file__, "rb") as file:  # noqa: PTH123
        answer = client.post(f"/a/{slug}/sign", data=filled() | {"name": (file, "name.txt")})
    assert answer.status_code == 400


def test_withdrawing_ends_everything_the_mailbox_has_under_the_appeal(
    client: FlaskClient, mails: Mails
) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal()
        for name in ("First Name", "Second Name", "Third Name"):
            sign(client, appeal.slug, name=name)
        first, second, third = (link_in(mail) for mail in mails())
        confirm_by(client, first)
        confirm_by(client, second)
        client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
        for link in (first, second, third):
            assert client.get(link).status_code == 410
            assert confirm_by(client, link).status_code == 410
    assert counts.confirmed(appeal) == 0
    assert set(db.session.scalars(select(func.length(Signature.particulars)))) == {0}


def test_nobody_can_bar_a_mailbox_by_asking_for_its_link(client: FlaskClient, mails: Mails) -> None:
    with clock.stopped(NOW):
        slug = make_appeal().slug
        for _ in range(8):
            client.post(f"/a/{slug}/resend", data=filled(email="victim@example.org"))
        sign(client, slug, email="victim@example.org")
        assert [mail["To"] for mail in mails()] == ["victim@example.org"]


def test_what_was_promised_cannot_be_changed_once_published(client: FlaskClient) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal(closes_at=NOW + timedelta(hours=1), grace_minutes=0)
        clock.ticked(timedelta(hours=2))
        enter(client)
        terms = {
            "zone": "UTC",
            "grace_hours": "720",
            "target": "5",
            "accent": "red",
            "pending_days": "60",
            "kept_days": "365",
        }
        assert desk_post(client, f"/desk/a/{appeal.slug}/terms", terms).status_code == 303
        db.session.refresh(appeal)
        assert (appeal.target, appeal.accent) == (5, "red")
        assert (appeal.grace_minutes, appeal.pending_days, appeal.kept_days) == (0, 14, 30)
        assert appeal.phase(clock.now()) == "closed"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2201-01-01"])
def test_a_deadline_beyond_reason_is_refused(client: FlaskClient, day: str) -> None:
    slug = make_appeal(published=False).slug
    enter(client)
    terms = {"closes_on": day, "closes_time": "23:59", "zone": "America/Los_Angeles", "grace_hours": "720", "target": "",
             "accent": "ink", "pending_days": "14", "kept_days": "30"}  # fmt: skip
    assert desk_post(client, f"/desk/a/{slug}/terms", terms).status_code == 422


def test_a_duty_that_fails_stops_no_other_appeal_and_is_told(app: Flask, mails: Mails) -> None:
    client = app.test_client()
    with clock.stopped(NOW):
        for slug in ("one", "broken", "other"):
            make_appeal(slug=slug, closes_at=NOW + timedelta(days=1))
            sign(client, slug)
            confirm_by(client, link_in([mail for mail in mails() if mail["Subject"] == "Please confirm"][-1]))
        broken = db.session.scalars(select(Appeal).where(Appeal.slug == "broken")).one()
        broken.wrapped_key = b"not a key"
        db.session.commit()
        clock.ticked(
            timedelta(days=32, hours=1)
        )  # when addresses have just come due, so that they may be used
        _sent, done = worker.once()
        assert done["closings noted"] == 3
        assert done["mailboxes erased"] == done["told of the letter"] == done["letters sealed"] == 2
        told = client.get("/readyz")
        assert (told.status_code, told.json["duties failing"]) == (503, 5)  # type: ignore[index]
        enter(client)
        assert "5 tasks failed" in client.get("/desk/a/broken").text
        assert "tasks failed" not in client.get("/desk/a/other").text


def test_mailboxes_are_erased_when_the_form_said(client: FlaskClient, mails: Mails) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal(closes_at=NOW + timedelta(hours=1))
        sign(client, appeal.slug)
        confirm_by(client, link_in(mails()[0]))
        clock.ticked(timedelta(days=32))
        _sent, done = worker.once()
        assert done["mailboxes erased"] == 1
        db.session.expire_all()
        signature = db.session.scalars(select(Signature)).one()
        assert (signature.own.name, signature.own.mailbox, signature.mailbox_key) == ("Aru Bekova", "", None)


def test_what_is_never_confirmed_is_erased_after_its_stated_life(client: FlaskClient, mails: Mails) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal(closes_at=NOW + timedelta(days=40))
        sign(client, appeal.slug)
        link = link_in(mails()[0])
        clock.ticked(timedelta(days=14))
        assert confirm_by(client, link).status_code == 410  # whether or not the worker has run
        _sent, done = worker.once()
        assert done["signatures expired"] == 1
        db.session.expire_all()
        signature = db.session.scalars(select(Signature)).one()
        assert (signature.state, signature.particulars, signature.mailbox_key) == ("expired", b"", None)


def test_a_text_that_does_not_carry_over_asks_all_who_signed(client: FlaskClient, mails: Mails) -> None:
    with clock.stopped(NOW):
        appeal = make_appeal()
        sign(client, appeal.slug)
        confirm_by(client, link_in(mails()[0]))
        sign(client, appeal.slug, email="late@example.org")
        late = link_in(next(mail for mail in mails() if mail["To"] == "late@example.org"))
        text = appeal.draft("en")
        assert text is not None
        appeals.write(
            appeal, "en", type(text)(title=text.title, body="Another text."), organiser_id=None, now=NOW
        )
        desk.publish(appeal, note="Shorter", carries=False, now=NOW)
        db.session.commit()
        assert counts.confirmed(appeal) == 0
        _sent, done = worker.once()
        assert done["told of a new text"] == 1
        mine = link_in(mails()[-1], "/s/")
        assert client.post(mine, data={"deed": "sign_new_text", "version": "2"}).status_code == 303
        db.session.expire_all()
        assert counts.confirmed(appeal) == 1
        # Who signed the old text and confirms only now is thanked for nothing, and asked in the same way.
        asked = client.get(late).text
        assert "Read the new one" in asked
        assert "counts when you press" not in asked
        confirm_by(client, late)
        assert counts.confirmed(appeal) == 1
        shown = client.get(late, follow_redirects=True).text
        assert "Sign the new text" in shown
        assert "Not in the letter" in shown
        assert link_in(mails()[-1], "/s/") in client.get(late).location
        assert "This letter has a new text" in str(mails()[-1])
        # A form that was opened beside the old text signs neither: its reader is asked to read the new one first.
        opened = {"email": "reader@example.org", "name": "Has Read", "version": "1"}
        unread = sign(client, appeal.slug, **opened)
        assert (unread.status_code, "The text of the letter has changed" in unread.text) == (422, True)
        assert 'value="Has Read"' in unread.text
        assert 'name="version" value="2"' in unread.text
        assert sign(client, appeal.slug, **opened | {"version": "2"}).status_code == 303


def test_a_list_accepted_twice_at_once_is_added_once(app: Flask) -> None:
    appeal = make_appeal()
    kept = store.keep_list(appeal, list(read_lines("Ann Bek, teacher\nOlga Kim, nurse")), now=clock.now())
    db.session.commit()
    path = f"/desk/a/{appeal.slug}/signatories/list/{kept.ref}"
    client = app.test_client()
    enter(client)
    token = client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    cookie = client.get_cookie("desk", path="/desk")
    assert cookie is not None
    db.session.rollback()

    def accept(_nth: int) -> int:
        with app.test_client() as other:
            other.set_cookie("desk", cookie.value, path="/desk")
            return other.post(path, data={"csrf_token": token, "keep": ["0", "1"]}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(accept, range(6))) == [303] * 6
    assert len(lines.first_signatories(appeal)) == 2


def test_an_international_address_is_written_so_that_any_server_can_carry_it(bare_app: Flask) -> None:
    mail = messages.compose(Message("entrance", "ivan@почта.рф", "en", {"link": "x"}), "ref", NOW)
    assert b"\r\nTo: ivan@xn--80a1acny.xn--p1ai\r\n" in mail
    assert mail.isascii()


@pytest.mark.parametrize("code", ["root", "en@x", "en.UTF-8", "zz-Nowhere", "../x", ""])
def test_a_code_that_no_address_can_hold_is_no_language(code: str) -> None:
    assert not i18n.is_language(code)


@pytest.mark.parametrize("name", ["evil.example/x", "t.me/evil", "a\ufffdb"])
def test_a_link_without_its_beginning_is_a_link_all_the_same(client: FlaskClient, name: str) -> None:
    assert sign(client, make_appeal().slug, name=name).status_code == 422


def test_asking_for_a_link_changes_nothing_of_an_organiser(client: FlaskClient) -> None:
    enter(client)
    client.post("/desk/sign-in?lang=ru", data={"email": "organiser@example.org"})
    assert db.session.scalars(select(Organiser.lang)).all() == ["en"]
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_the_hourly_cap_counts_tags_at_any_provider_as_one_mailbox(client: FlaskClient, mails: Mails) -> None:
    with clock.stopped(NOW):
        slug = make_appeal().slug
        for nth in range(6):
            sign(client, slug, email=f"victim+{nth}@example.org")
        assert len(mails()) == 3
