"""how many signatures count is kept by the database itself, and the latest names are found by an index"""

import sqlalchemy as sa
from alembic import op


revision = '0032'
down_revision = '0030'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
NAMED = {name: sa.text("state = 'confirmed' AND printed_as_id IS NULL") for name in ('sqlite_where', 'postgresql_where')}
ENDS, BEGINS = "old.state = 'confirmed'", "new.state = 'confirmed'"
MOVES = 'old.version_id IS {} new.version_id OR old.visibility <> new.visibility OR old.state <> new.state'
# On SQLite a batch that copies the table of signatures drops its triggers: it has to make them anew.
EVENTS = {'counted': ('INSERT', BEGINS), 'counted_otherwise': ('UPDATE OF state, version_id, visibility', None), 'no_longer_counted': ('DELETE', ENDS)}


def upgrade() -> None:
    op.create_table(
        'count_parts',
        sa.Column('id', BIG, nullable=False),
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('version_id', BIG, nullable=True),
        sa.Column('visibility', sa.String(8), nullable=False),
        sa.Column('number', BIG, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_count_parts')),
    )
    op.create_index('ix_count_parts_of', 'count_parts', ['appeal_id', 'version_id', 'visibility'])
    op.add_column('appeals', sa.Column('recounted_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_signatures_latest', 'signatures', ['appeal_id', 'visibility', 'version_id', 'confirmed_at', 'id'], **NAMED)
    if op.get_bind().dialect.name == 'postgresql':
        for statement in in_postgresql():
            op.execute(statement)
    else:
        for statement in in_sqlite():
            op.execute(statement)
    op.execute(
        'INSERT INTO count_parts (appeal_id, version_id, visibility, number) SELECT appeal_id, version_id, visibility, count(*) '
        "FROM signatures WHERE state = 'confirmed' GROUP BY appeal_id, version_id, visibility"
    )


def part(row: str, number: int) -> str:
    columns = ', '.join(f'{row}.{name}' for name in ('appeal_id', 'version_id', 'visibility'))
    return f'INSERT INTO count_parts (appeal_id, version_id, visibility, number) SELECT {columns}, {number}'


def in_sqlite():
    moves = f"({ENDS} OR {BEGINS}) AND ({MOVES.format('NOT')})"
    for name, (event, when) in EVENTS.items():
        parts = [f"{part('old', -1)} WHERE {ENDS};"] * (event != 'INSERT')
        parts += [f"{part('new', 1)} WHERE {BEGINS};"] * (event != 'DELETE')
        yield f"CREATE TRIGGER {name} AFTER {event} ON signatures WHEN {when or moves} BEGIN {' '.join(parts)} END"


def in_postgresql():
    yield f"""
        CREATE FUNCTION keep_counts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN {part('old', -1)} WHERE {ENDS}; END IF;
            IF TG_OP <> 'DELETE' THEN {part('new', 1)} WHERE {BEGINS}; END IF;
            RETURN NULL;
        END $$"""
    moves = f"({ENDS} OR {BEGINS}) AND ({MOVES.format('DISTINCT FROM')})"
    for name, (event, when) in EVENTS.items():
        yield f'CREATE TRIGGER {name} AFTER {event} ON signatures FOR EACH ROW WHEN ({when or moves}) EXECUTE FUNCTION keep_counts()'


def downgrade() -> None:
    on_table = ' ON signatures' if op.get_bind().dialect.name == 'postgresql' else ''
    for name in EVENTS:
        op.execute(f'DROP TRIGGER {name}{on_table}')
    if on_table:
        op.execute('DROP FUNCTION keep_counts()')
    op.drop_index('ix_signatures_latest', 'signatures', **NAMED)
    op.drop_column('appeals', 'recounted_at')
    op.drop_index('ix_count_parts_of', 'count_parts')
    op.drop_table('count_parts')
