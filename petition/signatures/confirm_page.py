"""The page that confirms, made once for all who are told the same: what is one person's own is put into its places.

Nothing of any person is in what is kept. The same is done for emails: mail/out/message.py.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from flask import current_app, render_template
from markupsafe import escape

from petition.core import i18n
from petition.signatures import addresses
from petition.signatures.own_page import Own, PageHeading

_KEPT = 64  # appeals, languages and ways of being shown
_MARKS = "\ue000\ue001\ue002\ue003\ue004"  # for private use (Unicode, 23.5): no keyboard has them


class _Own(NamedTuple):
    """What the page says of a signature, or the marks in the place of what is its owner's."""

    line: str
    email_masked: str
    confirm_until: str
    shown_to_others: str
    updates: bool
    behind: bool
    version_url: str


def made(own: Own, heading: PageHeading, *, accent: str, path: str) -> str:
    """The page for a signature that waits and came by the form; `path` is its own, which links and buttons lead to."""
    said = own.line, own.email_masked, own.confirm_until, own.shown_to_others, path
    line, email, until, shown, here = (
        mark if value else "" for mark, value in zip(_MARKS, said, strict=True)
    )
    alike = _Own(line, email, until, shown, own.updates, own.behind, own.version_url)
    form = _made_alike()(i18n.spoken(), heading, accent, alike, here)
    values = dict(zip(_MARKS, map(escape, said), strict=True))
    return re.sub(f"[{_MARKS}]", lambda mark: values[mark[0]], form)


def _made_alike() -> Callable[..., str]:
    """What makes the same page for many, and keeps those made last, as this application makes them."""
    kept: Callable[..., str] | None = current_app.extensions.get("pages to confirm")
    if kept is None:
        kept = current_app.extensions["pages to confirm"] = lru_cache(_KEPT)(_make)
    return kept


def _make(_lang: str, heading: PageHeading, accent: str, own: _Own, path: str) -> str:
    languages = addresses.spoken_at(lambda lang: f"{path}?lang={lang}")
    around = {"page": heading, "languages": languages, "accent": accent}
    return render_template(
        "signatures/confirm.html",
        signature=own,
        visibility_form=None,
        said_not_me=False,
        has_signed=False,
        **around,
    )
