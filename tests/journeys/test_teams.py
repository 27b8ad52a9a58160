"""Two teams publish a letter in three languages; two editors, a role removed in its session, a second factor, a passkey."""

import re
from collections.abc import Callable

import pytest
from passlib.totp import TOTP

from tests.factories import make_appeal
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.xdist_group("journeys")
TEAM, OWNER, EDITOR = "Weavers", "weaver@example.org", "editor@example.org"
TRANSLATIONS = {
    "ru": ("Уважаемый мэр!", "Мы просим вас сохранить старый колодец.", "Сохраните колодец"),
    "kk": ("Құрметті әкім!", "Ескі құдықты сақтап қалуыңызды сұраймыз.", "Құдықты сақтаңыз"),
}  # fmt: skip


def come_in(who: Visitor, site: Site, address: str, role: str, team: str = TEAM) -> None:
    who.go(site.flask("organiser", "invite", address, "--team", team, "--role", role))
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
    assert editor.heading() == "One more step"
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
    again.measure()
    again.go("/desk/account")
    assert "Where you are signed in" in again.page.content()
    again.examine()


def test_two_organisations_publish_one_letter_in_three_languages(
    visitor: Callable[[str], Visitor], site: Site
) -> None:
    with site.behind():
        make_appeal(slug="the-wool", team=TEAM, published=False)
    partner = visitor("en")
    come_in(partner, site, "spinner@example.org", "owner", "Spinners")
    partner.go(site.flask("appeal", "share", "the-wool", "--team", "Spinners"))
    partner.examine()
    partner.press("Accept")
    assert partner.heading() == "A draft that nobody else sees"
    for lang, (salutation, body, title) in TRANSLATIONS.items():
        page = partner.go("/desk/a/the-wool/language")
        page.get_by_label("Language", exact=True).fill(lang)
        page.get_by_label("The translation, pasted").fill(f"{salutation}\n\n{body}")
        partner.press("Add this language")
        page.get_by_label("Title", exact=True).fill(title)
        partner.press("Save, then: Whom it addresses")
    partner.examine()
    assert "Missing: Whom it addresses" in partner.page.content()  # told, and stops nobody
    partner.go("/desk/a/the-wool/publish")
    partner.press("Publish")
    reader = visitor("kk")
    for lang, (salutation, body, title) in TRANSLATIONS.items():
        reader.go(f"/a/the-wool/{lang}")
        assert reader.heading() == title
        shown = reader.page.locator("main").inner_text()
        assert all(each in shown for each in (salutation, body, "Weavers, Spinners"))
    reader.examine()
    partner.go("/desk/a/the-wool/sharing").get_by_text("Stop publishing this letter").first.click()
    partner.examine()
    partner.press("Stop publishing this letter")
    assert "Your team no longer publishes this letter." in partner.page.get_by_role("status").inner_text()
