"""What a program saved as JSON: a chat, to its messages; a list of objects, to the rows of a table with keys as headings.

JSON says what belongs together, so that nothing is guessed from where a line ends or a comma stands.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from petition.core.text import squeeze
from petition.reading.files.workbook import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Sheet, TableRow
from petition.reading.refusals import Fault, NotATable

_WHO = ("from", "sender_name", "author", "creator")
_SAID = ("text", "content")
_WHEN = ("date", "timestamp", "created_date")
_UNDATED = "2000-01-01, 00:00"
_RECORD = "fields"  # in which Airtable keeps all that is said of one, beside a number of its own


def parsed(text: str) -> Any:
    """What a text of JSON says, or each of its lines does; None for any other text, as "[12.03.2026, 14:02] Anna: …"."""
    if text.lstrip("\ufeff \r\n\t")[:1] not in {"{", "["}:
        return None
    text = text.lstrip("\ufeff")
    for saved in (lambda: json.loads(text), lambda: list(map(json.loads, text.splitlines()))):
        with suppress(ValueError, RecursionError):
            found = saved()
            return found if isinstance(found, dict | list) else None
    return None


def messages_in(saved: Any) -> list[tuple[str, str, str]]:
    """Who wrote each message of the one chat that was saved, when, and what; none where it is no chat.

    Refuses several chats (NotATable): most of what somebody wrote in their life is no list.
    """
    chats = list(_chats_in(saved))
    if len(chats) > 1:
        raise NotATable(Fault.NO_TABLE)
    return [each for each in map(_message, chats[0]) if each[2]] if chats else []


def _chats_in(saved: Any) -> Iterator[list[Mapping[str, Any]]]:
    inside = saved.items() if isinstance(saved, dict) else [("", each) for each in saved]
    for key, value in inside:
        if key == "messages" and _are_objects(value) and sum(bool(_message(each)[2]) for each in value) > 1:
            yield value
        elif isinstance(value, dict | list):
            yield from _chats_in(value)


def _message(said: Mapping[str, Any]) -> tuple[str, str, str]:
    found = ([said[key] for key in keys if said.get(key)] for keys in (_WHO, _SAID, _WHEN))
    who, text, when = (values[0] if values else "" for values in found)
    who = who.get("name", "") if isinstance(who, dict) else who
    parts = text if isinstance(text, list) else [text]
    text = _text("".join(str(each.get("text", "") if isinstance(each, dict) else each) for each in parts))
    when = _text(when)[:16].replace("T", ", ") if "T" in str(when) else _UNDATED
    return squeeze(_text(who or "?").replace(":", " ")), when, text


def book_of(saved: Any) -> Iterator[Sheet | TableRow]:
    """Each list of objects, under the key where it stands, with a row for each. Raises NotATable where there is none."""
    with suppress(RecursionError):
        if sheets := [(name, rows) for name, rows in _lists_in(saved, "") if rows]:
            for name, rows in sheets:
                yield Sheet(_text(name))
                yield from rows
            return
    raise NotATable(Fault.NO_TABLE)


def _lists_in(saved: Any, name: str) -> Iterator[tuple[str, list[TableRow]]]:
    if isinstance(saved, dict) and len(saved) > 1 and _are_objects(list(saved.values())):
        saved = list(saved.values())  # each under a key of its own
    if isinstance(saved, list) and len(saved) > MOST_ROWS:
        raise NotATable(Fault.ROWS)
    if isinstance(saved, dict):
        for key, value in saved.items():
            yield from _lists_in(value, key)
    elif _are_objects(saved):
        yield name, list(_rows(saved))
    elif isinstance(saved, list):
        cells = (each if isinstance(each, list) else [each] for each in saved)
        yield name, [TableRow(nth, tuple(map(_said, each))) for nth, each in enumerate(cells, 1)]


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _rows(objects: Iterable[Mapping[str, Any]]) -> Iterator[TableRow]:
    told = [dict(_cells(each)) for each in objects]
    heads = tuple(dict.fromkeys(head for each in told for head in each))
    if len(heads) > MOST_COLUMNS:  # each row would have a cell for every one of them
        raise NotATable(Fault.COLUMNS)
    yield TableRow(1, heads)
    for nth, each in enumerate(told, 2):
        yield TableRow(nth, tuple(each.get(head, "") for head in heads))


def _cells(said: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        if isinstance(value, dict):
            within = before if key == _RECORD else f"{before}{_text(key)} "[:LONGEST_CELL]
            yield from _cells(value, within)
        else:
            yield before + _text(key), _said(value)


def _said(value: Any) -> str:
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return ", ".join(filter(None, map(_said, inside)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else _text(value)


def _text(value: Any) -> str:
    """A value as text; what JSON spells that is none, as half of a pair of surrogates, is shown as such."""
    return str(value).replace("\0", " ").encode("utf-8", "replace").decode()
