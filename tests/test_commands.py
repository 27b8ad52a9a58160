"""Commands: what they print, and 0, 1 or 2."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from config import ROOT
from petition.appeals.models import Appeal
from petition.commands.common import wrong_with
from petition.core.db import db
from tests.factories import set_settings

pytestmark = pytest.mark.usefixtures("now")

LETTER = """Friends of the Well

Qarasu, 3 November 2026

To the Mayor of Qarasu

Dear Mayor,

We ask you to keep the well open. It is old, and it is good.

With respect,

Aru Bekova, teacher (Qarasu)

Editorial office of the newspaper "Well Times"

Sign by sending a message to well@example.org until 4.00 PM on December 19.
"""


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER)
    return str(path)


def test_a_letter_goes_from_a_file_to_a_published_appeal_and_out_again(
    runner: FlaskCliRunner, letter: str, tmp_path: Path
) -> None:
    done = runner.invoke(
        args=["appeal", "import", letter, "--publish", "--slug", "well", "--team", "Friends"]
    )
    assert done.exit_code == 0, done.output
    assert "/a/well" in done.output
    out = tmp_path / "letter.json"
    assert (
        runner.invoke(args=["letter", "export", "well", "--format", "json", "--out", str(out)]).exit_code == 0
    )
    exported = json.loads(out.read_text())
    assert exported["text"]["salutation"] == "Dear Mayor,"
    assert [each["as_typed"] for each in exported["signatories"]] == [
        "Aru Bekova, teacher (Qarasu)",
        'Editorial office of the newspaper "Well Times"',
    ]
    assert runner.invoke(args=["appeal", "list"]).output.count("/a/well\topen") == 1
    later = ["appeal", "extend", "well", "--until", "2030-01-01 12:00", "--reason", "More time"]
    refused = runner.invoke(args=later)
    assert (refused.exit_code, "--far" in refused.stderr) == (1, True)
    assert runner.invoke(args=[*later, "--far"]).exit_code == 0
    assert "\tOpen until " in runner.invoke(args=["appeal", "list"]).output
    assert runner.invoke(args=["appeal", "close", "well"]).exit_code == 0
    assert "\tIt was open until " in runner.invoke(args=["appeal", "list"]).output


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["appeal", "publish", "none"], "There is no appeal none"),
        (["appeal", "close", "none"], "There is no appeal none"),
        (["appeal", "extend", "none", "--until", "2030-01-01 12:00", "--reason", "x"], "no appeal"),
        (["letter", "export", "none", "--format", "pdf", "--out", "/tmp/x.pdf"], "no appeal"),
        (["organiser", "invite", "nobody", "--team", "T"], "address"),
        (["appeal", "import", "LETTER", "--deadline", "tomorrow"], "no local time"),
        (
            ["appeal", "import", "LETTER", "--deadline", "2027-03-28 02:30", "--zone", "Europe/Berlin"],
            "does not exist",
        ),
        (["appeal", "import", "LETTER", "--deadline", "0001-01-01"], "cannot be meant"),
        (["appeal", "import", "LETTER", "--deadline", "2020-01-01", "--publish"], "a deadline that is still"),
        (["appeal", "import", "LETTER", "--zone", "Mars/Base"], "no IANA time zone"),
        (["appeal", "import", "LETTER", "--lang", "12"], "no language code"),
        (["appeal", "import", "LETTER", "--slug", "Ы Ы"], "part of an address"),
    ],
)
def test_what_is_refused_is_told_in_one_line_with_exit_1(
    runner: FlaskCliRunner, letter: str, args: list[str], reason: str
) -> None:
    done = runner.invoke(args=[letter if each == "LETTER" else each for each in args])
    assert done.exit_code == 1
    assert reason in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_without_its_tables_is_told_in_one_line(
    runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no such table"))

    monkeypatch.setattr(db.session, "scalars", refuse)
    done = runner.invoke(args=["appeal", "list"])
    assert (done.exit_code, "flask db upgrade" in done.stderr) == (1, True)
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(500), b"PK\x03\x04broken"])
def test_a_file_that_is_no_letter_is_refused_with_the_reason(
    runner: FlaskCliRunner, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(content)
    done = runner.invoke(args=["appeal", "import", str(path)])
    assert done.exit_code == 1
    assert done.stderr.strip()


def test_an_import_may_let_people_sign_by_message_where_there_is_an_address_for_it(
    app: Flask, runner: FlaskCliRunner, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ["appeal", "import", letter, "--slug", "well", "--by-message"]
    assert runner.invoke(args=args).exit_code == 1
    set_settings(app, monkeypatch, sign_address="sign@sign.example.org")
    assert runner.invoke(args=args).exit_code == 0
    assert db.session.scalars(select(Appeal.by_message)).one()


@pytest.mark.parametrize(
    "args", [["appeal"], ["letter", "export"], ["appeal", "import", "/no/such/file"], ["work", "--x"]]
)
def test_a_wrong_usage_ends_with_2(runner: FlaskCliRunner, args: list[str]) -> None:
    assert runner.invoke(args=args).exit_code == 2


def own_commands(group: click.Group, *path: str) -> Iterator[tuple[list[str], click.Command]]:
    """Every command of ours with the words that call it, without those of Flask and its extensions."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from own_commands(command, *path, name)
        elif (command.callback or print).__module__.startswith("petition."):
            yield [*path, name], command


def _valid(kind: object) -> str:
    return str(kind.choices[0]) if isinstance(kind, click.Choice) else "x"


