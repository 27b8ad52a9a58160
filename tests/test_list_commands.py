"""`flask list read` prints what would be read of a list and saves nothing. All names are invented."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from petition.core.db import db
from petition.lists.models import LineList

TABLE = "Name,Email,Keep me off the website\nAnna Ruel,a@example.org,x\nBoris Lind,,\nTotal: 2,,\n"


@pytest.mark.usefixtures("now")
def test_a_list_is_read_and_nothing_is_saved(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(TABLE)
    told = app.test_cli_runner().invoke(args=["list", "read", str(file)])
    assert told.exit_code == 0
    assert "Line 2: Anna Ruel, a@example.org [hidden]" in told.output
    assert "Column 3, Keep me off the website: say what the column means: x" in told.output
    assert "Rows: 4 = 1 headings + 2 signatories + 1 total" in told.output
    found = json.loads(app.test_cli_runner().invoke(args=["list", "read", str(file), "--json"]).output)
    assert found["columns"] == ["name", "mailbox", "asked"]
    assert [(row["name"], row["visibility"], row["sure"]) for row in found["rows"]] == [
        ("Anna Ruel", "hidden", True),
        ("Boris Lind", "hidden", True),
    ]
    assert [(each["line"], each["reason"]) for each in found["unread"]] == [(4, "total")]
    assert found["asks"][0]["answers"] == {"x": 1}
    assert db.session.scalar(select(func.count()).select_from(LineList)) == 0


@pytest.mark.usefixtures("now")
def test_what_is_no_list_is_refused_in_one_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"PK\x03\x04 and no more")
    refused = app.test_cli_runner().invoke(args=["list", "read", str(file)])
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
