"""A text that would take everybody's page down: refused when it is saved, and never read again once it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, update

from petition.appeals.models import Appeal, AppealText, AppealVersion
from petition.core import clock, markdown, markdown_html
from petition.core.db import db
from petition.letters.render import FORMATS
from tests.core.test_markdown import NESTED
from tests.factories import TEXT, desk_post, enter, make_appeal
from tests.letters.invented import letter, written

pytestmark = pytest.mark.usefixtures("now")

DEEP = ">" * 40 + " x"
BOMB = "[" * 60_000


def count(table: type[Appeal] | type[AppealText]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_a_text_that_nests_too_deep_is_refused_beside_its_field(client: FlaskClient, lang: str) -> None:
    slug = make_appeal(published=False).slug
    enter(client)
    path = f"/desk/a/{slug}/text/en"
    answer = desk_post(client, f"{path}?lang={lang}", {"title": "Well", "body": DEEP}, at=path)
    assert answer.status_code == 422
    said = {
        "en": "This text is too complex",
        "ru": "Этот текст слишком сложный",
        "kk": "Бұл мәтін тым күрделі",
    }
    assert said[lang] in answer.text
    assert "&gt;" * 40 in answer.text  # what was typed stays typed
    assert db.session.scalars(select(Appeal)).one().draft("en") == TEXT


def test_a_letter_that_is_too_complex_begins_no_appeal(client: FlaskClient) -> None:
    enter(client)
    said = "We ask you to keep the well of our town open to everybody who needs water."
    answer = desk_post(client, "/desk/new", {"paste": f"Dear Mayor,\n\n{said}\n\n{DEEP}\n\nYours"})
    assert answer.status_code == 422
    assert "This text is too complex" in answer.text
    assert count(Appeal) == 0


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database is asked
def test_the_command_refuses_a_letter_that_is_too_complex(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    file.write_text("# Well\n\nDear Mayor,\n\nThe well is old.\n\n" + "word and *word* " * 20_000)
    done = app.test_cli_runner().invoke(args=["appeal", "import", str(file), "--publish"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "too complex" in done.stderr
    assert count(Appeal) == 0


def test_no_format_fails_at_the_deepest_text_that_is_taken() -> None:
    for nested in NESTED.values():
        composed = letter(text=replace(TEXT, body=nested(10)))
        for form in FORMATS:
            assert written(form, composed)


def test_a_text_that_is_published_is_not_read_again(client: FlaskClient) -> None:
    appeal = make_appeal(grace_minutes=0)
    appeal.closes_at = clock.now()
    db.session.commit()
    before = [client.get(f"/a/{appeal.slug}{path}") for path in ("", "/letter", "/letter.docx", "/letter.md")]
    for table, content in ((AppealText, TEXT), (AppealVersion, TEXT)):
        kept = replace(content, body=BOMB).as_json()
        db.session.execute(update(table).values(content=kept if table is AppealText else {"en": kept}))
    db.session.commit()
    after = [client.get(f"/a/{appeal.slug}{path}") for path in ("", "/letter", "/letter.docx", "/letter.md")]
    assert [each.status_code for each in after] == [200] * 4
    assert [each.data for each in after[1:]] == [each.data for each in before[1:]]
    assert "<p>The well is <em>old</em> and <strong>good</strong>.</p>" in after[0].text


def test_texts_kept_before_are_read_by_the_migration_and_one_that_is_too_complex_stands_as_typed(
    app: Flask,
) -> None:
    make_appeal()
    make_appeal(slug="deep")
    db.session.execute(
        update(AppealVersion)
        .where(AppealVersion.appeal_id == select(Appeal.id).where(Appeal.slug == "deep").scalar_subquery())
        .values(content={"en": replace(TEXT, body=DEEP).as_json()})
    )
    db.session.commit()
    script = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    downgrade(revision=str(script.get_revision("0017").down_revision))
    upgrade()
    db.session.expire_all()
    deep, well = db.session.scalars(select(Appeal).order_by(Appeal.slug)).all()
    assert well.body("en") == well.body("en", draft=True) == markdown.blocks(TEXT.body)
    assert markdown_html.html_of(deep.body("en")) == f"<p>{'&gt;' * 40} x</p>\n"
