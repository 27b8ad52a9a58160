"""Whether a complete letter is still what was sealed: works on the files alone, offline. Pure, and on its own.

It imports nothing of this service, so whoever checks needs this one file, Python 3.11 and its package `cryptography`:
`python seal_check.py FILE --key FINGERPRINT`. docs/seal.md says what a seal is and what it does not prove.

A seal is a checkpoint (C2SP tlog-checkpoint) in a signed note (C2SP signed-note, Ed25519) over a Merkle tree (RFC 6962):
its first leaf says what was sealed, each other one is a signatory, in the order of their hashes. Each leaf is the hash of
canonical JSON (RFC 8785) in which `c` is drawn by lot, so that nobody can try names on it once `c` is gone.
"""

import argparse
import json
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = 1
SAID = ("kind", "name", "acronym", "role", "affiliation", "place", "as_typed")  # of a signatory who is named
KINDS = ("person", "organisation")
NOT_PROVED = (
    "Not proved: that each signatory is a real person, that nobody was added or left out before the letter was sealed,",
    "on which day that was, who took a name away since, and that nobody was ever shown another seal: compare its",
    "fingerprint with one that was kept elsewhere, such as on a printed letter.",
)
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_MANIFEST = ("v", "seal", "before", "day", "text", "printed", "not_named")
_NONSENSE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_ODD = "it is damaged: something in it does not belong there, is missing, or is written otherwise"
_LONGEST_HEAD, _LONGEST_ENTRY, _LONGEST_LETTER = 100_000_000, 100_000, 2_000_000_000  # bytes


class NotAsSealed(Exception):
    """What was given is not what was sealed, or no file of a seal; the message says why, in one line."""


class NoFingerprint(ValueError):
    """What was typed is no fingerprint; the message says so."""


# --- the tree (RFC 6962, 2.1) -----------------------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two that stand side by side."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The root over leaves that are added one by one; of however many, some twenty hashes are kept."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []  # roots of whole trees, one for each binary digit of `size` that is 1

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        digits, self.size = self.size, self.size + 1
        while digits & 1:
            leaf, digits = node_hash(self._whole.pop(), leaf), digits >> 1
        self._whole.append(leaf)

    def root(self) -> bytes:
        """The root over all that were added; may be asked for between them."""
        if not self._whole:
            return sha256(b"").digest()
        *others, found = self._whole
        for each in reversed(others):
            found = node_hash(each, found)
        return found


# --- what is hashed and signed ----------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) of strings, whole numbers, lists and objects whose names are ASCII: all there is here."""
    return _ENCODE(value).encode()


def leaf_of(text: str, said: Sequence[str], c: bytes) -> bytes:
    """The leaf of a signatory: the SHA-256 of the text, what the letter says of them, and what was drawn by lot.

    Of somebody who is not named nothing is said at all.
    """
    named = dict(zip(SAID, said, strict=True)) if said else dict.fromkeys(SAID)
    return leaf_hash(canonical({"v": FORMAT, "text": text, **named, "c": c.hex()}))


def head_line(text: Any, seals: Sequence[tuple[dict[str, Any], str, str]]) -> bytes:
    """The first line of a file in the one way in which it is written: the text, and of each seal manifest, note and key."""
    told = [dict(zip(("manifest", "note", "key"), each, strict=True)) for each in seals]
    return canonical({"v": FORMAT, "text": text, "seals": told}) + b"\n"


def entry_line(leaf: bytes, said: Sequence[str], c: bytes, since: int, until: int | None) -> bytes:
    """The line of an entry in the one way in which it is written; one that is not opened says nothing but its leaf."""
    opened = {**dict(zip(SAID, said, strict=True)), "c": c.hex()} if said else {}
    spans = ({"since": since} if since > 1 else {}) | ({"until": until} if until else {})
    return canonical({"leaf": leaf.hex(), **opened, **spans}) + b"\n"


