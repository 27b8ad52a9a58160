"""The picture of a letterhead. Whatever comes in is drawn anew: nothing is kept but what is seen.

PNG and JPEG alone: an SVG is a program, and would have to be trusted or taken apart.
"""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from petition.core.drawing import pixels_of

MOST_BYTES = 2_000_000
_LARGEST = (800, 400)  # pixels: 300 to the inch at the size it is printed
_MOST_BYTES_OF_SCAN = 5_000_000
_LARGEST_SCAN = (1600, 1600)  # pixels: a sheet that can be read


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG of ours, its size in pixels, and what it shows in words for those who do not see it."""

    png: bytes
    width: int
    height: int
    alt: str = ""

    @property
    def url(self) -> str:
        """The picture as an address that holds it (RFC 2397), so that it can be seen by whoever sees the page alone."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


def drawn_anew(data: bytes, alt: str = "") -> Logo:
    """A PNG without anything that came along in the file; raises NotAPicture. What it is, its first bytes say."""
    from PIL import Image

    pixels = pixels_of(data, MOST_BYTES)
    pixels.thumbnail(_LARGEST)
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), clean.width, clean.height, alt)


def scan_of(data: bytes) -> bytes:
    """A JPEG of a sheet of paper, without anything that came along in the file; raises NotAPicture."""
    from PIL import Image

    pixels = pixels_of(data, _MOST_BYTES_OF_SCAN)
    pixels.thumbnail(_LARGEST_SCAN)
    clean = Image.new("RGB", pixels.size, "white")
    clean.paste(pixels, mask=pixels.getchannel("A") if pixels.mode == "RGBA" else None)
    out = BytesIO()
    clean.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()
