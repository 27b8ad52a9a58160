"""Organisations beside the names of people may be for identification only."""

import sqlalchemy as sa
from alembic import op

revision = '0141'
down_revision = '0140'


def upgrade() -> None:
    said = sa.Column('identification_only', sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column('appeals', said)


def downgrade() -> None:
    op.drop_column('appeals', 'identification_only')
