"""Behind a pooler with fewer connections than threads, whoever holds one and waits for a second waits for ever."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from petition.appeals.cache import cache
from petition.core.db import db
from tests.factories import confirm_by, enter, filled, link_in, make_appeal

pytestmark = [pytest.mark.usefixtures("now"), pytest.mark.parametrize("app", ["postgresql"], indirect=True)]


@contextmanager
def most_held() -> Iterator[list[int]]:
    """How many connections were held at once, noted at each that was taken."""
    held: list[int] = []
    now = 0

    def taken(*_: Any) -> None:
        nonlocal now
        now += 1
        held.append(now)

    def given_back(*_: Any) -> None:
        nonlocal now
        now -= 1

    event.listen(db.engine, "checkout", taken)
    event.listen(db.engine, "checkin", given_back)
    try:
        yield held
    finally:
        event.remove(db.engine, "checkout", taken)
        event.remove(db.engine, "checkin", given_back)


def test_a_request_holds_one_connection_at_a_time(
    client: FlaskClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    slug = make_appeal().slug
    enter(client)
    signs = filled(email="aru@example.org")
    db.session.remove()
    wrong = {}

    def asked(what: str, ask: Callable[[], Any]) -> Any:
        cache().empty()
        with most_held() as held:
            answer = ask()
            db.session.remove()
        if not held or max(held) > 1:
            wrong[what] = held
        return answer

    asked("sign", lambda: client.post(f"/a/{slug}/sign", data=signs))
    link = link_in(mails()[-1])
    db.session.remove()
    asked("confirm", lambda: client.get(link))
    asked("confirmed", lambda: confirm_by(client, link))
    mine = link_in(mails()[-1], "/s/")
    db.session.remove()
    asked("mine", lambda: client.get(mine))
    asked("shown otherwise", lambda: client.post(mine, data={"deed": "visibility", "visibility": "initials"}))
    asked("data", lambda: client.get(f"{mine}/data.json"))
    asked("resend", lambda: client.post(f"/a/{slug}/resend", data=filled(email="aru@example.org")))
    asked("signatures", lambda: client.get(f"/desk/a/{slug}/signatures"))
    asked("withdrawn", lambda: client.post(mine, data={"deed": "withdraw"}))
    assert wrong == {}
