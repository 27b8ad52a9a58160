"""The public list of those who signed: complete, in the letter's order, and each line right at this moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, select

from petition import worker
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import invented
from petition.erasure import erase_appeal
from petition.letters import gather, roll, service
from petition.letters.models import Roll
from petition.lexicon.signatory import Visibility
from petition.signatures import changing, ending
from petition.signatures.models import Signature
from tests.factories import make_appeal

pytestmark = pytest.mark.usefixtures("now")


def listed(page: str) -> list[str]:
    found: Any = html.fromstring(page).xpath("//section[@class='names']//li/bdi")
    return [str(line.text_content()) for line in found]


def crowd(number: int) -> Appeal:
    """An appeal with so many invented signatures, whose list the worker has put in order."""
    make_appeal()
    return grown(number, seed=1)


def grown(number: int, seed: int) -> Appeal:
    """The appeal once so many have signed and the worker has been there."""
    for _ in invented.fill(db.session.scalars(select(Appeal)).one(), number, seed=seed, now=clock.now()):
        db.session.commit()
    worker.once()
    return db.session.scalars(select(Appeal)).one()


@contextmanager
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(*args: Any) -> None:
        # but for the letter itself and the journal of erasures, which are read once a second whoever asks
        if args[2] != "BEGIN" and "appeals.team_id" not in args[2] and "erasures" not in args[2]:
            said.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


def test_it_is_complete_in_the_letters_order_paged_and_searched(client: FlaskClient) -> None:
    appeal = crowd(230)
    at = f"/a/{appeal.slug}/signatories"
    names = [name for page in (at, f"{at}/page/2", f"{at}/page/3") for name in listed(client.get(page).text)]
    assert names == [line.as_typed for line in service.letter(appeal, now=clock.now()).signatories]
    assert client.get(f"{at}/page/4").status_code == 404
    assert f"{at}?lang=en" in client.get(f"/a/{appeal.slug}").text
    one = next(name for name in names if len(name) > 20)
    on_another_keyboard = one.translate(str.maketrans("әғқңөұүһі", "агкноуухи"))
    for typed in (one.upper(), " ".join(reversed(one.split())), on_another_keyboard):
        assert one in listed(client.post(at, data={"q": typed}).text)
    nobody = client.post(at, data={"q": "Zzyzx"})
    assert (listed(nobody.text), "No name in the list" in nobody.text) == ([], True)
    assert nobody.headers["Cache-Control"] == "no-store"
    with statements() as said:
        client.get(f"{at}/page/2")
    few = len(said)
    clock.ticked(timedelta(minutes=2))
    grown(400, seed=2)
    with statements() as said:
        client.get(f"{at}/page/2")
    assert abs(len(said) - few) <= 1  # the one that reads the new order
    assert not any("ORDER BY signatures" in each for each in said)


def test_who_withdraws_or_is_shown_otherwise_is_right_at_once_and_who_confirms_a_minute_later(
    client: FlaskClient,
) -> None:
    appeal = crowd(30)
    at = f"/a/{appeal.slug}/signatories"
    public = select(Signature).where(Signature.visibility == Visibility.PUBLIC).order_by(Signature.id)
    leaving, hiding = db.session.scalars(public.limit(2)).all()
    before, lines = listed(client.get(at).text), (leaving.shown, hiding.shown)
    assert hiding.shown in listed(client.post(at, data={"q": hiding.shown}).text)
    ending.withdraw(leaving, now=clock.now())
    changing.change_visibility(hiding, Visibility.INITIALS, now=clock.now())
    db.session.commit()
    initials = hiding.shown
    now_there = listed(client.get(at).text)
    assert len(now_there) == len(before) - 2  # initials in the place of a name would tell it
    assert not set(lines) & set(now_there)
    assert [listed(client.post(at, data={"q": line}).text) for line in lines] == [[], []]
    grown(35, seed=3)
    assert len(listed(client.get(at).text)) == len(now_there)  # not made more often than once a minute
    clock.ticked(timedelta(minutes=1))
    worker.once()
    with_initials = listed(client.get(at).text)
    assert len(with_initials) > len(now_there)
    assert with_initials.count(initials) > now_there.count(initials)


@pytest.mark.parametrize(
    ("chosen", "first", "others", "link"),
    [("nobody", False, False, False), ("first", True, False, False), ("some", True, True, False), ("all", True, True, True)],
)  # fmt: skip
def test_what_is_shown_before_the_deadline_is_the_organisers_choice(
    client: FlaskClient, chosen: str, first: bool, others: bool, link: bool
) -> None:
    make_appeal(choices={"before": chosen, "order": "as_signed"})
    grown(6, seed=4)
    leads, other, *_ = db.session.scalars(
        select(Signature).where(Signature.visibility == "public").order_by(Signature.id)
    ).all()
    leads.rank = 1
    line, line_of_other = leads.shown, other.shown
    db.session.commit()
    clock.ticked(timedelta(minutes=1))
    appeal = grown(6, seed=4)
    page, whole = (client.get(f"/a/{appeal.slug}{path}") for path in ("", "/signatories"))
    assert (line in listed(page.text), line_of_other in listed(page.text)) == (first, others)
    assert (whole.status_code == 200, "/signatories" in page.text) == (link, link)
    if link:
        assert listed(whole.text)[0] == line
        assert service.choices(appeal).order == "as_signed"  # which the public list never has
    clock.ticked(timedelta(days=11))
    assert client.get(f"/a/{appeal.slug}/signatories").status_code == 200
    appeal.stopped_at = clock.now()
    db.session.commit()
    assert client.get(f"/a/{appeal.slug}/signatories").status_code == 503


@pytest.mark.usefixtures("client")
def test_no_transaction_stays_open_while_a_list_is_put_in_order() -> None:
    """It may take minutes, in which SQLite could not begin its log anew."""
    appeal = crowd(5)
    named = list(gather.named(appeal))
    assert {each.name for each in named} == {each.name for each in gather.entries(appeal) if each.name}
    db.session.commit()
    assert next(gather.named(appeal)) in named
    assert not db.session().in_transaction()


def test_the_lists_that_were_asked_for_last_stay_in_memory(client: FlaskClient) -> None:
    letters = [make_appeal(slug=f"letter-{nth}").slug for nth in range(10)]
    worker.once()
    assert len(db.session.scalars(select(Roll.appeal_id)).all()) == len(letters)
    first, *others, last = letters
    for slug in (first, *others[:7], first, last):  # eight are kept, and one too many is asked for
        assert client.get(f"/a/{slug}/signatories").status_code == 200
    with statements() as said:
        for slug in (first, last):
            client.get(f"/a/{slug}/signatories")
    assert not any("rolls.sealed" in each for each in said)


def test_a_withdrawn_letter_keeps_no_list_and_what_is_kept_names_nobody(client: FlaskClient) -> None:
    appeal = crowd(12)
    sealed = db.session.scalars(select(Roll.sealed)).one()
    assert not [
        each for each in db.session.scalars(select(Signature)) if each.shown and each.shown.encode() in sealed
    ]
    appeal.withdrawn_at = clock.now()
    db.session.commit()
    assert client.get(f"/a/{appeal.slug}/signatories").status_code == 410
    worker.once()
    assert db.session.scalars(select(Roll.lang)).all() == []


def test_an_erased_letter_names_nobody_though_its_list_was_made_meanwhile(client: FlaskClient) -> None:
    appeal = crowd(3)
    for _ in erase_appeal(appeal, now=clock.now()):
        if appeal.erased_at is None:
            roll.make(appeal, clock.now())
        db.session.commit()
    page = client.get(f"/a/{appeal.slug}/signatories")
    assert (page.status_code, listed(page.text), "being prepared" in page.text) == (200, [], False)
    worker.once()
    assert db.session.scalars(select(Roll.lang)).all() == []
