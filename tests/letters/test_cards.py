"""What a link to a letter is shown with elsewhere, and what other sites and crawlers are given."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from PIL import Image
from sqlalchemy import event, select

from petition import worker
from petition.appeals import service as appeals
from petition.appeals import update
from petition.appeals.models import AppealVersion
from petition.appeals.update import UpdateText
from petition.core import clock
from petition.core.db import db
from petition.core.markdown import Document
from petition.desk import invented
from petition.desk import service as desk
from petition.letters.models import Card
from petition.letters.render.as_card import Picture, drawn
from petition.reading.draft import Recipient
from petition.signatures.page import lead
from tests.factories import TEXT, make_appeal

pytestmark = pytest.mark.usefixtures("now")


def meta(page: str) -> dict[str, str]:
    """What the head says by name or property."""
    found: Any = html.fromstring(page).xpath("//head/meta[@name or @property]")
    return {each.get("name") or each.get("property"): each.get("content") for each in found}


def obeys_those_who_show_links(client: FlaskClient, page: str, said: dict[str, str]) -> None:
    """What they document: ogp.me; developers.facebook.com/docs/sharing/webmasters/images; developer.x.com/cards/markup.

    Telegram reads the same; WhatsApp's limits are those that its users found.
    """
    assert {"og:title", "og:type", "og:image", "og:url"} <= said.keys()  # ogp.me: the four that must be there
    assert all(said[each].startswith("http://127.0.0.1:8000/") for each in ("og:image", "og:url"))  # absolute
    assert re.fullmatch("[a-z]{2}_[A-Z]{2}", said["og:locale"])  # ogp.me: language_TERRITORY
    assert len(said["og:image:alt"]) <= 420  # X
    assert page.index("</head>") < 300_000  # WhatsApp reads no further
    parts = urlsplit(said["og:image"])
    answer = client.get(f"{parts.path}?{parts.query}", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.mimetype) == (200, "image/png")  # X: JPG, PNG, WEBP, GIF; no SVG
    assert "Content-Encoding" not in answer.headers  # Facebook takes gzip and deflate alone
    assert len(answer.data) < 300_000  # WhatsApp; X takes 5 MB, Facebook 8 MB
    wide, high = Image.open(BytesIO(answer.data)).size
    assert (str(wide), str(high)) == (
        said["og:image:width"],
        said["og:image:height"],
    )  # shown at the first share
    assert (wide >= 1200, high >= 630, round(wide / high, 1)) == (
        True,
        True,
        1.9,
    )  # Facebook: large, not cropped
    assert (300 <= wide <= 4096, 157 <= high <= 4096) == (True, True)  # X: summary_large_image
    assert "public" in answer.headers["Cache-Control"]
    robots = client.get("/robots.txt").text
    assert not any(
        parts.path.startswith(line.split(": ")[1]) for line in robots.splitlines() if "Disallow" in line
    )


@pytest.mark.parametrize(
    ("title", "said", "to_nobody"),
    [
        ("ОТКРЫТОЕ ПИСЬМО о сохранении сквера", "To: Mayor of Qarasu", ""),
        ("Ашық хат: гүлзарды сақтаңыз", "To: Mayor of Qarasu", ""),
        ("Open letter on the well", "To: Mayor of Qarasu", ""),
        ("The well of Qarasu", "Open letter to: Mayor of Qarasu", "Open letter"),
    ],
)
def test_what_a_letter_says_of_itself_in_its_title_is_not_said_once_more_above_it(
    app: Flask, title: str, said: str, to_nobody: str
) -> None:
    text = replace(TEXT, title=title, recipients=(Recipient(title="Mayor of Qarasu"),))
    with app.test_request_context():
        assert (lead(text, "en"), lead(replace(text, recipients=()), "en")) == (said, to_nobody)


def test_a_page_without_a_text_in_its_language_stands_for_the_one_that_it_shows(client: FlaskClient) -> None:
    """Search engines are told of the languages of the letter alone; people switch between all."""
    appeal = make_appeal(slug="well", published=False)
    appeals.write(appeal, "ru", replace(TEXT, title="О колодце"), organiser_id=None, now=clock.now())
    appeals.publish(appeal, now=clock.now())
    db.session.commit()
    for path, own in (("/a/well/kk", "/a/well"), ("/a/well/ru", "/a/well/ru")):
        tree: Any = html.fromstring(client.get(path).text)
        (canonical,) = tree.xpath("//link[@rel='canonical']/@href")
        assert canonical.endswith(own)
        assert set(tree.xpath("//link[@rel='alternate']/@hreflang")) == {"en", "ru", "x-default"}
        assert set(tree.xpath("//nav[@class='languages']//a/@hreflang")) == {"en", "kk", "ru"}


def test_telegram_whatsapp_facebook_and_x_read_title_words_and_picture_from_the_page(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well")
    worker.once()
    for language in ("", "/ru"):
        page = client.get(f"/a/well{language}").text
        said = meta(page)
        obeys_those_who_show_links(client, page, said)
        assert said["og:title"] == TEXT.title
        assert said["og:description"] == said["description"] == "The well is old and good."
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:url"].endswith("/a/well")  # there is no Russian text of which that address would be
        assert said["og:image"].endswith("/a/well/card.png?lang=en")
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        tree: Any = html.fromstring(page)
        assert tree.xpath("//link[@rel='canonical']/@href") == [said["og:url"]]
        assert {*tree.xpath("//link[@rel='alternate']/@hreflang")} == {"en", "x-default"}
        (data,) = tree.xpath("//script[@type='application/ld+json']/text()")
        article = json.loads(data)
        assert (article["@type"], article["interactionStatistic"]["userInteractionCount"]) == ("Article", 0)
        shares = " ".join(tree.xpath("//section[@class='share']//a/@href"))
        for way in ("t.me", "wa.me", "facebook.com", "x.com", "vk.com", "viber:", "mailto:?"):
            assert way in shares
    assert appeal.published_at is not None


def test_the_card_is_drawn_by_the_worker_when_it_changes_and_never_for_a_view(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well")
    assert client.get("/a/well/card.png").status_code == 404
    of = {"appeal_id": appeal.id, "stands_for": "", "looked_at": clock.now()}
    db.session.add(Card(lang="kk", png=b"of a language that its text had before", **of))
    db.session.commit()
    assert client.get("/a/well/card.png?lang=kk").status_code == 404
    clock.ticked(timedelta(minutes=1))
    worker.once()
    answer = client.get("/a/well/card.png")
    assert (answer.mimetype, answer.headers["Cross-Origin-Resource-Policy"]) == ("image/png", "cross-origin")
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    first = db.session.scalars(select(Card.stands_for)).one()
    for number, is_new in ((9, False), (10, True), (12, False)):
        before = db.session.scalars(select(Card.stands_for)).one()
        appeal = db.session.merge(appeal)
        for _ in invented.fill(appeal, number, seed=number, now=clock.now()):
            db.session.commit()
        clock.ticked(timedelta(minutes=1))
        worker.once()
        assert (db.session.scalars(select(Card.stands_for)).one() != before) is is_new
    assert first != db.session.scalars(select(Card.stands_for)).one()
    figures = client.get("/a/well/count.json")
    assert figures.json is not None
    assert (figures.json["signatures"], figures.json["state"]) == (12, "open")
    assert figures.headers["Access-Control-Allow-Origin"] == "*"
    before = db.session.scalars(select(Card.stands_for)).one()
    with clock.stopped(clock.now() + timedelta(days=400)):  # no step any more, but the number that it came to
        worker.once()
        assert db.session.scalars(select(Card.stands_for)).one() != before


def test_a_card_keeps_what_it_says_inside_its_margins_in_every_script_whatever_the_title() -> None:
    titles = {
        "en": "A" * 300,
        "kk": "Қоңыр күз " * 30,
        "ar": "أبقوا القاعة مفتوحة",
        "zh": "保留阅览室向所有人开放" * 3,
    }
    for lang, title in titles.items():
        says = Picture(
            lang,
            lang == "ar",
            "To: nobody " * 20,
            title,
            "10+",
            "Signatures on paper: 1,204",
            "Friends " * 9,
            "#0b3d91",
        )
        png = drawn(says)
        assert len(png) < 300_000  # beyond which WhatsApp shows none
        picture = Image.open(BytesIO(png)).convert("L")
        assert picture.size == (1200, 630)
        for margin in ((0, 20, 78, 630), (1122, 20, 1200, 630), (0, 430, 1200, 446)):
            assert min(picture.crop(margin).tobytes()) > 200, (lang, margin)
    english = Picture(
        "ar", True, "", "أ", "10+ signatures", "", "", "#0b3d91"
    )  # the service speaks no Arabic
    assert drawn(english) == drawn(replace(english, count="\u2066\u200e10+ signatures\u2069"))


def test_the_map_of_the_site_reads_no_text_for_its_addresses(client: FlaskClient) -> None:
    several = make_appeal(slug="lake", lang="tr", published=False)
    for lang in ("en", "qu"):
        appeals.write(several, lang, TEXT, organiser_id=None, now=clock.now())
    desk.publish(several, now=clock.now())
    appeals.drop_language(several, "en", organiser_id=None, now=clock.now())
    desk.publish(several, note="Another text", carries=True, now=clock.now())
    words = {"qu": UpdateText("Yaku", "Yaku")}
    news = update.begin(several, words, {"qu": Document()}, organiser_id=1, now=clock.now())
    update.publish(news, send=False, organiser_id=1, now=clock.now())
    db.session.commit()
    read: list[AppealVersion] = []

    def note(version: AppealVersion, _context: object) -> None:
        read.append(version)

    event.listen(AppealVersion, "load", note)
    sitemap = etree.fromstring(client.get("/sitemap.xml").data)
    event.remove(AppealVersion, "load", note)
    paths = [
        str(each.text).removeprefix("http://127.0.0.1:8000") for each in sitemap.findall("{*}url/{*}loc")
    ]
    updates = ["/a/lake/updates?lang=tr", "/a/lake/updates?lang=qu"]
    assert paths == ["/", "/a/lake", "/a/lake/qu", *updates]
    assert not read


def test_crawlers_are_told_where_to_go_and_whom_to_tell(client: FlaskClient) -> None:
    make_appeal(slug="well")
    robots = client.get("/robots.txt").text
    assert {"Disallow: /s/", "Disallow: /desk", "Sitemap: http://127.0.0.1:8000/sitemap.xml"} <= set(
        robots.splitlines()
    )
    sitemap = etree.fromstring(client.get("/sitemap.xml").data)
    places = sitemap.findall("{*}url/{*}loc")
    assert [each.text for each in places] == ["http://127.0.0.1:8000/", "http://127.0.0.1:8000/a/well"]
    security = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:" in security
    assert "Expires: 2027-11-22T00:00:00Z" in security
    assert 'href="mailto:' in client.get("/privacy?lang=en").text
