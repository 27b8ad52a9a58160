"""folded signatures of an appeal"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.create_index('ix_signatures_folded', 'signatures', ['appeal_id', 'id', 'printed_as_id'], unique=False, sqlite_where=sa.text('printed_as_id IS NOT NULL'), postgresql_where=sa.text('printed_as_id IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('ix_signatures_folded', 'signatures', sqlite_where=sa.text('printed_as_id IS NOT NULL'), postgresql_where=sa.text('printed_as_id IS NOT NULL'))
