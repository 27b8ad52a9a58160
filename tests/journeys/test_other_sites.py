"""What a browser does between this site and others: an organisation's own sign-in, and the card in a frame elsewhere."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from petition.core.db import db
from tests.accounts.provider import Provider
from tests.factories import make_appeal
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.xdist_group("journeys")
Visitors = Callable[[str], Visitor]
INVITED, STRANGER = "aigul@steppe.example", "stranger@steppe.example"


def test_an_organisations_sign_in_lets_in_whom_a_team_has_invited_and_tells_anybody_else_what_to_do(
    visitor: Visitors, site: Site, organisation: Provider
) -> None:
    site.flask("organiser", "invite", INVITED, "--team", "Clean Steppe", "--role", "editor")
    for lang, button, address, heading in (
        ("en", "Sign in with your organisation", STRANGER, "You are not allowed to do this"),
        ("ru", "Войти через свою организацию", INVITED, "Команда"),
    ):
        who = visitor(lang)
        organisation.claims = {"email": address, "email_verified": True}
        who.go(f"/desk/sign-in?then=/desk/team&lang={lang}")
        who.measure()
        who.page.get_by_role("link", name=button).click()
        assert who.page.url.startswith(f"{site.address}/desk/")
        assert who.heading() == heading
        who.asked.clear()  # by way of the organisation, and to no other
        who.examine()
    assert INVITED in who.page.content()


def test_the_card_stands_in_a_frame_of_a_site_that_was_named_and_nothing_stands_in_any_other(
    visitor: Visitors, site: Site
) -> None:
    framed = "".join(f'<iframe src="{site.address}/a/framed{path}"></iframe>' for path in ("/card", ""))
    with hosted(framed) as named, hosted(framed) as other:
        with site.behind():
            make_appeal(slug="framed").frame_hosts = [named]
            db.session.commit()
        page, shown = visitor("en").page, []
        for host in (named, other):
            page.goto(f"http://{host}/")
            shown.append(["Keep the well open" in frame.content() for frame in page.frames[1:]])
    assert shown == [[True, False], [False, False]]


@contextmanager
def hosted(html: str) -> Iterator[str]:
    """A site of somebody else's with one page: its host and port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
