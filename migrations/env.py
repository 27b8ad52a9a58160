"""Runs migrations on the application's own engine, inside one transaction."""

from typing import Any

from alembic import context
from flask import current_app

from petition.core.db import UTCDateTime

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations stand on their own: in them an instant is a plain column with a time zone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def run() -> None:
    """Go up or down as alembic was told."""
    options = dict(current_app.extensions["migrate"].configure_args)
    with db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=db.metadata, render_item=render_item, **options
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
