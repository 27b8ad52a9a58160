"""What organisers find among the signatures of an appeal, and that they find no more than they may."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, text

from petition.appeals import terms
from petition.core import clock
from petition.core.db import db
from petition.moderation import manage, search
from petition.moderation.manage import Action
from petition.moderation.rules import Wanted
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.conftest import NOW
from tests.factories import desk_post, enter, make_appeal, press, sign, signed
from tests.moderation.deciding import lines, searched

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")


def test_a_name_is_found_by_its_words_in_any_order_script_and_case_with_or_without_their_marks(
    client: FlaskClient,
) -> None:
    appeal = make_appeal()
    names = ("Нұржан Өтеберген", "Оксана Романюк", "أمل حداد", "王小明", 'Zoë "Zed" O\'Neil', "Ａｒｕ Bekova")
    for name in names:
        signed(appeal, name)
    parts = ("ӨТЕБ", "роман", "حداد", "小明", '"zed" o', "aru b")
    otherwise = ("отеберген нуржан", "роман, окс", "أمل حداد", "王小明", "neil zoe", "bekova aru")
    for part, whole in zip(parts + otherwise, names * 2, strict=True):
        assert [line.casefold()[-4:] for line in lines(appeal, name=part)] == [whole.casefold()[-4:]], part
    assert lines(appeal, name="Нұржан Романюк") == []
    for part in (
        "romaniuk",
        "Romanyuk oks",
        "BEKOVA",
        "бекова",
    ):  # as an email address has it, or another keyboard
        assert len(lines(appeal, name=part)) == 1, part
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
    found = press(client, path, spoken="kk").location
    back = press(client, found, "/desk/language", lang="ru").location
    for each in (found, back):  # which language the page is in is another question
        shown = client.get(each).text
        assert ("Early Bird" in shown, "Late Owl" in shown) == (True, False)
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


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_who_comes_back_from_a_signature_finds_what_they_looked_for(client: FlaskClient) -> None:
    appeal = make_appeal()
    for name in ("Early Bird", "Late Owl", "Late Bird"):
        signed(appeal, name)
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    wanted = {"name": "bird", "state": "confirmed"}

    def follow(page: str, link: str) -> str:
        links: Any = html.fromstring(client.get(page).text).xpath("//a[normalize-space()=$link]", link=link)
        return str(links[0].get("href"))

    one = follow(desk_post(client, path, wanted, at=path).location, "Early Bird")
    mend = follow(one, "Correct a mistake")
    for page in (one, follow(mend, "Cancel"), press(client, mend).location):
        found = client.get(follow(page, "Back to signatures")).text
        assert ("Late Bird" in found, "Late Owl" in found) == (True, False)
        chosen: Any = html.fromstring(found).xpath("//select[@name='state']/option[@selected]/@value")
        assert chosen == ["confirmed"]


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
    assert lines(appeal, name="c. q.") == ["Q. C."]
    assert "People shown by initials are found by their initials only." in searched(
        client, path, name="citiz"
    )
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
        assert (tried.status_code, tried.location) == (303, f"{path}#search")  # there is no such field
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


def test_a_search_that_finds_too_many_says_that_there_are_more(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_BY_NAME", 2)
    monkeypatch.setattr(manage, "MOST", 1)
    appeal = make_appeal()
    for nth in "abc":
        signed(appeal, f"Aru {nth}")
    enter(client)
    path = f"/desk/a/{appeal.slug}/signatures"
    found = press(client, path, path, name="aru").location
    assert "All 2+ that match" in client.get(found).text
    assert "2+ match; 1 at once" in press(client, found, f"{path}/preview", action="hold", which="all").text


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
