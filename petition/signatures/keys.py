"""The keyed hashes under which what was typed is found again."""

from petition.appeals.models import Appeal
from petition.core import text
from petition.core.vault import Key
from petition.signatures.rules import Signing


def typed_key_of(appeal: Appeal, signing: Signing, version_id: int | None) -> bytes:
    """The keyed hash under which the same words are found again, typed beside the same text: what was read is part of it.

    But of a first text, of which it was the hash of the words alone before.
    """
    is_first = not appeal.versions or appeal.versions[0].id == version_id
    return appeal.key.fingerprint("typed", signing.typed if is_first else f"{signing.typed}\0{version_id}")


def mailbox_key_of(appeal: Appeal, address: str) -> bytes:
    """The keyed hash under which a mailbox is found within one appeal, however it is written."""
    return mailbox_key_by(appeal.key, address)


def mailbox_key_by(key: Key, address: str) -> bytes:
    """The same, by the key of that appeal."""
    return key.fingerprint("mailbox", text.canonical_mailbox(address))
