"""CLOCK: a local process believes that it is then, and time goes on from there."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from config import ROOT, Config
from petition.core import clock, tokens
from tests.waiting import until


def test_a_process_that_is_told_the_time_goes_on_from_there(tmp_path: Path) -> None:
    told = datetime(2027, 1, 20, 10, 0, tzinfo=UTC)
    config = Config.from_env({"INSTANCE": str(tmp_path), "CLOCK": "2027-01-20T15:00:00+05:00"})
    assert clock.offset_to(told) <= config.clock_offset < clock.offset_to(told) + timedelta(minutes=1)
    clock.believe(config.clock_offset)
    try:
        first = clock.now()
        assert told <= first < told + timedelta(minutes=1)
        until(lambda: clock.now() > first)
        assert clock.is_rehearsed()
    finally:
        clock.believe(timedelta(0))
    assert not clock.is_rehearsed()


def test_links_are_as_old_as_the_told_time_says(bare_app: Flask) -> None:
    token = tokens.mint("entrance", "x")
    clock.believe(timedelta(days=400))
    try:
        assert tokens.read("entrance", tokens.mint("entrance", "x"), timedelta(hours=1))
        _payload, minted = tokens.read("entrance", token)
        assert clock.now() - minted > timedelta(days=399)
    finally:
        clock.believe(timedelta(0))


def test_whatever_starts_the_application_obeys_the_told_time(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path), "CLOCK": "2037-01-20T10:00:00Z"}
    script = "import wsgi; from petition.core import clock; print(clock.now())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("2037-01-20 10:")
