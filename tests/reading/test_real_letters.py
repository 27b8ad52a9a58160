"""How well two real letters are read, against what a careful reader found in them; their texts are not ours to carry."""

import json
import re
from collections.abc import Callable
from textwrap import fill
from typing import Any

import pytest

from petition.reading import Draft, Line, read
from tests.outside import SHARED, needs

LETTERS = SHARED / "letters"
pytestmark = needs("letters")


def folded(text: str) -> str:
    bare = re.sub(r"[\"“”„«»]", "", text.replace("\u00a0", " ")).replace(";", ",").lower()
    return " ".join(bare.split()).strip(" .,").removeprefix("the ")


def letters_of(*texts: str) -> str:
    return "".join(sorted(re.sub(r"\W", "", "".join(texts).lower())))


def read_2022() -> Draft:
    return read((LETTERS / "appeal-2022.txt").read_bytes(), "appeal-2022.txt")


def truth() -> list[dict[str, Any]]:
    rows = [json.loads(row) for row in (LETTERS / "appeal-2022-signatories.jsonl").read_text().splitlines()]
    return [row for row in rows if row["kind"] != "continuation"]


def pairs() -> list[tuple[Line, dict[str, Any]]]:
    return list(zip(read_2022().lines, truth(), strict=True))


def people() -> list[tuple[Line, dict[str, Any]]]:
    return [(line, row) for line, row in pairs() if row["kind"] == "person"]


def right(found: list[tuple[Line, dict[str, Any]]], agrees: Callable[[Line, dict[str, Any]], bool]) -> float:
    return sum(agrees(line, row) for line, row in found) / len(found)


def test_every_entry_of_the_long_list_is_found_as_typed() -> None:
    for line, row in pairs():
        assert line.as_typed.startswith(row["raw"].strip())
    assert len(read_2022().lines) == 268


def test_an_entry_broken_over_two_lines_is_one() -> None:
    continued = next(
        json.loads(row)
        for row in (LETTERS / "appeal-2022-signatories.jsonl").read_text().splitlines()
        if "continuation" in row
    )
    joined = [line for line in read_2022().lines if continued["raw"].strip() in line.as_typed]
    assert len(joined) == 1
    assert joined[0].place == continued["place"]


def test_every_kind_is_right() -> None:
    assert right(pairs(), lambda line, row: line.kind == row["kind"]) == 1


def test_names_of_people_are_right() -> None:
    assert (
        right(
            people(),
            lambda line, row: (
                letters_of(line.name)
                == letters_of(row["given"], row["family"], row["patronymic"], row["maiden"])
            ),
        )
        == 1
    )


def test_names_of_bodies_are_whole() -> None:
    bodies = [(line, row) for line, row in pairs() if row["kind"] == "organisation"]
    assert bodies
    for line, row in bodies:
        assert folded(line.name) == folded(re.sub(r"\s*\([^()]*\)\s*$", "", row["raw"].strip()))
        assert folded(row["role"]) in folded(line.name)


def test_places_are_right() -> None:
    assert right(pairs(), lambda line, row: folded(line.place) == folded(row["place"])) >= 0.99


def test_roles_are_right() -> None:
    assert right(people(), lambda line, row: folded(line.role) == folded(row["role"])) >= 0.99


def test_affiliations_are_right() -> None:
    assert right(people(), lambda line, row: folded(line.affiliation) == folded(row["organisation"])) >= 0.98


def lines_2022() -> list[str]:
    text = (LETTERS / "appeal-2022.txt").read_text().replace("\u00a0", " ")
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_head_of_the_long_letter_is_parted() -> None:
    draft, lines = read_2022(), lines_2022()
    assert draft.lang == "en"
    assert list(draft.letterhead) == lines[:3]
    assert (draft.date, draft.date_iso) == (lines[3], "2022-12-19")
    assert [f"To the {recipient.title}" for recipient in draft.recipients] == [lines[4]]
    assert [recipient.name for recipient in draft.recipients] == [lines[5]]
    assert draft.salutation == lines[6]


