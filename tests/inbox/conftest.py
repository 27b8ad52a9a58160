"""The service with an address to sign at."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import set_settings
from tests.nameserver import NameServer, running


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    """The name server that the service asks."""
    with running() as server:
        server.publish_key("example.org")
        yield server


@pytest.fixture
def by_message(app: Flask, names: NameServer) -> Iterator[None]:
    """The service with an address to sign at, asking our name server."""
    before = app.extensions["settings"]
    set_settings(
        app,
        sign_address="sign@sign.example.org",
        dns_server=names.address,
        authserv_id="mx.example.org",
        public_url="https://letters.example.org",
        mail_from="letters@letters.example.org",
    )
    yield
    app.extensions["settings"] = before
