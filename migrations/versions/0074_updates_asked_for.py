"""that a supporter asked for updates, since when and in which words; whether a letter offers any"""

import sqlalchemy as sa
from alembic import op


revision = '0074'
down_revision = '0073'

ASKED = {name: sa.text("updates_since IS NOT NULL AND state = 'confirmed'") for name in ('sqlite_where', 'postgresql_where')}
OF_BATCH = {name: sa.text('batch IS NOT NULL') for name in ('sqlite_where', 'postgresql_where')}


def upgrade() -> None:
    op.add_column('appeals', sa.Column('offers_updates', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('signatures', sa.Column('updates_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('signatures', sa.Column('updates_words', sa.String(), nullable=True))
    op.add_column('outbox_messages', sa.Column('batch', sa.String(32), nullable=True))
    op.create_index('ix_outbox_messages_batch', 'outbox_messages', ['batch', 'state'], **OF_BATCH)
    op.create_index('ix_signatures_updates', 'signatures', ['appeal_id', 'id'], **ASKED)


def downgrade() -> None:
    op.drop_index('ix_signatures_updates', 'signatures', **ASKED)
    op.drop_index('ix_outbox_messages_batch', 'outbox_messages', **OF_BATCH)
    op.drop_column('outbox_messages', 'batch')
    op.drop_column('signatures', 'updates_words')
    op.drop_column('signatures', 'updates_since')
    op.drop_column('appeals', 'offers_updates')
