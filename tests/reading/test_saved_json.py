"""Lists that a program saved as JSON: a chat, lists of objects, and whatever else is refused. All names are invented."""

import json
from typing import Any

import pytest

from petition.reading import brought, listing
from petition.reading.refusals import NotATable
from tests.reading.pasted import read_pasted
from tests.reading.test_lists_read import said


def saved(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def message(who: str | None, text: Any) -> dict[str, Any]:
    return {"type": "message", "date": "2026-03-10T12:05:40", "from": who, "text": text, "text_entities": []}


CHAT = {
    "name": "Sign here",
    "type": "private_group",
    "messages": [
        {"type": "service", "date": "2026-03-10T12:00:01", "actor": "Org", "members": ["Ann"], "text": ""},
        message("Ann", "Ada Sand, nurse, Leeds"),
        message("B", ["Ben Oak, poet, York ", {"type": "link", "text": "https://a.example"}]),
        message(None, "Cy Holm\nLeeds"),
    ],
}


@pytest.mark.parametrize("name", ["result.json", "result.txt", ""])
def test_a_chat_saved_as_json_is_read_as_its_messages(name: str) -> None:
    found = said(listing.read(saved(CHAT), name))
    assert found.startswith("Ada Sand/nurse/Leeds; Ben Oak/poet/York")
    assert "Cy Holm" in found


_ADA, _BEN = {"full_name": "Ada Sand", "city": "Leeds"}, {"full_name": "Ben Oak", "city": "York"}


@pytest.mark.parametrize(
    "value",
    [
        [_ADA, _BEN],
        {"count": 2, "next": None, "results": [_ADA, _BEN]},
        {"signatures": {"-Nx1": _ADA, "-Nx2": _BEN}},
        [{"id": 70 + nth, "person": each, "tags": []} for nth, each in enumerate([_ADA, _BEN])],
        {
            "records": [
                {"id": f"rec{nth}", "fields": {**each, "OK to publish name": True}}
                for nth, each in enumerate([_ADA, _BEN])
            ]
        },
        [["Full name", "City"], ["Ada Sand", "Leeds"], ["Ben Oak", "York"]],
    ],
    ids=str,
)
def test_a_list_of_objects_is_a_table_with_their_keys_as_headings(value: Any) -> None:
    assert said(listing.read(saved(value), "signers.json")) == "Ada Sand/Leeds; Ben Oak/York"
    assert said(read_pasted(saved(value).decode())) == "Ada Sand/Leeds; Ben Oak/York"
    assert list(brought.table_in(saved(value)))


def test_lines_of_json_are_a_table_and_a_wish_in_one_is_kept() -> None:
    lines = "\n".join(json.dumps(each | {"show_name": each is _ADA}) for each in (_ADA, _BEN))
    assert said(listing.read(lines.encode(), "signers.json")) == "Ada Sand/Leeds; Ben Oak/York/hidden"


@pytest.mark.parametrize(
    "data",
    [
        saved({"name": "Ada Sand", "city": "Leeds"}),
        saved(CHAT)[:-40],
        saved({"chats": {"list": [CHAT, CHAT]}}),
        b"[" * 100_000,
    ],
    ids=["one object", "cut short", "several chats", "deep"],
)
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(NotATable):
        listing.read(data, "result.json")


def test_a_column_of_links_says_nothing_and_that_somebody_signs_as_a_person_is_no_body() -> None:
    people = [
        ("Ada Sand", "Individual"),
        ("Ben Oak", "Well Fund"),
        ("Cy Holm", "Individual"),
        ("Di Orr", "Individual"),
    ]
    value = [{"name": name, "url": f"https://a.example/{name[:2]}", "affil": where} for name, where in people]
    assert said(listing.read(saved(value), "a.json")) == "Ada Sand; Ben Oak/Well Fund; Cy Holm; Di Orr"
