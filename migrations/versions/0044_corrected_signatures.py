"""what a signature said before organisers corrected a slip in it"""

import sqlalchemy as sa
from alembic import op


revision = '0044'
down_revision = '0043'


def upgrade() -> None:
    op.add_column('signatures', sa.Column('uncorrected', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('signatures', 'uncorrected')
