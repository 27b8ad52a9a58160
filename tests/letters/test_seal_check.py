"""Whether a letter is what was sealed is checked offline, and whatever was changed is found."""

import base64
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from petition.core import clock
from petition.core.db import db
from petition.letters import seal_check
from petition.letters.seal_check import NotAsSealed, Tree, leaf_hash, node_hash
from petition.lexicon.signatory import Visibility
from petition.signatures import changing
from petition.signatures.models import Signature
from tests.factories import set_settings
from tests.letters.sealing import (
    DAY,
    after,
    by_name,
    complete,
    downloaded,
    key,
    sealed,
    told,
)

# The leaves and roots with which Certificate Transparency is tested (google/certificate-transparency, merkle tree tests).
VECTORS = (
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
)


# --- the tree ---------------------------------------------------------------------------------------------------------


def test_a_tree_has_the_roots_that_are_known_of_others() -> None:
    tree = Tree()
    assert tree.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for data, root in VECTORS:
        tree.add(leaf_hash(bytes.fromhex(data)))
        assert tree.root().hex() == root


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70))
def test_a_tree_that_is_added_to_is_that_of_the_definition(leaves: list[bytes]) -> None:
    def root(some: list[bytes]) -> bytes:  # as RFC 6962, 2.1 says it
        if len(some) == 1:
            return leaf_hash(some[0])
        half = 1 << (len(some) - 1).bit_length() - 1
        return node_hash(root(some[:half]), root(some[half:]))

    tree = Tree()
    for each in leaves:
        tree.add(leaf_hash(each))
    assert tree.root() == root(leaves)
    assert tree.size == len(leaves)


@given(st.dictionaries(st.sampled_from("abcdefg"), st.text(st.characters(codec="utf-8")) | st.integers(0, 9)))
def test_what_is_hashed_is_canonical_json(value: dict[str, Any]) -> None:
    assert seal_check.canonical(value) == rfc8785.dumps(value)


# --- a file -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def lines(bare_app: Flask, now: Any) -> list[bytes]:
    """The file of a letter that was sealed twice."""
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        row = db.session.scalars(select(Signature).order_by(Signature.id)).first()
        assert row is not None
        changing.change_visibility(row, Visibility.INITIALS, now=clock.now())
        db.session.commit()
    with after(appeal, 2 * DAY):
        sealed()
        return downloaded(bare_app.test_client())


def changed(line: bytes, **values: Any) -> bytes:
    return seal_check.canonical(json.loads(line) | values) + b"\n"


def head(lines: list[bytes], change: Callable[[Any], Any]) -> list[bytes]:
    value = json.loads(lines[0])
    change(value)
    return [seal_check.canonical(value) + b"\n", *lines[1:]]


def first_named(lines: list[bytes]) -> int:
    return next(at for at, line in enumerate(lines) if at and b'"name"' in line)


def put(found: list[bytes], at: int, line: bytes) -> list[bytes]:
    return [*found[:at], line, *found[at + 1 :]]


def renamed(found: list[bytes]) -> list[bytes]:
    at = first_named(found)
    return put(found, at, changed(found[at], name="Somebody Else"))


def named_twice(found: list[bytes]) -> list[bytes]:
    at = first_named(found)
    return put(found, at, found[at].replace(b'"name":', b'"name":"Shown","name":', 1))


def leaf_in_capitals(found: list[bytes]) -> list[bytes]:
    return put(found, 1, changed(found[1], leaf=json.loads(found[1])["leaf"].upper()))


def blank_in_lot(found: list[bytes]) -> list[bytes]:
    at = first_named(found)
    return put(found, at, found[at].replace(b'"c":"', b'"c":" '))


def needless_until(found: list[bytes]) -> list[bytes]:
    at = first_named(found)
    return put(found, at, changed(found[at], until=2))


def with_another_root(note: str) -> str:
    return re.sub(r"\n\S{44}\n", f"\n{base64.b64encode(bytes(32)).decode()}\n", note, count=1)


def of_seal(number: int, change: Callable[[Any], Any]) -> Callable[[list[bytes]], list[bytes]]:
    return lambda found: head(found, lambda value: change(value["seals"][number - 1]))


def of_manifest(number: int, **values: Any) -> Callable[[list[bytes]], list[bytes]]:
    return of_seal(number, lambda seal: seal["manifest"].update(values))


def retitled(value: Any) -> None:
    value["text"]["texts"]["en"]["title"] = "Close the well"


