"""What each setting must be: judged all at once, every wrong one named, each sentence beginning with its setting."""

import base64
import binascii
import os
import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from petition.core import clock
from petition.core.dkim_settings import dkim
from petition.core.environment import Environment
from petition.core.hosts import is_ip, is_loopback
from petition.core.i18n import SPOKEN, is_language
from petition.core.oidc_settings import oidc
from petition.core.private_files import made_once_key
from petition.core.sealed_files import backup_recipient
from petition.core.text import Refused, ascii_domain
from petition.core.vault import hash_key_of

_AS_IT_IS = ("authserv_id", "controller", "data_countries", "processors", "complaints_to")
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}


class ConfigError(Exception):
    """Settings that cannot be run on; `problems` holds one sentence for each, the setting's name first."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the sentences; joined by newlines they are what the terminal shows."""
        super().__init__("\n".join(problems))
        self.problems = problems


def read(env: Environment, root: Path) -> dict[str, object]:
    """The values of Config by its names; raise ConfigError naming every wrong one. `root` has the folder of a local run.

    Writes only when all is well and INSTANCE says where: that folder, and the keys of a local run (mode 0600). With nothing
    said the keys of `instance/` are read where they are; where they are not, `Config.begin` has to be called for new ones.
    """
    return _Reader(env, root).read()


