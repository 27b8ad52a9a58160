"""What supporters are sent. The first mail holds nothing that the signer typed: its reader may be somebody else."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import force_locale

from petition.appeals.models import Appeal, AppealVersion
from petition.core import codes, i18n, web
from petition.core.settings import settings
from petition.lexicon.signatory import Kind, Visibility
from petition.mail.inbound.incoming import sign_address
from petition.mail.out.message import Message, Priority
from petition.signatures import by_message, mail_facts, rules
from petition.signatures.addresses import version_path
from petition.signatures.mail_facts import ToConfirm
from petition.signatures.rules import Signing
from petition.signatures.ticket import Ticket


def confirmation(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm) -> Message:
    """Asks the owner of an email address whether they signed; if it leaves too late, it says that it is too late."""
    message = mail_facts.asking("confirmation", appeal, to, lang, asks, Priority.CONFIRMATION)
    return replace(message, instead="confirming_ended")


def reminder(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm, **facts: bool) -> Message:
    """Asks once more, with the link and the code of the first mail.

    `extended`: says that the deadline was extended; `invited`: that organisers, and nobody else, gave us the address.
    """
    message = mail_facts.asking("reminder", appeal, to, lang, asks, Priority.REMINDER, **facts)
    return mail_facts.refusable(message, asks.ticket)


def last_call(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm, **facts: bool) -> Message:
    """Asks for the last time before this deadline, as a reminder does."""
    message = mail_facts.asking("last_call", appeal, to, lang, asks, Priority.REMINDER, **facts)
    return mail_facts.refusable(message, asks.ticket)


def after_not_me(appeal: Appeal, *, to: str, lang: str, asks: ToConfirm) -> Message:
    """Asks somebody who said "this was not me" whether they sign after all; too late, it says nothing, as they wished."""
    return mail_facts.asking("after_not_me", appeal, to, lang, asks, Priority.CONFIRMATION)


def answer(appeal: Appeal, signing: Signing, *, to: str, asks: ToConfirm, answers: str) -> Message:
    """Answers a message that is surely from whom it says: repeats what was understood; a "yes" to it confirms.

    So do a message to its address for "yes" and a reply in which its lines are corrected; one to its address for "no" ends
    the signature. Its first line holds a mark, above which whoever replies writes.
    """
    message = mail_facts.asking("answer", appeal, to, signing.lang, asks, Priority.CONFIRMATION)
    code, sign_at = codes.plain(asks.code), settings().sign_address
    deeds = {deed: sign_address(sign_at, appeal.slug, code, deed) for deed in ("yes", "no")}
    facts = {f"{deed}_address": address for deed, address in deeds.items()}
    facts |= {deed: f"mailto:{address}?subject={deed.upper()}%20{code}" for deed, address in deeds.items()}
    lines = [[label, value] for _name, label, value in lines_to_edit(appeal, signing)]
    return replace(
        message,
        facts=message.facts | facts | {"line": signing.particulars.line, "lines": lines, "mark": code},
        reply_to=sign_address(sign_at, appeal.slug, code),
        answers=answers,
        instead="confirming_ended",
    )


def lines_to_edit(appeal: Appeal, signing: Signing) -> list[tuple[str, str, str]]:
    """The field, label and value of each line that a person may correct in a reply; none of a body."""
    if signing.kind is not Kind.PERSON:
        return []
    with force_locale(i18n.known(signing.lang)):
        labels = by_message.labels(appeal)
    return [(name, label, getattr(signing.particulars, name)) for name, label in labels.items()]


def withdrawn_by_reply(appeal: Appeal, *, to: str, lang: str) -> Message:
    """Tells somebody who withdrew by a reply that it is done."""
    facts = mail_facts.about(appeal, lang)
    facts["link"] = facts["address"]
    return Message("withdrawn_by_reply", to, lang, facts, Priority.ANSWER, about=appeal.id)


def mark_of(appeal: Appeal, said: Signing, ticket: Ticket) -> str:
    """The mark of an email that repeats this."""
    told = "\0".join([*ticket, said.kind, said.visibility, said.particulars.line])
    return codes.plain(codes.code_from(appeal.key.fingerprint("repeated", told)))


def already_signed(
    appeal: Appeal, *, to: str, lang: str, ticket: Ticket, uncounted: str, is_open: bool, wrote: bool = False
) -> Message:
    """Tells the owner of a mailbox, and nobody else, that it has signed; and, while others may, how who shares it can.

    `uncounted` says why that does not count, as `counts.why_not` does; `wrote`, that it answers a message about it.
    """
    said = {"uncounted": uncounted, "is_open": is_open, "by_list": False, "wrote": wrote}
    return mail_facts.to_signatory("already_signed", appeal, to, lang, ticket, said, priority=Priority.ANSWER)


def thanks(appeal: Appeal, *, to: str, lang: str, ticket: Ticket, said: Signing | None = None) -> Message:
    """Thanks after confirming, with the link to "my signature".

    Of who surely wrote what is `said` it repeats how that is printed, with a mark that tells a reply to it from one to an
    older email that said something else.
    """
    facts: dict[str, Any] = {}
    if said:
        shown = rules.shown(said.particulars, said.visibility)
        lines = lines_to_edit(appeal, said) if said.visibility is Visibility.PUBLIC else []
        facts = {"line": shown, "lines": [[label, value] for _name, label, value in lines]}
        facts["mark"] = mark_of(appeal, said, ticket)
    return mail_facts.to_signatory("thanks", appeal, to, lang, ticket, facts, priority=Priority.THANKS)


def new_text(
    appeal: Appeal, version: AppealVersion, *, since: int = 0, to: str, lang: str, ticket: Ticket
) -> Message:
    """Tells that the text has changed and that the signature does not stand under the new one by itself.

    `since` is the number of the version that was signed, where it is not the one before.
    """
    changed = _changes(appeal, version, since, lang)
    return mail_facts.to_signatory("new_text", appeal, to, lang, ticket, changed, expires=appeal.closes_at)


def carried(
    appeal: Appeal, version: AppealVersion, *, since: int = 0, to: str, lang: str, ticket: Ticket
) -> Message:
    """Tells that the text has changed, that the signature counts under the new one too, and where to withdraw it."""
    return mail_facts.to_signatory(
        "carried", appeal, to, lang, ticket, _changes(appeal, version, since, lang)
    )


def _changes(appeal: Appeal, version: AppealVersion, since: int, lang: str) -> dict[str, Any]:
    """What changed in all texts since one, in the organisers' words, and where that is compared with the next."""
    read_in = lang if lang in i18n.languages() else appeal.first_lang
    since = since or version.number - 1
    before = web.address(version_path(appeal, since, read_in))
    texts = [each for each in appeal.versions if since < each.number <= version.number]
    notes = [each.said(lang, appeal.first_lang) for each in texts]
    spoken = {each.lang for each in notes if each}
    return {
        "note": " ".join(filter(None, notes)),
        "note_lang": spoken.pop() if len(spoken) == 1 else "",
        "changes": f"{before}#changes",
    }


