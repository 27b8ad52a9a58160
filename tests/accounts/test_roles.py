"""Every page of the desk, for every role and for a stranger: generated from the pages themselves."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.accounts import role_table, service
from petition.accounts.roles import ALLOWED, Permission, Role
from petition.core import clock, web
from petition.core.db import db
from tests.factories import make_appeal

pytestmark = pytest.mark.usefixtures("now")
ROOT = Path(__file__).parents[2]
ENDS_SESSIONS = {"accounts.sign_out"}


def let_in(app: Flask, role: Role, team: str = "Friends", address: str = "") -> FlaskClient:
    client = app.test_client()
    link = service.invite(
        address or f"{role}.{team.lower()}@example.org", team, role=role, now=clock.now()
    ).removeprefix(web.address(""))
    db.session.commit()
    assert client.post(link).status_code == 303
    return client


def token_of(client: FlaskClient) -> str:
    return client.get("/desk/team").text.partition('name="csrf_token" value="')[2].partition('"')[0]


def answer(client: FlaskClient, method: str, path: str, token: str) -> int:
    return client.open(
        path, method=method, data={"csrf_token": token} if method == "POST" else None
    ).status_code


def refusal(role: Role | None, needs: Permission, *, is_of_team: bool, code: int) -> int | None:
    """How a page must refuse; where it must not, the code it gave unless that is a refusal all the same."""
    if role is None and is_of_team:
        return 404
    if role is not None and needs not in ALLOWED[role]:
        return 403
    return None if code in {403, 500} else code


def test_each_role_is_let_in_where_its_permission_says_and_a_stranger_finds_nothing(app: Flask) -> None:
    appeal = make_appeal()
    given = {"slug": appeal.slug, "lang": "en", "team_id": appeal.team_id, "ref": "x", "form": "pdf"}
    given |= {
        "line_id": 1,
        "case_id": 1,
        "number": 1,
        "name": "0",
    }  # no such things: their pages look for the appeal first
    pages = [
        (
            method,
            app.url_map.bind("localhost").build(endpoint, {name: given[name] for name in rule.arguments}),
            needs,
        )
        for methods, address, endpoint, needs in role_table.declared(app)
        for rule in app.url_map.iter_rules(endpoint)
        if rule.rule == address and endpoint not in ENDS_SESSIONS
        for method in methods.split()
    ]
    wrong = []
    for role in (*reversed(Role), None):  # the owner, who may change most, comes last but the stranger
        client = let_in(app, role or Role.OWNER, "Friends" if role else "Strangers")
        token = token_of(client)
        for method, path, needs in pages:
            code = answer(client, method, path, token)
            is_of_team = appeal.slug in path or f"/team/{appeal.team_id}" in path
            if code != refusal(role, needs, is_of_team=is_of_team, code=code):
                wrong.append((role, method, path, needs, code))
    assert not wrong
    assert len(pages) > 40


def test_the_table_of_pages_by_role_in_the_docs_is_that_of_the_pages(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["organiser", "roles"]).stdout
    assert (ROOT / "docs/roles.md").read_text() == printed, "flask organiser roles > docs/roles.md"
    assert ALLOWED[Role.OWNER] == set(Permission)
