"""What the service is told from outside: each setting's name, where its value came from, and how both are shown.

A setting X may also stand in a file that X_FILE names, so that secrets need not stand in the environment of a process,
where other programs of its user can read them (systemd's LoadCredential, container secrets).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

# Each with what it is, as `flask settings` says it; docs/settings.md has the same names and says more.
SETTINGS = {
    "PUBLIC_URL": "where people reach it",
    "SECRET_KEY": "signs links and sessions",
    "DATA_KEY": "encrypts personal data",
    "SECRET_KEY_OLD": "the SECRET_KEY before, which still reads what it signed",
    "SECRET_KEY_OLD_UNTIL": "until when it does",
    "DATA_KEY_OLD": "the DATA_KEY before, which opens what is not encrypted anew yet",
    "DATABASE_URL": "the database",
    "REPLICA_URL": "a replica that public pages are read from",
    "DATABASE_JIT": "whether PostgreSQL may compile queries",
    "MAIL_URL": "the server that mail is handed to",
    "MAIL_FROM": "the sender's email address",
    "MAIL_BOUNCES": "where mail that could not be delivered comes back to",
    "MAIL_PER_MINUTE": "the most emails in a minute",
    "MAIL_PER_DOMAIN_PER_MINUTE": "the most emails in a minute to one domain",
    "MAIL_PER_NETWORK_AT_ONCE": "emails that one network causes to be sent at once",
    "MAIL_PER_NETWORK_PER_HOUR": "emails that one network causes to be sent in an hour after that",
    "MAIL_LEASE": "seconds after which another worker has the emails of one that was killed",
    "DKIM_SELECTOR": "the name of the RSA key in the DNS",
    "DKIM_KEY": "the RSA key that signs mail",
    "DKIM_ED25519_SELECTOR": "the name of the Ed25519 key in the DNS",
    "DKIM_ED25519_KEY": "the Ed25519 key that signs mail",
    "SIGN_ADDRESS": "the email address where appeals are signed by message",
    "IMAP_URL": "the mailbox that messages are fetched from",
    "AUTHSERV_ID": "the mail server whose Authentication-Results are believed",
    "DNS_SERVER": "the name server to ask",
    "OIDC_ISSUER": "the sign-in of an organisation, as it names itself",
    "OIDC_CLIENT_ID": "what that calls this service",
    "OIDC_CLIENT_SECRET": "what this service shows to it",
    "TRUSTED_PROXIES": "how many proxies in front are believed",
    "HOST": "the address it listens at",
    "PORT": "the port it listens at",
    "WEB_CONCURRENCY": "the number of web processes",
    "WORKER": "whether the worker runs beside the web or apart",
    "LOG": "the form of the log, text or json",
    "METRICS": "the address where the worker answers whoever watches the service",
    "NETWORK_PER_HOUR": "signatures from one network in an hour beyond which they are held",
    "SERVICE_PER_HOUR": "signatures of one email service under a letter in an hour beyond which they are held",
    "TEMPORARY_DOMAINS": "domains of temporary email addresses, besides those that are known",
    "LANGUAGES": "the languages of pages and emails",
    "TRANSLATIONS": "a folder of further translations",
    "SITE_NAME": "the name of the site",
    "SITE_LINE": "a line of the operator's own on the first page",
    "TIME_ZONE": "proposed for new appeals",
    "FONT_PATH": "folders of fonts for further scripts",
    "CONTROLLER": "who is responsible for personal data",
    "PRIVACY_CONTACT": "the email address for questions about personal data",
    "DATA_PROTECTION_OFFICER": "the data protection officer",
    "DATA_COUNTRIES": "where the data is kept",
    "PROCESSORS": "firms that handle data for the operator",
    "COMPLAINTS_TO": "the authority that takes complaints",
    "ERASURE_JOURNAL": "the file that says who left",
    "BACKUP_RECIPIENT": "the public key that backups are encrypted to",
    "BACKUP_DAYS": "days that backups are kept",
    "DISK_LEAST": "megabytes of free disk below which it says that the disk is full",
    "CLOCK": "an instant to believe; local runs only",
    "INSTANCE": "the folder that this service writes into",
}
_SECRET = {"OIDC_CLIENT_SECRET", "SECRET_KEY", "SECRET_KEY_OLD", "DATA_KEY", "DATA_KEY_OLD"}
_SERVED = {
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "WEB_CONCURRENCY": "2",
    "WORKER": "beside",
}  # gunicorn.conf.py goes by them
_OF_THE_SYSTEM = {"LANGUAGE"}  # of gettext, one letter from a setting of ours
_PASSWORD = re.compile(r"(?<=://)([^:/@]*):.*@|(?<=password=)[^&]*")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as an operator is shown it: no secret in it."""

    name: str
    value: str
    origin: str  # "environment", "file /run/…", "default", or the file of a key that was made here

    def __str__(self) -> str:
        """One line, what it is at the end."""
        return f"{self.name} = {self.value or '(none)'}  [{self.origin}]  {SETTINGS[self.name]}"


@dataclass
class Environment:
    """The settings as they were told, blanks left out; what cannot be read is in `problems`, the setting's name first."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=lambda: dict(_SERVED))
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Environment":
        """Read a mapping such as os.environ, and the files that it names."""
        made = cls()
        told = {name: value.strip() for name, value in env.items() if value.strip()}
        for name in SETTINGS:
            made._take(name, told.get(name, ""), told.get(f"{name}_FILE", ""))
        return made

    def _take(self, name: str, value: str, file: str) -> None:
        if value and file:
            self.problems.append(f"{name}_FILE: must not be set together with {name}")
        elif file:
            try:
                value = Path(file).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                self.problems.append(f"{name}_FILE: {file} cannot be read ({_why(error)})")
            else:
                if not value:
                    self.problems.append(f"{name}_FILE: {file} is empty")
        if value:
            self.values[name], self.origins[name] = value, f"file {file}" if file else "environment"

    def get(self, name: str, default: str = "") -> str:
        """The value of a setting, else its default, which is remembered to be shown."""
        if default:
            self.defaults[name] = default
        return self.values.get(name) or self.defaults.get(name, "")

    def was_made(self, name: str, file: Path, value: str) -> None:
        """Say that a value was made by this service itself, and is kept in a file, or will be."""
        self.values[name], self.origins[name] = value, f"file {file}"

    def shown(self) -> tuple[Setting, ...]:
        """Every setting as an operator may see it."""
        return tuple(
            Setting(
                name,
                _masked(name, self.values.get(name, self.defaults.get(name, ""))),
                self.origins.get(name, "default"),
            )
            for name in SETTINGS
        )


def misspelt(env: Mapping[str, str]) -> dict[str, str]:
    """What is set under a name that is nearly a setting's, such as MAIL_FORM, with the name that may be meant.

    Many programs share an environment, so a name that only resembles one is told, and stops nothing.
    """
    ours = {*SETTINGS, *(f"{name}_FILE" for name in SETTINGS)}
    return {
        name: meant[0]
        for name in sorted(env.keys() - ours - _OF_THE_SYSTEM)
        if (meant := get_close_matches(name, ours, n=1, cutoff=0.88))
    }


def _masked(name: str, value: str) -> str:
    if not value:
        return ""
    if name in _SECRET or value.startswith("-----"):
        return f"(secret, {len(value)} characters)"
    shown = _PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[1] is not None else "***", value)
    return " ".join(shown.split())


def _why(error: Exception) -> str:
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else "it is no text"
