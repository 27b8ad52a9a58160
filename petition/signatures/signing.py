"""Taking signatures: the hot path. Few and short statements rather than objects, and every race is ended by the database."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, bindparam, case, delete, literal_column, select, true

from petition.appeals import cache
from petition.appeals.models import Appeal
from petition.core import limits
from petition.core.db import at_once, db, insert_into, made_once, run, run_later, table_of
from petition.core.steps import Steps, done
from petition.mail.out import outbox
from petition.mail.out.message import Message, Priority
from petition.signatures import caps, counts, messages, suppression
from petition.signatures.caps import Turn
from petition.signatures.keys import mailbox_key_of, typed_key_of
from petition.signatures.mail_facts import ToConfirm
from petition.signatures.models import Signature, new_row, sealed, unsealed
from petition.signatures.rules import Particulars, Signing, Source, State
from petition.signatures.ticket import Ticket

_APPEALS = table_of(Appeal)
_ROWS = table_of(Signature)
SILENT = Signature.state == State.NOT_ME


class Known(NamedTuple):
    """What settles how a mailbox is answered: that it said "not me" (`silent`), else what it has confirmed."""

    state: State
    ref: str
    nonce: str
    source: Source
    particulars: bytes
    version_id: int | None

    @property
    def silent(self) -> bool:
        """Whether its owner said "this was not me"."""
        return self.state is State.NOT_ME


_SETTLES = (
    select(*(_ROWS.c[name] for name in Known._fields))
    .where(
        _ROWS.c.appeal_id == bindparam("appeal_id"),
        _ROWS.c.mailbox_key == bindparam("mailbox_key"),
        literal_column("state IN ('not_me', 'rejected', 'held', 'confirmed')"),
    )
    .order_by((_ROWS.c.state == State.NOT_ME).desc(), _ROWS.c.state)
    .limit(literal_column("1"))  # of a bound one PostgreSQL expects many rows, and plans anew each time
    .subquery()
)
_LOOK = (
    select(*cache.TERMS, *_SETTLES.c)
    .select_from(_APPEALS.outerjoin(_SETTLES, true()))
    .where(_APPEALS.c.id == bindparam("appeal_id"))
)


class AppealClosed(Exception):
    """The appeal is not open at the instant of signing."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(appeal.slug)
        self.appeal = appeal


