"""the outbox in the order in which it is carried"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'

WAITING = {'sqlite_where': sa.text("state = 'waiting'"), 'postgresql_where': sa.text("state = 'waiting'")}


def upgrade() -> None:
    # With the number of the row behind the time: of a hundred thousand posted at one time none has to be sorted.
    op.drop_index('ix_outbox_messages_due', 'outbox_messages', **WAITING)
    op.create_index('ix_outbox_messages_due', 'outbox_messages', ['priority', 'due_at', 'id', 'domain_key'], **WAITING)


def downgrade() -> None:
    op.drop_index('ix_outbox_messages_due', 'outbox_messages', **WAITING)
    op.create_index('ix_outbox_messages_due', 'outbox_messages', ['priority', 'due_at', 'domain_key'], **WAITING)
