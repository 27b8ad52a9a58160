"""A translation stands beside the first language, and what it lacks, or what has changed there since, is told."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from petition.appeals import service, translations
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.reading.draft import Recipient
from tests.factories import TEXT, enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")
HERE = "/desk/a/well"
RUSSIAN = """Открытое письмо о колодце

Уважаемый мэр!

Мы просим вас сохранить старый колодец. Он даёт воду нижнему городу с 1904 года, и другого колодца в нём нет.

Его закрыли в мае без слушаний, хотя городской совет обещал их провести.

Подписали:
Ару Бекова, учитель
"""


def again() -> Appeal:
    db.session.expire_all()
    found = service.by_slug("well")
    assert found is not None
    return found


def beside(client: FlaskClient) -> list[str]:
    """The paragraphs of the first language that stand beside those of the translation."""
    page = html.fromstring(client.get(f"{HERE}/text/ru?step=letter").text)
    return [
        "".join(map(str, each.itertext()))
        for each in page.iter("p")
        if (each.get("id") or "").startswith("first-")
    ]


def test_a_translation_comes_from_a_paste_or_a_file_and_is_never_put_over_another(
    client: FlaskClient,
) -> None:
    make_appeal(slug="well", published=False)
    enter(client)
    page = f"{HERE}/language"
    assert press(client, page, lang="ru", paste="12 34").status_code == 422
    assert press(client, page, lang="ru", paste=RUSSIAN).location == f"{HERE}/text/ru"
    read = again().draft("ru")
    assert read is not None
    assert read.salutation == "Уважаемый мэр!"
    assert "The 1 name in it was not added" in client.get(f"{HERE}/text/ru").text
    assert press(client, page, lang="ru", paste=RUSSIAN).status_code == 422
    file = (BytesIO(RUSSIAN.replace("Уважаемый", "Құрметті").encode()), "letter.txt")
    assert press(client, page, lang="kk", file=file).location == f"{HERE}/text/kk"
    assert set(again().langs) == {"en", "kk", "ru"}


def test_what_is_missing_or_has_changed_since_is_told_until_it_is_translated_or_said_to_be_right(
    client: FlaskClient,
) -> None:
    make_appeal(slug="well", published=False)
    enter(client)
    assert press(client, f"{HERE}/language", lang="ru").status_code == 303
    assert translations.behind(again(), "ru").missing == (
        "title",
        "place",
        "date",
        "subject",
        "salutation",
        "body",
        "closing",
    )
    assert "Complete 1 translation" in client.get("/desk/").text
    assert beside(client) == [*translations.paragraphs(TEXT.body), ""]
    whole: dict[str, Any] = {
        "title": "Колодец", "place": "Карасу", "date": "3 ноября", "subject": "Колодец", "salutation": "Уважаемый мэр!",
        "closing": "С уважением,", "paragraph": ["Он *старый* и **хороший**.", "- вода\n- тень", ""],
    }  # fmt: skip
    assert press(client, f"{HERE}/text/ru", step="letter", **whole).location == f"{HERE}/text/ru?step=letter"
    appeal = again()
    draft = appeal.draft("ru")
    assert draft is not None
    assert draft.body == "Он *старый* и **хороший**.\n\n- вода\n- тень"
    assert not translations.behind(appeal, "ru")
    assert "translation" not in client.get("/desk/").text
    changed = replace(TEXT, body=TEXT.body.replace("shade", "shadow"), closing="With hope,")
    service.write(appeal, "en", changed, organiser_id=None, now=clock.now())
    db.session.commit()
    assert set(translations.behind(again(), "ru").changed) == {"body", "closing"}
    page = client.get(f"{HERE}/text/ru").text
    assert page.count("Changed since it was translated") == 3  # twice in the notice, and beside the paragraph
    assert "Complete the translation" in client.get(HERE).text
    kept: dict[str, Any] = {"paragraph": ["Он *старый* и **хороший**.", "- вода\n- тень", ""]}
    assert press(client, f"{HERE}/text/ru", **kept, title="Старый колодец").status_code == 303
    assert set(translations.behind(again(), "ru").changed) == {"body", "closing"}  # another part was changed
    assert press(client, f"{HERE}/text/ru", **kept, still_right="closing").status_code == 303
    assert set(translations.behind(again(), "ru").changed) == {"body"}
    assert press(client, f"{HERE}/text/ru", paragraph=["Он хороший."]).status_code == 303
    assert not translations.behind(again(), "ru")
    more = replace(changed, recipients=(*changed.recipients, Recipient(title="Town council")))
    service.write(again(), "en", more, organiser_id=None, now=clock.now())
    db.session.commit()
    assert translations.behind(again(), "ru").missing == ("recipients",)  # one of two is not all
    assert f'name="recipients-{len(changed.recipients)}-title"' in client.get(f"{HERE}/text/ru").text


def test_a_translation_of_far_fewer_paragraphs_is_behind_and_one_with_some_joined_is_not(
    client: FlaskClient,
) -> None:
    make_appeal(slug="well", published=False)
    enter(client)
    longer = replace(TEXT, body="\n\n".join(f"We ask for the well, {nth}." for nth in range(7)))
    service.write(again(), "en", longer, organiser_id=None, now=clock.now())
    db.session.commit()
    for number, told in ((4, (4, 7)), (6, None)):
        whole = replace(longer, body="\n\n".join(f"Мы просим, {nth}." for nth in range(number)))
        service.write(again(), "ru", whole, organiser_id=None, now=clock.now())
        db.session.commit()
        translations.note(again(), "ru")
        db.session.commit()
        assert translations.behind(again(), "ru").paragraphs == told
        assert ("4 of 7 paragraphs" in client.get(f"{HERE}/text/ru").text) is bool(told)


def test_a_text_cut_into_paragraphs_and_joined_again_is_the_same() -> None:
    for body in ("", "One.", "One.\n\nTwo\nlines.\n\n- a\n- b\n\n[^1]: A note.", "One.\n \n\n\nTwo."):
        cut = translations.paragraphs(body)
        assert "\n\n".join(cut).split() == body.split()
        assert translations.paragraphs("\n\n".join(cut)) == cut
