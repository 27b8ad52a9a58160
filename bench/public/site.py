"""The pages of the service as their readers meet them: a running service with the sample letter, open and closed."""

import re
import shutil
import sqlite3
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.conftest import Site, served

LETTER = "/a/keep-the-reading-room"
LANGUAGES = ("kk", "ru", "en")
AFTER = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%dT00:00:00Z}"


@contextmanager
def pages(folder: Path) -> Iterator[dict[str, str]]:
    """Every public page by a name, in each language: while people sign, afterwards, and those of one who has signed."""
    with served(folder / "open") as site:
        site.flask("sample")
        found = {name: site.address + path for name, path in _paths().items()} | _own(site)
        _copied(folder / "open", folder / "closed")
        with served(folder / "closed", CLOCK=AFTER) as closed:
            yield found | {name: closed.address + path for name, path in _closed().items()}


def _copied(running: Path, to: Path) -> None:
    """Copy a service that runs: its files as they lie, its database as SQLite copies what is written to."""
    shutil.copytree(running, to, ignore=shutil.ignore_patterns("petition.db*"))
    with (
        closing(sqlite3.connect(running / "petition.db")) as live,
        closing(sqlite3.connect(to / "petition.db")) as copy,
    ):
        live.backup(copy)


def _paths() -> dict[str, str]:
    found = {"mail": "/mailbox", "nowhere": "/nowhere"}
    for lang in LANGUAGES:
        said = f"?lang={lang}"
        found |= {
            f"appeal-{lang}": LETTER if lang == "en" else f"{LETTER}/{lang}",
            f"front-{lang}": f"/{said}",
            f"privacy-{lang}": f"/privacy{said}",
            f"lost-{lang}": f"/mine{said}",
            f"card-{lang}": f"{LETTER}/card{said}",
            f"updates-{lang}": f"{LETTER}/updates{said}",
        }
        for name in ("sign", "check-mail", "resend", "signatories", "letter"):
            found[f"{name}-{lang}"] = f"{LETTER}/{name}{said}"
    return found


def _closed() -> dict[str, str]:
    found = {}
    for lang in LANGUAGES:
        found[f"closed-{lang}"] = LETTER if lang == "en" else f"{LETTER}/{lang}"
        for name in ("letter", "signatories", "sign"):
            found[f"closed-{name}-{lang}"] = f"{LETTER}/{name}?lang={lang}"
    return found


def _own(site: Site) -> dict[str, str]:
    """The pages of those who sign, in each language: "check your email", confirm, thanks, my signature, its details."""
    found = {}
    for lang in LANGUAGES:
        waiting, signed = (f"{name}-{lang}@fernholt.example" for name in ("bela", "ada"))
        found[f"check-mail-of-{lang}"], _ = _sent(site, "Bela Fernholt", waiting, lang)
        _sent(site, "Ada Fernholt", signed, lang)
        thanks = site.mail_to(signed, "/c/")
        _, said = post(thanks, fields(read(thanks)) | {"deed": "confirm"})
        mine = re.search(r'href="([^"]*/s/[^"?]+)', said)
        assert mine
        address = urllib.parse.urljoin(site.address, mine[1])
        own = {
            "confirm": site.mail_to(waiting, "/c/"),
            "thanks": thanks,
            "mine": address,
            "details": f"{address}/details",
        }
        found |= {f"{name}-{lang}": each for name, each in own.items()}
    return found


def _sent(site: Site, name: str, email: str, lang: str) -> tuple[str, str]:
    """The form, sent."""
    action = f"{site.address}{LETTER}/sign"
    typed = {"name": name, "email": email, "visibility": "public", "kind": "person"}
    return post(action, fields(read(f"{action}?lang={lang}")) | typed)


def read(address: str) -> str:
    """A page."""
    return str(urllib.request.urlopen(address).read().decode())


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def post(address: str, form: dict[str, str]) -> tuple[str, str]:
    """Where a form leads to, and what stands there."""
    answer = urllib.request.urlopen(address, urllib.parse.urlencode(form).encode())
    return answer.url, answer.read().decode()
