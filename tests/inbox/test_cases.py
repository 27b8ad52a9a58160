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


# Rows of whoever never saw the code that come out otherwise than they expect, by number, and why.
OTHERWISE = {
    "eighth.txt": {
        1: "a name in capitals stays as it was typed",
        35: "a long letter that denies other things beside its yes is for a person",
        51: "a name in capitals stays as it was typed",
        81: "so is a yes beside words that nobody knows",
        88: "a long letter that denies other things beside its yes is for a person",
    },
    "ninth.txt": {
        33: "«should» corrects",
        49: "a block with a second name below the yes is for a person",
        96: "no word of Arabic is known, so a person reads it",
    },
    "tenth.txt": {
        55: "«Да нет» may be either",
        67: "what follows a comma is no part of a name",
        71: "a mailbox of somebody else is for a person",
    },
}


@pytest.mark.parametrize("file", list(OTHERWISE))
def test_of_a_hundred_messages_by_strangers_all_but_a_few_become_what_they_expect(file: str) -> None:
    make_appeal(slug="well", by_message=True)
    wrong = {nth: said for nth, row in enumerate(rows(file)) if (said := row_becomes(row, nth, told=False))}
    assert wrong.keys() == OTHERWISE[file].keys(), wrong
    assert not [said for said in wrong.values() if said.startswith("confirmed")]


@pytest.mark.parametrize("file", ["fifth.txt", "sixth.txt", "seventh.txt", "machines.txt"])
def test_messages_of_every_kind_and_language_become_what_their_rows_say(file: str) -> None:
    make_appeal(slug="well", by_message=True)
    wrong = [(row, said) for nth, row in enumerate(rows(file)) if (said := row_becomes(row, nth))]
    assert not wrong, "\n".join(
        f"{row.expected} | {row.subject} | {row.text[:60]!r}: {said}" for row, said in wrong
    )
