"""the journal of erasures, and appeals of which everything personal was erased"""

import secrets
from datetime import date

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    erasures = op.create_table('erasures',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=True),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('kind', sa.String(length=24), nullable=False),
        sa.Column('appeal_id', sa.Integer(), nullable=True),
        sa.Column('key', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures')),
        sa.UniqueConstraint('number', name=op.f('uq_erasures_number'))
    )
    # The name of this database's journal: every backup from now on has it.
    op.bulk_insert(erasures, [
        {'number': 0, 'day': date(1970, 1, 1), 'kind': 'journal', 'appeal_id': None, 'key': secrets.token_bytes(16)},
    ])
    op.add_column('appeals', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('appeals', 'erased_at')  # not in a batch: that drops the table, and with it what belongs to it
    op.drop_table('erasures')
