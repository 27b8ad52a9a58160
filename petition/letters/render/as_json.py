"""letter.json, for machines: the shape promised in docs/letter.schema.json."""

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

from petition.core.drawing import Drawn
from petition.letters.composing.errata import Erratum
from petition.letters.composing.letter import Letter, Signatory
from petition.letters.composing.on_paper import OnPaper

COUNTS = ("received", "confirmed", "printed", "not_named")  # what is folded is what these leave over
SIGNATORY = Signatory._fields
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_TEXT = json.encoder.encode_basestring


def write(letter: Letter, file: BinaryIO) -> None:
    """Write the letter as JSON in UTF-8, a signatory a line, one at a time."""
    file.writelines(line.encode() for line in _lines(letter))


def _erratum(erratum: Erratum) -> dict[str, Any]:
    reasons = [{"reason": reason, "count": count} for reason, count in erratum.reasons]
    return {
        "number": erratum.number,
        "day": erratum.day.isoformat(),
        "reasons": reasons,
        "statement": erratum.statement,
    }


def _paper(paper: OnPaper, lang: str) -> dict[str, str]:
    return {"day": paper.day.isoformat(), "note": paper.note, "statement": paper.statement(lang)}


def _picture(number: int, drawn: Drawn) -> dict[str, Any]:
    return {
        "number": number,
        "type": drawn.mimetype,
        "width": drawn.width,
        "height": drawn.height,
        "sha256": sha256(drawn.data).hexdigest(),
        "data": b64encode(drawn.data).decode(),
    }


def _signatory(signatory: Signatory) -> str:
    """As the encoder would write it, which is made anew for each value and takes three times as long."""
    position, *texts = signatory
    values = [f'"{name}": {_TEXT(text)}' for name, text in zip(SIGNATORY[1:], texts, strict=True)]
    return f'{{"{SIGNATORY[0]}": {position}, {", ".join(values)}}}'


def _lines(letter: Letter) -> Iterator[str]:
    appeal = {
        "slug": letter.slug,
        "address": letter.address,
        "language": letter.lang,
        "version": letter.version,
    }
    preview = f'"preview": {_ENCODE(letter.words.preview)},\n' if letter.preview else ""
    yield f'{{\n"appeal": {_ENCODE(appeal)},\n{preview}'
    yield f'"text": {_ENCODE(letter.signed.printed())},\n'
    if letter.pictures:
        yield f'"pictures": {_ENCODE([_picture(*each) for each in letter.pictures.items()])},\n'
    counts = {name: getattr(letter.counts, name) for name in COUNTS}
    yield f'"counts": {_ENCODE(counts | {"on_paper": letter.paper.number if letter.paper else 0})},\n'
    if letter.paper:
        yield f'"paper": {_ENCODE(_paper(letter.paper, letter.lang))},\n'
    yield f'"versions": {_ENCODE([each._asdict() for each in letter.versions])},\n'
    if seal := letter.seal:
        said = {
            "number": seal.number,
            "day": seal.day.isoformat(),
            "root": seal.root.replace(" ", ""),
            "key": seal.key,
        }
        yield f'"seal": {_ENCODE(said)},\n'
    yield f'"errata": {_ENCODE([_erratum(each) for each in letter.errata])},\n'
    yield f'"identification_only": {_ENCODE(letter.identification_only)},\n'
    yield '"signatories": ['
    separator = "\n"
    for signatory in letter.signatories:
        yield separator + _signatory(signatory)
        separator = ",\n"
    yield "\n]\n}\n"
