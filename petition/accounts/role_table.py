"""Which role may open which page of the desk, as a table in Markdown: docs/roles.md, held equal by a test."""

from collections.abc import Iterator

from flask import Flask

from petition.accounts.roles import ALLOWED, OF_LEADING_TEAM, Permission, Role

_TITLE = """# Who may do what at the desk

Written by `flask organiser roles > docs/roles.md` from the pages themselves, not by hand.
Somebody who is not in the team is told that there is no such page (404). Where several teams publish one letter, each person
may do in it what their role in their own team allows; only an owner of the team that leads it may do what asks for `lead`:
withdraw the letter, delete a draft, end an emergency stop, invite other teams, end it with one, choose which team leads.
Each other team can leave by itself.

"""


def declared(app: Flask) -> Iterator[tuple[str, str, str, Permission]]:
    """Each page of the desk: methods, address, endpoint, and the permission that it asks for."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission is not None:
            methods = " ".join(sorted((rule.methods or set()) & {"GET", "POST"}))
            yield methods, rule.rule, rule.endpoint, permission


def markdown(app: Flask) -> str:
    """The two tables: what each role may do, and each page with who may open it."""
    return _TITLE + _table(_of_permissions()) + "\n" + _table(_of_pages(app))


def _of_permissions() -> Iterator[tuple[str, ...]]:
    yield "permission", *Role
    for permission in Permission:
        yield permission, *("yes" if permission in ALLOWED[role] else "" for role in Role)


def _of_pages(app: Flask) -> Iterator[tuple[str, ...]]:
    yield "page", "how", "permission", "who"
    for methods, address, _endpoint, permission in declared(app):
        who = ", ".join(role for role in Role if permission in ALLOWED[role])
        leads = " of the team that leads" if permission in OF_LEADING_TEAM else ""
        yield f"`{address}`", methods, permission, "everybody" if who == ", ".join(Role) else who + leads


def _table(rows: Iterator[tuple[str, ...]]) -> str:
    head, *others = rows
    lines = [head, ("---",) * len(head), *others]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
