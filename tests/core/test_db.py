"""How the database is spoken to: what it refused, what is held, and how connections are made."""

import ast
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, func, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from petition.accounts.models import Team
from petition.appeals.models import Appeal
from petition.core import clock, connections, limits
from petition.core.db import db, insert_into, run, run_alone
from petition.core.transactions import violated
from petition.lexicon.signatory import Kind
from petition.mail.out import outbox
from petition.signatures import signing
from petition.signatures.models import ONE_OF_A_MAILBOX, Signature
from petition.signatures.rules import Particulars, Signing, State
from tests.conftest import engine_of, make_app
from tests.factories import make_appeal, sign
from tests.test_front_pages import add

ROOT = Path(__file__).parents[2]


# --- what the database refused ----------------------------------------------------------------------------------------


def refused(statement: object) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, db.session.begin_nested():
        db.session.execute(statement)  # type: ignore[call-overload]
    return caught.value


def test_a_refusal_is_told_by_the_name_of_what_refused(app: Flask) -> None:
    appeal = make_appeal(slug="well")
    add(appeal.id, "confirmed")
    db.session.flush()
    signature = db.session.scalars(select(Signature)).one()
    values = {c.name: getattr(signature, c.name) for c in Signature.__table__.columns if c.name != "id"}
    signature.mailbox_key = b"the same"
    db.session.flush()
    again = Signature.__table__.insert().values  # type: ignore[attr-defined]
    team = insert_into(Team).values(name="Friends", created_at=clock.now())
    counter = insert_into(limits.Counter).values(key=b"k", window=1, count=1)
    db.session.execute(counter)
    assert violated(refused(again(values | {"ref": "other", "mailbox_key": b"the same"}))) == ONE_OF_A_MAILBOX
    assert violated(refused(again(values))) == "uq_signatures_ref"
    assert violated(refused(team)) == "uq_teams_name"
    assert violated(refused(counter)) == "pk_counters"
    assert violated(refused(again(values | {"ref": "other", "state": None}))) == ""
    assert violated(refused(again(values | {"ref": "other", "appeal_id": 4_000_000_000}))) == ""
    db.session.rollback()


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite does not tell of them
def test_both_databases_know_what_is_unique_by_the_names_of_the_models(app: Flask) -> None:
    there = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        names = {str(each.name) for each in table.indexes if each.unique}
        found = {each["name"] for each in there.get_indexes(table.name) if each["unique"]}
        assert names <= found, table.name
        if db.engine.dialect.name == "postgresql":  # SQLite tells columns, never the name of a constraint
            assert there.get_pk_constraint(table.name)["name"] == table.primary_key.name


def test_what_grows_is_counted_in_64_bits(app: Flask) -> None:
    many = 2**40
    add(make_appeal(slug="well").id, "confirmed")
    db.session.execute(update(Signature).values(id=many, list_id=many))
    assert db.session.execute(select(Signature.id, Signature.list_id)).one() == (many, many)
    if db.engine.dialect.name == "postgresql":
        narrow = text(
            "SELECT table_name FROM information_schema.columns WHERE data_type = 'integer'"
            " AND table_schema = 'public'"
        )
        assert db.session.scalars(narrow).all() == []
        kinds = text("SELECT DISTINCT data_type::text FROM pg_sequences WHERE schemaname = 'public'")
        assert db.session.scalars(kinds).all() == ["bigint"]
    db.session.rollback()


# --- what is held -----------------------------------------------------------------------------------------------------


