"""how many signatures count is kept by the day they were given, too"""

import sqlalchemy as sa
from alembic import op


revision = '0042'
down_revision = '0041'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KIND = ('appeal_id', 'day', 'source', 'lang')
ENDS, BEGINS = "old.state = 'confirmed'", "new.state = 'confirmed'"
SEEN = ('state', 'visibility', 'source', 'lang')
# On SQLite a batch that copies the table of signatures drops its triggers: it has to make them anew, those of 0032 too.
EVENTS = {
    'counted_by_day': ('INSERT', BEGINS),
    'counted_on_another_day': (f"UPDATE OF {', '.join(SEEN)}, signed_at", None),
    'no_longer_counted_by_day': ('DELETE', ENDS),
}


def upgrade() -> None:
    op.create_table(
        'day_parts',
        sa.Column('id', BIG, nullable=False),
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('day', sa.DateTime(timezone=True), nullable=False),
        sa.Column('source', sa.String(10), nullable=False),
        sa.Column('lang', sa.String(12), nullable=False),
        sa.Column('number', BIG, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_day_parts')),
    )
    op.create_index('ix_day_parts_of', 'day_parts', list(KIND))
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    for statement in in_postgresql() if is_postgresql else in_sqlite():
        op.execute(statement)
    kind = columns('signatures', is_postgresql)
    op.execute(
        f"INSERT INTO day_parts ({', '.join(KIND)}, number) SELECT {kind}, count(*) FROM signatures WHERE state = 'confirmed' GROUP BY {kind}"
    )


def day(row: str, is_postgresql: bool) -> str:
    return f"date_trunc('day', {row}.signed_at, 'UTC')" if is_postgresql else f"substr({row}.signed_at, 1, 10) || ' 00:00:00.000000'"


def columns(row: str, is_postgresql: bool) -> str:
    """How it came and in which language is kept of those alone who are named in full."""
    named = [f"CASE WHEN {row}.visibility = 'public' THEN {row}.{name} ELSE '' END" for name in ('source', 'lang')]
    return ', '.join([f'{row}.appeal_id', day(row, is_postgresql), *named])


def part(row: str, number: int, is_postgresql: bool) -> str:
    return f"INSERT INTO day_parts ({', '.join(KIND)}, number) SELECT {columns(row, is_postgresql)}, {number}"


def moves(is_postgresql: bool) -> str:
    changed = ' OR '.join(f'old.{name} <> new.{name}' for name in SEEN)
    return f"({ENDS} OR {BEGINS}) AND ({changed} OR {day('old', is_postgresql)} <> {day('new', is_postgresql)})"


def in_sqlite():
    for name, (event, when) in EVENTS.items():
        parts = [f"{part('old', -1, False)} WHERE {ENDS};"] * (event != 'INSERT')
        parts += [f"{part('new', 1, False)} WHERE {BEGINS};"] * (event != 'DELETE')
        yield f"CREATE TRIGGER {name} AFTER {event} ON signatures WHEN {when or moves(False)} BEGIN {' '.join(parts)} END"


def in_postgresql():
    yield f"""
        CREATE FUNCTION keep_counts_by_day() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN {part('old', -1, True)} WHERE {ENDS}; END IF;
            IF TG_OP <> 'DELETE' THEN {part('new', 1, True)} WHERE {BEGINS}; END IF;
            RETURN NULL;
        END $$"""
    for name, (event, when) in EVENTS.items():
        yield f'CREATE TRIGGER {name} AFTER {event} ON signatures FOR EACH ROW WHEN ({when or moves(True)}) EXECUTE FUNCTION keep_counts_by_day()'


def downgrade() -> None:
    on_table = ' ON signatures' if op.get_bind().dialect.name == 'postgresql' else ''
    for name in EVENTS:
        op.execute(f'DROP TRIGGER {name}{on_table}')
    if on_table:
        op.execute('DROP FUNCTION keep_counts_by_day()')
    op.drop_index('ix_day_parts_of', 'day_parts')
    op.drop_table('day_parts')
