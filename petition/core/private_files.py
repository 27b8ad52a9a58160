"""Files for nobody else (mode 0600), whatever the umask of who started the service."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp


def opener(path: str, flags: int) -> int:
    """For the `opener` of open()."""
    return os.open(path, flags, 0o600)


def keep_private(path: Path) -> None:
    """Make the file of an SQLite database before SQLite does; it gives its -wal and -shm the mode of the file.

    Those that are there already are closed to others, by name alone: to open and close a database that this process
    has open elsewhere would end the locks it holds (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(OSError):  # it is there; or it cannot be made, which SQLite tells
        os.close(opener(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        return
    for each in (path, *(path.with_name(f"{path.name}-{part}") for part in ("wal", "shm"))):
        with suppress(OSError):
            if each.stat().st_mode & 0o077 and each.stat().st_uid == os.geteuid():
                each.chmod(0o600)


@contextmanager
def alone(path: Path, flags: int = os.O_RDONLY | os.O_DIRECTORY) -> Iterator[None]:
    """Hold a folder, or a file by other flags, which one process at a time can; raises BlockingIOError in any other.

    Whoever is killed lets go.
    """
    descriptor = opener(str(path), flags)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def scratch(folder: Path, prefix: str) -> Iterator[Path]:
    """A new folder below another, gone with the block; those of processes that were killed are removed before."""
    for left in folder.glob(f"{prefix}*"):
        with suppress(OSError), alone(left):
            shutil.rmtree(left)
    made = Path(mkdtemp(prefix=prefix, dir=folder))
    try:
        with alone(made):
            yield made
    finally:
        shutil.rmtree(made)


def made_once_key(path: Path, key: str) -> str:
    """A key made at the first start and kept; two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return path.read_text().strip()
