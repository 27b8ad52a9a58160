"""What comes in: no JSON, nothing that a database cannot hold, no session but the cookie's."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.accounts.models import Organiser
from petition.core import clock
from petition.core.db import db
from petition.core.request import LARGEST, IdConverter, number
from petition.core.web import FORM_BYTES
from petition.lists import store
from tests.factories import desk_post, enter, filled, make_appeal
from tests.reading.pasted import read_lines

pytestmark = pytest.mark.usefixtures("now")

NESTED = b'{"a":' * 6_000 + b"1" + b"}" * 6_000
HUGE = ("9223372036854775808", "9" * 5_000)


@pytest.fixture
def slug(client: FlaskClient) -> str:
    """An appeal with a list, whose organiser is in."""
    appeal = make_appeal()
    store.keep_list(appeal, list(read_lines("Ann Bek, teacher")), now=clock.now())
    db.session.commit()
    enter(client)
    return appeal.slug


def addresses(app: Flask, slug: str, value: str) -> Iterator[str]:
    """Every address of ours, with a value wherever one may stand."""
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<slug:slug>", slug).replace("<lang:lang>", "en")
        yield re.sub(r"<[^>]+>", value, path)


def test_json_is_read_nowhere(app: Flask, client: FlaskClient, slug: str) -> None:
    for path in [*addresses(app, slug, "x"), "/nowhere"]:
        answer = client.post(path, data=NESTED, content_type="application/json")
        assert 400 <= answer.status_code < 500, path
    for path in ("/", "/desk/", f"/a/{slug}", "/nowhere"):
        assert client.get(path, data=NESTED, content_type="application/json").status_code < 500, path


def test_the_cookie_alone_is_a_session(app: Flask, client: FlaskClient, slug: str) -> None:
    organiser = db.session.scalars(select(Organiser)).one()
    app.config["SECURITY_TOKEN_AUTHENTICATION_HEADER"] = "Authentication-Token"
    token = organiser.get_auth_token()
    stranger = app.test_client()
    for answer in (
        stranger.get("/desk/", query_string={"auth_token": token}),
        stranger.get("/desk/", headers={"Authentication-Token": token}),
        stranger.get("/desk/", json={"auth_token": token}),
    ):
        assert answer.status_code == 302
        assert "/desk/sign-in" in answer.headers["Location"]
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("value", ["%00", "9223372036854775808"])
def test_no_value_in_an_address_is_a_fault(app: Flask, client: FlaskClient, slug: str, value: str) -> None:
    for path in addresses(app, slug, value):
        if value in path:
            assert client.get(path).status_code < 500, path
    for page in ("review", "signatories", "letter", "held"):
        for name in ("page", "case", "done", "show", "lang"):
            assert client.get(f"/desk/a/{slug}/{page}?{name}={value}").status_code < 500, (page, name)


@pytest.mark.parametrize("value", ["a\0b", *HUGE])
def test_no_value_in_a_form_is_a_fault(client: FlaskClient, slug: str, value: str) -> None:
    fields = (
        "deed",
        "held",
        "keep",
        "form",
        "page",
        "show",
        "note",
        "reason",
        "code",
        "target",
        "team",
        "lang",
        value,
    )
    for path in (
        f"/desk/a/{slug}/held",
        f"/desk/a/{slug}/text/en",
        f"/desk/a/{slug}/terms",
        f"/desk/a/{slug}/publish",
        f"/desk/a/{slug}/signatories",
        f"/desk/a/{slug}/withdraw",
        "/desk/new",
    ):
        answer = desk_post(client, path, dict.fromkeys(fields, value), at="/desk/new")
        assert 300 <= answer.status_code < 500, path
        assert "\0" not in value or answer.status_code == 400, path
    for path in ("sign", "code", "resend"):
        assert client.post(f"/a/{slug}/{path}", data=filled(**dict.fromkeys(fields, value))).status_code < 500


def test_a_file_is_taken_whatever_is_in_it_but_not_its_name(client: FlaskClient, slug: str) -> None:
    def sent(name: str) -> int:
        file = (BytesIO("Ann\0Bek, teacher\nBo\ud800 Li".encode("utf-8", "surrogatepass")), name)
        return desk_post(client, f"/desk/a/{slug}/signatories", {"file": file}).status_code

    assert sent("list\0.csv") == 400
    assert sent("list.csv") in {303, 422}


def test_a_part_of_a_form_without_a_name_is_refused(client: FlaskClient, slug: str) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nen\r\n--x--\r\n"
    for path in (f"/a/{slug}/sign", "/mine", "/desk/language", "/desk/sign-out", f"/desk/a/{slug}/letter"):
        assert client.post(path, data=body, content_type="multipart/form-data; boundary=x").status_code == 400


def test_a_form_that_cannot_be_read_is_refused_and_the_fault_logged_by_kind_and_place(
    client: FlaskClient, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(BytesIO):
        def readinto(self, _room: object, /) -> int:
            raise LookupError("words of a line")

    kind = "application/x-www-form-urlencoded"
    answer = client.post(f"/a/{slug}/sign", input_stream=Broken(b"name=Ann"), content_type=kind)
    assert answer.status_code == 400
    assert "LookupError while a form was read at /" in caplog.text
    assert "words of a line" not in caplog.text


def test_a_redirect_names_no_host(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/a//{slug}?lang=kk", headers={"Host": "localhost"})
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/a/{slug}?lang=kk")


def test_a_foreign_host_is_refused_whatever_else_is_wrong(client: FlaskClient) -> None:
    for method, data in (("POST", b"x"), ("PUT", b""), ("POST", b"x" * 200_000)):
        answer = client.open("/desk/", method=method, data=data, headers={"Host": "evil.example"})
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_a_row_has_one_kind_of_number(bare_app: Flask) -> None:
    numbered = [
        converter
        for rule in bare_app.url_map.iter_rules()
        for converter in rule._converters.values()
        if hasattr(converter, "min")
    ]
    assert numbered
    assert all(isinstance(each, IdConverter) for each in numbered)


@pytest.mark.parametrize("typed", ["-1", "+1", "1.0", " 1", "٣", "", *HUGE])
def test_what_is_no_number_of_a_row_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        number(typed)
    assert (number("0"), number(str(LARGEST))) == (0, LARGEST)


# --- how much ---------------------------------------------------------------------------------------------------------


def test_a_form_of_more_fields_than_any_page_has_is_refused_before_it_is_read(
    client: FlaskClient, slug: str
) -> None:
    """Six million bytes of "a&" kept a thread busy for eleven seconds, and eight threads are all there are."""
    for path in ("/desk/new", f"/a/{slug}/sign", "/mine", "/nowhere"):
        answer = client.post(path, data=b"a&" * 20_000, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413, path


def test_only_an_organiser_may_send_as_much_as_a_file(app: Flask, client: FlaskClient, slug: str) -> None:
    stranger = app.test_client()
    stranger.get("/desk/sign-in")  # has a session, as everybody has who looks there
    large = {"x": "x" * (FORM_BYTES + 1)}
    for path in ("/desk/sign-in", "/desk/code", "/desk/new", f"/desk/a/{slug}/letter", "/desk/nowhere"):
        assert stranger.post(path, data=large).status_code == 413, path
    assert client.post("/desk/sign-in", data=large).status_code != 413
