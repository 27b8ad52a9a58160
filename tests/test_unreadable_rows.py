"""One row that cannot be unsealed costs that row, with a line in the log and a count at the desk, never the page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.letters import service as letters
from petition.lists import add, store
from petition.reading.draft import Line
from petition.review import scan
from petition.review.models import Case
from petition.signatures.models import Signature
from tests.factories import enter, make_appeal

pytestmark = pytest.mark.usefixtures("now")

BROKEN = b"\x01broken" * 9


def test_a_signature_that_cannot_be_unsealed_costs_its_line_alone(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    appeal = make_appeal(slug="well", published=False)
    lines = [Line(name, name=name) for name in ("Aru Bekova", "Marat Bekov", "Marat Bekov")]
    kept = store.keep_list(appeal, lines, now=clock.now())
    add.accept_list(kept, range(kept.rows), now=clock.now())
    desk.publish(appeal, now=clock.now())
    first = db.session.scalars(select(Signature.id).order_by(Signature.id)).first()
    db.session.execute(update(Signature).where(Signature.id == first).values(particulars=BROKEN))
    db.session.commit()
    for _step in scan.look(appeal.id, clock.now()):
        db.session.commit()
    enter(client)
    assert client.get("/a/well").status_code == 200
    overview = client.get("/desk/a/well")  # reads no row but the latest names
    assert (overview.status_code, "Aru Bekova" in overview.text) == (200, False)
    page = client.get("/desk/a/well/signatories")
    assert page.status_code == 200
    assert "1 entry could not be decrypted" in page.text
    assert "Marat Bekov" in page.text
    assert "Aru Bekova" not in page.text
    assert "Marat Bekov" in client.get("/desk/a/well/review").text
    letter = client.get("/desk/a/well/letter")
    assert letter.status_code == 200
    assert letters.letter(db.session.get_one(Appeal, appeal.id), now=clock.now()).counts.confirmed == 3
    db.session.execute(update(Case).values(seen=BROKEN))
    db.session.commit()
    assert "1 entry could not be decrypted" in client.get("/desk/a/well/review").text
    assert f"not unsealed: signatures {first}" in caplog.text
    assert "Bekov" not in caplog.text
