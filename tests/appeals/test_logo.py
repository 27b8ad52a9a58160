"""The picture of a letterhead: drawn anew from what was uploaded, described in words, printed where pictures can be."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from struct import pack

import docx
import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageOps, PngImagePlugin

from petition.appeals.logo import MOST_BYTES, drawn_anew
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.drawing import NotAPicture
from tests.factories import desk_post, enter, make_appeal
from tests.letters.invented import SIGNED, letter, written

pytestmark = pytest.mark.usefixtures("now")

LOGO = "/desk/a/well/logo"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 120), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, 90).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_was_uploaded_becomes_a_png_of_ours(kind: str) -> None:
    logo = drawn_anew(picture(kind), "A well")
    assert logo.png.startswith(b"\x89PNG")
    assert (logo.width, logo.height, logo.alt) == (300, 120, "A well")


def test_nothing_that_came_along_in_the_file_is_kept() -> None:
    out, told = BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Author", "Somebody Real")
    exif = Image.Exif()
    exif[0x9286] = "taken at home"
    Image.new("RGBA", (9, 9), (1, 2, 3, 4)).save(out, "PNG", pnginfo=told, exif=exif)
    made = drawn_anew(out.getvalue() + b"<script>alert(1)</script>").png
    assert not any(trace in made for trace in (b"Somebody", b"home", b"script"))
    with Image.open(BytesIO(made)) as kept:
        assert not kept.info
        assert kept.getpixel((0, 0)) == (1, 2, 3, 4)


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_is_put_upright_however_odd_what_else_came_along(orientation: int) -> None:
    drawn = Image.frombytes("RGB", (5, 3), bytes(range(45)))
    turned, out = Image.Exif(), BytesIO()
    turned[0x0112] = orientation
    drawn.save(out, "PNG", exif=turned)
    upright = ImageOps.exif_transpose(Image.open(out))
    odd = pack("<HHII", 0x0112, 3, 1, orientation) + pack(
        "<HHI4s", 0x0100, 2, 4, b"odd\0"
    )  # a width in words
    out = BytesIO()
    drawn.save(out, "PNG", exif=b"Exif\0\0II*\0" + pack("<IH", 8, 2) + odd + bytes(4))
    with Image.open(BytesIO(drawn_anew(out.getvalue()).png)) as made:
        assert (made.size, made.tobytes()) == (upright.size, upright.tobytes())


def test_a_large_picture_is_made_as_small_as_it_is_printed() -> None:
    logo = drawn_anew(picture(size=(4000, 1000)))
    assert (logo.width, logo.height) == (800, 200)


@pytest.mark.parametrize(
    ("made", "reason"),  # when it is wanted: each process of several collects every test
    [
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (lambda: picture("GIF", mode="P"), "kind"),
        (lambda: b"", "kind"),
        (lambda: picture()[:60], "broken"),
        (lambda: b"\0" * (MOST_BYTES + 1), "large"),
        (lambda: picture(size=(6000, 5000), mode="1"), "large"),
        (lambda: picture(size=(20000, 10000), mode="1"), "large"),
        (lambda: picture("JPEG") + b"\xff\xda" * 64, "large"),  # each scan goes over all pixels once more
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(made: Callable[[], bytes], reason: str) -> None:
    data = made()
    with pytest.raises(NotAPicture) as refused:
        drawn_anew(data)
    assert refused.value.reason == reason


@pytest.fixture
def appeal(app: Flask) -> Appeal:
    return make_appeal(slug="well")


@pytest.fixture
def desk(client: FlaskClient, appeal: Appeal) -> FlaskClient:
    enter(client)
    return client


def test_a_logo_is_set_shown_in_the_letter_and_taken_out(desk: FlaskClient, appeal: Appeal) -> None:
    for size in ((300, 120), (200, 100)):  # the second takes the place of the first
        given = {"file": (BytesIO(picture(size=size)), "logo.png"), "alt": "A well"}
        assert desk_post(desk, LOGO, given).status_code == 303
    db.session.refresh(appeal)
    assert appeal.logo is not None
    assert (appeal.logo.width, appeal.logo.alt) == (200, "A well")
    assert 'alt="A well"' in desk.get(LOGO).text
    assert 'alt="A well"' in desk.get("/desk/a/well/letter").text
    assert desk_post(desk, f"{LOGO}/drop", at=LOGO).status_code == 303
    assert "A well" not in desk.get("/desk/a/well/letter").text


@pytest.mark.parametrize(
    ("data", "alt", "said"),
    [
        (b"<svg/>", "A well", "neither PNG nor JPEG"),
        (picture()[:60], "A well", "damaged"),
        (picture(), "", "Say in a few words"),
        (b"", "A well", "Choose a file."),
    ],
)
def test_a_refusal_stands_beside_the_field(
    desk: FlaskClient, appeal: Appeal, data: bytes, alt: str, said: str
) -> None:
    given = {"file": (BytesIO(data), "logo.png" if data else ""), "alt": alt}
    answer = desk_post(desk, LOGO, given)
    assert answer.status_code == 422
    assert said in answer.text
    assert appeal.logo is None


def test_the_logo_of_another_team_is_as_if_it_were_not_there(desk: FlaskClient) -> None:
    make_appeal(slug="others", team="Others")
    assert desk.get("/desk/a/others/logo").status_code == 404


def test_it_is_printed_with_its_words_where_pictures_can_be() -> None:
    composed = replace(letter(*SIGNED), logo=drawn_anew(picture(), "A <well>"))
    assert 'alt="A &lt;well&gt;"' in written("html", composed).decode()
    assert 'descr="A &lt;well&gt;"' in docx.Document(BytesIO(written("docx", composed))).element.xml
    with pikepdf.open(BytesIO(written("pdf", composed))) as pdf:
        assert "A <well>" in [
            str(each.Alt) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
    for name in ("html", "docx", "pdf"):
        assert written(name, composed) == written(name, composed)
