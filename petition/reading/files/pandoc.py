"""Runs pandoc where it can harm nobody: a process of its own, without files or settings, its time and memory limited.

Its tree comes as JSON of many thousand words. A word is kept as a plain string and any other element as a pair of its kind
and its content, so that a long letter is no heap of dictionaries.
"""

import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from petition.reading.refusals import NotALetter, Refusal

SOFT, HARD = "\n", "\v"  # the end of a line of the source, and one that its writer meant
_SECONDS = 1.5  # of a processor; 3,000 signatories take half of that
_WAIT = 60  # on a machine that has much else to do
_HEAP = "-M400m"
_WRITTEN = 80_000_000  # bytes of its answer
_LIMITED = (
    "import os, resource as r, signal, sys; signal.setitimer(signal.ITIMER_PROF, float(sys.argv[1]));"
    "r.setrlimit(r.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2); r.setrlimit(r.RLIMIT_CORE, (0, 0));"
    "os.execv(sys.argv[3], sys.argv[3:])"
)
_TOOK_TOO_MUCH = {-signal.SIGPROF, -signal.SIGXFSZ, -signal.SIGKILL, 251}  # 251: its heap is full


class Element(NamedTuple):
    """An element of the tree, by the names that pandoc gives: `kind` such as Para, and what it holds."""

    kind: str
    content: Any


def tree(data: bytes, form: str) -> tuple[dict[str, Any], list[Any]]:
    """What a document says of itself, and its blocks. Refuses what is broken, or takes too much."""
    try:
        found = json.loads(_run(data, form, "json"), object_hook=_element)
    except (json.JSONDecodeError, RecursionError):
        raise NotALetter(Refusal.BROKEN_DOCUMENT) from None
    return found["meta"], found["blocks"]


def html(text: str, form: str) -> str:
    """A text in one of pandoc's formats as HTML, its lines kept apart. Refuses like `tree`."""
    return _run(text.encode("utf-8", "replace"), form, "html", "--wrap=preserve").decode("utf-8", "replace")


def _run(data: bytes, form: str, to: str, *options: str) -> bytes:
    with TemporaryFile() as answer:
        try:
            limited = [sys.executable, "-I", "-S", "-c", _LIMITED, str(_SECONDS), str(_WRITTEN), _program()]
            done = subprocess.run(  # noqa: S603  no word of the command comes from the file
                [*limited, "+RTS", _HEAP, "-RTS", "--sandbox", "--from", form, "--to", to, *options],
                input=data,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=os.sep,
                env={"LANG": "C.UTF-8"},
                timeout=_WAIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NotALetter(Refusal.TOO_LARGE) from None
        if done.returncode:
            took_too_much = done.returncode in _TOOK_TOO_MUCH
            raise NotALetter(Refusal.TOO_LARGE if took_too_much else Refusal.BROKEN_DOCUMENT)
        answer.seek(0)
        return answer.read()


@cache
def _program() -> str:
    import pypandoc

    return str(Path(pypandoc.get_pandoc_path()).absolute())


def _element(found: dict[str, Any]) -> Any:
    match found.get("t"):
        case "Str":
            return found["c"]
        case "Space":
            return " "
        case "SoftBreak":
            return SOFT
        case "LineBreak":
            return HARD
        case None:
            return found
        case kind:
            return Element(kind, found.get("c"))
