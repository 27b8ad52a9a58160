"""Other keys in the place of SECRET_KEY and DATA_KEY: what the old ones made is read meanwhile, and nothing is lost."""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from config import ROOT, Config, ConfigError
from petition import data_key
from petition.accounts import address, factor, organisers
from petition.accounts.models import DeskSession
from petition.appeals.models import Appeal
from petition.core import clock, tokens
from petition.core.db import db
from petition.core.vault import vault
from petition.signatures import lost_links
from petition.signatures.models import Asking, Signature
from petition.signatures.ticket import Ticket
from tests.conftest import make_app
from tests.factories import confirm_by, enter, filled, link_in, make_appeal, sign
from tests.test_config import PUBLIC

pytestmark = pytest.mark.usefixtures("now")


@contextmanager
def started(app: Flask, folder: Path, **settings: str) -> Iterator[Flask]:
    """The service as it is started again with other settings on the same database."""
    own = app.extensions["settings"]
    kept = {"SECRET_KEY": own.secret_key, "DATA_KEY": base64.b64encode(own.data_key).decode()}
    mail = {"MAIL_URL": own.mail_url, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    db.session.remove()
    other = make_app(folder, **(mail | kept | settings))
    with other.app_context():
        try:
            yield other
        finally:
            db.session.remove()
            db.engine.dispose()


def new_data_key(app: Flask) -> dict[str, str]:
    """The settings while the key is changed, as an operator makes them."""
    told = app.test_cli_runner().invoke(args=["keys", "new"]).output.strip()
    return {"DATA_KEY": told, "DATA_KEY_OLD": base64.b64encode(app.extensions["settings"].data_key).decode()}


def rotate(app: Flask) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["keys", "rotate"])
    return done.exit_code, done.output.partition("\n")[0]


def prepare(app: Flask) -> None:
    """Something of everything that DATA_KEY seals."""
    data_key.check()
    appeal = make_appeal()
    make_appeal(slug="another")
    enter(app.test_client())
    sign(app.test_client(), appeal.slug)
    lost_links.ask("aru@example.org", lang="en", now=clock.now())
    organiser = organisers.by_address("organiser@example.org")
    assert organiser is not None
    factor.begin(organiser, now=clock.now())
    address.ask(organiser, "another@example.org", now=clock.now())
    db.session.commit()


def opened() -> list[str]:
    """What is read of everything that DATA_KEY seals, but for emails; raises Unreadable, or what finds nothing."""
    organiser = organisers.by_address("organiser@example.org")
    assert organiser is not None  # found by its keyed hash
    names = [each.own.name for each in db.session.scalars(select(Signature).order_by(Signature.id))]
    question = lost_links._unsealed(db.session.scalars(select(Asking)).one())
    assert data_key._opens_probe()
    assert factor.secret(organiser, now=clock.now())
    assert [each.device for each in db.session.scalars(select(DeskSession))]
    assert organiser.sealed_new_mailbox
    assert vault().common.unseal(organiser.sealed_new_mailbox, address.place(organiser.ref))
    return [organiser.mailbox, question["to"], *names]


def test_another_data_key_takes_over_while_people_sign_and_the_old_one_opens_nothing_afterwards(
    app: Flask, tmp_path: Path, mails: Callable[[], list[EmailMessage]]
) -> None:
    prepare(app)
    both = new_data_key(app)
    of_all = ["organiser@example.org", "aru@example.org", "Aru Bekova"]
    with started(app, tmp_path, **both) as other:
        assert opened() == of_all
        third = other.test_cli_runner().invoke(args=["keys", "new"])  # which would push the first one out
        assert (third.exit_code, third.stdout, "DATA_KEY_OLD is set" in third.stderr) == (1, "", True)
        sign(
            other.test_client(), "another", email="dana@example.org"
        )  # sealed by the new key, seen by no step
        assert rotate(other) == (0, "11 values encrypted anew.")
        assert rotate(other) == (0, "0 values encrypted anew.")
    with started(app, tmp_path, DATA_KEY=both["DATA_KEY"]) as other:
        data_key.check()
        assert opened() == [*of_all, "Aru Bekova"]
        confirm_by(other.test_client(), link_in(mails()[0]))
        sign(
            other.test_client(), "another", email="dana@example.org"
        )  # known as before: one mailbox, one signature
        states = db.session.scalars(select(Signature.state).order_by(Signature.id))
        assert [str(each) for each in states] == ["confirmed", "pending"]
    with started(app, tmp_path, DATA_KEY=both["DATA_KEY_OLD"]), pytest.raises(data_key.WrongKey):
        data_key.check()


