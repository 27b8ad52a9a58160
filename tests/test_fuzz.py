"""Requests made by lot: none is a fault of ours, and none leaves anything of anybody in the log.

`make fuzz` sends 5,000 to each database (REQUESTS= another number, SEED= to have a run again).
"""

import logging
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.core import clock
from tests.factories import set_settings
from tests.fuzz.house import SETTINGS, House, come_in, furnish
from tests.fuzz.requests import Maker, Request
from tests.fuzz.values import MARK

SEED = os.environ.get("SEED") or "1"
REQUESTS = int(os.environ.get("REQUESTS") or 300)
A_HOUSE = 500  # requests, after which much of what there was is closed, withdrawn or used up

pytestmark = [
    pytest.mark.usefixtures("now"),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),  # of a form that broke off
]


class Log(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []
        self.errors = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.errors += record.levelno >= logging.ERROR or bool(record.exc_info)
        self.lines.append(self.format(record))


@pytest.fixture
def log(app: Flask) -> Iterator[Log]:
    kept, before = Log(), (app.config.get("PROPAGATE_EXCEPTIONS"), app.extensions["settings"])
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is answered as it would be in earnest
    set_settings(app, **SETTINGS)
    logging.getLogger().addHandler(kept)
    yield kept
    logging.getLogger().removeHandler(kept)
    app.config["PROPAGATE_EXCEPTIONS"], app.extensions["settings"] = before


def test_no_request_is_a_fault_of_ours(app: Flask, log: Log) -> None:
    clients = inside, stranger = app.test_client(), app.test_client()
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    found, answered = [], Counter[int]()
    for nth in range(REQUESTS):
        if nth % A_HOUSE == 0:
            house = furnish(app, *clients)
            maker = Maker(house, rules, come_in(inside))
        maker.lot = random.Random(f"{SEED} {nth}")
        request = maker.request()
        log.lines.clear()
        log.errors = 0
        try:
            answer = sent(inside if request.inside else stranger, request)
        except Exception as error:  # noqa: BLE001  to be told with the request
            wrong = [f"the server would be left with {error!r}"]
        else:
            wrong = list(faults(request, answer, log, house))
            answered[answer.status_code] += 1
            if request.inside and "/desk/sign-in" in answer.headers.get("Location", ""):
                maker.csrf_token = come_in(inside)
        if wrong:
            told = "; ".join(wrong)
            found.append(f"SEED={SEED}, request {nth}: {told}\n    {request}\n    log: {log.lines}")
        if nth % 10 == 0:
            clock.ticked(timedelta(minutes=1))
    sys.stdout.write(f"SEED={SEED}: {dict(sorted(answered.items()))}\n")
    assert not found, f"{len(found)} of {REQUESTS}\n" + "\n\n".join(found[:25])


def sent(client: FlaskClient, request: Request) -> TestResponse:
    return client.open(
        "/",
        method=request.method,
        data=request.body,
        content_type=request.content_type or None,
        headers=[(name, value) for name, value in request.headers.items() if name != "Host"],
        environ_overrides={
            "PATH_INFO": request.path.decode("latin-1"),
            "QUERY_STRING": request.query.decode("latin-1"),
            **({"HTTP_HOST": request.headers["Host"]} if "Host" in request.headers else {}),
            **request.environ,
        },
    )


def faults(request: Request, answer: TestResponse, log: Log, house: House) -> Iterator[str]:
    """What is wrong about an answer."""
    if answer.status_code >= 500 and not is_told_to_wait(answer, request):
        yield f"answered {answer.status}"
    if b"Traceback" in answer.data:
        yield "shows a traceback"
    yield from (f"has no {name}" for name in unprotected(answer))
    if "Set-Cookie" in answer.headers and not request.path.lstrip(b"/").startswith(b"desk"):
        yield "sets a cookie outside the desk"
    to = answer.headers.get("Location", "/")
    if not to.startswith(("/", "http://127.0.0.1:8000/")) or to.startswith("//"):
        yield f"leads to {to[:100]}"
    if log.errors:
        yield "an error in the log"
    told = "\n".join(log.lines)
    yield from (f"{each!r} in the log" for each in sorted({MARK, *house.secrets}) if each in told)


def is_told_to_wait(answer: TestResponse, request: Request) -> bool:
    """A long letter's file that the worker has still to make, and mails that nobody carries here."""
    return answer.status_code == 503 and (request.path == b"/readyz" or "Retry-After" in answer.headers)


def unprotected(answer: TestResponse) -> Iterator[str]:
    """The headers that every answer has."""
    headers = answer.headers
    if not headers.get("Content-Security-Policy", "").startswith("default-src 'none'"):
        yield "Content-Security-Policy"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "X-Content-Type-Options"
    if headers.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}:
        yield "X-Frame-Options"
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        yield "Referrer-Policy"
    if "Cache-Control" not in headers:
        yield "Cache-Control"
