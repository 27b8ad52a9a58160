"""Cases that strangers wrote become what a careful reader expects of them."""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import make_appeal, set_settings
from tests.inbox.cases import becomes, cases, row_becomes, row_is_read, rows
from tests.inbox.whole import block_becomes, blocks
from tests.interpret.kept import OURS

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
        12: "a title is no part of a name, unless somebody presents it so",
        33: "«should» corrects",
    },
    "tenth.txt": {
        55: "«Да нет» may be either",
        67: "what follows a comma is no part of a name",
        71: "a mailbox of somebody else is for a person",
    },
    "eleventh.txt": {
        36: "who tells only who they are, and asks for an interview, is asked",
        39: "a jest beside a question is heard as a no, which signs nobody",
        54: "one word is a name only where more speaks for it",
        58: "a name with a patronymic may be another's",
    },
    "twelfth.txt": {
        1: "a title is no part of a name, unless somebody presents it so",
        20: "«María» is a place, too",
        47: "a title is no part of a name, unless somebody presents it so",
        30: "no refusal of Italian is known, so a person reads it",
    },
    "fourteenth.txt": {8: "who offers, and names himself, is asked"},
}


@pytest.mark.parametrize("file", list(OTHERWISE))
def test_of_a_hundred_messages_by_strangers_all_but_a_few_become_what_they_expect(file: str) -> None:
    make_appeal(slug="well", by_message=True)
    said = {
        nth: row_becomes(row, nth, told=False) if row.is_reply else row_is_read(row, OURS)
        for nth, row in enumerate(rows(file))
    }
    wrong = {nth: what for nth, what in said.items() if what}
    assert wrong.keys() == OTHERWISE[file].keys(), wrong
    assert not [said for said in wrong.values() if said.startswith("confirmed")]


# Whole messages that come out otherwise than they expect, by what they are about.
OTHERWISE_OF_PROGRAMS = {
    "spam: offer": "a person reads it",
    "social network notice": "a person reads it",
}


def test_what_programs_send_beside_people_becomes_what_a_careful_reader_expects() -> None:
    make_appeal(slug="well", by_message=True)
    said = {each.about: block_becomes(each, nth) for nth, each in enumerate(blocks("thirteenth.txt"))}
    wrong = {about: what for about, what in said.items() if what}
    assert wrong.keys() == OTHERWISE_OF_PROGRAMS.keys(), wrong
    assert not [what for what in wrong.values() if what.startswith("confirmed")]


@pytest.mark.parametrize(
    "file",
    [
        "fifth.txt",
        "sixth.txt",
        "seventh.txt",
        "machines.txt",
        "fifteenth.txt",
        "sixteenth.txt",
        "eighteenth.txt",
        "nineteenth.txt",
        "twentieth.txt",
        "twentyfirst.txt",
    ],
)
def test_messages_of_every_kind_and_language_become_what_their_rows_say(file: str) -> None:
    make_appeal(slug="well", by_message=True)
    wrong = [(row, said) for nth, row in enumerate(rows(file)) if (said := row_becomes(row, nth))]
    assert not wrong, "\n".join(
        f"{row.expected} | {row.subject} | {row.text[:60]!r}: {said}" for row, said in wrong
    )
