"""What programs read of letters: just those that the front page lists, with their texts, and no signatory."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from flask.testing import FlaskClient
from lxml import html

from petition import erasure
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.letters import card_views
from tests.factories import TEXT, make_appeal, signed

pytestmark = pytest.mark.usefixtures("now")


def read(client: FlaskClient, path: str) -> dict[str, Any]:
    """What stands there, for everybody, kept as pages are, and without the name of who signed."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*"), path
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, "max-age=0" in answer.headers["Cache-Control"]) == (304, True)
    assert "Bekova" not in answer.text
    return dict(json.loads(answer.text))


def test_programs_read_the_letters_that_the_front_page_lists_and_no_name(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = clock.now() + timedelta(hours=1)
    make_appeal(slug="over", closes_at=over, grace_minutes=0)
    make_appeal(slug="draft", published=False)
    paused = make_appeal(slug="paused")
    appeals.withdraw(make_appeal(slug="gone"), "Over.", now=clock.now())
    paused.stopped_at = clock.now()
    well = make_appeal(slug="well", published=False, zone="Asia/Almaty")
    appeals.write(well, "ru", TEXT, organiser_id=None, now=clock.now())
    desk.publish(well, now=clock.now())
    db.session.commit()
    signed(well, "Aru Bekova")
    clock.ticked(timedelta(hours=2))
    found = read(client, "/letters.json")
    front = html.fromstring(client.get("/").text)
    links = front.xpath("//ul[@class='appeals']//a/@href")
    assert [f"/a/{each['slug']}" for each in found["letters"]] == links
    assert [each["state"] for each in found["letters"]] == ["open", "stopped", "closed"]
    first, stopped, closed = found["letters"]
    at = "http://127.0.0.1:8000/a/well"
    assert first == {
        "slug": "well",
        "address": at,
        "state": "open",
        "signatures": 1,
        "on_paper": 0,
        "deadline": "2026-12-02T10:00:00+00:00",
        "zone": "Asia/Almaty",
        "languages": ["en", "ru"],
        "title": {"en": TEXT.title, "ru": TEXT.title},
        "text": f"{at}.json",
        "count": f"{at}/count.json",
        "letter": None,
        "feed": f"{at}/updates.atom",
    }
    assert (stopped["count"], stopped["letter"], stopped["feed"]) == (None, None, None)
    for each in (first, closed, stopped):
        for name in ("text", "count", "letter", "feed"):
            path = (each[name] or "").removeprefix("http://127.0.0.1:8000")
            assert not path or client.get(path).status_code == 200, path
    monkeypatch.setattr(card_views, "_A_PAGE", 2)
    some = read(client, "/letters.json")
    rest = read(client, some["next"].removeprefix("http://127.0.0.1:8000"))
    assert ([*some["letters"], *rest["letters"]], rest["next"]) == (found["letters"], None)
    assert client.get("/letters/page/3.json").status_code == 404


def test_the_text_is_what_the_page_shows_and_gives_the_fingerprint_of_its_version(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well")
    make_appeal(slug="draft", published=False)
    signed(appeal, "Aru Bekova")
    found = read(client, "/a/well.json")
    hashed = {"appeal": "well", "version": 1, "texts": found["texts"]}
    assert found["version"] == {"number": 1, "sha256": sha256(rfc8785.dumps(hashed)).hexdigest()}
    assert client.get("/a/draft.json").status_code == 404
    appeal.stopped_at = clock.now()
    db.session.commit()
    paused = read(client, "/a/well.json")
    assert (paused["texts"], paused["state"], paused["count"]) == (found["texts"], "stopped", None)
    appeal.stopped_at = None
    appeals.withdraw(appeal, "Over.", now=clock.now())
    db.session.commit()
    assert read(client, "/a/well.json")["texts"] == found["texts"]  # as on its page
    erasure.remove_text(appeal, now=clock.now())
    db.session.commit()
    removed = read(client, "/a/well.json")
    assert (removed["state"], removed["texts"], removed["title"]) == ("withdrawn", {}, {})
    assert removed["version"] == found["version"]
