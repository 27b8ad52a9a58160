"""mails over the life of a signature"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'

PENDING = "state = 'pending'"
WAITING = "state = 'waiting'"


# Column by column and never by a copy of the table: where SQLite drops the old one, what refers to its rows goes with them.
def upgrade() -> None:
    op.add_column('appeals', sa.Column('mails', sa.JSON(), nullable=False, server_default='["thanks", "reminder", "last_call", "new_text", "letter"]'))
    op.add_column('appeals', sa.Column('remind_days', sa.Integer(), nullable=False, server_default='3'))
    op.add_column('appeals', sa.Column('last_call_hours', sa.Integer(), nullable=False, server_default='24'))
    op.add_column('appeals', sa.Column('letter_told_up_to', sa.LargeBinary(), nullable=True))
    op.add_column('appeals', sa.Column('letter_told_at', sa.DateTime(timezone=True), nullable=True))
    # Who signed before was told of no such mail.
    op.execute('UPDATE appeals SET letter_told_at = closes_at WHERE closes_at < CURRENT_TIMESTAMP')
    for name in ('reminded_at', 'last_called_at', 'quiet_at'):
        op.add_column('signatures', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for index, column in (('ix_signatures_to_remind', 'reminded_at'), ('ix_signatures_to_call', 'last_called_at')):
        where = sa.text(f'{PENDING} AND {column} IS NULL')
        op.create_index(index, 'signatures', ['appeal_id', 'signed_at'], sqlite_where=where, postgresql_where=where)
    op.add_column('outbox_messages', sa.Column('cause', sa.String(length=24), nullable=True))
    op.create_index('ix_outbox_messages_cause', 'outbox_messages', ['cause'], sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING))


def downgrade() -> None:
    op.drop_index('ix_outbox_messages_cause', 'outbox_messages')
    op.drop_column('outbox_messages', 'cause')
    for index in ('ix_signatures_to_remind', 'ix_signatures_to_call'):
        op.drop_index(index, 'signatures')
    for name in ('reminded_at', 'last_called_at', 'quiet_at'):
        op.drop_column('signatures', name)
    for name in ('mails', 'remind_days', 'last_call_hours', 'letter_told_up_to', 'letter_told_at'):
        op.drop_column('appeals', name)
