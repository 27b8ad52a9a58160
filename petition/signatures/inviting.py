"""Who stands in a list with a mailbox is asked there whether they sign: a signature that waits, as if they had signed.

Caps hold as for everybody. Who is being asked already, wants no mail about the appeal, or was asked so often that nothing
more may be sent, is left alone.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import Base, db
from petition.mail import outbox
from petition.reading.listed import Listed
from petition.signatures import erasing, lists, messages, suppression
from petition.signatures.models import LineList, Signature, new_nonce, new_ref, pending, sealed
from petition.signatures.rules import Signing
from petition.signatures.signing import code_of, mailbox_key_of, may_be_mailed


def invite(kept: LineList, placed: list[tuple[Listed, int | None]], *, now: datetime) -> int:
    """Ask these, each with the place they will have among the first signatories; gives how many are asked."""
    appeal = kept.appeal
    keys = [mailbox_key_of(appeal, listed.mailbox) for listed, _rank in placed]
    left_alone = _left_alone(appeal.id, keys)
    asked = 0
    for (listed, rank), key in zip(placed, keys, strict=True):
        if key in left_alone or not may_be_mailed(appeal, key, listed.mailbox, now=now):
            continue
        left_alone.add(key)
        ref, nonce = new_ref(), new_nonce()
        code = code_of(appeal, ref, nonce)
        signing = Signing(
            lists.particulars_of(listed), listed.line.kind, listed.visibility, appeal.first_lang
        )
        values = {
            "appeal_id": appeal.id,
            "version_id": appeal.version.id if appeal.version else None,
            "list_id": kept.id,
            "ref": ref,
            "nonce": nonce,
            "state": "pending",
            "door": "invited",
            "kind": signing.kind,
            "visibility": signing.visibility,
            "lang": signing.lang,
            "rank": rank,
            "particulars": sealed(appeal.key, appeal.id, ref, signing.particulars),
            "mailbox_key": key,
            "typed_key": appeal.key.fingerprint("typed", signing.typed),
            "code_key": appeal.key.fingerprint("code", code),
            "mails": 1,
            "signed_at": now,
            "keep_until": appeal.kept_until,
        }
        if not _inserted(values):
            continue
        mail = messages.invitation(
            appeal, to=listed.mailbox, lang=signing.lang, ref=ref, nonce=nonce, code=code
        )
        outbox.post(mail, now=now)
        asked += 1
    return asked


def confirmed(kept: LineList) -> int:
    """How many of those whom a list invited have confirmed."""
    query = select(func.count()).where(
        Signature.list_id == kept.id, Signature.door == "invited", Signature.state == "confirmed"
    )
    return int(db.session.execute(query).scalar_one())


def take_back(kept: LineList, *, now: datetime) -> None:
    """End what still waits of a list that is undone: mails that have not left, links, and what the list said."""
    waits = (Signature.list_id == kept.id, Signature.door == "invited", pending())
    outbox.recall(select(Signature.ref).where(*waits))
    keys = db.session.scalars(select(Signature.mailbox_key).where(*waits)).all()
    suppression.suppress(kept.appeal_id, [key for key in keys if key], own=False)
    erasing.erase(*waits, state="expired", now=now)


def _left_alone(appeal_id: int, keys: Collection[bytes]) -> set[bytes]:
    """Those of the mailboxes that are being asked already, or want no mail about the appeal."""
    rows = db.session.scalars(
        select(Signature.mailbox_key).where(
            Signature.appeal_id == appeal_id,
            Signature.mailbox_key.in_(keys),
            or_(pending(), Signature.quiet_at.is_not(None)),
        )
    )
    return {key for key in rows if key}


def _inserted(values: dict[str, Any]) -> bool:
    """Insert a row unless the same waits already, typed at this very instant."""
    insert_into = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert_into(Base.metadata.tables[Signature.__tablename__]).values(values)
    done = db.session.execute(statement.on_conflict_do_nothing().returning(Signature.id))
    return done.first() is not None
