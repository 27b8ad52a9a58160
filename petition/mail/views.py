"""The mailbox of a local run: the mails it sent, to be read on the same machine.

Where others can reach the service, and for whoever does not sit at this machine, it is not there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from petition.core import i18n, web
from petition.core.settings import settings
from petition.core.text import folded

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")

_MOST = 200
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Letterbox:
    """A mail as the list and its own page show it."""

    name: str
    to: str
    subject: str
    date: str
    text: str
    html: str

    @property
    def linked(self) -> Markup:
        """The text with its links made clickable."""
        parts, at = [], 0
        for found in _LINK.finditer(self.text):
            parts += [escape(self.text[at : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
            at = found.end()
        return Markup("").join([*parts, escape(self.text[at:])])


def _folder() -> Path:
    folder: Path | None = settings().mail_folder
    if folder is None or not settings().is_local or not web.is_from_here():
        abort(404)
    return folder


def _read(path: Path) -> Letterbox:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    sent = mail["Date"].datetime
    return Letterbox(
        path.stem,
        str(mail["To"]),
        str(mail["Subject"]),
        i18n.at(sent, "UTC"),
        plain.get_content() if plain else "",
        html.get_content() if html else "",
    )


def _latest() -> Iterator[Path]:
    found = sorted(_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    yield from found[:_MOST]


@bp.get("")
def mailbox() -> ResponseReturnValue:
    """The latest mails, the last one first."""
    return render_template("mailbox/mailbox.html", mails=[_read(path) for path in _latest()])


@bp.get("/<name>")
def mail(name: str) -> ResponseReturnValue:
    """One mail, as text with its links and as its HTML in a frame."""
    path = next((path for path in _latest() if path.stem == folded(name)), None)
    if path is None:
        abort(404)
    response = make_response(render_template("mailbox/mail.html", mail=_read(path)))
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
    return response


@bp.get("/<name>/html")
def html(name: str) -> ResponseReturnValue:
    """The HTML of a mail alone, as a mail program shows it: no script, no request to anywhere."""
    path = next((path for path in _latest() if path.stem == folded(name)), None)
    if path is None:
        abort(404)
    response = make_response(_read(path).html)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
