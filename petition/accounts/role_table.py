"""Which role may open which page of the desk, as a table in Markdown: docs/roles.md, held equal by a test."""

from collections.abc import Iterator

from flask import Flask

from petition.accounts.roles import ALLOWED, MEANS, OF_LEADING_TEAM, Permission, Role

_TITLE = """# Who may do what on the dashboard

Written by `flask organiser roles > docs/roles.md` from the pages themselves, not by hand.
Somebody who is not in the team is told that there is no such page (404). Where several teams publish one letter, each person
may do in it what their role in their own team allows; only an owner of the team that leads it may do what asks for `lead`:
withdraw the letter, delete a draft, end an emergency stop, invite other teams, end it with one, choose which team leads.
Each other team can leave when it wants.

A page is opened (GET) or does something (POST). Where it "asks again", it lets in only who has
shown within the last ten minutes that they are this person: by a link, a passkey, or a code of their second factor.

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
    yield "permission", "what it allows", *Role
    for permission in Permission:
        yield permission, MEANS[permission], *("yes" if permission in ALLOWED[role] else "" for role in Role)


def _of_pages(app: Flask) -> Iterator[tuple[str, ...]]:
    yield "page", "how", "what it is", "permission", "who", "asks again"
    for methods, address, endpoint, permission in declared(app):
        view = app.view_functions[endpoint]
        what = " ".join((view.__doc__ or "").split("\n\n")[0].split()).rstrip(".")
        sure = "yes" if getattr(view, "surely", False) else ""
        who = ", ".join(role for role in Role if permission in ALLOWED[role])
        leads = " of the team that leads" if permission in OF_LEADING_TEAM else ""
        who = "everybody" if who == ", ".join(Role) else who + leads
        yield f"`{address}`", methods, what, permission, who, sure


def _table(rows: Iterator[tuple[str, ...]]) -> str:
    head, *others = rows
    lines = [head, ("---",) * len(head), *others]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
