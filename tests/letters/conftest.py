"""A long letter, whose files the worker makes."""

from datetime import datetime

import pytest
from flask import Flask

from petition.appeals.models import Appeal
from tests.factories import set_settings
from tests.letters.crowded import crowded


@pytest.fixture
def appeal(app: Flask, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Appeal:
    """A complete letter of five, where two are many."""
    set_settings(app, monkeypatch, letter_at_once=2)
    return crowded(5)
