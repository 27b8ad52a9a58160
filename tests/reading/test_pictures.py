"""Pictures in files that hold letters: drawn anew where they stand, told where they cannot be, never fetched."""
# ruff: noqa: E501 - what people type stands here as they type it

import socket
import struct
import zlib
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from petition.reading import read
from petition.reading.report import as_json
from tests.reading.illustrated import AFTER, BEFORE, SECRETS, letter, picture, with_part
from tests.reading.samples import adds_up

BODY = f"""{BEFORE}

![Map of the wells](picture:1)

{AFTER}

- This is how it looks:

![](picture:2)

{AFTER}"""


@pytest.mark.parametrize("form", ["html", "docx", "odt", "epub"])
def test_a_picture_stands_where_it_stood_and_nothing_of_its_file_is_kept_but_what_is_seen(form: str) -> None:
    draft = read(letter(form), f"letter.{form}")
    assert draft.body == BODY
    assert [each.stands for each in draft.pictures] == [
        True,
        True,
        False,
    ]  # a signature is no part of the text
    assert (draft.left_over, draft.because) == (("[picture]",), ("picture",))
    assert [line.name for line in draft.lines] == ["Aru Bekova", "Olga Kim", "Marat Suleev"]
    assert adds_up(draft)
    assert [each["in_text"] for each in as_json(draft)["pictures"]] == [True, True, False]
    for each, kind, size in zip(
        draft.pictures, ("PNG", "JPEG", "PNG"), ((600, 400), (300, 500), (200, 60)), strict=True
    ):
        data = each.drawn.data
        assert not any(secret in data for secret in SECRETS)
        with Image.open(BytesIO(data)) as seen:
            assert (seen.format, seen.size) == (kind, size) == (kind, (each.drawn.width, each.drawn.height))
            assert not seen.getexif()
            assert not set(seen.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that says it is this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9_000)))
        + chunk(b"IEND", b"")
    )


def page(*pictures: bytes) -> bytes:
    drawn = "".join(
        f'<p><img src="data:image/png;base64,{b64encode(each).decode()}" alt="Seen"></p>' for each in pictures
    )
    return f"<html><body><p>Dear Mayor,</p><p>{BEFORE}</p>{drawn}<p>{AFTER}</p></body></html>".encode()


def test_bombs_programs_and_what_is_broken_are_told_and_not_drawn_and_the_rest_is() -> None:
    wrong = [
        bomb(60_000, 60_000),
        bomb(8_000, 8_000),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x01\x00\x00\x00" + bytes(36) + b" EMF",
        picture()[:300],
        b"\x89PNG\r\n\x1a\n",
        picture(size=(9, 9)),  # what counts visitors
    ]
    many = [picture(size=(20 + nth, 20)) for nth in range(33)]
    draft = read(page(*wrong, *many), "letter.html")
    assert draft.body.startswith(f"{BEFORE}\n\n![Seen](picture:1)\n\n![Seen](picture:2)")
    assert len(draft.pictures) == 25  # thirty are tried: the SVG and the EMF are known by their first bytes
    assert draft.because == ("picture",) * (len(wrong) + len(many) - 25)
    assert adds_up(draft)
    swollen = with_part(letter("docx"), ".png", bomb(30_000, 30_000))
    assert [each.stands for each in read(swollen, "letter.docx").pictures] == [True]  # the photo


@pytest.mark.parametrize("form", ["html", "docx", "md"])
def test_a_picture_that_stands_elsewhere_is_never_fetched(form: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        at = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        if form == "docx":
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
            linked = f'Type="{kind}" Target="{at}" TargetMode="External"/>'
            names = "".join(f'<Relationship Id="rId{nth}" {linked}' for nth in range(1, 40))
            space = "http://schemas.openxmlformats.org/package/2006/relationships"
            rels = f'<Relationships xmlns="{space}">{names}</Relationships>'
            file = with_part(letter("docx"), "document.xml.rels", rels.encode())
        elif form == "md":
            file = f"Dear Mayor,\n\n{BEFORE}\n\n![Seen]({at}) ![Seen](/etc/passwd)\n\n{AFTER}\n".encode()
        else:
            shown = f'<p><img src="{at}" alt="Seen"><img src="picture:1" alt="Seen"></p>'
            file = page().replace(b"<p>Dear", f"{shown}<p>Dear".encode())
        draft = read(file, f"letter.{form}")
        assert draft.pictures == ()
        assert "picture:" not in draft.body
        assert form == "docx" or "picture" in draft.because
        with pytest.raises(BlockingIOError):
            server.accept()


def test_pictures_of_rtf_and_of_an_email_are_drawn_in_their_places_once() -> None:
    data = picture()
    rtf = f"{{\\rtf1 Dear Mayor,\\par {BEFORE}\\par {{\\pict\\pngblip\\picw600 {data.hex()}}}\\par {AFTER}\\par}}".encode()
    shown = '<p><img src="cid:a@b" alt="Seen"></p>'
    html = f"<html><body><p>Dear Mayor,</p><p>{BEFORE}</p>{shown * 2}<p>{AFTER}</p><p>--<br>Petra Oak<br>Lund</p></body></html>"
    mail = (
        'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n\n'
        f"{html}\n--x\nContent-Type: image/png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n{b64encode(data).decode()}\n--x--\n"
    )
    for draft, words in ((read(rtf, "letter.rtf"), ""), (read(mail.encode(), "letter.eml"), "Seen")):
        assert draft.body == f"{BEFORE}\n\n![{words}](picture:1)\n\n{AFTER}"
        assert (len(draft.pictures), draft.lines) == (1, ())
        assert adds_up(draft)
