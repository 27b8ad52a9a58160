"""Large letters, set in a process of its own: it gives all its memory back, and dies alone where there is too little.

`main` is that process: a manuscript in by standard input, the PDF out.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile

from petition.core.limited_process import limit, run_main
from petition.letters.render.binding import bind
from petition.letters.render.typesetting import Manuscript, Undrawn

_EXIT_UNDRAWN = 3
_LONGEST = 3_000  # seconds: it ends before whoever asked for it is given up, after an hour (export_worker.py)


def typeset_apart(manuscript: Manuscript, *, part: int) -> bytes | Undrawn:
    """The PDF of a letter with many names, set so many at a time; raises subprocess.TimeoutExpired, CalledProcessError."""
    given = json.dumps([asdict(manuscript), part], default=str).encode()
    done = run_main("petition.letters.render.apart", given, wait=_LONGEST)
    if done.returncode == _EXIT_UNDRAWN:
        return Undrawn(json.loads(done.stdout))
    done.check_returncode()
    return done.stdout


def main() -> int:
    """Write the PDF and exit with 0, or the signs no font draws and exit with _EXIT_UNDRAWN."""
    limit(seconds=_LONGEST)  # each process that it is set in, for these outlive the one that is ended
    given, part = json.load(sys.stdin.buffer)
    with TemporaryFile() as file:
        undrawn = bind(Manuscript(**given | {"fonts": tuple(map(Path, given["fonts"]))}), file, part=part)
        if undrawn:
            sys.stdout.buffer.write(json.dumps(undrawn).encode())
            return _EXIT_UNDRAWN
        file.seek(0)
        copyfileobj(file, sys.stdout.buffer)
    return 0
