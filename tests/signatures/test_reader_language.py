"""Who reads a language stays in it: every link of every page and mail leads on in the same one."""

import re
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from petition import worker
from petition.appeals import delivery, service, update
from petition.appeals.update import UpdateText
from petition.core import clock
from petition.core.db import db
from petition.core.markdown import Document
from tests.factories import TEXT, confirm_by, filled, link_in, make_appeal
from tests.signatures.later_mails import unsubscribe_in

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

SPOKEN = ("kk", "ru", "en")
OTHER = {"kk": "ru", "ru": "en", "en": "kk"}
PAGES = {
    "signatures": "index sign_form check_mail_of resend",
    "owners": "confirm mine details unsubscribe",
    "lost_links": "lost everything",
    "letters": "letter",
    "signatories": "names",
    "updates": "all_updates one",
    "cards": "framed",
    "privacy": "privacy",
}
READ = {f"{part}.{name}" for part, names in PAGES.items() for name in names.split()}


def links_of(page: str) -> set[str]:
    """The links of a page that lead on within the service, without its switch of languages and without files."""
    of_letter = (
        "ancestor::footer[@class='published']"  # a printed letter names its address in its own language
    )
    found: Any = html.fromstring(page).xpath(f"//a[not(@hreflang) and not({of_letter})]/@href")
    ours = [urlsplit(str(each)) for each in found if not re.search(r"^#|^mailto:|\.\w{2,5}(\?|$)", each)]
    return {f"{each.path}?{each.query}".rstrip("?") for each in ours if each.netloc in {"", "127.0.0.1:8000"}}


def walked(client: FlaskClient, lang: str, starts: list[str]) -> dict[str, str]:
    """The language of each page that links lead to, for a browser that asks for another one. All have the switch."""
    waiting, spoken = deque(starts), dict[str, str]()
    while waiting:
        link = waiting.popleft()
        if link in spoken:
            continue
        answer = client.get(link, headers={"Accept-Language": OTHER[lang]}, follow_redirects=True)
        spoken[link] = html.fromstring(answer.data).get("lang") or ""
        assert "/desk" in link or "/card" in link or '<nav class="languages"' in answer.text, link
        if "/desk" not in link:
            waiting.extend(links_of(answer.text))
    return spoken


def links_in(mail: EmailMessage) -> list[str]:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.findall(r"https?://\S+\w", body.get_content())
    return [urlsplit(each)._replace(scheme="", netloc="").geturl() for each in found if urlsplit(each).path]


def kinds(app: Flask, links: Iterable[str]) -> set[str]:
    """Which pages those are."""
    rules = app.url_map.bind("localhost")
    return {str(rules.match(urlsplit(link).path)[0]) for link in links if "nowhere" not in link}


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database decides what a link speaks
@pytest.mark.parametrize("lang", SPOKEN)
def test_every_link_of_every_page_and_mail_stays_in_the_readers_language(
    app: Flask, client: FlaskClient, mails: Mails, lang: str
) -> None:
    appeal = make_appeal(text=TEXT, slug="well")
    row = update.begin(
        appeal, {"en": UpdateText("News", "")}, {"en": Document()}, organiser_id=1, now=clock.now()
    )
    update.publish(row, send=False, organiser_id=1, now=clock.now())
    db.session.commit()
    start = "/a/well" if lang == "en" else f"/a/well/{lang}"
    client.post("/a/well/sign", data=filled(lang=OTHER[lang]))  # once signed in another language
    sent = client.post("/a/well/resend", data=filled(lang=lang)).location
    to_confirm = f"{link_in(mails()[-1])}?lang={lang}"
    by_hand = [
        f"/{each}?lang={lang}" for each in ("", "a/well/letter", "a/well/card", "a/well/sign", "nowhere")
    ]
    seen = walked(client, lang, [start, sent, to_confirm, *by_hand, *links_in(mails()[-1])])
    confirm_by(client, to_confirm)
    stop = f"{unsubscribe_in(mails()[-1])}?lang={lang}"
    seen |= walked(client, lang, [f"{to_confirm}&thanks", stop])
    client.post(f"/mine?lang={lang}", data=filled(lang=lang))
    worker.once()  # it asks, and emails
    seen |= walked(client, lang, links_in(mails()[-1]))
    clock.ticked(timedelta(days=12))
    over = service.by_slug("well")
    assert over is not None
    happened = delivery.Happened(delivery.Event.DELIVERED, clock.now().date(), "by hand")
    delivery.record(over, happened, organiser_id=1, now=clock.now())
    db.session.commit()
    after = [f"/a/well/{each}?lang={lang}&closed" for each in ("letter", "signatories", "updates", "sign")]
    seen |= walked(client, lang, [start + "?", *after])
    assert {link: spoken for link, spoken in seen.items() if spoken != lang} == {}
    assert READ - kinds(app, seen) == set()
