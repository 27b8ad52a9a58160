"""Why a deadline was extended is said in each language of the letter that organisers say it in."""

import sqlalchemy as sa
from alembic import op

revision = '0135'
down_revision = '0134'


def upgrade() -> None:
    op.add_column('extensions', sa.Column('reasons', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    op.drop_column('extensions', 'reasons')
