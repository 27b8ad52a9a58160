"""Settings: named when wrong, nothing half-started, keys of a local run kept to their owner."""

import base64
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, Config, ConfigError
from petition.core.environment import SETTINGS
from tests.forked import Forked
from tests.waiting import PATIENCE

KEY = base64.b64encode(b"k" * 32).decode()
PUBLIC = {
    "PUBLIC_URL": "https://appeals.example.org",
    "SECRET_KEY": "s" * 40,
    "DATA_KEY": KEY,
    "MAIL_URL": "smtps://name:pass@mail.example.org",
}


def test_with_nothing_set_it_runs_locally_with_keys_of_its_own(tmp_path: Path) -> None:
    config = Config.from_env({"INSTANCE": str(tmp_path / "i")})
    assert config.is_local
    assert config.database_url == f"sqlite:///{tmp_path / 'i' / 'petition.db'}"
    assert config.mail_folder == tmp_path / "i" / "mail"
    for name in ("secret.key", "data.key"):
        assert stat.S_IMODE((tmp_path / "i" / name).stat().st_mode) == 0o600
    assert Config.from_env({"INSTANCE": str(tmp_path / "i")}) == config
    (tmp_path / "i" / "petition.db").touch()
    (tmp_path / "i" / "data.key").unlink()
    with pytest.raises(ConfigError, match=r"data\.key is gone, and its database is there"):
        Config.from_env({"INSTANCE": str(tmp_path / "i")})
    assert not (tmp_path / "i" / "data.key").exists()


def test_a_public_address_runs_with_everything_set(tmp_path: Path) -> None:
    config = Config.from_env(PUBLIC | {"INSTANCE": str(tmp_path)})
    assert not config.is_local
    assert not list(tmp_path.iterdir())


