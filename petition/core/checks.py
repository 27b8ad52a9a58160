"""What can be asked of the world around the service: names, the public address, room on the disk.

Each check gives a sentence, or raises CheckFailed with one that says what is wrong and what to do.
"""

import shutil
import socket
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from petition.core import clock

SECONDS = 10
MEGABYTE = 1_000_000
_RENEWED = 7 * 86_400  # seconds before its end by which every renewer has renewed a certificate


class CheckFailed(Exception):
    """What is wrong and what to do, in one sentence."""


class NothingToAsk(Exception):
    """Why a check is not made here, in one sentence."""


def resolver(server: str) -> dns.resolver.Resolver:
    """What asks the DNS server "host:port", or the system's for ''."""
    made = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.rpartition(":")
        made.nameservers, made.port = [host.strip("[]")], int(port)
    return made


def texts(name: str, server: str) -> list[str]:
    """The TXT records of a name, none where there are none; raises CheckFailed where the DNS does not answer."""
    try:
        answer = resolver(server).resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, UnicodeError) as error:
        raise CheckFailed(
            f"the DNS does not answer about {name} ({type(error).__name__}): look at DNS_SERVER"
        ) from error
    return [b"".join(each.strings).decode("ascii", "replace") for each in answer]


def fullest(folders: Iterable[Path]) -> tuple[int, Path]:
    """The folder with the least room, after how many bytes that is."""
    return min((shutil.disk_usage(each).free, each) for each in folders if each.exists())


def room(folders: Iterable[Path], least: int) -> str:
    """How much room is left where the service writes, at the fullest place; CheckFailed below `least` megabytes."""
    bytes_free, folder = fullest(folders)
    free = bytes_free // MEGABYTE
    if free < least:
        raise CheckFailed(f"{folder} has {free} MB left, and DISK_LEAST is {least}: make room")
    return f"{free} MB are free at {folder}"


def room_for(folder: Path, size: int, least: int) -> None:
    """Raise CheckFailed where so many bytes more would leave fewer than `least` megabytes."""
    left, takes = shutil.disk_usage(folder).free // MEGABYTE, size // MEGABYTE
    if left < takes + least:
        wants = f"a backup takes about {takes}, and {least} are to stay (DISK_LEAST)"
        raise CheckFailed(f"{folder} has {left} MB left, {wants}: make room, or keep fewer (BACKUP_DAYS)")


class _Pinned(HTTPSConnection):
    """A connection to an address that was looked up already; the certificate is asked for by its name."""

    def __init__(self, address: str, host: str, port: int) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        line = socket.create_connection((self.address, self.port), SECONDS)
        self.sock = ssl.create_default_context().wrap_socket(line, server_hostname=self.host)


def public_address(public_url: str, server: str) -> str:
    """The name resolves, and this service answers there with a certificate that is believed."""
    parts = urlsplit(public_url)
    host, port = parts.hostname or "", parts.port or 443
    address = _addresses(host, server)[0]
    line = _Pinned(address, host, port)
    try:
        line.request("GET", "/healthz")
        certificate: Any = line.sock.getpeercert()
        answer = line.getresponse()
        said = answer.read(200)
    except ssl.SSLCertVerificationError as error:
        raise CheckFailed(
            f"the certificate of {host} is not believed ({error.verify_message}): look at the proxy"
        ) from error
    except (OSError, HTTPException) as error:
        raise CheckFailed(
            f"{host} ({address}) does not answer ({why(error)}): look at the proxy and the firewall"
        ) from error
    finally:
        line.close()
    if answer.status != 200 or b"alive" not in said:
        raise CheckFailed(f"{host}/healthz answers {answer.status}: let the proxy lead to this service")
    return f"{host} is {address} and answers; {_until(certificate)}"


def _until(certificate: dict[str, str]) -> str:
    """Until when a certificate holds; CheckFailed where whoever renews it should long have done so."""
    begins, ends = (ssl.cert_time_to_seconds(certificate[each]) for each in ("notBefore", "notAfter"))
    said = f"its certificate ends on {datetime.fromtimestamp(ends, UTC):%Y-%m-%d}"
    if ends - clock.nanoseconds() / 1e9 < min(_RENEWED, (ends - begins) / 4):
        raise CheckFailed(f"{said} and was not renewed: look at the proxy, or at certbot renew")
    return said


def _addresses(host: str, server: str) -> list[str]:
    try:
        if server:
            return list(resolver(server).resolve_name(host, lifetime=SECONDS).addresses())
        return [str(each[4][0]) for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, dns.exception.DNSException) as error:
        is_silent = not isinstance(error, dns.resolver.NXDOMAIN | dns.resolver.NoAnswer)
        if isinstance(error, OSError):
            is_silent = error.errno == socket.EAI_AGAIN
        raise CheckFailed(
            f"the DNS does not answer about {host} ({type(error).__name__}): look at DNS_SERVER"
            if is_silent
            else f"{host} has no address in the DNS ({type(error).__name__}): publish one, or look at PUBLIC_URL"
        ) from error


def why(error: Exception) -> str:
    """What an error says for a person at the terminal: the system's word for it, else its kind."""
    return (getattr(error, "strerror", "") or type(error).__name__).strip()
