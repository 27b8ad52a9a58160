"""Each worker and each receiver of messages says by itself that it goes on, so that none hides another that hangs."""

import sqlalchemy as sa
from alembic import op

revision = '0107'
down_revision = '0104'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Begin with none: each says so within a minute."""
    op.create_table(
        'places_at_work',
        sa.Column('round', BIG, nullable=False),
        sa.Column('place', sa.String(200), nullable=False),
        sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('round', 'place', name=op.f('pk_places_at_work')),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table('places_at_work')
