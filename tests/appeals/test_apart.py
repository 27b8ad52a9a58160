"""What takes long is read and drawn while nobody waits; whoever asks must still be allowed to when it is done.

That nobody waits is looked at by tests/conftest.py, whenever a process is started or a picture is opened.
"""

from contextvars import Context
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, func, select, update

from petition.accounts.models import Organiser, Right
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core import clock, markdown_sandbox
from petition.core.db import db
from petition.desk import service as desk
from petition.lists import prepare
from petition.lists.models import LineList
from tests.appeals.test_logo import picture
from tests.factories import TEXT, enter, make_appeal, press
from tests.reading.illustrated import letter

pytestmark = pytest.mark.usefixtures("now")
HERE = "/desk/a/well"
LONG = "\n\n".join(["The well gives water to the lower town, and there is no other well in it."] * 40)
LONG_IN_RUSSIAN = "\n\n".join(["Колодец даёт воду нижнему городу, и другого колодца в нём нет."] * 40)


def test_nobody_waits_while_a_long_text_is_read(client: FlaskClient) -> None:
    long = type(TEXT)(title="Well", body=LONG, recipients=TEXT.recipients)
    appeal = make_appeal(slug="well", text=long)
    appeals.write(appeal, "ru", long, organiser_id=None, now=clock.now())
    desk.publish(appeal, note="In Russian too.", carries=True, now=clock.now())
    db.session.commit()
    enter(client)
    in_two = f"Dear Mayor,\n\n{LONG}\n\nУважаемый мэр!\n\n{LONG_IN_RUSSIAN}"
    illustrated = letter().replace(b"</p>", f"</p><p>{LONG}</p>".encode(), 1)
    deeds: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (f"{HERE}/text/en", "", {"body": f"{LONG}\n\nKeep it."}),
        (HERE, f"{HERE}/copy", {}),
        (f"{HERE}/language", "", {"lang": "kk", "paste": f"Құрметті әкім!\n\n{LONG}"}),
        (f"{HERE}/language", "", {"lang": "uz", "file": (BytesIO(illustrated), "letter.html")}),
        ("/desk/new", "", {"paste": in_two}),
        ("/desk/new", "", {"file": (BytesIO(illustrated), "letter.html")}),
    )
    done = [press(client, page, action, **fields) for page, action, fields in deeds]
    assert [each.status_code for each in done] == [303] * len(deeds)
    assert press(client, f"{HERE}/take-up/1").status_code == 303
    words = {"picture-1-words_en": "Map", "picture-2-words_en": "The well", "picture-3-left_out": "y"}
    assert press(client, done[-1].location, **words).status_code == 303
    begun = db.session.scalars(select(Appeal).order_by(Appeal.id.desc()).limit(1)).one()
    assert "![Map](picture:1)" in str(begun.draft("en"))


OUT_OF_THE_TEAM = delete(Right).where(Right.organiser_id == 2)
SIGNED_OUT = update(Organiser).where(Organiser.id == 2).values(fs_uniquifier="another")


@pytest.mark.parametrize(
    ("slow", "page", "typed", "loss", "status"),
    [
        ((markdown_sandbox, "read"), f"{HERE}/text/en", {"body": "Another text."}, OUT_OF_THE_TEAM, 404),
        ((markdown_sandbox, "read"), f"{HERE}/text/en", {"body": "Another text."}, SIGNED_OUT, 403),
        ((markdown_sandbox, "read"), "/desk/new", {"title": "Another"}, OUT_OF_THE_TEAM, 404),
        ((Image, "open"), f"{HERE}/logo", {"alt": "A well"}, OUT_OF_THE_TEAM, 404),
        ((prepare, "brought_in"), f"{HERE}/signatories", {"lines": "Aru Bekova"}, OUT_OF_THE_TEAM, 404),
    ],
)
def test_who_loses_their_right_meanwhile_changes_nothing(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    slow: Any,
    page: str,
    typed: Any,
    loss: Any,
    status: int,
) -> None:
    make_appeal(slug="well", published=False)
    enter(client, address="another@example.org")  # for a team keeps an owner
    enter(client)
    does, others = getattr(*slow), db.engine

    def lose() -> None:
        with others.begin() as other:
            other.execute(loss)

    def meanwhile(*given: Any, **how: Any) -> Any:
        Context().run(lose)
        return does(*given, **how)

    monkeypatch.setattr(slow[0], slow[1], meanwhile)
    file = {"file": (BytesIO(picture()), "logo.png")} if "logo" in page else {}
    before = db.session.scalar(select(func.max(AuditEntry.id)))
    assert press(client, page, **typed, **file).status_code == status
    assert db.session.scalar(select(func.max(AuditEntry.id))) == before
    assert db.session.scalars(select(Appeal)).one().draft("en") == TEXT
    assert db.session.scalars(select(LineList)).all() == []
