"""what was read of the file of an appeal is kept as figures"""

from alembic import op
import sqlalchemy as sa


revision = '0062'
down_revision = '0053'


def upgrade() -> None:
    op.add_column('appeal_texts', sa.Column('reading', sa.JSON(), nullable=False, server_default='{}'))


def downgrade() -> None:
    op.drop_column('appeal_texts', 'reading')
