"""Two editors and a role that is removed while its session is open; a second factor, and a recovery code in its place."""

import re
from collections.abc import Callable

import pytest
from passlib.totp import TOTP

from tests.factories import make_appeal
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.xdist_group("journeys")
TEAM, OWNER, EDITOR = "Weavers", "weaver@example.org", "editor@example.org"


def come_in(who: Visitor, site: Site, address: str, role: str) -> None:
    who.go(site.flask("organiser", "invite", address, "--team", TEAM, "--role", role))
    who.page.get_by_role("button").locator("visible=true").first.click()


def test_two_editors_a_removed_role_and_a_second_factor(
    visitor: Callable[[str], Visitor], site: Site
) -> None:
    with site.behind():
        make_appeal(slug="the-loom", team=TEAM)
    owner, editor = visitor("en"), visitor("en")
    come_in(owner, site, OWNER, "owner")
    come_in(editor, site, EDITOR, "editor")
    for each, closing in ((owner, "With hope,"), (editor, "With respect and hope,")):
        each.go("/desk/a/the-loom/text/en?step=letter").get_by_label("Closing").fill(closing)
    owner.press("Save")
    editor.press("Save")
    assert "Somebody else has saved this text" in editor.page.content()
    assert "respect and" in editor.page.locator("ins").inner_text()
    editor.examine()
    editor.press("Save")
    assert "Saved." in editor.page.get_by_role("status").inner_text()

    owner.go("/desk/factor")
    owner.press("Set up a second factor")
    owner.examine()
    key = "".join(owner.page.locator("code").inner_text().split())
    owner.page.get_by_label("Code").fill(TOTP(key=key).generate().token)
    owner.press("Continue")
    recovery = owner.page.locator(".codes li").first.inner_text()
    owner.examine()

    owner.go("/desk/team").get_by_label(f"Change {EDITOR}").click()
    owner.examine()
    owner.page.get_by_role("link", name="Remove…").click()
    owner.press("Remove")
    editor.page.get_by_label("Closing").fill("Typed after the end")
    editor.press("Save")
    assert editor.heading() == "Your text is still here"
    editor.examine()
    assert "/desk/sign-in" in editor.go("/desk/a/the-loom").url

    again = visitor("en")
    come_in(again, site, OWNER, "owner")
    assert again.heading() == "Enter your code"
    again.examine()
    for typed, lets_in in (("000000", False), (recovery, True)):
        again.page.get_by_label("Code").fill(typed)
        again.press("Sign in")
        assert bool(re.search(r"/desk/$", again.page.url)) is lets_in
    again.go("/desk/account")
    assert "Where you are signed in" in again.page.content()
    again.examine()
