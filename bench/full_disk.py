"""Fill the disk of a service while people sign, free it again, and count who was thanked and is not in the database.

    mount -t tmpfs -o size=24m tmpfs /mnt/small && python bench/full_disk.py /mnt/small

Serves this checkout from a new folder there, on SQLite, with three who sign one after another: eight seconds with room, ten
without a byte, eight with room again. Prints how each was answered, what /readyz said, and how soon the first one was taken
afterwards; exits 1 where somebody who was thanked is missing, or the database is damaged.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

ROOT = Path(__file__).resolve().parents[1]
US = "http://127.0.0.1:28491"
LETTER = "# Keep the well\n\nDear mayor,\n\nWe ask you to keep it open.\n\nWith respect,\n"


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_told: Any) -> None:
        """Follow nobody elsewhere: the answer itself is counted."""


_OPENER = build_opener(_Stays)


def ask(path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
    body = urlencode(fields).encode() if fields else None
    try:
        with _OPENER.open(Request(US + path, body, {"Origin": US}), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


class Signers:
    """Those who sign until told to stop."""

    def __init__(self) -> None:
        self.phase, self.stop, self.number = "with room", False, 0
        self.thanked: list[int] = []
        self.answers: Counter[tuple[str, int]] = Counter()
        self.turn = threading.Lock()
        page = ask("/a/keep-the-well?lang=en")[1]
        self.token = page.partition('name="token" value="')[2].partition('"')[0]

    def sign(self) -> None:
        """Sign, each time by another mailbox."""
        given = {
            "token": self.token,
            "lang": "en",
            "name": "Aru Bekova",
            "kind": "person",
            "visibility": "public",
        }
        while not self.stop:
            with self.turn:
                self.number += 1
                mine = self.number
            status, _ = ask("/a/keep-the-well/sign?lang=en", given | {"email": f"who{mine}@gmail.com"})
            self.answers[self.phase, status] += 1
            if status == 303:
                self.thanked.append(mine)
            time.sleep(0.05)


def fill(folder: Path) -> list[Path]:
    files = [folder / "filler", folder / "filler-of-crumbs"]
    for path, size in zip(files, ("64k", "512"), strict=True):
        subprocess.run(
            ["dd", "if=/dev/zero", f"of={path}", f"bs={size}"], stderr=subprocess.DEVNULL, check=False
        )
    return files


def watch(folder: Path) -> Signers:
    signers = Signers()
    time.sleep(3.2)  # a form that is sent back sooner is a program's
    threads = [threading.Thread(target=signers.sign) for _ in range(3)]
    for each in threads:
        each.start()
    try:
        time.sleep(8)
        signers.phase = "without"
        files = fill(folder)
        time.sleep(10)
        print("without room: /readyz", *ask("/readyz"), "the letter", ask("/a/keep-the-well")[0])
        for path in files:
            path.unlink()
        signers.phase, before, freed = "again", len(signers.thanked), time.monotonic()
        while len(signers.thanked) == before and time.monotonic() < freed + 60:
            time.sleep(0.01)
        print(f"the first was taken {time.monotonic() - freed:.2f} s after there was room again")
        time.sleep(8)
    finally:
        signers.stop = True
        for each in threads:
            each.join()
    print("with room again: /readyz", ask("/readyz")[0])
    return signers


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("folder", type=Path, help="the small disk, mounted")
    folder: Path = told.parse_args().folder.resolve(strict=True)
    instance = folder / "service"
    env = os.environ | {"INSTANCE": str(instance), "PORT": US.rpartition(":")[2], "DISK_LEAST": "2"}
    env |= {"MAIL_PER_NETWORK_AT_ONCE": "100000", "NETWORK_PER_HOUR": "0"}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=env, check=True, capture_output=True)
    (folder / "letter.md").write_text(LETTER)
    published = [
        "appeal",
        "import",
        str(folder / "letter.md"),
        "--team",
        "Friends",
        "--deadline",
        "2026-12-19 16:00",
    ]
    subprocess.run([*flask, *published, "--publish"], cwd=ROOT, env=env, check=True, capture_output=True)
    with Path(os.devnull).open("w") as nowhere:
        served = [sys.executable, "-m", "gunicorn", "wsgi:app"]
        server = subprocess.Popen(served, cwd=ROOT, env=env, stdout=nowhere, stderr=nowhere)
        try:
            while ask("/healthz")[0] != 200:
                time.sleep(0.2)
            signers = watch(folder)
        finally:
            server.terminate()
            server.wait(30)
    with sqlite3.connect(instance / "petition.db") as database:
        kept = database.execute("SELECT count(*) FROM signatures").fetchone()[0]
        whole = database.execute("PRAGMA integrity_check").fetchone()[0]
    for (phase, status), number in sorted(signers.answers.items()):
        print(f"{phase}: {number} answered {status}")
    print(f"{len(signers.thanked)} were thanked, {kept} are in the database, which is {whole}")
    sys.exit(kept < len(signers.thanked) or whole != "ok")


if __name__ == "__main__":
    main()
