"""An organiser finds false names among 500, takes them off, sees them gone, puts them back; and an emergency, and back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.signatures import confirming, signing, watch
from petition.signatures.models import Signature, new_row
from petition.signatures.rules import Particulars, Signing, Source, State
from petition.signatures.ticket import Ticket
from tests.factories import make_appeal
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.xdist_group("journeys")

TEAM = "Keepers"
FALSE = "Нұржан Өтеберген"
WATCHED = "Романова Ирина"


PARTS = {"өтебер": FALSE, "роман": "Оксана Романюк", "حداد": "أمل حداد", "小明": "王小明"}
MANY = 496


@pytest.fixture(scope="module")
def slug(site: Site) -> str:
    """A letter with false names in four scripts among true ones; taking off is told to nobody."""
    with site.behind():
        appeal = make_appeal(slug="false-name", team=TEAM, mails=[], finds_mailboxes=True)
        watch.watch_for(appeal.team_id, [WATCHED], organiser_id=1, now=clock.now())
        db.session.execute(insert(Signature), [_row(appeal, nth) for nth in range(MANY)])
        for nth, name in enumerate(PARTS.values()):
            own = Particulars(name, f"f{nth}@example.org", role="жүргізуші", place="Самалбұлақ")
            signing.sign(appeal, Signing(own, lang="kk"), now=clock.now())
        watched = Particulars("Irina Romanova", "irina@example.org", place="Taraz")
        signing.sign(appeal, Signing(watched), now=clock.now())
        waits = db.select(Signature).where(Signature.appeal_id == appeal.id, Signature.state == State.PENDING)
        for row in db.session.scalars(waits).all():
            confirming.confirm(row, now=clock.now())
        db.session.commit()
    return "false-name"


def _row(appeal: Appeal, nth: int) -> dict[str, Any]:
    own = Particulars(f"Person {chr(65 + nth % 26)}{nth}", f"p{nth}@example.org")
    return new_row(
        appeal,
        Signing(own),
        Ticket.new(),
        state=State.CONFIRMED,
        source=Source.MESSAGE,
        signed_at=clock.now(),
        mailbox_key=nth.to_bytes(32),
        typed_key=nth.to_bytes(32),
        confirmed_at=clock.now(),
    )


def test_a_false_name_is_found_taken_off_and_put_back(
    visitor: Callable[[str], Visitor], site: Site, slug: str
) -> None:
    organiser = visitor("en")
    link = site.flask("organiser", "invite", "keeper@example.org", "--team", TEAM)
    page = organiser.go(link)
    page.get_by_role("button").locator("visible=true").first.click()
    organiser.go(f"/desk/a/{slug}/signatures")
    organiser.examine()
    page.get_by_label("Name or part of it").fill("өтебер")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody input").check()
    page.get_by_role("button", name="Take off…").click()
    organiser.examine()
    page.get_by_role("button", name="Take off").click()
    assert "Choose a reason." in page.content()
    page.get_by_label("Not a real person or organisation").check()
    page.get_by_role("button", name="Take off").click()
    assert "1 signature was taken off." in page.get_by_role("status").inner_text()
    for _refused_and_asked in range(2):  # Back leads to each of them, not to an error of the browser
        page.go_back()
        assert organiser.heading() == "Take off 1 signature"
    page.go_forward()
    page.go_forward()
    organiser.examine()
    for path in (f"/a/{slug}", f"/desk/a/{slug}/letter"):
        page.wait_for_timeout(0)
        assert FALSE not in organiser.go(path).content()
    organiser.go(f"/desk/a/{slug}/signatures?state=rejected")
    page.get_by_role("link", name=FALSE).click()
    organiser.examine()
    page.get_by_role("button", name="Put back…").click()
    page.get_by_role("button", name="Put back").click()
    organiser.go(f"/desk/a/{slug}/signatures?state=rejected")
    expect(page.locator("tbody tr")).to_have_count(0)
    assert FALSE in organiser.go(f"/desk/a/{slug}/letter").content()


def test_by_day_source_and_any_script_all_that_match_are_taken_off_and_undone_and_an_emergency_ends(
    visitor: Callable[[str], Visitor], site: Site, slug: str
) -> None:
    organiser = visitor("en")
    page = organiser.go(site.flask("organiser", "invite", "finder@example.org", "--team", TEAM))
    page.get_by_role("button").locator("visible=true").first.click()
    since, until = ((clock.now() + timedelta(days=days)).date() for days in (-1, 1))
    organiser.go(f"/desk/a/{slug}/signatures?source=form&state=confirmed&since={since}&until={until}")
    expect(page.locator("tbody tr")).to_have_count(len(PARTS))
    assert "Irina" not in organiser.go(f"/a/{slug}").content()  # held before anybody saw it
    organiser.go(f"/desk/a/{slug}/held")
    assert "On your list of names" in page.locator("tbody tr", has_text="Irina Romanova").inner_text()
    organiser.go(f"/desk/a/{slug}/signatures?state=confirmed")
    page.get_by_label("Email address, or the part after @").fill("F1@example.org")
    page.get_by_role("button", name="Search").click()
    assert PARTS["роман"] in page.locator("tbody tr").inner_text()
    page.get_by_label("Email address, or the part after @").fill("")
    for part, whole in PARTS.items():
        page.get_by_label("Name or part of it").fill(part)
        page.get_by_role("button", name="Search").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        assert whole in page.locator("tbody tr").inner_text()
    organiser.go(f"/desk/a/{slug}/signatures?source=message")
    page.get_by_label(f"All {MANY} that match").check()
    page.get_by_role("button", name="Take off…").click()
    assert organiser.heading() == f"Take off {MANY} signatures"
    page.get_by_label("Not a real person or organisation").check()
    page.get_by_role("button", name="Take off").click()
    assert f"{MANY} signatures were taken off." in page.get_by_role("status").first.inner_text()
    page.get_by_role("button", name="Undo").click()
    assert f"Undone for {MANY} signatures." in page.get_by_role("status").first.inner_text()
    organiser.go(f"/desk/a/{slug}/emergency")
    page.get_by_label("Why").fill("Somebody is looking for who signed")
    organiser.examine()
    page.get_by_role("button", name="Stop everything now").click()
    assert "Person" not in organiser.go(f"/a/{slug}").content()
    page = organiser.go(site.flask("organiser", "invite", "finder@example.org", "--team", TEAM))
    page.get_by_role("button").locator("visible=true").first.click()
    organiser.go(f"/desk/a/{slug}/emergency")
    page.get_by_role("button", name="End the emergency stop").click()
    assert "The letter is back." in page.get_by_role("status").first.inner_text()
    assert "Person" in organiser.go(f"/a/{slug}").content()
