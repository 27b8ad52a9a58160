"""The mailbox of a local run is shown at this machine and nowhere else."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from tests.factories import link_in, make_appeal, sign

pytestmark = pytest.mark.usefixtures("now")


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_the_mailbox_is_shown_to_a_program_of_this_machine(client: FlaskClient, peer: str) -> None:
    assert client.get("/mailbox", environ_overrides={"REMOTE_ADDR": peer}).status_code == 200


@pytest.mark.parametrize(
    ("peer", "header"),
    [
        ("192.0.2.7", ""),
        ("10.0.0.1", ""),
        ("172.17.0.1", ""),
        ("::ffff:192.0.2.7", ""),
        ("2001:db8::1", ""),
        ("fe80::1%eth0", ""),
        ("", ""),
        ("unix:", ""),
        ("127.0.0.1.evil.example", ""),
        ("127.0.0.1", "X-Forwarded-For"),
        ("127.0.0.1", "X-Forwarded-Proto"),
        ("127.0.0.1", "X-Forwarded-Host"),
        ("127.0.0.1", "Forwarded"),
        ("127.0.0.1", "Via"),
        ("127.0.0.1", "X-Real-IP"),
        ("127.0.0.1", "CF-Connecting-IP"),
    ],
)
def test_nobody_else_is_shown_that_there_is_a_mailbox(client: FlaskClient, peer: str, header: str) -> None:
    for path in ("/mailbox", "/mailbox/any", "/mailbox/any/html"):
        answer = client.get(
            path, environ_overrides={"REMOTE_ADDR": peer}, headers={header: "127.0.0.1"} if header else {}
        )
        assert answer.status_code == 404


def test_a_mail_is_shown_with_its_links_and_its_html_apart_in_a_frame_that_runs_no_script(
    client: FlaskClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    make_appeal(slug="well")
    sign(client, "well")
    (sent,) = mails()
    listed = client.get("/mailbox").text
    name = listed.partition('href="/mailbox/')[2].partition('"')[0]
    page = client.get(f"/mailbox/{name}")
    assert link_in(sent) in page.text
    assert f"/mailbox/{name}/html" in page.text
    alone = client.get(f"/mailbox/{name}/html")
    assert link_in(sent) in alone.text
    assert "sandbox" in alone.headers["Content-Security-Policy"]
    assert "script-src" not in alone.headers["Content-Security-Policy"]
    assert alone.headers["X-Frame-Options"] == "SAMEORIGIN"
