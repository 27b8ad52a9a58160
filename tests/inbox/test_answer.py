"""What a message is answered, and what the answer to that does: only a mailbox's own yes confirms."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from petition.inbox import queue
from petition.signatures import counts as signature_counts
from tests.factories import link_in
from tests.inbox.messages import TEXT, Mails, answer_to, appeal_by_message, own, receive, states, told
from tests.interpret.corpus import mail
from tests.nameserver import signed

pytestmark = pytest.mark.usefixtures("now", "by_message")


def test_who_surely_wrote_is_told_what_was_understood_and_confirms_by_yes(mails: Mails) -> None:
    appeal = appeal_by_message()
    assert receive(own(mail(TEXT))) == "signed"
    (answer,) = mails()
    assert "Name: Aru Bekova\r\nJob or role: teacher\r\n" in told(answer)
    assert answer["In-Reply-To"] == "<one@mailer.example>"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert re.fullmatch(r"sign\+well\.[0-9a-z]{8}@sign\.example\.org", str(answer["Reply-To"]))
    assert receive(own(answer_to(answer, "Yes\n")), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.confirmed(appeal) == 1
    assert link_in(mails()[-1], "/s/")


def test_a_yes_finds_its_signature_by_the_mail_it_answers_too(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    assert receive(own(answer_to(mails()[0], "да\n"))) == "confirmed"


@pytest.mark.parametrize("name", ["Nikolsky Khram", "Eve Bekova", "Office", "Bek Aruov"])
def test_a_yes_from_a_mailbox_that_several_share_confirms_what_was_asked(mails: Mails, name: str) -> None:
    appeal = appeal_by_message()
    shared = f"{name} <aru@example.org>"
    receive(own(mail("I sign. Aru Bekova, teacher, Almaty\n", shared)))
    (answer,) = mails()
    yes = mail("Yes\n", shared, "Re: Please confirm", f"In-Reply-To: {answer['Message-ID']}")
    assert receive(own(yes), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.latest(appeal, 5) == ["Aru Bekova, teacher (Almaty)"]


def test_a_yes_under_which_another_name_stands_confirms_nobody_else(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    assert receive(own(answer_to(answer, "Yes\n\nEve Stranger\n")), str(answer["Reply-To"])) != "confirmed"
    assert "confirmed" not in states()


@pytest.mark.parametrize(
    ("below", "outcome"),
    [
        ("Aru Bekova\nteacher", "confirmed"),
        ("Ару Бекова\nАлматы", "confirmed"),  # in another script
        ("Aru Bekova\nWell School\n+7 701 000 00 00", "confirmed"),
        ("Aru Bekova\ndoctor", "signed"),
        ("Aru Bekova\nTaraz", "signed"),
    ],
)
def test_a_yes_under_which_another_role_or_town_stands_is_asked_about_anew(
    mails: Mails, below: str, outcome: str
) -> None:
    appeal_by_message()
    receive(own(mail("I sign. Aru Bekova, teacher, Almaty\n")))
    (answer,) = mails()
    assert receive(own(answer_to(answer, f"Yes\n\n{below}\n")), str(answer["Reply-To"])) == outcome
    assert ("confirmed" in states()) == (outcome == "confirmed")


def test_who_may_be_anybody_is_sent_nothing_they_typed(mails: Mails) -> None:
    appeal_by_message()
    assert receive(mail("I sign. Zxname Qwerty, zxrole, Almaty\n")) == "signed"
    (first,) = mails()
    assert not re.search("zxname|qwerty|zxrole", first.as_string(), re.IGNORECASE)
    assert first["Reply-To"] is None
    assert first["In-Reply-To"] is None
    assert states() == ["pending"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw,  # not signed at all
        lambda raw: signed(raw, "example.net"),  # by another domain, whose key nobody has published
        lambda raw: own(raw).replace(b"Yes", b"YES"),  # changed on the way
        lambda raw: own(raw).replace(b"aru@example.org", b"eve@example.org"),
        lambda raw: signed(raw, "example.org", length=True),  # more could be appended
        lambda raw: (
            b"Authentication-Results: mx.other.example; spf=pass smtp.mailfrom=aru@example.org\r\n" + raw
        ),
        lambda raw: b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=a@example.net\r\n" + raw,
        lambda raw: b"Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=a@example.org\r\n" + raw,
        lambda raw: (
            b"Authentication-Results: mx.example.org; none\r\n"
            b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=aru@example.org\r\n" + raw
        ),
    ],
)
def test_a_yes_that_may_be_anybodys_confirms_nothing(mails: Mails, spoil: Callable[[bytes], bytes]) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    outcome = receive(spoil(answer_to(answer, "Yes\n")), str(answer["Reply-To"]))
    assert outcome in {"unconfirmed", "signed"}  # the latter: from another mailbox, which may sign for itself
    assert "confirmed" not in states()
    assert link_in(mails()[-1])


def test_a_yes_is_believed_where_our_own_server_says_that_spf_passed(mails: Mails) -> None:
    appeal_by_message()
    stated = b"Authentication-Results: mx.example.org (checked);\r\n spf=pass smtp.mailfrom=aru@bounces.example.org\r\n"
    receive(stated + mail(TEXT))
    (answer,) = mails()
    assert receive(stated + answer_to(answer, "Yes\n"), str(answer["Reply-To"])) == "confirmed"


def test_a_yes_from_another_mailbox_confirms_nothing(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    stranger = own(
        mail("Yes\n", "Eve Stranger <eve@example.org>", "Re", f"In-Reply-To: {answer['Message-ID']}")
    )
    receive(stranger, str(answer["Reply-To"]))
    assert states() == ["pending", "pending"]


@pytest.mark.parametrize("text", ["No\n", "Yes, remove me\n", "Нет, это не я\n"])
def test_a_no_confirms_nothing_and_is_kept_and_sent_the_link(mails: Mails, text: str) -> None:
    appeal = appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == "no"
    assert states() == ["pending"]
    assert queue.waiting_count(appeal) == 1
    assert link_in(mails()[-1])


def test_a_correction_in_place_of_a_yes_is_a_signature_of_its_own(mails: Mails) -> None:
    appeal = appeal_by_message()
    receive(own(mail("I sign. Aru Bekoa, teacher\n")))
    (answer,) = mails()
    assert receive(own(answer_to(answer, "Aru Bekova, teacher\n")), str(answer["Reply-To"])) == "signed"
    assert receive(own(answer_to(mails()[-1], "yes\n"))) == "confirmed"
    assert signature_counts.latest(appeal, 5) == ["Aru Bekova, teacher"]


def test_yes_twice_is_yes_once(mails: Mails) -> None:
    appeal = appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    for text in ("Yes\n", "Yes, I confirm\n"):
        assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.confirmed(appeal) == 1
    assert len(mails()) == 2


def test_the_link_confirms_as_ever_and_asks_how_to_be_shown(client: FlaskClient, mails: Mails) -> None:
    appeal = appeal_by_message()
    receive(mail(TEXT))
    link = link_in(mails()[0])
    page = client.get(link).text
    assert page.count('name="visibility"') == 3
    assert client.post(link, data={"visibility": "all", "deed": "confirm"}).status_code == 422
    assert states() == ["pending"]
    assert client.post(link, data={"visibility": "initials", "deed": "confirm"}).status_code == 303
    assert signature_counts.latest(appeal, 5) == ["A. B."]
