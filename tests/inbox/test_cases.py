"""Cases that strangers wrote become what a careful reader expects of them."""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import make_appeal, set_settings
from tests.inbox.cases import becomes, cases, row_becomes, rows

pytestmark = [
    pytest.mark.usefixtures("now", "by_message"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@pytest.fixture
def by_message(app: Flask) -> Iterator[None]:
    """The service with an address to sign at, behind a server that says whom a message is from."""
    before = app.extensions["settings"]
    set_settings(
        app,
        sign_address="sign@sign.example.org",
        authserv_id="mx.sign.example.org",
        public_url="https://letters.example.org",
        mail_from="letters@letters.example.org",
    )
    yield
    app.extensions["settings"] = before


def test_messages_of_strangers_become_what_a_careful_reader_expects() -> None:
    make_appeal(slug="well", by_message=True)
    wrong = [(case, said) for case in cases() if (said := becomes(case))]
    kinds = sorted(Counter(case.kind for case, _said in wrong).items())
    assert not wrong, "\n".join([*(f"{case.name}: {said}" for case, said in wrong), *map(str, kinds)])


@pytest.mark.parametrize("file", ["fifth.txt", "sixth.txt", "seventh.txt", "machines.txt"])
def test_messages_of_every_kind_and_language_become_what_their_rows_say(file: str) -> None:
    make_appeal(slug="well", by_message=True)
    wrong = [(row, said) for nth, row in enumerate(rows(file)) if (said := row_becomes(row, nth))]
    assert not wrong, "\n".join(
        f"{row.expected} | {row.subject} | {row.text[:60]!r}: {said}" for row, said in wrong
    )
