"""What became of a letter is recorded by hand, stands on its public pages, and can be taken back."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from petition.core import clock
from tests.factories import desk_post, enter, make_appeal, press

pytestmark = pytest.mark.usefixtures("now")


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size).save(out, kind)
    return out.getvalue()


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
        ):
            assert desk_post(client, page, given | wrong).status_code == 422, wrong
        scan = {"file": (BytesIO(picture()), "scan.png")}
        assert desk_post(client, page, given | scan).status_code == 303
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
        image = client.get(f"{public}/delivery/1.jpg")
        assert (image.status_code, image.data[:3]) == (200, b"\xff\xd8\xff")
        assert client.get(f"{public}/delivery/2.jpg").status_code == 404
        assert press(client, page, f"{page}/1/remove").status_code == 303
        assert client.get(f"{public}/delivery/1.jpg").status_code == 404
        assert press(client, page, f"{page}/2/remove").status_code == 303
        log = client.get(f"/desk/a/{appeal.slug}/activity").text
        assert ("Letter delivered" in log, "Answer recorded" in log) == (True, True)
