"""A service with something of everything in it, and what can be asked of it: parts of addresses, forms of pages."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.routing import Rule

from petition.accounts.models import Team
from petition.appeals import service as appeals
from petition.core import clock, tokens
from petition.core.db import db
from petition.inbox import receive
from petition.inbox.models import UnreadMessage
from petition.letters.render import FORMATS
from petition.lists import store
from petition.lists.models import LineList
from petition.mail.out import carrier
from petition.reading.files import table_files
from petition.review.models import Case
from petition.signatures import shown_back
from petition.signatures.models import Signature
from tests.factories import TEXT, enter, make_appeal, sign
from tests.interpret.corpus import mail
from tests.reading.pasted import read_lines
from tests.review.signed import DANA, DANA_AGAIN, crowd, look, signed

SETTINGS: dict[str, Any] = {
    "sign_address": "sign@sign.example.org",
    "dns_server": "127.0.0.1:9",
    "letter_at_once": 10,  # so that a letter of some twenty names is a long one
}

SHOWS_NO_FORM = re.compile(r"\.|static|z$")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent and what is in it, names repeated where fields are."""

    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass
class House:
    """What there is."""

    values: dict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by argument of an address
    forms: list[Form] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)  # what no log may hold

    @property
    def names(self) -> list[str]:
        """Of fields."""
        return sorted({name for form in self.forms for name, _ in form.fields})


def furnish(app: Flask, inside: FlaskClient, stranger: FlaskClient) -> House:
    """Make appeals in every phase with signatures, lists, messages and cases, go in at the desk, and see what pages show."""
    house = House()
    house.secrets |= {"aru@example.org", "dana@example.org", "Bekova", "Ann Bek", DANA["name"]}
    slugs = _appeals(house, stranger)
    come_in(inside)
    carrier.carry()
    _tokens(house, app.extensions["settings"].mail_folder)
    house.values["slug"] += slugs
    house.values["lang"] += ["en", "ru", "kk", "de", "zh-Hant"]
    house.values["form"] += [*FORMATS, "exe"]
    house.values["ref"] += _refs()
    house.values["case_id"] += [str(each) for each in db.session.scalars(select(Case.id).order_by(Case.id))]
    house.values["nth"] += ["2", "3"]
    house.values["number"] += ["1", "2"]
    house.values["to"] += [shown_back.sealed("aru@example.org", now=clock.now()), "x"]
    house.values["team_id"] += [str(each) for each in db.session.scalars(select(Team.id).order_by(Team.id))]
    house.values["filename"] += ["style.css", "desk.css", "none.css"]
    house.secrets |= {value for value in (*slugs, *house.values["token"]) if len(value) > 7}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and not SHOWS_NO_FORM.search(rule.rule):
            for path in _examples(rule, house):
                house.forms += _forms(inside if path.startswith("/desk") else stranger, path)
    return house


def come_in(inside: FlaskClient) -> str:
    """Begin a session at the desk; gives the token of its forms."""
    enter(inside)
    return str(
        html.fromstring(inside.get("/desk/new").text).xpath("string(//input[@name='csrf_token']/@value)")
    )


def _appeals(house: House, stranger: FlaskClient) -> list[str]:
    now = clock.now()
    opened = make_appeal(by_message=True)
    signed(opened, "dana@example.org", **DANA)
    signed(opened, "kurmanbekova@example.org", **DANA_AGAIN)
    crowd(opened)
    sign(stranger, opened.slug)
    store.keep_list(opened, list(read_lines("Ann Bek, teacher\nBo Li, nurse (Taraz)")), now=now)
    store.keep_table(opened, table_files.rows_of("Name\tEmail\nAnn Bek\tann@example.org\nBo Li\t\n"), now=now)
    db.session.commit()
    address = f"sign+{opened.slug}@sign.example.org"
    receive.receive(mail("Can I sign?\n\tAru, from the mill\n"), recipient=address, now=now)
    look()
    draft = make_appeal(published=False)
    appeals.write(draft, "ru", TEXT, organiser_id=None, now=now)
    closed = make_appeal(grace_minutes=0)
    signed(closed, "closed@example.org", name="Aru Bekova")
    closed.closes_at = now
    withdrawn = make_appeal()
    appeals.withdraw(withdrawn, "Settled", now=now)
    others = make_appeal(team="Others")
    db.session.commit()
    return [each.slug for each in (opened, draft, closed, opened, withdrawn, opened, others)]


def _tokens(house: House, folder: Path) -> None:
    """Links as mails hold them, and tokens for other purposes and nobody."""
    for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)[-12:]:
        house.values["name"].append(path.stem)
        said = path.read_text(errors="replace").replace("=\n", "").replace("=3D", "=")
        house.values["token"] += re.findall(r"/(?:c|s|u|m|desk/enter)/([\w.-]{20,})", said)
    for purpose in ("confirm", "signature", "unsubscribe", "everything", "entrance", "form"):
        house.values["token"].append(tokens.mint(purpose, "nobody", "nonce"))


def _refs() -> list[str]:
    rows = (
        select(table.ref).order_by(table.id.desc()).limit(4) for table in (LineList, Signature, UnreadMessage)
    )
    return [ref for query in rows for ref in db.session.scalars(query)]


def _examples(rule: Rule, house: House) -> Iterator[str]:
    """Two addresses of a rule, with good values."""
    for nth in range(2 if rule.arguments else 1):
        yield re.sub(
            r"<(?:\w+:)?(\w+)>",
            lambda found: house.values[found[1]][nth % len(house.values[found[1]])],  # noqa: B023  called at once
            rule.rule,
        )


def _forms(client: FlaskClient, path: str) -> Iterator[Form]:
    answer = client.get(path)
    if answer.mimetype != "text/html" or not answer.data:
        return
    for form in html.fromstring(answer.text).iter("form"):
        if form.get("method", "get").lower() == "post":
            to = urlsplit(urljoin(path, form.get("action") or path))
            assert isinstance(form, html.FormElement)
            fields = tuple((name, value or "") for name, value in form.form_values())
            files = tuple((each.get("name"), "") for each in form.iter("input") if each.get("type") == "file")
            yield Form(to.path, fields + files)