def test_the_call_to_sign_keeps_its_words_hour_and_address() -> None:
    draft = read_2022()
    last = (LETTERS / "appeal-2022.txt").read_text().split("\n\n")
    assert draft.call.text in {part.replace("\u00a0", " ").strip() for part in last}
    assert draft.call.deadline == "4.00 PM on December 19"
    assert draft.call.address in draft.call.text
    assert draft.call.address.startswith("info@")
    assert draft.left_over == ("Ask your question",)


def test_the_body_of_the_long_letter_is_all_its_paragraphs() -> None:
    lines = lines_2022()
    first = lines.index(" ".join(read_2022().lines[0].as_typed.replace("\u00a0", " ").split(" ")))
    assert [paragraph.split() for paragraph in read_2022().body.split("\n\n")] == [
        line.split() for line in lines[7:first]
    ]


def test_every_field_of_the_short_letter_is_right() -> None:
    wanted = json.loads((LETTERS / "letter-2026-structure.json").read_text())
    draft = read((LETTERS / "letter-2026.txt").read_bytes(), "letter-2026.txt")
    assert (draft.date, draft.date_iso, draft.lang) == (wanted["date_raw"], wanted["date"], "en")
    (recipient,) = draft.recipients
    assert (recipient.name, recipient.title) == (wanted["recipient"]["name"], wanted["recipient"]["title"])
    assert list(recipient.address) == wanted["recipient"]["address"]
    assert draft.delivery == wanted["delivery"]["address"]
    assert draft.salutation == wanted["salutation"]
    assert draft.closing == "Signed:"
    assert [(line.as_typed, line.kind, line.name, line.acronym) for line in draft.lines] == [
        (row["raw"], row["kind"], row["name"], row["acronym"]) for row in wanted["signatories"]
    ]
    assert (draft.left_over, draft.letterhead, draft.title, draft.call.text) == ((), (), "", "")


def test_the_body_of_the_short_letter_keeps_lists_headings_and_links() -> None:
    wanted = json.loads((LETTERS / "letter-2026-structure.json").read_text())
    body = read((LETTERS / "letter-2026.txt").read_bytes()).body
    assert [line.removeprefix("- ") for line in body.splitlines() if line.startswith("- ")] == [
        demand["text"] for demand in wanted["demands"]
    ]
    for name in wanted["named_cases"][:-1]:
        assert f"\n\n**{name}:** " in body
    source = (LETTERS / "letter-2026.txt").read_text()
    assert re.findall(r"\[[^\]]+\]\(#\)", body) == re.findall(r"\[[^\]]+\]\(#\)", source)
    assert wanted["stated_count_phrase"] in body


@pytest.mark.parametrize("shape", ["{}", "1. {}", "- {}", "• {}"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_long_list_reads_alike_in_every_layout(shape: str, gap: str) -> None:
    plainly = read_2022()
    above = (LETTERS / "appeal-2022.txt").read_text().partition(plainly.lines[0].as_typed)[0]
    listed = gap.join(shape.format(line.as_typed) for line in plainly.lines)
    assert read(f"{above}\n\n{listed}\n\n{plainly.call.text}".encode()).lines == plainly.lines


def test_the_long_letter_wrapped_at_72_columns_reads_alike() -> None:
    plainly = read_2022()
    paragraphs = (LETTERS / "appeal-2022.txt").read_text().replace("\u00a0", " ").split("\n")
    wrapped = read("\n\n".join(fill(paragraph, 72) for paragraph in paragraphs if paragraph.strip()).encode())
    assert [line.name for line in wrapped.lines] == [line.name for line in plainly.lines]
    assert wrapped.body.split() == plainly.body.split()
    assert wrapped.call == plainly.call


def test_paragraphs_cut_by_a_page_end_are_whole_again() -> None:
    lines = (LETTERS / "letter-2026.txt").read_text().splitlines()
    body = read((LETTERS / "letter-2026.txt").read_bytes()).body
    for above, below in ((27, 29), (43, 45)):  # as its structure says
        assert f"{lines[above - 1]} {lines[below - 1]}" in body
