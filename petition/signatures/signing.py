"""Taking signatures: the hot path. Statements rather than objects, and every race is ended by the database."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Executable, Row, bindparam, case, delete, literal_column, select

from petition.appeals.models import Appeal
from petition.core import limits, text
from petition.core.db import Base, db, insert_into, made_once
from petition.core.settings import settings
from petition.core.vault import vault
from petition.mail.out import outbox
from petition.mail.out.message import Message, Priority
from petition.signatures import messages, rules
from petition.signatures.mail_facts import ToConfirm
from petition.signatures.models import Signature, new_row, unsealed
from petition.signatures.rules import Signing, Source, State
from petition.signatures.ticket import Ticket

SILENT = Signature.state == State.NOT_ME
_SETTLED = (
    select(
        Signature.state,
        Signature.ref,
        Signature.nonce,
        SILENT.label("silent"),
        Signature.source,
        Signature.particulars,
    )
    .where(
        Signature.appeal_id == bindparam("appeal_id"),
        Signature.mailbox_key == bindparam("mailbox_key"),
        Signature.state.in_((State.NOT_ME, State.REJECTED, State.HELD, State.CONFIRMED)),
    )
    .order_by(SILENT.desc(), Signature.state)
    .limit(1)
)

HOUR = timedelta(hours=1)
UNVOUCHED = "messages that may be anybody's"  # one network: a sender's address is easily made up

Known = Row[str, str, str, bool, str, bytes] | None
_ROWS = Base.metadata.tables[Signature.__tablename__]
_TAKE_BACK = delete(_ROWS).where(_ROWS.c.ref == bindparam("gone"))


class AppealClosed(Exception):
    """The appeal is not open at the instant of signing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How a signature came by message: when it arrived, its Message-ID, and whether it is surely from whom it says."""

    at: datetime
    message_id: str = ""
    trusted: bool = False


class Turn(NamedTuple):
    """When a mail may leave, and whether it has to wait until then."""

    at: datetime
    waits: bool = False


class Kept(NamedTuple):
    """Of the row of a signature: what its links are made of, and, sealed, the only mailbox that they are ever sent to.

    Of one that waits also what tells until when it may be confirmed.
    """

    ref: str
    nonce: str
    particulars: bytes
    signed_at: datetime
    mail_due_at: datetime | None = None
    keep_until: datetime | None = None

    @property
    def ticket(self) -> Ticket:
        """What its links and its code are made of."""
        return Ticket(self.ref, self.nonce)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was done: the ref of the signature, '' where none waits, and of the mail that asks about it."""

    signature: str
    mail: str


def sign(
    appeal: Appeal, signing: Signing, *, heard: Heard | None = None, network: str = "", now: datetime
) -> Asked | None:
    """Take a signature and post its confirmation. To sign twice is to sign once. None: nothing was kept or mailed.

    `heard` is how it came by message: then the deadline is asked of its arrival, and our mail answers it. `network` is
    where it came from: where very many sign within an hour, they are held when confirmed, until organisers have looked,
    and their mails wait for their turn.

    Nothing that the caller sees tells whether the mailbox was known; the owner of the mailbox learns it by mail. Beyond
    its cap a mailbox is not written to, and then nothing is kept, for nobody could ever confirm it. After "this was not
    me" that cap is one mail a day, which asks whether they sign after all. The work is the same for all, so that its time
    tells nothing either: what is not to be kept is written and taken back within the transaction (bench/same_time.py).
    """
    if not appeal.is_open(heard.at if heard else now):
        raise AppealClosed(appeal.slug)
    address = signing.particulars.mailbox
    mailbox_key = mailbox_key_of(appeal, address)
    known = ended_or_confirmed(appeal, mailbox_key)
    if known and known.source == Source.LIST and not known.silent:
        known = None  # one's own word goes before that of the organisers
    turn = turn_of(UNVOUCHED if heard and not heard.trusted else network, now=now)
    not_me = bool(known and known.silent)
    speaks = may_be_mailed(appeal, address, after_not_me=not_me, apart=turn.waits, now=now)
    stays = speaks and (not known or not_me)
    source, held_at = Source.MESSAGE if heard else Source.FORM, now if _is_crowded(network, now) else None
    kept = {"held_at": held_at, "mail_due_at": turn.at if turn.waits else None}
    waits = _insert_or_find(appeal, signing, mailbox_key, source, now, stays=stays, kept=kept)
    asking = _answer(appeal, signing, waits, heard) if heard and heard.trusted else None
    mail = post_one(appeal, signing.lang, waits=waits, known=known, stays=speaks, asking=asking, turn=turn)
    db.session.execute(_TAKE_BACK, {"gone": "" if stays else waits.ref})
    return Asked(waits.ref if stays else "", mail) if speaks else None


