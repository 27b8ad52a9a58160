"""What becomes of a message: a signature that waits, a confirmation, a case for organisers, or a count.

Nothing here commits or asks the network; whether a message is surely from whom it says is told by the caller.
"""

from datetime import datetime

from sqlalchemy import select

from petition.appeals.models import Appeal
from petition.core import codes, i18n, text
from petition.core.db import db, insert_into
from petition.core.settings import settings
from petition.core.vault import vault
from petition.inbox import messages, queue, replies
from petition.inbox.addressed import appeal_of
from petition.inbox.models import ReceivedMessage
from petition.interpret import after_signing, consent
from petition.interpret.block import may_take_back
from petition.interpret.message import understand
from petition.interpret.understood import Understood
from petition.lexicon.language import language_of
from petition.lexicon.signatory import Kind
from petition.mail.inbound import incoming
from petition.mail.inbound.incoming import Addressed, Inbound, MessageKind
from petition.mail.out import outbox
from petition.reading.draft import Line
from petition.signatures import by_reply, caps, confirming, ending, rules, signing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, State
from petition.signatures.signing import Heard
from petition.signatures.ticket import new_ref

ELSEWHERE = "elsewhere"  # not to an address where an appeal is signed
NOT_KEPT = "not kept"  # for a person to read, if its sender had not had enough of them today

_UNDERSTOOD = {"uk": "ru", "be": "ru"}  # whom we answer in a language that they read


def hear(
    message: Inbound, *, trusted: bool, comes_again: bool = True, understands: bool = True, now: datetime
) -> str:
    """Let a message have its effect, once, and give what became of it; a person reads what our program `understands` not.

    Raises queue.Full where one for a person to read finds no room, if it `comes_again`; else that is NOT_KEPT too.

    signed, confirmed, unread, no, late, capped, again, NOT_KEPT; unconfirmed for a "yes" that may be anybody's; withdrawn,
    corrected, thanked for a reply of who has signed; one of MessageKind for what is never answered; ELSEWHERE for what is
    not for us.
    """
    appeal, addressed = appeal_of(message) or (None, Addressed(""))
    if appeal is None and message.kind is MessageKind.ORDINARY:
        return ELSEWHERE
    received = _first(vault().common.fingerprint("received", message.same.hex()), appeal, now)
    if received is None:
        return "again"
    if appeal and message.kind is MessageKind.ORDINARY:
        try:
            heard = _Hearing(appeal, message, received, trusted=trusted, now=now)
            if not understands:
                received.outcome = heard.fails()
            elif addressed.deed == incoming.RE:
                received.outcome = heard.of_signatory(addressed.code)
            else:
                received.outcome = heard.outcome(addressed)
        except queue.Full:
            if comes_again:
                raise
            received.outcome = NOT_KEPT
    else:
        received.outcome = message.kind.value
    return received.outcome


def count_refused(now: datetime) -> None:
    """Count a message that was not even read."""
    received = _first(new_ref().encode(), None, now)
    assert received is not None
    received.outcome = "refused"


