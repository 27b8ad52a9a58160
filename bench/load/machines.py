"""Two machines on one PostgreSQL, as behind a proxy, while people read, sign, confirm and withdraw.

In `machines` the second one is killed with -9 and comes back. In `replica` it reads from a streaming replica that lags, then
does not answer, is then killed and comes back, while the first machine reads the primary.
"""

import itertools
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg
from sqlalchemy import select

from bench.load import site
from bench.load.measuring import drained, met, sent, unsent
from bench.load.rows import CONFIRMED, Plan, Told, confirm_steps, links, numbers, page_step, sign_step
from bench.load.stories import RIGHT_WITHIN, Story, figures, lost, shown_after
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.erasure_journal import Journal, known
from petition.mail.out.models import OutboxMessage
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import State
from petition.signatures.ticket import Ticket
from tests.factories import filled, make_appeal

_SIGN, _CONFIRM = 20, 5  # a second
_READERS, _PAUSE = 64, 0.5  # connections, and seconds that a reader looks at a page
_BEHIND = 1  # second that the replica always is, less than the service bears with
_GONE_WITHIN = (
    2  # seconds after which who has withdrawn is on no page of another machine that reads the primary
)
_WATCHED = 6  # seconds for which pages are looked at after somebody has withdrawn
_LEAVERS = 3  # who withdraw at the same time, each again and again
_LEASED = 120  # seconds in which what a killed worker had taken has been sent by another
_JOURNAL = (
    75  # seconds, a minute and a little, after which each machine has written a whole journal of erasures
)


class Part(NamedTuple):
    """A part of the time: what is done when it begins, and whether the replica is read at its end."""

    name: str
    deed: Callable[[], None] = lambda: None
    reads: bool = False


class Seen(NamedTuple):
    """A look at the page of a machine: when it was asked for, and the number that it said."""

    asked: float
    port: int
    number: int


@dataclass
class Watch:
    """What somebody sees who looks at the pages of both machines all the time."""

    served: site.Served
    ports: list[int]
    over: threading.Event = field(default_factory=threading.Event)
    numbers: list[Seen] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    withdrawn: int = 0
    late: dict[str, list[float]] = field(
        default_factory=lambda: {"here": [0], "elsewhere": [0], "shown": [0]}
    )
    failures: list[str] = field(default_factory=list)

    def ask(self, port: int, path: str, form: dict[str, str] | None = None) -> str:
        """The page of one machine; '' where it is away or has only just gone away."""
        headers = {"Host": f"127.0.0.1:{self.served.port}", "Accept-Language": "en"}
        body = urlencode(form) if form else None
        if form:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": "198.51.100.9",
            }
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("POST" if form else "GET", path, body, headers)
            answer = line.getresponse()
            self.statuses[answer.status] += 1
            return answer.read().decode()
        except (OSError, HTTPException):
            self.statuses[0] += 1
            return ""
        finally:
            line.close()

    def count(self, appeal: str) -> None:
        """Look at the number of signatures on all pages, again and again."""
        while not self.over.wait(0.2):
            for port in self.ports:
                asked = time.time()
                if shown := _number(self.ask(port, f"/a/{appeal}")):
                    self.numbers.append(Seen(asked, port, shown))

    def leave(self, appeal_id: int, nth: int) -> None:
        """Sign, confirm, be named on all pages, withdraw at one machine, and look at all of them; again and again."""
        with self.served.app.app_context():
            for again in itertools.count():
                if self.over.is_set():
                    return
                try:
                    self._left(
                        db.session.get_one(Appeal, appeal_id), f"{nth}n{again:04}", self.ports[again % 2]
                    )
                except Exception as error:  # noqa: BLE001  else its thread would end and nobody would know
                    self.failures.append(f"{type(error).__name__} {error}")
                db.session.rollback()

    def _left(self, appeal: Appeal, own: str, port: int) -> None:
        page, name, mailbox = f"/a/{appeal.slug}", f"Wanda Leaver{own}", f"leaver{own}@example.org"
        self.ask(port, f"{page}/sign", filled(name=name, email=mailbox))
        key = mailbox_key_of(appeal, mailbox)
        row = db.session.execute(
            select(Signature.ref, Signature.nonce).where(Signature.mailbox_key == key)
        ).first()
        db.session.commit()
        if row is None:
            return  # the machine was away
        ticket = Ticket(*row)
        self.ask(port, f"/c/{ticket.token('confirm')}", {"deed": "confirm"})
        if db.session.scalar(select(Signature.state).where(Signature.ref == ticket.ref)) != State.CONFIRMED:
            return
        db.session.commit()
        begun, missed = time.time(), set(self.ports)
        while missed and time.time() < begun + 3 * RIGHT_WITHIN and not self.over.is_set():
            for each in list(missed):
                asked = time.time()
                if name in (shown := self.ask(each, page)) or not shown:
                    missed.discard(each)
                else:
                    self.late["shown"].append(asked - begun)
            time.sleep(0.1)
        if "withdrawn" not in self.ask(port, f"/s/{ticket.token('signature')}", {"deed": "withdraw"}):
            return
        self.withdrawn += 1
        gone = time.time()
        while time.time() < gone + _WATCHED:
            for each in self.ports:
                asked = time.time()
                if name in self.ask(each, page):
                    self.late["here" if each == port else "elsewhere"].append(asked - gone)
            time.sleep(0.05)


