"""Files encrypted to a key whose secret half is elsewhere, in the format of age (https://age-encryption.org/v1).

The machine that makes them cannot read them again. Keys are age's own (age1...) or those of SSH (ssh-ed25519, ssh-rsa).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from petition.core.environment import Environment

HEAD = b"age-encryption.org/v1\n"


class WrongFileKey(Exception):
    """No key, or not one that opens the file; the message says why."""


def backup_recipient(env: Environment) -> str:
    """The setting of that name; what cannot be a public key, such as the secret half, is told among its problems."""
    value = env.get("BACKUP_RECIPIENT", "")
    if not all(map(_may_be_public, filter(None, map(str.strip, value.split(","))))):
        env.problems.append(
            "BACKUP_RECIPIENT: must be age1... or ssh-..., several with commas; the secret half belongs elsewhere"
        )
    return value


def recipients(told: str) -> list[Any]:
    """The public keys that a text names, separated by commas; raises WrongFileKey for what is none."""
    import pyrage

    found = []
    for each in filter(None, map(str.strip, told.split(","))):
        kind = pyrage.ssh if each.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(each))
        except pyrage.RecipientError:
            shown = each[:60] if _may_be_public(each) else "what was given"  # it may be the secret half
            raise WrongFileKey(f"{shown} is no public key of age (age1...) or SSH") from None
    if not found:
        raise WrongFileKey("no public key is given: set BACKUP_RECIPIENT, or add --recipient")
    return found


def identities(told: str) -> list[Any]:
    """The secret keys of a file such as age-keygen or ssh-keygen writes; raises WrongFileKey where there is none."""
    import pyrage

    try:
        if "-----BEGIN" in told:
            return [pyrage.ssh.Identity.from_buffer(told.encode())]
        lines = [line.strip() for line in told.splitlines() if line.strip() and not line.startswith("#")]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        found = []
    return found or _refuse("this is no secret key of age (AGE-SECRET-KEY-1...) or SSH")


def seal(source: BinaryIO, target: BinaryIO, keys: Sequence[Any]) -> None:
    """Encrypt all that is read from one file into another, a piece at a time; raises OSError, such as of a full disk."""
    import pyrage

    try:
        pyrage.encrypt_io(source, target, list(keys))
    except pyrage.EncryptError as error:
        raise OSError(None, str(error).removeprefix("OSError: "), target.name) from None


def unseal(source: BinaryIO, target: BinaryIO, keys: Sequence[Any]) -> None:
    """Decrypt one file into another; raises WrongFileKey for another key, and for a file that is cut or changed."""
    import pyrage

    try:
        pyrage.decrypt_io(source, target, list(keys))
    except pyrage.DecryptError as error:
        raise WrongFileKey(f"it cannot be decrypted ({error})") from None
    except OSError as error:
        raise WrongFileKey(f"it is damaged ({error})") from None


def is_sealed(file: Path) -> bool:
    """Whether a file is in this format."""
    with file.open("rb") as opened:
        return opened.read(len(HEAD)) == HEAD


def _may_be_public(key: str) -> bool:
    return key.startswith(("age1", "ssh-"))


def _refuse(why: str) -> Any:
    raise WrongFileKey(why)
