"""Tables as open letters and their pages set them: rows of a page outside any row, no headings, labels between them."""
# ruff: noqa: E501 - lists stand here as they are typed

import pytest

from petition.lexicon.signatory import Kind, Visibility
from petition.reading import listing, read_text
from petition.reading.listing import ListRead

ROWS = (("Harlow Pumps", "Company"), ("Lina Corr", "Individual"), ("Maro Denk", "Individual"), ("Dellow Dairy", "Company"), ("Tessa Vorn", "Individual"))  # fmt: skip
NETWORK = (
    "Open letter to the ministers\n\nDear ministers,\n\n"
    "We ask you to keep the harvest of the sea for those who live by it, and to hear them before you decide.\n\n"
    "The waters of the coast are no property of those who own ships, and the catch has to be shared out fairly.\n\n"
)
BODIES = (
    "International Organizations\n1 | Harvest Alliance | International\n2 | Seed Keepers Network | International\n\n"
    "National Organizations\n3 | Fisherfolk Union of Norwold | Kenya\n4 | Green Shore | Philippines\n5 | Coastwatch | Ireland\n"
)


def read_as(text: str, name: str = "list.txt") -> ListRead:
    found = listing.read(text.encode(), name)
    for part in found.account.values():
        assert part["all"] == sum(count for place, count in part.items() if place != "all")
    return found


def shown(found: ListRead) -> dict[str, Visibility]:
    return {each.listed.line.name: each.listed.visibility for each in found.found if each.listed}


def hidden(found: ListRead) -> set[str]:
    return {name for name, how in shown(found).items() if how is Visibility.HIDDEN}


@pytest.mark.parametrize("head", ["<thead><th>Name</th><th>Type</th></thead>", "<th>Name<th>Type", ""])
def test_a_row_of_a_page_begins_where_a_browser_begins_one(head: str) -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{kind}</td></tr>" for name, kind in ROWS)
    found = read_as(f"<!doctype html><html><body><table>{head}<tbody>{rows}</table></body></html>", "a.html")
    kinds = {each.listed.line.name: each.listed.line.kind for each in found.found if each.listed}
    assert kinds == {name: Kind.ORGANISATION if kind == "Company" else Kind.PERSON for name, kind in ROWS}
    assert not hidden(found)


@pytest.mark.parametrize("head", ["Name,Type\n", "Type,Name\n", ""])
def test_a_column_that_sorts_people_names_none(head: str) -> None:
    turned = head.startswith("Type")
    text = head + "".join(",".join(reversed(row) if turned else row) + "\n" for row in ROWS * 2)
    assert set(shown(read_as(text, "list.csv"))) == {name for name, _ in ROWS}


def test_rows_that_a_column_sorts_are_no_posts_of_those_above() -> None:
    names = ["Oarworks Limited", "safeWEIR", "WebLune", "Lune Fund"]
    helps = ["Cloud Rivers; Safety; Sails", *["Testing; early work"] * 3]
    rows = "".join(f"| {name} | Company | {said} |\n" for name, said in zip(names, helps, strict=True))
    draft = read_text(f"{NETWORK}Signed by:\n\n| Name | Type | Help |\n|---|---|---|\n{rows}")
    assert [line.name for line in draft.lines] == names


def test_a_table_of_hundreds_on_a_page_is_read_whole_and_where_bodies_stand_a_comma_parts_none() -> None:
    bodies = ["Oars, the club of the Lune", *(f"Rowers' Association {nth}" for nth in range(450))]
    rows = "".join(f"<tr><td>{name}</td><td>Lune</td></tr>" for name in bodies)
    page = f"<html><body><table><tr><th>Signatory</th><th>Town</th></tr>{rows}</table></body></html>"
    found = [each.listed.line for each in read_as(page, "a.html").found if each.listed]
    assert [line.name for line in found] == bodies
    assert {line.kind for line in found} == {Kind.ORGANISATION}


