"""Email addresses, phone numbers and links: lines that hold them wait for a person, and none is ever printed."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import service as letters
from petition.lexicon.signatory import Visibility
from petition.lists import lookup
from petition.signatures import counts
from petition.signatures.models import Signature, sealed
from petition.signatures.rules import Particulars, shown
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, sign
from tests.lists.brought import add, brought, looked_over, names, signatures

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("now")

LIST = "Aru Bekova, teacher, tel. 27-54-32\nMarat Suleev, engineer\nDana Omarova, 8 (727) 250-12-34\nOlga Kim, t.me/olga\n"
TABLE = "Name,Email,Job\n" + "".join(
    f"{name},{mailbox},{job}\n"
    for name, mailbox, job in (
        ("Aru Bekova", "aru@example.org", "teacher"),
        ("Marat Suleev", "", "engineer +7 777 123 45 67"),
        ("Dana Omarova <dana@example.org>", "", "nurse"),
        ("Olga Kim", "", "poet"),
        ("Timur Aldan", "", "@timur"),
    )
)
CONTACT = re.compile(r"example\.org|250-12-34|t\.me|\+7 777|@timur")


@pytest.fixture
def appeal(client: FlaskClient) -> Appeal:
    made = make_appeal()
    enter(client)
    return made


def test_doubtful_lines_come_unticked_with_the_reason_and_what_will_not_be_printed(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = brought(client, appeal.slug, LIST)
    page = client.get(path).text
    assert re.findall(r'value="(\d+)" checked', page) == ["1"]
    assert "Check 3 names before you add them" in page
    assert "it has a phone number in it, which will not be printed." in page
    assert "Not printed: t.me/olga" in page
    add(client, path)
    assert names() == ["Marat Suleev"]


def test_a_doubtful_line_that_is_ticked_stands_without_its_contact_data(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = brought(client, appeal.slug, LIST)
    desk_post(client, path, {"deed": "add", "keep": ["0", "1", "2", "3"]}, at=path)
    assert [each.own.line for each in signatures()] == [
        "Aru Bekova, teacher",
        "Marat Suleev, engineer",
        "Dana Omarova",
        "Olga Kim",
    ]
    assert not any(CONTACT.search(repr(each.own)) for each in signatures())
    assert not CONTACT.search(client.get(f"/a/{appeal.slug}").text.partition("<form")[0])


@pytest.mark.parametrize(("accepts", "added"), [(False, ["Aru Bekova", "Olga Kim"]), (True, None)])
def test_of_a_long_list_doubtful_lines_are_added_only_where_a_person_says_so(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    accepts: bool,
    added: list[str] | None,
) -> None:
    monkeypatch.setattr("petition.lists.sealing.PART", 2)
    enter(client)
    draft = make_appeal(
        slug="draft", published=False
    )  # once it is published, whoever has an address is asked
    path = looked_over(client, draft.slug, TABLE.encode())
    only = client.get(f"{path}?only=doubtful").text
    assert "Check 3 names" in only
    assert "Marat Suleev" in only
    assert "Olga Kim" not in only
    if accepts:
        desk_post(client, path, {"deed": "tick", "look-only": "doubtful", "to_tick": "3"}, at=path)
    add(client, path)
    everybody = ["Aru Bekova", "Marat Suleev", "Dana Omarova", "Olga Kim", "Timur Aldan"]
    assert names() == (added or everybody)
    if accepts:
        assert [each.own.mailbox for each in signatures()][:3] == ["aru@example.org", "", "dana@example.org"]
        assert not any(CONTACT.search(each.own.line) for each in signatures())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Aru Bekova, aru@example.org"),
        ("role", "teacher, +7 777 123 45 67"),
        ("affiliation", "t.me/aru"),
        ("place", "Qarasu (aru at example dot org)"),
    ],
)
def test_whoever_signs_cannot_put_contact_data_where_it_would_be_public(
    client: FlaskClient, field: str, value: str
) -> None:
    appeal = make_appeal(asks=["role", "affiliation", "place"])
    answer = sign(client, appeal.slug, **{field: value})
    assert answer.status_code == 422
    assert "Do not put an email address, phone number or link here: it would be public." in answer.text
    assert not signatures("pending")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("ru", "Не указывайте здесь адрес электронной почты"), ("kk", "Бұл жерге электрондық пошта мекенжайын")],
)
def test_the_reason_is_given_in_the_readers_language(client: FlaskClient, lang: str, said: str) -> None:
    appeal = make_appeal(asks=["role"])
    assert said in sign(client, appeal.slug, role="тел. 27-54-32", lang=lang).text


def test_whoever_signs_for_an_organisation_may_say_how_to_reach_them(client: FlaskClient) -> None:
    appeal = make_appeal()
    told = {"kind": "organisation", "representative": "Aru Bekova, director, +7 777 123 45 67"}
    assert sign(client, appeal.slug, name="Well Times", **told).status_code == 303
    (kept,) = signatures("pending")
    assert kept.own.representative == told["representative"]
    assert "777 123" not in shown(kept.own, Visibility.PUBLIC)


def test_an_organiser_cannot_write_contact_data_into_a_line(client: FlaskClient, appeal: Appeal) -> None:
    add(client, brought(client, appeal.slug, "Aru Bekova, teacher\n"))
    path = f"/desk/a/{appeal.slug}/signatories/{signatures()[0].ref}"
    for field in ("as_typed", "role", "affiliation", "place", "acronym"):
        data = {"kind": "person", "name": "Aru Bekova", field: "Aru, 8 (727) 250-12-34"}
        answer = desk_post(client, path, data, at=path)
        assert answer.status_code == 422
        assert "phone number" in answer.text
    assert signatures()[0].own.line == "Aru Bekova, teacher"


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.INITIALS])
def test_contact_data_that_is_in_the_database_already_is_never_printed(
    client: FlaskClient, mails: Mails, visibility: Visibility
) -> None:
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    kept = db.session.get_one(Signature, signatures()[0].id)
    own = Particulars(
        "Aru Bekova aru@example.org",
        role="teacher, +7 777 123 45 67",
        affiliation="t.me/well",
        as_typed="Aru Bekova, teacher, aru@example.org, 8 (727) 250-12-34",
    )
    kept.particulars, kept.visibility = sealed(appeal.key, appeal.id, kept.ref, own), visibility
    db.session.commit()
    printed = "Aru Bekova, teacher" if visibility == "public" else "A. B."
    assert counts.latest(appeal, 1) == [printed]
    (line,) = letters.letter(appeal, now=clock.now()).signatories
    assert (line.as_typed, line.affiliation) == (printed, "")
    assert not CONTACT.search(repr(line))


def test_who_is_doubtful_and_was_not_decided_about_waits_on_in_a_list_of_their_own(
    client: FlaskClient, appeal: Appeal
) -> None:
    path = looked_over(client, appeal.slug, TABLE.encode())
    desk_post(client, path, {"deed": "save", "shown": "2n 3n 5n", "keep": ["2"]}, at=path)
    desk_post(client, path, {"deed": "save", "shown": "2y", "keep": []}, at=path)  # so nobody adds Marat
    said = client.get(add(client, path).location).text
    assert "2 doubtful names wait for your decision" in said
    assert "Doubtful, and waiting for your decision in another list" in said
    assert "1 name was not added" in said
    (waits,) = lookup.waiting_lists(appeal)
    assert lookup.name_of(waits) == "list.csv"
    found = [each.listed for each in lookup.found_in(waits, 0) if each.listed]
    assert [(each.line.name, each.mailbox, bool(each.line.doubt)) for each in found] == [
        ("Dana Omarova", "dana@example.org", True),
        ("Timur Aldan", "", True),
    ]
    rest = f"/desk/a/{appeal.slug}/signatories/list/{waits.ref}"
    assert "Timur Aldan | @timur" in client.get(f"{rest}/row/1").text  # as typed
    desk_post(client, rest, {"deed": "save", "shown": "0n 1n", "keep": ["0", "1"]}, at=rest)
    assert "1 name was added. 1 person was asked by email." in client.get(add(client, rest).location).text
    assert not lookup.waiting_lists(appeal)
