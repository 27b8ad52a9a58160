"""A form that makes something makes it once: a double press, or the same form sent again, leads to what it made.

A form is known by its session, all that was typed, and the name that its address carries (`?form=`), which stays the same
when somebody goes back; where it carries none, by the token of its page. Whoever goes back and types something else makes
something else. Kept for a day, as a hash that says neither who sent what nor what it said.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, flash, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import String, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, db
from petition.core.transactions import violated

KEPT = timedelta(days=1)
_TRIES = 3

P = ParamSpec("P")


class SentForm(Base):
    """A form that has made something, and the path of what it made."""

    __tablename__ = "sent_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(unique=True)
    path: Mapped[str] = mapped_column(String(250))
    made_at: Mapped[datetime] = mapped_column(index=True)


def makes_once(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Mark a view whose form makes something; it calls `made` before it commits. Of two at once the database lets one."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.method != "POST":
            return view(*args, **kwargs)
        g.form_key = _key()
        for _collision in range(_TRIES):
            if again := _again():
                return again
            try:
                return view(*args, **kwargs)
            except IntegrityError as error:  # the same form at once, or another that wanted the same address
                if not violated(error):
                    raise
                db.session.rollback()
                _rewind()
        return view(*args, **kwargs)

    return guarded


def init_app(app: Flask) -> None:
    """Let templates name the form that a link leads to: `new_form()`."""
    app.jinja_env.globals["new_form"] = lambda: secrets.token_urlsafe(6)


def made(path: str, *, now: datetime) -> None:
    """Note what the form of this request has made; commits nothing."""
    db.session.execute(insert(SentForm).values(key=g.form_key, path=path, made_at=now))


def unmade(path: str) -> None:
    """Note that what stood at a path is gone, so that its form may make it anew; commits nothing."""
    db.session.execute(
        delete(SentForm).where(or_(SentForm.path == path, SentForm.path.startswith(f"{path}/")))
    )


def forget(now: datetime) -> None:
    """Drop what was sent a day ago; commits nothing."""
    db.session.execute(delete(SentForm).where(SentForm.made_at <= now - KEPT))


def _again() -> ResponseReturnValue | None:
    """The way to what the form has made already."""
    path = db.session.scalar(select(SentForm.path).where(SentForm.key == g.form_key))
    if path is None:
        return None
    flash(gettext("You have already sent this form. This is what it made."))
    return redirect(path, 303)


def _key() -> bytes:
    """The page it came from, all that was typed into it, and its files; of one session, whose secret nobody else has."""
    named = request.args.get("form", "")
    hashed = hashlib.sha256(f"{request.path}\0{named}\0{session.get('csrf_token')}".encode())
    for name, value in request.form.items(multi=True):
        if named and name == "csrf_token":
            continue
        hashed.update(f"\0{name}\0{value}".encode(errors="surrogatepass"))
    for name, file in request.files.items(multi=True):
        hashed.update(f"\0{name}\0{file.filename}\0".encode(errors="surrogatepass"))
        hashed.update(hashlib.sha256(file.stream.read()).digest())
    _rewind()
    return hashed.digest()


def _rewind() -> None:
    for file in request.files.values():
        file.stream.seek(0)
