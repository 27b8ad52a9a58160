"""How much disk, memory and time a number of signatures takes, on both databases: what docs/deploy.md says of machines.

    python bench/machine_size.py [--signatures 100000] [--databases sqlite,postgresql]

Fills a letter with invented people, then measures the database, a backup and its restore, and the signed letter as PDF.
Seconds are of the processor; megabytes of memory are the most that one process had.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine, text  # noqa: E402

from bench.load import site  # noqa: E402
from bench.upgrades import SLUG  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--signatures", type=int, default=100_000)
    options.add_argument("--databases", default="sqlite,postgresql")
    asked = options.parse_args()
    for kind in asked.databases.split(","):
        with TemporaryDirectory(prefix="size-") as name, site.database(kind, Path(name)) as database:
            measured(database, Path(name), asked.signatures)


def measured(database: site.Database, folder: Path, signatures: int) -> None:
    """Print what so many signatures take in one database."""
    env = os.environ | {"INSTANCE": str(folder), "DATABASE_URL": database.url, "PYTHONPATH": str(ROOT)}

    def run(what: str, *words: str) -> None:
        begun = time.monotonic()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        started = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        _pid, ended, used = os.wait4(started.pid, 0)  # with the processes of its own
        if ended:
            sys.exit("It stumbles here.")
        seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
        clock = time.monotonic() - begun
        print(f"{database.name}: {what}: {seconds:.0f} s of processor, {clock:.0f} s by the clock, "
              f"{megabytes:.0f} MB of memory", flush=True)  # fmt: skip

    run("tables", "db", "upgrade")
    run(f"{signatures:,} signatures written", "sample", "--signatures", str(signatures))
    print(f"{database.name}: on the disk {size(database) / 1e6:.0f} MB", flush=True)
    run("a backup", "backup", str(folder / "backup"))
    print(f"{database.name}: the backup {(folder / 'backup').stat().st_size / 1e6:.0f} MB", flush=True)
    run("the letter as PDF", "letter", "export", SLUG, "--format", "pdf", "--out", str(folder / "letter.pdf"))
    print(f"{database.name}: the letter {(folder / 'letter.pdf').stat().st_size / 1e6:.1f} MB", flush=True)
    run("restored", "restore", str(folder / "backup"))


def size(database: site.Database) -> int:
    """Bytes of a database."""
    engine = create_engine(database.url)
    with engine.connect() as line:
        if engine.dialect.name == "postgresql":
            return int(line.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        return Path(str(engine.url.database)).stat().st_size


if __name__ == "__main__":
    main()
