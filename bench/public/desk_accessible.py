"""Every page of the desk through axe in three languages at 390 and 1280 px; whether any is too wide; none left out.

Each page is measured at 320 px in letters twice as large, too.

Run: make check-desk      (some 600 page loads; LANGUAGES=kk WIDTHS=390 visits less, SHOTS=/tmp/look keeps pictures)
"""

import os
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from passlib.totp import TOTP
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.public.accessible import LARGE, TOO_WIDE
from petition.accounts import address, members, organisers
from petition.accounts.roles import Role
from petition.appeals import emergency, sharing, update
from petition.appeals.models import Appeal
from petition.appeals.update import UpdateText
from petition.core import clock, markdown
from petition.core.db import db
from petition.desk import sample, service
from petition.lists import lookup, store
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.reading import reader
from petition.reading.signatories import pasted
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.browser import found
from tests.factories import make_appeal
from tests.journeys.conftest import QUIET, VIOLATIONS, Site, served

LANGUAGES = os.environ.get("LANGUAGES", "kk ru en").split()
WIDTHS = [int(each) for each in os.environ.get("WIDTHS", "390 1280").split()]
SHOTS = os.environ.get("SHOTS", "")
OTHERS = "Readers of the Valley"
DRAFT, NEW_ADDRESS = "a-draft", "another@example.org"
LIST = "Ann Bek, teacher\nOlga Kim, nurse\nwrite to somebody@example.org\n+7 701 000 00 00 Ivan"
OF_STATE = {  # pages that say something else of a draft, an open, a closed and a stopped letter
    "desk.appeal", "desk.publish", "appeals.terms", "letters.desk_letter", "delivery.record", "update_desk.all_updates",
}  # fmt: skip
LEFT_OUT = {  # another site's, and files
    "accounts.to_organisation", "accounts.from_organisation", "activity.as_csv", "covering.note", "figures.as_csv",
    "letters.desk_file", "letters.sheet", "pictures.of_draft", "list_review.unread", "desk.front_without_slash",
}  # fmt: skip


