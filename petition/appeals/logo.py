"""The picture of a letterhead. Whatever comes in is drawn anew: nothing is kept but what is seen.

PNG and JPEG alone: an SVG is a program, and would have to be trusted or taken apart.
"""

import warnings
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_BYTES = 2_000_000
_MOST_PIXELS = 25_000_000
_LARGEST = (800, 400)  # pixels: 300 to the inch at the size it is printed
_MOST_BYTES_OF_SCAN = 5_000_000
_ORIENTATION = 0x0112
# What puts a picture upright (Exif 2.32, 4.6.4 A). Pillow's own exif_transpose writes all of Exif anew, and fails where any
# of it is odd.
_TURNS: dict[object, str] = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_LARGEST_SCAN = (1600, 1600)  # pixels: a sheet that can be read


class NotAPicture(ValueError):
    """A file that cannot be a logo; `reason` is "large", "kind" or "broken", for the view to put in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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

    pixels = _pixels(data, MOST_BYTES)
    pixels.thumbnail(_LARGEST)
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), clean.width, clean.height, alt)


def scan_of(data: bytes) -> bytes:
    """A JPEG of a sheet of paper, without anything that came along in the file; raises NotAPicture."""
    from PIL import Image

    pixels = _pixels(data, _MOST_BYTES_OF_SCAN)
    pixels.thumbnail(_LARGEST_SCAN)
    clean = Image.new("RGB", pixels.size, "white")
    clean.paste(pixels, mask=pixels.getchannel("A") if pixels.mode == "RGBA" else None)
    out = BytesIO()
    clean.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _pixels(data: bytes, most_bytes: int) -> "Picture":
    """The picture upright, as RGB or RGBA."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > most_bytes:
        raise NotAPicture("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise NotAPicture("large")
                turn = _TURNS.get(picture.getexif().get(_ORIENTATION))
                pixels = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
                return pixels.transpose(Image.Transpose[turn]) if turn else pixels
    except UnidentifiedImageError:
        raise NotAPicture("kind") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPicture("large") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise error if isinstance(error, NotAPicture) else NotAPicture("broken") from None
