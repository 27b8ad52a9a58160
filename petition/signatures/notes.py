"""What a form says before somebody signs: what becomes public, until when to confirm, how long what is kept, which mails."""

from datetime import datetime

from flask_babel import gettext, ngettext

from petition.appeals.models import Appeal
from petition.core import i18n


def public(appeal: Appeal) -> str:
    """What of what is typed others will read, and whether organisers may get the address."""
    said = str(
        gettext(
            "What you enter becomes public with this letter, except your email address. Choose how you appear."
        )
    )
    exported = gettext(
        "If two organisers agree, they can download your email address. We cannot delete it from their file."
    )
    return f"{said} {exported}" if appeal.exports_mailboxes else said


def organisations(appeal: Appeal) -> str:
    """What the organisations beside the names of people are for; '' where nothing is said of them."""
    if not appeal.identification_only:
        return ""
    return str(gettext("Organisations beside people’s names are for identification only."))


def keeping(appeal: Appeal, now: datetime) -> str:
    """How long what is typed is kept: the same for everybody who reads the page at about the same time."""
    kept = ngettext(
        "We delete your email address %(num)s day after signing has ended.",
        "We delete your email address %(num)s days after signing has ended.",
        appeal.days_kept,
    )
    else_gone = gettext("If you do not, we delete what you typed.")
    found = (
        gettext("Its organisers can search signatures by email address.") if appeal.finds_mailboxes else ""
    )
    return f"{_confirming(appeal, now)} {else_gone} {kept} {found}".rstrip()


def _confirming(appeal: Appeal, now: datetime) -> str:
    """Until when a signature given now may be confirmed: some days, or the deadline and its grace if that comes first."""
    days = appeal.pending_days
    if appeal.closes_at is None:
        said = ngettext(
            "You can confirm for %(num)s day after our email.",
            "You can confirm for %(num)s days after our email.",
            days,
        )
        return str(said)
    last = i18n.at(appeal.closes_at + appeal.grace, appeal.zone)
    if appeal.confirming_ends(now, None) < now + appeal.pending_life:
        return str(gettext("You can confirm until %(moment)s.", moment=last))
    said = ngettext(
        "You can confirm for %(num)s day after our email, until %(moment)s at the latest.",
        "You can confirm for %(num)s days after our email, until %(moment)s at the latest.",
        days,
        moment=last,
    )
    return str(said)


def confirm_until(appeal: Appeal, now: datetime) -> str:
    """Until when a signature given now may be confirmed; '' where none may be any more."""
    if not appeal.may_be_confirmed(now):
        return ""
    return i18n.at(appeal.confirming_ends(now, appeal.kept_until), appeal.zone)


def mails(appeal: Appeal, *, confirmed: bool = False, thanked: bool = True, updates: bool = False) -> str:
    """What supporters are sent besides the mail to confirm, in the order in which it may come; or once they confirmed.

    `thanked`: whether who confirmed was thanked; while a signature is held, or is not counted, that may still come.
    `updates`: whether who confirmed asked for them; the form names them to everybody who may.
    """
    occasions = {
        "reminder": ngettext(
            "once if you have not confirmed after %(num)s day",
            "once if you have not confirmed after %(num)s days",
            appeal.remind_days,
        ),
        "last_call": ngettext(
            "once if you have not confirmed %(num)s hour before the end",
            "once if you have not confirmed %(num)s hours before the end",
            appeal.last_call_hours,
        ),
        "thanks": gettext("to thank you, with the link to your signature"),
        "letter": gettext("once when the signed letter can be read"),
    }
    past = {"reminder", "last_call"} if confirmed else set()
    past |= {"thanks"} if confirmed and thanked else set()
    sent = [said for mail, said in occasions.items() if mail not in past and appeal.sends(mail)]
    if updates:
        sent.append(gettext("when the organisers write an update, as you asked"))
    elif not confirmed and appeal.offers_updates:
        sent.append(gettext("when the organisers write an update, only if you tick the box for updates"))
    sent.append(
        gettext(
            "if the letter is withdrawn, its text changes, another team publishes it too, its deadline is extended, "
            "or the organisers correct your signature or do not count it"
        )
    )
    said = "; ".join(sent)
    if confirmed:
        note = gettext("We still email you at most: %(occasions)s.", occasions=said)
    else:
        note = gettext("After the email to confirm we email you at most: %(occasions)s.", occasions=said)
    ended = gettext("Each of these emails has a link to stop them.")
    return f"{note} {ended}"
