"""The covering note says how signatures were collected, in three languages, as PDF and DOCX; of a complete letter alone."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import docx
import pypdfium2
import pytest
from flask.testing import FlaskClient

from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.reading.draft import Recipient
from petition.signatures.rules import State
from tests.factories import TEXT, enter, make_appeal, signed

pytestmark = pytest.mark.usefixtures("now")
SAID = {
    "en": (
        "Covering note",
        "Number of signatories: 2",
        "Confirmed on the page: 2.",
        "before the extended deadline.",
        "It could be signed, and signatures confirmed, until ",
        "To: Mayor of Qarasu, Town hall",
        "Copy to: Minister of Water, Ministry",
        "Questions about the signatures: letters@localhost.localdomain.",
        "Confirmed signatures that the organisers took off the letter; not counted here: 1.",
        "Date, name, signature, and where to reply",
    ),
    "ru": (
        "Сопроводительное письмо",
        "Число подписавших: 2",
        "Подтверждено на странице: 2.",
        "раньше продлённого срока.",
        "Подписать его и подтвердить подпись можно было до: ",
        "Копия: Ministry, Minister of Water",
        "организаторы исключили; здесь не учтены: 1.",
        "Дата, имя, подпись и адрес для ответа",
    ),
    "kk": (
        "Ілеспе хат",
        "Қол қоюшылар саны: 2",
        "Бетте расталғаны: 2.",
        "ұзартылған мерзімнен бұрын",
        "Қол қою және растау мерзімі: ",
        "Көшірмесі: Ministry, Minister of Water",
        "Күні, аты-жөні, қолы және",
    ),
}


def test_the_covering_note_says_how_the_signatures_were_collected(client: FlaskClient) -> None:
    addressed = replace(
        TEXT, recipients=(*TEXT.recipients, Recipient("Minister of Water", "", "Копия: Ministry"))
    )
    appeal = make_appeal(text=addressed, grace_minutes=0, published=False)
    for lang in ("ru", "kk"):
        titled = replace(addressed, title=f"Title {lang}")
        appeals.write(appeal, lang, titled, organiser_id=None, now=clock.now())
    appeals.publish(appeal, now=clock.now())
    db.session.commit()
    signed(appeal, "Aru Bekova")
    signed(appeal, "Dana Bekova", visibility="hidden")
    made_up = signed(appeal, "Minister of Weather")
    made_up.state = State.REJECTED
    db.session.commit()
    enter(client)
    page = f"/desk/a/{appeal.slug}/covering"
    assert client.get(f"{page}.pdf").status_code == 409
    with clock.stopped(clock.now() + timedelta(days=11)):
        assert client.get(f"{page}.docx?lang=en").status_code == 200
    appeals.extend(appeal, clock.now() + timedelta(days=40), "Slow post", now=clock.now())
    appeals.close(appeal, now=clock.now() + timedelta(days=9))
    db.session.commit()
    with clock.stopped(clock.now() + timedelta(days=11)):
        for lang, words in SAID.items():
            answer = client.get(f"{page}.docx?lang={lang}")
            text = "\n".join(each.text for each in docx.Document(BytesIO(answer.data)).paragraphs)
            for each in words:
                assert each in text, each
            assert client.get(f"{page}.docx?lang={lang}").data == answer.data
            pdf = pypdfium2.PdfDocument(client.get(f"{page}.pdf?lang={lang}").data)
            assert words[-1] in pdf[0].get_textpage().get_text_range()  # the line for ink, on the first sheet
        for wrong in (f"{page}.txt", f"{page}.pdf?lang=de"):
            assert client.get(wrong).status_code == 404
        assert "Covering note" in client.get(f"/desk/a/{appeal.slug}/letter").text


def test_of_a_letter_that_had_no_deadline_none_is_named(client: FlaskClient) -> None:
    appeal = make_appeal(grace_minutes=0)
    appeal.closes_at = None
    appeals.extend(appeal, clock.now() + timedelta(days=5), "Slow post", now=clock.now())
    db.session.commit()
    enter(client)
    page = " ".join(client.get(f"/a/{appeal.slug}").text.split())
    assert ("Reason: Slow post" in page, "the deadline was" in page) == (True, False)
    with clock.stopped(clock.now() + timedelta(days=6)):
        note = docx.Document(BytesIO(client.get(f"/desk/a/{appeal.slug}/covering.docx?lang=en").data))
    (said,) = [each.text for each in note.paragraphs if "Slow post" in each.text]
    assert (said.endswith(". Reason: Slow post"), "before" in said) == (True, False)
