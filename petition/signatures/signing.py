"""Taking signatures: the hot path. Statements rather than objects, and every race is ended by the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from flask import current_app
from sqlalchemy import Executable, Row, bindparam, delete, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from petition.appeals.models import Appeal
from petition.core import limits, text
from petition.core.db import Base, db
from petition.core.vault import vault
from petition.mail import outbox
from petition.mail.message import Message
from petition.signatures import messages, rules
from petition.signatures.models import Signature, new_nonce, new_ref, sealed
from petition.signatures.rules import Signing

_SILENT = (Signature.state == "refused") & Signature.held_at.is_(None)  # its owner said "this was not me"
_SETTLED = (
    select(Signature.state, Signature.ref, Signature.nonce, _SILENT.label("silent"), Signature.door)
    .where(
        Signature.appeal_id == bindparam("appeal_id"),
        Signature.mailbox_key == bindparam("mailbox_key"),
        Signature.state.in_(("refused", "held", "confirmed")),
    )
    .order_by(_SILENT.desc(), Signature.state)
    .limit(1)
)

Known = Row[str, str, str, bool, str] | None
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
    where it came from: where very many sign within an hour, they are held when confirmed, until organisers have looked.

    Nothing that the caller sees tells whether the mailbox was known; the owner of the mailbox learns it by mail. Beyond
    its cap a mailbox is not written to, and then nothing is kept, for nobody could ever confirm it; nor is it after "this
    was not me". The work is the same for all, so that its time tells nothing either: what is not to be kept is written and
    taken back within the transaction (bench/same_time.py).
    """
    if not appeal.is_open(heard.at if heard else now):
        raise AppealClosed(appeal.slug)
    address = signing.particulars.mailbox
    mailbox_key = mailbox_key_of(appeal, address)
    may_be = may_be_mailed(appeal, mailbox_key, address, now=now)
    known = ended_or_confirmed(appeal, mailbox_key)
    if known and known.door == "list" and not known.silent:
        known = None  # one's own word goes before that of the organisers
    speaks = may_be and not (known and known.silent)
    stays = speaks and not known
    door, held_at = "message" if heard else "form", now if _is_crowded(network, now) else None
    waits = _insert_or_find(appeal, signing, mailbox_key, door, now, stays=stays, held_at=held_at)
    asking = _answer(appeal, signing, waits, heard) if heard and heard.trusted else None
    mail = post_one(
        appeal, address, signing.lang, waits=waits, known=known, stays=speaks, asking=asking, now=now
    )
    db.session.execute(_TAKE_BACK, {"gone": "" if stays else waits[0]})
    return Asked(waits[0] if stays else "", mail) if speaks else None


def _answer(appeal: Appeal, signing: Signing, waits: tuple[str, str], heard: Heard) -> Message:
    ref, nonce = waits
    code = code_of(appeal, ref, nonce)
    return messages.answer(appeal, signing, ref=ref, nonce=nonce, code=code, answers=heard.message_id)


def post_one(
    appeal: Appeal,
    address: str,
    lang: str,
    *,
    waits: tuple[str, str],
    known: Known,
    stays: bool,
    asking: Message | None = None,
    now: datetime,
) -> str:
    """Post the link to "my signature" to a mailbox that is known, else what waits (ref and nonce) to be confirmed.

    Both are made and one is posted; one that is not to be sent is taken back at once. `asking` asks in place of the first
    mail. Gives the ref of what was posted.
    """
    ref, nonce = waits
    to_confirm = asking or messages.confirmation(
        appeal, to=address, lang=lang, ref=ref, nonce=nonce, code=code_of(appeal, ref, nonce)
    )
    ref, nonce = (known.ref, known.nonce) if known else waits
    to_see = messages.already_signed(appeal, to=address, lang=lang, ref=ref, nonce=nonce)
    posted = outbox.post(to_see if known else to_confirm, now=now)
    outbox.take_back("" if stays else posted)
    return posted


def ended_or_confirmed(appeal: Appeal, mailbox_key: bytes) -> Known:
    """State, ref, nonce of what settles how a mailbox is answered: that it said "not me" (`silent`), else has confirmed."""
    return db.session.execute(_SETTLED, {"appeal_id": appeal.id, "mailbox_key": mailbox_key}).first()


