"""What is answered to a message that came too late."""

from petition.appeals.models import Appeal
from petition.mail.inbound import imap
from petition.mail.out.message import Message, Priority
from petition.signatures import mail_facts, rules


def too_late(appeal: Appeal, *, to: str, lang: str) -> Message:
    """Tells whoever signs by message that signing has ended; posted to a mailbox once in `rules.TOLD_LATE`."""
    facts = mail_facts.about(appeal, lang)
    facts |= {"deleted_days": imap.HEARD_KEPT.days, "silent_days": rules.TOLD_LATE.days}
    ended = appeal.closes_at if appeal.withdrawn_at is None else None
    facts |= {"link": facts["address"], "moment": mail_facts.at(appeal, lang, ended) if ended else ""}
    return Message("too_late", to, lang, facts, Priority.ANSWER, about=appeal.id)
