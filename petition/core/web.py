"""What every page has in common: headers, origins, form tokens."""

import logging
import secrets
import time
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Request,
    Response,
    abort,
    current_app,
    g,
    render_template,
    request,
    session,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from itsdangerous import URLSafeTimedSerializer
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from petition.core import error_pages, i18n, logs, meter, middleware, tokens, vault
from petition.core.marks import Marks
from petition.core.pages import P, Pages, View, about, public
from petition.core.settings import settings
from petition.core.static_files import StaticFiles
from petition.core.transactions import keep_nobody_waiting

__all__ = [
    "about",
    "address",
    "blurs_its_time",
    "form_token",
    "from_anywhere",
    "init_app",
    "is_form_token",
    "is_from_here",
    "is_navigation",
    "network",
    "public",
]

_log = logging.getLogger("petition.web")

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_PASSED_ON = ("X-Forwarded", "Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-")
FORM_LIFE = timedelta(days=30)
_BLUR = 0.01  # seconds, at the most
FORM_BYTES = 128 * 1024
FILE_BYTES = 6 * 1024 * 1024


class SlugConverter(BaseConverter):
    """The name of an appeal in its address."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


class LangConverter(BaseConverter):
    """A language code in an address."""

    regex = i18n.LANGUAGE
    weight = 50


class DeskSessions(SecureCookieSessionInterface):
    """Sessions exist below /desk alone: no public page sets a cookie, is sent one, or varies by one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """An empty one elsewhere, without looking for a cookie."""
        return (
            super().open_session(app, request) if request.path.startswith("/desk") else self.session_class()
        )

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads sessions; an older key reads them for as long as it reads links."""
        made = super().get_signing_serializer(app)
        if made:
            made.secret_keys = [each.encode() for each in tokens.secrets()]
        return made

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what the desk wrote; whatever looked into the session elsewhere leaves no trace."""
        if request.path.startswith("/desk"):
            super().save_session(app, session, response)


def init_app(
    app: Flask, *, public_url: str, trusted_proxies: int, is_local: bool, page_seconds: float
) -> None:
    """Give an application these habits."""
    parts = urlsplit(public_url)
    names = {parts.netloc.rpartition(":")[0] if parts.port else parts.netloc, *(_LOCAL if is_local else ())}
    port = f":{parts.port}" if parts.port else ""
    app.config.update(
        PREFERRED_URL_SCHEME=parts.scheme,
        MAX_CONTENT_LENGTH=FORM_BYTES,
        SESSION_COOKIE_NAME="desk",
        SESSION_COOKIE_PATH="/desk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=parts.scheme == "https",
    )
    app.session_interface = DeskSessions()
    app.url_map.converters.update(slug=SlugConverter, lang=LangConverter)
    pages = app.extensions["pages"] = Pages(
        page_seconds, Marks(Path(app.instance_path) / "pages"), languages=app.extensions["languages"]
    )
    app.extensions["origins"] = {f"{parts.scheme}://{name}{port}" for name in names}
    headers = app.extensions["headers"] = middleware.headers(public_url)
    files = StaticFiles(Path(app.root_path) / "static", headers)
    if trusted_proxies:  # they say who asks, never under which name or scheme
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=0)  # type: ignore[method-assign]
    app.wsgi_app = middleware.Front(  # type: ignore[method-assign]
        app,
        public_url=public_url,
        hosts=names,
        kept=lambda environ: files.answer(environ) or pages.answer(environ),
    )
    # Nothing here is async, which Flask would look for ten times a request.
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_dress)
    error_pages.init_app(app)
    app.context_processor(_everywhere)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["feet"] = {}
    app.jinja_env.globals |= {
        "static_url": files.url,
        "foot": _foot,
        "keep_nobody_waiting": keep_nobody_waiting,
    }
    app.jinja_env.undefined = StrictUndefined  # a name that a view forgot is a fault, not an empty place


def address(path: str) -> str:
    """The full address of a path of ours; built from PUBLIC_URL, never from the request."""
    return f"{settings().public_url}{path}"


# --- every request ---------------------------------------------------------------------------------------------------


def _begin() -> None:
    g.begun = time.perf_counter()
    if request.path.startswith("/desk") and "_user_id" in session:  # by Flask-Login, of who is in
        request.max_content_length = FILE_BYTES
        request.max_form_memory_size = FILE_BYTES
    if request.method not in {"GET", "HEAD", "OPTIONS", "POST"}:
        abort(405)
    if request.method == "POST":
        if _is_foreign() and not getattr(
            current_app.view_functions.get(request.endpoint or ""), "from_anywhere", False
        ):
            abort(403)
        _take_in()


