"""Processes of the service that begin at once: forked from one that has imported it, and not made to import it anew.

To import it takes longer than what most of them are there for. What they are told, and how they die, is theirs alone; how
the service begins where nothing is imported yet is tried by tests/journeys and tests/test_config.py.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from config import ROOT

multiprocessing.get_context("forkserver").set_forkserver_preload(["petition.app", "flask.cli"])


class Forked(ForkServerProcess):
    """`python -m COMMAND` in the folder of the project, in a session of its own, told an environment and nothing else."""

    pid: int

    def __init__(self, *command: str, environment: dict[str, str], log: Path | None = None) -> None:
        """Begin it; what it says goes to the end of a file."""
        super().__init__(target=_run, args=(command, environment, str(log or os.devnull)))
        self.start()

    def poll(self) -> int | None:
        """How it ended (by which signal, negative), as subprocess.Popen says it."""
        return self.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end."""
        self.join(seconds)
        assert self.exitcode is not None, "it goes on"
        return self.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.exitcode is None:
            os.kill(self.pid, number)


def _run(command: tuple[str, ...], environment: dict[str, str], log: str) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    sys.argv = list(command)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
