"""What is kept beside a signature is found by an index of few rows, however many have signed and written."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text

from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.desk import activity
from petition.inbox.models import ReceivedMessage, UnreadMessage
from petition.letters import exports
from petition.moderation import story
from petition.signatures import correcting, ending, own_data
from petition.signatures.models import Signature
from tests.factories import make_appeal, signed

pytestmark = pytest.mark.usefixtures("now")

TABLES = "audit_entries|unread_messages|received_messages"
FEW = {"audit_entries_but_arriving", "audit_entries_signature", "received_messages_signature_ref"} | {
    f"unread_messages_{column}" for column in ("sender", "signature_ref")
}
DEEDS: dict[str, Callable[[Signature], object]] = {
    "its owner has a copy": own_data.everything_about,
    "its owner withdraws": lambda signature: ending.withdraw(signature, now=clock.now()),
    "its page at the desk": lambda signature: story.of(signature.appeal, signature.ref),
    "may it be corrected": correcting.may_be_corrected,
    "the log": lambda signature: activity.page(signature.appeal),
    "is a long letter as it was": lambda each: exports.state_of(each.appeal, "en", clock.now()),
}


def many(appeal_id: int) -> None:
    """Who else has signed and written, as the tables have it."""
    at = {"appeal_id": appeal_id, "received_at": clock.now()}
    arrived = {"deed": "signature.confirmed", "appeal_id": appeal_id, "at": clock.now()}
    rows = {
        AuditEntry: [arrived | {"facts": {"signature": f"other{nth}"}} for nth in range(2_000)],
        UnreadMessage: [
            at | {"ref": f"m{nth}", "why": "prose", "sealed": b"x", "sender": b"%d" % nth}
            for nth in range(400)
        ],
        ReceivedMessage: [at | {"key": b"%d" % nth, "outcome": "unread"} for nth in range(400)],
    }
    for model, some in rows.items():
        db.session.execute(insert(model), some)
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text(f"ANALYZE {model.__tablename__}"))
    db.session.commit()


def plans(deed: Callable[[], object]) -> Iterator[str]:
    """How the database finds what each statement of a deed asks of these tables."""
    asked: list[tuple[str, Any]] = []

    def note(*args: Any) -> None:
        if re.search(rf"^(?!INSERT).*\b({TABLES})\b", args[2], re.DOTALL):
            asked.append((args[2], args[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        deed()
        db.session.flush()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN"
    if db.engine.dialect.name == "postgresql":  # as where there are many more
        explain = "EXPLAIN"
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    for statement, values in asked:
        rows = db.session.connection().exec_driver_sql(f"{explain} {statement}", values)
        yield f"{statement}\n" + "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_kept_beside_a_signature_is_found_by_an_index_of_few_rows(app: Flask, deed: str) -> None:
    appeal = make_appeal()
    signature = signed(appeal, "Aru Bekova")
    many(appeal.id)
    found = list(plans(lambda: DEEDS[deed](signature)))
    assert found
    for plan in found:
        assert set(re.findall(rf"\bix_((?:{TABLES})_\w+)", plan)) <= FEW, plan
        assert not re.search(rf"(Seq Scan|pkey) on ({TABLES})|SCAN ({TABLES})", plan), plan


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_sqlite_is_asked_for_nothing_that_only_newer_ones_know(app: Flask) -> None:
    """Ubuntu 22.04 has SQLite 3.37; ->> came with 3.38."""
    signature = signed(make_appeal(), "Aru Bekova")
    asked = [plan for deed in DEEDS.values() for plan in plans(partial(deed, signature))]
    asked += db.session.scalars(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    assert "audit_entries_signature" in "".join(asked)
    assert [each for each in asked if "->" in each] == []
