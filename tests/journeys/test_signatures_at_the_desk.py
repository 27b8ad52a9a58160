"""An organiser finds a false name among many by a part of it, takes it off with a reason, sees it gone, and puts it back."""

from collections.abc import Callable

import pytest

from petition.core import clock
from petition.core.db import db
from petition.signatures import confirming, signing
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing
from tests.factories import make_appeal
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.xdist_group("journeys")

TEAM = "Keepers"
FALSE = "Нұржан Өтеберген"


@pytest.fixture(scope="module")
def slug(site: Site) -> str:
    """A letter with a false name among true ones."""
    with site.behind():
        appeal = make_appeal(slug="false-name", team=TEAM)
        for nth, name in enumerate([f"Person {chr(65 + nth % 26)}{nth}" for nth in range(60)] + [FALSE]):
            own = Particulars(name, f"p{nth}@example.org", role="жүргізуші", place="Самалбұлақ")
            signing.sign(appeal, Signing(own, lang="kk"), now=clock.now())
        for row in db.session.scalars(db.select(Signature).where(Signature.appeal_id == appeal.id)).all():
            confirming.confirm(row, now=clock.now())
        db.session.commit()
    return "false-name"


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
    assert page.locator("tbody tr").count() == 1
    page.locator("tbody input").check()
    page.get_by_role("button", name="Take off…").click()
    organiser.examine()
    page.get_by_label("Not a real person or organisation").check()
    page.get_by_role("button", name="Take off").click()
    assert "1 signature was taken off." in page.get_by_role("status").inner_text()
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
    assert page.locator("tbody tr").count() == 0
    assert FALSE in organiser.go(f"/desk/a/{slug}/letter").content()