def _insert_or_find(
    appeal: Appeal,
    signing: Signing,
    mailbox_key: bytes,
    door: str,
    now: datetime,
    *,
    stays: bool,
    held_at: datetime | None,
) -> tuple[str, str]:
    """Keep what was typed, or find it where the same was typed before and still waits.

    What is not to stay finds nothing: it is a row of its own that the caller takes back.
    """
    key, ref, nonce = appeal.key, new_ref(), new_nonce()
    typed = {
        "appeal_id": appeal.id,
        "version_id": appeal.version.id if appeal.version else None,
        "ref": ref,
        "nonce": nonce,
        "state": "pending",
        "door": door,
        "kind": signing.kind,
        "visibility": signing.visibility,
        "lang": signing.lang,
        "particulars": sealed(key, appeal.id, ref, signing.particulars),
        "mailbox_key": mailbox_key,
        "typed_key": key.fingerprint("typed", signing.typed if stays else nonce),
        "code_key": key.fingerprint("code", code_of(appeal, ref, nonce)),
        "mails": 1,
        "signed_at": now,
        "held_at": held_at,
        "keep_until": appeal.kept_until,
    }
    row = db.session.execute(_keeping(db.engine.dialect.name), typed).one()
    return row.ref, row.nonce


@cache
def _keeping(dialect: str) -> Executable:
    """Insert what was typed; where the same waits already, that row answers. Made once, for to make it costs the most."""
    insert_into = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert_into(_ROWS)
    return statement.on_conflict_do_update(
        index_elements=["appeal_id", "typed_key"],
        index_where=literal_column("state = 'pending'"),  # a bound value would not match the index
        set_={
            "mails": _ROWS.c.mails + 1,
            "signed_at": statement.excluded.signed_at,
            "keep_until": statement.excluded.keep_until,
        },
    ).returning(_ROWS.c.ref, _ROWS.c.nonce)


def mailbox_key_of(appeal: Appeal, address: str) -> bytes:
    """The keyed hash under which a mailbox is found within one appeal, however it is written."""
    return appeal.key.fingerprint("mailbox", text.canonical_mailbox(address))


def code_of(appeal: Appeal, ref: str, nonce: str) -> str:
    """The short code of a signature: the same in every mail until its links end."""
    number = int.from_bytes(appeal.key.fingerprint("short code", f"{ref}{nonce}")[:5], "big")
    return rules.code_from(number)


def may_be_mailed(
    appeal: Appeal, mailbox_key: bytes, address: str, *, wanted: bool = True, now: datetime
) -> bool:
    """Count one more mail to a mailbox; whether its caps, per hour over all appeals and per days for this one, hold.

    What is never sent, beyond the hour's cap or not `wanted`, is counted as well, for the same work, but not against the
    mailbox.
    """
    wanted = within_the_hour(address, wanted=wanted, now=now)
    what = "mails for" if wanted else "no mails for"
    key = vault().house.fingerprint(what, f"{appeal.id}\0{_whom(address)}")
    return limits.count(key, rules.SOME_DAYS, now=now) <= rules.MAILS_IN_SOME_DAYS and wanted


def within_the_hour(address: str, *, wanted: bool = True, now: datetime) -> bool:
    """Count one more mail to a mailbox; whether its cap per hour over all appeals holds."""
    key = vault().house.fingerprint("mails" if wanted else "no mails", f"{now:%Y-%m-%d}{_whom(address)}")
    return limits.count(key, timedelta(hours=1), now=now) <= rules.MAILS_AN_HOUR and wanted


def _whom(address: str) -> str:
    """The mailbox as its caps count it: tags count for nothing at any provider, for a flood of them is one mailbox."""
    local, _, domain = text.canonical_mailbox(address).rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


def _is_crowded(network: str, now: datetime) -> bool:
    """Count one more signature from a network, and whether that is more than one hour has under all appeals.

    An office, a hall or a mobile operator signs from one address, so nothing is refused for it; and what is kept of the
    network is a keyed hash of this day, for an hour.
    """
    most: int = current_app.config["NETWORK_PER_HOUR"]
    if not network or not most:
        return False
    key = vault().house.fingerprint("network", f"{now:%Y-%m-%d}{network}")
    return limits.count(key, timedelta(hours=1), now=now) > most
