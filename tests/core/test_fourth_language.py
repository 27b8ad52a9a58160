"""A fourth language as an operator adds it: a folder of translations and a line of settings; no code knows of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from config import Config, ConfigError
from petition.accounts import messages, organisers
from petition.core import clock, i18n
from petition.core.db import db
from petition.core.settings import settings
from petition.mail.out import carrier
from tests.conftest import make_app, migrate
from tests.factories import desk_post, enter, make_appeal, sign

pytestmark = pytest.mark.usefixtures("now")

SAID = {"Open letters": "Відкриті листи", "Sign": "Підписати", "Language of the dashboard": "Мова столу"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue, compiled as `pybabel compile` does."""
    catalogue = Catalog(locale="uk", charset="utf-8")
    for english, said in SAID.items():
        catalogue.add(english, said)
    file = tmp_path / "extra/uk/LC_MESSAGES/messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_mo(out, catalogue)
    return tmp_path / "extra"


@pytest.fixture
def ukrainian(folder: Path, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path / "i", LANGUAGES="uk,kk,ru,en", TRANSLATIONS=str(folder))
    migrate(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_folder_and_a_setting_make_pages_emails_and_the_desk_speak_a_fourth_language(
    ukrainian: Flask,
) -> None:
    slug = make_appeal().slug
    client = ukrainian.test_client()
    for asked in ({"headers": {"Accept-Language": "uk"}}, {"query_string": {"lang": "uk"}}):
        front = client.get("/", **asked)
        assert '<html lang="uk"' in front.text
        assert "Відкриті листи" in front.text
    page = client.get(f"/a/{slug}?lang=uk").text
    assert "Українська" in page
    assert sign(client, slug, lang="uk").status_code == 303
    enter(client)
    assert desk_post(client, "/desk/language", {"lang": "uk"}, at="/desk/").status_code == 303
    assert "Мова столу" in client.get("/desk/").text
    organiser, now = organisers.by_address("organiser@example.org"), clock.now()
    assert organiser is not None
    told = messages.new_device(organiser, "", now)
    assert told.facts["moment"] == i18n.at(now, settings().time_zone, "uk")
    carrier.carry()
    mails = list(ukrainian.extensions["settings"].mail_folder.glob("*.eml"))
    assert any("Content-Language: uk" in mail.read_text() for mail in mails)


def test_a_language_without_translations_is_refused_and_the_present_ones_need_no_setting(
    tmp_path: Path,
) -> None:
    assert i18n.SPOKEN == ("kk", "ru", "en")
    with pytest.raises(
        ConfigError, match=r"LANGUAGES: uk has no translations; put uk/LC_MESSAGES/messages\.mo"
    ):
        Config.from_env({"INSTANCE": str(tmp_path), "LANGUAGES": "kk,uk"})