def test_a_row_is_held_without_its_key_so_that_others_may_refer_to_it() -> None:
    wrong = [
        (path.name, node.lineno)
        for path in (ROOT / "petition").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("with_for_update"))
        or (isinstance(node, ast.keyword) and node.arg == "with_for_update")
        if "key_share" not in ast.unparse(node)
    ]
    assert not wrong


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_people_sign_while_an_organiser_changes_the_appeal(app: Flask) -> None:
    appeal = make_appeal(slug="well")
    engine: Engine = engine_of(app)
    held = select(Appeal.id).where(Appeal.slug == "well").with_for_update(key_share=True)
    with engine.connect() as desk:
        assert desk.execute(held).scalar_one() == appeal.id
        desk.execute(text("UPDATE appeals SET target = 7 WHERE id = :id"), {"id": appeal.id})
        db.session.execute(text("SET LOCAL lock_timeout = '2s'"))
        given = Signing(Particulars("Aru Bekova", "aru@example.org"), kind=Kind.PERSON, lang="en")
        assert signing.sign(appeal, given, now=clock.now())
        db.session.commit()
    engine.dispose()


# --- connections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
@pytest.mark.parametrize("jit", ["off", "on"])
def test_a_connection_compiles_nothing_unless_told_and_is_ended_where_its_process_hangs(
    app: Flask, tmp_path: Path, jit: str
) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    own = make_app(tmp_path, DATABASE_URL=url, **({} if jit == "off" else {"DATABASE_JIT": "on"}))
    with own.app_context():
        assert db.session.execute(text("SHOW jit")).scalar_one() == jit
        hangs = text("SHOW idle_in_transaction_session_timeout")
        assert db.session.execute(hangs).scalar_one() == "2min"
        assert db.session.execute(text("SHOW lock_timeout")).scalar_one() == "30s"
        db.session.execute(text("SET idle_in_transaction_session_timeout = 1"))
        time.sleep(0.1)
        with pytest.raises(OperationalError):  # which is answered with 503
            db.session.execute(hangs)
        db.session.remove()
        db.engine.dispose()


PREPARED = text("SELECT count(*) FROM pg_prepared_statements")


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_is_run_often_is_prepared_and_prepared_anew_after_a_migration(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, **connections.options(url))
    connections.look_after(engine, jit=False)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE grows (id integer)"))
    read = text("SELECT * FROM grows")
    with engine.connect() as connection:
        for _time in range(8):
            connection.execute(read)
        assert connection.execute(PREPARED).scalar_one() >= 1
        connection.commit()
        with engine.begin() as migrates:
            migrates.execute(text("ALTER TABLE grows ADD more integer"))
        with pytest.raises(DBAPIError) as caught:
            connection.execute(read)
    assert caught.value.connection_invalidated
    with engine.connect() as connection:
        assert [*connection.execute(read).keys()] == ["id", "more"]
        connection.execute(text("DROP TABLE grows"))
        connection.commit()
    engine.dispose()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_nothing_is_prepared_where_a_pooler_stands_in_between(app: Flask) -> None:
    """A pooler has numbers of its own for its clients; PgBouncer itself is tried by bench/pgbouncer.py."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        Thread(target=pool_one, args=(door, f"{url.query['host']}/.s.PGSQL.5432"), daemon=True).start()
        pooled = url.difference_update_query(["host"]).set(host="127.0.0.1", port=door.getsockname()[1])
        engine = create_engine(pooled, **connections.options(str(pooled)))
        connections.look_after(engine, jit=False)
        with engine.connect() as connection:
            for _time in range(8):
                connection.execute(text("SELECT 1"))
            assert connection.execute(PREPARED).scalar_one() == 0
        engine.dispose()


def pool_one(door: socket.socket, server: str) -> None:
    """Lead one client to a server, and tell it another process number (BackendKeyData) than the server's."""
    client, _from = door.accept()
    with client, socket.socket(socket.AF_UNIX) as behind:
        behind.connect(server)
        Thread(target=carry, args=(client, behind), daemon=True).start()
        carry(behind, client, of_another)


def of_another(data: bytes) -> bytes:
    """What a server says when a client has come in, with the number of another process."""
    found, key = data.find(b"K\0\0\0\x0c"), len(b"K\0\0\0\x0c")
    return data if found < 0 else data[: found + key] + b"\0\0\0\x07" + data[found + key + 4 :]


