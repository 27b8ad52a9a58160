"""What is surely no name is asked about once beside its field, and shown to nobody until organisers have looked at it."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from tests.factories import confirm_by, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.parametrize("typed", ["example.com", "asdf", "Аноним", "Қолдаймын", "I support this"])
def test_what_is_no_name_is_asked_about_and_kept_from_the_page(
    client: FlaskClient, mails: Mails, typed: str
) -> None:
    slug = make_appeal().slug
    answer = sign(client, slug, name=typed)
    assert answer.status_code == 422
    assert f'name="asked_name" value="{typed}"' in answer.text
    assert 'id="name-error"' in answer.text
    assert sign(client, slug, name="Other", asked_name=typed).status_code == 303
    assert sign(client, slug, name=typed, asked_name=typed).status_code == 303
    page = confirm_by(client, link_in(mails()[-1]))
    assert "does not look like a name" in client.get(page.location).text
    assert typed not in client.get(f"/a/{slug}").text


@pytest.mark.parametrize(("typed", "kind"), [("Vlast.kz", "organisation"), ("Test", "person")])
def test_a_newspaper_is_called_as_its_site_is_and_what_waits_is_asked_about_address_and_name_at_once(
    client: FlaskClient, typed: str, kind: str
) -> None:
    slug = make_appeal().slug
    answer = sign(client, slug, name=typed, kind=kind, email="aru@gmial.com")
    assert 'id="email-error"' in answer.text
    assert ('id="name-error"' in answer.text) is (kind == "person")


@pytest.mark.parametrize("typed", ["test@example.com", "😀😀", "https://example.com"])
def test_an_address_and_emoji_alone_are_refused(client: FlaskClient, typed: str) -> None:
    answer = sign(client, make_appeal().slug, name=typed, asked_name=typed)
    assert (answer.status_code, 'id="name-error"' in answer.text) == (422, True)


@pytest.mark.parametrize(
    "two",
    [
        "Anna and Peter Sample",
        "Абай және Ерлан",
        "Абай мен Ерлан",
        "Anna; Peter Sample",
        "Анна Проба; Пётр Проба",
    ],
)
def test_two_people_in_one_name_are_asked_about_once_and_never_changed(client: FlaskClient, two: str) -> None:
    appeal = make_appeal()
    asked = sign(client, appeal.slug, name=two)
    assert (asked.status_code, "Are these two people?" in asked.text) == (422, True)
    assert sign(client, appeal.slug, name=two, asked_name=two).status_code == 303