def _take_in() -> None:
    """Read the whole body before anything touches the database: a slow line must not hold a transaction open."""
    if request.mimetype not in {"", "application/x-www-form-urlencoded", "multipart/form-data"}:
        abort(415)
    try:
        files = set(request.files) if request.form is not None else set()
        # Of a body without a length the library reads as much as is allowed, and says nothing of what is left.
        is_cut = "wsgi.input_terminated" in request.environ and bool(request.environ["wsgi.input"].read(1))
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001  each server has its own for a body that breaks off or is badly chunked
        _log.warning("%s while a form was read at %s", type(error).__name__, logs.where(error.__traceback__))
        abort(400)
    if is_cut:
        abort(413)
    if files - {"file"}:
        abort(400)


def _is_foreign() -> bool:
    """Whether a form of another site sent this (Fetch Metadata; RFC 6454). A client that says nothing is no browser.

    Pages with a link of their own say no referrer, and older browsers then no origin either; none of the desk is one.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and not request.path.startswith("/desk")):
        return False
    return origin not in current_app.extensions["origins"]


def is_navigation() -> bool:
    """Whether a browser opens a page, which has a Back button; a program that sends a form does not say so."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate"


def network() -> str:
    """The network a request comes from: an IPv4 address, or the /56 that a household has of IPv6 (RFC 6177).

    '' for this very machine, and where the address is none.
    """
    address = _peer()
    if address is None or address.is_loopback:
        return ""
    return str(address) if address.version == 4 else str(ip_network((address, 56), strict=False))


def is_from_here() -> bool:
    """Whether a program of this machine asks, and for nobody else: whatever passes a request on leaves such a header."""
    address = _peer()
    passed_on = any(name.startswith(_PASSED_ON) for name, _value in request.headers)
    return address is not None and address.is_loopback and not passed_on


def _peer() -> IPv4Address | IPv6Address | None:
    said = request.remote_addr or ""
    for told in (said, said.rpartition(":")[0].strip("[]")):  # some proxies add the port
        with suppress(ValueError):
            address = ip_address(told)
            return getattr(address, "ipv4_mapped", None) or address
    return None


def _dress(response: Response) -> Response:
    said = {name.lower() for name, _value in response.headers}
    ours = current_app.extensions["headers"].items()
    # At once: setdefault looks through all that stand there for each of them, 50 µs in all.
    response.headers.extend([(name, value) for name, value in ours if name.lower() not in said])
    # The template of the address, never the address: tokens and slugs stay out of logs.
    rule = request.url_rule.rule if request.url_rule else "(none)"
    spent = 1000 * (time.perf_counter() - g.get("begun", time.perf_counter()))
    facts = {"method": request.method, "route": rule, "status": response.status_code, "ms": round(spent)}
    _log.info("%s %s %s %.0f ms", request.method, rule, response.status_code, spent, extra={"facts": facts})
    meter.request(request.blueprint or "none", request.method, response.status_code, spent / 1000)
    return response


def _everywhere() -> dict[str, Any]:
    lang = i18n.spoken()
    return {
        "ui": {"lang": lang, "dir": i18n.direction(lang)},
        "languages": [],
        "accent": "ink",
        "number": i18n.number,
        "about": i18n.about,
        "FEW": i18n.FEW,
        "site_name": settings().site_name or gettext("Open letters"),
        "not_unsealed": vault.left_out,
        "is_local": settings().is_local,
        "contact": settings().contact,
    }


def _foot() -> Markup:
    """What stands below every page; made once for each language and what the settings say there."""
    made: dict[tuple[str, str, str], Markup] = current_app.extensions["feet"]
    told = settings()
    key = i18n.spoken(), told.contact, told.controller
    if key not in made:
        made[key] = Markup(render_template("foot.html"))  # noqa: S704  escaped where it is made
    return made[key]


# --- forms without a session ----------------------------------------------------------------------------------------


def form_token() -> str:
    """What a public form carries to show that it came from a page of ours, and at about what hour.

    The same for all who are given a page within an hour, so that a page which has not changed is the same in every process.
    """
    return tokens.mint("form", exact_to=3600)


def is_form_token(token: str) -> bool:
    """Whether a form came from a page of ours within the last thirty days."""
    return tokens.lives("form", token, FORM_LIFE)


def from_anywhere(view: View[P]) -> View[P]:
    """Mark a view whose POST may be sent by other sites as well: what its address holds is all the key it needs."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def blurs_its_time(view: View[P]) -> View[P]:
    """Let a view answer a little later by chance, once its work is done and committed.

    What it answers is the same for all, and nearly all its work. What is left, some 80 µs of 2.5 ms where a row is taken
    back, would tell who is known to somebody who asks a few times; in this blur it takes some ten thousand.
    """

    @wraps(view)
    def later(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        answer = view(*args, **kwargs)
        time.sleep(later.blur * secrets.randbelow(1_000) / 1_000)  # type: ignore[attr-defined]
        return answer

    later.blur = _BLUR  # type: ignore[attr-defined]
    return later
