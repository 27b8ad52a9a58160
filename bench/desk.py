"""What each page of the desk takes of the server at 100,000 signatures, on both databases, and what a search does.

    python bench/desk.py [how many] [sqlite|postgresql]

Each page is asked for by an organiser who is signed in, once to warm and then RUNS times. "server" is the processor time of
the application and of the database together, "longest" how long the slowest of these answers took, for a machine that does
nothing else. The exit is 1 where a page takes more than 300 ms of the processor, or a search more than 2,000.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.test import TestResponse

from bench.load.__main__ import filled
from bench.load.site import Database, database
from config import Config
from petition import worker
from petition.app import create_app
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import sample
from petition.moderation import manage, search
from petition.moderation.manage import Action
from petition.moderation.rules import Wanted
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.factories import enter, press

RUNS = 5
PAGE, SEARCH = 300, 2_000  # milliseconds
NAMES = {"of few": "Өтебай", "of nobody": "Voldemort", "of very many": "a"}


def main() -> int:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{many:,} signatures; {Path('/proc/loadavg').read_text().split()[0]} programs ran when it began\n")
    return sum([_on(kind, many) for kind in sys.argv[2:] or ("sqlite", "postgresql")]) and 1


def _on(kind: str, many: int) -> int:
    """Measure on one kind of database; gives how many pages take too long."""
    with TemporaryDirectory() as folder:
        below = Path(folder) / "database"
        below.mkdir()
        Path(folder).chmod(0o755)  # PostgreSQL is not run by who runs this
        with database(kind, below) as kept:
            app = create_app(Config.from_env({"INSTANCE": f"{folder}/instance", "DATABASE_URL": kept.url}))
            with app.app_context():
                upgrade()
                appeal = filled(many)
                hold_some(appeal.id)
                db.session.remove()
            try:
                return measured(app.test_client(), kept)
            finally:
                with app.app_context():
                    db.engine.dispose()


def hold_some(appeal_id: int) -> None:
    """Fill the queue of what is held; a thousand wait in it."""
    confirmed = select(Signature.ref).where(
        Signature.appeal_id == appeal_id, Signature.state == State.CONFIRMED
    )
    appeal = db.session.scalars(select(Signature).limit(1)).one().appeal
    for _ in range(2):
        refs = db.session.scalars(confirmed.limit(manage.MOST)).all()
        manage.act(appeal, Action.HOLD, refs, organiser_id=1, now=clock.now())
        db.session.commit()


def measured(client: FlaskClient, kept: Database) -> int:
    """Print a row for each page; gives how many take too long."""
    with client.application.app_context():
        enter(client, sample.TEAM, sample.ORGANISER)
        worker.once()
        ref = db.session.scalars(select(Signature.ref).order_by(Signature.id.desc()).limit(1)).one()
        db.session.remove()
    print(f"| {kept.name} | server ms | longest ms | answer KB |\n|---|---|---|---|")
    slow = 0
    for name, limit, ask in _asked(client, ref):
        server, longest, size = _times(kept, ask)
        slow += server > limit
        print(f"| {name} | {server:,.0f} | {longest:,.0f} | {size / 1024:,.0f} |", flush=True)
    print()
    return slow


def _asked(client: FlaskClient, ref: str) -> Iterator[tuple[str, int, Callable[[], TestResponse]]]:
    """Each page and search: its name, what it may take, and asking for it."""
    below = f"/desk/a/{sample.SLUG}"
    pages = _pages(client, f"{below}/signatures")
    paths = {
        "front": "/desk/",
        "overview": below,
        "signatures, the first page": f"{below}/signatures",
        "signatures, the page in the middle": f"{below}/signatures?page={pages // 2}",
        "signatures, the last page": f"{below}/signatures?page={pages}",
        "signatures by language, in the middle": f"{below}/signatures?lang=ru&page={pages // 6}",
        "signatures by source and day": f"{below}/signatures?source=form&since={clock.now().date()}",
        "signatures not named": f"{below}/signatures?visibility=hidden&page=20",
        "one signature": f"{below}/signatures/{ref}",
        "correct": f"{below}/signatures/{ref}/correct",
        "held": f"{below}/held",
        "review": f"{below}/review",
        "figures": f"{below}/figures",
        "figures.csv": f"{below}/figures/figures.csv",
        "activity": f"{below}/activity",
        "lists": f"{below}/signatories",
        "text": f"{below}/text/en",
        "settings": f"{below}/terms",
        "publish": f"{below}/publish",
        "preview": f"{below}/preview",
        "letter": f"{below}/letter",
        "delivery": f"{below}/delivery",
        "extend": f"{below}/extend",
        "close": f"{below}/close",
        "emergency": f"{below}/emergency",
        "team": "/desk/team",
        "account": "/desk/account",
    }
    for name, path in paths.items():
        yield name, PAGE, lambda path=path: client.get(path)
    at = f"{below}/signatures"
    for whose, part in NAMES.items():
        yield f"search by a name {whose}", SEARCH, lambda part=part: _searched(client, at, part)


def _searched(client: FlaskClient, path: str, name: str) -> TestResponse:
    with client.application.app_context():
        return client.get(press(client, path, path, name=name).location)


def _pages(client: FlaskClient, path: str) -> int:
    with client.application.app_context():
        appeal = appeals.by_slug(sample.SLUG)
        assert appeal
        return -(-search.look(appeal, Wanted()).count // search.A_PAGE)


def _times(kept: Database, ask: Callable[[], TestResponse]) -> tuple[float, float, int]:
    """Milliseconds of the processor for one answer, of the slowest one in all, and the bytes of one."""
    ask()
    took, before = [], _used(kept)
    for _ in range(RUNS):
        begun = time.perf_counter()
        answer = ask()
        took.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, answer.status
    return 1000 * (_used(kept) - before) / RUNS, max(took), len(answer.data)


def _used(kept: Database) -> float:
    """Seconds of the processor that this process and the database have used."""
    root = psutil.Process(kept.root) if kept.root else None
    servers = [root, *root.children(recursive=True)] if root else []
    return time.process_time() + sum(sum(each.cpu_times()[:2]) for each in servers)


if __name__ == "__main__":
    sys.exit(main())
