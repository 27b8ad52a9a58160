"""What the processor is spent on while people read, sign and confirm: a sampling profile of the web under full load.

    python bench/hot_paths.py [--rows page,sign,press,confirm] [--database sqlite] [--size 100] [--seconds 10]

Starts the service as bench/load does and samples its web processes with py-spy a hundred times a second: threads at work
only, on PostgreSQL those that do not wait for it. Printed for each row: the share of samples in which each function of ours
was at work, itself or by what it called, and the share that each library itself had. The database server and the worker are
not in it.
"""

import argparse
import logging
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.load import site
from bench.load.__main__ import filled
from bench.load.measuring import measured
from bench.load.rows import ROWS, Told
from config import ROOT

_LEAST = 0.01  # a share below it is not printed
_FRAME = re.compile(r"(.+) \((.+):\d+\)")


def sampled(served: site.Served, seconds: float, out: Path) -> "subprocess.Popen[bytes]":
    """Begin to sample the processes of the web, but not the worker."""
    command = [
        Path(sys.executable).with_name("py-spy"),
        "record",
        "--subprocesses",
        "--full-filenames",
        "--format",
        "raw",
    ]
    command += ["--pid", str(served.web.process.pid), "--duration", str(round(seconds)), "--output", out]
    if served.database.root:
        command.append(
            "--gil"
        )  # who waits for the server does without it; SQLite works without it, and would not be seen
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def told(stacks: str) -> None:
    """Print the shares."""
    ours, libraries, total = Counter[str](), Counter[str](), 0
    for line in stacks.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [found.groups() for each in stack.split(";") if (found := _FRAME.fullmatch(each))]
        if not any("petition/core/middleware.py" in path for _name, path in frames):
            frames = (
                [("gunicorn", "gunicorn")]
                if not any("petition/worker.py" in path for _, path in frames)
                else []
            )
        if not frames:
            continue
        total += int(count)
        ours.update(dict.fromkeys((_ours(*each) for each in frames if _is_ours(each[1])), int(count)))
        libraries[_library(*frames[-1])] += int(count)
    for title, shares in (("with what it calls", ours), ("itself", libraries)):
        print(f"  {title}")
        for name, count in shares.most_common(40):
            if count > _LEAST * total:
                print(f"    {100 * count / total:5.1f} %  {name}")


def _is_ours(path: str) -> bool:
    return str(ROOT / "petition") in path or str(ROOT / "templates") in path


def _ours(name: str, path: str) -> str:
    return f"{Path(path).relative_to(ROOT)} {name}"


def _library(name: str, path: str) -> str:
    if name in {"do_execute", "do_executemany", "do_commit", "do_rollback", "do_begin"}:
        return f"the database: {name}"
    if _is_ours(path):
        return "petition"
    _, found, rest = path.rpartition("site-packages/")
    return rest.split("/")[0] if found else f"Python: {Path(path).stem}" if "/" in path else path


def main() -> None:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("--rows", default="page,sign,press,confirm", help=", ".join(ROWS))
    asks.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"])
    asks.add_argument("--size", type=int, default=100)
    asks.add_argument("--seconds", type=float, default=10)
    asked = asks.parse_args()
    logging.disable(logging.INFO)
    with TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        with site.served(asked.database, Path(folder)) as served, served.app.app_context():
            appeal = filled(asked.size)
            for nth, name in enumerate(asked.rows.split(",")):
                row = ROWS[name]
                plan = row.plan(appeal, Told(asked.seconds, nth * 1_000_000, row.connections))
                sampling = sampled(served, asked.seconds, Path(folder) / name)
                steps, _used = measured(served, plan)
                sampling.wait()
                rate = steps[row.measured]["rate"]
                print(f"{row.what}, {asked.size:,} signatures, {served.database.name}: {rate:.0f} a second")
                told((Path(folder) / name).read_text())


if __name__ == "__main__":
    main()