def machines(served: site.Served, _appeal: Appeal, told: Told) -> Story:
    """The second machine is killed with -9 in the middle, and comes back."""
    if served.database.root == 0:
        return ["SQLite is one machine's"], []
    with _second(served) as (second, _log):
        parts = [Part("well"), Part("one killed", second.kill), Part("both again", second.start)]
        return _told(served, told, second, parts, gone_within=_GONE_WITHIN)


def replica(served: site.Served, _appeal: Appeal, told: Told) -> Story:
    """The second machine reads a replica, which lags, does not answer, is killed, and is well again after each."""
    if served.database.programs is None:
        return ["no server of Debian's to make a replica of"], []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="replica-")))
        folder.chmod(0o755)
        behind = {"recovery_min_apply_delay": f"{_BEHIND}s"}
        standby = stack.enter_context(site.standby(served.database, folder / "own", **behind))
        stack.callback(standby.tell, signal.SIGCONT)
        url = f"postgresql://petition@127.0.0.1:{standby.port}/petition"
        second, log = stack.enter_context(_second(served, REPLICA_URL=url))
        parts = [
            Part("well", reads=True),
            Part("lags", partial(_say, url, "SELECT pg_wal_replay_pause()")),
            Part("follows", partial(_say, url, "SELECT pg_wal_replay_resume()"), reads=True),
            Part("does not answer", partial(standby.tell, signal.SIGSTOP)),
            Part("answers", partial(standby.tell, signal.SIGCONT), reads=True),
            Part("killed", standby.kill),
            Part("back", standby.start, reads=True),
        ]
        return _told(served, told, second, parts, gone_within=RIGHT_WITHIN, log=log)


STORIES: dict[str, Callable[[site.Served, Appeal, Told], Story]] = {"machines": machines, "replica": replica}


@contextmanager
def _second(served: site.Served, **settings: str) -> Iterator[tuple[site.Program, Path]]:
    """The second machine, and its log."""
    with TemporaryDirectory(prefix="machine-") as folder:
        instance = Path(folder) / "instance"
        with site.another(served, instance, **settings) as second:
            yield second, instance.with_suffix(".log")


def _say(url: str, statement: str) -> None:
    """Tell the replica, which may cut what it is told off where it conflicts with what it replays."""
    for _ in range(3):
        with psycopg.connect(url, autocommit=True) as connection, suppress(psycopg.OperationalError):
            connection.execute(statement)
            return


