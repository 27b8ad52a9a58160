"""an appeal can be stopped at once, and go on"""

import sqlalchemy as sa
from alembic import op


revision = '0041'
down_revision = '0040'


def upgrade() -> None:
    op.add_column('appeals', sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('appeals', sa.Column('stopped_reason', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    op.execute("UPDATE outbox_messages SET state = 'waiting' WHERE state = 'halted'")
    op.drop_column('appeals', 'stopped_reason')
    op.drop_column('appeals', 'stopped_at')
