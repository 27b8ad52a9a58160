"""How many came by each link to share is counted, of nobody in particular."""

import sqlalchemy as sa
from alembic import op

revision = '0094'
down_revision = '0091'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Begin with none."""
    op.create_table(
        'arrival_parts',
        sa.Column('id', BIG, nullable=False),
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('way', sa.String(10), nullable=False),
        sa.Column('number', BIG, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_arrival_parts')),
    )
    op.create_index('ix_arrival_parts_of', 'arrival_parts', ['appeal_id', 'way'])


def downgrade() -> None:
    """Forget it."""
    op.drop_table('arrival_parts')
