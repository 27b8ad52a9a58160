"""What became of a letter is recorded by hand, stands on its public pages, and can be taken back."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import Image

from petition.appeals import scan
from petition.core import clock
from petition.core.drawing import NotAPicture
from tests.factories import desk_post, enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size).save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """A picture of 100 megapixels in some kilobytes."""
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def pdf(pages: int, **more: Any) -> bytes:
    """A PDF with a script that runs when it is opened, a form, a file in it, and a link."""
    out, made = BytesIO(), pikepdf.new()
    for _ in range(pages):
        page = made.add_blank_page(page_size=more.get("size", (595, 842)))
        page.obj.Annots = made.make_indirect(
            pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                                              A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://evil.example"))])
        )  # fmt: skip
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.attachments["virus.exe"] = b"MZ"
    made.save(out)
    return out.getvalue()


def test_a_scan_that_is_a_pdf_is_drawn_anew_and_nothing_else_of_it_is_kept() -> None:
    assert scan.drawn_anew(pdf(1))[:3] == b"\xff\xd8\xff"
    drawn = scan.drawn_anew(pdf(2))
    assert scan.is_pdf(drawn)
    for trace in (b"/JavaScript", b"/OpenAction", b"/EmbeddedFile", b"/URI", b"/Annots", b"evil"):
        assert trace not in drawn
    assert len(pikepdf.open(BytesIO(drawn)).pages) == 2
    huge = Image.open(BytesIO(scan.drawn_anew(pdf(1, size=(14_400, 14_400)))))
    assert huge.size == (1600, 1600)
    for wrong, why in ((pdf(21), "pages"), (b"%PDF-1.7 no", "pdf"), (b"%PDF-" + bytes(5_000_001), "large")):
        with pytest.raises(NotAPicture) as refused:
            scan.drawn_anew(wrong)
        assert refused.value.reason == why


def test_a_delivery_on_the_day_of_publication_is_that_day_where_the_letter_is_at_home(
    client: FlaskClient,
) -> None:
    with clock.stopped(clock.now().replace(hour=21)):  # in Almaty it is the next day, 02:00
        appeal = make_appeal(grace_minutes=0, closes_at=clock.now() + timedelta(hours=1))
    with clock.stopped(clock.now().replace(hour=22)):
        enter(client)
        page = f"/desk/a/{appeal.slug}/delivery"
        given = {"what": "delivered", "how": "By hand"}
        assert desk_post(client, page, given | {"day": "2026-11-22"}).status_code == 422
        assert desk_post(client, page, given | {"day": "2026-11-23"}).status_code == 303
        page = client.get(f"/a/{appeal.slug}").text
        told = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
        assert told.count("23 November 2026") == 3
        assert '"datePublished": "2026-11-23"' in page  # as search engines read it


def test_a_delivery_and_an_answer_are_recorded_and_stand_beside_the_letter(client: FlaskClient) -> None:
    appeal = make_appeal(grace_minutes=0)
    enter(client)
    page, public = f"/desk/a/{appeal.slug}/delivery", f"/a/{appeal.slug}"
    assert "not complete yet" in client.get(page).text
    with clock.stopped(clock.now() + timedelta(days=12)):
        given: dict[str, Any] = {
            "what": "delivered",
            "day": "2026-12-03",
            "how": "By hand, town hall",
            "number": "42-k",
        }
        for wrong in (
            {"day": ""},
            {"day": "2026-12-31"},
            {"day": "2026-11-01"},
            {"what": "answered"},
            {"file": (BytesIO(b"<svg/>"), "scan.svg")},
            {"file": (BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(20)), "scan.png")},
            {"file": (BytesIO(b"%PDF-1.7\n" + bytes(20)), "scan.pdf")},
            {"file": (BytesIO(bomb()), "scan.png")},
        ):
            assert desk_post(client, page, given | wrong).status_code == 422, wrong
        pressed = re.search(r'name="form" value="([^"]+)"', client.get(page).text)
        assert pressed
        for _twice in range(2):
            receipt = {"form": pressed[1], "file": (BytesIO(picture()), "scan.png")}
            assert desk_post(client, page, given | receipt).status_code == 303
        assert client.get(page).text.count("By hand, town hall") == 1
        assert ">Delivered<" in client.get("/desk/").text
        answer = given | {"what": "answered", "day": "2026-12-04", "how": "", "words": "No.\n<b>Never</b>"}
        assert desk_post(client, page, answer).status_code == 303
        assert ">Answered<" in client.get("/desk/").text
        for read in (public, f"{public}/letter"):
            text = client.get(read).text
            for words in (
                "4 December 2026",
                "town hall; registered as 42-k",
                "&lt;b&gt;Never",
                "Closed for signing",
            ):
                assert words in text, (read, words)
        overview = client.get(f"/desk/a/{appeal.slug}").text
        assert ("Everything is done" in overview, "deliver it" in overview) == (True, False)
        (scanned,) = re.findall(rf"{public}/delivery/[\w-]+\.jpg", client.get(public).text)
        image = client.get(scanned)
        assert (image.status_code, image.data[:3]) == (200, b"\xff\xd8\xff")
        assert client.get(scanned.replace("jpg", "pdf")).status_code == 404
        removes = re.findall(rf"{page}/[\w-]+/remove", client.get(page).text)
        for remove in removes:
            assert "Remove this entry?" in client.get(remove).text
            assert press(client, remove).status_code == 303
        two_pages = given | {"day": "2027-01-01", "file": (BytesIO(pdf(2)), "scan.pdf")}
        assert "Choose the file again" in desk_post(client, page, two_pages).text
        two_pages = given | {"file": (BytesIO(pdf(2)), "scan.pdf")}
        assert desk_post(client, page, two_pages).status_code == 303
        (found,) = re.findall(rf"{public}/delivery/[\w-]+\.pdf", client.get(public).text)
        assert client.get(found).mimetype == "application/pdf"
        assert client.get(scanned).status_code == 404  # its address is not given to another
        log = client.get(f"/desk/a/{appeal.slug}/activity").text
        assert ("Letter delivered" in log, "Answer recorded" in log) == (True, True)