def letter(appeal: Appeal, *, counted: bool, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells where the letter can be read, once nobody can sign or confirm any more; who signed an old text is not in it."""
    asked = "" if lang == appeal.first_lang else f"?lang={lang}"
    link = web.address(f"/a/{appeal.slug}/letter{asked}")
    return mail_facts.to_signatory("letter", appeal, to, lang, ticket, {"link": link, "counted": counted})


def withdrawn(appeal: Appeal, *, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells somebody who confirmed that the letter was withdrawn, why, and until when their address is kept."""
    reason = appeal.why_withdrawn(lang)
    said = {
        "link": mail_facts.about(appeal, lang)["address"],
        "reason": reason,
        "reason_lang": reason.lang,
        "day": mail_facts.day(appeal, lang, appeal.kept_until),
        "mine": ticket.link("signature", lang),
    }
    return mail_facts.to_signatory("withdrawn", appeal, to, lang, ticket, said)


def extended(appeal: Appeal, *, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells somebody who confirmed that others may sign for longer, and why."""
    assert appeal.closes_at is not None
    reason = appeal.extensions[-1].said(lang, appeal.first_lang)
    said = {
        "link": mail_facts.about(appeal, lang)["address"],
        "until": mail_facts.at(appeal, lang, appeal.closes_at),
        "reason": reason,
        "reason_lang": reason.lang,
    }
    return mail_facts.to_signatory("extended", appeal, to, lang, ticket, said, expires=appeal.closes_at)


def team_joined(appeal: Appeal, *, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells somebody who signed that a further team publishes the letter, and where to look at it and withdraw."""
    return mail_facts.to_signatory("team_joined", appeal, to, lang, ticket)


def not_counted(appeal: Appeal, *, to: str, lang: str, ticket: Ticket) -> Message:
    """Tells somebody whose signature organisers had to check first that the letter has closed without it."""
    return mail_facts.to_signatory("not_counted", appeal, to, lang, ticket)


def everything(*, to: str, lang: str, ticket: Ticket, until: datetime) -> Message:
    """The link to a page of everything that a mailbox has signed; the mail itself names nothing."""
    link = ticket.link("everything", lang)
    return Message("everything", to, lang, {"link": link}, Priority.ANSWER, expires=mail_facts.instant(until))
