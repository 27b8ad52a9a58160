"""The main job end to end, by three roles, at phone width, without JavaScript."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Request, expect

from petition.core import clock
from tests.journeys.conftest import Site, Visitor
from tests.waiting import until

Visitors = Callable[..., Visitor]

LETTER = """Friends of the Well
Құдық достары

Qarasu, 3 November 2026

To the Mayor of Qarasu

1 Main Street, Qarasu

Dear Mayor,

We, who drink from it, ask you to keep the old well open. It has given water since 1904, and nobody was asked.

In particular, we ask that you:

- withdraw the order of 20 October;
- meet us at the well.

**The children:** they pass it every day on their way to school.

With respect,

Aru Bekova, teacher (Qarasu)

Editorial office of the newspaper "Well Times" (Qarasu)

Marat Suleev, engineer

Sign by sending a message to well@example.org until 4.00 PM on December 19.
"""


def begin(visitor: Visitor, site: Site, tmp_path: Path) -> str:
    """The organiser: from a letter in a file to a published appeal. Gives its slug."""
    page = visitor.go(
        site.flask("organiser", "invite", "organiser@example.org", "--team", "Friends of the Well")
    )
    visitor.examine()
    page.get_by_role("button").locator("visible=true").first.click()
    visitor.examine()
    visitor.go("/desk/new")
    visitor.examine()
    file = tmp_path / "letter.txt"
    file.write_text(LETTER)
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form[enctype] button").first.click()
    assert visitor.heading() == "What was read"
    visitor.examine()
    page.locator(".next a").first.click()
    assert page.locator("textarea[name=letterhead]").input_value() == "Friends of the Well\nҚұдық достары"
    assert page.locator("input[name=salutation]").input_value() == "Dear Mayor,"
    slug = re.search(r"/desk/a/([^/]+)/", page.url)
    assert slug
    visitor.examine()
    page.locator("input[name=title]").fill("Keep the well open")
    page.locator("form:has(input[name=title]) button").first.click()
    visitor.go(f"/desk/a/{slug[1]}")
    visitor.examine()
    visitor.go(f"/desk/a/{slug[1]}/signatories")
    visitor.examine()
    page.locator("a[href*='/signatories/list/']").first.click()
    expect(page.locator("input[name=keep]:checked")).to_have_count(3)
    visitor.examine()
    page.locator("form:has(input[name=keep]) button[value=add]").first.click()
    assert "Well Times" in page.content()
    visitor.examine()
    visitor.go(f"/desk/a/{slug[1]}/terms")
    visitor.examine()
    page.locator("input[name=closes_on]").fill("2031-12-19")
    page.locator("input[name=closes_time]").fill("16:00")
    page.locator("select[name=zone]").select_option("Asia/Almaty")
    page.locator("input[name=grace_hours]").fill("0")
    page.locator("input[name=target]").fill("10")
    page.locator("form:has(input[name=closes_on]) button").first.click()
    visitor.go(f"/desk/a/{slug[1]}/preview")
    visitor.examine()
    visitor.go(f"/desk/a/{slug[1]}/publish")
    visitor.examine()
    page.locator("main form button").last.click()
    assert page.url.endswith(f"/desk/a/{slug[1]}")
    return slug[1]


def update(organiser: Visitor, supporter: Visitor, site: Site, slug: str) -> str:
    """An update: written, looked at, sent to who asked for it, ended by one press. Gives the address of "my signature"."""
    page = organiser.go(f"/desk/a/{slug}/updates/new")
    organiser.examine()
    page.locator("input[name$=title]").fill("We met the mayor")
    page.locator("textarea").fill("He will *answer* in a week.")
    organiser.press("Save and preview")
    organiser.examine()
    organiser.press("Publish and email 1 person")
    site.flask("work", "--once")
    supporter.go(f"/a/{slug}/updates?lang=kk")
    supporter.examine()
    supporter.page.get_by_role("link", name="We met the mayor").click()
    assert supporter.heading() == "We met the mayor"
    mine = site.mail_to("kuanysh@example.org", "/s/")  # in the email of thanks
    expect(supporter.go(mine).locator("button[value=no_updates]")).to_have_count(1)
    supporter.go(site.mail_to("kuanysh@example.org", "/u/"))  # in the update
    supporter.page.locator("main form button").first.click()
    expect(supporter.go(mine).locator("button[value=no_updates]")).to_have_count(0)
    # The worker writes down that it left a moment after it has arrived.
    until(lambda: "Emails sent: 1" in organiser.go(f"/desk/a/{slug}/updates").content())
    assert "0 people have asked" in page.content()
    return mine


def deliver(organiser: Visitor, site: Site, slug: str) -> None:
    """The complete letter, emailed to its recipient from the desk, and the answer, for everybody to read."""
    page = organiser.go(f"/desk/a/{slug}/delivery")
    page.get_by_role("link", name="Email the letter to its recipients").click()
    organiser.examine()
    assert "Mayor of Qarasu" in page.locator("input[name$=name]").first.input_value()
    page.locator("input[name$=address]").first.fill("mayor@town.example.org")
    organiser.press("Save and preview")
    organiser.examine()
    page.get_by_label("Yes, email the letter").check()
    organiser.press("Send the letter")
    assert site.mail_to("mayor@town.example.org", f"/a/{slug}/").endswith("/letter")
    organiser.go(f"/desk/a/{slug}/delivery")
    page.get_by_label("The recipient answered").check()
    page.locator("input[name=day]").fill(f"{clock.now().astimezone(ZoneInfo('Asia/Almaty')):%Y-%m-%d}")
    page.locator("textarea").fill("Dear people of Qarasu,\n\nthe well stays open.")
    organiser.press("Save")

    def said_of_it() -> str:
        said = organiser.go(f"/a/{slug}").locator("main").inner_text()
        return (
            said if "By email: Mayor of Qarasu" in said else ""
        )  # once the worker has written down that it left

    said = until(said_of_it)
    assert "the well stays open." in said


def on_paper(page: Page, said: str, **not_printed: str) -> None:
    """What a sheet of it says, and what of the page around the letter stays on the screen."""
    page.emulate_media(media="print")
    printed = " ".join(page.locator("body").inner_text().split())
    page.emulate_media(media="screen")
    assert said in printed
    assert not [each for each in not_printed.values() if each in printed]


def test_a_letter_goes_its_whole_way(visitor: Visitors, site: Site, tmp_path: Path) -> None:
    organiser = visitor("en")
    slug = begin(organiser, site, tmp_path)
    organiser.go(f"/desk/a/{slug}/updates")
    organiser.press("Offer updates on the form")

    supporter = visitor("kk")
    page = supporter.go(f"/a/{slug}/kk")
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.locator("h1")).to_have_text("Keep the well open")
    supporter.examine()
    form = page.locator("form[action$='/sign']").locator("visible=true").last
    form.locator("input[name=name]").fill("Қуаныш Әбілқайыр")
    form.locator("input[name=email]").fill("not an address")
    form.locator("button").click()
    assert page.locator("input[name=name]").first.input_value() == "Қуаныш Әбілқайыр"  # nothing typed is lost
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    supporter.examine()
    page.locator("input[name=email]").first.fill("kuanysh@example.org")
    page.locator("details.more summary").first.click()
    page.locator("input[name=updates]").first.check()
    page.locator("form[action$='/sign'] button").first.click()
    supporter.examine()
    supporter.go(site.mail_to("kuanysh@example.org", "/c/"))
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    supporter.examine()
    page.locator("main form button").first.click()
    supporter.examine()
    page.locator("a[href*='/s/']").first.click()
    assert "Қуаныш Әбілқайыр" in page.content()
    supporter.examine()

    mine = update(organiser, supporter, site, slug)

    russian = visitor("ru")
    page = russian.go(f"/a/{slug}/ru")
    form = page.locator("form[action$='/sign']").locator("visible=true").last
    form.locator("input[name=name]").fill("Анна Петрова")
    form.locator("input[name=email]").fill("anna@example.org")
    form.locator("input[name=visibility][value=initials]").check()
    form.locator("button").click()
    russian.go(site.mail_to("anna@example.org", "/c/"))
    page.locator("main form button").first.click()

    page = organiser.go(f"/desk/a/{slug}/letter")
    organiser.examine()
    page = organiser.go(f"/desk/a/{slug}/close")
    organiser.examine()
    page.locator("main form button").first.click()

    deliver(organiser, site, slug)

    reader = visitor("en")
    page = reader.go(f"/a/{slug}")
    reader.examine()
    on_paper(page, " signatures · Signing ended on ", beside="Thank you to everyone who signed")
    page = reader.go(f"/a/{slug}/letter")
    reader.examine()
    on_paper(
        page, "Aru Bekova, teacher (Qarasu)", beside="Back to the letter’s page", more="you did not sign?"
    )
    said = page.locator("main").inner_text()
    for line in ("Aru Bekova, teacher (Qarasu)", "Marat Suleev, engineer", "Қуаныш Әбілқайыр", "А. П."):
        assert line in said
    assert "Анна" not in said
    zipped = b"PK\x03\x04"
    kinds = {"pdf": b"%PDF-", "docx": zipped, "xlsx": zipped, "txt": b"", "md": b"", "csv": b"", "json": b""}
    for form_of, begins in kinds.items():
        answer = page.request.get(f"{site.address}/a/{slug}/letter.{form_of}")
        assert answer.status == 200
        assert answer.body().startswith(begins) if begins else "Marat Suleev" in answer.text()
    letter = json.loads(page.request.get(f"{site.address}/a/{slug}/letter.json").text())
    assert letter["counts"] == {"received": 5, "confirmed": 5, "printed": 5, "not_named": 0, "on_paper": 0}

    page = supporter.page
    supporter.go(mine)
    page.locator("details summary").first.click()
    page.locator("button[value=withdraw]").click()
    supporter.examine()


def test_pages_for_everybody_have_nothing_serious_in_three_languages(visitor: Visitors, site: Site) -> None:
    """Each page is measured in each language, and examined in one of them by turns; bench/public does each in each."""
    site.flask("sample")
    sample = "/a/keep-the-reading-room"
    pages = ("/", "/privacy", "/mailbox", "/desk/sign-in", "/nowhere", f"{sample}/sign", f"{sample}/resend")
    for first, lang in enumerate(("en", "ru", "kk")):
        guest = visitor(lang)
        for nth, path in enumerate(pages):
            guest.go(f"{path}?lang={lang}" if path.startswith(sample) else path)
            (guest.examine if nth % 3 == first else guest.measure)()


def test_the_page_of_an_appeal_with_its_style_weighs_20_kb_and_brings_60_kb_of_typefaces_at_most(
    visitor: Visitors, site: Site
) -> None:
    site.flask("sample")
    guest = visitor("ru")
    responses: list[Request] = []
    guest.page.on("response", lambda response: responses.append(response.request))
    for lang in ("", "/ru", "/kk"):
        responses.clear()
        guest.go(f"/a/keep-the-reading-room{lang}")
        guest.page.wait_for_load_state("networkidle")
        weights = {each.url: each.sizes()["responseBodySize"] for each in responses}
        faces = [weight for url, weight in weights.items() if ".woff2" in url]
        assert (len(faces) >= 3, sum(faces) <= 60_000) == (True, True), f"{faces}{lang}"
        assert sum(weights.values()) - sum(faces) <= 20_000, f"{weights}{lang}"
        guest.page.goto("about:blank")
