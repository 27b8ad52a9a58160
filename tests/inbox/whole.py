"""Whole messages that programs send, each with its headers, and what a careful reader expects of it."""

import re
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from secrets import token_hex

from sqlalchemy import select

from petition.core import clock
from petition.core.db import db
from petition.inbox import receive as inbox_receive
from petition.mail.out.models import OutboxMessage
from tests.inbox import programs
from tests.inbox.cases import last_mail, misread, raw_message, receive, signatures
from tests.interpret.heard import as_bytes


@dataclass(frozen=True)
class Block:
    """A message with its headers: whether it answers us, what is expected, of what kind it is."""

    is_reply: bool
    expected: str
    about: str
    message: str


_EXPECTED = re.compile(r"(new|reply) (signed [^;]*; [^;]*; \S*|\w+) (.*)")


def blocks(file: str) -> list[Block]:
    """The messages of a file beside this one."""
    written = (Path(__file__).parent / "heard" / file).read_text(encoding="utf-8")
    found = []
    for each in written.split("\n=== ")[1:]:
        first, _, message = each.partition("\n")
        kind, expected, about = _EXPECTED.fullmatch(first).groups()  # type: ignore[union-attr]
        found.append(Block(kind == "reply", expected, about, message))
    return found


def block_becomes(block: Block, nth: int) -> str:
    """What is wrong with what becomes of it; '' where it is as expected."""
    message, to, mailbox, row, sender = (
        block.message,
        "sign+well@sign.example.org",
        f"b{nth}@example.org",
        None,
        None,
    )
    if block.is_reply:
        receive(
            raw_message(mailbox, "Aru Bekova", "Well", "I sign the letter. Aru Bekova, teacher, Taraz", to)
        )
        answer = last_mail()
        to = str(answer["Reply-To"])
        said = programs.answered(answer, mailbox)
        message = (
            message.replace("[>]", said.quoted()).replace("[said]", said.plain).replace("[mailbox]", mailbox)
        )
        message = message.replace("[subject]", said.subject).replace("[answer]", str(answer["Message-ID"]))
        row = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        row.state, row.sealed, row.posted_at = "sent", None, clock.now()
        db.session.commit()
    message = re.sub(r"\b(aru|anna|sanat)@example\.org", rf"\g<1>{nth}@example.org", message)
    returned = block.expected in {"failed", "sent", "complaint"}
    if returned:
        to, sender = "returns@letters.example.org", ""
    own = parseaddr(re.search(r"(?m)^From: (.*)$", message)[1])[1]  # type: ignore[index]
    head = (
        f"Authentication-Results: mx.sign.example.org; spf=pass smtp.mailfrom={own}\n"
        f"To: {to}\nMessage-ID: <{token_hex(8)}@mailer.example>\n"
    )
    before, signature = len(signatures()), signatures()[-1] if block.is_reply else None
    outcome = inbox_receive.receive(as_bytes(head + message), sender=sender, recipient="", now=clock.now())
    db.session.expire_all()
    new = signatures()[before:]
    if block.expected.startswith("signed"):
        name, role, place = (each.strip() for each in block.expected.removeprefix("signed ").split(";"))
        return misread({"name": name, "role": role, "place": place}, outcome, new)
    if returned and row and signature:
        came = "complaint" if signature.quiet_at else row.state
        return "" if came == block.expected and not new else f"{came} {outcome}"
    if block.expected == "machine":
        outcome = "machine" if outcome in {"automatic", "bounce", "list", "loop"} else outcome
    return "" if outcome == block.expected and not new else f"{outcome} {[each.own.line for each in new]}"
