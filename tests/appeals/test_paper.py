"""Signatures on paper that nobody typed in: what the organisers state stands apart from what the database can prove."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition import erasure, worker
from petition.appeals import emergency, paper, service
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters.models import Card
from tests.factories import TEXT, drawn, enter, make_appeal, press, signed
from tests.letters.composing.test_errata import told

pytestmark = pytest.mark.usefixtures("now")
SAID = {"number": "1204", "day": "2026-11-20", "note": "Twelve sheets, kept by a notary"}
STATED = "Signatures on paper, as the organisers state: 1,204"
PAGE = "/desk/a/well/paper"


def test_what_is_stated_stands_apart_wherever_signatures_are_counted(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well", grace_minutes=0, target=2000, frame_hosts=["https://example.org"])
    signed(appeal, "Aru Bekova")
    service.write(appeal, "ru", TEXT, organiser_id=None, now=clock.now())
    enter(client)
    worker.once()
    card = db.session.scalars(db.select(Card.stands_for)).one()
    assert "on paper, as" not in client.get("/a/well").text
    assert press(client, PAGE, **SAID, **{"notes-0": "Двенадцать листов"}).status_code == 303
    assert f"Number of signatures on paper stated: {1204:,}" in " ".join(
        client.get("/desk/a/well/activity").text.split()
    )
    for path, note in (("/a/well", True), ("/a/well/card", False), ("/", False)):
        page = client.get(path).text
        assert (STATED in page, "1 signature" in page.replace("</strong>", "")) == (True, True), path
        assert (SAID["note"] in page) is note, path
    assert "Двенадцать листов" in client.get("/a/well/ru").text
    assert "Қағаздағы қолтаңбалар" in client.get("/a/well/kk").text
    assert 'value="0"' in client.get("/a/well").text  # of the goal, which paper brings no nearer
    for path in ("/a/well/count.json", "/a/well.json"):
        found = json.loads(client.get(path).text)
        assert (found["signatures"], found["on_paper"]) == (1, 1204), path
    listed = json.loads(client.get("/letters.json").text)["letters"]
    assert [each["on_paper"] for each in listed] == [1204]
    clock.ticked(timedelta(minutes=1))
    worker.once()
    assert db.session.scalars(db.select(Card.stands_for)).one() != card
    clock.ticked(timedelta(days=11))
    found = json.loads(client.get("/a/well/letter.json").text)
    assert found["counts"] == {"received": 1, "confirmed": 1, "printed": 1, "not_named": 0, "on_paper": 1204}
    assert (found["paper"]["day"], found["paper"]["note"], found["errata"]) == (
        "2026-11-20",
        SAID["note"],
        [],
    )
    assert found["paper"]["statement"] in client.get("/a/well/letter.txt").text.replace("\n", " ")
    assert client.get("/desk/a/well/covering.docx").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"number": ""}, "Enter how many"),
        ({"number": "-1"}, "from 0 to"),
        ({"number": "many"}, "Not a valid integer"),
        ({"number": str(10**30)}, "from 0 to"),
        ({"day": ""}, "Enter the day."),
        ({"day": "2026-11-23"}, "not later than today"),
        ({"day": "0001-01-01"}, "not later than today"),
        ({"note": " "}, "Say what the sheets are"),
        ({"note": "x" * 301}, "too long"),
        ({"note": "twelve\u202esheets"}, "invisible"),
        ({"seen": "another"}, "This has changed since you opened it"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_typed(
    client: FlaskClient, wrong: dict[str, str], says: str
) -> None:
    appeal = make_appeal(slug="well")
    enter(client)
    refused = press(client, PAGE, **(SAID | wrong))
    assert (refused.status_code, says in refused.text, 'value="1204"' in refused.text) == (
        422,
        True,
        "number" not in wrong,
    )
    assert paper.stated(appeal) is None


def test_it_is_changed_and_taken_back_and_each_change_is_in_the_log(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well")
    enter(client)
    old = drawn(client, PAGE, PAGE)
    for sent in (SAID, SAID, SAID | {"number": "1300"}, {"number": "0"}, {"number": "0"}):
        assert press(client, PAGE, **sent).status_code == 303
    assert client.post(PAGE, data=old | {"number": "0"}).status_code == 303  # it is so already
    assert client.get("/desk/a/well/activity").text.count("Number of signatures on paper stated") == 3
    assert "on paper, as" not in client.get("/a/well").text
    kept = db.session.get(paper.PaperCount, appeal.id)
    assert kept is not None
    assert (kept.number, kept.note) == (0, "")  # what was said of where they are is not kept


def stop(appeal: Appeal) -> None:
    emergency.begin(appeal, "Danger", now=clock.now())


def withdraw(appeal: Appeal) -> None:
    service.withdraw(appeal, "Over", now=clock.now())


@pytest.mark.parametrize(
    ("days", "deed", "may", "errata"),
    [
        (0, None, True, []),
        (10, None, True, []),  # confirming goes on
        (12, None, True, [(1, {"on paper": 1})]),
        (0, stop, False, []),
        (0, withdraw, False, []),
        (12, withdraw, False, []),
    ],
)
def test_it_changes_until_the_letter_is_stopped_or_withdrawn_and_of_a_complete_one_with_an_erratum(
    client: FlaskClient, days: int, deed: Callable[[Appeal], None] | None, may: bool, errata: list[object]
) -> None:
    appeal = make_appeal(slug="well")
    paper.state(appeal, 1204, date(2026, 11, 20), SAID["note"], organiser_id=1, now=clock.now())
    db.session.commit()
    with clock.stopped(clock.now() + timedelta(days=days)):
        if deed:
            deed(appeal)
            db.session.commit()
        enter(client)
        assert client.get(PAGE).status_code == (200 if may else 409)
        if may:
            assert press(client, PAGE, number="1300").status_code == 303
            assert told(appeal) == errata
        else:
            with pytest.raises(service.NotPossible):
                paper.state(appeal, 1300, date(2026, 11, 20), "Sheets", organiser_id=1, now=clock.now())
        page = client.get("/a/well").text
        assert (("1,300" if may else STATED) in page, SAID["note"] in page) == (True, may)
        if deed is withdraw:
            erasure.remove_text(appeal, now=clock.now())
            assert paper.stated(appeal) is None


def test_of_two_who_state_it_at_once_one_is_shown_what_the_other_stated(app: Flask) -> None:
    make_appeal(slug="well")
    both, start = [app.test_client() for _ in range(2)], Barrier(2)
    for nth, each in enumerate(both):
        enter(each, address=f"organiser{nth}@example.org")
    forms = [drawn(each, PAGE, PAGE) | SAID | {"number": f"120{nth}"} for nth, each in enumerate(both)]
    db.session.rollback()

    def post(nth: int) -> int:
        start.wait()
        return both[nth].post(PAGE, data=forms[nth]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert Counter(pool.map(post, range(2))) == {303: 1, 422: 1}


def test_an_erased_letter_keeps_nothing_of_what_was_on_paper(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well")
    paper.state(appeal, 12, clock.now().date(), SAID["note"], organiser_id=1, now=clock.now())
    db.session.commit()
    for _step in erasure.erase_appeal(appeal, now=clock.now()):
        db.session.commit()
    assert paper.stated(appeal) is None
    assert SAID["note"] not in client.get("/a/well").text
