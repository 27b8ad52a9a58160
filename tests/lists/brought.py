"""Lists as organisers bring them to the desk, and what becomes of them."""

import io
import re
from collections.abc import Callable, Collection
from email.message import EmailMessage
from typing import Any

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.lists.models import LineList
from petition.signatures.models import Signature
from tests.factories import desk_post, link_in

Mails = Callable[[], list[EmailMessage]]

TABLE = """Timestamp,Email Address,Full name,City,Show name
11/3/2026 10:00:00,aru@example.org,Aru Bekova,Qarasu,yes
11/3/2026 11:00:00,marat@example.org,Marat Suleev,Aqbulaq,no
11/4/2026 11:00:00,,Dana Omarova,Qarasu,yes
11/4/2026 12:00:00,ARU@example.org,Aru B.,Qarasu,yes
11/4/2026 13:00:00,nobody at example,Olga Kim,Qarasu,yes
"""
LETTER = (
    "Aru Bekova, teacher (Qarasu)\nMarat Suleev, engineer\nEditorial office of the newspaper “Well Times”\n"
)


def bring(client: FlaskClient, slug: str, what: str | bytes, name: str = "") -> TestResponse:
    """Paste a list, or bring it in a file."""
    data: dict[str, Any] = {"lines": what}
    if isinstance(what, bytes):
        data = {"file": (io.BytesIO(what), name or "list.csv")}
    return desk_post(client, f"/desk/a/{slug}/signatories", data)


def brought(client: FlaskClient, slug: str, what: str | bytes, name: str = "") -> str:
    """Bring a list that can be read; gives its path."""
    answer = bring(client, slug, what, name)
    assert answer.status_code == 303, answer.text
    return answer.location.removesuffix("/read")


def looked_over(client: FlaskClient, slug: str, what: str | bytes, name: str = "") -> str:
    """Bring a table and take its columns as they are guessed; gives the path of the list."""
    path = brought(client, slug, what, name)
    page = client.get(path).text
    columns = told_columns(page)
    answer = desk_post(client, path, {"deed": "columns"} | columns, at=path)
    assert answer.status_code == 303, answer.text
    return path


def told_columns(page: str) -> dict[str, str]:
    """What the page of a table says that its columns hold."""
    told = re.findall(r'name="(columns-\d+)"(.*?)</select>', page, re.DOTALL)
    return {
        column: found[1]
        for column, options in told
        if (found := re.search(r'value="(\w*)" selected', options))
    }


def add(client: FlaskClient, path: str, *, leave: tuple[int, ...] = (), **data: Any) -> TestResponse:
    """Add the list at this path, with what is ticked on its page but for what is to be left."""
    page = client.get(path).text
    ticked = [
        each
        for each in re.findall(r'name="keep"\s+value="([\d.]+)" checked', page)
        if each not in map(str, leave)
    ]
    return desk_post(client, path, {"deed": "add", "shown": shown(page), "keep": ticked} | data, at=path)


def shown(page: str) -> str:
    """The lines on a page that is looked over, as its form tells them, each with whether it is ticked."""
    found = re.search(r'name="shown"\s+value="([^"]*)"', page)
    return found[1] if found else ""


def undo(client: FlaskClient, path: str) -> TestResponse:
    """Undo the list at this path."""
    return desk_post(client, path, {"deed": "undo"}, at=path)


def the_list() -> LineList:
    """The one list there is."""
    db.session.expire_all()
    return db.session.scalars(select(LineList)).one()


def signatures(state: str = "confirmed") -> list[Signature]:
    """All signatures in a state, in the order they came."""
    db.session.expire_all()
    return list(db.session.scalars(select(Signature).where(Signature.state == state).order_by(Signature.id)))


def names(state: str = "confirmed") -> list[str]:
    """Their names."""
    return [each.own.name for each in signatures(state)]


def figures(page: str) -> dict[str, str]:
    """The figures above a list that is looked over."""
    found = re.findall(r'<strong class="number">([\d,]+)</strong>\s*([a-z ]+?)\s*(?:</a>)?\s*</li>', page)
    return {label: number for number, label in found}


def link_to(mails: Mails, address: str, path: str = "/c/") -> str:
    """The link in the last mail to an address that has one of its kind."""
    texts = [mail for mail in mails() if mail["To"] == address and path in str(mail.get_body(("plain",)))]
    return link_in(texts[-1], path)


def the_added() -> LineList:
    db.session.expire_all()
    return db.session.scalars(select(LineList).where(LineList.state == "added")).one()


def a_long_table(rows: int) -> bytes:
    return (
        "Name,Email\n" + "".join(f"Name{'abcdefghij'[n % 10]} {n},n{n}@example.org\n" for n in range(rows))
    ).encode()


def workbook(sheets: dict[str, list[list[str]]], hidden: Collection[str] = ()) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def undo_again(client: FlaskClient, appeal: Appeal, path: str) -> TestResponse:
    return desk_post(client, path, {"deed": "undo"}, at=f"/desk/a/{appeal.slug}/signatories")
