"""Pages that everybody passes on their way, each with what it is there for."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from petition.appeals import service as appeals
from petition.appeals.text import Text
from tests.factories import confirm_by, enter, link_in, make_appeal, press, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


def test_the_desk_answers_without_its_slash(client: FlaskClient) -> None:
    enter(client)
    make_appeal(slug="well")
    assert "Keep the well open" in client.get("/desk").text


def test_who_asks_for_a_link_is_told_the_same_whether_they_are_an_organiser(client: FlaskClient) -> None:
    said = set()
    for address in ("organiser@example.org", "nobody@example.org"):
        answer = press(client, "/desk/sign-in", email=address)
        assert answer.location.startswith("/desk/sent")
        said.add(client.get("/desk/sent").text)
    assert len(said) == 1
    assert 'autocomplete="one-time-code"' in said.pop()


def test_an_appeal_is_begun_from_a_pasted_letter_and_from_a_blank_page(client: FlaskClient) -> None:
    enter(client)
    letter = (
        "To the Mayor of Qarasu\n\nDear Mayor,\n\nWe ask you to keep the old well open.\n\nWith respect,\n"
    )
    for typed, salutation in (({"paste": letter}, "Dear Mayor,"), ({"title": "A blank page"}, "")):
        answer = press(client, "/desk/new", **typed)
        assert answer.status_code == 303
        begun = appeals.by_slug(answer.location.split("/")[3])
        assert begun is not None
        assert begun.team.name == "Friends"  # the only one, which the form holds hidden
        assert (begun.draft(begun.first_lang) or Text()).salutation == salutation


def test_a_link_is_asked_for_again_on_a_page_of_the_letter(client: FlaskClient, mails: Mails) -> None:
    make_appeal(slug="well")
    sign(client, "well", email="aru@example.org")
    confirm_by(client, link_in(mails()[-1]))
    mails()
    answer = press(client, "/a/well/resend", email="aru@example.org")
    assert answer.location.startswith("/a/well/check-mail")
    assert link_in(mails()[-1], "/s/")


def test_the_link_of_a_confirmed_signature_leads_on_to_my_signature(
    client: FlaskClient, mails: Mails
) -> None:
    make_appeal(slug="well")
    sign(client, "well")
    link = link_in(mails()[-1])
    assert confirm_by(client, link).location == link
    page = client.get(link).text
    assert "Thank you, you have signed" in page
    mine = page.partition('href="/s/')[2].partition('"')[0]
    assert "Aru Bekova" in client.get(f"/s/{mine}").text
