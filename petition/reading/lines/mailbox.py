"""The address of a mailbox in a cell or a line."""

import re
from functools import lru_cache

from petition.core import text
from petition.lexicon.vocabulary import expression

_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?:[.+][A-Za-z0-9_+-]+)*")
_NO_ADDRESS = expression("@no-address")
_ADDRESS = re.compile(r"(?<![^\s<>()\[\]\"',;:])[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")


def mailbox_in(value: str, *, may_be_test: bool) -> tuple[str, str]:
    """The address in a cell ("mailto:…", "Name <…>"), and what was typed there that is none."""
    if not value:
        return "", ""
    try:
        return _checked(value, may_be_test), ""
    except text.Refused:
        found = _ADDRESS.findall(value.removeprefix("mailto:"))
    try:
        if len(found) == 1 and value.count("@") == 1:
            return _checked(found[0].rstrip("."), may_be_test), ""
    except text.Refused:
        pass
    return "", "" if _NO_ADDRESS.fullmatch(value) else value


def _checked(value: str, may_be_test: bool) -> str:
    """As core.text.mailbox does it; for the usual kind of address once a domain, for lists are long."""
    local, _, domain = value.rpartition("@")
    if len(local) < 64 and _PLAIN.fullmatch(local):
        return f"{local}@{_domain(domain, may_be_test)}"
    return text.mailbox(value, may_be_test=may_be_test)


@lru_cache(maxsize=10_000)
def _domain(domain: str, may_be_test: bool) -> str:
    return text.mailbox(f"a@{domain}", may_be_test=may_be_test).rpartition("@")[2]
