"""numbers of 64 bits, and a probe of DATA_KEY

On PostgreSQL each table is written anew once, under an exclusive lock; SQLite's integers are of 64 bits as they are.
"""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0024'

COLUMNS = {
    'appeal_logos': 'appeal_id width height',
    'appeal_texts': 'id appeal_id',
    'appeal_versions': 'id appeal_id number told_up_to',
    'appeals': 'id team_id grace_minutes target pending_days kept_days remind_days last_call_hours',
    'askings': 'id',
    'audit_entries': 'id appeal_id organiser_id',
    'cases': 'id appeal_id a_id b_id organiser_id',
    'counters': 'count',
    'duty_rounds': 'id',
    'duty_troubles': 'appeal_id count',
    'erasures': 'id number appeal_id',
    'export_parts': 'export_id run number',
    'exports': 'id appeal_id run tries done total',
    'extensions': 'id appeal_id',
    'line_lists': 'id appeal_id rows done added invited organiser_id',
    'line_parts': 'list_id number',
    'organisers': 'id',
    'outbox_messages': 'id priority appeal_id tries',
    'received_messages': 'appeal_id',
    'review_looks': 'appeal_id changes',
    'rights': 'id organiser_id team_id',
    'sign_in_links': 'id organiser_id',
    'signatures': 'id appeal_id version_id list_id rank mails printed_as_id',
    'suppressions': 'appeal_id',
    'teams': 'id',
    'tellings': 'appeal_id told_up_to',
    'unread_messages': 'id appeal_id',
}


def upgrade() -> None:
    _retype('bigint')
    op.create_table(
        'data_key_probes',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_data_key_probes')),
    )


def downgrade() -> None:
    op.drop_table('data_key_probes')
    _retype('integer')


def _retype(kind: str) -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table, columns in COLUMNS.items():
        changes = ', '.join(f'ALTER COLUMN {column} TYPE {kind}' for column in columns.split())
        op.execute(f'ALTER TABLE {table} {changes}')
        op.execute(f'ALTER SEQUENCE IF EXISTS {table}_id_seq AS {kind}')
