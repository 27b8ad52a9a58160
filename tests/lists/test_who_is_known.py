"""What lists tell of who has signed, withdrew or refused: nothing, and whom they never bring back."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from petition import retention, worker
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk.service import publish
from petition.lists import lines, lookup
from petition.lists.models import LinePart
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures import counts, unsubscribing
from petition.signatures.models import Signature, Suppression
from tests.conftest import NOW
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, press, sign
from tests.lists.brought import (
    TABLE,
    add,
    figures,
    link_to,
    looked_over,
    names,
    signatures,
    the_list,
    undo,
)

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")
_ONES_OWN = re.compile(r'value="[^"]{40,}"|/list/[\w-]+|nonce-[\w-]+|\?form=[\w-]+')


def test_the_rows_of_a_list_lie_sealed_while_it_waits_and_are_gone_once_it_is_added(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode(), "secret-name.csv")
    kept = the_list()
    blobs = [kept.sealed, *db.session.scalars(select(LinePart.sealed))]
    assert not any(word in blob for blob in blobs for word in (b"Aru Bekova", b"example.org", b"secret-name"))
    assert lookup.name_of(kept) == "secret-name.csv"
    add(client, path)
    of_it = select(func.count()).select_from(LinePart).where(LinePart.list_id == kept.id)
    assert db.session.scalar(of_it) == 0
    (blob,) = db.session.scalars(select(LinePart.sealed))  # of who is doubtful, and waits on
    assert b"Olga Kim" not in blob
    log = client.get(f"/desk/a/{appeal.slug}/activity?part=lists").text
    assert f'{path}"><bdi>secret-name.csv</bdi>' in log  # who may open it is told which it was


def test_what_is_there_already_is_told_and_not_added_twice(client: FlaskClient, draft: Appeal) -> None:
    add(client, looked_over(client, draft.slug, TABLE.encode()))
    again = looked_over(client, draft.slug, TABLE.replace("Olga Kim", "Olga  Kim").encode())
    page = client.get(again).text
    assert figures(page)["already there"] == "3"
    add(client, again)
    assert len(signatures()) == 3


def test_who_stands_there_twice_and_says_once_not_to_be_named_is_not_named(
    client: FlaskClient, draft: Appeal
) -> None:
    head, olga = "Name,Email,May we publish your name?", "Olga Kim,olga@example.org,yes"
    aru = "Aru Bekova,aru@example.org"
    path = looked_over(client, draft.slug, f"{head}\n{aru},yes\n{olga}\n{aru},no\n".encode())
    assert figures(client.get(path).text)["repeated in this list"] == "1"
    assert (the_list().figures["hidden"], the_list().figures["public"]) == (1, 1)
    add(client, path)
    assert {each.own.name: each.visibility for each in signatures()} == {
        "Aru Bekova": "hidden",
        "Olga Kim": "public",
    }


def states_of_a_mailbox(client: FlaskClient, appeal: Appeal, mails: Mails) -> dict[str, str]:
    """Mailboxes that an organiser would like to know about: what became of each, and its address."""
    made = {}
    for state in ("unknown", "pending", "confirmed", "hidden", "withdrew", "not_me", "unsubscribed"):
        made[state] = address = f"{state}@example.org"
        if state == "unknown":
            continue
        sign(client, appeal.slug, email=address, visibility="public" if state == "confirmed" else "hidden")
        if state == "pending":
            continue
        client.post(link_to(mails, address), data={"deed": "not_me" if state == "not_me" else "confirm"})
        if state == "withdrew":
            client.post(link_to(mails, address, "/s/"), data={"deed": "withdraw"})
        if state == "unsubscribed":
            signature = next(each for each in signatures() if each.own.mailbox == address)
            unsubscribing.unsubscribe(signature, now=NOW)
            db.session.commit()
    return made


def test_no_page_of_a_list_tells_whether_a_mailbox_is_known(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    """Of one row, for each thing that may have become of its mailbox: looked over, added, undone, brought once more."""
    shown: dict[str, list[str]] = {}
    for state, address in states_of_a_mailbox(client, appeal, mails).items():
        if state in {"pending", "confirmed"}:
            continue  # they are told nothing else than the others, which the next test sees
        shown[state] = []

        def see(path: str, of: str = address, pages: list[str] = shown[state]) -> None:
            page = client.get(path).text
            pages.append(_ONES_OWN.sub("…", page.replace(of, "…")))

        table = f"Name,Email\nSomebody New,{address}\n".encode()
        path = looked_over(client, appeal.slug, table)
        see(path)
        add(client, path)
        see(path)
        undo(client, path)
        see(f"/desk/a/{appeal.slug}/signatories")
        again = looked_over(client, appeal.slug, table)
        see(again)
        desk_post(client, again, {"deed": "drop"}, at=again)
        sign(client, appeal.slug, email=address, name="Somebody New")  # an organiser may type it as well
        for page in (f"a/{appeal.slug}", f"a/{appeal.slug}/letter", f"a/{appeal.slug}/review", ""):
            see(f"/desk/{page}")
        assert "Somebody New" not in names()
    assert {state: pages == shown["unknown"] for state, pages in shown.items()} == dict.fromkeys(shown, True)


def test_who_has_signed_is_told_at_the_mailbox_kept_with_the_signature(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    known = states_of_a_mailbox(client, appeal, mails)
    before = len(mails())
    rows = "".join(f"Somebody New,{address.upper()}\n" for address in known.values())
    path = looked_over(client, appeal.slug, f"Name,Email\n{rows}".encode())
    add(client, path)
    assert the_list().invited == len(known)
    told = {mail["To"]: str(mail.get_body(("plain",))) for mail in mails()[before:]}
    assert set(told) == {"unknown@example.org", "confirmed@example.org", "hidden@example.org"}
    for address in ("confirmed@example.org", "hidden@example.org"):
        assert "We have not told them that you have signed." in " ".join(told[address].split())
        assert "/s/" in told[address]
    page = client.get(path).text
    assert f">{len(known)}<" in re.sub(r"\s", "", page)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # how it is told, no database decides
def test_how_many_of_a_list_confirmed_is_told_in_tens_and_not_of_a_few(
    client: FlaskClient, appeal: Appeal
) -> None:
    for rows, said in ((19, None), (20, "fewer than 20"), (25, "about 20")):
        table = "Name,Email\n" + "".join(f"Aru Bekova,{rows}-{nth}@example.org\n" for nth in range(rows))
        path = looked_over(client, appeal.slug, table.encode())
        add(client, path)
        if rows == 25:
            db.session.execute(
                db.update(Signature).where(Signature.state == "pending").values(state="confirmed")
            )
            db.session.commit()
        page = client.get(path).text
        assert ("Confirmed so far" in page) is bool(said)
        assert not said or said in page


def test_who_withdrew_is_not_brought_back_by_a_list(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    sign(client, appeal.slug, email="aru@example.org")
    confirm_by(client, link_in(mails()[-1]))
    client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
    before = len(mails())
    path = looked_over(client, appeal.slug, b"Name,Email\nAru Bekova,aru@example.org\n")
    add(client, path, keep=["1"], again="y")
    assert names() == names("pending") == []
    assert len(mails()) == before


def test_ones_own_word_goes_before_that_of_the_organisers(
    client: FlaskClient, draft: Appeal, mails: Mails
) -> None:
    add(
        client,
        looked_over(client, draft.slug, b"Name,Email\nA. Bekova,aru@example.org\n"),
        stand="first",
    )
    publish(draft, now=NOW)
    db.session.commit()
    sign(client, draft.slug, email="aru@example.org", name="Aru Bekova")
    confirm_by(client, link_in(mails()[-1]))
    (own,) = signatures()
    assert (own.own.name, own.source, own.rank) == ("Aru Bekova", "form", 1)
    assert counts.confirmed(draft) == 1
    undo(client, f"/desk/a/{draft.slug}/signatories/list/{the_list().ref}")
    assert names() == ["Aru Bekova"]
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 1


@pytest.mark.parametrize("deed", ["hold", "take off", "off the list"])
def test_ones_own_word_is_not_lost_with_a_line_that_organisers_hold_or_take_off(
    client: FlaskClient, draft: Appeal, mails: Mails, deed: str
) -> None:
    add(client, looked_over(client, draft.slug, b"Name,Email\nA. Bekova,aru@example.org\n"))
    publish(draft, now=NOW)
    db.session.commit()
    (line,) = signatures()
    draft.looks = draft.looks if deed == "hold" else "all"
    if deed == "hold":
        manage.act(draft, Action.HOLD, [line.ref], organiser_id=1, now=NOW)
    db.session.commit()
    sign(client, draft.slug, email="aru@example.org", name="Aru Bekova")
    confirm_by(client, link_in(mails()[-1]))
    if deed != "hold":
        assert names() == ["A. Bekova"]  # until organisers have looked
    if deed == "take off":
        manage.act(draft, Action.TAKE_OFF, [line.ref], reason="other", organiser_id=1, now=NOW)
    elif deed == "off the list":
        lines.take_off(draft, line, organiser_id=1, now=NOW)
    db.session.commit()
    assert names("confirmed" if deed == "hold" else "held") == ["Aru Bekova"]


def test_whose_word_went_before_that_of_a_list_is_not_brought_back_by_it_without_its_addresses(
    client: FlaskClient, draft: Appeal, mails: Mails
) -> None:
    add(client, looked_over(client, draft.slug, b"Name,Email\nA. Bekova,aru@example.org\n"))
    publish(draft, now=NOW)
    db.session.commit()
    sign(client, draft.slug, email="aru@example.org", name="Aru Bekova")
    confirm_by(client, link_in(mails()[-1]))
    client.post(link_in(mails()[-1], "/s/"), data={"deed": "withdraw"})
    path = looked_over(client, draft.slug, b"Name,Email\nA. Bekova,\n")
    add(client, path, keep=["1"], again="y")
    assert names() == []


def test_who_was_asked_by_a_list_and_left_is_not_brought_back_by_it_without_its_addresses(
    client: FlaskClient, appeal: Appeal, mails: Mails
) -> None:
    people = ("Refuses Bekova", "Leaves Bekova", "Mends Bekova", "Other Bekova")
    asked = "".join(f"{name},{name.split()[0].lower()}@example.org,Qarasu\n" for name in people)
    add(client, looked_over(client, appeal.slug, f"Name,Email,City\n{asked}".encode()))
    client.post(link_to(mails, "refuses@example.org"), data={"deed": "not_me"})
    for who in ("leaves", "mends"):
        confirm_by(client, link_to(mails, f"{who}@example.org"))
    mine = link_to(mails, "mends@example.org", "/s/")
    press(client, f"{mine}/details", name="Mends Kim", place="")
    for who in ("leaves", "mends"):
        client.post(link_to(mails, f"{who}@example.org", "/s/"), data={"deed": "withdraw"})
    named = "".join(f"{name},Qarasu\n" for name in people)
    path = looked_over(client, appeal.slug, f"Name,City\n{named}".encode())
    add(client, path, keep=["1", "2", "3", "4"], again="y")
    assert names() == ["Other Bekova"]


def test_whom_organisers_took_off_comes_back_only_if_they_say_so(client: FlaskClient, draft: Appeal) -> None:
    path = looked_over(client, draft.slug, TABLE.encode())
    add(client, path)
    undo(client, path)
    again = looked_over(client, draft.slug, TABLE.encode())
    page = client.get(again).text
    assert figures(page)["new"] == "0"
    assert page.count("In a list that was undone") == 3
    assert page.count("Taken off before") == 2  # the choice of what to show, and the account
    add(client, again)
    assert "No name is ticked." in client.get(again).text
    assert names() == []
    add(client, again, keep=["1", "2"])
    assert names() == ["Aru Bekova", "Marat Suleev"]
    assert (
        "1 doubtful name waits for your decision, in a list of its own. 2 names were not added."
        in client.get(again).text
    )
    desk_post(client, f"/desk/a/{draft.slug}/signatories/{signatures()[0].ref}", {"deed": "take_off"})
    once_more = looked_over(
        client, draft.slug, TABLE.encode(), "more.csv"
    )  # another form, in the same second too
    to_tick = re.search(r'name="to_tick"\s+value="(\d+)"', client.get(once_more).text)
    assert to_tick
    desk_post(client, once_more, {"deed": "tick", "to_tick": to_tick[1]}, at=once_more)
    ticked = re.findall(r'name="keep"\s+value="(\d+)" checked', client.get(once_more).text)
    assert "1" not in ticked  # she asked to be taken off, and is not put back with all others


def test_a_line_that_a_moderator_holds_or_took_off_is_not_new_in_the_next_list(
    client: FlaskClient, appeal: Appeal
) -> None:
    add(client, looked_over(client, appeal.slug, b"Name,City\nOlga Kim,Taraz\nDana Kim,Taraz\n"))
    for each, action in zip(signatures(), (Action.TAKE_OFF, Action.HOLD), strict=True):
        manage.act(appeal, action, [each.ref], reason="asked", organiser_id=1, now=NOW)
    db.session.commit()
    more = b"Name,City\nOlga Kim,Taraz\nDana Kim,Taraz\nTom Holm,Taraz\n"
    path = looked_over(client, appeal.slug, more)
    assert (figures(page := client.get(path).text)["new"], "Taken off before" in page) == ("1", True)
    add(client, path)
    assert names() == ["Tom Holm"]
    path = looked_over(client, appeal.slug, more, "again.csv")
    add(client, path, keep=["1"])  # organisers say so
    assert names() == ["Tom Holm", "Olga Kim"]


def test_a_line_is_there_already_as_long_as_the_letter_is_open_however_often_it_was_extended(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(kept_days=3, grace_minutes=0)
    enter(client)
    add(client, looked_over(client, appeal.slug, b"Name,City\nOlga Kim,Taraz\n"))
    appeals.extend(appeal, NOW + timedelta(days=60), "more", now=NOW)
    db.session.commit()
    for days, marks in ((14, 1), (64, 0)):
        clock.ticked(NOW + timedelta(days=days) - clock.now())
        worker.once()
        assert (names(), signatures()[0].keep_until) == (["Olga Kim"], None)
        assert db.session.scalar(select(func.count(Signature.typed_key))) == marks
        if marks:
            enter(client)
            page = client.get(looked_over(client, appeal.slug, b"Name,City\nOlga Kim,Taraz\n")).text
            assert (figures(page)["new"], figures(page)["already there"]) == ("0", "1")
    assert retention.with_something_due(clock.now()) == []


def test_nothing_of_a_list_stands_in_the_log(
    client: FlaskClient, draft: Appeal, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        path = looked_over(client, draft.slug, TABLE.encode(), "secret-name.csv")
        add(client, path)
        undo(client, path)
    assert not re.search("Aru|example.org|secret-name|Qarasu", caplog.text)


def test_mailboxes_of_lists_are_erased_with_all_others(client: FlaskClient, draft: Appeal) -> None:
    path = looked_over(client, draft.slug, TABLE.encode(), "names.csv")
    add(client, path)
    desk_post(client, f"/desk/a/{draft.slug}/signatories/{signatures()[2].ref}", {"deed": "take_off"})
    publish(draft, now=NOW)
    db.session.commit()
    with clock.stopped(NOW + timedelta(days=60)):
        worker.once()
    assert [each.own.mailbox for each in signatures()] == ["", ""]
    assert the_list().sealed == b""
    assert db.session.scalar(select(func.count()).select_from(Suppression)) == 0