def checkpoint(origin: str, size: int, root: bytes) -> str:
    """What is signed."""
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signed note names a key."""
    return sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def signed_note(text: str, name: str, public: bytes, signature: bytes) -> str:
    """A text with a signature below it."""
    return f"{text}\n\N{EM DASH} {name} {b64encode(key_id(name, public) + signature).decode()}\n"


def verifier_key(name: str, public: bytes) -> str:
    """A public key as signed notes write it."""
    return f"{name}+{key_id(name, public).hex()}+{b64encode(bytes([1]) + public).decode()}"


def fingerprint(public: bytes) -> str:
    """The fingerprint of a public key for people: 32 hexadecimal digits in groups."""
    return in_groups(sha256(public).digest()[:16])


def in_groups(value: bytes) -> str:
    """Bytes in groups of eight hexadecimal digits, to be compared by eye."""
    return value.hex(" ", 4)


# --- reading a file of a seal -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seal:
    """One seal of a letter, and the tree of its leaves as far as they were read."""

    number: int
    manifest: dict[str, Any]
    letter: str
    size: int
    root: bytes
    key: str
    tree: Tree = field(default_factory=Tree)


@dataclass(slots=True)
class Checked:
    """What a file that is as it was sealed says: its text, its seals, and what became of its leaves."""

    text: dict[str, Any]
    seals: list[_Seal]
    shown: int = 0  # signatories that are named in it
    says: Counter[tuple[str, ...]] = field(default_factory=Counter)  # of them, where a letter is compared
    began: Counter[int] = field(default_factory=Counter)  # leaves by the seal that had them first
    ended: Counter[int] = field(default_factory=Counter)  # and last, where another followed

    def told(self) -> Iterator[str]:
        """What was found, in lines for people."""
        last = self.seals[-1]
        printed, unnamed = last.manifest["printed"], last.manifest["not_named"]
        yield f"Good: {last.letter} is as it was sealed."
        yield f"Sealed on {last.manifest['day']}: {printed} named, {unnamed} not named, and the text."
        if gone := printed - self.shown:
            yield f"{gone} of those named then are not in this file: they left, were changed, or were cut out of it."
        for each in self.seals[1:]:
            new, left = self.began[each.number], self.ended[each.number - 1]
            yield f"Seal {each.number}, of {each.manifest['day']}: {new} added or changed, {left} changed or gone."
        yield f"Fingerprint of the seal: {in_groups(last.root)}"
        yield f"Key: {last.key}"
        yield from NOT_PROVED


def check(
    lines: Iterable[bytes], keys: Sequence[str], roots: Sequence[str] = (), *, whole: bool = False
) -> Checked:
    """Check the lines of a file of a seal; raises NotAsSealed, or NoFingerprint.

    `keys`: fingerprints of the keys that may have signed it, from elsewhere; `roots`: fingerprints of seals that must be
    among its own. `whole`: remember what it says of each signatory, for `compare`.
    """
    known, asked = {digits(each, 32) for each in keys}, {digits(each, 64) for each in roots}
    try:
        return _check(iter(lines), known, asked, whole=whole)
    except _NONSENSE:
        raise NotAsSealed("this is no file of a seal, or it is damaged") from None


def _check(lines: Iterator[bytes], keys: set[str], roots: set[str], *, whole: bool) -> Checked:
    head = json.loads(line := next(lines, b""))
    if head["v"] != FORMAT or not head["seals"]:
        _refuse("this is no file of a seal that this program can read")
    told = [(each["manifest"], each["note"], each["key"]) for each in head["seals"]]
    if head_line(head["text"], told) != line:
        _refuse(_ODD)
    text = sha256(canonical(head["text"])).hexdigest()
    seals = [_seal(number, *each, keys) for number, each in enumerate(told, 1)]
    if seals[-1].manifest["text"] != text:
        _refuse("the text is not the one that was sealed")
    _follow_one_another(seals)
    if missing := roots - {each.root.hex() for each in seals}:
        _refuse(f"no seal here has the fingerprint {in_groups(bytes.fromhex(min(missing)))}")
    found = Checked(head["text"], seals)
    above = b""
    for line in lines:
        leaf = _add(found, line, text, whole=whole)
        if leaf <= above:
            _refuse("two entries are the same, or not in their order")
        above = leaf
    for each in seals:
        if (each.tree.size, each.tree.root()) != (each.size, each.root):
            _refuse("the list is not the one that was sealed: an entry was added, left out or changed")
    if found.shown > seals[-1].manifest["printed"]:
        _refuse("more signatories are shown than were sealed by name")
    return found


def _follow_one_another(seals: Sequence[_Seal]) -> None:
    """Refuse seals of several letters or texts, and one that does not name the root of the one before.

    The host may change, where the service moved between them.
    """
    same = {(each.letter.partition("/")[2], each.manifest["text"]) for each in seals}
    root = day = ""
    for each in seals:
        if each.manifest["before"] != root or each.manifest["day"] < day or len(same) > 1:
            _refuse(f"seal {each.number} does not follow the one before")
        root, day = each.root.hex(), each.manifest["day"]


def _seal(number: int, manifest: dict[str, Any], note: str, key: str, keys: set[str]) -> _Seal:
    """One of the seals, its signature checked."""
    name, _id, encoded = key.split("+", 2)
    public = b64decode(encoded, validate=True)[1:]
    if key != verifier_key(name, public):
        _refuse(f"the key of seal {number} is damaged")
    if (by := fingerprint(public)).replace(" ", "") not in keys:
        _refuse(f"seal {number} was made with another key, of the fingerprint {by}")
    body, _between, signatures = note.partition("\n\n")
    origin, size, root = body.split("\n")
    signed = checkpoint(origin, int(size), b64decode(root, validate=True))
    by_key = f"\N{EM DASH} {name} "  # others may have signed it, too
    ours = next((line for line in signatures.split("\n") if line.startswith(by_key)), by_key)
    signature = b64decode(ours.removeprefix(by_key), validate=True)[4:]
    letter = origin.removesuffix(f"/seal/{number}")
    is_ours = f"{body}\n\n{ours}\n" == signed_note(signed, name, public, signature)
    is_ours = is_ours and name == origin != letter
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed.encode() if is_ours else b"")
    except InvalidSignature:
        _refuse(f"the signature of seal {number} does not hold")
    counts = manifest["printed"], manifest["not_named"]
    if manifest["seal"] != number or min(counts) < 0 or sum(counts) + 1 != int(size):
        _refuse(f"the numbers of seal {number} do not add up")
    seal = _Seal(number, manifest, letter, int(size), b64decode(root), by)
    seal.tree.add(leaf_hash(canonical({name: manifest[name] for name in _MANIFEST})))
    return seal


def _add(found: Checked, line: bytes, text: str, *, whole: bool) -> bytes:
    """Add an entry to the seals that have it; gives its leaf. `since` and `until` say which, where not all have."""
    entry, seals = json.loads(line), len(found.seals)
    first, until = entry.get("since", 1), entry.get("until")
    last = seals if until is None else until
    if not 1 <= first <= last <= seals or until == seals:
        _refuse("an entry belongs to no seal")
    leaf, c = bytes.fromhex(entry["leaf"]), bytes.fromhex(entry.get("c", ""))
    said = tuple(str(entry[name]) for name in SAID) if "c" in entry else ()
    written = entry_line(leaf, said, c, int(first), until and int(until))
    if written != line or len(leaf) != len(found.seals[0].root):
        _refuse(_ODD)
    if said:
        if last != seals or entry["kind"] not in KINDS or leaf_of(text, said, c) != leaf:
            _refuse(f"an entry is not as it was sealed: {entry['as_typed']!r}")
        found.shown += 1
        if whole:
            found.says[said] += 1
    found.began[first] += 1
    found.ended[last] += 1
    for each in found.seals[first - 1 : last]:
        each.tree.add(leaf)
    return leaf


def compare(found: Checked, letter: bytes) -> str:
    """Compare the letter as JSON with a seal that was checked with `whole`; gives what is the same, raises NotAsSealed."""
    try:
        return _compare(found, json.loads(letter))
    except _NONSENSE:
        raise NotAsSealed("this is no letter.json, or it is damaged") from None


def _compare(found: Checked, letter: dict[str, Any]) -> str:
    lang, version = letter["appeal"]["language"], found.seals[-1].manifest["text"]
    said = {name: value for name, value in letter["text"].items() if name != "subject" or value}
    if (
        letter["appeal"]["version"].partition("sha256:")[2] != version
        or found.text["texts"].get(lang) != said
    ):
        _refuse("the text of the letter is not the one that was sealed")
    signatories: list[dict[str, str]] = letter["signatories"]
    left, unsealed = found.says.copy(), 0
    for each in signatories:
        line = tuple(each[name] for name in SAID)
        unsealed += left[line] <= 0
        left[line] -= 1
    if unsealed:
        _refuse(
            f"{unsealed} of {len(signatories)} lines of the letter are not sealed: changed or added since, or it is older"
        )
    if missing := sum(left.values()):
        _refuse(
            f"{missing} of {found.shown} signatories who are sealed and shown are missing from the letter"
        )
    return f"The letter has the same text and the same {len(signatories)} signatories."


def digits(typed: str, number: int) -> str:
    """A fingerprint as it was typed, without what stands between its digits; raises NoFingerprint."""
    found = "".join(typed.replace(":", " ").split()).lower()
    if len(found) != number or set(found) - set("0123456789abcdef"):
        raise NoFingerprint(
            f"{typed!r} is no such fingerprint: it has {number} digits and letters from a to f."
        )
    return found


def _refuse(why: str) -> NoReturn:
    raise NotAsSealed(why)


def report(
    file: Path, keys: Sequence[str], roots: Sequence[str] = (), letter: Path | None = None
) -> list[str]:
    """Check a file, and a letter with it where one is given; gives what to tell people, raises NotAsSealed or OSError."""
    try:
        with file.open("rb") as opened:
            found = check(_lines_of(opened), keys, roots, whole=letter is not None)
        if letter and (size := letter.stat().st_size) > _LONGEST_LETTER:
            _refuse(f"letter.json has {size} bytes, and this program reads {_LONGEST_LETTER}")
        same = [compare(found, letter.read_bytes())] if letter else []
    except MemoryError:
        raise NotAsSealed("a file is larger than the memory of this machine") from None
    good, *others = found.told()
    return [good, *same, *others]


def _lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, none of which may be without an end."""
    most = _LONGEST_HEAD
    while line := file.readline(most):
        if len(line) == most:
            _refuse("a line of it is too long")
        yield line
        most = _LONGEST_ENTRY


def main(given: Sequence[str] | None = None) -> int:
    """Check what the command line names; gives 0 where it is as sealed, 1 where not, with the reason in one line."""
    parser = argparse.ArgumentParser(description="Check whether a letter is still what was sealed.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", required=True, help="fingerprint of the key of the service")
    parser.add_argument(
        "--root", action="append", default=[], help="fingerprint of a seal that must be there"
    )
    parser.add_argument("--letter", type=Path, help="letter.json of the same day")
    asked = parser.parse_args(given)
    try:
        sys.stdout.write("\n".join(report(asked.file, asked.key, asked.root, asked.letter)) + "\n")
    except NoFingerprint as error:
        parser.error(str(error))
    except (NotAsSealed, OSError) as error:
        sys.stderr.write(f"Not as sealed: {error}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
