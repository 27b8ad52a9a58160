"""Files of long letters at the desk: organisers have them made, see how far they are, and take them."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import exports, service
from petition.letters.models import MAKING, WAITING
from petition.signatures import ending
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars
from tests.factories import desk_post, enter
from tests.letters.asked_for import DESK, fetched, jobs, made, on_sqlite, row, work
from tests.letters.crowded import crowded, one


@pytest.fixture
def desk(client: FlaskClient, appeal: Appeal) -> FlaskClient:
    enter(client)
    return client


def test_organisers_have_a_file_made_see_how_far_it_is_and_take_it(
    desk: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    assert re.search(r">\s*Prepare\s*</button>", desk.get(DESK).text)
    assert fetched(desk, f"{DESK}.csv").status_code == 302
    assert jobs() == 0  # a GET asks for nothing
    answer = desk_post(desk, f"{DESK}/files", {"format": "csv", "lang": "en"}, at=DESK)
    assert answer.status_code == 303
    assert "Waits for its turn." in desk.get(DESK).text
    export = exports.claim(appeal.id, now)
    assert export is not None
    exports.note(export, done=2, total=5, now=now)
    db.session.commit()
    page = desk.get(DESK).text
    assert "2 of 5 signatures read." in page
    assert 'value="2"' in page
    exports.note(export, done=5, now=now)
    db.session.commit()
    assert "All signatures are read, the file is being written." in desk.get(DESK).text
    clock.ticked(exports.LEASE)
    made(appeal)
    page = desk.get(DESK).text
    assert "1 MB, as of 22 November 2026" in page
    assert "Prepare again" in page
    assert fetched(desk, f"{DESK}.csv").data == service.rendered(
        service.letter(appeal, now=clock.now()), "csv"
    )


def test_a_file_whose_letter_changed_is_offered_to_be_made_not_to_be_taken(
    desk: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    made(appeal)
    ending.withdraw(one(appeal), now=now)
    db.session.commit()
    page = desk.get(DESK).text
    assert "The letter has changed since this file was made" in page
    assert f'href="{DESK}.csv' not in page
    assert fetched(desk, f"{DESK}.csv").status_code == 302


def test_only_the_own_team_has_files_made_and_only_of_what_there_is(
    desk: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    for data in ({"format": "exe", "lang": "en"}, {"format": "csv", "lang": "kk"}, {}):
        assert desk_post(desk, f"{DESK}/files", data, at=DESK).status_code == 404
    crowded(5, team="Others", slug="of-others")
    data = {"format": "csv", "lang": "en"}
    assert desk_post(desk, "/desk/a/of-others/letter/files", data, at=DESK).status_code == 404
    assert desk.get("/desk/a/of-others/letter.csv").status_code == 404


def test_to_ask_again_begins_a_file_anew_unless_it_is_being_made(
    desk: FlaskClient, appeal: Appeal, now: datetime
) -> None:
    made(appeal)
    desk_post(desk, f"{DESK}/files", {"format": "csv", "lang": "en"}, at=DESK)
    assert row(appeal).state == WAITING
    assert exports.claim(appeal.id, now) is not None
    db.session.commit()
    desk_post(desk, f"{DESK}/files", {"format": "csv", "lang": "en"}, at=DESK)
    assert row(appeal).state == MAKING


@on_sqlite
def test_the_lines_in_which_a_pdf_of_the_worker_spells_out_signs_are_told_by_their_numbers(
    desk: FlaskClient, appeal: Appeal
) -> None:
    odd = db.session.scalars(db.select(Signature).where(Signature.appeal_id == appeal.id).limit(4)).all()
    for signature in odd:
        own = Particulars("𒀀 Dana", "dana@example.org")
        signature.particulars = sealed(appeal.key, appeal.id, signature.ref, own)
    db.session.commit()
    desk_post(desk, f"{DESK}/files", {"format": "pdf", "lang": "en"}, at=DESK)
    work()
    page = desk.get(DESK).text
    lines = [line for line in service.letter(appeal, now=clock.now()).signatories if "𒀀" in line.name]
    told = ", ".join(str(line.position) for line in lines)
    assert len(lines) == 4
    assert f"draws signs in 4 lines: they are spelled out there. Lines {told}<" in page
    made(appeal)
    assert desk.get(DESK).text.count("spelled out there") == 1
