"""What ours is compared with: a page of Flask that does nothing, and an insert with SQLAlchemy that keeps what was typed.

Served by gunicorn, two processes of four threads, each of which keeps a connection to the same database server;
BARE_DATABASE_URL names it.
"""

import os

from flask import Flask, redirect, request
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, insert

app = Flask(__name__)
engine = create_engine(os.environ["BARE_DATABASE_URL"], pool_size=4)
typed = Table(
    "bare_typed",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(200)),
    Column("email", String(200)),
)

if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def _as_ours(connection: object, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
        connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]


@app.get("/")
def page() -> str:
    """Greet."""
    return "<!doctype html><title>Hello</title><p>Hello."


@app.post("/")
def keep() -> object:
    """Keep what was typed."""
    with engine.begin() as connection:
        connection.execute(insert(typed).values(name=request.form["name"], email=request.form["email"]))
    return redirect("/", 303)


def prepare() -> None:
    """Make the table, before anything is forked."""
    typed.create(engine, checkfirst=True)
    engine.dispose()


prepare()
