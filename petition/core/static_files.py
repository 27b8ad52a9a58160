"""Style sheets, typefaces and pictures: read, compressed and fingerprinted once, when the application is made.

A page names a file with its fingerprint (`/static/style.css?v=…`), so that browsers and caches keep it for a year and never
ask again (RFC 9111; `immutable`, RFC 8246). Asked for by another fingerprint or none, as a page of an earlier release
does, the file as it is now is given, and kept by nobody.
"""

import hashlib
import re
from math import inf
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response

from petition.core.pages import Answer, Made, Page

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_YEAR = "public, max-age=31536000, immutable"
_URL = re.compile(rb"url\(([\w-]+\.\w+)\)")  # a file of the same folder, in a style sheet
_AT_ROOT = ("favicon.ico",)  # what browsers ask for without being told


class StaticFiles:
    """The files of one folder."""

    def __init__(self, folder: Path, headers: dict[str, str]) -> None:
        """Read them all; `headers` is what every answer of the service says."""
        self._tags: dict[str, str] = {}
        self._pages: dict[tuple[str, str], Page] = {}
        paths = [path for path in folder.iterdir() if path.is_file()]
        for path in sorted(paths, key=lambda each: each.suffix == ".css"):  # they name the others
            data = path.read_bytes()
            if path.suffix == ".css":
                data = _URL.sub(lambda found: f"url({self.url(found[1].decode())})".encode(), data)
            tag = self._tags[path.name] = hashlib.sha256(data).hexdigest()[:12]
            at = "/" if path.name in _AT_ROOT else "/static/"
            self._pages[f"{at}{path.name}", tag] = _page(path.name, data, headers | {"Cache-Control": _YEAR})
            self._pages[f"{at}{path.name}", ""] = _page(
                path.name, data, headers | {"Cache-Control": "no-cache"}
            )

    def url(self, name: str) -> str:
        """The address of a file as it is now; KeyError where there is none."""
        return f"/static/{name}?v={self._tags[name]}"

    def answer(self, environ: "WSGIEnvironment") -> Answer | None:
        """The answer to a request for a file; None for whatever else is asked for."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        page = self._pages.get((path, query.removeprefix("v="))) or self._pages.get((path, ""))
        return page.answer(environ) if page and environ["REQUEST_METHOD"] in {"GET", "HEAD"} else None


def _page(name: str, data: bytes, headers: dict[str, str]) -> Page:
    kind = "font/woff2" if name.endswith(".woff2") else guess_type(name)[0] or "application/octet-stream"
    response = Response(data, content_type=f"{kind}; charset=utf-8" if "text" in kind else kind)
    response.headers.update(headers)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    if kind.startswith("text/") or "xml" in kind:
        response.vary.add("Accept-Encoding")
    page = Page(Made(response), mark=b"", seconds=inf)
    for encoding in ("br", "gzip"):
        page.form(encoding)
    return page