def carry(here: socket.socket, there: socket.socket, change: Callable[[bytes], bytes] = bytes) -> None:
    with suppress(OSError):
        while data := here.recv(65536):
            there.sendall(change(data))


def test_writers_take_turns_and_none_waits_for_who_is_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'turns.db'}"
    engine = create_engine(url, **connections.options(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE turns (who integer)"))

    def write(who: int) -> None:
        for nth in range(5):
            with engine.connect() as connection:
                connection.execute(text("INSERT INTO turns VALUES (:who)"), {"who": who})
                if nth:
                    connection.commit()
                elif who % 2:
                    connection.invalidate()  # goes without a word

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM turns")).scalar_one() == 8 * 4
    engine.dispose()


def test_only_what_may_be_done_again_after_a_power_cut_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'synced.db'}"
    engine = create_engine(url, **connections.options(url))
    level = text("PRAGMA synchronous")  # https://www.sqlite.org/pragma.html#pragma_synchronous: 1 is NORMAL
    with engine.begin() as connection:
        before = connection.scalar(level)
    for end in ("commit", "rollback"):
        with engine.execution_options(synced=False).connect() as connection:
            assert connection.scalar(level) == 1
            getattr(connection, end)()
        with engine.begin() as connection:  # the same connection, from the pool
            assert connection.scalar(level) == before
    engine.dispose()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_on_postgresql_likewise(app: Flask) -> None:
    synced = text("SHOW synchronous_commit")
    db.engine.dispose()
    with db.engine.begin() as connection:
        connection.execute(text("SET synchronous_commit = on"))  # as it is but in tests
    said = func.convert_to(func.current_setting("synchronous_commit"), "UTF8")
    run_alone(insert(limits.Counter).values(key=said, window=1, count=1), {})
    with db.engine.begin() as connection:  # the same connection, from the pool
        assert connection.scalar(synced) == "on"
        assert connection.scalar(select(limits.Counter.key)) == b"off"
    db.engine.dispose()


# --- collisions -------------------------------------------------------------------------------------------------------

COLLIDES = """
CREATE SEQUENCE collisions;
CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF nextval('collisions') <= {times} THEN RAISE 'again' USING ERRCODE = '{code}'; END IF; RETURN new; END $$;
CREATE TRIGGER collide BEFORE INSERT ON signatures FOR EACH ROW EXECUTE FUNCTION collide()
"""


@pytest.fixture
def collide(app: Flask) -> Iterator[Callable[[int, str], None]]:
    """Lets what is written collide with something a number of times; a sequence counts on though all is rolled back."""

    def begin(times: int, code: str) -> None:
        db.session.execute(text(COLLIDES.format(times=times, code=code)))
        db.session.commit()

    yield begin
    db.session.rollback()
    db.session.execute(text("DROP FUNCTION IF EXISTS collide CASCADE; DROP SEQUENCE IF EXISTS collisions"))
    db.session.commit()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("code", "times", "status"),
    [("40001", 3, 303), ("40P01", 1, 303), ("40001", 4, 503), ("53100", 1, 503)],
    ids=["serialization", "deadlock", "again and again", "full disk"],
)
def test_a_form_that_collided_is_taken_anew_a_few_times_and_once(
    client: FlaskClient, collide: Callable[[int, str], None], code: str, times: int, status: int
) -> None:
    slug = make_appeal().slug
    collide(times, code)
    answer = sign(client, slug)
    assert (answer.status_code, "Retry-After" in answer.headers) == (status, status == 503)
    waiting = db.session.scalar(select(func.count()).where(Signature.state == State.PENDING))
    assert (waiting, outbox.waiting()) == ((1, 1) if status == 303 else (0, 0))


def test_a_savepoint_holds_for_statements_about_tables_too(app: Flask) -> None:
    team = {"name": "Friends", "created_at": clock.now()}
    insert_team = insert(db.metadata.tables["teams"])
    run(insert_team, team)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        run(insert_team, team)
    assert run(select(func.count()).select_from(Team), {}).scalar() == 1
