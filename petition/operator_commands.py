"""The commands of whoever runs the service: how it is set up, and whether all is well."""

import sys

import click
from flask import Flask

from petition import doctor
from petition.core import clock
from petition.core.settings import settings


def init_app(app: Flask) -> None:
    """Give the application these commands."""
    app.cli.add_command(show_settings)
    app.cli.add_command(examine)


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
