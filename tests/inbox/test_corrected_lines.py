"""Lines of our answer that are corrected where the reply quotes them."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from petition.core.db import db
from petition.signatures import counts as signature_counts
from petition.signatures.models import Signature
from tests.inbox.messages import TEXT, Mails, answer_to, appeal_by_message, own, receive, states, told
from tests.interpret.corpus import mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


def edited(answer: EmailMessage, above: str, *changes: tuple[str, str], mark: str = ">") -> str:
    """A reply in which lines of our answer are changed where they are quoted."""
    quoted = "\n".join(f"{mark} {line}" for line in told(answer).replace("\r\n", "\n").split("\n"))
    for before, after in changes:
        assert before in quoted
        quoted = quoted.replace(before, after)
    return f"{above}\n\nOn 22 Nov 2026, at 10:15, letters@letters.example.org wrote:\n{quoted}\n"


@pytest.mark.parametrize(("above", "mark"), [("", ">"), ("Yes", "OL>"), ("Yes, thank you!", ">")])
def test_lines_that_are_corrected_in_the_reply_are_taken_exactly_and_confirm(
    mails: Mails, above: str, mark: str
) -> None:
    appeal = appeal_by_message()
    receive(own(mail("I sign. Aru Bekoa, teacher, Almaty\n")))
    (answer,) = mails()
    changes = [
        ("Name: Aru Bekoa", "Name: Aru Bekova"),
        ("Town: Almaty", "Town: Qostanai city"),
        ("Organisation:", "Organisation: -"),
    ]
    text = edited(answer, above, *changes, mark=mark)
    assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == "confirmed"
    assert signature_counts.latest(appeal, 5) == ["Aru Bekova, teacher (Qostanai city)"]


@pytest.mark.parametrize(
    ("above", "changed", "outcome"),
    [
        ("No", "Taraz", "no"),
        ("Add my husband too, Marat Suleyev", "Taraz", "unread"),
        ("Yes", "https://evil.example", "unread"),
        ("Yes", "Almaty -> Taraz", "unread"),
        ("Yes", "can I leave this out?", "unread"),
        ("", "Taraz (please keep private)", "unread"),
        ("", "please do not show", "unread"),
    ],
)
def test_lines_corrected_beside_other_words_are_for_a_person_to_read(
    mails: Mails, above: str, changed: str, outcome: str
) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    text = edited(answer, above, ("Town: Almaty", f"Town: {changed}"))
    assert receive(own(answer_to(answer, text)), str(answer["Reply-To"])) == outcome
    assert "confirmed" not in states()


def test_lines_corrected_by_who_may_be_anybody_change_nothing(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    (answer,) = mails()
    text = edited(answer, "Yes", ("Town: Almaty", "Town: Taraz"))
    assert receive(answer_to(answer, text), str(answer["Reply-To"])) == "unread"
    assert db.session.scalars(select(Signature)).one().own.place == "Almaty"
