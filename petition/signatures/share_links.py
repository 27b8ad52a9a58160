"""The ways to pass the address of a page on: links, and a picture to be scanned."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from urllib.parse import quote

from flask_babel import gettext
from markupsafe import Markup

from petition.signatures import arrivals


@dataclass(frozen=True)
class Way:
    """A way to pass the address on."""

    label: str
    url: str


def ways(title: str, url: str, words: str = "") -> list[Way]:
    """The ways to share an address, with these words or else the title."""
    values = {"said": quote(words or title, safe=""), "title": quote(title, safe="")}
    values["begins"] = f"{values['said']}%0A" if words else ""
    to = {
        "telegram": "https://t.me/share/url?url={at}&text={said}",
        "whatsapp": "https://wa.me/?text={said}%20{at}",
        "facebook": "https://www.facebook.com/sharer/sharer.php?u={at}",
        "x": "https://x.com/intent/post?url={at}&text={said}",
        "vk": "https://vk.com/share.php?url={at}&title={said}",
        "viber": "viber://forward?text={said}%20{at}",
        "email": "mailto:?subject={title}&body={begins}{at}",
    }
    return [
        Way(
            arrivals.WAYS[way] or gettext("Email"),
            address.format(at=quote(arrivals.marked(url, way), safe=""), **values),
        )
        for way, address in to.items()
    ]


@lru_cache(maxsize=512)
def qr(url: str) -> Markup:
    """A picture of an address to be scanned, as SVG."""
    import segno

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(out.getvalue().decode().strip())  # noqa: S704  made here
