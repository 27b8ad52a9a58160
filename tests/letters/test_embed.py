"""A letter on other sites: the card in their frames, what programs read of it, and the words it is shared with."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import html

from petition.appeals.embed_forms import host
from petition.core.db import db
from tests.factories import TEXT, desk_post, enter, make_appeal

pytestmark = pytest.mark.usefixtures("now")


def test_the_card_has_no_form_and_no_script_and_stands_in_frames_of_the_sites_that_are_named_alone(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well")
    for hosts in ([], ["example.org", "www.example.net"]):
        appeal.frame_hosts = hosts
        db.session.commit()
        card = client.get("/a/well/card?lang=ru")
        rules = card.headers["Content-Security-Policy"]
        assert f"frame-ancestors {' '.join(hosts) or chr(39) + 'none' + chr(39)};" in rules
        assert "default-src 'none'" in rules
        tree: Any = html.fromstring(card.text)
        assert not tree.xpath("//form | //script | //iframe | //input")
        assert tree.xpath("//a/@href") == ["http://127.0.0.1:8000/a/well/ru?via=card"]
        assert tree.xpath("//a[@target='_blank']/@rel") == ["noopener"]
        assert (TEXT.title in card.text, tree.xpath("/html/@lang")) == (True, ["ru"])
        assert ("frame-ancestors 'none'" in client.get("/a/well").headers["Content-Security-Policy"]) is True
        found = re.search(r'type="application/json\+oembed"\s+href="([^"]+)"', client.get("/a/well").text)
        assert bool(found) is bool(hosts)
        told = client.get("/a/well/oembed.json")
        assert told.status_code == (200 if hosts else 404)
        if found and told.json:
            assert client.get(found[1]).json == told.json
            assert (told.json["version"], told.json["type"], told.json["title"]) == (
                "1.0",
                "rich",
                TEXT.title,
            )
            frame: Any = html.fromstring(told.json["html"])
            assert (frame.tag, frame.get("width")) == ("iframe", str(told.json["width"]))
            assert client.get(frame.get("src")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "is_host"),
    [("example.org", "example.org"), (" https://News.Example.org/path?x=1 ", "news.example.org"),
     ("пример.рф", "xn--e1afmkfd.xn--p1ai"), ("faß.de", "xn--fa-hia.de"),
     ("localhost", ""), ("127.0.0.1", ""), ("example.org; script-src *", ""), ("*.example.org", ""), ("a b.org", ""),
     ("*", ""), ("'self'", ""), ("x" * 64 + ".org", ""), ("example.org:8000", "")],
)  # fmt: skip
def test_only_the_name_of_a_public_site_may_stand_in_the_header(typed: str, is_host: str) -> None:
    try:
        found = host(typed)
    except ValueError:
        found = ""
    assert found == is_host


def test_organisers_choose_words_and_sites_and_a_wrong_one_is_refused_beside_its_field(
    client: FlaskClient,
) -> None:
    make_appeal(slug="well")
    enter(client)
    at = "/desk/a/well/embed"
    form = {"words-0": "Water for all!\nSign", "hosts": "example.org\nhttps://example.org/"}
    bad = desk_post(client, at, form | {"hosts": "example.org\n<b>"})
    assert bad.status_code == 422
    assert "Water for all!" in bad.text and "&lt;b&gt;” is not the name of a site" in bad.text  # noqa: PT018
    assert desk_post(client, at, form | {"words-0": "x" * 201}).status_code == 422
    assert desk_post(client, at, form).status_code == 303
    shown = client.get(at).text
    assert re.search(r">\s*example.org</textarea>", shown)
    assert "Water for all! Sign" in shown
    assert "/a/well/card" in shown
    page = client.get("/a/well").text
    assert quote("Water for all! Sign") in page
    assert "frame-ancestors example.org;" in client.get("/a/well/card").headers["Content-Security-Policy"]
