"""The `flask audit` commands: the activity log and its chain."""

import json
from contextlib import closing

import click
from flask.cli import AppGroup

from petition.audit import chain
from petition.audit.chain import ChainHead
from petition.commands.common import appeal_of, refusals, refuse
from petition.core.db import db
from petition.desk import activity

audit = AppGroup("audit", help="The activity log.")

_WHAT = {
    "changed": "Entry {id} ({deed}) is not as it was written.",
    "removed": "Entry {id} was removed.",
    "gap": "What stood at position {id} of the log was removed.",
    "unknown head": "The log does not contain that head: it is older, or was written anew.",
}


@audit.command("list")
@click.argument("slug")
@refusals
def list_audit(slug: str) -> None:
    """Print every entry of the activity log of SLUG: when, by which organiser (a number), what, and its facts."""
    for each in activity.raw(appeal_of(slug)):
        facts = json.dumps(each.facts, ensure_ascii=False, sort_keys=True)
        click.echo(f"{each.at.isoformat()}\t{each.organiser_id or '-'}\t{each.deed}\t{facts}")


@audit.command("verify")
@click.argument("slug", default="")
@click.option(
    "--head", "known", default="", help="A head that was printed before; it must still be in the log."
)
@refusals
def verify_audit(slug: str, known: str) -> None:
    """Check that no entry of the activity log was edited, removed or moved; of SLUG alone, or of all letters.

    Ends with 1 and the first entry that is not as it was written, else prints the head of the log: kept elsewhere, it
    shows whether somebody who holds the database and its key wrote the log again.
    """
    appeal_id = appeal_of(slug).id if slug else None
    head = _head(known) if known else None
    while chain.is_waiting():
        chain.link(whole=True)
        db.session.commit()
    with closing(chain.bad_entries(head)) as all_bad:
        bad = next(
            (each for each in all_bad if appeal_id is None or each.appeal_id in {None, appeal_id}), None
        )
    if bad:
        refuse(_WHAT[bad.what].format(id=bad.entry_id, deed=bad.deed))
    click.echo(f"{chain.head().position} entries are as they were written. Head: {chain.head()}")


def _head(typed: str) -> ChainHead:
    position, _, digest = typed.partition(":")
    if not (position.isdecimal() and len(digest) == 64):
        refuse('A head is a number, a colon and 64 letters and digits, as "audit verify" prints it.')
    return ChainHead(int(position), digest)