class TextChanged(Exception):
    """The text that is public now is not the one that stood beside the form."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(appeal.slug)
        self.appeal = appeal


@dataclass(frozen=True, slots=True)
class Heard:
    """How a signature came by message: when it arrived, its Message-ID, and whether it is surely from whom it says."""

    at: datetime
    message_id: str = ""
    trusted: bool = False


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


class Posted(NamedTuple):
    """A mail that was posted, and whether it stays."""

    ref: str
    stays: bool


def sign(
    appeal: Appeal, signing: Signing, *, heard: Heard | None = None, network: str = "", now: datetime
) -> Asked | None:
    """Take a signature at once, as `taken` does in steps."""
    return done(taken(appeal, signing, heard=heard, network=network, now=now))


def taken(
    appeal: Appeal, signing: Signing, *, heard: Heard | None = None, network: str = "", now: datetime
) -> Steps[Asked | None]:
    """Take a signature and post its confirmation. To sign twice is to sign once. None: nothing was kept or mailed.

    `heard` is how it came by message: then the deadline is asked of its arrival, and our mail answers it. `network` is
    where it came from: where very many sign within an hour, they are held when confirmed, until organisers have looked,
    and their mails wait for their turn.

    Nothing that the caller sees tells whether the mailbox was known; the owner of the mailbox learns it by mail. Beyond
    its cap a mailbox is not written to, and then nothing is kept, for nobody could ever confirm it. After "this was not
    me" that cap is one mail a day, which asks whether they sign after all. The work is the same for all, so that its time
    tells nothing either: what is not to be kept is written and taken back within the transaction (bench/same_time.py).
    """
    address, mailbox_key = signing.particulars.mailbox, mailbox_key_of(appeal, signing.particulars.mailbox)
    looked = run_later(_LOOK, _to_look(appeal, mailbox_key))
    turn = yield from caps.turn_of(caps.UNVOUCHED if heard and not heard.trusted else network, now=now)
    appeal, known = _found(appeal, (yield looked))
    _may_be_signed(appeal, signing, at=heard.at if heard else now)
    if known and known.source == Source.LIST and not known.silent:
        known = None  # one's own word goes before that of the organisers
    not_me = bool(known and known.silent)
    counted = yield from caps.count_mail(
        appeal, address, after_not_me=not_me, apart=turn.waits, network=network, now=now
    )
    stays = counted.holds and (not known or not_me)
    kept: dict[str, Any] = {
        "held_at": now if counted.crowded else None,
        "mail_due_at": turn.at if turn.waits else None,
        "version_id": _read_by(appeal, heard),
    }
    source = Source.MESSAGE if heard else Source.FORM
    waits = yield from _insert_or_find(appeal, signing, mailbox_key, source, now, stays=stays, kept=kept)
    asking = _answer(appeal, signing, waits, heard) if heard and heard.trusted else None
    posted = post_one(
        appeal, signing.lang, waits=waits, known=known, counted=counted, asking=asking, turn=turn
    )
    take_back("" if stays else waits.ref, posted, counted)
    return Asked(waits.ref if stays else "", posted.ref) if counted.holds else None


def _may_be_signed(appeal: Appeal, signing: Signing, *, at: datetime) -> None:
    """Raise AppealClosed, or TextChanged where another text stood beside the form."""
    if not appeal.is_open(at):
        raise AppealClosed(appeal)
    if signing.version not in {None, number_of_text(appeal)}:
        raise TextChanged(appeal)


def _read_by(appeal: Appeal, heard: Heard | None) -> int | None:
    """The version that stood beside the form, or was public when a message came, whose sender has read no later one."""
    at = heard.at if heard else None
    read = [each.id for each in appeal.versions if at is None or each.published_at <= at or each.number == 1]
    return read[-1] if read else None


def number_of_text(appeal: Appeal) -> int:
    """The number of the text that is public, 0 before the first."""
    return appeal.version.number if appeal.version else 0


def correct(signature: Signature, own: Particulars) -> None:
    """Let a signature that waits say what its owner wrote in place of what was understood."""
    appeal = signature.appeal
    said = replace(as_signed(signature), particulars=own)
    signature.particulars = sealed(appeal.key, appeal.id, signature.ref, own)
    signature.uncorrected = None
    if signature.state is State.PENDING or suppression.line_key_of(signature) is None:
        signature.typed_key = appeal.key.fingerprint("typed", f"{signature.ref}\0{said.typed}")
    db.session.flush()
    del signature.own


def answer_about(signature: Signature) -> Message:
    """The mail in which we asked about a signature that came by message, as it would be written now."""
    asks = to_confirm(signature.appeal, signature.ticket, signature.confirming_ends)
    signed = as_signed(signature)
    return messages.answer(signature.appeal, signed, to=signature.own.mailbox, asks=asks, answers="")


def lines_to_edit(signature: Signature) -> list[tuple[str, str, str]]:
    """The field, label and value of each line of that mail which may be corrected in a reply."""
    return messages.lines_to_edit(signature.appeal, as_signed(signature))


def as_signed(signature: Signature) -> Signing:
    """A signature as a form filled in."""
    return Signing(signature.own, kind=signature.kind, visibility=signature.visibility, lang=signature.lang)


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
    known: Known | None,
    counted: caps.Counted,
    asking: Message | None = None,
    wrote: bool = False,
    turn: Turn,
) -> Posted:
    """Post the link to "my signature" to a mailbox that is known, else what waits to be confirmed.

    Either goes to the mailbox kept with it, whatever was typed now, and to none where none is kept any more. To make either
    takes as long, but for some microseconds; whoever calls takes back one that is not to be sent. `asking` asks in place of
    the first mail, unless the owner said "this was not me": then the mail asks whether they sign after all. What has to wait
    for its `turn` leaves behind all others, and if that is too late, it is not sent at all: it may be one of a flood. The
    last one before a cap is reached says so: nobody but the owner of the mailbox reads it.
    """
    signed = waits
    if known and not known.silent:
        signed = Kept(known.ref, known.nonce, known.particulars, waits.signed_at)
    to = _mailbox_of(appeal, waits)
    signed_to = to if signed is waits else _mailbox_of(appeal, signed)
    not_me = known is not None and known.silent
    if known and signed is not waits:
        message = messages.already_signed(
            appeal,
            to=signed_to or to,
            lang=lang,
            ticket=signed.ticket,
            uncounted=counts.why_not(appeal, known.state, known.version_id, turn.at),
            is_open=appeal.is_open(turn.at),
            wrote=wrote,
        )
    elif asking and not not_me:
        message = asking
    else:
        first = messages.after_not_me if not_me else messages.confirmation
        message = first(appeal, to=to, lang=lang, asks=_leads_to(appeal, waits, turn))
    if turn.waits:
        message = replace(message, priority=Priority.CROWD, instead="")
    if counted.last:
        message = replace(message, facts=message.facts | {"last": True})
    return Posted(outbox.post(message, now=turn.at), bool(counted.holds and signed_to))


def _leads_to(appeal: Appeal, waits: Kept, turn: Turn) -> ToConfirm:
    """What a mail about what waits leads to; one that waits for its turn counts its days from when it leaves."""
    leads_to = to_confirm(appeal, waits.ticket, confirming_ends(appeal, waits))
    if not (turn.waits and appeal.ends_at):
        return leads_to
    last = appeal.confirming_ends(None, waits.keep_until)
    return replace(leads_to, until=last, days=appeal.pending_days)


def take_back(signature: str, posted: Posted, counted: caps.Counted) -> None:
    """Take back what was written for the same work alone: a signature ('' for none), a mail, a count."""
    given = {"gone": signature, "gone_mail": "" if posted.stays else posted.ref} | limits.to_uncount(
        counted.back
    )
    for statement in _taking_back():
        run_later(statement, given)


@made_once
def _taking_back() -> list[Executable]:
    return at_once(limits.UNCOUNT, outbox.TAKE_BACK, delete(_ROWS).where(_ROWS.c.ref == bindparam("gone")))


def _mailbox_of(appeal: Appeal, row: Kept) -> str:
    return unsealed(appeal.key, appeal.id, row.ref, row.particulars).mailbox


def look(appeal: Appeal, mailbox_key: bytes) -> tuple[Appeal, Known | None]:
    """An appeal as it stands in the database at this moment, and what its mailbox has settled there."""
    return _found(appeal, run(_LOOK, _to_look(appeal, mailbox_key)))


def _to_look(appeal: Appeal, mailbox_key: bytes) -> dict[str, int | bytes]:
    return {"appeal_id": appeal.id, "mailbox_key": mailbox_key}


def _found(appeal: Appeal, rows: Any) -> tuple[Appeal, Known | None]:
    row = rows.one()
    known = Known(*(getattr(row, name) for name in Known._fields)) if row.ref else None
    return cache.by_terms(appeal, row), known


def _insert_or_find(
    appeal: Appeal,
    signing: Signing,
    mailbox_key: bytes,
    source: Source,
    now: datetime,
    *,
    stays: bool,
    kept: dict[str, Any],
) -> Steps[Kept]:
    """Keep what was typed, or find it where the same was typed before and still waits; `kept` is kept with what is new.

    What is not to stay finds nothing: it is a row of its own that the caller takes back. Typed in a crowd and elsewhere it
    is as if it had been typed elsewhere alone: a stranger who types the same holds nobody up.
    """
    key, ticket, version_id = appeal.key, Ticket.new(), kept["version_id"]
    typed = new_row(
        appeal,
        signing,
        ticket,
        state=State.PENDING,
        source=source,
        signed_at=now,
        mailbox_key=mailbox_key,
        typed_key=typed_key_of(appeal, signing, version_id)
        if stays
        else key.fingerprint("typed", ticket.nonce),
        code_key=key.fingerprint("code", ticket.code(key)),
        mails=1,
        **kept,
    )
    rows = yield run_later(_keeping(), typed)
    return Kept(*rows.one())


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


def by_others_alone() -> ColumnElement[bool]:
    """The condition that one alone asks for what waits: organisers, and nobody since, who may be its owner."""
    return Signature.mails - Signature.let_go == 1
