"""What was read of a file or a paste is told before anything else: figures, an account that adds up, what to do next."""

import re

import pytest
from flask.testing import FlaskClient
from lxml import html

from petition.appeals import service as appeals
from petition.appeals.models import AppealText
from petition.core import turns
from petition.core.db import db
from petition.lists import judge, lookup
from tests.factories import enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")

LETTER = """Friends of the Well

To the Mayor of Qarasu

Dear Mayor,

We ask you to keep the old well open.[^1] It has given water to the lower town since 1904, and there is no other.

With respect,

Signed by:
Aru Bekova, teacher (Qarasu)
Marat Suleev, engineer, tel. 27-54-32
Dana Omarova, t.me/dana
Olga Kim, nurse

[^1]: The town archive, sheet 7.

You can sign by writing to well@example.org until 4 PM on December 19.
"""


def as_seen(page: str) -> str:
    return " ".join(" ".join(map(str, html.fromstring(page).itertext())).split())


@pytest.mark.usefixtures("now")
def test_after_a_letter_was_given_its_figures_its_account_and_a_button_for_each_next_step_are_shown(
    client: FlaskClient,
) -> None:
    enter(client)
    at = press(client, "/desk/new", paste=LETTER).location
    appeal = appeals.by_slug(at.split("/")[3])
    assert appeal is not None
    page = client.get(at).text
    said = as_seen(page)
    assert "2 signatories 2 doubtful signatories 1 recipient 1 footnote" in said
    assert "A phone number in the row 1" in said
    assert "December 19" in said
    account = re.search(
        r"Lines (\d+)((?: [A-Z][A-Za-z, ]+ \d+)+)", said.partition("it went")[2].partition("Names")[0]
    )
    assert "Names 4 Sure 2 To check 2" in said
    assert account is not None
    assert int(account[1]) == sum(map(int, re.findall(r"\d+", account[2])))
    steps = html.fromstring(page).findall(".//section[@class='next']//a")
    assert [" ".join((each.text or "").split()) for each in steps[:2]] == [
        "Check the text",
        "Check 2 doubtful signatories",
    ]
    assert (steps[-1].text or "").strip() == "Set the deadline"
    assert all(client.get(str(each.get("href"))).status_code == 200 for each in steps)
    kept = db.session.scalars(db.select(AppealText.reading)).one()
    assert not re.search("Mayor|Aru|Suleev|dana|27-54", repr(kept))  # figures, and no word of anybody
    blank = appeals.by_slug(press(client, "/desk/new").location.split("/")[3])
    assert blank is not None
    text = blank.draft("en")
    assert text is not None
    assert text.titled  # its title is still to be given, and none that was made


def test_a_large_letter_is_asked_for_again_while_another_is_read_and_nothing_typed_is_lost(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LARGE", 100)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    enter(client)
    with turns.turn(100):
        refused = press(client, "/desk/new", paste=LETTER)
        assert refused.status_code == 422
        assert "Another large file is being read just now" in as_seen(refused.text)
        assert "since 1904" in str(html.fromstring(refused.text).xpath("string(//textarea[@name='paste'])"))
        assert press(client, "/desk/new", paste="Dear Mayor,\n\nKeep the well.").status_code == 303
        table = press(client, "/desk/new", paste="Name\tRole\nAru Bek\tnurse\nOlga Kim\tdoctor\n")
        assert "It is a table of people, not a letter" in as_seen(table.text)
    assert press(client, "/desk/new", paste=LETTER).status_code == 303


TWO_LANGUAGES = """Friends of the Well Association
Qarasu Teachers Union

Open letter on the well

Dear Mayor,

We ask you to keep the old well open. It has given water to the lower town since 1904, and there is no other.

It was closed in May without a hearing, although the council had promised one.

Signed by:
Aru Bekova, teacher

* * *

Открытое письмо о колодце

Уважаемый мэр!

Мы просим вас сохранить старый колодец. Он даёт воду нижнему городу с 1904 года, и другого колодца в нём нет.

Его закрыли в мае без слушаний, хотя городской совет обещал их провести.

Подписали:
Ару Бекова, учитель
"""


@pytest.mark.parametrize(("lang", "russian"), [("en", "Russian"), ("ru", "русский"), ("kk", "орыс тілі")])
def test_a_letter_in_two_languages_becomes_two_texts_and_its_publishers_are_offered(
    client: FlaskClient, lang: str, russian: str
) -> None:
    enter(client)
    at = press(client, "/desk/new", paste=TWO_LANGUAGES).location
    appeal = appeals.by_slug(at.split("/")[3])
    assert appeal is not None
    assert {each.lang: each.text.title for each in appeal.texts} == {
        "en": "Open letter on the well",
        "ru": "Открытое письмо о колодце",
    }
    (kept,) = lookup.waiting_lists(appeal)
    assert [
        (each.listed.line.name, str(each.listed.line.doubt))
        for each in lookup.found_in(kept, 0)
        if each.listed
    ] == [
        ("Friends of the Well Association", "publisher"),
        ("Qarasu Teachers Union", "publisher"),
        ("Aru Bekova", ""),
        ("Ару Бекова", "again"),
    ]
    page = html.fromstring(client.get(f"{at}?lang={lang}").text)
    assert russian in {each.text for each in page.findall(".//a[@href]")}


def test_an_appeal_that_came_in_no_file_has_nothing_that_was_read(client: FlaskClient) -> None:
    appeal = make_appeal(published=False)
    enter(client)
    assert client.get(f"/desk/a/{appeal.slug}/read").location.endswith(f"/desk/a/{appeal.slug}/text/en")


def test_of_a_table_below_a_letter_no_bars_and_no_numbers_are_printed(client: FlaskClient) -> None:
    table = """| No. | Name | Position | Town | Notes |
| --- | --- | --- | --- | --- |
| 1 | Aru Bekova | teacher | Qarasu | |
| 2 | Marat Suleev | | Qarasu | by post |
| 4 | Dana Omarova | nurse, Ward 2 | | |
"""
    enter(client)
    letter = LETTER.partition("Signed by:")[0] + table
    slug = press(client, "/desk/new", paste=letter).location.split("/")[3]
    appeal = appeals.by_slug(slug)
    assert appeal is not None
    (kept,) = lookup.waiting_lists(appeal)
    found = [each.listed for each in lookup.found_in(kept, 0) if each.listed]
    assert [judge.particulars_of(each).line for each in found] == [
        "Aru Bekova, teacher (Qarasu)",
        "Marat Suleev, Qarasu, by post",
        "Dana Omarova, nurse, Ward 2",
    ]
