"""The addresses for yes and for no: a word that cannot be misread."""

import re
from email.message import EmailMessage

import pytest

from tests.inbox.messages import TEXT, Mails, appeal_by_message, own, receive, states, told
from tests.interpret.corpus import mail

pytestmark = pytest.mark.usefixtures("now", "by_message")


def mailto(answer: EmailMessage, deed: str) -> tuple[str, str]:
    """The address and the subject of a link in our answer."""
    page = answer.get_body(("html",))
    assert page
    found = re.search(rf'href="mailto:(\S+\.{deed}\.\S+)\?subject=([^"]+)"', page.get_content())
    assert found
    assert found[1] in told(answer)
    return found[1], found[2].replace("%20", " ")


def test_a_message_to_the_address_for_yes_confirms_whatever_it_quotes(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    address, subject = mailto(mails()[0], "yes")
    quoting = "Sent from a phone\n\n> We wait for you. Is it not right? Delete it.\n"
    assert receive(own(mail(quoting, "<aru@example.org>", subject)), address) == "confirmed"


@pytest.mark.parametrize("spoil", ["subject", "mailbox", "trust", "words", "wish"])
def test_the_address_for_yes_alone_confirms_nothing(mails: Mails, spoil: str) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    address, subject = mailto(mails()[0], "yes")
    who = "<eve@example.org>" if spoil == "mailbox" else "<aru@example.org>"
    text = {"words": "No, take my name off\n", "wish": "Do not publish my surname\n"}.get(spoil, "x\n")
    raw = mail(text, who, "Automatic reply: thanks" if spoil == "subject" else subject)
    assert receive(raw if spoil == "trust" else own(raw), address) != "confirmed"
    assert "confirmed" not in states()


def test_a_message_to_the_address_for_no_deletes_what_was_written(mails: Mails) -> None:
    appeal_by_message()
    receive(own(mail(TEXT)))
    address, subject = mailto(mails()[0], "no")
    assert receive(mail("", "<aru@example.org>", subject), address) == "no"
    assert states() == ["pending"]  # it may be anybody's
    assert receive(own(mail("", "<aru@example.org>", subject, "Message-ID: <n@x>")), address) == "no"
    assert states() == ["withdrawn"]