def test_killed_in_the_middle_it_goes_on_where_it_was(app: Flask, tmp_path: Path) -> None:
    prepare(app)
    both = new_data_key(app)
    with started(app, tmp_path, **both) as other:
        steps = data_key.seal_anew()
        first = next(steps)
        db.session.commit()
        next(steps)
        db.session.rollback()  # as the database does for a process that is killed
        assert first.anew == 2
        assert opened()
        assert rotate(other) == (0, "9 values encrypted anew.")
    with started(app, tmp_path, DATA_KEY=both["DATA_KEY"]):
        assert opened()


def test_what_changes_meanwhile_is_left_as_it_is(app: Flask, tmp_path: Path) -> None:
    appeal = make_appeal()
    with started(app, tmp_path, **new_data_key(app)) as other:
        steps = data_key.seal_anew()
        next(steps)
        db.session.rollback()
        erased = update(Appeal).where(Appeal.id == appeal.id).values(wrapped_key=b"")
        db.session.execute(erased)
        db.session.commit()
        assert rotate(other)[0] == 0
        assert db.session.scalar(select(Appeal.wrapped_key)) == b""


def test_what_data_key_itself_seals_is_known_to_whatever_seals_it_anew() -> None:
    seals = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "petition").rglob("*.py")
        if re.search(r"\.common\.seal|\.new_key\(", path.read_text())
    }
    assert seals == {
        "petition/accounts/address.py",
        "petition/accounts/factor.py",
        "petition/accounts/organisers.py",
        "petition/accounts/passkeys.py",
        "petition/accounts/sessions.py",
        "petition/appeals/service.py",
        "petition/core/address_part.py",  # for an hour
        "petition/data_key.py",
        "petition/erasure.py",
        "petition/mail/out/outbox.py",
        "petition/signatures/lost_links.py",
    }


@pytest.mark.parametrize(
    ("env", "wrong"),
    [
        (
            {"DATA_KEY_OLD": base64.b64encode(b"o" * 32).decode()},
            "DATA_KEY",
        ),  # hashes would find nobody any more
        ({"SECRET_KEY_OLD": "o" * 40}, "SECRET_KEY_OLD_UNTIL"),
        ({"SECRET_KEY_OLD_UNTIL": "2027-03-01T00:00:00Z"}, "SECRET_KEY_OLD_UNTIL"),
        ({"SECRET_KEY_OLD": "o" * 40, "SECRET_KEY_OLD_UNTIL": "2027-03-01T00:00:00"}, "SECRET_KEY_OLD_UNTIL"),
    ],
)
def test_keys_that_do_not_follow_each_other_are_refused(
    tmp_path: Path, env: dict[str, str], wrong: str
) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(PUBLIC | {"INSTANCE": str(tmp_path)} | env)
    assert [problem.partition(":")[0] for problem in refusal.value.problems] == [wrong]


def test_the_old_secret_key_reads_links_forms_and_sessions_until_its_time_and_the_new_one_signs(
    app: Flask, tmp_path: Path, mails: Callable[[], list[EmailMessage]]
) -> None:
    slug, form, browser = make_appeal().slug, filled(), app.test_client()
    enter(browser)
    sign(browser, slug)
    cookie = browser.get_cookie("desk", path="/desk")
    assert cookie is not None
    link = link_in(mails()[-1])
    until = clock.now() + timedelta(days=30)
    old = app.extensions["settings"].secret_key
    both = {"SECRET_KEY": "n" * 40, "SECRET_KEY_OLD": old, "SECRET_KEY_OLD_UNTIL": until.isoformat()}
    with started(app, tmp_path, **both) as other:
        known = other.test_client()
        known.set_cookie("desk", cookie.value, path="/desk")
        assert known.get("/desk/").status_code == 200
        assert known.get(link).status_code == 200
        assert known.post(f"/a/{slug}/sign", data=form | {"email": "dana@example.org"}).status_code == 303
        new_link = f"/s/{Ticket('ref', 'nonce').token('signature')}"
        anew = known.get_cookie("desk", path="/desk")
        with clock.stopped(until + timedelta(seconds=1)):
            assert known.get(link).status_code == 404
            assert tokens.read("signature", new_link[3:])
            known.set_cookie("desk", cookie.value, path="/desk")
            assert known.get("/desk/").status_code == 302
    with started(app, tmp_path, SECRET_KEY="n" * 40), clock.stopped(clock.now()):
        assert tokens.read("signature", new_link[3:])
        assert anew is not None
