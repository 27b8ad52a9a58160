"""The address of an appeal is proposed from its title, may change while it is a draft, and is fixed once it is public."""

import pytest
from flask.testing import FlaskClient

from petition.appeals import address, rules
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.data_key import is_right
from petition.desk import service as desk
from tests.factories import enter, make_appeal, press
from tests.lists.brought import add, brought, names

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.usefixtures("now")
def test_a_draft_changes_its_address_and_keeps_its_people_and_a_published_letter_does_not(
    client: FlaskClient,
) -> None:
    appeal = make_appeal(published=False)
    make_appeal(slug="taken")
    enter(client)
    add(client, brought(client, appeal.slug, "Aru Bekova, teacher\nMarat Suleev, engineer\n"))
    at = f"/desk/a/{appeal.slug}/address"
    for typed, said in (
        ("taken", "This address is taken. taken-"),
        ("Кудук", "Use only small Latin letters"),
        ("a--b", "Use only small Latin letters"),
        ("ab", "Use from 3 to 72 letters."),
        ("a" * 73, "Use from 3 to 72 letters."),
        ("", "Type an address."),
    ):
        answer = press(client, at, slug=typed)
        assert answer.status_code == 422
        assert said in answer.text
    assert press(client, at, slug="The-Old-Well").location.endswith("/desk/a/the-old-well")
    assert client.get(at).status_code == 404
    assert names() == ["Aru Bekova", "Marat Suleev"]  # sealed under a key that is bound to the first address
    assert is_right()
    found = appeals.by_slug("the-old-well")
    assert found is not None
    desk.publish(found, now=clock.now())
    db.session.commit()
    with pytest.raises(address.Published):
        address.change(found, "another", organiser_id=None, now=clock.now())
    page = client.get("/desk/a/the-old-well/address").text
    assert "cannot change any more" in page
    assert 'name="slug"' not in page


@pytest.mark.parametrize("title", ["Keep the well open " * 9, "Ашық хат: құдықты жаппаңыз", "…", "«Құдық»…"])
def test_an_address_is_made_of_whole_words_of_the_title(title: str) -> None:
    slug = rules.slug_for(title)
    assert len(slug) <= 72
    assert "…" not in slug
    assert not slug.endswith("-")
