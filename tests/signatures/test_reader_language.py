"""Who reads a language stays in it: every link of every page and mail leads on in the same one."""

import re
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from petition.core import clock
from tests.factories import TEXT, confirm_by, filled, link_in, make_appeal

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

SPOKEN = ("kk", "ru", "en")
OTHER = {"kk": "ru", "ru": "en", "en": "kk"}


def links_of(page: str) -> set[str]:
    """The links of a page that lead on within the service, without its switch of languages and without files."""
    of_letter = (
        "ancestor::footer[@class='published']"  # a printed letter names its address in its own language
    )
    found: Any = html.fromstring(page).xpath(f"//a[not(@hreflang) and not({of_letter})]/@href")
    ours = [urlsplit(str(each)) for each in found if not re.search(r"^#|^mailto:|\.\w{2,5}(\?|$)", each)]
    return {f"{each.path}?{each.query}".rstrip("?") for each in ours if each.netloc in {"", "127.0.0.1:8000"}}


def walked(client: FlaskClient, lang: str, starts: list[str]) -> dict[str, str]:
    """The language of each page that links lead to, for a browser that asks for another one."""
    waiting, spoken = deque(starts), dict[str, str]()
    while waiting:
        link = waiting.popleft()
        if link in spoken:
            continue
        answer = client.get(link, headers={"Accept-Language": OTHER[lang]}, follow_redirects=True)
        spoken[link] = html.fromstring(answer.data).get("lang") or ""
        assert (
            html.fromstring(answer.data).xpath("//nav[@class='languages']")
            or answer.status_code >= 400
            or ("/desk" in link)
        ), link
        if "/desk" not in link:
            waiting.extend(links_of(answer.text))
    return spoken


def links_in(mail: EmailMessage) -> list[str]:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.findall(r"https?://\S+\w", body.get_content())
    return [urlsplit(each)._replace(scheme="", netloc="").geturl() for each in found if urlsplit(each).path]


@pytest.mark.parametrize("lang", SPOKEN)
def test_every_link_of_every_page_and_mail_stays_in_the_readers_language(
    client: FlaskClient, mails: Mails, lang: str
) -> None:
    appeal = make_appeal(text=TEXT, slug="well")
    start = "/a/well" if lang == "en" else f"/a/well/{lang}"
    client.post("/a/well/sign", data=filled(lang=OTHER[lang]))  # once signed in another language
    sent = client.post("/a/well/resend", data=filled(lang=lang)).location
    to_confirm = f"{link_in(mails()[-1])}?lang={lang}"
    pages = [start, sent, "/?lang=" + lang, to_confirm, f"/a/well/letter?lang={lang}"]
    seen = walked(client, lang, [*pages, *links_in(mails()[-1])])
    confirm_by(client, to_confirm)
    seen |= walked(client, lang, [f"{to_confirm}&thanks"])
    client.post(f"/mine?lang={lang}", data=filled(lang=lang))
    assert len(seen) > 12
    clock.ticked(timedelta(days=12))
    seen |= walked(client, lang, [start + "?", f"/a/well/letter?lang={lang}&closed"])
    assert {link: spoken for link, spoken in seen.items() if spoken != lang} == {}
    assert appeal.slug == "well"
