"""Appeals that lists are brought to."""

import pytest
from flask.testing import FlaskClient

from petition.appeals.models import Appeal
from tests.factories import enter, make_appeal


@pytest.fixture
def appeal(client: FlaskClient) -> Appeal:
    made = make_appeal()
    enter(client)
    return made


@pytest.fixture
def draft(client: FlaskClient) -> Appeal:
    """An appeal that nobody can have signed: what lists say of mailboxes then is the organisers' own."""
    made = make_appeal(published=False)
    enter(client)
    return made
