"""`flask doctor` names what is wrong in one line: each fault is planted in a service whose every line is "ok"."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, select, text

from petition import clock_watch, data_key, doctor, duties, metrics
from petition.core import clock
from petition.core.db import db
from petition.mail.out import dkim
from petition.mail.out.models import OutboxMessage
from tests import nameserver
from tests.certificates import certificate
from tests.conftest import make_app
from tests.factories import make_appeal, set_settings
from tests.forked import Forked
from tests.mail_server import listening
from tests.ports import free_port
from tests.waiting import PATIENCE

HOST = "appeals.example.org"
AGE = "age1lkhry9vjctmylpmwmsdcyap3c9wldlyc08k3x269fvev5hy5gseqrygs3e"


class Healthz(BaseHTTPRequestHandler):
    """What a proxy gives of us."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"alive":true}')

    def log_message(self, *_args: object) -> None:
        pass


@dataclass
class World:
    """What is around the service: a name server, a mail server, a proxy."""

    names: nameserver.NameServer
    smtp: str
    https: int
    pem: bytes

    def publish(self) -> None:
        """Let all stand in the DNS that should."""
        key = dkim.DkimKey.from_pem("s1", self.pem)
        self.names.addresses = {f"{HOST}.": "127.0.0.1"}
        self.names.texts = {
            f"{HOST}.": "v=spf1 ip4:192.0.2.1 -all",
            f"s1._domainkey.{HOST}.": key.record,
            "_dmarc.example.org.": "v=DMARC1; p=none",
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with ExitStack() as stack:
        proxy = HTTPServer(("127.0.0.1", 0), Healthz)
        context = stack.enter_context(certificate(folder, HOST))
        proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
        threading.Thread(target=proxy.serve_forever, args=[0.05], daemon=True).start()
        stack.callback(proxy.server_close)
        stack.callback(proxy.shutdown)

        def knows(
            _server: object, _session: object, _envelope: object, _kind: str, said: object
        ) -> AuthResult:
            return AuthResult(success=getattr(said, "password", b"") == b"right", handled=False)

        takes = listening(Taking(), authenticator=knows, auth_require_tls=False)
        port = stack.enter_context(takes)
        names = stack.enter_context(nameserver.running())
        pem = dkim.kept(folder, "s1")[0][1].read_bytes()
        yield World(names, f"smtp://us:right@127.0.0.1:{port}", proxy.server_port, pem)


class Taking:
    """Keeps what is handed over."""

    taken: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        self.taken.append(envelope.content)  # type: ignore[attr-defined]
        return "250 OK"


@pytest.fixture
def healthy(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A service in which all is well."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    world.publish()
    set_settings(
        app,
        monkeypatch,
        public_url=f"https://{HOST}:{world.https}",
        mail_url=world.smtp,
        mail_from=f"letters@{HOST}",
        dkim=(("s1", world.pem),),
        dns_server=world.names.address,
        disk_least=1,
    )
    make_appeal()
    data_key.check()
    clock_watch.check(clock.now())
    for what in (duties.Round.DUTIES, duties.Round.MAILBOX):
        duties.finished(clock.now(), what)
    db.session.commit()
    return app


def told(app: Flask, *more: str) -> tuple[int, list[str]]:
    """The exit code, and the lines that are not "ok" or "-"."""
    done = app.test_cli_runner().invoke(args=["doctor", *more])
    assert not [line for line in done.output.splitlines() if line[:7].strip() not in {"ok", "-", "FAULT"}]
    return done.exit_code, [line[7:] for line in done.output.splitlines() if line.startswith("FAULT")]


def test_where_all_is_well_every_line_says_so_and_a_test_is_sent(healthy: Flask) -> None:
    assert told(healthy, "--send-to", "operator@example.org") == (0, [])
    assert b"DKIM-Signature: v=1; a=rsa-sha256;" in Taking.taken.pop()


def _settings(**values: Any) -> Callable[[Flask, World], None]:
    return lambda app, _world: set_settings(app, **values)


def _typed_wrong(_app: Flask, _world: World) -> None:
    """As petition.env says it, beside the right name and what the system sets."""
    os.environ |= {
        "MAIL_FORM": "a@example.org",
        "MAIL_FROM": "b@example.org",
        "LANGUAGE": "kk:ru",
        "HOSTNAME": "here",
    }


def _unpublished(name: str) -> Callable[[Flask, World], None]:
    return lambda _app, world: world.names.texts.__delitem__(name)


def _refusing(app: Flask, world: World) -> None:
    set_settings(app, mail_url=world.smtp.replace("right", "wrong"))


def _other_key(_app: Flask, world: World) -> None:
    world.names.texts[f"s1._domainkey.{HOST}."] = nameserver.RECORD


def _without_worker(_app: Flask, _world: World | None) -> None:
    duties.finished(clock.now() - timedelta(hours=1))
    db.session.commit()


def _blocked(
    _app: Flask,
    _world: World,
    codes: tuple[tuple[str, str, int], ...] = (("failed", "550", 1),) * 4 + (("waiting", "5.7.1", 20),) * 6,
) -> None:
    for nth, (state, trouble, ago) in enumerate(codes):
        at = clock.now() - timedelta(minutes=ago)
        told = {"state": state, "trouble": trouble, "ended_at": at if state == "failed" else None}
        db.session.add(OutboxMessage(ref=f"m{nth}", priority=1, posted_at=at, due_at=clock.now(), **told))
    db.session.commit()


def _came_back(app: Flask, world: World) -> None:
    _blocked(app, world, (("failed", "returned 5.1.1", 1),) * 9 + (("failed", "5.7.1", 1),))


def _hangs(what: duties.Round) -> Callable[[Flask, World], None]:
    """One hangs, one ended as it was told to, and one was taken away long ago."""

    def plant(app: Flask, _world: World) -> None:
        set_settings(app, sign_address=f"sign@{HOST}")
        now = clock.now()
        for place, ago in {"here": 0, "there": 1, "ended": 1, "gone": 30}.items():
            duties.goes_on(what, place, now=now - timedelta(hours=ago))
        duties.ended(what, "ended")
        duties.finished(now, what)
        db.session.commit()

    return plant


# What is planted at once; each fault has its line, in this order, and nothing else has one.
FAULTS: list[dict[str, Callable[[Flask, World], None]]] = [
    {
        "worker: that of there goes on no more, while another does: start it anew": _hangs(duties.Round.DUTIES),
        "mail refused: 0 emails left in the last hour, 10 were not taken (6 × 5.7.1, 4 × 550): look at…": _blocked,
        "messages: there takes in none, while another does: start flask…": _hangs(duties.Round.RECEIVE),
    },
    {
        "settings: nothing reads MAIL_FORM (is MAIL_FROM meant?): look at the spelling": _typed_wrong,
        "disk: … MB left, and DISK_LEAST is 1000000000: make room": _settings(disk_least=10**9),
        "mail server: 127.0.0.1 cannot be spoken to (Connection refused)…": _settings(mail_url="smtp://127.0.0.1:1"),
        "public address: elsewhere.example.org has no address…": _settings(public_url="https://elsewhere.example.org"),
        "mailbox: 127.0.0.1 cannot be spoken to (Connection refused)…": _settings(imap_url="imap://a:b@127.0.0.1:1"),
    },
    {
        "worker: the worker last finished its duties at … UTC: start flask work anew (systemctl…": _without_worker,
        "mail refused: 0 … (9 × returned 5.1.1, 1 × 5.7.1): most of their mailboxes are not there, so look…": _came_back,
        "backups: none was made yet: look at petition-backup, or run flask backup": _settings(backup_recipient=AGE),
        "mail server: 127.0.0.1 refuses the name or the password (535): look at MAIL_URL": _refusing,
        f"SPF: {HOST} has no SPF record: publish TXT …": _unpublished(f"{HOST}."),
        f"DKIM: s1._domainkey.{HOST} has no record: …": _unpublished(f"s1._domainkey.{HOST}."),
        f"DMARC: {HOST} has no DMARC record: publish TXT of _dmarc.…": _unpublished("_dmarc.example.org."),
    },
    {
        "messages: none could ever be taken in: start flask receive…": _settings(sign_address=f"sign@{HOST}"),
        "backups: age1xyz is no public key of age (age1...) or SSH: look at…": _settings(backup_recipient="age1xyz"),
        f"DKIM: the record of s1._domainkey.{HOST} is not that of the key that signs: …": _other_key,
    },
]  # fmt: skip


@pytest.mark.parametrize("planted", FAULTS)
def test_each_fault_is_named_in_one_line(
    healthy: Flask, world: World, planted: dict[str, Callable[[Flask, World], None]]
) -> None:
    for plant in planted.values():
        plant(healthy, world)
    code, faults = told(healthy)
    assert code == 1
    for fault, line in zip(faults, planted, strict=True):
        assert re.fullmatch(re.escape(line).replace("…", ".+"), fault), fault


def test_readyz_tells_a_full_disk_messages_that_nobody_takes_in_and_a_worker_that_is_stuck(
    healthy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(healthy, monkeypatch, public_url="http://127.0.0.1:8000")
    client = healthy.test_client()
    told = client.get("/readyz")
    assert (told.status_code, told.json["disk"]) == (200, "ok")  # type: ignore[index]
    set_settings(healthy, disk_least=10**9)
    told = client.get("/readyz")
    assert (told.status_code, told.json["disk"]) == (503, "full")  # type: ignore[index]
    stranger = client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.7"})
    assert (stranger.status_code, stranger.json) == (503, {"ready": False})
    set_settings(healthy, disk_least=1)
    set_settings(healthy, sign_address=f"sign@{HOST}")
    told = client.get("/readyz")
    assert (told.status_code, told.json["messages"]) == (503, "not taken in")  # type: ignore[index]
    duties.finished(clock.now(), duties.Round.RECEIVE)
    db.session.commit()
    assert client.get("/readyz").status_code == 200
    _hangs(duties.Round.DUTIES)(healthy, None)  # type: ignore[arg-type]
    told = client.get("/readyz")
    assert (told.status_code, told.json["workers silent"]) == (503, 1)  # type: ignore[index]
    duties.ended(duties.Round.DUTIES, "there")
    db.session.commit()
    assert client.get("/readyz").status_code == 200
    of_others = (("failed", "5.1.1", 1),) * 5 + (("failed", "returned 5.7.1", 1),) * 5
    _blocked(healthy, None, of_others)  # type: ignore[arg-type]
    told = client.get("/readyz")
    assert (told.status_code, told.json["mail not taken"]) == (200, 0)  # type: ignore[index]
    db.session.execute(delete(OutboxMessage))
    _blocked(healthy, None)  # type: ignore[arg-type]
    told = client.get("/readyz")
    assert (told.status_code, told.json["mail not taken"]) == (503, 10)  # type: ignore[index]
    one = select(OutboxMessage).where(OutboxMessage.state == "failed").limit(1)
    db.session.scalars(one).one().state = "sent"
    db.session.commit()
    assert client.get("/readyz").status_code == 200  # a few mistyped addresses are no fault of the server
    _without_worker(healthy, None)
    assert client.get("/readyz").status_code == 503


def test_tables_that_are_not_those_of_this_code_are_named(
    healthy: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    head = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.commit()
    assert told(healthy) == (
        1,
        [f"migrations: the database has 0001, the code needs {head}: run flask db upgrade"],
    )
    db.session.execute(text("UPDATE alembic_version SET version_num = 'of-tomorrow'"))
    db.session.commit()
    older = "migrations: the database has of-tomorrow, which this code is older than: install a newer one"
    assert told(healthy) == (1, [older])
    db.session.rollback()
    with pytest.raises(SystemExit):
        upgrade()
    assert "version (of-tomorrow) than this code: install that version again" in caplog.text
    db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    db.session.commit()


def test_a_certificate_that_nobody_renewed_is_named_before_it_ends(
    healthy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "nanoseconds", lambda: time.time_ns() + 20 * 3600 * 10**9)
    (fault,) = told(healthy)[1]
    assert re.fullmatch(r"public address: its certificate ends on \S+ and was not renewed: look .+", fault)


def test_a_certificate_that_nobody_renewed_is_told_to_who_watches(
    healthy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for later, fails in ((0, 0), (20 * 3600 * 10**9, 1)):
        monkeypatch.setattr(clock, "nanoseconds", lambda later=later: time.time_ns() + later)
        standing = metrics.Standing(healthy)
        for _ in range(2):  # who asks first is not kept waiting for the network
            found = {each.name: each.samples[0].value for each in standing.collect()}
            standing.public.looked.wait(PATIENCE)
        assert found["petition_public_address_fails"] == fails


def test_a_clock_that_is_off_is_named_first(healthy: Flask) -> None:
    db.session.rollback()
    with clock.wrong(by=timedelta(hours=2)):
        code, faults = told(healthy)
    assert code == 1
    assert faults[0].startswith("clock: ")
    assert ": set the clock" in faults[0]


def test_a_wrong_key_is_named(healthy: Flask, tmp_path: Path) -> None:
    other = make_app(tmp_path, DATABASE_URL=healthy.config["SQLALCHEMY_DATABASE_URI"])
    db.session.remove()
    with other.app_context():
        code, faults = told(other)
        db.session.remove()
        db.engine.dispose()
    assert code == 1
    assert faults == [
        "keys: DATA_KEY is not the key that this database is encrypted with: put the right one back"
    ]


def test_a_database_that_is_away_is_named_and_all_else_is_told_beside(tmp_path: Path) -> None:
    port = free_port()
    app = make_app(tmp_path, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/none")
    with app.app_context():
        found = {each.what: each for each in doctor.examine(clock.now())}
        asked = [app.test_cli_runner().invoke(args=each) for each in (["appeal", "list"], ["work", "--once"])]
        db.engine.dispose()
    away = "The database does not answer (OperationalError): look at DATABASE_URL and its server.\n"
    assert [each.stderr.endswith(away) for each in asked] == [True, True]
    assert [each.what for each in found.values() if each.outcome == "FAULT"] == ["database"]
    assert (found["keys"].sentence, found["disk"].outcome) == ("the database is away", "ok")


def test_an_unreadable_file_of_a_secret_is_named(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "gone")}
    log = tmp_path / "log"
    assert Forked("flask", "--app", "wsgi", "doctor", environment=env, log=log).wait(PATIENCE) == 1
    assert log.read_text() == (
        f"Wrong settings:\nSECRET_KEY_FILE: {tmp_path / 'gone'} cannot be read (No such file or directory)\n"
    )
