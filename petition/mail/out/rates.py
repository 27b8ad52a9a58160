"""How many mails may leave in a minute, in all and to each receiving domain; what is over it waits in the outbox, untried.

Counted in the database, so that several workers share one rate. For whatever is limited one instant is kept, when the next
mail may go, and each mail moves it on by its share of a minute (the virtual scheduling of GCRA, ITU-T I.371). Domains
are known by keyed hashes, and forgotten when their instant has passed.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from petition.core import text
from petition.core.db import db, insert_into
from petition.core.settings import settings
from petition.core.vault import vault
from petition.mail.out.models import MailRate

_EVERYBODY = b"everybody"
_SLACK = timedelta(seconds=1)  # so much may go at once, for workers look into the outbox now and then
_MINUTE = timedelta(seconds=62)  # with that slack, no sixty seconds ever see more mails than the rate says


def domain_key(address: str) -> bytes:
    """The keyed hash of the domain that a mail goes to."""
    domain = text.canonical_mailbox(address).rpartition("@")[2]
    return vault().common.fingerprint("mail domain", domain)


class Allowance:
    """What may leave just now. Whoever asks has it to itself until the transaction ends."""

    def __init__(self, now: datetime) -> None:
        """Take the rates from the settings; with none set everything may leave, and nothing is read or written."""
        self.now = now
        self.full: set[bytes] = set()  # domains that may be sent nothing more just now
        self.is_over = False
        self._per_minute: int = settings().mail_per_minute
        named = settings().mail_per_domain_per_minute
        self._any_domain = named.get("", 0)
        self._domains = {domain_key(f"x@{name}"): rate for name, rate in named.items() if name}
        self._rates: dict[bytes, MailRate] = {}
        if self._per_minute or named:
            self._wait_for_others()

    def take(self, domain: bytes | None) -> bool:
        """Whether one more mail may leave for this domain; if so it is counted."""
        limits = {_EVERYBODY: self._per_minute}
        if domain:
            limits[domain] = self._domains.get(domain, self._any_domain)
        rates = [(self._rate(key), _MINUTE / limit) for key, limit in limits.items() if limit]
        for rate, _share in rates:
            if rate.free_at > self.now + _SLACK:
                self.is_over = self.is_over or rate.key == _EVERYBODY
                self.full |= {rate.key} - {_EVERYBODY}
                return False
        for rate, share in rates:
            rate.free_at = max(rate.free_at, self.now) + share
        return True

    def _wait_for_others(self) -> None:
        """Hold the row of everybody, which is there for good; on SQLite one writes at a time by itself."""
        first = insert_into(MailRate).values(key=_EVERYBODY, free_at=self.now)
        db.session.execute(first.on_conflict_do_nothing())
        db.session.execute(
            select(MailRate.key).where(MailRate.key == _EVERYBODY).with_for_update(key_share=True)
        )

    def _rate(self, key: bytes) -> MailRate:
        if key not in self._rates:
            found = db.session.get(MailRate, key, populate_existing=True)
            if found is None:
                found = MailRate(key=key, free_at=self.now)
                db.session.add(found)
            self._rates[key] = found
        return self._rates[key]


def forget(now: datetime) -> None:
    """Drop what limits nobody any more; commits nothing."""
    db.session.execute(delete(MailRate).where(MailRate.free_at < now, MailRate.key != _EVERYBODY))
