"""Organisations beside the names of people may be for identification only; an update may tell of an answer, one of each."""

import sqlalchemy as sa
from alembic import op

revision = '0141'
down_revision = '0140'


def upgrade() -> None:
    said = sa.Column('identification_only', sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column('appeals', said)
    op.add_column('updates', sa.Column('answer', sa.String(24)))
    op.create_index('ix_updates_answer', 'updates', ['answer'], unique=True)
    # A letter that was stopped and then withdrawn stayed stopped, so that nobody who signed was told.
    op.execute("UPDATE appeals SET stopped_at = NULL, stopped_reason = '' WHERE withdrawn_at IS NOT NULL")


def downgrade() -> None:
    op.drop_index('ix_updates_answer', 'updates')
    op.drop_column('updates', 'answer')
    op.drop_column('appeals', 'identification_only')
