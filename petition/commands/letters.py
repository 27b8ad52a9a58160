"""The `flask letter` and `flask likeness` commands."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from petition.commands.common import Bar, GivenFile, NewFile, appeal_of, in_one_line, refusals, refuse
from petition.core import clock
from petition.core.transactions import let_go, snapshot
from petition.letters import seal_check
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


@letter.command("verify")
@click.argument("file", type=GivenFile())
@click.option(
    "--key", "keys", multiple=True, required=True, help="Fingerprint of the service's key, from elsewhere."
)
@click.option("--root", "roots", multiple=True, help="Fingerprint of a seal that must be there, as printed.")
@click.option("--letter", "copy", type=GivenFile(), help="letter.json of the same day, to be compared.")
@in_one_line
def verify_letter(file: Path, keys: tuple[str, ...], roots: tuple[str, ...], copy: Path | None) -> None:
    """Check, offline, whether FILE (letter.seal) is what was sealed."""
    try:
        said = seal_check.report(file, keys, roots, copy)
    except seal_check.NoFingerprint as wrong:
        raise click.UsageError(str(wrong)) from None
    except seal_check.NotAsSealed as wrong:
        refuse(f"Not as sealed: {wrong}.")
    click.echo("\n".join(said))


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
