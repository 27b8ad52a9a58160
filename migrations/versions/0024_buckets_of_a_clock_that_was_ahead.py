"""when each limit was last counted, so that a clock that was ahead bars nobody

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0022'


def upgrade() -> None:
    op.add_column('buckets', sa.Column('moved_at', sa.BigInteger(), nullable=False, server_default='0'))


def downgrade() -> None:
    with op.batch_alter_table('buckets') as table:
        table.drop_column('moved_at')
