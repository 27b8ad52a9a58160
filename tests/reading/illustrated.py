"""Letters with pictures in them, as files of several formats; the pictures tell where and by whom they were taken."""

from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZipFile

import pypandoc
from PIL import Image, ImageDraw

SECRETS = (b"Secret Author", b"Secret note", b"<?php")


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 400)) -> bytes:
    """A picture with an author, a place, a comment, and a program behind its end."""
    drawn = Image.new("RGB", size, "white")
    ImageDraw.Draw(drawn).line((0, 0, *size), fill="navy", width=9)
    exif = Image.Exif()
    exif[0x013B] = "Secret Author"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    drawn.save(out, kind, exif=exif, comment=b"Secret note")
    return out.getvalue() + b"<?php system('x');"


def in_page(data: bytes, mimetype: str = "image/png", said: str = "Map of the wells") -> str:
    return f'<img src="data:{mimetype};base64,{b64encode(data).decode()}" alt="{said}">'


BEFORE = "We ask you to keep the old well open, for it has given water to the lower town since 1904."
AFTER = "There is no other well in the lower town, and the pipes of the new one have been broken for a year."


@cache
def letter(form: str = "html") -> bytes:
    """A letter with a map in its text, a photo in a list of it, and a signature below it, which is a picture too."""
    photo, signature = (
        in_page(picture("JPEG", (300, 500)), "image/jpeg", "photo.jpg"),
        in_page(picture("PNG", (200, 60)), said=""),
    )
    page = (
        f"<html><body><p>Dear Mayor,</p><p>{BEFORE}</p><p>{in_page(picture())}</p><p>{AFTER}</p>"
        f"<ul><li>This is how it looks: {photo}</li></ul><p>{AFTER}</p><p>With respect,</p><p>{signature}</p>"
        "<p>Aru Bekova, teacher</p><p>Olga Kim, nurse</p><p>Marat Suleev, engineer</p></body></html>"
    )
    return page.encode() if form == "html" else _converted(page, form)


def _converted(page: str, form: str) -> bytes:
    with NamedTemporaryFile(suffix=f".{form}") as file:
        to = "commonmark_x" if form == "md" else form
        pypandoc.convert_text(page, to, "html", ["--wrap=none"], outputfile=file.name)
        made = Path(file.name).read_bytes()
    if form != "odt":
        return made
    with ZipFile(
        BytesIO(made)
    ) as archive:  # which says what a picture shows as LibreOffice writes it, and pandoc does not
        content = archive.read("content.xml")
    described = b"<svg:desc>Map of the wells</svg:desc></draw:frame>"
    return with_part(made, "content.xml", content.replace(b"</draw:frame>", described, 1))


def with_part(archive: bytes, name: str, content: bytes) -> bytes:
    """An archive with another content in the part whose name ends so."""
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(out, "w") as copy:
        for each in source.namelist():
            copy.writestr(each, content if each.endswith(name) else source.read(each))
    return out.getvalue()
