"""Every flask command: a few lines each over a service. Exit 0; 1 where refused, the reason in one line; 2 for usage."""

from flask import Flask

from petition.commands import (
    appeals,
    audit,
    backups,
    letters,
    lists,
    operators,
    organisers,
    reading,
    running,
    sharing,
)


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for command in (
        appeals.appeal,
        appeals.emergency,
        audit.audit,
        backups.backup,
        backups.restore,
        letters.letter,
        letters.likeness,
        lists.lists,
        operators.examine,
        operators.keys,
        operators.mail,
        operators.show_settings,
        organisers.organiser,
        running.receive,
        running.sample_command,
        running.work,
    ):
        app.cli.add_command(command)
    for command in (sharing.share, sharing.unshare, sharing.lead):
        appeals.appeal.add_command(command)
    appeals.appeal.add_command(reading.import_appeal)
    appeals.appeal.add_command(reading.read_appeal)