OTHER, ORDER, DAMAGED = "not the one that was sealed", "not in their order", "damaged"
UNSIGNED, MORE = "signature of seal 1 does not hold", "does not belong"
BARE = b'{"leaf":"' + b"f" * 64 + b'"}\n'
TAMPERED: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a name changed": (renamed, "not as it was sealed"),
    "an entry dropped": (lambda found: found[:-1], OTHER),
    "an entry added": (lambda found: [*found, BARE], OTHER),
    "an entry doubled": (lambda found: [*found, found[-1]], ORDER),
    "entries reordered": (lambda found: [found[0], found[2], found[1], *found[3:]], ORDER),
    "the text changed": (lambda found: head(found, retitled), "text is not the one"),
    "a count changed": (of_manifest(2, printed=4), "do not add up"),
    "counts exchanged": (of_manifest(2, printed=2, not_named=2), OTHER),
    "the day changed": (of_manifest(1, day="2026-12-01"), OTHER),
    "a seal left out": (lambda found: head(found, lambda value: value["seals"].pop()), "belongs to no seal"),
    "the root changed": (
        of_seal(1, lambda seal: seal.update(note=with_another_root(seal["note"]))),
        UNSIGNED,
    ),
    "another origin": (of_seal(1, lambda seal: seal.update(note="x" + seal["note"])), UNSIGNED),
    "no note": (of_seal(1, lambda seal: seal.update(note="")), DAMAGED),
    "a note without a signature": (of_seal(1, lambda seal: seal.update(note="a\n1\nAAAA")), UNSIGNED),
    "another seal before": (of_manifest(2, before="0" * 64), "does not follow"),
    "a seal of another day": (of_manifest(2, day="2026-11-01"), "does not follow"),
    "an entry cut": (lambda found: put(found, 1, b'{"leaf":"00"}\n'), "damaged"),
    "written otherwise": (lambda found: put(found, 1, found[1].replace(b":", b": ", 1)), DAMAGED),
    "a leaf in capitals": (leaf_in_capitals, DAMAGED),
    "a blank in what was drawn": (blank_in_lot, DAMAGED),
    "a number that is none": (lambda found: put(found, 1, changed(found[1], since=True)), DAMAGED),
    "a needless end": (needless_until, "belongs to no seal"),
    "a version that is none": (lambda found: head(found, lambda value: value.update(v=True)), DAMAGED),
    "something more": (lambda found: put(found, len(found) - 1, changed(found[-1], more=1)), MORE),
    "more in the head": (lambda found: head(found, lambda value: value.update(more=1)), MORE),
    "a name said twice": (named_twice, DAMAGED),
    "no file": (lambda _found: [], DAMAGED),
    "another file": (lambda _found: [b"[1]\n"], DAMAGED),
    "deep": (lambda _found: [b"[" * 100_000], DAMAGED),
    "bytes": (lambda found: [*found, b"\xff\xfe"], DAMAGED),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_whatever_is_changed_in_a_file_is_found(lines: list[bytes], how: str) -> None:
    change, why = TAMPERED[how]
    assert told(lines)
    with pytest.raises(NotAsSealed, match=why):
        seal_check.check(change(lines), [key()])


def test_no_byte_of_a_file_can_be_changed_and_no_change_ends_in_a_traceback(lines: list[bytes]) -> None:
    whole, lot = b"".join(lines), random.Random(7)  # noqa: S311
    before = list(seal_check.check(lines, [key()]).told())
    for _ in range(400):
        at, what = lot.randrange(len(whole)), bytes([lot.randrange(256)])
        other = whole[:at] + what + whole[at + 1 :]
        try:
            found = seal_check.check(other.splitlines(keepends=True), [key()])
        except NotAsSealed:
            continue
        assert list(found.told()) == before  # the same, written otherwise


def test_a_file_is_believed_by_a_key_and_a_root_that_are_known_from_elsewhere(lines: list[bytes]) -> None:
    with pytest.raises(NotAsSealed, match="another key"):
        seal_check.check(lines, ["0" * 32])
    with pytest.raises(NotAsSealed, match="no seal here has the fingerprint"):
        told(lines, "0" * 64)
    with pytest.raises(seal_check.NoFingerprint):
        seal_check.check(lines, ["my key"])


def test_a_letter_whose_service_moved_between_two_seals_is_what_was_sealed(
    app: Flask, client: FlaskClient, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = complete()
    with after(appeal, timedelta(hours=1)):
        sealed()
        changing.change_visibility(by_name("Aru Bekova"), Visibility.INITIALS, now=clock.now())
        db.session.commit()
    set_settings(app, monkeypatch, public_url="https://elsewhere.example")
    with after(appeal, 2 * DAY):
        sealed()
        assert "elsewhere.example/a/well is as it was sealed" in told(downloaded(client))


def test_the_program_needs_nothing_of_this_service_and_ends_with_0_1_or_2(
    lines: list[bytes], bare_app: Flask, tmp_path: Path
) -> None:
    file, program = tmp_path / "letter.seal", tmp_path / "seal_check.py"
    file.write_bytes(b"".join(lines))
    program.write_bytes(bare_app.test_client().get("/seal_check.py").data)

    def run(*given: str) -> tuple[int, str]:
        limit = ["bash", "-c", 'ulimit -v 1000000; exec "$@"', "-"]
        done = subprocess.run(
            [*limit, sys.executable, "-I", program, file, *given], capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout or done.stderr

    status, said = run("--key", key())
    assert (status, said.splitlines()[0]) == (0, "Good: 127.0.0.1:8000/a/well is as it was sealed.")
    assert run()[0] == run("--key", "none")[0] == 2
    told_of = bare_app.test_cli_runner().invoke(args=["letter", "verify", str(file), "--key", key()])
    assert (told_of.exit_code, told_of.output) == (0, said)
    letter = tmp_path / "letter.json"
    for size, why in (1_900_000_000, "larger than the memory"), (2_100_000_000, "has 2100000000 bytes"):
        with letter.open("wb") as sparse:
            sparse.truncate(size)
        status, said = run("--key", key(), "--letter", str(letter))
        assert (status, said.count("\n"), why in said) == (1, 1, True)
    file.write_bytes(b"".join(lines[:-1]))
    status, said = run("--key", key())
    assert (status, said.count("\n")) == (1, 1)
    told_of = bare_app.test_cli_runner().invoke(args=["letter", "verify", str(file), "--key", key()])
    assert (told_of.exit_code, told_of.output) == (1, said)
    assert (
        bare_app.test_cli_runner().invoke(args=["letter", "verify", str(file), "--key", "x"]).exit_code == 2
    )
