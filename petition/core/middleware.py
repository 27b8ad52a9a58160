"""The outermost layer, the same under every server: what is believed of a request, and a plain page when all else fails.

A request says which page is wanted and what was typed. It does not say under which name, scheme or prefix the service
stands: those are of PUBLIC_URL, put into every request here, so that no page and no redirect can repeat a stranger's.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.sansio.utils import host_is_trusted

from petition.core import logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

AWAY = (OperationalError, InterfaceError, PoolTimeout)  # the database is away or busy

_log = logging.getLogger("petition.web")

# connect-src: no script runs that could ask for anything; Lighthouse reads /robots.txt by the rules of the page it judges.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "manifest-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Nothing that could fail stands between these words and the reader: no template, no catalogue.
_FAULT = (
    "Something went wrong here. It was our fault. Try again in a minute.\n"
    "Здесь что-то сломалось. Это наша вина. Попробуйте ещё раз через минуту.\n"
    "Осы жерде бірдеңе бұзылды. Бұл біздің кінәміз. Бір минуттан кейін қайталап көріңіз.\n"
)
_NOT_OURS = "This address is not known here.\n"


class Front:
    """Refuses what came to another name or prefix, gives what is kept in memory, and gives the rest our own name.

    Answers when the application cannot.
    """

    def __init__(
        self, app: Flask, *, public_url: str, hosts: Iterable[str], kept: Callable[["WSGIEnvironment"], Any]
    ) -> None:
        """Stand in front of an application that is reached as PUBLIC_URL, by the names of `hosts` alone.

        `kept` gives the status, headers and body of a page that is kept (pages.Pages.answer).
        """
        self.kept = kept
        self.app, self.inner, self.hosts = app, app.wsgi_app, tuple(hosts)
        self.headers = headers(public_url)
        self.own = own_name(public_url)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        host = environ.get("HTTP_HOST", "").lower()  # RFC 3986, 3.2.2
        if environ.get("SCRIPT_NAME") or not host_is_trusted(host, self.hosts):
            return self._plain(400, _NOT_OURS)(environ, start_response)
        if page := self.kept(environ):
            status, named, body = page
            start_response(status, named)
            return body  # type: ignore[no-any-return]
        request = environ | self.own
        if request.get("CONTENT_LENGTH"):
            # The library then counts, and refuses a body that was cut off on its way instead of taking half a form.
            request.pop("wsgi.input_terminated", None)
        try:
            return self.inner(request, start_response)
        except Exception as error:
            if self.app.testing:
                raise
            _log.error("%s at %s", type(error).__name__, logs.where(error.__traceback__))
            fault, info = self._plain(503 if isinstance(error, AWAY) else 500, _FAULT), sys.exc_info()
            return fault(environ, lambda status, named, *_: start_response(status, named, info))

    def _plain(self, code: int, text: str) -> Response:
        return Response(text, code, self.headers, mimetype="text/plain")


def headers(public_url: str) -> dict[str, str]:
    """What every answer forbids a browser, and that what is said about no page in particular is not kept."""
    secure = {"Strict-Transport-Security": "max-age=31536000"} if public_url.startswith("https:") else {}
    return _HEADERS | secure | {"Cache-Control": "no-store"}


def own_name(public_url: str) -> dict[str, Any]:
    """The part of a WSGI environment that says where the service stands (PEP 3333)."""
    parts = urlsplit(public_url)
    return {
        "wsgi.url_scheme": parts.scheme,
        "HTTP_HOST": parts.netloc,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SCRIPT_NAME": "",
    }
