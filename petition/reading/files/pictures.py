"""The pictures of a file, drawn anew: PNG, JPEG and their like, in a process of its own, its time and memory limited.

What is none of these (SVG, EMF, PDF) is told and not drawn, nor is what stands elsewhere and would have to be fetched.
`main` is that process: pictures in by standard input, each with its length before it, and out as they are made.
"""

import re
import struct
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from petition.core.drawing import Drawn, NotAPicture, pixels_of
from petition.core.limited_process import limit, run_main
from petition.reading.files.pandoc import Element

if TYPE_CHECKING:
    from PIL.Image import Image
Media = Callable[[str], bytes]  # the bytes that a file holds under a name; none where it holds nothing there
NAMED = "picture:"  # begins the address of a picture in a page made plain
_RASTER = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_IN_ADDRESS = re.compile(r"\bdata:image/(?:png|jpe?g|gif|webp|bmp);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
_MOST, _MOST_BYTES, _MOST_PIXELS = 30, 5_000_000, 60_000_000  # of all together the pixels
_SMALLEST = 16  # pixels on the longer side: a bullet, or what counts visitors
_LARGEST = (1600, 1600)  # what A4 shows at 280 dots to the inch
_MOST_OF_PNG = 300_000  # bytes from which on it is tried whether a JPEG is smaller
_SECONDS, _WAIT, _MEMORY = 8, 60, 1 << 30
_HEAD = struct.Struct(">IHH")  # how many bytes follow, and the size that they show


def drawn(elements: Iterable[Any], media: Media) -> dict[str, Drawn]:
    """The pictures in pandoc's tree that can be drawn, by their names in it, in their order."""
    found = {}
    for name in dict.fromkeys(_names(elements)):
        data = media(name)
        if data.startswith(_RASTER) and len(data) <= _MOST_BYTES:
            found[name] = data
        if len(found) == _MOST:
            break
    if not found:
        return {}
    given = b"".join(struct.pack(">I", len(data)) + data for data in found.values())
    try:
        made = run_main("petition.reading.files.pictures", given, wait=_WAIT).stdout
    except subprocess.TimeoutExpired:
        return {}
    pieces = zip(found, _pieces(made), strict=False)  # fewer where it was ended
    return {name: piece for name, piece in pieces if piece.data}


def _names(elements: Iterable[Any]) -> Iterator[str]:
    for each in elements:
        if isinstance(each, Element):
            if each.kind == "Image":
                yield each.content[2][0]
            yield from _names([each.content])
        elif isinstance(each, list):
            yield from _names(each)


def _pieces(made: bytes) -> Iterator[Drawn]:
    at = 0
    while at + _HEAD.size <= len(made):
        length, width, height = _HEAD.unpack_from(made, at)
        data = made[at + _HEAD.size : at + _HEAD.size + length]
        at += _HEAD.size + length
        if at <= len(made):
            yield Drawn(data, width, height)


def apart(page: str) -> tuple[str, Mapping[str, bytes]]:
    """A page whose pictures stand in their addresses (RFC 2397), these named shortly instead, and the pictures by name."""
    found: dict[str, bytes] = {}

    def named(address: re.Match[str]) -> str:
        name = f"{NAMED}{len(found) + 1}"
        try:
            found[name] = b64decode("".join(address[1].split()))
        except ValueError:
            found[name] = b""
        return name

    return (_IN_ADDRESS.sub(named, page), found) if "data:image/" in page else (page, found)


def main() -> int:
    """Draw the pictures one by one; what cannot be drawn is of no bytes."""
    limit(seconds=_SECONDS, memory=_MEMORY)
    left = _MOST_PIXELS
    while head := sys.stdin.buffer.read(4):
        data = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
        try:
            pixels, left = _small(data, left)
            made, size = _encoded(pixels, is_photo=data.startswith(b"\xff\xd8")), pixels.size
        except (NotAPicture, MemoryError):
            made, size = b"", (0, 0)
        sys.stdout.buffer.write(_HEAD.pack(len(made), *size) + made)
        sys.stdout.buffer.flush()
    return 0


def _small(data: bytes, left: int) -> tuple["Image", int]:
    """The picture as large as it is printed, and how many pixels may still be read; raises NotAPicture."""
    pixels = pixels_of(data, _MOST_BYTES, _FORMATS, most_pixels=left)
    left -= pixels.width * pixels.height
    if max(pixels.size) < _SMALLEST or max(pixels.size) > 50 * min(pixels.size):
        raise NotAPicture("kind")
    pixels.thumbnail(_LARGEST)
    return pixels, left


def _encoded(pixels: "Image", *, is_photo: bool) -> bytes:
    """A new file of nothing but these pixels, on white."""
    from PIL import Image

    clean = Image.new("RGB", pixels.size, "white")
    clean.paste(pixels, mask=pixels.getchannel("A") if pixels.mode == "RGBA" else None)
    png, jpeg = BytesIO(), BytesIO()
    if not is_photo:
        clean.save(png, "PNG")
    if is_photo or png.tell() > _MOST_OF_PNG:
        clean.save(jpeg, "JPEG", quality=85)
    return min(filter(None, (png.getvalue(), jpeg.getvalue())), key=len)
