"""The sheet for collecting signatures by hand: what it says, in each language, tagged and the same each time."""

import io
from dataclasses import replace

import pikepdf
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.core.markdown import blocks
from petition.desk import service
from petition.letters.composing.sheet import ROWS, SheetFacts, excerpt, sheet
from petition.letters.composing.words import KNOWN
from tests.factories import TEXT, enter, make_appeal

pytestmark = pytest.mark.usefixtures("now")

FACTS = SheetFacts(
    address="https://letters.example.org/a/well",
    to_sign="https://letters.example.org/a/well/sign",
    team="Friends",
    contact="friends@example.org",
    until="19 December 2026, 16:00",
    days=31,
)


def fetched(client: FlaskClient, slug: str, lang: str = "") -> bytes:
    answer = client.get(f"/desk/a/{slug}/sheet.pdf" + (f"?lang={lang}" if lang else ""))
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return bytes(answer.get_data())


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


@pytest.fixture
def appeal(client: FlaskClient) -> Appeal:
    made = make_appeal(published=False)
    russian = replace(TEXT, title="Сохраните колодец", body="Колодец *старый* и **хороший**.")
    appeals.write(made, "ru", russian, organiser_id=None, now=clock.now())
    db.session.commit()
    service.publish(made, now=clock.now())
    db.session.commit()
    enter(client)
    return made


def test_a_sheet_says_what_is_signed_and_what_becomes_of_what_is_written(
    client: FlaskClient, appeal: Appeal
) -> None:
    said = words(fetched(client, appeal.slug))
    for part in (
        "Keep the well open",
        "To: Mayor of Qarasu",
        "The well is old and good. water shade",
        f"/a/{appeal.slug}. Ask to read it before you sign.",
        "Published by Friends. Signing ends on",
        "delete it 31 days after signing has ended",
        "You can also write to letters@localhost.localdomain",
        "No. Name Job or role Town Email (optional) Signature",
        f" {ROWS} ",
        "Page 1 of 2",
        "Page 2 of 2",
    ):
        assert part in said


def test_a_sheet_speaks_the_language_of_its_text(client: FlaskClient, appeal: Appeal) -> None:
    said = words(fetched(client, appeal.slug, "ru"))
    assert "Сохраните колодец" in said
    assert "Страница 1 из 2" in said
    assert "Job or role" not in said


def test_a_sheet_is_tagged_and_the_same_each_time(client: FlaskClient, appeal: Appeal) -> None:
    data = fetched(client, appeal.slug)
    assert data == fetched(client, appeal.slug)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.docinfo["/Title"] == "Keep the well open"
        meta = str(pdf.open_metadata())
        assert 'pdfuaid:part="1"' in meta or "<pdfuaid:part>1" in meta
        width, height = (float(each) for each in pdf.pages[0].MediaBox[2:])
        assert (round(width), round(height)) == (842, 595)


def test_what_was_typed_is_never_a_command(client: FlaskClient) -> None:
    text = replace(TEXT, title='#pagebreak() "Well" \\ $x$', body="#panic()\n\n<b>{page}</b>")
    made = make_appeal(text=text, slug="odd")
    enter(client)
    said = words(fetched(client, made.slug))
    assert '#pagebreak() "Well" \\ $x$' in said
    assert "#panic() <b>{page}</b>" in said


def test_a_sign_that_no_font_draws_is_told(client: FlaskClient) -> None:
    made = make_appeal(text=replace(TEXT, title="Well \U00013000"), slug="odd")
    enter(client)
    answer = client.get(f"/desk/a/{made.slug}/sheet.pdf")
    assert answer.status_code == 409
    assert "U+13000" in answer.text


def test_only_what_is_published_can_be_signed_on_paper(client: FlaskClient, appeal: Appeal) -> None:
    draft = make_appeal(published=False, slug="draft")
    other = make_appeal(team="Others", slug="others")
    assert client.get(f"/desk/a/{draft.slug}/sheet.pdf").status_code == 404
    assert client.get(f"/desk/a/{other.slug}/sheet.pdf").status_code == 404
    assert client.get(f"/desk/a/{appeal.slug}/sheet.pdf?lang=de").status_code == 404
    assert client.get(f"/desk/a/{appeal.slug}/sheet.pdf?lang=../x").status_code == 404


def test_the_desk_offers_a_sheet_in_each_language(client: FlaskClient, appeal: Appeal) -> None:
    page = client.get(f"/desk/a/{appeal.slug}/signatories").text
    assert f"/desk/a/{appeal.slug}/sheet.pdf?lang=en" in page
    assert f"/desk/a/{appeal.slug}/sheet.pdf?lang=ru" in page


@pytest.mark.parametrize("lang", [*KNOWN, "kk-Cyrl", "de"])
def test_every_language_has_all_words(lang: str) -> None:
    made = sheet(TEXT, blocks(TEXT.body), FACTS, lang=lang)
    assert all([made.whole, made.scan, made.statement, made.page, *made.columns])
    assert len(made.columns) == 6
    assert "{" not in " ".join([*made.about, made.whole, made.statement])


def test_a_sheet_without_recipient_and_deadline_leaves_them_out() -> None:
    made = sheet(replace(TEXT, recipients=()), blocks(TEXT.body), replace(FACTS, until=""), lang="en")
    assert made.about == ("Published by Friends.",)


def test_an_excerpt_is_plain_and_cut_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("petition.letters.composing.sheet._EXCERPT", 45)
    body = (
        "# Head\n\n**One** [two](https://example.org), three.\n\n> four\n\n- five\n- six\n\n" + "seven " * 200
    )
    assert excerpt(blocks(body)) == "One two, three. four five six seven seven …"
    assert excerpt(blocks("Short.")) == "Short."
    assert excerpt(blocks("")) == ""
