"""The pictures of a letter that came in a file: asked about once, then part of its text."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.appeals import pictures
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core.db import db
from tests.factories import desk_post, enter, press
from tests.reading.illustrated import letter

pytestmark = pytest.mark.usefixtures("now")


def brought(client: FlaskClient) -> tuple[Appeal, str]:
    enter(client)
    at = press(client, "/desk/new", file=(BytesIO(letter("docx")), "letter.docx")).location
    found = appeals.by_slug(at.split("/")[3])
    assert found is not None
    return found, at


def said(**fields: Any) -> dict[str, Any]:
    """What the form of three pictures sends: the first two stand in the text."""
    words = {"picture-1-words_en": "Map", "picture-2-words_en": "", "picture-3-words_en": ""}
    return words | {"picture-1-stood": "y", "picture-2-stood": "y", "picture-3-left_out": "y"} | fields


def body(appeal: Appeal) -> str:
    db.session.expire_all()
    text = appeal.draft("en")
    assert text is not None
    return text.body


def test_what_was_read_asks_what_each_picture_shows_loses_nothing_typed_and_brings_back_nothing_taken_out(
    client: FlaskClient,
) -> None:
    appeal, at = brought(client)
    page = client.get(at).text
    assert all(f'src="/desk/a/{appeal.slug}/picture/{each}"' in page for each in ("1.png", "2.jpg", "3.png"))
    assert 'value="Map of the wells"' in page
    assert "Say what 1 picture shows" in page
    before = body(appeal)
    wrong = desk_post(
        client, at, said(**{"picture-1-words_en": "Map of <all> wells", "picture-1-adorns": "y"})
    )
    assert wrong.status_code == 422
    assert "Say what picture 2 shows, or tick a box below." in wrong.text
    assert "Delete these words, or untick the box below." in wrong.text
    assert 'value="Map of &lt;all&gt; wells"' in wrong.text
    assert body(appeal) == before
    adorning = said(**{"picture-2-adorns": "y", "picture-1-words_en": "Map of [all] wells"})
    assert desk_post(client, at, adorning).status_code == 303
    assert "![Map of \\[all\\] wells](picture:1)" in body(appeal)
    assert pictures.wordless(appeal, "en") == []
    gone = said(**{"picture-1-left_out": "y", "picture-2-words_en": "The well"})
    for _ in range(2):  # pressed twice
        assert desk_post(client, at, gone).status_code == 303
    assert "picture:1" not in body(appeal)
    assert "![The well](picture:2)" in body(appeal)
    back = {name: value for name, value in gone.items() if name != "picture-1-left_out"}
    assert desk_post(client, at, back | {"picture-1-stood": ""}).status_code == 303
    assert body(appeal).endswith("\n\n![Map](picture:1)")
    kept = body(appeal).replace("![The well](picture:2)", "")
    press(client, f"/desk/a/{appeal.slug}/text/en", body=kept)
    assert desk_post(client, at, said(**{"picture-2-words_en": "The well"})).status_code == 303  # an old form
    assert "picture:2" not in body(appeal)
    # A translation has the pictures of the letter where they are the same.
    translation = letter().replace(b"Map of the wells", "Карта колодцев".encode())
    file = (BytesIO(translation), "letter.html")
    to = f"/desk/a/{appeal.slug}/language"
    assert desk_post(client, to, {"lang": "ru", "file": file}).status_code == 303
    db.session.expire_all()
    assert [each.number for each in pictures.of(appeal)] == [1, 2, 3]
    translated = appeal.draft("ru")
    assert translated is not None
    assert "![Карта колодцев](picture:1)" in translated.body


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_terminal_tells_pictures_and_publishes_none_without_words(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "letter.html"
    path.write_bytes(letter().replace(b"photo.jpg", b""))
    run = app.test_cli_runner().invoke
    told = run(args=["appeal", "read", str(path)]).output
    assert (
        "picture 1: Map of the wells\npicture 2: without words\npicture 3: without words (outside the text, left out)\n"
        in told
    )
    assert '"in_text": false' in run(args=["appeal", "read", "--json", str(path)]).output
    refused = run(args=["appeal", "import", str(path), "--publish", "--accept-doubtful", "--slug", "well"])
    assert refused.exit_code == 1
    assert "Pictures without words: 1 (by their number: 2)." in refused.output
    assert appeals.by_slug("well") is None
