"""Pictures in the text of a letter: named by number, said in words, seen by nobody before they are published."""

import json
from dataclasses import replace
from io import BytesIO

import docx
import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from petition import erasure
from petition.appeals import pictures
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.pictures import AppealPicture
from petition.core import clock
from petition.core.db import db
from petition.core.drawing import Drawn
from petition.desk import drafts
from petition.desk import service as desk_service
from tests.factories import TEXT, enter, make_appeal, press
from tests.letters.invented import SIGNED, letter, written

pytestmark = pytest.mark.usefixtures("now")
BODY = "The well.\n\n![A <map> of it](picture:1)\n\nIt is old.\n\n![](picture:2)\n\n![Lost](picture:9)"


def png(colour: str = "red", size: tuple[int, int] = (60, 40)) -> Drawn:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return Drawn(out.getvalue(), *size)


def with_pictures(body: str = "![A map](picture:1)") -> Appeal:
    appeal = make_appeal(text=replace(TEXT, body=body), slug="well", published=False)
    pictures.keep(appeal, {1: png(), 2: png("blue")})
    db.session.commit()
    return appeal


def test_every_format_shows_a_picture_with_its_words_and_one_that_is_lost_by_them() -> None:
    composed = letter(*SIGNED, text=replace(TEXT, body=BODY))
    composed = replace(composed, pictures={1: png(), 2: png("blue")})
    files = {name: written(name, composed) for name in ("html", "docx", "pdf", "txt", "md", "json")}
    assert files == {name: written(name, composed) for name in files}
    page = files["html"].decode()
    assert page.count('<img src="data:image/png;base64,') == 2
    assert 'alt="A &lt;map&gt; of it" width="60" height="40">' in page
    assert 'alt="" width' in page
    assert "[Lost]" in page
    word = docx.Document(BytesIO(files["docx"]))
    assert [shape._inline.docPr.id for shape in word.inline_shapes] == [1, 2]
    assert 'descr="A &lt;map&gt; of it"' in word.element.xml
    with pikepdf.open(BytesIO(files["pdf"])) as pdf:
        found = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        assert [str(each.Alt) for each in found if each.get("/S") == "/Figure"] == ["A <map> of it"]
        drawn = [
            each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Width") == 60
        ]
        assert len(drawn) == 2
    assert "[A <map> of it]\n" in files["txt"].decode()
    assert "\\[A \\<map\\> of it\\]\n" in files["md"].decode()
    found_json = json.loads(files["json"])
    assert [each["number"] for each in found_json["pictures"]] == [1, 2]
    assert all("picture:" not in files[name].decode() for name in ("txt", "md", "html"))


def test_a_picture_is_its_organisers_alone_until_a_published_text_has_it(client: FlaskClient) -> None:
    appeal = with_pictures("![A map](picture:1)")
    first, other = pictures.of(appeal)
    assert png().data not in first.sealed
    at, at_other = pictures.address(appeal, first), pictures.address(appeal, other)
    assert client.get(at).status_code == 404
    assert client.get(pictures.address(appeal, first, draft=True)).status_code == 302
    enter(client)
    seen = client.get("/desk/a/well/preview").text
    assert (
        f'<img src="{pictures.address(appeal, first, draft=True)}" alt="A map" width="60" height="40">'
        in seen
    )
    assert client.get(pictures.address(appeal, first, draft=True)).data == png().data
    desk_service.publish(appeal, now=clock.now())
    db.session.commit()
    assert f'<img src="{at}"'.replace("&", "&amp;") in client.get("/a/well").text
    answer = client.get(at)
    assert (answer.data, answer.content_type) == (png().data, "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(at.partition("?")[0]).headers["Cache-Control"] == "no-cache"
    for name in ("stopped_at", "withdrawn_at"):
        setattr(appeal, name, clock.now())
        db.session.commit()
        assert client.get(at).status_code == 404
        setattr(appeal, name, None)
    assert [each.number for each in pictures.of(appeal)] == [1]  # what no text has was dropped
    assert client.get(at_other).status_code == 404


def test_a_letter_is_not_published_before_its_pictures_are_said_in_words_and_its_fingerprint_covers_them(
    client: FlaskClient,
) -> None:
    appeal = with_pictures("![](picture:1)\n\n![Shade](picture:2)")
    assert [each.what for each in appeals.missing(appeal, clock.now())] == ["pictures"]
    enter(client)
    assert "Say in words what the pictures show" in client.get("/desk/a/well").text
    refused = press(client, "/desk/a/well/text/en", body="![Shade](picture:7)")
    assert refused.status_code == 422
    assert "There is no picture 7 in this letter." in refused.text
    pictures.of(appeal)[0].adorns = True
    hashes = []
    for colour in ("red", "green"):
        db.session.execute(db.update(AppealPicture).where(AppealPicture.number == 1).values(digest=colour))
        hashes.append(appeals.publish(appeal, now=clock.now()).hash)
        db.session.rollback()
        pictures.of(appeal)[0].adorns = True
    assert len(set(hashes)) == 2


def test_pictures_go_with_the_copy_the_draft_and_the_appeal_they_belong_to(app: Flask) -> None:
    appeal = with_pictures()
    copied = drafts.copy(appeal, appeal.team, organiser_id=0, now=clock.now())
    db.session.flush()
    assert [each.data(copied) for each in pictures.of(copied)] == [png().data, png("blue").data]
    drafts.delete(copied, organiser_id=0, now=clock.now())
    db.session.commit()
    assert set(db.session.scalars(select(AppealPicture.appeal_id))) == {appeal.id}
    desk_service.publish(appeal, now=clock.now())
    for _ in erasure.erase_appeal(appeal, now=clock.now()):
        db.session.commit()
    assert db.session.scalars(select(AppealPicture)).all() == []
    assert "[A map]" in app.test_client().get("/a/well").text


def test_a_picture_goes_with_the_text_of_the_only_version_that_has_it(client: FlaskClient) -> None:
    appeal = with_pictures("![A map](picture:1)\n\n![A well](picture:2)")
    desk_service.publish(appeal, now=clock.now())
    at, at_other = (pictures.address(appeal, each) for each in pictures.of(appeal))
    changed = replace(TEXT, body="![A well](picture:2)")
    appeals.write(appeal, "en", changed, organiser_id=None, now=clock.now())
    desk_service.publish(appeal, note="No map.", carries=True, now=clock.now())
    db.session.commit()
    assert client.get(at).status_code == 200
    erasure.remove_text_before(appeal.versions[0], now=clock.now())
    db.session.commit()
    assert (client.get(at).status_code, client.get(at_other).status_code) == (404, 200)