@pytest.mark.parametrize("announced", ["Signed by:\n\n", ""])
def test_a_numbered_table_without_headings_holds_who_signed(announced: str) -> None:
    draft = read_text(NETWORK + announced + BODIES)
    assert {line.name: line.place for line in draft.lines} == {
        "Harvest Alliance": "International", "Seed Keepers Network": "International",
        "Fisherfolk Union of Norwold": "Kenya", "Green Shore": "Philippines", "Coastwatch": "Ireland",
    }  # fmt: skip
    assert {line.kind for line in draft.lines} == {Kind.ORGANISATION}
    assert not draft.left_over


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("R. br. | Ime i prezime | Zanimanje\nnpr. | Petar Ruel | stolar\n1. | | \n2. | | \n", []),
        ("№ | ФИО | Чем занимаетесь\nнапример | Руэль Анна | врач\n1 | Линд Вера | поэт\n2 | Хольм Олег | повар\n", ["Линд Вера", "Хольм Олег"]),
        ("No. | Full name | Occupation\n1 | e.g. Anna Ruel | poet\n2 | Boris Kane | nurse\n", ["Boris Kane"]),
        ("- Boris Kane, nurse\n- Maro Denk – miller\n- Your name – who you are\n", ["Boris Kane", "Maro Denk"]),
        ("e.g. Anna Ruel, teacher\nBoris Kane, nurse\n", ["Boris Kane"]),
    ],
)  # fmt: skip
def test_who_stands_there_to_show_how_others_are_to_sign_is_nobody(below: str, names: list[str]) -> None:
    rows = below.splitlines()
    typed = (
        below if "|" not in below else "\n".join(f"| {row} |" for row in (rows[0], "---|---|---", *rows[1:]))
    )
    draft = read_text(f"{NETWORK}Yours sincerely,\n\n{typed}\n")
    assert ([line.name for line in draft.lines], draft.doubtful) == (names, 0)


def test_numbered_rows_of_a_pasted_list_hold_no_bars_and_their_labels_sign_nothing() -> None:
    assert "Green Shore" in shown(read_as(BODIES))
    assert not any("|" in name or "Organizations" in name for name in shown(read_as(BODIES)))


def test_whoever_a_line_speaks_of_by_their_number_in_a_table_is_hidden() -> None:
    found = read_as(
        "1 | Anna Ruel | teacher | Kenya\n2 | Boris Kane | nurse | India\n3 | Maro Denk | farmer | Brazil\nNo. 2 does not wish to be named.\n"
    )
    assert hidden(found) == {"Boris Kane"}


def test_a_salutation_in_a_list_hides_nobody_below_it() -> None:
    found = read_as(
        "Anna Ruel, teacher\nBoris Kane, farmer\n\nDear Heads of State:\n\nMaro Denk, nurse\nTessa Vorn, baker\n"
    )
    assert shown(found) == dict.fromkeys(
        ["Anna Ruel", "Boris Kane", "Maro Denk", "Tessa Vorn"], Visibility.PUBLIC
    )
    kept = read_as(
        "Anna Ruel, teacher\nNot for publication:\nDear Heads of State:\nMaro Denk, nurse\nTessa Vorn, baker\n"
    )
    assert {"Maro Denk", "Tessa Vorn"} <= hidden(kept)


@pytest.mark.parametrize("head", ["Кем и где работает", "Ким і де працюєте"])
def test_a_column_of_what_people_do_and_where_says_a_role_before_a_body(head: str) -> None:
    rows = "| 1 | Линд Вера | лесник, заповедник «Яр» |\n| 2 | Хольм Олег | дендролог |\n"
    draft = read_text(f"{NETWORK}С уважением,\n\n| № | ФИО | {head} |\n|---|---|---|\n{rows}")
    assert [(line.role, line.affiliation) for line in draft.lines] == [
        ("лесник", "заповедник «Яр»"),
        ("дендролог", ""),
    ]


def test_a_cell_that_says_post_and_body_is_parted_where_both_are_sure() -> None:
    text = 'name,org\nAnna Ruel,"Professor, Norwold College"\nBoris Kane,"Green Shore, Norwold"\nMaro Denk,"Emeritus Professor, University of Aldham"\nTessa Vorn,Union of Bakers\n'
    lines = [each.listed.line for each in read_as(text, "list.csv").found if each.listed]
    assert [(line.role, line.affiliation) for line in lines] == [
        ("Professor", "Norwold College"), ("", "Green Shore, Norwold"), ("Emeritus Professor", "University of Aldham"), ("", "Union of Bakers"),
    ]  # fmt: skip
