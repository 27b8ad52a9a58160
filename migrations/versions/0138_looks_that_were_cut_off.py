"""How often a look for who signed twice has begun without an end, so that it is begun anew at once, but not for ever."""

import sqlalchemy as sa
from alembic import op

revision = '0138'
down_revision = '0137'


def upgrade() -> None:
    op.add_column('review_looks', sa.Column('tries', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('review_looks', 'tries')