def _told(
    served: site.Served,
    told: Told,
    second: site.Program,
    parts: list[Part],
    *,
    gone_within: float,
    log: Path | None = None,
) -> Story:
    """Let people come to both machines for as long as all parts together take; what became of everybody."""
    appeal, leaving = (make_appeal(slug=f"beyond-{told.first}{slug}") for slug in ("", "-leaving"))
    ports = [served.port, second.port]
    plans = _plans(appeal, told, ports)
    site.hurry(served)
    drained()
    mails = Counter(served.mails())
    watch = Watch(served, ports)
    people = [threading.Thread(target=watch.count, args=(appeal.slug,), daemon=True)]
    people += [
        threading.Thread(target=watch.leave, args=(leaving.id, nth), daemon=True) for nth in range(_LEAVERS)
    ]
    crowds = [sent(served.port, plan) for plan in plans]
    for person in people:
        person.start()
    used, wrong, killed = site.Used(0, 0), [], None
    for part in parts:
        begun = time.time()
        part.deed()
        if part.deed == second.kill:
            killed = (begun, time.time())
        before = site.seen(served)
        time.sleep(told.seconds / len(parts))
        spent = site.used(before, site.seen(served))
        used = site.Used(used.web + spent.web, used.worker + spent.worker)
        if log and not _is_read_by(log, 2 * part.reads):
            wrong.append(f"{_reading(log)} processes read the replica: {part.name}")
    steps = {name: step for crowd in crowds for name, step in met(crowd).items()}
    watch.over.set()
    for person in people:
        person.join()
    site.hurry(served)
    drained(_LEASED)
    said = [f"{used.web:.0f} s of processor in web and database, {used.worker:.0f} for the workers"]
    for found in (
        _answered(steps, watch, killed),
        _kept(appeal, steps),
        _sent(served, mails, killed),
        _shown(served, appeal, watch, ports, gone_within),
        _journals(served, second),
    ):
        said += found[0]
        wrong += found[1]
    return said, wrong


def _plans(appeal: Appeal, told: Told, ports: list[int]) -> list[Plan]:
    """Who sign and confirm, and who read."""
    acts = {
        "sign": {"weight": _SIGN, "steps": [sign_step(appeal)]},
        "confirm": {
            "weight": _CONFIRM,
            "steps": confirm_steps(),
            "values": links(appeal, round(2 * _CONFIRM * told.seconds)),
        },
    }
    read = {"steps": [page_step(appeal) | {"wait": _PAUSE}]}
    common = {"each": True, "ports": ports}
    return [
        common | {"pace": [(told.seconds, _SIGN + _CONFIRM)], "first": told.first, "journeys": acts},
        common | {"connections": _READERS, "seconds": told.seconds, "journeys": {"read": read}},
    ]


def _answered(steps: dict[str, Any], watch: Watch, killed: tuple[float, float] | None) -> Story:
    """Everybody was answered as they should be, but for whom the machine that was killed was just answering."""
    wrong, broken = [], 0
    for name, step in steps.items():
        unanswered = [(sent_at, at) for sent_at, at, status, _n in step.get("each", ()) if status == 0]
        excused = sum(bool(killed) and sent_at <= killed[1] and at >= killed[0] for sent_at, at in unanswered)
        if name != "journey" and step["bad"] != excused:
            wrong.append(f"{name}: {step['statuses']}, {excused} of them broken off by the kill")
        broken += excused if name != "journey" else 0
    faults = {status: n for status, n in watch.statuses.items() if status not in {0, 200, 303}}
    said = [f"{name} {figures(step)}" for name, step in steps.items() if name != "journey"]
    return [*said, f"{broken} broken off by the kill"], wrong + ([f"pages {faults}"] if faults else [])


def _kept(appeal: Appeal, steps: dict[str, Any]) -> Story:
    """Who was thanked is in the database, and nobody is there who cannot have been."""
    thanked = [number for _sent, _at, status, number in steps["sign"]["each"] if status == 303]
    there = numbers(appeal.id, {"sign": Signature.version_id.is_not(None), **CONFIRMED})
    missing = len(lost(appeal, thanked))
    wrong = [f"{missing} thanked and not there"] if missing else []
    confirmed, good = there["press"], steps["press"]["good"]
    if not good <= confirmed <= good + steps["press"]["bad"]:
        wrong.append(f"{good} confirmed, {confirmed} rows")
    return [], wrong


