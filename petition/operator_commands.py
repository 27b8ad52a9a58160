"""The commands of whoever runs the service: how it is set up, and whether all is well."""

import click
from flask import Flask

from petition.core.settings import settings


def init_app(app: Flask) -> None:
    """Give the application these commands."""
    app.cli.add_command(show_settings)


@click.command("settings")
def show_settings() -> None:
    """Print every setting: its value (secrets masked), where it came from, and what it is."""
    for each in settings().told:
        click.echo(str(each))
