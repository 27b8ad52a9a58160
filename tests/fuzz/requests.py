"""Requests as `random` makes them of what there is: good ones with something wrong, and some that are nothing but wrong."""

import random
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from werkzeug.routing import Rule

from tests.fuzz.house import House
from tests.fuzz.values import BODIES, FILES, HEADERS, MARK, NESTED, ODD, TYPES

FROM = ("127.0.0.1", "203.0.113.7", "2001:db8::1", "::ffff:1.2.3.4", "fe80::1%eth0", "", "unix:", "999.1.1.1")
SLOW = re.compile(r"sheet\.pdf|letter")  # sets type: asked less often than the rest


@dataclass
class Request:
    """One request as it goes to the server."""

    method: str
    path: bytes
    query: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    body: bytes = b""
    environ: dict[str, Any] = field(default_factory=dict)
    inside: bool = False

    def __str__(self) -> str:
        """The request, to be seen and sent again."""
        lines = [
            f"{self.method} {self.path!r} ?{self.query[:300]!r} {'inside' if self.inside else 'a stranger'}"
        ]
        lines += [f"{name}: {value[:200]!r}" for name, value in (self.headers | self.environ).items()]
        return "\n    ".join([*lines, f"{self.content_type!r} {len(self.body)} bytes: {self.body[:700]!r}"])


class Maker:
    """Makes requests; of one seed always the same, but for tokens, references and whatever else is drawn by lot there."""

    lot: random.Random

    def __init__(self, house: House, rules: list[Rule], csrf_token: str) -> None:
        self.house, self.rules, self.csrf_token = house, rules, csrf_token
        self.weights = [0.06 if SLOW.search(rule.rule) else 1.0 for rule in rules]

    def request(self) -> Request:
        """The next one."""
        lot = self.lot
        made = self._of_form() if self.house.forms and lot.random() < 0.45 else self._of_rule()
        if lot.random() < 0.35:
            made.query = self._urlencoded(
                [(self._query_name(), self._value()) for _ in range(lot.randint(1, 4))]
            )
        for name in lot.sample(list(HEADERS), lot.choice((0, 0, 0, 1, 1, 2, 5))):
            if name != "Host" or lot.random() < 0.3:
                made.headers[name] = lot.choice(HEADERS[name])
        if lot.random() < 0.2:
            made.environ["REMOTE_ADDR"] = lot.choice(FROM)
        if lot.random() < 0.03:
            made.environ["CONTENT_LENGTH"] = lot.choice(("0", "-1", "x", str(len(made.body) + 9), "9" * 30))
        return made

    def _of_form(self) -> Request:
        """A form of a page, with some of it changed."""
        form = self.lot.choice(self.house.forms)
        fields = [(name, self.csrf_token if name == "csrf_token" else value) for name, value in form.fields]
        for _ in range(self.lot.choice((0, 0, 1, 1, 2))):
            self._spoil(fields)
        made = Request("POST", form.path.encode(), inside=form.path.startswith("/desk"))
        self._fill(made, fields)
        return made

    def _of_rule(self) -> Request:
        """An address of ours, with good values or bad, and anything with it."""
        lot = self.lot
        (rule,) = lot.choices(self.rules, self.weights)
        path = re.sub(rb"<(?:\w+:)?(\w+)>", self._argument, rule.rule.encode())
        if lot.random() < 0.04:
            path = lot.choice(
                (path + b"/", b"/" + path, path + b"/..", path.upper(), path[: len(path) // 2], b"", b"*")
            )
        methods = [each for each in sorted(rule.methods or ()) if each != "OPTIONS"]
        method = lot.choice(
            methods if lot.random() < 0.9 else ["GET", "POST", "HEAD", "OPTIONS", "PUT", "TRACE", "x"]
        )
        made = Request(method, path, inside=rule.rule.startswith("/desk") and lot.random() < 0.9)
        if method == "POST" or lot.random() < 0.05:
            names = [*self.house.names, "deed", "keep", "held", "form", "page", "token", "csrf_token", MARK]
            fields = [(lot.choice(names), self._value()) for _ in range(lot.choice((0, 1, 3, 8)))]
            if lot.random() < 0.8:
                fields.append(("csrf_token", self.csrf_token))
            self._fill(made, fields)
        return made

    def _argument(self, found: re.Match[bytes]) -> bytes:
        known = self.house.values.get(found[1].decode(), [])
        drawn = self.lot.random()
        if known and drawn < 0.8:
            return self.lot.choice(known).encode()
        if known and drawn < 0.9:
            good = self.lot.choice(known)
            at = self.lot.randrange(len(good) + 1)
            return _bytes(good[:at] + self.lot.choice(("", "x", ".", "\0", "é")) + good[at + 1 :])
        return _bytes(self._value())[:2000]

    def _query_name(self) -> str:
        return self.lot.choice(
            ("lang", "page", "case", "done", "show", "then", "auth_token", "form", "", MARK)
        )

    def _value(self) -> str:
        odd = self.lot.choice(ODD)
        return odd + MARK if self.lot.random() < 0.3 else odd

    def _spoil(self, fields: list[tuple[str, str]]) -> None:
        """Change one thing about a form."""
        lot = self.lot
        at = lot.randrange(len(fields) + 1)
        name, value = fields[at] if at < len(fields) else (lot.choice([*self.house.names, MARK]), "")
        match lot.randrange(6):
            case 0:
                fields[at : at + 1] = []
            case 1:
                fields[at : at + 1] = [(name, value)] * lot.choice((2, 3, 1200))
            case 2:
                fields.insert(at, (lot.choice([*self.house.names, MARK]), self._value()))
            case 3:
                fields[at : at + 1] = [(self._value()[:200], value)]
            case _:
                fields[at : at + 1] = [(name, self._value())]

    def _fill(self, made: Request, fields: list[tuple[str, str]]) -> None:
        """Give a request its body."""
        drawn = self.lot.random()
        if drawn < 0.55:
            made.content_type, made.body = "application/x-www-form-urlencoded", self._urlencoded(fields)
        elif drawn < 0.9:
            made.content_type, made.body = "multipart/form-data; boundary=x", self._multipart(fields)
        elif drawn < 0.92:
            made.content_type, made.body = "application/json", self.lot.choice(NESTED)
        else:
            made.content_type, made.body = (
                self.lot.choice(TYPES),
                self.lot.choice((*BODIES, self._urlencoded(fields))),
            )

    def _urlencoded(self, fields: list[tuple[str, str]]) -> bytes:
        return b"&".join(_quoted(name) + b"=" + _quoted(value) for name, value in fields)

    def _multipart(self, fields: list[tuple[str, str]]) -> bytes:
        parts = []
        for name, value in fields:
            is_file = (name == "file" and self.lot.random() < 0.9) or self.lot.random() < 0.005
            filename = (
                b'; filename="' + _bytes(self._value()[:100]).replace(b'"', b"") + b'"' if is_file else b""
            )
            content = self.lot.choice(FILES) if is_file else _bytes(value)
            head = (
                b'--x\r\nContent-Disposition: form-data; name="'
                + _bytes(name).replace(b'"', b"")
                + b'"'
                + filename
            )
            parts.append(head + b"\r\n\r\n" + content + b"\r\n")
        return b"".join(parts) + (b"--x--\r\n" if self.lot.random() < 0.95 else b"")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _quoted(text: str) -> bytes:
    return quote_from_bytes(_bytes(text)).encode()
