"""Public pages kept in memory, each made of nothing but what it is kept under.

A page marked `public` carries no cookie and no byte that differs from visitor to visitor, so it can be kept by this
process, a proxy or a CDN; that is what survives a flood of readers.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, ParamSpec
from urllib.parse import urlencode

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from petition.core import i18n, middleware
from petition.core.settings import settings

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


class Pages:
    """Finished public pages, each for a short while; one thread makes a page anew while others are given the last one."""

    def __init__(self, seconds: float, most: int = 512) -> None:
        """Keep up to `most` pages for `seconds` each; 0 keeps none."""
        self.seconds, self.most = seconds, most
        self._kept: dict[tuple[str, ...], tuple[float, Response]] = {}
        self._making: set[tuple[str, ...]] = set()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], Response]) -> Response:
        """The page for a key, made by `make` when there is none fresh. Kept is what has status 200 and is no stream."""
        if not self.seconds:
            return make()
        with self._lock:
            made_at, page = self._kept.get(key, (0.0, None))
            if page is not None and (time.monotonic() - made_at < self.seconds or key in self._making):
                return page
            self._making.add(key)
        try:
            page = make()
        finally:
            with self._lock:
                self._making.discard(key)
        if page.status_code == 200 and not page.is_streamed:
            with self._lock:
                if len(self._kept) >= self.most:
                    self._kept.pop(min(self._kept, key=lambda each: self._kept[each][0]))
                self._kept[key] = (time.monotonic(), page)
        return page

    def forget(self) -> None:
        """Make every page anew from now on."""
        with self._lock:
            self._kept.clear()


class Asked(NamedTuple):
    """All that a public page depends on: it is made of this alone, and kept under this."""

    path: str
    spoken: str  # the language that the service speaks to this reader
    lang: str  # the one that the address names, if any


def public(view: View[P]) -> View[P]:
    """Mark a GET view whose page is the same for everybody who reads the same language."""

    @wraps(view)
    def kept(*_args: P.args, **_kwargs: P.kwargs) -> ResponseReturnValue:
        pages: Pages = current_app.extensions["pages"]
        asked = Asked(request.path, i18n.spoken(), request.args.get("lang", "")[: i18n.LONGEST_TAG])
        page = pages.get(asked, lambda: _made(view, asked))
        if page.is_streamed:
            return page.make_conditional(request)
        response = Response(page.get_data(), page.status_code, Headers(page.headers))
        return response.make_conditional(request)

    kept.is_public = True  # type: ignore[attr-defined]  # told to tests/core/test_pages.py
    return kept


def _made(view: Callable[..., ResponseReturnValue], asked: Asked) -> Response:
    """The page, made in a request of its own in which there is nothing but what it may depend on."""
    environ = middleware.own_name(settings().public_url) | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": asked.path.encode().decode("latin-1"),
        "QUERY_STRING": urlencode({"lang": asked.lang} if asked.lang else {}),
        "HTTP_ACCEPT_LANGUAGE": asked.spoken,
    }
    with current_app.app_context(), current_app.request_context(environ):
        try:
            response = make_response(view(**(request.view_args or {})))
        except HTTPException as refusal:
            return make_response(current_app.handle_http_exception(refusal))
        if response.status_code == 200 and not response.is_streamed:
            response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
            response.cache_control.public = True
            response.cache_control.max_age = round(current_app.extensions["pages"].seconds)
            if not i18n.is_in_address():
                response.vary.add("Accept-Language")
        return response
