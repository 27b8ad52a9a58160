"""The sheets of a file, each that holds people a list of its own: where each went, which is next, which came before."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select

from petition.core import i18n
from petition.core.db import db
from petition.lists import lookup, sealing
from petition.lists.models import LineList, LinePart


class ShownSheet(NamedTuple):
    """A sheet of a file, counted from 0: where its list is, if it has one; else where it may be read as one."""

    number: int
    name: str
    notes: list[str]
    url: str
    to_read: str
    waits: bool = False
    is_this: bool = False


def of_file(kept: LineList) -> dict[str, Any]:
    """What each page of a list shows of the sheets of the file it came in, where those are several."""
    shown = list(_shown(kept)) if len(kept.sheets) > 1 else []
    round_again = shown[kept.sheet + 1 :] + shown[: kept.sheet]
    return {"file_sheets": shown, "next_sheet": next((each for each in round_again if each.waits), None)}


def _shown(kept: LineList) -> Iterator[ShownSheet]:
    lists = {each.sheet: each for each in lookup.same_file(kept)}
    query = select(LinePart.number, LinePart.list_id).where(
        LinePart.list_id.in_([each.id for each in lists.values()]),
        LinePart.number.in_([first for first, *_ in kept.sheets]),
    )
    holders: dict[int, int] = {row.number: row.list_id for row in db.session.execute(query)}
    urls = {each.id: url_for("lists.one", slug=kept.appeal.slug, ref=each.ref) for each in lists.values()}
    for nth, name in enumerate(_names(kept)):
        its, (first, _, rows, _, is_hidden) = lists.get(nth), kept.sheets[nth]
        holder = holders.get(first) if rows and not its else None
        notes = [
            ngettext("%(number)s row", "%(number)s rows", rows, number=i18n.number(rows)) if rows else "",
            gettext("hidden in the file") if is_hidden else "",
            _state(its) if its else gettext("not read") if rows else gettext("empty"),
        ]
        yield ShownSheet(
            nth, name, [*filter(None, notes)],
            url=urls[its.id] if its else "",
            to_read=urls[holder] if holder else "",
            waits=bool(its and its.state in lookup.WAITING),
            is_this=its is kept,
        )  # fmt: skip


def account(kept: LineList) -> list[tuple[str, int]]:
    """Where each sheet of a file went; nothing of one that has but one."""
    lists = {each.sheet for each in lookup.same_file(kept)}
    others = [
        (_went(name, has_list=nth in lists, is_empty=not kept.sheets[nth][2]), 1)
        for nth, name in enumerate(_names(kept))
        if nth != kept.sheet
    ]
    return [(gettext("Read"), 1), *others] if others else []


def _went(name: str, *, has_list: bool, is_empty: bool) -> str:
    if has_list:
        return str(gettext("In a list of its own: %(name)s", name=name))
    return str(
        gettext("Empty: %(name)s", name=name) if is_empty else gettext("Not read: %(name)s", name=name)
    )


def _names(kept: LineList) -> list[str]:
    return [name or str(nth) for nth, name in enumerate(lookup.sheets_of(kept), 1)]


def _state(its: LineList) -> str:
    return str(gettext("to check") if its.state in lookup.WAITING else gettext("added"))


def brought_before(kept: LineList, data: bytes) -> str:
    """What is said of the same that was brought already, unless that was undone; '' where none was.

    What came now is remembered.
    """
    digest, file = hashlib.sha256(data).hexdigest(), lookup.same_file(kept)
    others = [each for each in lookup.all_lists(kept.appeal) if each not in file]
    before = next((each for each in others if sealing.said_of(each).get("digest") == digest), None)
    for each in file:
        sealing.say(each, digest=digest)
    if before is None:
        return ""
    day = i18n.day_at(before.added_at or before.read_at, kept.appeal.zone)
    return str(
        gettext("The same list was added on %(day)s. Delete this one if you do not need it twice.", day=day)
        if before.added_at
        else gettext(
            "The same list has waited to be checked since %(day)s. Delete this one if you do not need it twice.",
            day=day,
        )
    )