def _answer(appeal: Appeal, signing: Signing, waits: Kept, heard: Heard) -> Message:
    to = _mailbox_of(appeal, waits)
    asks = to_confirm(appeal, waits.ticket, confirming_ends(appeal, waits))
    return messages.answer(appeal, signing, to=to, asks=asks, answers=heard.message_id)


def confirming_ends(appeal: Appeal, waits: Kept) -> datetime:
    """Until when what waits may be confirmed."""
    asked_at = max(waits.signed_at, waits.mail_due_at or waits.signed_at)
    return appeal.confirming_ends(asked_at, waits.keep_until)


def to_confirm(appeal: Appeal, ticket: Ticket, until: datetime) -> ToConfirm:
    """What a mail that asks to confirm a signature leads to."""
    return ToConfirm(ticket, ticket.code(appeal.key), until)


def post_one(
    appeal: Appeal,
    lang: str,
    *,
    waits: Kept,
    known: Known,
    stays: bool,
    asking: Message | None = None,
    turn: Turn,
) -> str:
    """Post the link to "my signature" to a mailbox that is known, else what waits to be confirmed.

    Either goes to the mailbox kept with it, whatever was typed now, and to none where none is kept any more. Both are made
    and one is posted; one that is not to be sent is taken back at once. `asking` asks in place of the first mail, unless
    the owner said "this was not me": then the mail asks whether they sign after all. What has to wait for its `turn`
    leaves behind all others, and if that is too late, it is not sent at all: it may be one of a flood. Gives the ref of what
    was posted.
    """
    signed = waits
    if known and not known.silent:
        signed = Kept(known.ref, known.nonce, known.particulars, waits.signed_at)
    to, signed_to = _mailbox_of(appeal, waits), _mailbox_of(appeal, signed)
    not_me = known is not None and known.silent
    first = messages.after_not_me if not_me else messages.confirmation
    leads_to = to_confirm(appeal, waits.ticket, confirming_ends(appeal, waits))
    if turn.waits and appeal.ends_at:
        last = appeal.confirming_ends(None, waits.keep_until)
        leads_to = replace(leads_to, until=last, days=appeal.pending_days)
    asks = first(appeal, to=to, lang=lang, asks=leads_to)
    if asking and not not_me:
        asks = asking
    to_see = messages.already_signed(appeal, to=signed_to or to, lang=lang, ticket=signed.ticket)
    message = asks if signed is waits else to_see
    if turn.waits:
        message = replace(message, priority=Priority.CROWD, instead="")
    posted = outbox.post(message, now=turn.at)
    outbox.take_back("" if stays and signed_to else posted)
    return posted


def _mailbox_of(appeal: Appeal, row: Kept) -> str:
    return unsealed(appeal.key, appeal.id, row.ref, row.particulars).mailbox


def ended_or_confirmed(appeal: Appeal, mailbox_key: bytes) -> Known:
    """State, ref, nonce of what settles how a mailbox is answered: that it said "not me" (`silent`), else has confirmed."""
    return db.session.execute(_SETTLED, {"appeal_id": appeal.id, "mailbox_key": mailbox_key}).first()


def _insert_or_find(
    appeal: Appeal,
    signing: Signing,
    mailbox_key: bytes,
    source: Source,
    now: datetime,
    *,
    stays: bool,
    kept: dict[str, datetime | None],
) -> Kept:
    """Keep what was typed, or find it where the same was typed before and still waits; `kept` is kept with what is new.

    What is not to stay finds nothing: it is a row of its own that the caller takes back. Typed in a crowd and elsewhere it
    is as if it had been typed elsewhere alone: a stranger who types the same holds nobody up.
    """
    key, ticket = appeal.key, Ticket.new()
    typed = new_row(
        appeal,
        signing,
        ticket,
        state=State.PENDING,
        source=source,
        signed_at=now,
        mailbox_key=mailbox_key,
        typed_key=key.fingerprint("typed", signing.typed if stays else ticket.nonce),
        code_key=key.fingerprint("code", ticket.code(key)),
        mails=1,
        **kept,
    )
    return Kept(*db.session.execute(_keeping(), typed).one())


