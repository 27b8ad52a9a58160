"""The settings: read once from the environment into one frozen value, every wrong one named.

With nothing set the service runs locally in `instance/`, on SQLite, with keys made at the first start. With a
PUBLIC_URL that others can reach it refuses to start on anything made up for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from petition.core.environment import Environment, Setting
from petition.core.hosts import is_loopback
from petition.core.private_files import made_once_key
from petition.core.setting_rules import ConfigError, read

__all__ = ["ROOT", "Config", "ConfigError"]

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Config:
    """Everything the service is told from outside."""

    secret_key: str
    data_key: bytes
    database_url: str
    public_url: str
    mail_url: str
    mail_from: str
    trusted_proxies: int
    time_zone: str
    instance: Path
    mail_bounces: str  # where mails that cannot be delivered come back to; MAIL_FROM when it is not set
    mail_per_minute: int  # 0: as fast as the server takes them
    mail_per_domain_per_minute: Mapping[str, int]  # by domain; "" is any other
    mail_lease: timedelta  # after which another has what a killed worker took
    dkim: tuple[tuple[str, bytes], ...]  # selector and key in PEM
    font_path: tuple[Path, ...]  # folders of fonts for letters in scripts that the packaged ones lack
    sign_address: str  # where appeals are signed by message: sign@… makes sign+<slug>@…; '' where none may be
    authserv_id: str  # the mail server whose Authentication-Results are believed (RFC 8601)
    imap_url: str  # a mailbox from which messages are fetched
    oidc_issuer: str  # an organisation's own sign-in; '' where there is none
    oidc_client_id: str
    oidc_client_secret: str
    site_name: str  # of the site, on every page; "Open letters" in the reader's language for ''
    site_line: str  # of the operator's own, on the first page
    log: str  # "text" or "json"
    languages: tuple[str, ...]  # of pages and emails
    translations: Path | None  # a folder of further translations
    metrics: str  # host:port where the worker answers whoever watches; '' where nobody does
    dns_server: str  # host:port of the DNS server to ask; the system's for ''
    network_per_hour: int  # signatures from one network beyond which they are held; 0: as many as come
    service_per_hour: int  # and that one email service confirms; 0: as many as come
    temporary_domains: frozenset[str]  # whose addresses are held, besides those that are known
    controller: str  # who is responsible for the personal data, with a postal address (GDPR, Article 13)
    privacy_contact: str  # the email address for questions about personal data; MAIL_FROM when it is not set
    protection_officer: str  # the data protection officer, where there is one
    data_countries: str  # where the data is kept, and what protects it outside the EEA (GDPR, Articles 44-49)
    processors: str  # who else handles the data for the operator: hosting, the mail provider
    complaints_to: str  # the authority that takes complaints about how personal data is handled
    mail_per_network_at_once: int  # emails that one network may cause to be sent at once
    mail_per_network_per_hour: int  # and beyond that in an hour, behind all others; 0: as many as come
    replica_url: str  # a streaming replica that public pages and exports are read from; '' for none
    database_jit: bool  # whether PostgreSQL may compile queries (its `jit`)

    erasure_journal: Path  # the file that says who left
    backup_days: int  # how long backups are kept, and so the journal
    backup_recipient: str  # public keys that backups are encrypted to; '' where none are made
    disk_least: int  # megabytes of free disk below which it is said to be full
    secret_key_old: str  # reads links and sessions that it made, until
    secret_key_old_until: datetime | None  # that instant
    data_key_old: bytes  # opens what DATA_KEY has not sealed anew yet
    clock_offset: timedelta  # how far CLOCK is from the machine's clock
    unkept_keys: tuple[tuple[Path, str], ...]  # made for a local run that has not begun: file and key
    # every setting as an operator may see it, and where it came from
    told: tuple[Setting, ...] = field(compare=False, repr=False)
    # No settings: for tests and measurements.
    page_seconds: float = 1.0  # how long a public page is served from memory before it is made anew
    letter_at_once: int = (
        5_000  # signatures of a letter made while somebody waits; the worker makes a longer one
    )

    @property
    def contact(self) -> str:
        """The email address at which people reach whoever runs the service."""
        return self.privacy_contact or self.mail_from

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the service, so that /mailbox may be shown."""
        return is_loopback(self.public_url)

    @property
    def mail_folder(self) -> Path | None:
        """The folder that mails are written to, where MAIL_URL names one."""
        parts = urlsplit(self.mail_url)
        return Path(parts.path) if parts.scheme == "folder" else None

    def begin(self) -> None:
        """Keep the keys of a local run that nobody has begun yet; raise ConfigError where another process does just now."""
        for path, key in self.unkept_keys:
            if made_once_key(path, key) != key:
                raise ConfigError([f"INSTANCE: {path} was made by another process just now; start again"])

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from a mapping such as os.environ; raise ConfigError naming every wrong one.

        Writes only when all is well and INSTANCE says where; with nothing said `begin` does.
        """
        try:
            told = read(Environment.of(env), ROOT)
        except OSError as error:  # of a folder that nobody may make there
            raise ConfigError(
                [f"INSTANCE: {error.filename} cannot be written to ({error.strerror})"]
            ) from None
        return cls(**told)  # type: ignore[arg-type]
