"""What the service does on this machine, beside a bare Flask application under the same gunicorn.

    make bench [ROWS=page,sign] [SIZES=100,100000] [DATABASES=sqlite,postgresql] [RUNS=3] [SECONDS=5]

See bench/README.md.
"""

import argparse
import logging
import signal
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.load import machines, site, stories
from bench.load.measuring import measured
from bench.load.rows import ROWS, Row, Told, numbers, unequal, unexpected
from petition.accounts import members
from petition.appeals.models import Appeal
from petition.audit import chain
from petition.core import clock
from petition.core.db import db, insert_into
from petition.desk import invented, sample
from petition.letters import roll
from petition.review.models import Look
from petition.signatures.rules import State

_HEAD = ("row", "signatures", "a second", "p50 ms", "p95 ms", "p99 ms", "max ms", "CPU ms", "worker ms",
         "bare a second", "bare CPU ms", "rate / bare", "CPU bare / ours", "what was wrong")  # fmt: skip
STORIES = stories.STORIES | machines.STORIES
_first = 0  # the number of the last who came, over all runs


def main() -> int:
    asked = _asked()
    print(f"{_machine()}; medians of {asked.runs} runs of {asked.seconds:g} s\n")
    wrong = 0
    logging.disable(logging.INFO)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started ends as well
    for kind in asked.databases.split(","):
        with TemporaryDirectory(prefix="bench-") as folder:
            Path(folder).chmod(0o755)
            with site.served(kind, Path(folder)) as served, served.app.app_context():
                wrong += _all(served, asked)
    return 1 if wrong else 0


def _all(served: site.Served, asked: argparse.Namespace) -> int:
    """The table and the stories of one database; gives how much was wrong."""
    wrong, names = 0, asked.rows.split(",")
    print(f"## {served.database.name}\n\n| {' | '.join(_HEAD)} |\n|{'---|' * len(_HEAD)}")
    for size in map(int, asked.sizes.split(",")):
        appeal = filled(size)
        wrong += sum(_row(served, ROWS[name], appeal, asked) for name in names if name in ROWS)
    print(flush=True)
    return wrong + sum(_story(served, name, appeal, asked) for name in names if name in STORIES)


def _asked() -> argparse.Namespace:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--rows", default=",".join((*ROWS, *STORIES)), help="some of them")
    told.add_argument("--sizes", default="100,100000,1000000", help="signatures, the smallest first")
    told.add_argument("--databases", default="sqlite,postgresql")
    told.add_argument("--runs", type=int, default=3)
    told.add_argument("--seconds", type=float, default=5, help="of a run of the table")
    told.add_argument("--minute", type=float, default=60, help="seconds of a story")
    asked = told.parse_args()
    if unknown := set(asked.rows.split(",")) - {*ROWS, *STORIES}:
        told.error(f"no row is called {', '.join(unknown)}")
    return asked


def _machine() -> str:
    load = Path("/proc/loadavg").read_text().split()[0]
    model = next(
        line.split(": ")[1] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    cores = sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())
    return f"{cores} cores, {model}; {load} programs ran when it began"


def filled(size: int) -> Appeal:
    """The sample appeal with so many signatures, not looked through for who signed twice while it is measured.

    Its organisers are told no news, so that every mail of a run is a supporter's, and can be counted.
    """
    now = clock.now()
    appeal = sample.make(now=now)
    for organiser in members.of_team(*appeal.teams):
        organiser.news = []
    _leave_unlooked(appeal, now)
    db.session.commit()
    begun = time.monotonic()
    for there in invented.fill(appeal, size, now=now):
        db.session.commit()
        print(f"\r{there:,} signatures, {time.monotonic() - begun:.0f} s ", end="", file=sys.stderr)
    print(file=sys.stderr)
    bound = 0
    while some := chain.link():  # as the worker does while people sign
        db.session.commit()
        bound += some
        print(f"\r{bound:,} entries bound, {time.monotonic() - begun:.0f} s ", end="", file=sys.stderr)
    print(file=sys.stderr)
    roll.make(appeal, now)  # as the worker does, then once in ten times as long as it takes
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum does by itself, a minute later
    return appeal


def _leave_unlooked(appeal: Appeal, now: datetime) -> None:
    """Keep the worker from looking for who signed twice: from the transaction on in which the list begins.

    A look that had begun before would go on, and when it ends set its next turn itself.
    """
    later = {"due_at": now + timedelta(hours=23)}
    look = insert_into(Look).values(appeal_id=appeal.id, **later)
    db.session.execute(look.on_conflict_do_update(index_elements=["appeal_id"], set_=later))


def _story(served: site.Served, name: str, appeal: Appeal, asked: argparse.Namespace) -> int:
    """Let a story happen and print how it went; gives 1 where something was wrong."""
    global _first  # noqa: PLW0603
    said, wrong = STORIES[name](served, appeal, Told(asked.minute, first=_first))
    _first += 1_000_000
    print(
        f"**{name}**: {'; '.join(said)}. **{'Wrong: ' + '; '.join(wrong) if wrong else 'Nothing was wrong.'}**\n",
        flush=True,
    )
    return bool(wrong)


def _row(served: site.Served, row: Row, appeal: Appeal, asked: argparse.Namespace) -> int:
    """Measure a row and print it; gives how many runs were wrong in something."""
    listed = invented.number(appeal, State.CONFIRMED)
    runs = [_run(served, row, appeal, asked.seconds) for _ in range(asked.runs)]
    figures = [statistics.median(run[nth] for run, _wrong in runs) for nth in range(len(runs[0][0]))]
    wrong = sorted({each for _run, wrong in runs for each in wrong})
    said = [f"{each:,.2f}" if 0 < each < 10 else f"{each:,.0f}" if each else "-" for each in figures]
    print(f"| {row.what} | {listed:,} | {' | '.join(said)} | {'; '.join(wrong) or '-'} |", flush=True)
    return sum(bool(wrong) for _run, wrong in runs)


def _run(served: site.Served, row: Row, appeal: Appeal, seconds: float) -> tuple[list[float], list[str]]:
    """One run, beside one of the bare application: the figures of the table, and what was wrong."""
    global _first  # noqa: PLW0603  so that nobody comes twice
    bare = _bare(served, row, seconds)
    told = Told(seconds, first=_first, connections=row.connections)
    plan = row.plan(appeal, told)
    before = numbers(appeal.id, row.adds)
    steps, used = measured(served, plan)
    _first += 1_000_000
    wrong = unexpected(steps) + unequal(before, numbers(appeal.id, row.adds), steps)
    met = steps[row.measured]
    cpu, worker = (1000 * each / max(1, met["measured"]) for each in used)
    figures = [met["rate"], *(met[p] for p in ("p50", "p95", "p99", "p100")), cpu, worker, *bare]
    return [*figures, met["rate"] / bare[0] if bare[0] else 0, bare[1] / cpu if cpu else 0], wrong


def _bare(served: site.Served, row: Row, seconds: float) -> tuple[float, float]:
    """Rate and milliseconds of processor of the bare application."""
    if row.bare is None:
        return 0, 0
    plan = {"connections": row.connections, "seconds": seconds, "warm": 1}
    steps, used = measured(served, plan | {"journeys": {"bare": {"steps": [row.bare]}}}, bare=True)
    met = steps["bare"]
    return met["rate"], 1000 * used[0] / max(1, met["measured"])


if __name__ == "__main__":
    sys.exit(main())
