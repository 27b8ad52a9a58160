"""What the page shows after a list was brought: what was read, where everything in it went, and what to do next."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from petition.core import i18n
from petition.lists import judge, lookup, page, sheets, words
from petition.lists.forms import NOBODY
from petition.lists.judge import DOUBTFUL, NEW, REPEATED, TAKEN_OFF, THERE, UNDONE, UNREAD
from petition.lists.models import LineList
from petition.lists.words import ReadPlace, Step


def what_was_read(kept: LineList) -> dict[str, Any]:
    """What the page after a list was brought shows."""
    counted = page.figures(kept)
    at: dict[str, Any] = {"slug": kept.appeal.slug, "ref": kept.ref}
    return {
        "name": lookup.name_of(kept),
        "figures": counted,
        "reasons": words.reasons(kept.figures.get("doubts", {})),
        "unread": page.unread(kept, judge.UNREAD),
        "account": account(kept),
        "steps": list(_steps(counted, at)),
    }


def _steps(figures: Counter[str], at: dict[str, Any]) -> Iterator[Step]:
    """One button for each thing to do, in the order in which to do it."""
    if doubtful := figures[DOUBTFUL]:
        yield Step(words.to_check(doubtful, are_doubtful=True), url_for("lists.one", **at, only=DOUBTFUL))
    found = sum(figures[each] for each in (NEW, DOUBTFUL, THERE, TAKEN_OFF, UNDONE, REPEATED))
    if found > doubtful or not found:
        yield Step(words.to_check(found, are_doubtful=False), url_for("lists.one", **at))
    if lost := figures[UNREAD]:
        said = ngettext(
            "See %(number)s row that was not understood",
            "See %(number)s rows that were not understood",
            lost,
            number=i18n.number(lost),
        )
        yield Step(said, url_for("lists.one", **at, _anchor="unread"))


def account(kept: LineList) -> list[ReadPlace]:
    """Where everything in a list went: its sheets, rows or lines, and cells."""
    figures = Counter(kept.figures.get("rows") or kept.figures)
    signed = [
        (gettext("New"), figures[NEW]),
        (gettext("To check"), figures[DOUBTFUL]),
        (gettext("Already there"), figures[THERE]),
        (gettext("Taken off before"), figures[TAKEN_OFF] + figures[UNDONE]),
        (gettext("Repeated in this list"), figures[REPEATED]),
    ]
    if lines := kept.figures.get("lines"):
        read = [(_line_place(code), count) for code, count in lines.items() if code != "all"]
        return _places(ReadPlace(gettext("Lines"), read), ReadPlace(gettext("Names"), signed))
    went = [
        *signed,
        (gettext("Not understood"), figures[UNREAD]),
        *((str(NOBODY[code]), count) for code, count in kept.figures.get("nobodies", {}).items()),
    ]
    cells = Counter(kept.figures.get("cells", {}))
    cells_went = [
        (gettext("In columns that are read"), cells["read"]),
        (gettext("In columns that are left out"), cells["left out"]),
        (gettext("In rows without a signatory"), cells["in rows that are nobody"]),
    ]
    return _places(
        ReadPlace(gettext("Sheets"), sheets.account(kept)),
        ReadPlace(gettext("Rows"), went),
        ReadPlace(gettext("Cells"), cells_went),
    )


def _places(*places: ReadPlace) -> list[ReadPlace]:
    """The same without what came to nothing."""
    return [
        ReadPlace(place.heading, [each for each in place.went if each[1]]) for place in places if place.total
    ]


def _line_place(code: str) -> str:
    said = {
        "signatories": gettext("Signatories"),
        "doubtful": gettext("Signatories to check"),
        "part of the one above": gettext("Part of the line above"),
        "not read": gettext("Not understood"),
    }
    return said.get(code) or str(NOBODY[code])
