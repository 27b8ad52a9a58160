"""What somebody who has signed replies to a mail that asked nothing: thanks, a wish to withdraw, or more. Pure.

To withdraw erases what was written. So, as in a yes, every word of it has to be known, and a signature has to be spoken of;
whoever says it otherwise is sent the link by which they do it themselves.
"""

from typing import Literal

from petition.interpret import consent, objections
from petition.interpret.bare_lines import of_sender
from petition.interpret.block import without_block
from petition.interpret.person_names import Sender
from petition.interpret.sentences import rows_of
from petition.lexicon.phrases import words_in
from petition.mail.inbound.incoming import Inbound
from petition.mail.inbound.subjects import ANSWER

Wanted = Literal["nothing", "withdraw", "change", "other"]

_MOST = 20


def wanted(message: Inbound) -> Wanted:
    """What a reply wants; "change" of who may want to withdraw or to be printed otherwise."""
    sender = Sender(of_sender(message.from_name), message.from_address)
    own = without_block(message.own, sender, asked=True)
    text = own.text or ("" if ANSWER.match(message.subject) else message.subject)
    said = [row.text for row in rows_of(text) if not all(map(sender.knows, words_in(row.text)))]
    every = [word for each in consent.clauses(said) for word in words_in(each)]
    of_withdrawing = consent.speaks_of_withdrawing(every)
    if not (own.forwards or message.unread or "?" in text or len(every) > _MOST):
        if consent.withdraws(said):
            return "withdraw"
        if consent.only_agrees(every):
            return "nothing"
    against = objections.against(text, subject="", answers=True)
    return "change" if of_withdrawing or against == "no" or objections.asks_for_change(text) else "other"
