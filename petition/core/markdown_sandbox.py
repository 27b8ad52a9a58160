"""Markdown that somebody typed, read where it can harm nobody: in a process of its own, ended when it takes too much.

The parser takes minutes over some texts that fit into its form, and they cannot be told by their looks. So a text is read
once, when it is saved; the tree is kept, and pages and files are drawn of it. `main` is that process: Markdown in by
standard input, the tree out as JSON.
"""

import json
import signal
import subprocess
import sys

from petition.core import markdown, markdown_json
from petition.core.limited_process import limit, run_main
from petition.core.markdown import Document, TooComplex
from petition.core.text import printable

LONGEST = 200_000  # characters

_HERE = 2_000  # characters in which nothing is slow, and for which no process is worth starting
_SECONDS = 2  # of a processor; what a person writes takes a tenth of that
_WAIT = 60  # seconds, on a machine that has much else to do
_MEMORY = 1 << 30
_EXIT_TOO_COMPLEX = 3
_ENDED = {_EXIT_TOO_COMPLEX, -signal.SIGXCPU, -signal.SIGKILL}


def read(text: str) -> Document:
    """The tree of a Markdown text; raises TooComplex."""
    if len(text) > LONGEST:
        raise TooComplex
    if len(text) <= _HERE:
        return markdown.blocks(text)
    try:
        done = run_main(
            "petition.core.markdown_sandbox", printable(text).encode(), wait=_WAIT, is_quiet=False
        )
    except subprocess.TimeoutExpired:
        raise TooComplex from None
    if done.returncode in _ENDED:
        raise TooComplex
    done.check_returncode()
    return markdown_json.from_json(json.loads(done.stdout))


def main() -> int:
    """Write the tree and exit with 0, or exit with _EXIT_TOO_COMPLEX; the kernel ends what takes too long."""
    limit(seconds=_SECONDS, memory=_MEMORY)
    try:
        found = markdown.blocks(sys.stdin.buffer.read().decode())
    except (TooComplex, MemoryError):
        return _EXIT_TOO_COMPLEX
    sys.stdout.write(json.dumps(markdown_json.as_json(found)))
    return 0