def test_each_command_explains_every_option_and_takes_no_bytes_that_are_no_text(
    bare_app: Flask,
) -> None:
    runner, commands = bare_app.test_cli_runner(), list(own_commands(bare_app.cli))
    assert len(commands) > 30
    for words, command in commands:
        options = [each for each in command.params if isinstance(each, click.Option)]
        assert all(each.help for each in options), words
        assert runner.invoke(args=[*words, "--nonsense"]).exit_code == 2, words
        if any(each.name == "slug" and each.required for each in command.params):
            needed = [f"{each.opts[0]}={_valid(each.type)}" for each in options if each.required]
            done = runner.invoke(args=[*words, *needed, os.fsdecode(b"\xff")])
            assert (done.exit_code, "is no text in UTF-8" in done.stderr) == (2, True), (words, done.stderr)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["letter", "export", "none", "--format", "txt", "--out", "x" * 300], "File name too long"),
        (["doctor", "--send-to", "none@"], "Enter an email address"),
        (["list", "read", "/dev/zero"], "holds more than 6 MB, and was not read"),
        (["appeal", "read", "/dev/zero"], "holds more than 6 MB, and was not read"),
    ],
)
def test_what_was_no_word_of_ours_before_is_told_in_one_line(
    runner: FlaskCliRunner, args: list[str], said: str
) -> None:
    done = runner.invoke(args=args)
    assert (done.exit_code, said in done.stderr, len(done.stderr.strip().splitlines())) == (1, True, 1)


_DIES = "import threading, wsgi; threading.Thread(target=int, args=['Aru']).start(); int('Aru Bekova')"


@pytest.mark.parametrize(
    ("command", "env", "said"),
    [
        (
            ["-m", "flask", "settings"],
            {"INSTANCE": "/proc/x"},
            r"Wrong settings:\nINSTANCE: /proc/x cannot be .*",
        ),
        (
            ["-m", "flask", "db", "upgrade"],
            {"DATABASE_URL": "postgresql://127.0.0.1:9/x"},
            r".* Error: The database does not answer: look at DATABASE_URL and its server \(.*\)",
        ),
        (["-c", _DIES], {}, r"(.* petition CRITICAL ended: ValueError at .*\n?){2}"),
    ],
)
def test_no_command_ends_in_a_traceback_or_says_what_it_was_at(
    tmp_path: Path, command: list[str], env: dict[str, str], said: str
) -> None:
    env = {"PATH": os.environ["PATH"], "FLASK_APP": "wsgi", "INSTANCE": str(tmp_path)} | env
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(said, done.stderr.strip()), done.stderr


def test_a_file_that_is_not_there_or_that_the_user_of_the_service_may_not_read_is_told_so(
    runner: FlaskCliRunner,
) -> None:
    done = runner.invoke(args=["appeal", "read", "mine.md"])
    assert (done.exit_code, f"(seen from {Path.cwd()}: name it from the root)" in done.stderr) == (2, True)
    # Root of the tests may read all, as on a server the user `petition` may not.
    assert re.fullmatch(
        r"/root/l\.md: the user \S+, as whom this runs, may not; .*",
        wrong_with("/root/l.md", PermissionError(13, "")),
    )


def test_work_once_does_what_is_due_and_ends(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["organiser", "invite", "o@example.org", "--team", "T"]).exit_code == 0
    done = runner.invoke(args=["work", "--once"])
    assert done.exit_code == 0
    assert "0 emails sent" in done.output


def test_an_export_that_cannot_be_written_leaves_nothing(
    runner: FlaskCliRunner, letter: str, tmp_path: Path
) -> None:
    runner.invoke(args=["appeal", "import", letter, "--publish", "--slug", "well"])
    out = tmp_path / "missing" / "letter.pdf"
    export = ["letter", "export", "well", "--format", "pdf", "--out"]
    assert runner.invoke(args=[*export, str(out)]).exit_code == 1
    assert runner.invoke(args=[*export, os.devnull]).exit_code == 2  # it would be replaced by a file
    assert not Path(os.devnull).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


DOUBTFUL = LETTER.replace("teacher (Qarasu)", "teacher, +7 777 123 45 67 (Qarasu)")


def test_a_letter_with_a_doubtful_signatory_is_not_published_unseen(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(DOUBTFUL)
    args = ["appeal", "import", str(path), "--slug", "well"]
    refused = runner.invoke(args=[*args, "--publish"])
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "Doubtful signatories: 1 of 2 (by their number in the list: 1)" in refused.stderr
    assert "777 123" not in refused.output
    assert "/a/well" not in runner.invoke(args=["appeal", "list"]).output
    draft = runner.invoke(args=args)
    assert draft.exit_code == 0
    assert "0 first signatories. A draft." in draft.stdout
    assert "/desk/a/well/signatories" in draft.stderr


def test_a_doubtful_signatory_that_is_accepted_is_printed_without_contact_data(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path, out = tmp_path / "letter.txt", tmp_path / "letter.md"
    path.write_text(DOUBTFUL)
    done = runner.invoke(
        args=["appeal", "import", str(path), "--slug", "well", "--publish", "--accept-doubtful"]
    )
    assert done.exit_code == 0, done.output
    runner.invoke(args=["letter", "export", "well", "--format", "md", "--out", str(out)])
    assert "Aru Bekova, teacher (Qarasu)" in out.read_text()
    assert "777 123" not in out.read_text()
    assert "777 123" not in runner.app.test_client().get("/a/well").text
