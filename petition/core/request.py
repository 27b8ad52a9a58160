"""What comes in with a request: addresses and forms, never JSON; text and numbers that every database can hold.

A value that no database can hold is refused before a view sees it, so that no view has to think of it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import flask
from flask import Flask, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter, Map, RequestRedirect

LARGEST = 2**63 - 1  # of a column of 64 bits, as all are in both databases; beyond it both drivers fail
MOST_FIELDS = 10_000

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, UTF-8 no half of a surrogate pair


class _Forms(FormDataParser):
    """Reads a form of so many fields: the library bounds the parts of a multipart form alone."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Refuse millions of empty fields before each of them is made a value: 6 MB of "a&" took eleven seconds."""
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read()
            if body.count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class Request(flask.Request):
    """A request whose body is a form or nothing: JSON is parsed nowhere, for nested JSON exhausts the stack."""

    form_data_parser_class = _Forms

    @property
    def is_json(self) -> bool:
        """Never, so that no library looks for tokens or forms in it."""
        return False

    def get_json(self, *_args: object, **_options: object) -> None:
        """None."""


class IdConverter(IntegerConverter):
    """The number of a row in an address; any other number is an address where nothing is."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=LARGEST)


def init_app(app: Flask) -> None:
    """Let an application take in this and nothing else."""
    app.request_class = Request
    app.url_map.converters["id"] = IdConverter
    app.before_request(_refuse_unkeepable)
    app.before_request(_lead_on)


def number(typed: str) -> int:
    """A number from 0 to LARGEST as typed in a query or a form (`type=` of `get`); else raises ValueError."""
    if not (
        typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST)) and int(typed) <= LARGEST
    ):
        raise ValueError("no number that a row can have")
    return int(typed)


def _refuse_unkeepable() -> None:
    """404 for an address, 400 for what was sent along, that holds a sign no database keeps."""
    if _UNKEEPABLE.search(request.path):
        abort(404)
    if any(each is None or _UNKEEPABLE.search(each) for each in _sent()):
        abort(400)


def _lead_on() -> ResponseReturnValue | None:
    """Where slashes are put right by a redirect, let it name no host: werkzeug would take that of the request."""
    if not isinstance(request.routing_exception, RequestRedirect):
        return None
    parts = urlsplit(request.routing_exception.new_url)
    return redirect(urlunsplit(("", "", parts.path, parts.query, "")), 308)


def _sent() -> Iterator[str | None]:
    """Names and values of the query and of the form, and names of files; what is in a file is its reader's to judge.

    None is the name of a part that has none, which no form of ours sends and no library expects.
    """
    for values in (request.args, request.form) if request.method == "POST" else (request.args,):
        for name, value in values.items(multi=True):
            yield from (name, value)
    if request.method == "POST":
        yield from (file.filename or "" for file in request.files.values())