class _Hearing:
    """One ordinary message to one appeal."""

    def __init__(
        self, appeal: Appeal, message: Inbound, received: ReceivedMessage, *, trusted: bool, now: datetime
    ) -> None:
        self.appeal, self.message, self.received = appeal, message, received
        self.trusted, self.now = trusted, now
        self.lang = _language(message, appeal)
        try:
            self.mailbox = text.mailbox(message.from_address, may_be_test=settings().is_local)
        except text.Refused:
            self.mailbox = ""

    def outcome(self, addressed: Addressed) -> str:
        """Let it have its effect."""
        asked = self._asked_about(addressed.code or self.message.own.mark)
        if asked:
            had = select(ReceivedMessage.lines).where(ReceivedMessage.signature_ref == asked.ref)
            before = b"".join(filter(None, db.session.scalars(had)))
            self.message = replies.without_ours(self.message, asked, before)
        else:
            self.message, lang = replies.with_form(self.message, self.appeal)
            self.lang = lang or self.lang
        said = understand(self.message, asked=asked is not None)
        if asked and (done := self._of_reply(asked, said, addressed)):
            return done
        if said.says == "no":
            if self.mailbox:
                self._resend()  # the link ends it
            return self._keep(said, "no")
        if not self.appeal.is_open(self.now):
            return self._too_late()
        if said.line is None or self._must_be_read(said) or (asked and self._may_take_back(said.line, asked)):
            return self._keep_answer(said, asked)
        if asked and not replies.is_of_same(said.line.name, asked, self.message.from_name):
            return self._keep(said, "unread", why="several")
        return self._sign(said, said.line)

    def _must_be_read(self, said: Understood) -> bool:
        is_sure = self.trusted or not said.is_guess
        return said.says == "unclear" or not (
            is_sure and self.mailbox and replies.are_values(dict(self.message.own.filled))
        )

    def _may_take_back(self, line: Line, asked: Signature) -> bool:
        """Whether an answer says something of who was asked that may not be what is understood, in any language."""
        first, *rest = self.message.own.text.split("\n")
        is_above = consent.begins_with_yes(first) and any(map(may_take_back, rest))
        return is_above or not replies.tells_who(line, self.message, asked)

    def _waits(self, asked: Signature) -> bool:
        return asked.state == State.PENDING and self.trusted

    def _of_reply(self, asked: Signature, said: Understood, addressed: Addressed) -> str:
        """What becomes of an answer about a signature; '' where it is read as any other message."""
        if replies.is_by_address(self.message, addressed):
            if addressed.deed == "no":
                return self._end(asked, said)
            if said.says != "no" and replies.speaks_against_yes(self.message):
                return self._keep_answer(said, asked, agrees=True)
            said = said if said.says == "no" else Understood("yes")
        new = replies.corrected(self.message, asked)
        if not new and self._waits(asked) and asked.lives(self.now):
            new = replies.renamed(self.message, asked)
        if said.says != "no" and new:
            return self._correct(asked, said, new)
        return self._confirm(asked) if replies.says_yes(self.message, said, asked) else ""

    def _correct(self, asked: Signature, said: Understood, new: dict[str, str]) -> str:
        """Take corrected lines for what the signature says, and confirm it, if nothing else was written."""
        is_all = replies.only_corrects(self.message, said) and replies.are_values(new, asked)
        if not (is_all and self._waits(asked) and asked.lives(self.now)):
            return self._keep_answer(said, asked)
        if not self.appeal.may_be_confirmed(self.now):
            return self._too_late()
        try:
            told = {name: text.line(value, needs_letter=name == "name") for name, value in new.items()}
        except text.Refused:
            return self._keep(said, "unread", why="refused")
        signing.correct(asked, asked.own._replace(**told))
        return self._confirm(asked)

    def _end(self, signature: Signature, said: Understood) -> str:
        """Delete what was written, where its own mailbox surely says so."""
        if not self.trusted:
            self._resend(wrote=True)
            return self._keep(said, "no", why="no")
        if signature.lives(self.now):
            ending.withdraw(signature, now=self.now)
        return "no"

    def fails(self) -> str:
        """Leave it to a person, whatever it says."""
        return self._keep(Understood("unclear"), "unread", why="failed")

    def of_signatory(self, code: str) -> str:
        """What becomes of a reply to a mail that asked nothing: it withdraws, corrects, or thanks, and never signs."""
        if self.appeal.is_erased(self.now):
            return "late"
        signature = by_reply.found(self.appeal, self.mailbox, code)
        new, may_be_taken = self._corrections(signature) if signature else ({}, False)
        wanted = after_signing.wanted(self.message)
        if wanted == "nothing" and not new and (signature or not self.message.own.text):
            return "thanked"
        if signature and self.trusted:
            if wanted == "withdraw" and not new and by_reply.withdraw(signature, now=self.now):
                return "withdrawn"
            if wanted == "nothing" and may_be_taken and by_reply.correct(signature, new, now=self.now):
                return "corrected"
        is_no = wanted in {"withdraw", "change"} or bool(new)
        if is_no and self.mailbox:
            self._resend(wrote=True)  # the link by which they do it themselves
        return self._keep(Understood("unclear"), "no" if is_no else "unread", why="no" if is_no else "answer")

    def _corrections(self, signature: Signature) -> tuple[dict[str, str], bool]:
        """Corrected lines of a reply; whether they are that alone, in a mail that says what the signature says now."""
        self.lang, thanks = signature.lang, by_reply.thanks(signature)
        is_current = self.message.own.mark == thanks.facts["mark"]
        self.message = replies.without_ours(self.message, signature, answer=thanks)
        new = replies.corrected(self.message, signature)
        return new, is_current and replies.are_values(new, signature)

    def _asked_about(self, code: str) -> Signature | None:
        """The signature that our mail asked about, if this answers it and comes from its mailbox."""
        query = select(Signature).where(
            Signature.appeal_id == self.appeal.id,
            Signature.state.in_((State.PENDING, State.CONFIRMED, State.MERGED, State.HELD)),
        )
        by_ref = select(ReceivedMessage.signature_ref).where(
            ReceivedMessage.answer_ref.in_(self.message.answers), ReceivedMessage.appeal_id == self.appeal.id
        )
        if code:
            query = query.where(
                Signature.code_key == self.appeal.key.fingerprint("code", codes.read_code(code))
            )
        else:
            query = query.where(Signature.ref.in_(by_ref))
        signature = db.session.scalar(query.limit(1).with_for_update(key_share=True))
        if signature is None or not self.mailbox:
            return None
        own = signature.own.mailbox
        return (
            signature if own and text.canonical_mailbox(own) == text.canonical_mailbox(self.mailbox) else None
        )

    def _confirm(self, signature: Signature) -> str:
        if signature.state == State.PENDING and not (self.trusted and signature.lives(self.now)):
            if not self.appeal.may_be_confirmed(self.now):
                return self._too_late()
            self._resend()
            return "unconfirmed"
        try:
            confirming.confirm(signature, repeats=self.trusted, now=self.now)
        except rules.TooLate:
            return self._too_late()
        return "confirmed"

    def _sign(self, said: Understood, line: Line) -> str:
        try:
            signed = Signing(
                _particulars(self.appeal, line, said.representative, self.mailbox),
                kind=line.kind,
                lang=self.lang,
            )
        except text.Refused:
            return self._keep(said, "unread", why="refused")
        heard = Heard(self.now, self.message.message_id, self.trusted)
        asked = signing.sign(self.appeal, signed, heard=heard, now=self.now)
        if asked is None:
            return "capped"
        self.received.answer_ref = asked.mail
        self.received.signature_ref = asked.signature or None
        self.received.lines = replies.hashed_lines(self.message, self.appeal)
        return "signed"

    def _resend(self, *, wrote: bool = False) -> None:
        network = "" if self.trusted else caps.UNVOUCHED
        confirming.resend(
            self.appeal, self.mailbox, lang=self.lang, network=network, wrote=wrote, now=self.now
        )

    def _keep_answer(self, said: Understood, asked: Signature | None, *, agrees: bool = False) -> str:
        """Keep what may say yes for organisers, and send its writer the link, which says it without a doubt."""
        agrees = agrees or consent.begins_with_yes(self.message.own.text)
        if asked and self._waits(asked) and agrees:
            self._resend()
        return self._keep(said, "unread")

    def _keep(self, said: Understood, outcome: str, *, why: str = "") -> str:
        """Keep it for organisers; once all that the form promised to erase is due to be gone, nothing is kept any more."""
        if self.appeal.is_erased(self.now):
            return "late"
        kept = queue.keep(
            self.appeal,
            self.message,
            mailbox=self.mailbox,
            trusted=self.trusted,
            why=why or said.why or "prose",
            lang=self.lang,
            now=self.now,
        )
        return outcome if kept else NOT_KEPT

    def _too_late(self) -> str:
        """Answer once that signing has ended; of a mailbox that has told us "not me" nothing is heard any more."""
        if self.appeal.stopped_at is not None:
            return self._keep(understand(self.message), "unread")
        if not self.mailbox:
            return "late"
        key = mailbox_key_of(self.appeal, self.mailbox)
        _appeal, known = signing.look(self.appeal, key)
        told = vault().common.fingerprint("told too late", f"{self.appeal.id}\0{key.hex()}")
        if (
            not (known and known.silent)
            and _first(told, None, self.now)
            and caps.may_be_mailed(self.appeal, self.mailbox, apart=not self.trusted, now=self.now)
            and (self.trusted or caps.may_answer("message", caps.UNVOUCHED, now=self.now))
        ):
            outbox.post(messages.too_late(self.appeal, to=self.mailbox, lang=self.lang), now=self.now)
        return "late"


