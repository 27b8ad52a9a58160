"""whether organisers may search signatures by email address"""

from alembic import op
import sqlalchemy as sa


revision = '0073'
down_revision = '0072'


def upgrade() -> None:
    op.add_column('appeals', sa.Column('finds_mailboxes', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('appeals', 'finds_mailboxes')
