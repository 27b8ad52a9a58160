"""Which process runs which tests, where pytest-xdist runs them in several.

All tests of a file go to one process, so that the servers, browsers and letters they need are made once. The files that take
long begin first, so that none of them keeps one process busy when nothing is left for the others.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/journeys"  # one browser and one service for all of them
HEAVY = (
    JOURNEYS,
    "tests/inbox/test_cases.py",
    "tests/letters/test_exports.py",
    "tests/letters/test_exports_killed.py",
    "tests/test_backups.py",
    "tests/lists/test_add.py",
    "tests/lists/test_who_is_known.py",
    "tests/lists/test_views.py",
    "tests/signatures/test_reminders.py",
    "tests/accounts/test_roles.py",
    "tests/test_news.py",
    "tests/mail/out/test_faults.py",
    "tests/test_erasure.py",
    "tests/test_fuzz.py",
    "tests/test_hostile.py",
    "tests/letters/render/test_large.py",
    "tests/letters/test_signatories.py",
    "tests/test_privacy.py",
    "tests/inbox/test_receive.py",
    "tests/lists/test_invite.py",
    "tests/appeals/test_complex_texts.py",
    "tests/updates/test_updates.py",
)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out files in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = (
            False  # by the number of tests, which says little of how long they take
        )
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(nodeid: str) -> str:
    """What one process runs whole."""
    file = nodeid.partition("::")[0]
    return JOURNEYS if file.startswith(JOURNEYS) else file


def heavy_first(items: list[pytest.Item]) -> None:
    """Put the tests of the files that take long before the others."""
    place = {name: number for number, name in enumerate(HEAVY)}
    items.sort(key=lambda item: place.get(scope(item.nodeid), len(HEAVY)))
