"""A slip corrected at the desk: its owner is told and undoes it by one press."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from petition import worker
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.signatures import correcting, signing
from petition.signatures.models import Signature
from tests.conftest import NOW
from tests.factories import asked_again, drawn, enter, link_in, make_appeal, press, signed
from tests.moderation.deciding import lines

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


def test_a_slip_is_corrected_at_the_desk_its_owner_told_and_undoes_it_for_good(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    row = signed(appeal, "Aru Bekowa", mailbox="aru@example.org", role="teacher", place="Qarasu")
    sent = len(mails())
    enter(client)
    at = f"/desk/a/{appeal.slug}/signatures/{row.ref}"
    assert f'{at}/correct"' in client.get(at).text
    assert press(client, f"{at}/correct", name=" ").status_code == 422
    assert press(client, f"{at}/correct", name="Aru http://evil.example").status_code == 422
    assert press(client, f"{at}/correct").status_code == 303
    assert "Nothing was changed." in client.get(at).text
    assert len(mails()) == sent
    assert press(client, f"{at}/correct", name="Aru Bekova").status_code == 303
    page = client.get(f"/a/{appeal.slug}").text
    assert "Aru Bekova, teacher (Qarasu)" in re.sub(r"<[^>]+>", "", page)
    log = client.get(f"/desk/a/{appeal.slug}/activity").text
    assert "Signature corrected" in log
    kept = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "signature.corrected")).one()
    assert not {"Aru", "Bekova", "Bekowa"} & set(re.split(r"\W", log + str(kept.facts)))
    (told,) = mails()[sent:]
    assert "corrected a mistake" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert not re.search("Beko[vw]a", told.as_string())
    mine = link_in(told, "/s/")
    assert "Aru Bekowa, teacher" in client.get(mine).text
    given = client.get(f"{mine}/data.json").json
    assert given is not None
    assert given["you_before_organisers_corrected_it"]["name"] == "Aru Bekowa"
    for _twice in range(2):
        assert client.post(mine, data={"deed": "undo_correction"}).status_code == 303
        assert lines(appeal) == ["Aru Bekowa, teacher (Qarasu)"]
    assert f'{at}/correct"' not in client.get(at).text
    assert client.get(f"{at}/correct").status_code == 303


def test_a_correction_of_what_has_changed_meanwhile_is_asked_about_and_what_was_typed_stays(
    client: FlaskClient,
) -> None:
    appeal = make_appeal()
    row = signed(appeal, "Aru Bekowa")
    enter(client)
    page = f"/desk/a/{appeal.slug}/signatures/{row.ref}/correct"
    mine = drawn(client, page, page) | {"name": "Aru Bekova"}
    signing.correct(row, row.own._replace(place="Qarasu"))
    db.session.commit()
    asked = client.post(page, data=mine)
    told = [
        each in asked.text for each in ("changed since you opened it", "Aru Bekova", "Aru Bekowa (Qarasu)")
    ]
    assert (asked.status_code, told, lines(appeal)) == (409, [True] * 3, ["Aru Bekowa (Qarasu)"])
    assert client.post(page, data=asked_again(asked.text) | {"place": "Qarasu"}).status_code == 303
    assert lines(appeal) == ["Aru Bekova (Qarasu)"]


def test_a_correction_gives_way_to_what_came_meanwhile_and_is_not_where_nothing_is_shown_in_full(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(closes_at=NOW + timedelta(days=1))
    row = signed(appeal, "Aru Bekowa", mailbox="aru@example.org")
    seen, right = row.particulars, row.own._replace(name="Aru Bekova")
    signing.correct(row, row.own._replace(name="Aru B."))
    db.session.commit()
    with pytest.raises(correcting.CorrectionRefused):  # its owner was first
        correcting.correct(row, right, seen=seen, organiser_id=1, now=clock.now())
    correcting.correct(row, right, seen=row.particulars, organiser_id=1, now=clock.now())
    signing.correct(row, row.own._replace(name="Aru B. B."))
    db.session.commit()
    with pytest.raises(correcting.CorrectionRefused):  # what its owner wrote last is theirs: nothing to undo
        correcting.undo(row, now=clock.now())
    correcting.correct(row, right, seen=row.particulars, organiser_id=1, now=clock.now())
    db.session.commit()
    enter(client)
    quiet = [signed(appeal, "Quiet One", visibility=each) for each in ("hidden", "initials")]
    quiet.append(signed(appeal, "Not Yet", confirmed=False))
    for each in quiet:
        assert client.get(f"/desk/a/{appeal.slug}/signatures/{each.ref}/correct").status_code == 303
    corrected = row.ref
    clock.ticked(timedelta(days=60))
    worker.once()
    kept = db.session.scalars(select(Signature).where(Signature.ref == corrected)).one()
    assert (kept.own.name, kept.uncorrected, correcting.may_be_corrected(kept)) == ("Aru Bekova", None, False)
