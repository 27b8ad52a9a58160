"""The shape of a real letter: 268 entries typed by hand, of which 265 are different signatories."""

import json
import re
from io import BytesIO
from typing import Any

import docx
import pypdf

from petition.letters.composing.letter import Entry
from tests.letters.invented import letter, organisation, person, written
from tests.outside import outside


def signed() -> list[Entry]:
    """One entry a signatory, as typed, the first three first."""
    kept = outside("letters/appeal-2022-signatories.jsonl")
    rows: list[dict[str, Any]] = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    once = {row["cluster"]: row for row in reversed(rows)}
    return [
        (person if row["kind"] == "person" else organisation)(
            " ".join(filter(None, (row["given"], row["family"]))) or row["organisation"],
            at,
            as_typed=row["raw"],
            rank=at if at < 3 else None,
        )
        for at, row in enumerate(reversed(once.values()))
    ]


def test_it_counts_itself_in_words() -> None:
    assert letter(*signed()).statement == (
        "We, the two hundred and sixty-five undersigned: 252 people and 13 organisations"
    )


def test_every_line_is_printed_as_typed() -> None:
    entries = signed()
    typed = {folded(entry.as_typed) for entry in entries}
    composed = letter(*entries)
    assert {folded(line.as_typed) for line in composed.signatories} == typed
    word = docx.Document(BytesIO(written("docx", composed)))
    assert typed <= {folded(paragraph.text) for paragraph in word.paragraphs}
    pdf = pypdf.PdfReader(BytesIO(written("pdf", composed)))
    pages = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    assert [line for line in typed if re.sub(r"\s", "", line) not in pages] == []


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
