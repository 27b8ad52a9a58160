"""What organisers find among the signatures of an appeal, and do with one, some or all of them; nothing is deleted."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, text

from petition import worker
from petition.appeals import terms
from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core import clock
from petition.core.db import db
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.moderation import manage, search
from petition.moderation.manage import Action
from petition.moderation.rules import Wanted
from petition.signatures import confirming, counts, ending, own_data, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, State
from tests.conftest import NOW
from tests.factories import desk_post, enter, link_in, make_appeal, press, sign
from tests.moderation.deciding import decide, do, preview

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


def signed(
    appeal: Appeal, name: str, *, confirmed: bool = True, lang: str = "en", **fields: str
) -> Signature:
    """Somebody who has signed, and confirmed unless told otherwise."""
    visibility = Visibility(fields.pop("visibility", "public"))
    mailbox = fields.pop("mailbox", f"{name.encode().hex()[:60]}@example.org")
    signing.sign(
        appeal,
        Signing(Particulars(name, mailbox, **fields), visibility=visibility, lang=lang),
        now=clock.now(),
    )
    row = db.session.scalars(select(Signature).order_by(Signature.id.desc())).first()
    assert row is not None
    if confirmed:
        confirming.confirm(row, now=clock.now())
    db.session.commit()
    return row


def lines(appeal: Appeal, **wanted: object) -> list[str]:
    return sorted(each.line for each in search.look(appeal, Wanted(**wanted)).rows)  # type: ignore[arg-type]


def searched(client: FlaskClient, path: str, **typed: str) -> str:
    """As an organiser does: type, press, and see the page that follows."""
    answer = press(client, path, path, **typed)
    return client.get(answer.location).text if answer.status_code == 303 else answer.text


def test_a_name_is_found_by_a_part_of_it_in_any_script_and_in_any_case(client: FlaskClient) -> None:
    appeal = make_appeal()
    names = ("Нұржан Өтеберген", "Оксана Романюк", "أمل حداد", "王小明", 'Zoë "Zed" O\'Neil', "Ａｒｕ Bekova")
    for name in names:
        signed(appeal, name)
    for part, whole in zip(("ӨТЕБ", "роман", "حداد", "小明", '"zed" o', "aru b"), names, strict=True):
        assert [line.casefold()[-4:] for line in lines(appeal, name=part)] == [whole.casefold()[-4:]], part
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    found = searched(client, path, name="өтебер")
    assert "Нұржан Өтеберген" in found
    assert "Романюк" not in found


def test_filters_narrow_what_is_found_and_nonsense_is_refused(client: FlaskClient) -> None:
    appeal = make_appeal()
    signed(appeal, "Early Bird", lang="kk")
    clock.ticked(timedelta(days=2))
    signed(appeal, "Late Owl")
    day = (NOW + timedelta(days=1)).date()
    assert lines(appeal, since=day) == ["Late Owl"]
    assert lines(appeal, until=day) == ["Early Bird"]
    assert lines(appeal, lang="kk") == ["Early Bird"]
    assert lines(appeal, version=1, state=State.CONFIRMED) == ["Early Bird", "Late Owl"]
    assert lines(appeal, version=7) == lines(appeal, state=State.HELD) == []
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    assert "Late Owl" in client.get(f"{path}?lang=en&since={day}").text
    for query in (
        "state=nonsense",
        "since=yesterday",
        "version=9",
        "source=fax",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=2026-11-09&until=2026-11-08",
    ):
        assert client.get(f"{path}?{query}").status_code == 422, query
    assert client.get(f"{path}?page=99999999").status_code == 200
    assert client.get(f"{path}?name=Owl").text.count("Early Bird") > 0  # an address holds no name


def test_organisers_see_of_who_is_not_named_no_more_than_others(client: FlaskClient) -> None:
    appeal = make_appeal()
    signed(appeal, "Secret Person", visibility="hidden", lang="kk")
    signed(appeal, "Quiet Citizen", visibility="initials", lang="kk", role="baker")
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    page = client.get(path).text
    assert "Q. C." in page
    pages = [page, *(client.get(f"{path}/{row.ref}").text for row in db.session.scalars(select(Signature)))]
    assert len(pages) == 3
    for hidden in ("Secret", "Person", "Quiet", "Citizen", "baker", "Қазақша, "):
        assert not any(hidden in each for each in pages), hidden
    for wanted in ({"name": "secret"}, {"name": "citiz"}, {"lang": "kk"}, {"source": "form"}):
        assert lines(appeal, **wanted) == [], wanted
    for action in (Action.HOLD, Action.TAKE_OFF):  # nor after organisers have brought them to another queue
        refs = list(db.session.scalars(select(Signature.ref)))
        manage.act(appeal, action, refs, reason="other", organiser_id=1, now=clock.now())
        db.session.commit()
        queue = client.get(f"/desk/a/{appeal.slug}/held").text
        assert "Secret" not in queue
        assert "Quiet" not in queue


def test_no_page_tells_whether_a_mailbox_of_somebody_who_is_not_named_has_signed(
    client: FlaskClient, mails: Mails
) -> None:
    """An organiser types a known mailbox into the form under a name of their own, and looks whether that name comes up."""
    pages = []
    for has_signed in (True, False):
        appeal = make_appeal(slug="well-known" if has_signed else "well-unknown")
        for nth in range(20):
            signed(appeal, f"Person {chr(65 + nth)}", mailbox=f"p{nth}@example.org", confirmed=nth < 3)
        mailbox = "victim@example.org" if has_signed else "somebody@example.org"
        signed(appeal, "The Victim", mailbox=mailbox, visibility="hidden")
        sign(client, appeal.slug, email="victim@example.org", name="My Trap")
        enter(client)
        path = f"/desk/a/{appeal.slug}/signatures"
        assert "My Trap" not in searched(client, path, name="my tr")
        tried = desk_post(client, path, {"mailbox": "victim@example.org"}, at=path)
        assert (tried.status_code, tried.location) == (303, path)  # there is no such field
        chosen = {"action": "hold", "which": "all", "mailbox": "victim@example.org"}
        assert "Hold 4 signatures" in desk_post(client, f"{path}/preview", chosen, at=path).text
        drawn = html.fromstring(client.get(path).text)
        pages.append(sorted(" ".join(map(str, each.itertext())) for each in drawn.iter("ul", "tr")))
    assert pages[0] == pages[1]


def test_a_mailbox_is_found_only_where_the_form_said_so_and_each_search_is_logged(
    client: FlaskClient,
) -> None:
    plain, appeal = make_appeal(slug="plain"), make_appeal(slug="searched", finds_mailboxes=True)
    terms.set_terms(plain, {"finds_mailboxes": True}, organiser_id=None, now=clock.now())
    db.session.commit()
    says = "can search signatures by email address"
    assert [says in client.get(f"/a/{each}").text for each in ("plain", "searched")] == [False, True]
    for name, mailbox, how in (
        ("Aru Bekova", "a.ru+x@gmail.com", "public"),
        ("Dana Serik", "dana@почта.kz", "hidden"),
        ("Erlan Tau", "erlan@example.org", "initials"),
    ):
        signed(appeal, name, mailbox=mailbox, visibility=how)
    enter(client)
    path = "/desk/a/searched/signatures"
    for typed, found in (
        ("Aru@GMAIL.com", ["Aru Bekova"]),
        ("dana@xn--80a1acny.kz", ["Not named"]),
        ("@почта.kz", ["Not named"]),
        ("example.org", ["E. T."]),
        ("nobody@example.org", []),
        ("xample.org", []),
    ):
        drawn = html.fromstring(searched(client, path, mailbox=typed))
        links = [each for each in drawn.iter("a") if f"{path}/" in str(each.get("href"))]
        lines = [" ".join("".join(map(str, each.itertext())).split()) for each in links]
        assert lines == found, typed
    for typed in ("@", "a@b@c", "not an address", "a" * 400):
        assert press(client, path, path, mailbox=typed).status_code == 422, typed
    assert "All 3" in " ".join(client.get(f"{path}?mailbox=nobody@example.org").text.split())
    chosen = {"action": "hold", "which": "all", "mailbox": "aru@gmail.com"}
    assert "Hold 1 signature" in desk_post(client, f"{path}/preview", chosen, at=path).text
    log = client.get("/desk/a/searched/activity").text
    assert log.count("Signatures searched by email address") == 7
    assert "gmail" not in log


def test_who_is_taken_off_is_told_why_and_stands_nowhere_until_put_back(
    client: FlaskClient, mails: Mails
) -> None:
    appeal = make_appeal()
    signed(appeal, "Aru Bekova")
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
    assert "taken it off" in client.get(link_in(told, "/s/")).text
    manage.act(appeal, Action.PUT_BACK, [fake.ref], organiser_id=1, now=clock.now())
    db.session.commit()
    assert counts.confirmed(appeal) == 2
    assert "Voldemort" in client.get(f"/a/{appeal.slug}").text
    assert mails()[-1]["Subject"] == "Thank you"


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
    appeal.mails = [each for each in appeal.mails if each != "taken_off"]
    manage.act(appeal, Action.TAKE_OFF, refs, reason="twice", organiser_id=1, now=clock.now())
    db.session.commit()
    assert len(mails()) == sent


def test_a_whole_filter_is_previewed_done_and_undone_and_the_search_stays(client: FlaskClient) -> None:
    appeal = make_appeal()
    rows = [signed(appeal, f"Bot {chr(97 + nth)}", mailbox=f"b{nth}@example.org") for nth in range(12)]
    signed(appeal, "Aru Bekova")
    manage.act(appeal, Action.HOLD, [rows[0].ref], organiser_id=1, now=clock.now())
    db.session.commit()
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    found = press(client, path, path, name="bot ").location
    assert "bot" not in found.casefold()
    chosen = {"action": "take_off", "which": "all"}
    page = press(client, found, f"{path}/preview", **chosen).text
    assert "Take off 12 signatures" in page
    assert "and 2 more" in page
    assert "Aru" not in page
    assert counts.confirmed(appeal) == 12  # a preview changes nothing
    seen = preview(client, found, **chosen) | {"reason": "no person"}
    signed(appeal, "Bot who came between", mailbox="late@example.org")
    done = do(client, found, seen)
    assert "12 signatures were taken off." in done
    assert "Bot who came between" in done  # the same search
    assert "Aru" not in done
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
    assert "Bot" not in old.text.split("<main")[1]


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


def test_a_letter_that_is_complete_says_that_a_signature_was_taken_off(client: FlaskClient) -> None:
    appeal = make_appeal()
    rows = [signed(appeal, f"Person {each}") for each in "ab"]
    clock.ticked(timedelta(days=12))
    done = manage.act(appeal, Action.TAKE_OFF, [rows[0].ref], reason="asked", organiser_id=1, now=clock.now())
    db.session.commit()
    (erratum,) = letters.letter(appeal, now=clock.now()).errata
    assert dict(erratum.reasons) == {"taken off": 1}
    assert own_data.everything_about(rows[0])["log"][-1]["reason"] == "asked"
    manage.undo(appeal, done.batch, organiser_id=1, now=clock.now())
    db.session.commit()
    assert len(letters.letter(appeal, now=clock.now()).signatories) == 2


def test_all_pages_together_are_the_whole_in_its_order_from_whichever_end_they_are_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "A_PAGE", 3)
    appeal = make_appeal()
    rows = []
    for nth in range(8):
        rows.append(signed(appeal, f"Person {nth}"))
        clock.ticked(timedelta(hours=9))
    in_order = sorted(rows, key=lambda each: each.ref)
    in_order.sort(key=lambda each: clock.day(each.signed_at), reverse=True)
    pages = [search.look(appeal, Wanted(), page=page).rows for page in range(1, 6)]
    assert [len(each) for each in pages] == [3, 3, 2, 0, 0]
    assert [each.ref for page in pages for each in page] == [each.ref for each in in_order]


def test_no_page_is_sorted_for_whoever_turns_to_it(app: Flask) -> None:
    """An index has the signatures in the order of the list: at 100,000 a page in the middle takes no longer."""
    appeal = make_appeal()
    is_postgresql = db.engine.dialect.name == "postgresql"
    for query in (search.counted(appeal, Wanted()), search.ordered(appeal, Wanted())):
        compiled = query.compile(db.engine, compile_kwargs={"literal_binds": True})
        if is_postgresql:  # as it chooses where there are many
            rarely = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
            db.session.execute(text("".join(f"SET LOCAL {each} = off;" for each in rarely)))
        rows = db.session.execute(text(f"EXPLAIN {'' if is_postgresql else 'QUERY PLAN'} {compiled}"))
        plan = " ".join(str(row[-1]) for row in rows)
        # By which of its indexes PostgreSQL counts an empty table is chance.
        assert (
            "ix_signatures_" if is_postgresql and "Aggregate" in plan else "ix_signatures_at_desk"
        ) in plan
        assert not re.search("(?i)seq scan|sort|b-tree", plan)
