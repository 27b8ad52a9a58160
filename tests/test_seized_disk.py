"""What whoever takes the disk finds: no name, no mailbox, no address of a signer, in no file of the database or log."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import request

from config import Config
from petition import worker, worker_duties
from petition.app import create_app
from petition.appeals import emergency
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.inbox import receive
from petition.letters import exports
from petition.lists import add, lookup, store
from petition.mail.out import carrier
from petition.reading.files import table_files
from petition.signatures import confirming, lost_links
from petition.signatures.models import Signature
from tests.conftest import migrate
from tests.factories import TEXT, make_appeal, sign
from tests.interpret.corpus import mail
from tests.letters.crowded import kept_here

SECRETS = {
    "name": "Zyxgul Qwertbekova",
    "email": "zyxgul.qwert@mailbox-of-mine.example",
    "role": "Glassblower-in-chief",
    "affiliation": "Vhjk Works",
    "place": "Uzynkol-Wtf",
    "representative": "Mnbvcx Poiuy",
}

MADE = (
    "csv",
    "xlsx",
    "pdf",
)  # and kept; the last by the worker's own process, as tests/letters/test_exports.py has all


def traces(folder: Path, leave_out: Path) -> list[str]:
    """Where in a folder's files any of the secrets stands, in UTF-8 or UTF-16, in any case."""
    return [
        f"{what} in {path.name}"
        for path in folder.rglob("*")
        if path.is_file() and leave_out not in path.parents
        for what, secret in SECRETS.items()
        for encoding in ("utf-8", "utf-16-le")
        if secret.lower().encode(encoding) in path.read_bytes().lower()
    ]


def bring_lists(slug: str) -> None:
    """A table of organisers that waits to be told, and another that is added, the people on it asked by mail."""
    appeal = appeals.by_slug(slug)
    assert appeal is not None
    for number in range(2):
        mailbox = f"{number}{SECRETS['email']}"
        table = f"Name,E-mail,Role,City\n{SECRETS['name']},{mailbox},{SECRETS['role']},{SECRETS['place']}\n"
        kept = store.keep_table(appeal, table_files.rows_of(table), name=SECRETS["name"], now=clock.now())
    assert kept is not None
    told = lookup.layout_of(kept)
    store.tell(kept, told, store.judge(kept, told))
    assert add.add(kept, organiser_id=None, now=clock.now())
    assert kept.invited == 1
    db.session.commit()


def test_the_files_of_a_run_hold_no_plaintext_of_a_signer(tmp_path: Path) -> None:
    told = {"INSTANCE": str(tmp_path), "SIGN_ADDRESS": "sign@sign.example.org", "DNS_SERVER": "127.0.0.1:9"}
    app = create_app(Config.from_env(told))

    @app.post("/fault/<name>")
    def fault(name: str) -> str:
        raise ValueError(f"{name}: {request.form}")

    migrate(app)
    with app.app_context():
        appeal = make_appeal(by_message=True)
        left_over = (f"?? {SECRETS['name']} {SECRETS['email']}",)
        found_no_place = replace(TEXT, left_over=left_over)
        appeals.write(appeal, "en", found_no_place, organiser_id=None, now=clock.now())
        emergency.begin(appeal, f"{SECRETS['name']} was threatened", now=clock.now())
        db.session.commit()
        assert appeal.draft("en") == found_no_place
        emergency.end(appeal, now=clock.now())
        db.session.commit()
        slug = appeal.slug
    with (tmp_path / "log").open("w") as log:
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        client = app.test_client()
        for kind in ("person", "organisation"):
            with app.app_context():
                assert sign(client, slug, **SECRETS, kind=kind).status_code == 303
        with app.app_context():
            for said in (
                "I sign. {name}, {role}, {affiliation}",
                "What is this? {name}, {place}, {representative}",
            ):
                message = mail(
                    said.format(**SECRETS), f"{SECRETS['name']} <{SECRETS['email']}>", SECRETS["role"]
                )
                assert receive.receive(
                    message, recipient=f"sign+{slug}@sign.example.org", now=clock.now()
                ) in {
                    "signed",
                    "unread",
                }
        with app.app_context():
            bring_lists(slug)
            lost_links.ask(SECRETS["email"], lang="en", now=clock.now())
            db.session.commit()
        client.get(f"/a/{slug}/letter.pdf?name={SECRETS['name']}")
        assert client.post(f"/fault/{SECRETS['name']}", data=SECRETS).status_code == 500
        with app.app_context():
            carrier.carry()
            signature = db.session.scalars(db.select(Signature).order_by(Signature.id)).first()
            assert signature is not None
            assert signature.own.mailbox == SECRETS["email"]
            confirming.confirm(signature, now=clock.now())
            db.session.commit()
            for form in MADE:
                exports.ask(signature.appeal, "en", form, "a state", now=clock.now())
                db.session.commit()
                if form != MADE[-1]:
                    kept_here(signature.appeal, form)
            assert worker.once()[1]["letters made"] == 1
            appeal = db.session.get_one(Appeal, signature.appeal_id)
            appeal.closes_at, appeal.grace_minutes = clock.now() - timedelta(days=1), 0
            db.session.commit()
            assert worker_duties.do_all(clock.now(), only=["letters sealed"]) == {"letters sealed": 1}
            lost_links.ask(
                SECRETS["email"], lang="en", now=clock.now()
            )  # after the worker has emptied the log
            db.session.commit()
        logging.getLogger().removeHandler(handler)
    assert (tmp_path / "petition.db-wal").stat().st_size > 0  # the write-ahead log is searched too
    assert "ValueError at " in (tmp_path / "log").read_text()
    assert traces(tmp_path, leave_out=tmp_path / "mail") == []
    with app.app_context():
        db.engine.dispose()
