"""The command that reads a list: `flask list read FILE`. It saves nothing."""

from pathlib import Path

import click
from flask.cli import AppGroup

from petition.commands.common import GivenFile, content, in_one_line, json_to_output, refuse
from petition.lists import refusals
from petition.reading import listing
from petition.reading.listing import ListRead
from petition.reading.refusals import NotATable
from petition.reading.report import list_as_json

lists = AppGroup("list", help="Lists of signatories: what would be read of a file.")


@lists.command("read")
@click.argument("file", type=GivenFile())
@click.option("--json", "as_json", is_flag=True, help="Everything that was read, for scripts.")
@in_one_line
def read_list(file: Path, *, as_json: bool) -> None:
    """Print what would be read of a list, what is doubtful and why, what is asked, and where everything went."""
    try:
        found = listing.read(content(file), file.name)
    except NotATable as refusal:
        refuse(refusals.why_no_table(refusal))
    if as_json:
        json_to_output(list_as_json(found), indent=1)
        return
    for line in _told(found):
        click.echo(line)


def _told(found: ListRead) -> list[str]:
    said = list_as_json(found)
    heads = [*found.headings, *[""] * (len(found.columns) - len(found.headings))]
    columns = [
        f"Column {nth}, {head or 'no heading'}: {column or 'left out'}"
        for nth, (head, column) in enumerate(zip(heads, found.columns, strict=False), 1)
    ]
    rows = [
        f"Line {row['line']}: {row['name']}"
        + "".join(f", {row[key]}" for key in ("role", "affiliation", "place", "email") if row[key])
        + ("" if row["visibility"] == "public" else f" [{row['visibility']}]")
        + ("" if row["sure"] else f" [doubtful: {row['reason']}]")
        for row in said["rows"]
    ]
    unread = [
        f"Line {each['line']}: not a signatory: {each['reason']} {each['text']}".rstrip()
        for each in said["unread"]
    ]
    asks = [
        f"Column {each['column']}, {each['heading']}: say {each['question']}: {', '.join(each['answers'])}"
        for each in said["asks"]
    ]
    proposed = {each.sheet: _told(each) for each in found.proposed}
    more = [line for name, told in proposed.items() for line in (f"More in sheet {name}", *told)]
    sheets = [
        f"Sheet {name}: " + ("it looks like more of the list" if name in proposed else "not read")
        for name in found.others
    ]
    account = [
        f"{what.capitalize()}: {went['all']} = "
        + " + ".join(f"{count} {place}" for place, count in went.items() if place != "all")
        for what, went in found.account.items()
    ]
    return [*columns, *rows, *unread, *asks, *sheets, *account, *more]
