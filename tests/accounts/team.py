"""Who is invited to a team and by which page they are looked after, and what is begun while another has not committed."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from petition.accounts import members, organisers
from petition.accounts.models import Team
from petition.core import clock, web
from petition.core.db import db
from tests.signatures.test_races import until_one_waits

LOST = "seized@example.org"
T = TypeVar("T")


def invite(address: str, team: str = "Friends") -> str:
    link = members.invite(address, team, now=clock.now()).removeprefix(web.address(""))
    db.session.commit()
    return link


def page_in(team: Team, address: str) -> str:
    found = organisers.by_address(address)
    assert found is not None
    return f"/desk/team/{team.id}/member/{found.ref}"


def meanwhile(pool: ThreadPoolExecutor, deed: Callable[[], T]) -> Future[T]:
    """Begin something, and commit what this transaction has done once the other waits for it; on SQLite it always does."""
    second = pool.submit(deed)
    if db.engine.dialect.name == "postgresql":
        until_one_waits(second.done)
    db.session.commit()
    return second
