"""What deploy/ holds fits what the service is: no log names a key, commands read the settings as systemd does."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from petition import __version__
from tests.conftest import make_app

DEPLOY = ROOT / "deploy"
KEY = "aKeyThatNobodyMayRead"


def paths(app: Flask) -> list[str]:
    """Each page of the service with a key in place of whatever its address takes, and some that are none."""
    known = [re.sub("<[^>]*>", KEY, rule.rule) for rule in app.url_map.iter_rules()]
    return [*known, f"/{KEY}", f"//{KEY}", f"/c//{KEY}", f"/C/{KEY}", f"/c;{KEY}", f"/c{KEY}"]


def test_the_logs_of_the_servers_in_front_hold_no_part_of_an_address_that_may_be_a_key(
    tmp_path: Path,
) -> None:
    nginx = (DEPLOY / "nginx.conf").read_text()
    kinds = re.findall(r"^ +~(\S+) +\"(.*)\";", nginx, re.MULTILINE)
    assert (
        "'$time_iso8601 $status $request_method $petition_page $upstream_cache_status $request_time'" in nginx
    )
    caddy = re.search(r'request>uri regexp "(.*)" "\$1"', (DEPLOY / "Caddyfile").read_text())
    assert caddy
    for path in paths(make_app(tmp_path)):
        for pattern, said in kinds:
            if found := re.search(pattern.replace("(?<", "(?P<"), path):
                assert KEY not in said.replace("$petition_kind", found.groupdict().get("petition_kind", ""))
                break
        assert KEY not in re.sub(caddy[1], r"\1", f"{path}?{KEY}", count=1)


def test_a_version_has_one_number_and_says_what_it_asks_of_operators() -> None:
    told = re.findall(r"^## ([\d.]+), .*\n\n(.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert told[0][0] == __version__
    assert f'\nversion = "{__version__}"\n' in (ROOT / "pyproject.toml").read_text()
    assert all("Tables first: " in said for _version, said in told)


def test_while_the_installer_changes_the_tables_the_socket_starts_no_old_version() -> None:
    waits = re.search(
        r"^ExecStartPre=.*-e (\S+) \]", (DEPLOY / "systemd/petition-web.service").read_text(), re.MULTILINE
    )
    assert waits
    steps = re.findall(
        rf"touch {waits[1]}|rm -f {waits[1]}$|systemctl stop|ln -sfn|change_tables; fi|\|\| change_tables",
        (DEPLOY / "install").read_text(),
        re.MULTILINE,
    )
    assert [step.split()[0] for step in steps] == ["change_tables;", "touch", "systemctl", "||", "ln", "rm"]


@pytest.mark.parametrize(
    ("line", "is_given", "said"),
    [
        ("SITE_NAME=The Well & co", "The Well & co", ""),
        ('SITE_NAME="The \\"Well\\""', 'The "Well"', ""),
        ("SITE_NAME='The Well'", "The Well", ""),
        ("\n;told elsewhere\n \nSITE_NAME=Well", "Well", ""),
        ('SITE_NAME="Well" # ours', "", "petition.env, line 1: SITE_NAME: begins with a quote"),
        ("export SITE_NAME=Well", "", "petition.env, line 1: must be NAME=value"),
        ("SITE_NAME = Well", "", "petition.env, line 1: must be NAME=value"),
        ("PORT=8001\njust words", "", "petition.env, line 2: must be NAME=value"),
        ("SECRET_KEY=x", "", "take it out of one of them"),
    ],
)
def test_a_command_is_given_the_settings_as_systemd_reads_them_or_told_the_line(
    tmp_path: Path, line: str, is_given: str, said: str
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/SECRET_KEY").write_text("kept\n")
    (tmp_path / "secrets/SECRET_KEY~").write_text("an editor's copy\n")
    (tmp_path / "petition.env").write_text(line)  # with no end of its line, as some editors leave it
    script = (DEPLOY / "petition").read_text().replace("/etc/petition", str(tmp_path))
    head, _, last = script.rpartition("exec runuser")  # here nobody is root, nor is there that user
    assert "/.venv/bin/flask" in last
    head = head.replace("$(id -u)", "0") + 'printf "%s\n" "${SITE_NAME:-}" "$SECRET_KEY"'
    environment = {"PATH": os.environ["PATH"], "RELEASE": str(tmp_path)}
    done = subprocess.run(
        ["/bin/sh", "-s"], input=head, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == ((1, "") if said else (0, f"{is_given}\nkept\n"))
    assert said in done.stderr
