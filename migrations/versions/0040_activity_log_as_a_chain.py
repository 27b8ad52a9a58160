"""the activity log is only added to, and its entries are a chain"""

import sqlalchemy as sa
from alembic import op


revision = '0040'
down_revision = '0038'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
NAMES = ('signature', 'message', 'list', 'case')  # what erasing takes out of the facts of an entry
SAYS = 'the activity log is only added to'
TO_THE_DAY = "old.deed IN ('signature.confirmed', 'signature.held')"  # once addresses are erased
SAME = {
    'audit_entries': ('id', 'deed', 'appeal_id', 'organiser_id'),
    'audit_links': ('position', 'entry_id', 'named', 'hash'),
}


def upgrade() -> None:
    op.create_table(
        'audit_links',
        sa.Column('position', BIG, autoincrement=False, nullable=False),
        sa.Column('entry_id', BIG, nullable=False),
        sa.Column('salt', sa.LargeBinary(), nullable=True),
        sa.Column('named', sa.LargeBinary(), nullable=True),
        sa.Column('hash', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_links')),
        sa.UniqueConstraint('entry_id', name=op.f('uq_audit_links_entry_id')),
    )
    for statement in in_postgresql() if op.get_bind().dialect.name == 'postgresql' else in_sqlite():
        op.execute(statement)


def in_sqlite():
    taken_out = ', '.join(f"'$.{name}'" for name in NAMES)
    at = f"(new.at = old.at OR ({TO_THE_DAY} AND new.at = substr(old.at, 1, 10) || ' 00:00:00.000000'))"
    facts = f'(json(new.facts) = json(old.facts) OR json(new.facts) = json_remove(old.facts, {taken_out}))'
    lawful = {'audit_entries': f'{at} AND {facts}', 'audit_links': 'new.salt IS NULL'}
    for table, columns in SAME.items():
        same = ' AND '.join(f'new."{each}" IS old."{each}"' for each in columns)
        refused = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        yield f'CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} {refused}'
        yield f'CREATE TRIGGER {table}_are_kept BEFORE UPDATE ON {table} WHEN NOT ({same} AND {lawful[table]}) {refused}'


def in_postgresql():
    yield f"""
        CREATE FUNCTION refuse_to_change_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
        END $$"""
    taken_out = f"'{{{','.join(NAMES)}}}'::text[]"
    at = f"(new.at = old.at OR ({TO_THE_DAY} AND new.at = date_trunc('day', old.at, 'UTC')))"
    facts = f'new.facts::jsonb IN (old.facts::jsonb, old.facts::jsonb - {taken_out})'
    lawful = {'audit_entries': f'{at} AND {facts}', 'audit_links': 'new.salt IS NULL'}
    for table, columns in SAME.items():
        same = ' AND '.join(f'new."{each}" IS NOT DISTINCT FROM old."{each}"' for each in columns)
        refused = 'EXECUTE FUNCTION refuse_to_change_the_log()'
        yield f'CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} FOR EACH ROW {refused}'
        yield f'CREATE TRIGGER {table}_are_kept BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({same} AND {lawful[table]})) {refused}'
        yield f'CREATE TRIGGER {table}_are_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refused}'


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    endings = ('stay', 'are_kept', *(['are_not_emptied'] if is_postgresql else []))
    for table in SAME:
        for ending in endings:
            op.execute(f'DROP TRIGGER {table}_{ending}' + (f' ON {table}' if is_postgresql else ''))
    if is_postgresql:
        op.execute('DROP FUNCTION refuse_to_change_the_log()')
    op.drop_table('audit_links')
