"""Go the whole way; what it is about stands in the package."""

import argparse
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the steps are those beside this file

import bench.same_bytes
from bench.same_bytes.stages import afterwards, until_the_desk, until_the_end
from bench.same_bytes.walk import Walk


def main() -> None:
    parser = argparse.ArgumentParser(
        description=bench.same_bytes.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "out",
        type=Path,
        nargs="?",
        metavar="OUT_FOLDER",
        help="Empty or new; a new one in /tmp unless given.",
    )
    out: Path = parser.parse_args().out or Path(mkdtemp(prefix="bytes-"))
    if out.exists() and any(out.iterdir()):
        parser.error(f"{out} is not empty")
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory(prefix="same-") as folder:
        walk = Walk(out, Path(folder))
        until_the_desk(walk)
        until_the_end(walk)
        afterwards(walk)
    print(
        f"{sum(walk.names.values())} answers in {out}; never answered: {', '.join(walk.missed()) or 'none'}"
    )


if __name__ == "__main__":
    main()