class _Reader:
    """Collects values and complaints, so that all that is wrong is told at once."""

    def __init__(self, env: Environment, root: Path) -> None:
        self.env, self.root = env, root
        self.problems = env.problems
        self.unkept: list[tuple[Path, str]] = []

    def read(self) -> dict[str, object]:
        instance = Path(self.env.get("INSTANCE", str(self.root / "instance"))).absolute()
        self.number("WEB_CONCURRENCY", least=1, most=256)
        public_url = self.public_url()
        local = is_loopback(public_url)
        values: dict[str, object] = {
            "instance": instance,
            "public_url": public_url,
            "database_url": self.database_url(instance),
            "replica_url": self.replica_url(),
            "database_jit": self.one_of("DATABASE_JIT", "off", "on") == "on",
            "mail_url": self.mail_url(instance, local=local),
            "mail_from": self.mail_from(public_url),
            "mail_bounces": self.address("MAIL_BOUNCES", ""),
            "mail_per_minute": self.number("MAIL_PER_MINUTE", 0, most=1_000_000),
            "mail_per_domain_per_minute": self.mail_per_domain_per_minute(),
            "mail_lease": timedelta(seconds=self.number("MAIL_LEASE", 60, least=1, most=86_400)),
            "dkim": dkim(self.env),
            "mail_per_network_at_once": self.number("MAIL_PER_NETWORK_AT_ONCE", 100, least=1, most=1_000_000),
            "mail_per_network_per_hour": self.number("MAIL_PER_NETWORK_PER_HOUR", 120, most=1_000_000),
            "network_per_hour": self.number("NETWORK_PER_HOUR", 300, most=1_000_000),
            "service_per_hour": self.number("SERVICE_PER_HOUR", 60, most=1_000_000),
            "temporary_domains": self.domains("TEMPORARY_DOMAINS"),
            "trusted_proxies": self.number("TRUSTED_PROXIES", 0, most=8),
            "time_zone": self.time_zone(),
            **self.languages(),
            "font_path": self.font_path(),
            "sign_address": self.sign_address(),
            "imap_url": self.imap_url(),
            "dns_server": self.ip_and_port("DNS_SERVER", "127.0.0.1:53"),
            "log": self.one_of("LOG", "text", "json"),
            "metrics": self.ip_and_port("METRICS", "127.0.0.1:9100"),
            **{name: self.env.get(name.upper(), "") for name in _AS_IT_IS},
            "site_name": self.line("SITE_NAME", 60),
            "site_line": self.line("SITE_LINE", 300),
            "privacy_contact": self.address("PRIVACY_CONTACT", ""),
            "protection_officer": self.env.get("DATA_PROTECTION_OFFICER", ""),
            "erasure_journal": self.erasure_journal(instance),
            "backup_recipient": backup_recipient(self.env),
            "backup_days": self.number("BACKUP_DAYS", 90, least=1, most=3_650),
            "disk_least": self.number("DISK_LEAST", 200, most=1_000_000_000),
            "clock_offset": self.clock_offset(local=local),
        }
        secret_key, data_key = self.secret_key(local=local), self.data_key(instance, local=local)
        values |= self.older_keys(data_key) | oidc(self.env)
        if not self.problems and not os.access(_nearest(instance), os.W_OK):
            self.problems.append(f"INSTANCE: {instance} cannot be written to")
        if self.problems:
            raise ConfigError(self.problems)
        values["secret_key"] = secret_key or self.kept("SECRET_KEY", instance / "secret.key")
        values["data_key"] = data_key or base64.b64decode(self.kept("DATA_KEY", instance / "data.key"))
        if not self.unkept:
            instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        return values | {"told": self.env.shown(), "unkept_keys": tuple(self.unkept)}

    def kept(self, name: str, path: Path) -> str:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        if "INSTANCE" in self.env.values or path.exists():
            key = made_once_key(path, key)
        else:
            self.unkept.append((path, key))
        self.env.was_made(name, path, key)
        return key

    def public_url(self) -> str:
        port = self.number("PORT", least=1, most=65_535)
        url = self.env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
        try:
            parts = urlsplit(url)
            wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0
        except ValueError:
            wrong = True
        if wrong or parts.path or parts.query or parts.fragment or parts.username:
            self.problems.append("PUBLIC_URL: must be like https://appeals.example.org, with no path")
        elif parts.scheme == "http" and not is_loopback(url):
            self.problems.append("PUBLIC_URL: must begin with https:// where others can reach it")
        return url

    def database_url(self, instance: Path) -> str:
        url = self.env.get("DATABASE_URL", f"sqlite:///{instance / 'petition.db'}")
        scheme, _, rest = url.partition("://")
        if scheme in _POSTGRESQL and rest:
            return f"postgresql+psycopg://{rest}"
        if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
            return url
        self.problems.append(
            "DATABASE_URL: must be like sqlite:////srv/petition.db or postgresql://name:password@host/db"
        )
        return url

    def replica_url(self) -> str:
        url, main = self.env.get("REPLICA_URL", ""), self.env.get("DATABASE_URL", "")
        scheme, _, rest = url.partition("://")
        if not url:
            return ""
        if scheme not in _POSTGRESQL or not rest or main.partition("://")[0] not in _POSTGRESQL:
            self.problems.append(
                "REPLICA_URL: must be like postgresql://name:password@host/db, a replica of a DATABASE_URL like it"
            )
        return f"postgresql+psycopg://{rest}"

    def mail_url(self, instance: Path, *, local: bool) -> str:
        url = self.env.get("MAIL_URL", "")
        if not url:
            if not local:
                self.problems.append("MAIL_URL: must be set where PUBLIC_URL is not this machine")
            return self.env.get("MAIL_URL", f"folder://{instance / 'mail'}")
        try:
            parts = urlsplit(url)
            is_server = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_server, parts = False, urlsplit("")
        if parts.scheme == "folder" and parts.path.startswith("/"):
            if not local:
                self.problems.append(
                    "MAIL_URL: a folder sends nothing; where PUBLIC_URL is public name a server"
                )
        elif not is_server or not re.fullmatch(
            r"[1-9][0-9]{0,2}", parse_qs(parts.query).get("timeout", ["30"])[0]
        ):
            self.problems.append(
                "MAIL_URL: must be like smtp://name:password@host:587, smtps://… or folder:///a/folder; "
                "?timeout= is 1 to 999 seconds"
            )
        return url

    def mail_from(self, public_url: str) -> str:
        host = urlsplit(public_url).hostname or "localhost"
        return self.address(
            "MAIL_FROM",
            f"letters@{host}" if "." in host and not is_ip(host) else "letters@localhost.localdomain",
        )

    def address(self, name: str, fallback: str) -> str:
        address = self.env.get(name, fallback)
        try:
            if address:
                validate_email(address, check_deliverability=False, test_environment=True)
                local, _, domain = address.rpartition("@")
                return f"{local}@{ascii_domain(domain)}"
        except (EmailNotValidError, Refused):
            self.problems.append(f"{name}: must be an address such as letters@example.org")
        return address

    def sign_address(self) -> str:
        address = self.address("SIGN_ADDRESS", "").lower()
        local = address.rpartition("@")[0]
        if "+" in local or len(local) > 20:
            self.problems.append("SIGN_ADDRESS: must be short, such as sign@appeals.example.org, without +")
        return address

    def imap_url(self) -> str:
        url = self.env.get("IMAP_URL", "")
        if not url:
            return ""
        try:
            parts = urlsplit(url)
            whole = bool(parts.hostname and parts.username and parts.password and parts.port != 0)
        except ValueError:
            whole = False
        if not whole or parts.scheme not in {"imap", "imaps"}:
            self.problems.append("IMAP_URL: must be like imaps://name:password@host/INBOX")
        elif parts.scheme == "imap" and not is_loopback(url):
            self.problems.append("IMAP_URL: must begin with imaps:// where the server is another machine")
        if not self.env.get("SIGN_ADDRESS"):
            self.problems.append("SIGN_ADDRESS: must be set where IMAP_URL is, for it says what to fetch")
        return url

    def ip_and_port(self, name: str, example: str) -> str:
        server = self.env.get(name)
        host, _, port = server.rpartition(":")
        if server and not (
            is_ip(host.strip("[]")) and port.isascii() and port.isdigit() and 0 < int(port) < 65536
        ):
            self.problems.append(f"{name}: must be like {example}")
            return ""
        return server

    def erasure_journal(self, instance: Path) -> Path:
        path = Path(self.env.get("ERASURE_JOURNAL", str(instance / "erasures.log")))
        if not path.is_absolute() or path.is_dir() or not os.access(_nearest(path.parent), os.W_OK):
            self.problems.append(
                "ERASURE_JOURNAL: must be a file, named from the root, that can be written to"
            )
        return path

    def clock_offset(self, *, local: bool) -> timedelta:
        told = self.env.get("CLOCK", "")
        if not told:
            return timedelta(0)
        if not local:
            self.problems.append("CLOCK: must not be set where PUBLIC_URL is not this machine")
        try:
            return clock.offset_to(datetime.fromisoformat(told))
        except (ValueError, TypeError, OverflowError):  # TypeError: without an offset it is no instant
            self.problems.append("CLOCK: must be an instant with its offset, such as 2027-01-20T10:00:00Z")
            return timedelta(0)

    def number(self, name: str, fallback: int | str = "", *, least: int = 0, most: int) -> int:
        value = self.env.get(name, str(fallback))
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            self.problems.append(f"{name}: must be a number from {least} to {most}")
            value = self.env.defaults[name]
        return int(value)

    def line(self, name: str, most: int) -> str:
        value = self.env.get(name, "")
        if len(value) > most or not value.isprintable():
            self.problems.append(f"{name}: must be one line of {most} characters at most")
        return value

    def one_of(self, name: str, default: str, other: str) -> str:
        value = self.env.get(name, default)
        if value not in {default, other}:
            self.problems.append(f"{name}: must be {other} or {default}")
        return value

    def mail_per_domain_per_minute(self) -> dict[str, int]:
        rates = {}
        for each in self.env.get("MAIL_PER_DOMAIN_PER_MINUTE", "").replace(",", " ").split():
            typed, _, rate = each.rpartition("=")
            try:
                domain = ascii_domain(typed) if typed else ""
            except Refused:
                domain = rate = ""
            if domain in rates or not rate or not re.fullmatch(r"([\w-]+(\.[\w-]+)+=)?[0-9]{1,7}", each):
                self.problems.append(
                    "MAIL_PER_DOMAIN_PER_MINUTE: must be like 60 gmail.com=20 (0: no limit), each domain once"
                )
                break
            rates[domain] = int(rate)
        return rates

    def domains(self, name: str) -> frozenset[str]:
        found = set()
        for each in self.env.get(name, "").replace(",", " ").split():
            domain = ""
            with suppress(Refused):
                domain = ascii_domain(each)
            if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain):
                self.problems.append(f"{name}: must be domains such as short.example other.example")
                break
            found.add(domain)
        return frozenset(found)

    def time_zone(self) -> str:
        name = self.env.get("TIME_ZONE", "Asia/Almaty")
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
            self.problems.append("TIME_ZONE: must be an IANA name such as Asia/Almaty")
        return name

    def languages(self) -> dict[str, object]:
        told = self.env.get("TRANSLATIONS")
        folder = Path(told) if told else None
        if folder and not (folder.is_absolute() and folder.is_dir()):
            self.problems.append("TRANSLATIONS: must be a folder, named from the root")
        chosen = tuple(self.env.get("LANGUAGES", ",".join(SPOKEN)).replace(" ", "").split(","))
        for code in chosen:
            known = code in SPOKEN or (folder and (folder / code / "LC_MESSAGES/messages.mo").is_file())
            if not known or not is_language(code):
                self.problems.append(
                    f"LANGUAGES: {code} has no translations; put {code}/LC_MESSAGES/messages.mo into the folder TRANSLATIONS"
                )
        return {"languages": chosen, "translations": folder}

    def font_path(self) -> tuple[Path, ...]:
        folders = tuple(Path(name) for name in self.env.get("FONT_PATH", "").split(os.pathsep) if name)
        for folder in folders:
            if not (folder.is_absolute() and folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
                self.problems.append(
                    f"FONT_PATH: {folder} is no folder that can be read; name each from the root"
                )
        return folders

    def secret_key(self, *, local: bool) -> str:
        value = self.env.get("SECRET_KEY", "")
        if value and len(value) < 32:
            self.problems.append("SECRET_KEY: must have 32 characters or more")
        elif not value and not local:
            self.problems.append("SECRET_KEY: must be set where PUBLIC_URL is not this machine")
        return value

    def data_key(self, instance: Path, *, local: bool) -> bytes:
        is_lost = (instance / "petition.db").exists() and not (kept := instance / "data.key").exists()
        if not self.env.get("DATA_KEY") and (is_lost or not local):
            lost = f"{kept} is gone, and its database is there: put its copy back" if local else ""
            self.problems.append(f"DATA_KEY: {lost or 'must be set where PUBLIC_URL is not this machine'}")
        return self.key("DATA_KEY")

    def older_keys(self, data_key: bytes) -> dict[str, object]:
        older, secret = self.key("DATA_KEY_OLD"), self.env.get("SECRET_KEY_OLD")
        if older and data_key and hash_key_of(older) != hash_key_of(data_key):
            self.problems.append(
                "DATA_KEY: must be what flask keys new printed while DATA_KEY_OLD was DATA_KEY"
            )
        until = self.env.get("SECRET_KEY_OLD_UNTIL")
        ends = _instant(until)
        if bool(secret) != bool(ends) or bool(until) != bool(ends):
            self.problems.append(
                "SECRET_KEY_OLD_UNTIL: must be an instant such as 2027-03-01T00:00:00Z, set together with SECRET_KEY_OLD"
            )
        return {"data_key_old": older, "secret_key_old": secret, "secret_key_old_until": ends}

    def key(self, name: str) -> bytes:
        value = self.env.get(name)
        if not value:
            return b""
        try:
            key = base64.b64decode(value, altchars=b"-_" if {"-", "_"} & set(value) else None, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) not in {32, 64}:  # the longer ones by `flask keys new`
            self.problems.append(f"{name}: must be 32 bytes in base64 (openssl rand -base64 32)")
        return key


def _instant(told: str) -> datetime | None:
    """An instant with its offset; None for anything else."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _nearest(path: Path) -> Path:
    """The folder itself or the closest one above it that exists."""
    while not path.exists():
        path = path.parent
    return path
