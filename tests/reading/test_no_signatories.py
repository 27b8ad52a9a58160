"""Lines that look like names, and are the text of a letter or of a report, or of who signs no more."""
# ruff: noqa: E501 - what people type stands here as they type it

from petition.reading import read


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
