"""Two organisers of a team at the desk at once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import enter


@pytest.fixture
def other(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser of another organiser, beside `client`, which is let in as well."""
    found = app.test_client()
    enter(client)
    enter(found, address="b@example.org")
    return found
