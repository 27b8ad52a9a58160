"""A form that has nothing wrong with it is read without being made: as it would be read if it were."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from petition.signatures import forms
from petition.signatures.forms import SignForm
from tests.factories import filled

ASKS = ("role", "place")
TYPED: list[dict[str, str]] = [
    {},
    {"name": "  Айгүл   Бекова "},
    {"role": "teacher", "place": "Semey", "affiliation": "not asked for"},
    {"kind": "organisation", "representative": "Aru Bekova, +7 701 234 56 78"},
    {"representative": "of a person: nobody"},
    {"kind": "", "visibility": ""},
    {"lang": "kk"},
    {"lang": "de"},
    {"version": "3"},
    {"version": "³"},
    {"email": "ARU@Example.ORG."},
    {"name": ""},
    {"name": "..."},
    {"name": "Aru aru@example.org"},
    {"role": "+7 701 234 56 78"},
    {"representative": "hidden\u202esign"},
    {"kind": "crowd"},
    {"visibility": "all"},
    {"email": "nobody"},
    {"email": "aru@gmial.com"},
    {"email": "aru@gmial.com", "asked": "aru@gmial.com", "address": "typed"},
    {"token": "none"},
    {"email": "aru@gmаil.com"},  # a Cyrillic а
]


@pytest.mark.parametrize("typed", TYPED, ids=str)
def test_what_is_read_is_what_the_form_says(app: Flask, typed: dict[str, str]) -> None:
    with app.test_request_context():
        data = filled(**typed)
    with app.test_request_context(method="POST", data=data):
        form = SignForm(ASKS, meta={"csrf": False})
        said = form.signing() if form.validate() and not form.has_a_doubt() else None
        read = forms.read(MultiDict(data), ASKS)
        assert read == (None if "asked" in typed else said)
