"""What stood in the message that signs, and stands again in the reply: no answer to what we asked."""

import pytest
from sqlalchemy import select

from petition.core.db import db
from petition.inbox.models import ReceivedMessage
from tests.inbox.messages import Mails, answer_to, appeal_by_message, own, receive
from tests.interpret.corpus import mail

pytestmark = pytest.mark.usefixtures("now", "by_message")

_BLOCK = "\n\nAru Bekova\nThe Ark, Ghent\nIndien u niet de geadresseerde bent, verwijder dan dit bericht."


def test_a_notice_that_stood_in_the_first_message_takes_nothing_back(mails: Mails) -> None:
    appeal_by_message()
    assert receive(own(mail(f"I sign the letter.{_BLOCK}\n"))) == "signed"
    (answer,) = mails()
    assert receive(own(answer_to(answer, f"Yes{_BLOCK}\n")), str(answer["Reply-To"])) == "confirmed"


def test_one_that_did_not_may_take_back(mails: Mails) -> None:
    appeal_by_message()
    assert receive(own(mail("I sign the letter.\n"))) == "signed"
    (answer,) = mails()
    assert receive(own(answer_to(answer, f"Yes{_BLOCK}\n")), str(answer["Reply-To"])) != "confirmed"


def test_of_the_lines_only_keyed_hashes_are_kept() -> None:
    appeal_by_message()
    receive(own(mail(f"I sign the letter.{_BLOCK}\n")))
    kept = db.session.scalars(select(ReceivedMessage.lines)).one()
    assert kept is not None
    assert len(kept) == 4 * 8
