"""The pixels of a picture that somebody brings, and nothing else of its file: what is kept is drawn anew of them.

PNG, JPEG and their like alone: an SVG is a program, and would have to be trusted or taken apart.
"""

import warnings
from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

MOST_PIXELS = 25_000_000
_SCAN = b"\xff\xda"  # begins one of a JPEG (ITU T.81, B.2.3): each goes over all pixels, and cameras make ten
_MOST_SCANS = 64
_DOTS = 150  # to the inch, where there is room
_MEASURE, _HIGHEST = 146, 120  # millimetres: the width of the text on A4, and half of its height
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


class Drawn(NamedTuple):
    """A PNG or JPEG of ours, its size in pixels, and where a page finds it."""

    data: bytes
    width: int
    height: int
    address: str = ""

    @property
    def kind(self) -> str:
        """The ending of its file."""
        return "png" if self.data.startswith(b"\x89PNG") else "jpg"

    @property
    def mimetype(self) -> str:
        """What the web calls it."""
        return "image/png" if self.kind == "png" else "image/jpeg"

    @property
    def url(self) -> str:
        """The picture as an address that holds it (RFC 2397), for a file that stands alone."""
        return f"data:{self.mimetype};base64,{b64encode(self.data).decode()}"


def printed(drawn: Drawn) -> tuple[float, float]:
    """How wide and high it is on paper, in millimetres: as wide as the text at most, and with room for some lines beside."""
    scale = min(25.4 / _DOTS, _MEASURE / drawn.width, _HIGHEST / drawn.height)
    return round(drawn.width * scale, 1), round(drawn.height * scale, 1)


class NotAPicture(ValueError):
    """No picture, or none that is taken; `reason` is "large", "kind" or "broken", for the view to put in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pixels_of(
    data: bytes,
    most_bytes: int,
    formats: tuple[str, ...] = ("PNG", "JPEG"),
    most_pixels: int = MOST_PIXELS,
) -> "Pixels":
    """The picture upright, as RGB or RGBA; raises NotAPicture. What it is, its first bytes say."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > most_bytes or (data.startswith(b"\xff\xd8") and data.count(_SCAN) > _MOST_SCANS):
        raise NotAPicture("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=formats) as picture:
                if picture.width * picture.height > min(most_pixels, MOST_PIXELS):
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
