"""Lines that look like names, and are the text of a letter or of a report, or of who signs no more."""
# ruff: noqa: E501 - what people type stands here as they type it

from petition.reading import listing, read


def test_a_report_without_signatories_is_whole() -> None:
    draft = read(
        b"""\
# Monthly report, October 2026

River Rights Watch

The report covers the month of October. It is based on monitoring of courts and on messages from editors.

## Key figures

- 6 administrative charges
- 3 criminal cases

## Recommendations

1. Withdraw the charges.
2. Publish the findings.

6 administrative charges
3 criminal cases

River Rights Watch
Abay street 10, office 5
info@riverrights.example
""",
        "report.md",
    )
    assert draft.lines == ()
    assert "info@riverrights.example" in draft.body
    assert draft.title == "Monthly report, October 2026"
    assert draft.left_over == ()


def test_lines_under_a_colon_that_announces_no_signatures_are_text() -> None:
    draft = read(
        b"Dear Mayor,\n\nThe square is dark and cold in winter, and nobody repairs it.\n\nWe ask for:\n\n- Warm Rooms\n- New Books\n"
    )
    assert draft.lines == ()
    assert draft.body.endswith("- Warm Rooms\n- New Books")


def test_how_a_part_looks_in_a_markdown_file_is_no_line_of_the_letter() -> None:
    draft = read(
        b"We ask you to keep the reading room open through the winter.\n\n## Signed by\n\n### Associations\n{: .list}\n\n* Les Rives (club de lecture)\n* Amicale des lecteurs\n",
        "letter.md",
    )
    assert [(line.name, line.kind) for line in draft.lines] == [
        ("Les Rives", "organisation"),
        ("Amicale des lecteurs", "organisation"),
    ]
    assert draft.left_over == ()


def test_who_withdrew_or_is_struck_out_did_not_sign() -> None:
    draft = read(
        b"We ask you to keep the reading room open through the winter.\n\nSigned,\n\n- Anna Ruel\n- Boris Lind\n- ~~Clara Voss~~\n- Dana Ostrov (withdrawn)\n",
        "letter.md",
    )
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert dict(zip(draft.left_over, draft.because, strict=True)) == {
        "Dana Ostrov (withdrawn)": "found no place",
        "Clara Voss": "struck out",
    }


def test_a_letter_that_is_brought_as_a_list_is_told_of_line_by_line() -> None:
    found = listing.read(
        b"Dear all,\n\nWe want the lido to stay open, and ask you to say so to the council.\n\nIt has been here since 1934, "
        b"and it is used by everybody in the town.\n\nSincerely,\n\nMoira Teal\nDesmond Oye\n", "letter.txt",
    )  # fmt: skip
    assert found.account["lines"] == {
        "all": 6, "body": 2, "closing": 1, "salutation": 1, "signatories": 2
    }  # fmt: skip
    assert [each.listed.line.name for each in found.found if each.listed] == ["Moira Teal", "Desmond Oye"]


def test_points_that_nothing_announces_as_names_stay_in_the_text() -> None:
    draft = read(
        b"The report is about a year of work in the courts of the region.\n\nRecommendations\n1. Investigate attacks.\n2. Repeal it.\n"
    )
    assert draft.lines == ()
    assert "Investigate attacks" in draft.body
