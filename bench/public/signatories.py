"""What the public list of names takes at 100,000 signatures, on both databases: its order, its pages, a search.

    python bench/public/signatories.py [how many] [sqlite|postgresql]

"first view after a change": by a process of the web that has not read this order yet.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flask import Flask
from flask_migrate import upgrade

from bench.load.__main__ import filled
from bench.load.site import database
from config import Config
from petition.app import create_app
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.desk import sample
from petition.letters import roll

RUNS = 5
NAMES = {"of few": "Өтебай", "of nobody": "Voldemort", "of very many": "a"}


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{many:,} signatures; {Path('/proc/loadavg').read_text().split()[0]} programs ran when it began\n")
    for kind in sys.argv[2:] or ("sqlite", "postgresql"):
        with TemporaryDirectory() as folder:
            below = Path(folder) / "database"
            below.mkdir()
            Path(folder).chmod(0o755)  # PostgreSQL is not run by who runs this
            with database(kind, below) as kept:
                app = create_app(
                    Config.from_env({"INSTANCE": f"{folder}/instance", "DATABASE_URL": kept.url})
                )
                with app.app_context():
                    upgrade()
                    filled(many)
                    db.session.remove()
                measured(app, kept.name)
                with app.app_context():
                    db.engine.dispose()


def measured(app: Flask, name: str) -> None:
    """Print a row for each thing that is asked of the list."""
    print(f"| {name} | median ms | longest ms | processor ms, this process |\n|---|---|---|---|")
    timed("order made by the worker", lambda: made(app), runs=1)
    client, at = app.test_client(), f"/a/{sample.SLUG}/signatories"
    timed("first view after a change", lambda: client.get(at), runs=1)
    pages = last(app)
    for page in (1, pages // 2, pages):
        timed(
            f"page {page} of {pages}", lambda page=page: client.get(f"{at}/page/{page}" if page > 1 else at)
        )
    for whose, part in NAMES.items():
        timed(f"search, a name {whose}", lambda part=part: client.post(at, data={"q": part}))
    print()


def made(app: Flask) -> None:
    with app.app_context():
        appeal = appeals.by_slug(sample.SLUG)
        assert appeal
        roll.make(appeal, clock.now())
        db.session.commit()


def last(app: Flask) -> int:
    with app.app_context():
        appeal = appeals.by_slug(sample.SLUG)
        assert appeal
        kept = roll.kept(appeal, appeal.first_lang)
        assert kept
        return kept.pages


def timed(what: str, ask: Callable[[], object], runs: int = RUNS) -> None:
    took, began = [], time.process_time()
    for _ in range(runs):
        at = time.perf_counter()
        answer = ask()
        took.append(1000 * (time.perf_counter() - at))
        assert getattr(answer, "status_code", 200) == 200, answer
    used = 1000 * (time.process_time() - began) / runs
    print(f"| {what} | {sorted(took)[runs // 2]:,.0f} | {max(took):,.0f} | {used:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
