"""By which link people came who sent the form: a number for each link, of nobody in particular."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from petition.core import clock, web
from petition.core.db import db
from petition.signatures import arrivals, kept_counts
from petition.signatures.count_parts import ArrivalPart
from tests.factories import enter, filled, make_appeal

pytestmark = pytest.mark.usefixtures("now")


def test_each_link_to_share_is_counted_when_the_form_is_sent_whoever_sends_it_and_told_in_tens(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(slug="well")
    shared = unquote(client.get("/a/well").text)
    assert set(re.findall(r"/a/well\?via=(\w+)", shared)) == set(arrivals.WAYS) - {"card"}
    for page in ("/a/well", "/a/well/kk", "/a/well/ru"):  # who changes the language still came by that link
        tree: Any = html.fromstring(client.get(f"{page}?via=x").text)
        switch = tree.xpath("//nav[@class='languages']//a/@href")
        assert {each.partition("?")[2] for each in switch} == {"via=x"}
        assert [each for each in tree.xpath("//link/@href") if "via" in each] == []
    assert client.get("/a/well/en?via=x").location == "/a/well?via=x"
    at = web.address("/a/well")
    sent = [f"{at}?via=telegram"] * 3 + [f"{at}/kk?lang=kk&via=card", at, f"{at}?via=me", "http://[", ""]
    for nth, referrer in enumerate(sent):
        data = filled(email=f"p{nth % 3}@example.org")  # known or not
        assert client.post("/a/well/sign", data=data, headers={"Referer": referrer}).status_code == 303
    asked = client.post("/a/well/sign", data=filled(name=""), headers={"Referer": f"{at}?via=x"}).text
    again = filled(
        email="p3@example.org", via=re.findall('name="via" value="(\\w+)"', asked)[0]
    )  # nothing of it is lost
    assert client.post("/a/well/sign", data=again, headers={"Referer": f"{at}/sign"}).status_code == 303
    assert arrivals.of(appeal) == [("telegram", 3), ("card", 1), ("x", 1)]
    for _ in range(49):
        arrivals.note(appeal.id, "telegram")
    kept_counts.add_up(clock.now())
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(ArrivalPart)) == 3
    assert arrivals.of(appeal) == [("telegram", 52), ("card", 1), ("x", 1)]
    enter(client)
    told = " ".join(client.get("/desk/a/well/figures").text.split())
    assert re.search("Telegram</th> <td class=.figure.>[a-z ]*50</td>", told)
    assert re.search("another site</th> <td class=.figure.>fewer than 20</td>", told)
