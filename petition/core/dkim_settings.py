"""The settings of the keys that emails are signed with (DKIM): a selector and a key for each kind, or neither."""

import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from petition.core.environment import Environment


def dkim(env: Environment) -> tuple[tuple[str, bytes], ...]:
    """Each key with its selector; what is wrong is added to the problems."""
    return _key(env, "DKIM", RSAPrivateKey) + _key(env, "DKIM_ED25519", Ed25519PrivateKey)


def _key(
    env: Environment, name: str, kind: type[RSAPrivateKey | Ed25519PrivateKey]
) -> tuple[tuple[str, bytes], ...]:
    selector, key = env.get(f"{name}_SELECTOR", ""), env.get(f"{name}_KEY", "")
    if not selector and not key:
        return ()
    if not re.fullmatch(r"(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", selector):
        env.problems.append(f"{name}_SELECTOR: must be a name such as s2026, set together with {name}_KEY")
    try:
        pem = key.replace("\\n", "\n").encode() if key.startswith("-----") else Path(key).read_bytes()
        loaded = load_pem_private_key(pem, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        env.problems.append(f"{name}_KEY: must be a private key in PEM without a password, or a file of one")
        return ()
    if not isinstance(loaded, kind) or (isinstance(loaded, RSAPrivateKey) and loaded.key_size < 2048):
        wanted = "RSA of 2048 bits or more (RFC 8301)" if kind is RSAPrivateKey else "Ed25519 (RFC 8463)"
        env.problems.append(f"{name}_KEY: must be {wanted}")
    return ((selector, pem),)
