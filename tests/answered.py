"""What of the service the suite has met: which endpoints answered, which templates were rendered.

A run of the whole suite fails where one was met by no test. What requests made by lot come upon does not count: nothing is
said there of what it does.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask, Response, before_render_template, request, request_finished
from jinja2 import Template

from config import ROOT, Config
from petition.app import create_app

BY_LOT = ("test_fuzz", "test_hostile")
NEVER_ALONE = {
    "base.html",
    "macros.html",
    "letters/passed_on.html",
    "desk/base.html",
    "desk/parts.html",
    "moderation/manage_parts.html",
    "mail/base.html",
    "mail/base.txt",
    "accounts/mail_words.txt",
    "accounts/passkey_parts.html",
    "accounts/recovery_codes.html",
    "appeals/difference.html",
    "appeals/timeline.html",
    "delivery/parts.html",
    "updates/parts.html",
}
LEAD_THERE = {"accounts.sign_in", "account.take_address"}  # and are not turned away by it
INCLUDED = {
    "signatures/counted_once.html",
    "signatures/text_changed.html",
    "signatures/why_held.html",
    "letters/files.html",
}


class Answered:
    """A plugin: each process writes down what answered, the one that began the run adds it up."""

    def __init__(self) -> None:
        self.met: set[str] = set()
        self.counts = False
        request_finished.connect(self._answered)
        before_render_template.connect(self._rendered)

    def _answered(self, _app: Flask, response: Response, **_: Any) -> None:
        """An answer that is no refusal, nor the guard's way to the entrance."""
        endpoint = request.endpoint or ""
        to_entrance = "/desk/sign-in" in response.headers.get("Location", "") and endpoint not in LEAD_THERE
        if self.counts and response.status_code < 400 and not to_entrance:
            self.met.add(f"{request.method} {endpoint}")

    def _rendered(self, _app: Flask, template: Template, **_: Any) -> None:
        if self.counts:
            self.met.add(f"template {template.name}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.counts = item.path.stem not in BY_LOT
        return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process of pytest-xdist has ended."""
        self.met.update(getattr(node, "workeroutput", {}).get("met", ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        config = session.config
        if hasattr(config, "workeroutput"):
            config.workeroutput["met"] = sorted(self.met)
        elif is_whole(session) and (missed := sorted(all_there_is() - self.met)):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            config.stash[MISSED] = missed

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        for each in config.stash.get(MISSED, []):
            terminalreporter.write_line(f"FAILED {each}: met by no test of the suite", red=True)


MISSED = pytest.StashKey[list[str]]()


def is_whole(session: pytest.Session) -> bool:
    """Whether the whole suite was run and passed; what fails besides would only be hidden by this."""
    config = session.config
    chosen = any(
        config.getoption(name, None)
        for name in ("keyword", "markexpr", "deselect", "ignore", "lf", "collectonly")
    )
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen
    return whole and session.exitstatus == pytest.ExitCode.OK


def all_there_is() -> set[str]:
    """Every endpoint with each of its methods, every template that is rendered by itself."""
    with TemporaryDirectory() as folder:
        app = create_app(Config.from_env({"INSTANCE": folder}))
    there = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    folder_of_all = Path(ROOT / "templates")
    names = {path.relative_to(folder_of_all).as_posix() for path in folder_of_all.rglob("*.*")}
    return there | {f"template {name}" for name in names - NEVER_ALONE - INCLUDED}
