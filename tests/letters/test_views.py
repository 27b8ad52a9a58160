"""The pages of the letter: the open one, and the final one."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html

from petition.core import clock
from petition.core.db import db
from tests.factories import TEXT, make_appeal

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