def _first(key: bytes, appeal: Appeal | None, now: datetime) -> ReceivedMessage | None:
    """The row of what was not there yet; None where it was. Of two at once the database lets one be first."""
    statement = insert_into(ReceivedMessage).values(
        key=key, appeal_id=appeal.id if appeal else None, outcome="", received_at=now
    )
    won = db.session.scalar(statement.on_conflict_do_nothing().returning(ReceivedMessage.key))
    return db.session.get_one(ReceivedMessage, won) if won else None


def _particulars(appeal: Appeal, line: Line, representative: str, mailbox: str) -> Particulars:
    """What the appeal asks for and the line says, each fit to stand under it; raises text.Refused."""
    said = {"role": line.role, "affiliation": line.affiliation, "place": line.place}
    asked = {name: text.line(value) for name, value in said.items() if name in appeal.asks}
    if line.kind == Kind.ORGANISATION:
        asked |= {
            "acronym": text.line(line.acronym),
            "representative": text.line(representative, is_public=False),
        }
    return Particulars(text.line(line.name, needs_letter=True), mailbox, **asked)


def _language(message: Inbound, appeal: Appeal) -> str:
    found = language_of(f"{message.own.text}\n{message.from_name}")
    found = _UNDERSTOOD.get(found, found)
    return found if found in i18n.languages() else appeal.first_lang
