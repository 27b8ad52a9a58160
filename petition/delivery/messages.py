"""The email by which a letter is delivered; its words, its files and where answers go are found when it leaves."""

from petition.appeals.text import Text
from petition.core import web
from petition.delivery.mailed import Addressee, MailedDelivery
from petition.mail.out.message import Message, Priority
from petition.signatures import mail_facts
from petition.signatures.addresses import letter_path


def delivery(row: MailedDelivery, to: Addressee, *, test: bool = False) -> Message:
    """The email to one recipient; a test goes to an organiser, and is counted nowhere."""
    facts = mail_facts.about(row.appeal, row.lang) | {
        "delivery": row.ref,
        "link": web.address(letter_path(row.appeal, row.lang)),
        "test": test,
        "says_what_it_is": (row.appeal.published(row.lang) or Text()).says_what_it_is,
    }
    return Message(
        "delivery",
        to.address,
        row.lang,
        facts,
        Priority.ANSWER if test else Priority.THANKS,
        about=row.appeal_id,
        batch="" if test else row.batch,
        by_person=True,
    )
