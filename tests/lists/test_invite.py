"""Who stands in a list with a mailbox is asked there, once, and counts on confirming; nothing betrays who was asked."""

import json
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition import worker
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.lists.models import LineList
from petition.signatures import counts
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import TEXT, confirm_by, desk_post, enter, link_in, make_appeal, sign
from tests.lists.brought import TABLE, add, looked_over, names, signatures, undo

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def appeal(client: FlaskClient) -> Appeal:
    made = make_appeal()
    enter(client)
    return made


def invite(client: FlaskClient, appeal: Appeal, table: str = TABLE, **data: Any) -> str:
    path = looked_over(client, appeal.slug, table.encode())
    assert add(client, path, counts="invited", **data).status_code == 303
    return path


def test_who_has_a_mailbox_is_asked_and_counts_on_confirming(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    path = invite(client, appeal)
    assert names() == ["Dana Omarova"]
    assert names("pending") == ["Aru Bekova", "Marat Suleev"]
    asked = mails()
    assert [mail["To"] for mail in asked] == ["aru@example.org", "marat@example.org"]
    link = link_in(asked[0])
    assert "Aru Bekova" in client.get(link).text
    assert counts.confirmed(appeal) == 1
    confirm_by(client, link)
    assert {each.own.name: each.source for each in signatures()} == {
        "Aru Bekova": "invited",
        "Dana Omarova": "list",
    }
    page = client.get(path).text
    assert "Confirmed so far" not in page  # of two, it would tell of one
    assert "Aru Bekova" not in page


def test_an_invitation_holds_nothing_that_the_list_says(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    invite(client, appeal, "Name,Email,City\nWin a prize,aru@example.org,Buy now\n")
    (mail,) = mails()
    text = mail.as_string()
    assert "prize" not in text
    assert "Buy now" not in text
    assert "Keep" not in str(mail["Subject"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_people_are_asked_in_the_language_of_their_entries_where_the_letter_is_in_it(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    russian = "Имя;Почта;Должность\nАнна Белова;anna@example.org;учительница\n"
    invite(client, appeal, russian)
    appeals.write(appeal, "ru", TEXT, organiser_id=None, now=clock.now())
    desk.publish(appeal, note="Also in Kazakh.", carries=True, now=clock.now())
    db.session.commit()
    invite(client, appeal, russian.replace("anna", "again"))
    assert [mail["Subject"] for mail in mails()] == ["Please confirm", "Подтвердите, пожалуйста"]


def test_who_was_invited_is_not_reminded_of_a_signature_they_never_gave(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    invite(client, appeal)
    mails()
    clock.ticked(timedelta(days=3))
    worker.once()
    *_, reminder = (mail for mail in mails() if mail["To"] != "organiser@example.org")
    assert reminder["Subject"] == "Reminder: please confirm"
    assert "The organisers told us" in reminder.as_string()
    assert "Somebody" not in reminder.as_string()


def test_first_signatories_who_are_asked_keep_their_place(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    invite(client, appeal, stand="first")
    confirm_by(client, link_in(mails()[1]))
    assert {each.own.name: each.rank for each in signatures()} == {"Marat Suleev": 2, "Dana Omarova": 3}
    marat = next(each for each in signatures() if each.own.name == "Marat Suleev")
    assert client.get(f"/desk/a/{appeal.slug}/signatories/{marat.ref}").status_code == 404


def test_not_me_ends_it_and_no_list_asks_again(client: FlaskClient, appeal: Appeal, mails: Mails) -> None:
    path = invite(client, appeal)
    client.post(link_in(mails()[0]), data={"deed": "not_me"})
    undo(client, path)
    invite(client, appeal, keep="1")
    assert [mail["To"] for mail in mails()].count("aru@example.org") == 1
    assert "Aru Bekova" not in names("pending") + names()


def test_who_wants_no_mail_is_not_asked_by_the_next_list(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    path = invite(client, appeal)
    address = str(mails()[0]["List-Unsubscribe"]).strip("<>").split("8000")[1]
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code in {200, 204, 303}
    undo(client, path)
    invite(client, appeal, keep="1")
    assert [mail["To"] for mail in mails()].count("aru@example.org") == 1


def test_who_is_being_asked_already_is_asked_once(client: FlaskClient, appeal: Appeal, mails: Mails) -> None:
    sign(client, appeal.slug, email="aru@example.org")
    invite(client, appeal)
    invite(client, appeal, TABLE.replace("Full name", "Name"))
    assert sorted(mail["To"] for mail in mails()) == ["aru@example.org", "marat@example.org"]


def test_invitations_count_towards_the_caps_of_a_mailbox(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    for nth in range(4):
        other = make_appeal(slug=f"other-{nth}", published=True)
        invite(client, other, "Name,Email\nAru Bekova,aru@example.org\n")
    assert len(mails()) == 3
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 3


def test_of_two_words_of_one_mailbox_one_counts(client: FlaskClient, appeal: Appeal, mails: Mails) -> None:
    sign(client, appeal.slug, email="a.ru+list@gmail.com", name="Aru Bekova")
    confirm_by(client, link_in(mails()[0]))
    invite(client, appeal, "Name,Email\nA. Bekova,aru@gmail.com\n")
    assert names() == ["Aru Bekova"]
    assert names("pending") == []


def test_an_undone_list_takes_its_mails_and_links_back_and_leaves_who_confirmed(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    path = invite(client, appeal)
    aru, marat = (link_in(mail) for mail in mails())
    confirm_by(client, aru)
    undo(client, path)
    assert names() == ["Aru Bekova"]
    assert client.get(marat).status_code == 410
    assert counts.tally(appeal).received == 1  # who was only asked did not come
    again = invite(client, appeal, "Name,Email\nOlga Kim,olga@example.org\n")
    undo(client, again)
    assert not [mail for mail in mails() if mail["To"] == "olga@example.org"]
    third = invite(client, appeal, "Name,Email\nDana Kim,dana@example.org\nOlga Kim,kim@example.org\n")
    sign(client, appeal.slug, name="Dana Kim", email="dana@example.org")  # the same words, and her own
    undo(client, third)
    assert names("pending") == ["Dana Kim"]
    assert [mail["To"] for mail in mails()[-1:]] == ["dana@example.org"]


@pytest.mark.parametrize("first", [0, 1])
def test_who_is_asked_by_two_lists_waits_until_both_are_undone(
    client: FlaskClient, appeal: Appeal, mails: Mails, first: int
) -> None:
    paths = [invite(client, appeal, each) for each in (TABLE, TABLE.replace("Full name", "Name"))]
    link = link_in(mails()[0])
    kept = [json.dumps(each.figures) for each in db.session.scalars(select(LineList))]
    assert not [
        each for each in signatures("pending") if each.ref in "".join(kept)
    ]  # they stand in rows of their own
    undo(client, paths[first])
    assert "Aru Bekova" in client.get(link).text
    undo(client, paths[1 - first])
    assert client.get(link).status_code == 410
    assert names("pending") == []


def test_nobody_is_asked_while_the_appeal_is_not_open(client: FlaskClient, appeal: Appeal) -> None:
    draft = make_appeal(slug="draft", published=False)
    path = looked_over(client, draft.slug, TABLE.encode())
    assert "We email everyone" not in client.get(path).text
    assert add(client, path).status_code == 303
    assert (len(names()), names("pending")) == (3, [])
    path = looked_over(client, appeal.slug, TABLE.encode())
    with clock.stopped(NOW + timedelta(days=10, hours=1)):  # people still confirm, but nobody signs
        enter(client)
        assert desk_post(client, path, {"deed": "add"}, at=path).status_code == 409


def test_who_does_not_answer_an_invitation_is_erased(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    appeal.pending_days = 3
    db.session.commit()
    invite(client, appeal)
    with clock.stopped(NOW + timedelta(days=4)):
        worker.once()
    assert names("expired") == ["", ""]


def test_a_long_list_is_invited_by_the_worker(
    client: FlaskClient, appeal: Appeal, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.sealing.PART", 50)
    rows = "Name,Email\n" + "".join(f"Aru Bekova,n{nth}@example.org\n" for nth in range(52))
    path = invite(client, appeal, rows)
    assert "0 of 53 rows are done" in client.get(path).text
    worker.once()
    assert len(names("pending")) == 52
