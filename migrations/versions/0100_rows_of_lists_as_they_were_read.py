"""Rows of a long table are read once, when it is looked through: who they are is kept, sealed, until they are added"""

import sqlalchemy as sa
from alembic import op

revision = '0100'
down_revision = '0098'


def upgrade() -> None:
    op.add_column('line_parts', sa.Column('found', sa.LargeBinary(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column('line_parts', 'found')