@made_once
def _keeping() -> Executable:
    """Insert what was typed; where the same waits already, that row answers."""
    statement = insert_into(_ROWS)
    return statement.on_conflict_do_update(
        index_elements=["appeal_id", "typed_key"],
        index_where=literal_column("state = 'pending'"),  # a bound value would not match the index
        set_={
            "mails": _ROWS.c.mails + 1,
            "signed_at": statement.excluded.signed_at,
            "keep_until": statement.excluded.keep_until,
        }
        | {
            name: case((statement.excluded[name].is_not(None), _ROWS.c[name]))
            for name in ("held_at", "mail_due_at")
        },
    ).returning(*(_ROWS.c[name] for name in Kept._fields))


def mailbox_key_of(appeal: Appeal, address: str) -> bytes:
    """The keyed hash under which a mailbox is found within one appeal, however it is written."""
    return appeal.key.fingerprint("mailbox", text.canonical_mailbox(address))


def may_be_mailed(
    appeal: Appeal,
    address: str,
    *,
    wanted: bool = True,
    after_not_me: bool = False,
    apart: bool = False,
    now: datetime,
) -> bool:
    """Count one more mail to a mailbox; whether its caps, per hour over all appeals and per days for this one, hold.

    `after_not_me`: of a mailbox whose owner said "this was not me", which has a cap of its own, by the day (UTC).
    `apart`: what has to wait in a crowd, or answers what may be anybody's, is counted apart, or a stranger would use up in
    its owner's name what the owner needs to sign, and nothing would arrive.
    What is never sent, beyond a cap or not `wanted`, is counted as well, for the same work, but not against the mailbox.
    """
    caused, mailbox = " by strangers" if apart else "", whom(address)
    of_hour = _cap_key("mails" if wanted else "no mails", caused, f"{now:%Y-%m-%d}{mailbox}")
    wanted = limits.count(of_hour, HOUR, now=now) <= rules.MAILS_AN_HOUR and wanted
    what, days, most = "mails for", rules.SOME_DAYS, rules.MAILS_IN_SOME_DAYS
    if after_not_me:
        what, days, most = "mails after not me", timedelta(days=1), rules.MAILS_A_DAY_AFTER_NOT_ME
    of_appeal = _cap_key(what if wanted else "no mails for", caused, f"{appeal.id}\0{mailbox}")
    is_sent = limits.count(of_appeal, days, now=now) <= most and wanted
    limits.uncount(of_hour if wanted and not is_sent else b"", HOUR, now=now)
    return is_sent


def _cap_key(what: str, caused: str, of: str) -> bytes:
    return vault().house.fingerprint(f"{what}{caused}", of)


def whom(address: str) -> str:
    """The mailbox as its caps count it: tags count for nothing at any provider, for a flood of them is one mailbox."""
    local, _, domain = text.canonical_mailbox(address).rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


def _is_crowded(network: str, now: datetime) -> bool:
    """Count one more signature from a network, and whether that is more than one hour has under all appeals.

    An office, a hall or a mobile operator signs from one address, so nothing is refused for it; and what is kept of the
    network is a keyed hash of this day, for an hour.
    """
    most: int = settings().network_per_hour
    if not network or not most:
        return False
    key = vault().house.fingerprint("network", f"{now:%Y-%m-%d}{network}")
    return limits.count(key, HOUR, now=now) > most


def turn_of(network: str, *, now: datetime) -> Turn:
    """Count one more mail that a network causes, and when that one may leave.

    A network may have so many sent at once; beyond that each waits for its turn, so many an hour, behind all others. None
    is lost, and whoever asks cannot tell. Of the network a keyed hash is kept until it may cause as many again.
    """
    rate = _mail_rate()
    if not network or not rate.per_hour:
        return Turn(now)
    wait = limits.turn(vault().house.fingerprint("mail for network", network), rate, now=now)
    return Turn(now + wait, bool(wait))


def may_answer(what: str, network: str, *, now: datetime) -> bool:
    """Count one more answer of a kind to a network; whether it can be given at once. One that cannot is not counted."""
    rate = _mail_rate()
    key = vault().house.fingerprint(f"{what} for network", network)
    return not network or not rate.per_hour or limits.allows(key, rate, now=now)


def _mail_rate() -> limits.Rate:
    """How many emails one network may cause."""
    told = settings()
    return limits.Rate(told.mail_per_network_at_once, told.mail_per_network_per_hour)