def _sent(served: site.Served, before: Counter[bytes], killed: tuple[float, float] | None) -> Story:
    """Every email came once, but for the one that the killed worker was just sending: carrier.py promises no more.

    Who confirms or withdraws takes back what waits for them; what a worker has in its hands then may still come.
    """
    waiting, came = unsent(), Counter(served.mails()) - before
    rows = {
        ref.encode()
        for ref in db.session.scalars(select(OutboxMessage.ref).where(OutboxMessage.state == "sent"))
    }
    db.session.commit()
    missing, more = rows - came.keys() - before.keys(), came.keys() - rows
    twice = came.total() - len(came)
    wrong = [f"{waiting} emails not sent"] if waiting else []
    wrong += [f"{len(missing)} emails sent that did not come"] if missing else []
    wrong += [f"{twice} emails came twice"] if twice > bool(killed) else []
    return [f"{len(came)} emails, {twice} of them twice, {len(more)} taken back just then"], wrong


def _shown(served: site.Served, appeal: Appeal, watch: Watch, ports: list[int], gone_within: float) -> Story:
    """Both machines show the right number, and nobody who has withdrawn, in time."""
    late = [shown_after(served, port, appeal, f"/a/{appeal.slug}") for port in ports]
    at = sorted(
        when.timestamp()
        for when in db.session.scalars(
            select(Signature.confirmed_at).where(Signature.appeal_id == appeal.id, CONFIRMED["press"])
        )
        if when
    )
    db.session.commit()
    ages = [seen.asked - at[seen.number] for seen in watch.numbers if seen.number < len(at)]
    oldest = max(0.0, *ages)
    said = [
        f"{len(watch.numbers)} looks at its number, the oldest {oldest:.1f} s behind",
        f"the right one after {late[0]:.0f} and {late[1]:.0f} s",
        f"{watch.withdrawn} withdrew, named for {max(watch.late['here']):.1f} s more where they did",
        f"for {max(watch.late['elsewhere']):.1f} s on the other machine",
    ]
    found = {
        "a page was too old": max(oldest, *late) > RIGHT_WITHIN,
        "who confirmed was shown late": max(watch.late["shown"]) > RIGHT_WITHIN,
        "who had withdrawn was shown where they did": max(watch.late["here"]) > 0,
        "who had withdrawn was shown elsewhere": max(watch.late["elsewhere"]) > gone_within,
        "nobody withdrew": watch.withdrawn == 0,
    }
    return said, [what for what, is_so in found.items() if is_so] + watch.failures


def _journals(served: site.Served, second: site.Program) -> Story:
    """Each machine has written the whole journal of erasures."""
    folders = [Path(each["INSTANCE"]) for each in (served.environment, second.how["env"])]
    until = time.monotonic() + _JOURNAL
    while time.monotonic() < until:
        with db.engine.connect() as connection:
            name, number = known(connection)
        assert name
        last = [Journal(folder / "erasures.log", 90).last(name) for folder in folders]
        if last == [number, number]:
            return [f"{number} entries in both journals"], []
        time.sleep(1)
    return [], [f"{number} erasures, in the journals {last}"]


def _is_read_by(log: Path, processes: int) -> bool:
    """Whether so many read the replica, now or soon: where all wait for the processor one may fall behind for a moment."""
    until = time.monotonic() + RIGHT_WITHIN
    while _reading(log) != processes and time.monotonic() < until:
        time.sleep(0.1)
    return _reading(log) == processes


def _reading(log: Path) -> int:
    """How many processes of a machine read the replica by now, as its log says."""
    said = log.read_text()
    return said.count("the replica is read") - said.count("the replica is not read")


def _number(page: str) -> int | None:
    """The number of signatures that a page says."""
    found = re.search(r'class="number">([\d,]+)<', page)
    return int(found[1].replace(",", "")) if found else None
