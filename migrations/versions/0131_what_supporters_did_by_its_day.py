"""Of what supporters did the activity log keeps the day once addresses are erased, as it does of confirmations."""

import sqlalchemy as sa
from alembic import op

revision = '0131'
down_revision = '0111'

NAMES = ('signature', 'message', 'list', 'case')  # what erasing takes out of the facts of an entry
SAYS = 'the activity log is only added to'
ARRIVALS = "deed IN ('signature.confirmed', 'signature.held')"
SAME = {
    'audit_entries': ('id', 'deed', 'appeal_id', 'organiser_id'),
    'audit_links': ('position', 'entry_id', 'named', 'hash'),
}


def upgrade() -> None:
    """Entries that are bound already keep what they were bound with; the database lets the others be cut to their day."""
    op.add_column('audit_links', sa.Column('binds_time', sa.Boolean(), server_default=sa.true(), nullable=False))
    drop_triggers(('are_kept',))
    make_triggers(same_link=(*SAME['audit_links'], 'binds_time'), cut=cut_to_its_day())


def downgrade() -> None:
    """Unbind what is bound by its day alone, and all after it: the version before binds it anew."""
    drop_triggers(('are_kept', 'stay'))
    by_day = f'SELECT entry_id FROM audit_links JOIN audit_entries ON id = entry_id WHERE NOT binds_time AND NOT {ARRIVALS}'
    op.execute(f'DELETE FROM audit_links WHERE position >= (SELECT min(position) FROM audit_links WHERE entry_id IN ({by_day}))')
    op.drop_column('audit_links', 'binds_time')
    make_triggers(same_link=SAME['audit_links'], cut=cut_if_it_arrived())
    for table in SAME:
        if is_postgresql():
            op.execute(f'CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} FOR EACH ROW {refusal()}')
        else:
            op.execute(f'CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} {refusal()}')


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == 'postgresql'


def refusal() -> str:
    if is_postgresql():
        return 'EXECUTE FUNCTION refuse_to_change_the_log()'
    return f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"


def drop_triggers(endings: tuple[str, ...]) -> None:
    for table in SAME:
        for ending in endings:
            op.execute(f'DROP TRIGGER {table}_{ending}' + (f' ON {table}' if is_postgresql() else ''))


def cut_to_its_day() -> str:
    """Arrived, or done by no organiser to the row of a supporter: it may go back within its day in UTC."""
    if is_postgresql():
        theirs = "jsonb_exists_any(old.facts::jsonb, ARRAY['signature', 'message', 'case'])"
        day = "date_trunc('day', new.at, 'UTC') = date_trunc('day', old.at, 'UTC')"
    else:
        names = ', '.join(f"json_extract(old.facts, '$.{name}')" for name in ('signature', 'message', 'case'))
        theirs, day = f'coalesce({names}) IS NOT NULL', 'substr(new.at, 1, 10) = substr(old.at, 1, 10)'
    return f'((old.{ARRIVALS} OR (old.organiser_id IS NULL AND {theirs})) AND {day} AND new.at <= old.at)'


def cut_if_it_arrived() -> str:
    """As before."""
    midnight = "date_trunc('day', old.at, 'UTC')" if is_postgresql() else "substr(old.at, 1, 10) || ' 00:00:00.000000'"
    return f'(old.{ARRIVALS} AND new.at = {midnight})'


def make_triggers(*, same_link: tuple[str, ...], cut: str) -> None:
    if is_postgresql():
        taken_out = f"'{{{','.join(NAMES)}}}'::text[]"
        facts = f'new.facts::jsonb IN (old.facts::jsonb, old.facts::jsonb - {taken_out})'
        equals, each_row = 'IS NOT DISTINCT FROM', 'FOR EACH ROW WHEN (NOT ({})) ' + refusal()
    else:
        taken_out = ', '.join(f"'$.{name}'" for name in NAMES)
        facts = f'(json(new.facts) = json(old.facts) OR json(new.facts) = json_remove(old.facts, {taken_out}))'
        equals, each_row = 'IS', 'WHEN NOT ({}) ' + refusal()
    lawful = {'audit_entries': f'(new.at = old.at OR {cut}) AND {facts}', 'audit_links': 'new.salt IS NULL'}
    for table, columns in (SAME | {'audit_links': same_link}).items():
        same = ' AND '.join(f'new."{column}" {equals} old."{column}"' for column in columns)
        op.execute(f'CREATE TRIGGER {table}_are_kept BEFORE UPDATE ON {table} ' + each_row.format(f'{same} AND {lawful[table]}'))