def test_with_nothing_set_no_command_makes_keys_or_a_database_until_a_local_run_is_begun(
    tmp_path: Path,
) -> None:
    """An operator who forgets the settings of a server is told so, and is not handed a link into an empty database."""
    for path in ("wsgi.py", "gunicorn.conf.py", "petition", "templates", "migrations"):
        (tmp_path / path).symlink_to(ROOT / path)
    shutil.copy(ROOT / "config.py", tmp_path)  # beside which instance/ is looked for

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "FLASK_APP": "wsgi", "PORT": "8999"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stderr

    for words in (["flask", "organiser", "invite", "a@example.org", "--team", "X"], ["gunicorn", "wsgi:app"]):
        code, said = run(*words)
        assert code == 1
        assert said.splitlines()[-1].startswith("Nothing is set")
        assert not (tmp_path / "instance").exists()
    assert run("flask", "db", "upgrade")[0] == 0
    assert {"secret.key", "data.key", "petition.db"} <= {
        each.name for each in (tmp_path / "instance").iterdir()
    }


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEY", "MAIL_URL"])
def test_a_public_address_needs_its_own_keys_and_mail(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(
            {key: value for key, value in PUBLIC.items() if key != name} | {"INSTANCE": str(tmp_path)}
        )
    assert [problem.split(":")[0] for problem in refusal.value.problems] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://appeals.example.org"),
        ("PUBLIC_URL", "appeals.example.org"),
        ("PUBLIC_URL", "https://appeals.example.org/path"),
        ("PUBLIC_URL", "https://appeals.example.org:port"),
        ("SECRET_KEY", "short"),
        ("DATA_KEY", "not base64"),
        ("DATA_KEY", base64.b64encode(b"short").decode()),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("REPLICA_URL", "sqlite:////srv/copy.db"),
        ("MAIL_URL", "http://mail.example.org"),
        ("SIGN_ADDRESS", "sign"),
        ("SIGN_ADDRESS", "sign+all@example.org"),
        ("SIGN_ADDRESS", "please-sign-our-letters@example.org"),
        ("DNS_SERVER", "dns.example.org:53"),
        ("DNS_SERVER", "127.0.0.1:99999"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "folder:///tmp"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_URL", "smtp://mail.example.org?timeout=soon"),
        ("MAIL_BOUNCES", "nobody"),
        ("MAIL_PER_MINUTE", "fast"),
        ("MAIL_PER_MINUTE", "-1"),
        ("MAIL_PER_DOMAIN_PER_MINUTE", "gmail.com"),
        ("MAIL_PER_DOMAIN_PER_MINUTE", "60 gmail.com=many"),
        ("MAIL_PER_DOMAIN_PER_MINUTE", "60, 70"),
        ("TEMPORARY_DOMAINS", "kz"),
        ("TEMPORARY_DOMAINS", "short.example, @other.example"),
        ("MAIL_LEASE", "0"),
        ("MAIL_PER_NETWORK_AT_ONCE", "0"),
        ("MAIL_PER_NETWORK_PER_HOUR", "many"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "two"),
        ("TIME_ZONE", "Asia/Nowhere"),
        ("CLOCK", "2027-01-20T10:00:00"),
        ("CLOCK", "tomorrow"),
        ("TIME_ZONE", "../etc/passwd"),
        ("SITE_NAME", "x" * 61),
        ("SITE_LINE", "Two\nlines"),
        ("BACKUP_RECIPIENT", "AGE-SECRET-KEY-1XYZ"),
        ("FONT_PATH", "fonts"),
        ("FONT_PATH", f"/{os.pathsep}/nowhere/fonts"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(PUBLIC | {"INSTANCE": str(tmp_path / "i"), name: value})
    assert {problem.split(":")[0] for problem in refusal.value.problems} == {name}
    assert not (tmp_path / "i").exists()


def test_rates_of_mail_are_by_domain_and_for_any_other(tmp_path: Path) -> None:
    env = {"MAIL_PER_MINUTE": "600", "MAIL_PER_DOMAIN_PER_MINUTE": "60, Gmail.com=20 почта.рф=5"}
    config = Config.from_env(PUBLIC | {"INSTANCE": str(tmp_path)} | env)
    assert config.mail_per_minute == 600
    assert config.mail_per_domain_per_minute == {"": 60, "gmail.com": 20, "xn--80a1acny.xn--p1ai": 5}


def test_temporary_domains_are_as_the_dns_has_them(tmp_path: Path) -> None:
    env = {"TEMPORARY_DOMAINS": "Short.example, почта.example"}
    config = Config.from_env(PUBLIC | {"INSTANCE": str(tmp_path)} | env)
    assert config.temporary_domains == {"short.example", "xn--80a1acny.example"}


def test_domains_of_our_own_addresses_are_as_the_dns_has_them(tmp_path: Path) -> None:
    env = {"MAIL_FROM": "Letters@Пошта.example", "SIGN_ADDRESS": "sign@faß.example"}
    config = Config.from_env(PUBLIC | {"INSTANCE": str(tmp_path)} | env)
    assert config.mail_from == "Letters@xn--80a1acn3a.example"
    assert config.sign_address == "sign@xn--fa-hia.example"


@pytest.mark.parametrize(
    ("env", "wrong"),
    [
        ({"IMAP_URL": "imaps://name:pass@imap.example.org/INBOX"}, "SIGN_ADDRESS"),
        ({"IMAP_URL": "imap://name:pass@imap.example.org", "SIGN_ADDRESS": "sign@example.org"}, "IMAP_URL"),
        ({"IMAP_URL": "imaps://imap.example.org", "SIGN_ADDRESS": "sign@example.org"}, "IMAP_URL"),
        (
            {"IMAP_URL": "imaps://name:pass@imap.example.org:x", "SIGN_ADDRESS": "sign@example.org"},
            "IMAP_URL",
        ),
        ({"IMAP_URL": "imaps://name:pass@imap.example.org", "SIGN_ADDRESS": "sign@example.org"}, ""),
        ({"IMAP_URL": "imap://name:pass@127.0.0.1:1143", "SIGN_ADDRESS": "Sign@Example.org"}, ""),
    ],
)
def test_a_mailbox_is_fetched_from_safely_or_not_at_all(
    tmp_path: Path, env: dict[str, str], wrong: str
) -> None:
    env = PUBLIC | {"INSTANCE": str(tmp_path)} | env
    if wrong:
        with pytest.raises(ConfigError) as refusal:
            Config.from_env(env)
        assert [problem.split(":")[0] for problem in refusal.value.problems] == [wrong]
    else:
        assert Config.from_env(env).sign_address == "sign@example.org"


def test_every_setting_can_stand_in_a_file_and_is_shown_with_its_origin_and_no_secret(tmp_path: Path) -> None:
    told = PUBLIC | {"INSTANCE": str(tmp_path / "i"), "DATABASE_URL": "postgresql://u:p@ss@h/db?password=pw"}
    by_file = {}
    for name, value in told.items():
        (tmp_path / name).write_text(f"{value}\n")
        by_file[f"{name}_FILE"] = str(tmp_path / name)
    config = Config.from_env(by_file | {"TIME_ZONE": "UTC"})
    assert config == Config.from_env(told | {"TIME_ZONE": "UTC"})
    shown = {each.name: each for each in config.told}
    assert list(shown) == list(SETTINGS)
    assert shown["DATABASE_URL"].origin == f"file {tmp_path / 'DATABASE_URL'}"
    assert shown["DATABASE_URL"].value == "postgresql://u:***@h/db?password=***"
    assert (shown["TIME_ZONE"].origin, shown["MAIL_LEASE"].origin) == ("environment", "default")
    lines = "\n".join(str(each) for each in config.told)
    assert not [secret for secret in ("s" * 40, KEY, "pass@", "p@ss", "=pw") if secret in lines]


@pytest.mark.parametrize("fault", ["away", "empty", "no text", "both"])
def test_a_file_of_a_setting_that_cannot_be_read_is_named(tmp_path: Path, fault: str) -> None:
    file = tmp_path / "key"
    if fault != "away":
        file.write_bytes({"empty": b"\n", "no text": b"\xff", "both": KEY.encode()}[fault])
    env = {name: value for name, value in PUBLIC.items() if name != "DATA_KEY" or fault == "both"}
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(env | {"INSTANCE": str(tmp_path), "DATA_KEY_FILE": str(file)})
    assert refusal.value.problems[0].startswith("DATA_KEY_FILE: ")


def test_the_table_of_settings_tells_of_every_setting() -> None:
    table = (ROOT / "docs/settings.md").read_text()
    named = {
        name
        for row in table.splitlines()
        if row.startswith("|")
        for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row.split(" | ")[0])
    }
    assert named == set(SETTINGS)


def test_folders_of_fonts_are_taken_in_their_order(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    env = PUBLIC | {"INSTANCE": str(tmp_path), "FONT_PATH": f"{other}{os.pathsep}{one}{os.pathsep}"}
    assert Config.from_env(env).font_path == (other, one)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(
            {
                "INSTANCE": str(tmp_path / "i"),
                "TIME_ZONE": "x",
                "TRUSTED_PROXIES": "x",
                "WEB_CONCURRENCY": "two",
                "PORT": "x",
                "DATA_KEY": "x",
            }
        )
    assert len(refusal.value.problems) == 5


@pytest.mark.parametrize("command", [["flask", "--app", "wsgi", "appeal", "list"], ["gunicorn", "wsgi:app"]])
def test_wrong_settings_end_the_start_with_exit_1_and_no_traceback(
    tmp_path: Path, command: list[str]
) -> None:
    log = tmp_path / "log"
    env = {"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path / "i"), "TIME_ZONE": "x", "PORT": "8999"}
    assert Forked(*command, environment=env, log=log).wait(PATIENCE) == 1
    assert "TIME_ZONE" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert not (tmp_path / "i").exists()
