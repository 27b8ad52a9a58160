"""How often a mailbox may be written to, how much a network may cause at once, and how many one email service may confirm.

Counted in the database; commits nothing.

Keys are keyed hashes: what is kept tells that somebody did a thing often, never who.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from petition.appeals.models import Appeal
from petition.core import limits, providers, text
from petition.core.settings import settings
from petition.core.steps import Steps, done
from petition.core.vault import vault
from petition.signatures import rules

HOUR = timedelta(hours=1)
UNVOUCHED = "messages that may be anybody's"  # one network: a sender's address is easily made up


class Turn(NamedTuple):
    """When a mail may leave, and whether it has to wait until then."""

    at: datetime
    waits: bool = False


class Counted(NamedTuple):
    """Whether one more mail holds its caps and is the last for a while; if its network is crowded; what to count back."""

    holds: bool
    crowded: bool
    back: limits.Window | None
    last: bool = False


def may_be_mailed(appeal: Appeal, address: str, *, apart: bool = False, now: datetime) -> bool:
    """Count one more mail to a mailbox; whether its caps, per hour over all appeals and per days for this one, hold."""
    counted = done(count_mail(appeal, address, apart=apart, now=now))
    limits.uncount(counted.back)
    return counted.holds


def count_mail(
    appeal: Appeal,
    address: str,
    *,
    wanted: bool = True,
    after_not_me: bool = False,
    apart: bool = False,
    network: str = "",
    now: datetime,
) -> Steps[Counted]:
    """Count one more mail to a mailbox, and one more signature from a network, in one statement.

    `after_not_me`: of a mailbox whose owner said "this was not me", which has a cap of its own, by the day (UTC).
    `apart`: what has to wait in a crowd, or answers what may be anybody's, is counted apart, or a stranger would use up in
    its owner's name what the owner needs to sign, and nothing would arrive.
    What is never sent, beyond a cap or not `wanted`, is counted as well, for the same work, but not against the mailbox:
    what one cap has refused is counted back from the other.
    An office, a hall or a mobile operator signs from one address, so nothing is refused for coming from a `network`; and
    what is kept of it is a keyed hash of this day, for an hour.
    """
    what, days, most = "mails for", rules.SOME_DAYS, rules.MAILS_IN_SOME_DAYS
    if after_not_me:
        what, days, most = "mails after not me", timedelta(days=1), rules.MAILS_A_DAY_AFTER_NOT_ME
    no, caused = "" if wanted else "no ", " by strangers" if apart else ""
    mailbox, today = text.untagged_mailbox(address), f"{now:%Y-%m-%d}"
    of_hour = limits.Window(_key(f"{no}mails{caused}", f"{today}{mailbox}"), HOUR, now)
    of_appeal = limits.Window(_key(f"{no}{what}{caused}", f"{appeal.id}\0{mailbox}"), days, now)
    many = settings().network_per_hour if network else 0
    crowd = [limits.Window(_key("network", f"{today}{network}"), HOUR, now)] if many else []
    in_hour, in_days, *from_network = yield from limits.count_each(of_hour, of_appeal, *crowd)
    first_holds, second_holds = in_hour <= rules.MAILS_AN_HOUR, in_days <= most
    back = None if first_holds == second_holds else of_hour if first_holds else of_appeal
    last = in_hour == rules.MAILS_AN_HOUR or in_days == most
    return Counted(
        wanted and first_holds and second_holds, any(each > many for each in from_network), back, last
    )


def _key(what: str, of: str) -> bytes:
    return vault().common.fingerprint(what, of)


def is_crowded(appeal: Appeal, address: str, *, now: datetime) -> Steps[bool]:
    """Count one more who confirms; whether so many did here from one email service that organisers look at what is more.

    Of those who confirm, for anybody can type addresses of others: so nobody is held whose colleagues did not sign. By the
    days as well, for who owns a whole domain has time. Services that give an address to anybody are not counted.
    """
    many = settings().service_per_hour
    service = providers.service(providers.of(address)) if many else ""
    if not service:
        return False
    of_hour = limits.Window(_key("service", f"{appeal.id}\0{service}"), HOUR, now)
    in_hour, in_days = yield from limits.count_each(of_hour, _days_of(appeal, service, now))
    return in_days > 0 and (in_hour > many or in_days > rules.HOURS_OF_A_SERVICE * many)


def let_through(appeal: Appeal, service: str, *, now: datetime) -> None:
    """Hold nobody any more for being of an email service, until its days are counted anew."""
    limits.excuse(_days_of(appeal, service, now))


def _days_of(appeal: Appeal, service: str, now: datetime) -> limits.Window:
    return limits.Window(_key("service for days", f"{appeal.id}\0{service}"), rules.SOME_DAYS, now)


def turn_of(network: str, *, now: datetime) -> Steps[Turn]:
    """Count one more mail that a network causes, and when that one may leave.

    A network may have so many sent at once; beyond that each waits for its turn, so many an hour, behind all others. None
    is lost, and whoever asks cannot tell. Of the network a keyed hash is kept until it may cause as many again.
    """
    rate = _mail_rate()
    if not network or not rate.per_hour:
        return Turn(now)
    wait = yield from limits.turn(_key("mail for network", network), rate, now=now)
    return Turn(now + wait, bool(wait))


def may_answer(what: str, network: str, *, now: datetime) -> bool:
    """Count one more answer of a kind to a network; whether it can be given at once. One that cannot is not counted."""
    rate = _mail_rate()
    key = _key(f"{what} for network", network)
    return not network or not rate.per_hour or limits.allows(key, rate, now=now)


def _mail_rate() -> limits.Rate:
    """How many emails one network may cause."""
    told = settings()
    return limits.Rate(told.mail_per_network_at_once, told.mail_per_network_per_hour)
