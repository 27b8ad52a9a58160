"""A real letter imported by the command and exported again, against what a careful reader found in it."""

import json
import re
from pathlib import Path

import pypdf
from flask import Flask

from petition.reading import Line
from tests.reading.test_real_letters import LETTERS, folded, letters_of, pytestmark, truth

__all__ = ["pytestmark"]  # left out, and said so, where the real letters are not beside the checkout


def spaceless(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_long_letter_comes_out_as_it_went_in(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    imported = runner.invoke(
        args=["appeal", "import", str(LETTERS / "appeal-2022.txt"), "--slug", "long", "--accept-doubtful"]
    )
    assert imported.exit_code == 0, imported.output
    for form in ("json", "pdf"):
        args = ["letter", "export", "long", "--format", form, "--out", str(tmp_path / f"letter.{form}")]
        assert runner.invoke(args=args).exit_code == 0
    letter = json.loads((tmp_path / "letter.json").read_text())
    assert letter["counts"] == {
        "received": 268,
        "confirmed": 268,
        "printed": 268,
        "not_named": 0,
        "on_paper": 0,
    }
    fields = [field for field in Line.__slots__ if field in letter["signatories"][0]]
    pairs = [
        (Line(**{name: each[name] for name in fields}), row)
        for each, row in zip(letter["signatories"], truth(), strict=True)
    ]
    assert [line.kind for line, _row in pairs] == [row["kind"] for _line, row in pairs]
    people = [(line, row) for line, row in pairs if row["kind"] == "person"]
    name_of = ("given", "family", "patronymic", "maiden")
    names = [letters_of(line.name) == letters_of(*(row[part] for part in name_of)) for line, row in people]
    assert sum(names) / len(people) >= 0.98
    for field, truth_of, least in (
        ("role", "role", 0.9),
        ("affiliation", "organisation", 0.9),
        ("place", "place", 0.95),
    ):
        right = [folded(getattr(line, field)) == folded(row[truth_of]) for line, row in people]
        assert sum(right) / len(people) >= least, field
    pdf = spaceless("".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "letter.pdf").pages))
    assert [row["raw"] for _line, row in pairs if spaceless(row["raw"]) not in pdf] == []
