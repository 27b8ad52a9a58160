"""The real letter of 2022, read from its file: whom the machine links, and what it asks first."""

import json
from datetime import datetime
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import select

from petition.core.db import db
from petition.core.text import folded
from petition.reading import reader
from petition.review import service
from petition.signatures.models import Signature
from tests.factories import make_appeal
from tests.outside import outside
from tests.review.signed import cases, listed, look


@pytest.mark.usefixtures("now")
def test_nobody_is_linked_and_the_three_who_signed_twice_are_asked_about_first(
    app: Flask, now: datetime
) -> None:
    folder = outside("letters")
    appeal = make_appeal()
    draft = reader.read((folder / "appeal-2022.txt").read_bytes(), "appeal-2022.txt")
    listed(appeal, *draft.lines)
    look()
    assert service.count(appeal, "linked") == 0
    kept = {row.id: folded(row.own.as_typed) for row in db.session.scalars(select(Signature))}
    first = {tuple(sorted((kept[case.a_id], kept[case.b_id]))) for case in cases(appeal)[:3]}
    read = [
        json.loads(line)
        for line in (folder / "appeal-2022-signatories.jsonl").read_text("utf-8").splitlines()
    ]
    true = {
        tuple(sorted((folded(one["raw"]), folded(other["raw"]))))
        for one, other in combinations((line for line in read if line["kind"] != "continuation"), 2)
        if one["cluster"] == other["cluster"]
    }
    assert len(true) == 3
    assert first == true
