"""Two editors and a role that is removed while its session is open; a second factor, a recovery code and a passkey."""

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


def test_two_editors_a_removed_role_and_a_second_factor(visitor: Callable[..., Visitor], site: Site) -> None:
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
    recovery, *more = owner.page.locator(".codes li").all_inner_texts()
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
    with_script = visitor("en", java_script_enabled=True)
    device = with_script.page.context.new_cdp_session(with_script.page)
    device.send("WebAuthn.enable")
    can = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": can | {"isUserVerified": True}})
    come_in(with_script, site, OWNER, "owner")
    with_script.page.get_by_label("Code").fill(more[0])
    with_script.press("Sign in")
    with_script.go("/desk/passkeys").get_by_label("Name of the passkey").fill("My laptop")
    with_script.press("Add a passkey")
    with_script.page.get_by_text("My laptop").first.wait_for()
    with_script.examine()
    with_script.page.context.clear_cookies()
    with_script.go("/desk/sign-in?then=/desk/account")
    with_script.press("Sign in with a passkey")
    with_script.page.wait_for_url("**/desk/account")
    assert "Passkeys need JavaScript" in again.go("/desk/sign-in").locator(".page").inner_text()
    again.examine()
    again.go("/desk/account")
    assert "Where you are signed in" in again.page.content()
    again.examine()
