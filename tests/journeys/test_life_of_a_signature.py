"""What a supporter meets between signing and the end: caps, a last call, one press and no more mail, a lost link."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import Message
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect
from sqlalchemy import update

from petition.core import clock
from petition.core.db import db
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.journeys.conftest import Site, Visitor

Visitors = Callable[..., Visitor]


def appeal(site: Site, slug: str, **terms: Any) -> str:
    with site.behind():
        return make_appeal(slug=slug, closes_at=clock.now() + timedelta(hours=20), **terms).slug


def fill(page: Page, name: str, email: str) -> Page:
    form = page.locator("form[action$='/sign']").locator("visible=true").last
    form.locator("input[name=name]").fill(name)
    form.locator("input[name=email]").fill(email)
    form.locator("button").click()
    return page


def shown(page: Page) -> tuple[str, str]:
    """Where a page is and what it says, whatever minute it is."""
    return page.url.rpartition("/")[0], re.sub(r"\d\d:\d\d", "", page.locator("main").inner_text())


def mails_to(site: Site, address: str) -> list[Message]:
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in site.instance.glob("mail/*.eml")
    ]
    return [mail for mail in mails if mail["To"] == address]


def subjects(site: Site, address: str) -> list[str]:
    return sorted(mail["Subject"] for mail in mails_to(site, address))


def test_asking_again_and_again_brings_the_same_page_and_no_more_mails_than_the_cap(
    visitor: Visitors, site: Site
) -> None:
    slug = appeal(site, "caps")
    guest = visitor("en")
    of_form, of_asking = set[tuple[str, str]](), set[tuple[str, str]]()
    for nth in range(5):
        of_form.add(shown(fill(guest.go(f"/a/{slug}"), f"Aru {'abcde'[nth]}", "caps@example.org")))
    for _ in range(2):
        page = guest.go(f"/a/{slug}/resend?lang=en")
        page.locator("main input[name=email]").fill("caps@example.org")
        page.locator("main form button").click()
        of_asking.add(shown(page))
    assert len(of_form) == len(of_asking) == 1
    for _ in range(3):
        site.mail_to("caps@example.org", "/c/")
    site.flask("work", "--once")
    sent = mails_to(site, "caps@example.org")
    assert {mail["Subject"] for mail in sent} == {"Please confirm"}
    hours = Counter(str(mail["Date"]).partition(":")[0] for mail in sent)
    assert (
        max(hours.values()) == 3
    )  # also where an hour ends meanwhile: more than three times it was asked in one


def test_a_last_call_comes_before_the_deadline_and_its_link_confirms(visitor: Visitors, site: Site) -> None:
    slug = appeal(site, "last-call")
    guest = visitor("en")
    fill(guest.go(f"/a/{slug}"), "Dana Last", "last@example.org")
    site.mail_to("last@example.org", "/c/")
    with site.behind():  # half a day passes
        before = clock.now() - timedelta(hours=13)
        db.session.execute(update(Signature).where(Signature.state == "pending").values(signed_at=before))
        db.session.commit()
    site.flask("work", "--once")
    page = guest.go(site.mail_to("last@example.org", "/c/"))
    guest.examine()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("h1")).to_have_text("Thank you, you have signed")
    site.mail_to("last@example.org", "/s/")
    assert subjects(site, "last@example.org") == [
        "Last reminder: please confirm",
        "Please confirm",
        "Thank you",
    ]


def signed(guest: Visitor, site: Site, slug: str, email: str) -> str:
    """Sign and confirm; gives the link in the thanks that ends all mails."""
    fill(guest.go(f"/a/{slug}"), "Aru Bekova", email)
    page = guest.go(site.mail_to(email, "/c/"))
    page.get_by_role("button", name="Confirm").click()
    return site.mail_to(email, "/u/")


def test_a_bare_post_of_a_mail_program_unsubscribes(visitor: Visitors, site: Site) -> None:
    guest = visitor("en")
    link = signed(guest, site, appeal(site, "one-click"), "bare@example.org")
    body = urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urlopen(Request(link, body, {"Origin": "https://mail.example"})) as answer:  # noqa: S310  an address of our own
        assert (answer.status, answer.url) == (200, link)
    guest.go(link)
    assert guest.heading() == "We do not email you about this letter"
    guest.examine()


def test_the_button_of_the_page_unsubscribes_and_my_signature_can_undo_it(
    visitor: Visitors, site: Site
) -> None:
    guest = visitor("en")
    link = signed(guest, site, appeal(site, "by-button"), "button@example.org")
    page = guest.go(link)
    assert guest.heading() == "Stop emails about this letter?"
    guest.examine()
    guest.press("Stop emails")
    assert guest.heading() == "We do not email you about this letter"
    page = guest.go("/mine?lang=en")
    guest.examine()
    page.locator("main input[name=email]").fill("Button@example.org")
    page.get_by_role("button", name="Send it to me").click()
    guest.examine()
    page = guest.go(site.mail_to("button@example.org", "/m/"))
    guest.examine()
    page.get_by_role("link", name="My signature").click()
    guest.press("Email me again")
    expect(page.get_by_role("button", name="Stop emails")).to_have_count(1)
    guest.examine()


def test_a_slip_in_the_address_is_asked_about_and_put_right_by_one_choice(
    visitor: Visitors, site: Site
) -> None:
    guest = visitor("en")
    page = fill(guest.go(f"/a/{appeal(site, 'slip')}"), "Aru Slip", "aru.slip@gmial.com")
    guest.examine()
    asked = page.url
    assert "Slip" not in asked
    page.get_by_label("aru.slip@gmail.com").check()
    page.locator("form[action$='/sign'] button").first.click()
    assert site.mail_to("aru.slip@gmail.com", "/c/")
    page.go_back()  # to the question, with what was typed, not to an error of the browser
    assert page.url == asked
    assert page.locator("input[name=name]").input_value() == "Aru Slip"
    expect(page.get_by_label("aru.slip@gmail.com")).to_have_count(1)
