"""The commands of whoever runs the service: how it is set up, and whether all is well."""

import base64
import sys

import click
from flask import Flask
from flask.cli import AppGroup

from petition import data_key, doctor
from petition.command_common import refusals, refuse
from petition.core import clock, vault
from petition.core.db import db
from petition.core.settings import settings

keys = AppGroup("keys", help="SECRET_KEY and DATA_KEY: other ones in their place.")


def init_app(app: Flask) -> None:
    """Give the application these commands."""
    app.cli.add_command(show_settings)
    app.cli.add_command(examine)
    app.cli.add_command(keys)


@click.command("settings")
def show_settings() -> None:
    """Print every setting: its value (secrets masked), where it came from, and what it is."""
    for each in settings().told:
        click.echo(str(each))


@click.command("doctor")
@click.option("--send-to", default="", metavar="ADDRESS", help="Send a test email to this address.")
def examine(send_to: str) -> None:
    """Check the database, keys, clock, disk, worker, mail, DNS and public address: a line each; exit 1 if one fails."""
    failed = False
    for each in doctor.examine(clock.now(), send_to):
        click.echo(str(each))
        failed = failed or each.outcome == "FAULT"
    sys.exit(1 if failed else 0)


@keys.command("new-data")
def new_data_key() -> None:
    """Print a DATA_KEY to follow the present one, with the same keyed hashes; changes nothing."""
    click.echo(base64.b64encode(vault.successor(settings().data_key)).decode())


@keys.command("rotate-data")
@refusals
def rotate_data_key() -> None:
    """Encrypt by DATA_KEY what DATA_KEY_OLD encrypted, while people sign; killed, it goes on where it was."""
    if not settings().data_key_old:
        refuse(
            "DATA_KEY_OLD must be set: it is the key until now, and DATA_KEY what flask keys new-data printed."
        )
    anew = unreadable = 0
    for step in data_key.seal_anew():
        db.session.commit()
        anew, unreadable = anew + step.anew, unreadable + step.unreadable
    click.echo(f"{anew} values encrypted anew.")
    if unreadable:
        refuse(
            f"{unreadable} values are opened by neither key: they were unreadable before, or by another key."
        )
    click.echo(
        "Run it again once every process has both keys. When it says 0, take DATA_KEY_OLD away and restart."
    )
