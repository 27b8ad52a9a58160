"""What organisers do with one, some or all of the signatures of an appeal; nothing is deleted."""

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
from petition.letters import service as letters
from petition.moderation import manage, search
from petition.moderation.manage import Action
from petition.moderation.rules import Wanted
from petition.signatures import confirming, counts, ending, own_data
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.conftest import NOW
from tests.factories import desk_post, enter, link_in, make_appeal, press, signed
from tests.moderation.deciding import decide, do, preview

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


def test_who_is_taken_off_is_told_why_and_stands_nowhere_until_put_back(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    signed(appeal, "Aru Bekova")
    another = signed(appeal, "Tom Riddle", mailbox="fake@example.org", confirmed=False)
    fake = signed(appeal, "Lord Voldemort", role="Fake", mailbox="fake@example.org")
    sent = len(mails())
    enter(client)
    decide(client, f"/desk/a/{appeal.slug}/signatures", "take_off", "no person", ticked=[fake.ref])
    assert counts.confirmed(appeal) == 1
    assert "Voldemort" not in client.get(f"/a/{appeal.slug}").text
    assert [each.name for each in letters.letter(appeal, now=NOW).signatories] == ["Aru Bekova"]
    assert "Lord Voldemort, Fake" in client.get(f"/desk/a/{appeal.slug}/signatures?state=rejected").text
    story = client.get(f"/desk/a/{appeal.slug}/signatures/{fake.ref}").text
    assert "Not a real person or organisation" in story
    assert "organiser@example.org" in story
    (told,) = mails()[sent:]
    assert told["Subject"] == "Something has changed"
    assert "real person" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "wrong, write to letters@localhost.localdomain:" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "taken it off" in client.get(link_in(told, "/s/")).text
    confirming.confirm(
        another, now=clock.now()
    )  # what the same mailbox typed before brings it back no more than that
    db.session.commit()
    assert (counts.confirmed(appeal), another.state) == (1, "held")
    ending.end(another, State.EXPIRED, clock.now())
    manage.act(appeal, Action.PUT_BACK, [fake.ref], organiser_id=1, now=clock.now())
    db.session.commit()
    assert counts.confirmed(appeal) == 2
    assert "Voldemort" in client.get(f"/a/{appeal.slug}").text
    assert mails()[-1]["Subject"] == "Thank you"
    again = " ".join(mails()[-1].get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "The organisers have put your signature back on this letter." in again
    assert "you have confirmed" not in again


def test_that_email_can_be_switched_off_and_undoing_at_once_takes_it_back(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    rows = [signed(appeal, f"Person {each}") for each in "ab"]
    sent = len(mails())
    refs = [each.ref for each in rows]
    done = manage.act(appeal, Action.TAKE_OFF, refs, reason="twice", organiser_id=1, now=clock.now())
    manage.undo(appeal, done.batch, organiser_id=1, now=clock.now())
    db.session.commit()
    assert len(mails()) == sent
    appeal.mails = ["taken_off"]
    for action in (Action.TAKE_OFF, Action.PUT_BACK):
        manage.act(appeal, action, refs[:1], reason="twice", organiser_id=1, now=clock.now())
        db.session.commit()
        assert len(mails()) == (sent := sent + 1)  # who was told the one is told the other
    appeal.mails = [each for each in appeal.mails if each != "taken_off"]
    manage.act(appeal, Action.TAKE_OFF, refs, reason="twice", organiser_id=1, now=clock.now())
    db.session.commit()
    assert len(mails()) == sent


def test_a_whole_filter_is_previewed_done_and_undone_and_the_search_stays(client: FlaskClient) -> None:
    appeal = make_appeal()
    rows = [signed(appeal, f"Automaton {chr(97 + nth)}", mailbox=f"b{nth}@example.org") for nth in range(12)]
    signed(appeal, "Aru Bekova")
    manage.act(appeal, Action.HOLD, [rows[0].ref], organiser_id=1, now=clock.now())
    db.session.commit()
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    found = press(client, path, path, name="automaton ").location
    assert "automaton" not in found.casefold()
    chosen = {"action": "take_off", "which": "all"}
    page = press(client, found, f"{path}/preview", **chosen).text
    assert "Take off 12 signatures" in page
    assert "and 2 more" in page
    assert "Aru Bekova" not in page
    assert counts.confirmed(appeal) == 12  # a preview changes nothing
    seen = preview(client, found, **chosen) | {"reason": "no person"}
    signed(appeal, "Automaton who came between", mailbox="late@example.org")
    done = do(client, found, seen)
    assert "12 signatures were taken off." in done
    assert "Automaton who came between" in done  # the same search
    assert "Aru Bekova" not in done
    told = client.get(f"/desk/a/{appeal.slug}/activity?part=signatures").text
    assert "Signatures taken off: 12" in " ".join(told.split())
    assert counts.confirmed(appeal) == 2
    manage.act(appeal, Action.PUT_BACK, [rows[1].ref], organiser_id=1, now=clock.now())
    manage.act(appeal, Action.HOLD, [rows[1].ref], organiser_id=1, now=clock.now())
    ending.withdraw(rows[2], now=clock.now())
    db.session.commit()
    undone = press(client, f"{path}?done={seen['batch']}", f"{path}/undo", batch=seen["batch"])
    assert "Undone for 10 signatures. 2 signatures were left as they are" in client.get(undone.location).text
    db.session.expire_all()
    # As it was, but for what came since, and nobody who withdrew comes back.
    assert [each.state for each in rows] == ["held", "held", "withdrawn"] + ["confirmed"] * 9
    clock.ticked(timedelta(hours=1))
    old = client.get(found)
    assert old.status_code == 422  # else all would be taken for what was looked for
    assert "more than an hour old" in old.text
    assert "Automaton" not in old.text.split("<main")[1]


def test_what_is_pressed_twice_or_in_an_old_tab_is_done_once_and_says_what_it_came_to(
    client: FlaskClient,
) -> None:
    appeal = make_appeal()
    rows = [signed(appeal, f"Person {each}", mailbox=f"{each}@example.org") for each in "abc"]
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    mine, theirs = (preview(client, path, "hold", ticked=[each.ref for each in rows]) for _ in range(2))
    undo = {"csrf_token": mine["csrf_token"], "batch": mine["batch"]}
    for pressed, what, said, held in (
        (mine, "do", "3 signatures are held.", 3),
        (mine, "do", "3 signatures are held.", 3),  # the same press once more; it can still be undone
        (theirs, "do", "Nothing was changed: these signatures have changed meanwhile.", 3),
        (undo, "undo", "Undone for 3 signatures.", 0),
        (undo, "undo", "Nothing was changed", 0),
        (mine, "do", "3 signatures are held.", 3),  # whoever presses after undoing wants it again
        (undo | {"batch": "'; --"}, "undo", "Nothing was changed", 3),
        (
            mine | {"batch": "x" * 500, "action": "put_back", "back": "//evil.example/"},
            "do",
            "3 signatures were",
            0,
        ),
    ):
        page = do(client, path, pressed, what)
        assert said in page
        assert ("/signatures/undo" in page) == (what == "do" and "Nothing" not in said)
        assert counts.tally(appeal).held == held
    deeds = select(AuditEntry.deed).where(AuditEntry.deed.like("signatures.%")).order_by(AuditEntry.id)
    assert [each.partition(".")[2] for each in db.session.scalars(deeds)] == [
        "held by organisers",
        "undone",
        "held by organisers",
        "put back",
    ]


def test_bad_forms_change_nothing_and_say_what_to_do(client: FlaskClient) -> None:
    appeal = make_appeal()
    row = signed(appeal, "Aru Bekova")
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    assert desk_post(client, f"{path}/preview", {"action": "shred"}, at=path).status_code == 400
    assert "Choose signatures first" in desk_post(client, f"{path}/preview", {"action": "hold"}, at=path).text
    without_reason = {"action": "take_off", "refs": row.ref}
    answer = desk_post(client, f"{path}/do", without_reason, at=path)
    assert answer.status_code == 422
    assert "Choose a reason." in answer.text
    assert client.post(f"{path}/do", data=without_reason).status_code == 400  # no token
    assert client.get(f"{path}/nobody").status_code == 404
    assert counts.confirmed(appeal) == 1
    other = make_appeal(slug="other", team="Others")
    assert client.get(f"/desk/a/{other.slug}/signatures").status_code == 404
    enter(client, team="Others", address="other@example.org")
    desk_post(
        client,
        f"/desk/a/{other.slug}/signatures/do",
        {"action": "hold", "refs": row.ref},
        at=f"/desk/a/{other.slug}/signatures",
    )
    assert counts.confirmed(appeal) == 1
    clock.ticked(timedelta(days=20))  # nobody could be let through in time any more
    assert not manage.is_possible(appeal, Action.HOLD, clock.now())
    with pytest.raises(manage.ActionRefused):
        manage.act(appeal, Action.HOLD, [row.ref], organiser_id=1, now=clock.now())


def test_who_was_taken_off_is_erased_with_the_email_addresses_and_never_comes_back(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(closes_at=NOW + timedelta(hours=1))
    row = signed(appeal, "Lord Voldemort")
    manage.act(appeal, Action.TAKE_OFF, [row.ref], reason="no person", organiser_id=1, now=clock.now())
    db.session.commit()
    clock.ticked(timedelta(days=40))
    worker.once()
    db.session.expire_all()
    kept = db.session.scalars(select(Signature)).one()
    assert (kept.state, kept.particulars, kept.mailbox_key) == ("rejected", b"", None)
    assert search.look(appeal, Wanted()).count == 0
    done = manage.act(appeal, Action.PUT_BACK, [kept.ref], organiser_id=1, now=clock.now())
    assert done.count == 0


def test_a_name_whose_address_is_erased_is_taken_off_for_good(client: FlaskClient, mails: Mails) -> None:
    """As the privacy page says to whoever has lost the link: they write, and the organisers take it off."""
    appeal = make_appeal(closes_at=NOW + timedelta(hours=1), slug="well")
    row = signed(appeal, "Lord Voldemort")
    clock.ticked(timedelta(days=40))
    worker.once()
    assert "Voldemort" in client.get("/a/well/letter").text
    enter(client)
    page, before = "/desk/a/well/signatures", len(mails())
    preview = desk_post(client, f"{page}/preview", {"action": "take_off", "ticked": [row.ref]}, at=page).text
    assert "Voldemort" in preview
    assert "cannot be put back" in preview
    done = {"action": "take_off", "refs": row.ref, "reason": "asked"}
    desk_post(client, f"{page}/do", done, at=page)
    assert "Voldemort" not in client.get("/a/well/letter").text
    kept = db.session.scalars(select(Signature)).one()
    assert (kept.state, kept.particulars, len(mails())) == ("rejected", b"", before)
    assert manage.act(appeal, Action.PUT_BACK, [row.ref], organiser_id=1, now=clock.now()).count == 0
    with pytest.raises(manage.ActionRefused):
        manage.act(appeal, Action.COUNT, [row.ref], organiser_id=1, now=clock.now())


def test_who_counts_again_is_told_unless_they_were_told_so_and_of_nothing_else_since(mails: Mails) -> None:
    appeal = make_appeal()
    ref = signed(appeal, "Aru Bekova").ref

    def told(*actions: Action) -> list[str]:
        before = len(mails())
        for action in actions:
            done = manage.act(appeal, action, [ref], reason="asked", organiser_id=1, now=clock.now())
            db.session.commit()
            mails()  # what waits leaves
            if action is Action.TAKE_OFF:
                manage.undo(appeal, done.batch, organiser_id=1, now=clock.now())
                db.session.commit()
        return [str(each["Subject"]) for each in mails()[before:]]

    clock.ticked(timedelta(minutes=1))
    assert told(Action.HOLD, Action.COUNT, Action.HOLD, Action.COUNT) == []
    assert told(Action.HOLD, Action.TAKE_OFF, Action.COUNT) == ["Something has changed", "Thank you"]


def test_a_letter_that_is_complete_says_that_a_signature_was_taken_off(client: FlaskClient) -> None:
    appeal = make_appeal()
    rows = [signed(appeal, f"Person {each}") for each in "abc"]
    manage.act(appeal, Action.HOLD, [rows[2].ref], organiser_id=1, now=clock.now())
    let_count = manage.act(appeal, Action.COUNT, [rows[2].ref], organiser_id=1, now=clock.now())
    db.session.commit()
    clock.ticked(timedelta(days=12))
    done = manage.act(appeal, Action.TAKE_OFF, [rows[0].ref], reason="asked", organiser_id=1, now=clock.now())
    db.session.commit()
    (erratum,) = letters.letter(appeal, now=clock.now()).errata
    assert dict(erratum.reasons) == {"taken off": 1}
    assert own_data.everything_about(rows[0])["log"][-1]["reason"] == "asked"
    manage.undo(appeal, done.batch, organiser_id=1, now=clock.now())
    db.session.commit()
    assert len(letters.letter(appeal, now=clock.now()).signatories) == 3
    assert (
        manage.undo(appeal, let_count.batch, organiser_id=1, now=clock.now()).count == 0
    )  # they were told so
