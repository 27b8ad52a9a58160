"""The pages of the letter: the open one, and the final one."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from flask.testing import FlaskClient
from lxml import html

from petition.appeals import pictures
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.letters import service
from tests.appeals.test_pictures import png
from tests.factories import TEXT, make_appeal, signed

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_each_page_of_a_letter_has_one_first_heading_and_prints_a_title_only_where_the_letter_has_one(
    client: FlaskClient,
) -> None:
    for titled in (True, False):
        appeal = make_appeal(
            text=replace(TEXT, titled=titled), slug=f"well-{titled}".lower(), grace_minutes=0
        )
        opened = list(html.fromstring(client.get(f"/a/{appeal.slug}").text).iter("h1"))
        assert [each.text for each in opened] == [TEXT.title]
        assert opened[0].get("class") == (None if titled else "unprinted")
        appeal.closes_at = clock.now()
        db.session.commit()
        final = list(html.fromstring(client.get(f"/a/{appeal.slug}/letter").text).iter("h1"))
        assert [each.text for each in final] == [TEXT.title]
        assert final[0].get("class") == ("title" if titled else "hidden")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_search_engines_are_asked_to_leave_out_what_lists_all_names(client: FlaskClient) -> None:
    appeal = make_appeal(slug="well", grace_minutes=0)
    signed(appeal, "Aru Bekova")

    def is_left_out(path: str) -> bool:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return "noindex" in answer.headers.get("X-Robots-Tag", "") + answer.text.partition("</head>")[0]

    assert [is_left_out(path) for path in ("/a/well", "/a/well/signatories", "/")] == [False, True, False]
    sections = html.fromstring(client.get("/a/well").text).iter("section")
    (names,) = ("".join(map(str, each.itertext())) for each in sections if "data-nosnippet" in each.attrib)
    assert "Aru Bekova" in names
    appeal.closes_at = clock.now()
    db.session.commit()
    assert is_left_out("/a/well/letter")
    for form in service.DELIVERED:
        assert client.get(f"/a/well/letter.{form}").headers["X-Robots-Tag"] == "noindex", form
    assert not is_left_out("/a/well")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_fingerprint_of_the_text_can_be_worked_out_from_its_files_as_the_documents_say(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(published=False, grace_minutes=0)
    pictures.keep(appeal, {1: png()})
    odd = replace(
        TEXT, title="Keep  the\u00a0well ", body="![A map](picture:1)\n\nIt\tis old.[^1]\n\n[^1]: Very."
    )
    for lang in ("en", "ru"):
        appeals.write(appeal, lang, odd, organiser_id=None, now=clock.now())
    desk.publish(appeal, now=clock.now())
    appeal.closes_at = clock.now()
    db.session.commit()
    files = {
        lang: client.get(f"/a/{appeal.slug}/letter.json?lang={lang}").json or {} for lang in ("en", "ru")
    }
    texts = {lang: dict(file["text"]) for lang, file in files.items()}
    for text in texts.values():
        if not text["subject"]:
            del text["subject"]
    shown = {str(each["number"]): each["sha256"] for each in files["en"]["pictures"]}
    said: dict[str, Any] = {"appeal": appeal.slug, "version": 1, "texts": texts, "pictures": shown}
    found = sha256(rfc8785.dumps(said)).hexdigest()
    assert {file["appeal"]["version"] for file in files.values()} == {f"1 sha256:{found}"}
    assert found in client.get(f"/a/{appeal.slug}").text
