"""Nobody learns who signed: whatever a mailbox is to us, the answer is the same bytes after the same work; and its caps."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from petition.core import clock
from petition.core.db import db
from petition.mail.out.models import OutboxMessage
from petition.signatures.models import Signature
from tests.factories import answered, confirm_by, filled, link_in, make_appeal, sign

Mails = Callable[[], list[EmailMessage]]

pytestmark = pytest.mark.usefixtures("now")

KINDS = (
    "new", "waiting", "confirmed", "withdrawn", "not me", "not me asked", "unsubscribed", "held", "beyond its cap",
)  # fmt: skip
HOUR = timedelta(hours=1)


def known(client: FlaskClient, mails: Mails, slug: str) -> dict[str, str]:
    """A mailbox of each kind."""
    found = {kind: f"{kind.replace(' ', '-')}@example.org" for kind in KINDS} | {
        "held": "held@mailinator.com"
    }
    for kind in ("waiting", "confirmed", "withdrawn", "not me", "not me asked", "unsubscribed", "held"):
        sign(client, slug, email=found[kind])
    confirm = {mail["To"]: link_in(mail) for mail in mails()}
    for kind in ("not me", "not me asked"):
        client.post(confirm[found[kind]], data={"deed": "not_me"})
    for kind in ("confirmed", "withdrawn", "unsubscribed", "held"):
        confirm_by(client, confirm[found[kind]])
    mine = {mail["To"]: link_in(mail, "/s/") for mail in mails() if mail["Subject"] == "Thank you"}
    client.post(mine[found["withdrawn"]], data={"deed": "withdraw"})
    client.post(mine[found["unsubscribed"]], data={"deed": "no_mails"})
    clock.ticked(HOUR)
    sign(client, slug, email=found["not me asked"], name="Typed Before")
    for _ in range(3):
        sign(client, slug, email=found["beyond its cap"], name="Typed Before")
    return found


@pytest.mark.parametrize("door", ["sign", "resend"])
def test_every_kind_of_mailbox_gets_the_same_bytes_after_the_same_statements(
    client: FlaskClient, mails: Mails, door: str
) -> None:
    slug = make_appeal().slug
    mailboxes = known(client, mails, slug)
    work: dict[str, list[str]] = {}
    answers = set()
    said: list[str] = []

    def note(*args: Any) -> None:
        # but for the appeal itself, which is read once a second whoever asks
        if args[2] != "BEGIN" and "appeals.team_id" not in args[2]:
            said.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for kind, mailbox in mailboxes.items():
            form = filled(email=mailbox)
            said.clear()
            answer = client.post(f"/a/{slug}/{door}", data=form)
            work[kind] = list(said)
            answers.add(answered(answer))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(answers) == 1
    assert {kind: statements for kind, statements in work.items() if statements != work["new"]} == {}
    assert len(work["new"]) >= 5


def test_what_little_time_still_differs_between_mailboxes_is_blurred(app: Flask) -> None:
    assert getattr(app.view_functions["signatures.sign"], "blur", 0) >= 100 * 80e-6


def test_what_is_written_for_the_same_work_alone_leaves_nothing(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    mailboxes = known(client, mails, slug)
    mails()

    def rows() -> tuple[int | None, int | None]:
        return tuple(  # type: ignore[return-value]
            db.session.scalar(select(func.count()).select_from(table)) for table in (Signature, OutboxMessage)
        )

    before = rows()
    for kind in ("not me asked", "beyond its cap"):
        sign(client, slug, email=mailboxes[kind])
    for kind in ("not me", "not me asked", "beyond its cap"):
        client.post(f"/a/{slug}/resend", data=filled(email=mailboxes[kind]))
    for kind in ("new", "withdrawn"):
        client.post(f"/a/{slug}/resend", data=filled(email=mailboxes[kind]))
    assert rows() == before
    sign(client, slug, email=mailboxes["confirmed"])
    assert rows() == (before[0], (before[1] or 0) + 1)
    assert mails()[-1]["Subject"] == "Your link"


def test_asking_again_inside_the_cap_sends_the_same_link_anew(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    sign(client, slug)
    client.post(f"/a/{slug}/resend", data=filled())
    sign(client, slug)
    first, *again = (client.get(link_in(mail)).data for mail in mails())
    assert again == [first, first]
    assert len({link_in(mail).split(".")[0] for mail in mails()}) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ("aru@example.org", "ARU@Example.ORG", "aru+1@example.org", "ａｒｕ@example.org"),
        ("a.ru@gmail.com", "aru@gmail.com", "aru+x@googlemail.com", "a.r.u@gmail.com", "ARU@gmail.com"),
        ("aru.b@yandex.ru", "aru-b@ya.ru", "aru.b@yandex.kz", "aru.b+1@yandex.com", "Aru-B@yandex.by"),
        ("aru@пошта.example", "aru@xn--80a1acn3a.example", "aru+a@ПОШТА.example", "aru@ПОШТА.example"),
    ],
)  # fmt: skip
def test_however_a_mailbox_is_spelt_it_has_one_cap(
    client: FlaskClient, mails: Mails, spellings: tuple[str, ...]
) -> None:
    slug = make_appeal().slug
    for spelling in spellings:
        assert sign(client, slug, email=spelling).status_code == 303
    assert len(mails()) == 3


def test_dots_count_where_the_provider_counts_them(client: FlaskClient, mails: Mails) -> None:
    slug = make_appeal().slug
    for spelling in ("a.ru@example.org", "aru@example.org", "ar.u@example.org", "a.r.u@example.org"):
        sign(client, slug, email=spelling)
    assert len(mails()) == 4


def test_a_mailbox_has_one_cap_an_hour_over_all_appeals_and_doors(client: FlaskClient, mails: Mails) -> None:
    slugs = [make_appeal(slug=f"appeal-{nth}").slug for nth in range(5)]
    for slug in slugs:
        sign(client, slug)
        client.post(f"/a/{slug}/resend", data=filled())
    assert len(mails()) == 3
    clock.ticked(HOUR)
    for slug in slugs:
        sign(client, slug)
    assert len(mails()) == 6


def test_a_mailbox_has_a_cap_for_each_appeal_over_days_and_nobody_is_barred_for_ever(
    client: FlaskClient, mails: Mails
) -> None:
    slug, other = make_appeal().slug, make_appeal(slug="other").slug
    for _ in range(8):
        sign(client, slug)
        clock.ticked(HOUR)
    assert len(mails()) == 5
    sign(client, other)
    assert len(mails()) == 6
    clock.ticked(timedelta(days=3))
    sign(client, slug)
    assert len(mails()) == 7