class Walk:
    """A walk through the desk in one language at one width: what was seen, and what is wrong with it."""

    def __init__(self, site: Site, browser: Browser, rules: MapAdapter, lang: str, width: int) -> None:
        self.site, self.rules, self.lang, self.width = site, rules, lang, width
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900}, locale=lang)
        self.page.set_default_timeout(10_000)
        self.seen: set[str] = set()
        self.kinds = {*LEFT_OUT, ""}
        self.complaints = self.loads = 0

    def go(self, path: str) -> None:
        """Visit a page, and look at it."""
        self.page.goto(path if "://" in path else self.site.address + path)
        self.look()

    def press(self, name: str = "") -> None:
        """Press the button of the form that leads to a path that ends so, or of the page's own, and look at what comes."""
        of = "main form" if not name else f'form[action$="{name}"]'
        self.page.locator(f"{of} button").locator("visible=true").first.click()
        self.look(name)

    def look(self, name: str = "") -> None:
        """Say what is wrong with the page as it stands."""
        path = urlsplit(self.page.url).path
        self.seen.add(self.endpoint(path))
        self.loads += 1
        self.page.evaluate(AXE_SCRIPT)
        said = [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in self.page.evaluate(VIOLATIONS)]
        if (over := self.page.evaluate(TOO_WIDE)) > 0:
            said.append(f"{over} px too wide")
        if (over := self.in_large_letters()) > 0:
            said.append(f"{over} px too wide at 320 px in letters twice as large")
        self.complaints += len(said)
        for each in said:
            print(self.lang, self.width, f"{path} {name}", each, flush=True)
        if SHOTS:
            self.shoot(name)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page as it stands."""
        path = urlsplit(self.page.url).path
        called = re.sub(r"\W+", "-", f"{path.removeprefix('/desk')} {name}").strip("-")[:80]
        self.page.screenshot(path=f"{SHOTS}/{called}-{self.lang}-{self.width}.png", full_page=True)

    def in_large_letters(self) -> int:
        """By how much the page is too wide on the narrowest phone, in letters twice as large."""
        self.page.set_viewport_size({"width": 320, "height": 900})
        over = int(self.page.evaluate(LARGE))
        if SHOTS and over > 0:
            self.shoot("200")
        self.page.evaluate("document.documentElement.style.fontSize = ''")
        self.page.set_viewport_size({"width": self.width, "height": 900})
        return over

    def endpoint(self, path: str) -> str:
        """Which page of ours stands there; '' for none."""
        try:
            return str(self.rules.match(path, method="GET")[0])
        except HTTPException:
            return ""

    def onward(self) -> Iterator[str]:
        """Where the links of a page lead within the desk, without files and other sites."""
        for href in self.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)"):
            path = urlsplit(href).path
            if href.startswith(self.site.address) and path.startswith("/desk"):
                yield path

    def from_link_to_link(self, start: str) -> None:
        """Every page that links lead to from there, each kind of page once; once of each letter, where states differ."""
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            kind = self.endpoint(path)
            if kind in OF_STATE:
                kind = path
            if kind not in self.kinds:
                self.kinds.add(kind)
                self.go(path)
                waiting += self.onward()


def main() -> int:
    complaints = loads = 0
    with TemporaryDirectory() as folder, served(Path(folder)) as site, sync_playwright() as playwright:
        with site.behind() as app:
            rules = app.url_map.bind("localhost")
            pages = {each.endpoint for each in app.url_map.iter_rules()
                     if each.rule.startswith("/desk") and "GET" in (each.methods or ())}  # fmt: skip
            starts = _state()
        starts.append(urlsplit(site.mail_to(NEW_ADDRESS, "/desk/address/")).path)
        browser = playwright.chromium.launch(executable_path=found(), args=QUIET.split())
        missed = pages - LEFT_OUT
        for lang in LANGUAGES:
            for width in WIDTHS:
                walk = Walk(site, browser, rules, lang, width)
                _as_one_who_comes_in(walk)
                for path in starts:
                    walk.from_link_to_link(path)
                _decide(walk)
                _second_factor(walk)
                walk.page.context.close()
                complaints, loads, missed = (
                    complaints + walk.complaints,
                    loads + walk.loads,
                    missed - walk.seen,
                )
        browser.close()
    print(f"{loads} page loads, {complaints} complaints; missed: {' '.join(sorted(missed)) or 'nothing'}")
    return min(complaints + len(missed), 1)


def _state() -> list[str]:
    """Make letters in every state: where a walk through each starts, and the pages that only an email links to."""
    now = clock.now()
    appeal = sample.make(now=now)
    members.invite(sample.ORGANISER, sample.TEAM, now=now)
    members.invite("viewer@example.org", sample.TEAM, role=Role.VIEWER, now=now)
    me = organisers.by_address(sample.ORGANISER)
    assert me is not None
    members.team_named(OTHERS, now=now)
    sharing.offer(appeal, OTHERS, now=now)
    for found_here in lookup.waiting_lists(appeal):
        store.drop(appeal, found_here, organiser_id=me.id, now=now)
    store.keep_list(appeal, [each.listed.line for each in pasted.read(LIST) if each.listed], now=now)
    _update(appeal, me.id)
    db.session.commit()
    some = db.select(Signature.ref).where(Signature.state == State.CONFIRMED).order_by(Signature.id.desc())
    manage.act(appeal, Action.HOLD, list(db.session.scalars(some.limit(3))), organiser_id=me.id, now=now)
    appeal.exports_mailboxes = appeal.by_message = appeal.offers_updates = True
    draft = make_appeal(slug=DRAFT, team=sample.TEAM, published=False)
    closed = make_appeal(slug="closed", team=sample.TEAM)
    closed.closes_at = now - timedelta(days=3)
    stopped = make_appeal(slug="stopped", team=sample.TEAM)
    emergency.begin(stopped, "Somebody is in danger", organiser_id=me.id, now=now)
    read = _came_in_a_file(me.id)
    theirs = make_appeal(slug="theirs", team=OTHERS)
    join = sharing.offer(theirs, sample.TEAM, now=now)
    address.ask(me, NEW_ADDRESS, now=now)
    db.session.commit()
    letters = (appeal, draft, closed, stopped, read)
    pages = (f"/desk/a/{each.slug}" for each in letters)  # the one that has most of everything first
    drafts = (f"/desk/a/{appeal.slug}/{each}" for each in ("take-up/1", f"text/{appeal.langs[-1]}/drop"))
    return [*pages, *drafts, f"/desk/a/{read.slug}/read", urlsplit(join).path, "/desk/sure", "/desk/"]


def _update(appeal: Appeal, organiser_id: int) -> None:
    text = UpdateText(
        "We met the mayor", "He **listened**.\n\n## Next\n\n- We wait for [his letter](https://example.org/)."
    )
    bodies = {"en": markdown.blocks(text.body)}
    update.begin(appeal, {"en": text}, bodies, organiser_id=organiser_id, now=clock.now())


def _came_in_a_file(organiser_id: int) -> Appeal:
    letter = reader.read_text(
        "Save the lake\n\nDear Minister,\n\nThe lake is drying up.\n\nYours,\n\n" + LIST
    )
    team = members.team_named(sample.TEAM, now=clock.now())
    return service.begin_from_draft(
        team, letter, lang="en", zone="Asia/Almaty", organiser_id=organiser_id, now=clock.now()
    )


def _as_one_who_comes_in(walk: Walk) -> None:
    """Sign in: the pages before the desk, in the reader's language."""
    for path in ("/desk/sign-in", "/desk/enter/no-such-link"):
        walk.go(f"{path}?lang={walk.lang}")
    walk.page.goto(f"{walk.site.address}/desk/sign-in?lang={walk.lang}")
    walk.press()  # with nothing typed
    walk.page.locator("input[type=email]").fill("nobody@example.org")
    walk.press()
    walk.go(walk.site.flask("organiser", "invite", sample.ORGANISER, "--team", sample.TEAM))
    walk.press()
    walk.page.locator(f"button[name=lang][value={walk.lang}]").click()


