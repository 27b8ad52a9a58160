"""Every page of the desk, for every role, another team of a letter and a stranger: generated from the pages themselves."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.accounts import members, role_table
from petition.accounts.roles import ALLOWED, OF_LEADING_TEAM, Permission, Role
from petition.appeals.models import AppealTeam
from petition.core import clock, web
from petition.core.db import db
from tests.factories import make_appeal

pytestmark = pytest.mark.usefixtures("now")
ROOT = Path(__file__).parents[2]
ENDS = {"accounts.sign_out", "sharing.leave"}  # what the others are walked by


def let_in(app: Flask, role: Role, team: str = "Friends", address: str = "") -> FlaskClient:
    client = app.test_client()
    link = members.invite(
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


def refusal(role: Role, needs: Permission, *, finds: bool, leads: bool, code: int) -> int | None:
    """How a page must refuse; where it must not, the code it gave unless that is a refusal all the same."""
    if not finds:
        return 404
    if needs not in ALLOWED[role] or (needs in OF_LEADING_TEAM and not leads):
        return 403
    return None if code in {403, 500} else code


def test_each_role_of_each_team_is_let_in_where_its_permission_says_and_a_stranger_finds_nothing(
    app: Flask,
) -> None:
    appeal = make_appeal()
    given = {
        "slug": appeal.slug,
        "lang": "en",
        "team_id": appeal.team_id,
        "ref": "x",
        "form": "pdf",
        "token": "x",
    }
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
        if rule.rule == address and endpoint not in ENDS
        for method in methods.split()
    ]
    partner = members.team_named("Partners", now=clock.now())
    db.session.add(AppealTeam(appeal_id=appeal.id, team_id=partner.id, joined_at=clock.now()))
    walkers = [(role, "Friends") for role in reversed(Role)]  # the owner, who may change most, comes last
    walkers += [(Role.OWNER, "Partners"), (Role.OWNER, "Strangers")]
    if (
        db.engine.dialect.name == "postgresql"
    ):  # what a role may do, no database decides: who may everything, and nothing
        walkers = [(Role.OWNER, "Friends"), (Role.OWNER, "Strangers")]
    wrong = []
    for role, team in walkers:
        client = let_in(app, role, team)
        token = token_of(client)
        for method, path, needs in pages:
            is_shared, is_of_team = appeal.slug in path, f"/team/{appeal.team_id}" in path
            if team != "Friends" and not (is_shared or is_of_team):
                continue  # walked by their own roles
            code = answer(client, method, path, token)
            finds = team == "Friends" or not (is_of_team or (is_shared and team == "Strangers"))
            leads = team == "Friends" or not is_shared
            if code != refusal(role, needs, finds=finds, leads=leads, code=code):
                wrong.append((role, team, method, path, needs, code))
    assert not wrong
    assert len(pages) > 40


def test_the_table_of_pages_by_role_in_the_docs_is_that_of_the_pages(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["organiser", "roles"]).stdout
    assert (ROOT / "docs/roles.md").read_text() == printed, "flask organiser roles > docs/roles.md"
    assert ALLOWED[Role.OWNER] == set(Permission)
