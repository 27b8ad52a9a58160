"""A letter that is complete, its seals, and what their file says."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition import worker_duties
from petition.appeals import pictures
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.core.drawing import Drawn
from petition.desk import service as desk
from petition.letters import seal_check, seal_file
from petition.letters.models import LetterSeal, SealLeaf
from petition.signatures.models import Signature
from tests.factories import TEXT, make_appeal, signed

DAY = timedelta(days=1)


def complete(drawn: Drawn | None = None) -> Appeal:
    """A letter, with a picture if told, with three who are named and one who is not."""
    body = "![A map](picture:1)" if drawn else TEXT.body
    appeal = make_appeal(text=replace(TEXT, body=body), slug="well", published=drawn is None)
    if drawn:
        pictures.keep(appeal, {1: drawn})
        desk.publish(appeal, now=clock.now())
        db.session.commit()
    for name, visibility in (
        ("Aru Bekova", "public"),
        ("Berik Omarov", "public"),
        ("Dana Ivanova", "initials"),
        ("Erlan Hidden", "hidden"),
    ):
        signed(appeal, name, visibility=visibility, role="Glazier" if name[0] == "B" else "")
    return appeal


def after(appeal: Appeal, span: timedelta) -> Any:
    """The clock, so long after the letter was complete."""
    at = appeal.complete_at
    assert at is not None
    return clock.stopped(at + span)


def sealed() -> int:
    """What the worker seals now."""
    return worker_duties.do_all(clock.now(), only=["letters sealed"])["letters sealed"]


def made(appeal: Appeal) -> list[LetterSeal]:
    db.session.expire_all()
    found = select(LetterSeal).where(LetterSeal.appeal_id == appeal.id).order_by(LetterSeal.number)
    return list(db.session.scalars(found))


def downloaded(client: FlaskClient) -> list[bytes]:
    """The lines of the file of a seal."""
    response = client.get("/a/well/letter.seal", buffered=True)
    assert response.status_code == 200, response.text
    found: bytes = response.data
    return found.splitlines(keepends=True)


def key() -> str:
    return seal_file.key_fingerprints()[0]


def told(lines: list[bytes], *roots: str) -> str:
    return "\n".join(seal_check.check(lines, [key()], roots).told())


def named_in(lines: list[bytes]) -> set[str]:
    return {said["name"] for line in lines[1:] if "name" in (said := json.loads(line))}


def opening(appeal: Appeal) -> int:
    """Leaves that something is kept of to open them."""
    kept = SealLeaf.appeal_id == appeal.id, SealLeaf.opens.is_not(None)
    return int(db.session.execute(select(func.count()).select_from(SealLeaf).where(*kept)).scalar_one())


def by_name(name: str) -> Signature:
    """Who signed so, and has not left."""
    rows = db.session.scalars(select(Signature).where(Signature.state == "confirmed"))
    return next(each for each in rows if each.own.name == name)


def again(appeal: Appeal) -> Appeal:
    """The letter, after the worker has let go of it."""
    return db.session.get_one(Appeal, appeal.id)
