"""A team may show an email address on its letters."""

import sqlalchemy as sa
from alembic import op

revision = '0140'
down_revision = '0139'


def upgrade() -> None:
    op.add_column('teams', sa.Column('contact', sa.String(254), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('teams', 'contact')
