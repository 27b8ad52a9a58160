"""Messages to sign by, brought to the service, and what it answers them."""

from collections.abc import Callable
from email.message import EmailMessage

from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.inbox import receive as inbox_receive
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.interpret.corpus import TO, mail
from tests.nameserver import signed

Mails = Callable[[], list[EmailMessage]]

TEXT = "I support the appeal. Aru Bekova, teacher, Almaty\n"


def appeal_by_message(**terms: object) -> Appeal:
    return make_appeal(**({"slug": "well", "by_message": True} | terms))  # type: ignore[arg-type]


def states() -> list[str]:
    return list(db.session.scalars(select(Signature.state).order_by(Signature.id)))


def receive(raw: bytes, recipient: str = TO, sender: str | None = "aru@example.org") -> str:
    return inbox_receive.receive(raw, sender=sender, recipient=recipient, now=clock.now())


def own(raw: bytes) -> bytes:
    """The message with the signature of its own domain."""
    return signed(raw, "example.org")


def told(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def answer_to(answer: EmailMessage, text: str, *headers: str) -> bytes:
    return mail(
        text,
        "Aru Bekova <aru@example.org>",
        "Re: Please confirm",
        f"In-Reply-To: {answer['Message-ID']}",
        *headers,
    )