def _decide(walk: Walk) -> None:
    """What only a button leads to: a decision before it is made, a form that is refused, a session that ended."""
    at = f"/desk/a/{sample.SLUG}"
    walk.go(f"{at}/signatures")
    walk.page.locator("tbody input[type=checkbox]").first.check()
    walk.page.locator("button[name=action]").first.click()
    walk.look("decision")
    walk.go(f"{at}/signatories")
    walk.page.locator("a[href*='/signatories/list/']").first.click()
    walk.page.locator("button[value^='change-']").first.click()
    walk.look()
    walk.go(f"/desk/a/{DRAFT}/text/en")
    walk.page.locator("input[name=title]").fill("")
    walk.page.locator("main form button[type=submit]").first.click()
    walk.look("refused")
    walk.go("/desk/a/closed/delivery/email")
    walk.page.locator("input[type=email]").first.fill("")  # as an earlier walk left it
    walk.press()  # to nobody
    walk.page.locator("input[type=email]").first.fill("mayor@example.org")
    walk.press()
    walk.go(f"/desk/a/{sample.SLUG}/updates/new")
    walk.page.locator("textarea").first.fill("Typed when the session was over")
    walk.page.context.clear_cookies()
    walk.page.locator("main form button[type=submit]").first.click()
    walk.look("session ended")


def _second_factor(walk: Walk) -> None:
    """Somebody sets a second factor up, comes in with it, and takes it away again."""
    who = f"factor-{walk.lang}-{walk.width}@example.org"
    link = ("organiser", "invite", who, "--team", sample.TEAM)
    walk.go(walk.site.flask(*link))
    walk.press()
    walk.page.locator(f"button[name=lang][value={walk.lang}]").click()
    walk.go("/desk/factor")
    walk.press("/begin")
    code = TOTP(key="".join(walk.page.locator("code").first.inner_text().split()))
    walk.page.locator("input[name=code]").fill("000000")
    walk.press()
    walk.page.locator("input[name=code]").fill(code.generate().token)
    walk.press()
    walk.go("/desk/factor")
    walk.go("/desk/account")
    walk.page.context.clear_cookies()
    walk.page.goto(walk.site.flask("organiser", "invite", who, "--team", OTHERS))
    walk.press()
    walk.look("second factor")


if __name__ == "__main__":
    sys.exit(main())
