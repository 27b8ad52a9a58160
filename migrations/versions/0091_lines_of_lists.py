"""A line of a list is found by its keyed hash: each part of a long list asks for five hundred"""

import sqlalchemy as sa
from alembic import op

revision = '0091'
down_revision = '0088'

WHERE = sa.text("source = 'list'")


def upgrade() -> None:
    op.create_index('ix_signatures_line', 'signatures', ['appeal_id', 'typed_key'], sqlite_where=WHERE, postgresql_where=WHERE)


def downgrade() -> None:
    op.drop_index('ix_signatures_line', 'signatures')
