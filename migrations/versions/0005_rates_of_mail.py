"""rates of mail"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'

WAITING = {'sqlite_where': sa.text("state = 'waiting'"), 'postgresql_where': sa.text("state = 'waiting'")}


def upgrade() -> None:
    op.create_table('mail_rates',
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('free_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_mail_rates'))
    )
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('domain_key', sa.LargeBinary(), nullable=True))
        batch_op.drop_index('ix_outbox_messages_due', **WAITING)
        batch_op.create_index('ix_outbox_messages_due', ['priority', 'due_at', 'domain_key'], unique=False, **WAITING)
        batch_op.create_index('ix_outbox_messages_ended', ['ended_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_messages_ended')
        batch_op.drop_index('ix_outbox_messages_due', **WAITING)
        batch_op.create_index('ix_outbox_messages_due', ['priority', 'due_at'], unique=False, **WAITING)
        batch_op.drop_column('domain_key')

    op.drop_table('mail_rates')
