"""A published appeal with many signatures, put straight into the table. Nobody here exists."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import exports, service
from petition.letters.models import Export
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars
from petition.signatures.ticket import new_nonce, new_ref
from tests.factories import make_appeal


def crowded(number: int, *, closed: bool = True, **terms: Any) -> Appeal:
    """An appeal under which so many have signed and confirmed, closed an hour ago unless told otherwise."""
    now = clock.now()
    appeal = make_appeal(**{"slug": "long-list"} | terms)
    if closed:
        appeal.closes_at, appeal.grace_minutes = now - timedelta(hours=1), 0
    key, rows = appeal.key, []
    for at in range(number):
        ref, mailbox = new_ref(), f"m{at}@example.org"
        own = Particulars(f"Given{at:05} Family{at * 31 % 1009:04}", mailbox, "Glazier" if at % 3 else "")
        rows.append(
            {
                "appeal_id": appeal.id, "version_id": appeal.versions[-1].id, "ref": ref, "nonce": new_nonce(),
                "state": "confirmed", "source": "form", "kind": "person", "visibility": "public", "lang": "en",
                "particulars": sealed(key, appeal.id, ref, own), "mailbox_key": mailbox_key_of(appeal, mailbox),
                "mails": 1, "signed_at": now + timedelta(seconds=at), "confirmed_at": now + timedelta(seconds=at),
            }
        )  # fmt: skip
    db.session.execute(insert(Signature), rows)
    db.session.commit()
    return appeal


def one(appeal: Appeal) -> Signature:
    """The first of those who are still among them."""
    confirmed = (Signature.appeal_id == appeal.id, Signature.state == "confirmed")
    return (
        db.session.scalars(db.select(Signature).where(*confirmed).order_by(Signature.id)).first() or _nobody()
    )


def kept_here(appeal: Appeal, form: str = "csv") -> Export:
    """A file that was asked for, made and kept as the worker does it, but without a process of its own."""
    export = exports.claim(appeal.id, clock.now())
    assert export is not None
    state = exports.state_of(appeal, "en", clock.now())
    data = service.rendered(service.letter(appeal, now=clock.now()), form)
    while exports.drop_parts(export):
        pass
    exports.add(export, 0, data, now=clock.now())
    exports.finish(export, size=len(data), stands_for=state, now=clock.now())
    db.session.commit()
    return export


def _nobody() -> Signature:
    raise AssertionError("nobody has signed")
