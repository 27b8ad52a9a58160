"""The file of a seal, which anybody can check: the text, the seals, and a line for each leaf. docs/seal.md."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from sqlalchemy import select

from petition.appeals import pictures
from petition.appeals.models import Appeal
from petition.appeals.text import Text, stated
from petition.core.db import db
from petition.letters import gather
from petition.letters.models import LetterSeal, SealLeaf, fingerprint_of
from petition.letters.seal_check import entry_line, fingerprint, head_line
from petition.letters.seals import LEAF, Printing, is_of, opened, public_key

SEAL = "seal"  # the format
_AT_ONCE = 1_000  # leaves


def key_fingerprints() -> list[str]:
    """The fingerprints of the keys that sealed letters here, that of the present one first."""
    made = db.session.scalars(select(LetterSeal.key).where(LetterSeal.key != "").distinct())
    return list(dict.fromkeys([fingerprint(public_key()), *sorted(set(map(fingerprint_of, made)))]))


def write(appeal: Appeal, file: BinaryIO) -> None:
    """Write the file of a seal, forward only: the text and the seals, then every leaf; who is named still opens theirs.

    The caller takes a snapshot of the database first.
    """
    file.writelines(_lines(appeal))


def _lines(appeal: Appeal) -> Iterable[bytes]:
    seals = gather.seals(appeal)
    yield head_line(_text(appeal), [(each.manifest, each.note, each.key) for each in seals])
    printing, last, hash_ = Printing.of(appeal), len(seals), b""
    leaves = select(*LEAF).where(is_of(appeal), SealLeaf.since <= last).order_by(SealLeaf.hash)
    while found := db.session.execute(leaves.where(SealLeaf.hash > hash_).limit(_AT_ONCE)).all():
        ids = [each.signature_id for each in found if each.signature_id is not None]
        stand = {number: printing.says(number, entry) for number, entry in gather.some(appeal, ids)}
        for leaf in found:
            said = stand.get(leaf.signature_id or 0, ())
            c = opened(appeal, leaf, said) if said else None
            until = leaf.until if leaf.until and leaf.until < last else None
            yield entry_line(leaf.hash, said if c else (), c or b"", leaf.since, until)
        hash_ = found[-1].hash


def _text(appeal: Appeal) -> Any:
    """The text that was sealed, as its fingerprint is worked out (docs/letter.md)."""
    version = appeal.version
    assert version is not None
    texts = {lang: version.text(lang) or Text() for lang in version.langs}
    named = pictures.named_by(version)
    drawn = {str(each.number): each.digest for each in pictures.of(appeal) if each.number in named}
    return stated(appeal.slug, version.number, texts, drawn)
