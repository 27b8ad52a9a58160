"""Withdrawing and erasing from the terminal, and how much is held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from petition.accounts.models import Organiser
from petition.appeals import service as appeals
from petition.appeals import translations
from petition.appeals.delivery import Delivery
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.core.vault import Unreadable
from petition.desk.service import publish
from petition.letters.models import Card
from petition.mail.out.models import OutboxMessage
from petition.signatures import counts as signature_counts
from petition.signatures.models import Signature
from tests.factories import TEXT, confirm_by, enter, link_in, make_appeal, sign
from tests.retention.passing_time import fresh
from tests.test_clock_watch import Mails

GONE = (TEXT.title, "The well is", "Friends of the Well", "Mayor", "Dear", TEXT.closing)
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def held(runner: FlaskCliRunner, slug: str) -> dict[str, int]:
    """What the command prints."""
    done = runner.invoke(args=["appeal", "held-data", slug])
    assert done.exit_code == 0, done.output
    assert "@" not in done.output
    db.session.rollback()
    return {kind: int(count) for kind, count in (line.split("\t") for line in done.stdout.splitlines())}


@pytest.fixture
def signed(app: Flask, client: FlaskClient, mails: Mails) -> str:
    """An appeal with two signatures that count and one that waits."""
    slug = make_appeal(slug="well").slug
    for name in ("Aru Bekova", "Bek Arov", "Waits Long"):
        sign(client, slug, name=name, email=f"{name.split()[0].lower()}@example.org")
    for mail in mails()[:2]:
        confirm_by(client, link_in(mail))
    return slug


def test_how_much_is_held_is_told_by_kind(runner: FlaskCliRunner, signed: str) -> None:
    counts = held(runner, signed)
    assert {kind: counts[kind] for kind in ("names", "mailboxes", "messages", "lists")} == {
        "names": 3, "mailboxes": 3, "messages": 0, "lists": 0,
    }  # fmt: skip
    assert {"outbox", "suppressions", "exports", "networks"} <= set(counts)


def test_an_appeal_is_withdrawn_with_a_reason(
    runner: FlaskCliRunner, client: FlaskClient, signed: str
) -> None:
    withdraw = ["appeal", "withdraw", signed, "--reason", "We were wrong."]
    for typed in ("", "other\n", f"{signed}\nn\n"):  # it is for good, and everybody is told
        refused = runner.invoke(args=withdraw, input=typed)
        assert (refused.exit_code, "Type the name again to withdraw" in refused.stderr) == (1, True)
        assert "We were wrong." not in client.get("/a/well").text
    done = runner.invoke(args=withdraw, input=f"{signed}\ny\n")
    assert (done.exit_code, done.stdout.strip()[-7:]) == (0, "/a/well")
    assert "We were wrong." in client.get("/a/well").text
    assert runner.invoke(args=["appeal", "withdraw", signed, "--reason", "Again", "--yes"]).exit_code == 1
    assert runner.invoke(args=["appeal", "withdraw", signed]).exit_code == 2


def test_an_operator_ends_what_an_email_address_signed_and_the_answer_never_tells_whether_it_had(
    runner: FlaskCliRunner, client: FlaskClient, signed: str, caplog: pytest.LogCaptureFixture
) -> None:
    sign(client, signed, name="Hidden Bekova", email="hidden@example.org", visibility="hidden")
    told = set()
    for typed in ("ARU@example.org", "hidden@example.org", "aru@example.org", "nobody@example.org"):
        done = runner.invoke(args=["appeal", "end-signature", signed], input=f"{typed}\n")
        assert done.exit_code == 0, done.output
        told.add(done.stdout)
        db.session.rollback()
    assert (len(told), "@" in str(told), "@example" in caplog.text) == (1, False, False)
    states = db.session.execute(
        db.select(Signature.state, Signature.particulars != b"").order_by(Signature.id)
    )
    assert list(map(tuple, states)) == [
        ("withdrawn", False),
        ("confirmed", True),
        ("pending", True),
        ("withdrawn", False),
    ]
    deeds = db.select(db.func.count()).where(AuditEntry.deed == "signatures.ended by operator")
    assert db.session.scalar(deeds) == 4
    for args, typed in (([signed, "aru@example.org"], ""), ([], "aru@example.org"), ([signed], "no address")):
        done = runner.invoke(args=["appeal", "end-signature", *args], input=typed)
        assert (done.exit_code, "no address" in done.stderr.splitlines()[-1]) == (
            1 if typed == "no address" else 2,
            False,
        )
    clock.ticked(timedelta(days=100))
    done = runner.invoke(args=["appeal", "end-signature", signed], input="bek@example.org\n")
    assert (done.exit_code, "are deleted" in done.stderr) == (1, True)


def test_the_text_of_a_withdrawn_letter_is_removed_from_all_that_is_shown_and_kept(
    runner: FlaskCliRunner, client: FlaskClient
) -> None:
    appeal = make_appeal(slug="well")
    appeals.write(appeal, "ru", TEXT, organiser_id=None, now=clock.now())
    publish(appeal, note="The well is old", carries=True, now=clock.now())
    db.session.commit()
    hashes = [version.hash for version in appeal.versions]
    remove = ["appeal", "remove-text", "well", "--yes"]
    assert runner.invoke(args=remove).exit_code == 1
    assert TEXT.title in client.get("/a/well").text
    runner.invoke(args=["appeal", "withdraw", "well", "--reason", "A court ordered it.", "--yes"])
    done = runner.invoke(args=remove)
    assert (done.exit_code, [each in done.stdout for each in hashes]) == (0, [True, True]), done.output
    assert runner.invoke(args=remove).exit_code == 0
    enter(client)
    for path, said in (("", "removed its text"), ("/ru", "удалил текст")):
        page = client.get(f"/a/well{path}").text
        assert all(each in page for each in (said, "A court ordered it.", hashes[-1]))
    desk = (
        f"/desk/a/well{each}" for each in ("", "/text/ru", "/preview", "/publish", "/activity", "/letter")
    )
    for path in ("/", "/desk/", "/a/well", "/a/well/ru", *desk):
        page = client.get(path).text
        assert not [word for word in GONE if word in page], path
    rows = (str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()))
    assert not [row for row in rows if any(word in row for word in GONE)]


def test_the_text_of_an_earlier_version_is_removed_from_its_page_and_the_letter_goes_on(
    runner: FlaskCliRunner, client: FlaskClient
) -> None:
    appeal = make_appeal(slug="well", published=False)
    appeals.write(appeal, "ru", replace(TEXT, title="Колодец"), organiser_id=None, now=clock.now())
    translations.note(appeal, "ru")
    publish(appeal, now=clock.now())
    db.session.add(Card(appeal_id=appeal.id, lang="en", png=b"x", stands_for="", looked_at=clock.now()))
    first = appeal.versions[0].hash
    appeals.write(appeal, "en", replace(TEXT, title="A well"), organiser_id=None, now=clock.now())
    publish(appeal, note="The name is shorter", carries=True, now=clock.now())
    db.session.commit()
    path = "/a/well/version/1"
    assert TEXT.title in client.get(path).text
    remove = ["appeal", "remove-text", "well", "--yes", "--version"]
    assert [runner.invoke(args=[*remove, number]).exit_code for number in ("2", "3")] == [1, 1]
    done = runner.invoke(args=[*remove, "1"])
    assert (done.exit_code, first in done.stdout) == (0, True), done.output
    page = client.get(path).text
    assert all(each in page for each in ("removed its text", first, "The name is shorter"))
    assert not [word for word in GONE[:2] if word in page]
    assert "A well" in client.get("/a/well").text
    enter(client)
    assert client.get("/desk/a/well/take-up/1").status_code == 404
    assert db.session.scalars(db.select(Card)).all() == []
    row = next(each for each in fresh(appeal).texts if each.lang == "ru")
    assert row.translated_from is not None
    assert (row.translated_from["title"], row.translated_from["body"]) == ("", TEXT.body)
    assert translations.behind(row.appeal, "ru").changed.keys() == {"title"}


def test_an_erased_appeal_keeps_its_text_and_counts_and_nothing_personal(
    runner: FlaskCliRunner, client: FlaskClient, signed: str, mails: Mails
) -> None:
    link = link_in(mails()[0], "/c/")
    appeal = appeals.by_slug(signed)
    assert appeal is not None
    wrapped, first = (
        appeal.wrapped_key,
        db.session.scalars(db.select(Signature).order_by(Signature.id)).first(),
    )
    assert first is not None
    before, ref = first.particulars, first.ref
    event = {"what": "delivered", "day": clock.now().date(), "how": "", "number": "", "words": ""}
    db.session.add(Delivery(ref="d", appeal_id=appeal.id, recorded_at=clock.now(), scan=b"a list", **event))
    db.session.commit()
    assert held(runner, signed)["scans"] == 1
    assert runner.invoke(args=["appeal", "erase", signed, "--yes"]).exit_code == 0
    counts = held(runner, signed)
    kept = {"audit entries", "networks"}
    assert {kind: count for kind, count in counts.items() if count and kind not in kept} == {}
    db.session.expire_all()
    assert appeal.wrapped_key != wrapped
    assert db.session.scalars(db.select(Delivery.scan)).all() == [None]
    with pytest.raises(Unreadable):
        appeal.key.unseal(before, f"signatures|particulars|{ref}|{appeal.id}")
    assert signature_counts.confirmed(appeal) == 2
    entries = db.session.scalars(db.select(AuditEntry)).all()
    assert "appeal.erased" in {each.deed for each in entries}
    assert not [each for each in entries if "signature" in each.facts]
    for path in ("/", "/a/well", "/a/well/letter", "/a/well/letter.json", "/a/well/letter.csv"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "Bekova" not in page.text
    assert client.get(link).status_code == 410
    assert sign(client, signed, email="new@example.org").status_code in {200, 409, 410}
    assert db.session.scalar(db.select(db.func.count()).select_from(OutboxMessage)) == 0
    enter(client)
    for path in ("", "/review", "/letter", "/terms"):
        assert client.get(f"/desk/a/well{path}").status_code == 200, path


def test_an_erased_draft_goes_whole(runner: FlaskCliRunner, client: FlaskClient) -> None:
    make_appeal(slug="draft", published=False)
    assert runner.invoke(args=["appeal", "erase", "draft", "--yes"]).exit_code == 0
    assert appeals.by_slug("draft") is None


def test_an_organiser_is_erased(runner: FlaskCliRunner, client: FlaskClient) -> None:
    make_appeal(slug="well")
    enter(client)
    client.post("/desk/enter", data={"email": "organiser@example.org"})
    assert client.get("/desk/").status_code == 200
    assert runner.invoke(args=["organiser", "erase", "Organiser@example.org", "--yes"]).exit_code == 0
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count()).select_from(Organiser)) == 0
    assert client.get("/desk/").status_code == 302
    assert "organiser.erased" in db.session.scalars(db.select(AuditEntry.deed)).all()
    again = runner.invoke(args=["organiser", "erase", "organiser@example.org", "--yes"])
    assert (again.exit_code, len(again.stderr.splitlines())) == (1, 1)


@pytest.mark.parametrize("said", ["", "wel\ny\n", "well\nn\n"])
def test_whoever_is_not_sure_erases_nothing(runner: FlaskCliRunner, signed: str, said: str) -> None:
    assert runner.invoke(args=["appeal", "erase", signed], input=said).exit_code == 1
    assert held(runner, signed)["names"] == 3


def test_who_types_the_name_and_says_yes_erases(runner: FlaskCliRunner, signed: str) -> None:
    assert runner.invoke(args=["appeal", "erase", signed], input="well\ny\n").exit_code == 0
    assert held(runner, signed)["names"] == 0
