"""The `flask letter` and `flask likeness` commands."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from petition.commands.common import Bar, GivenFile, NewFile, appeal_of, in_one_line, refusals
from petition.core import clock
from petition.core.transactions import let_go, snapshot
from petition.letters import service as letters
from petition.letters.render import FORMATS
from petition.likeness import table

letter = AppGroup("letter", help="Letters in every format.")
likeness = AppGroup("likeness", help="Who may be one signatory.")


@letter.command("export")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="What kind of file.")
@click.option("--out", type=NewFile(), required=True, help="The file; one of that name is replaced.")
@click.option("--lang", default="", help="One of the languages of the letter; its first unless given.")
@refusals
def export_letter(slug: str, form: str, out: Path, lang: str) -> None:
    """Write the letter of SLUG into a file; before signing has ended it is marked as a preview."""
    snapshot()
    watched = sys.stderr.isatty()
    composed = letters.letter(
        appeal_of(slug), lang, now=clock.now(), progress=Bar().show if watched else None
    )
    let_go()
    if watched:
        click.echo("All signatures are read, the file is being written.", err=True)
    letters.export(composed, form, out)
    click.echo(
        f"{out}: {composed.counts.printed} signatories printed, {composed.counts.not_named} not named."
    )


@likeness.command("judge")
@click.argument("names", type=GivenFile())
@click.option("--links", type=NewFile(), required=True, help="Written: id,cluster.")
@click.option("--cases", type=NewFile(), required=True, help="Written: a,b,score,reason.")
@in_one_line
def judge(names: Path, links: Path, cases: Path) -> None:
    """Tell which rows of the table NAMES (id,name,email,affiliation,role,city,...) may be one signatory."""
    bar = Bar()
    judgement = table.judge_file(names, links, cases, bar.show if sys.stderr.isatty() else None)
    linked = len(judgement.clusters) - len(set(judgement.clusters.values()))
    click.echo(
        f"{len(judgement.clusters)} rows, {linked} linked to another, {len(judgement.cases)} cases to decide."
    )
