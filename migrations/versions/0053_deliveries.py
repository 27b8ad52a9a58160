"""that a letter was delivered, and what its recipient answered"""

import sqlalchemy as sa
from alembic import op


revision = '0053'
down_revision = '0052'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'deliveries',
        sa.Column('id', BIG, nullable=False),
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('what', sa.String(10), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('how', sa.String(), nullable=False),
        sa.Column('number', sa.String(100), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('scan', sa.LargeBinary(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_deliveries_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    )
    op.create_index('ix_deliveries_appeal_id', 'deliveries', ['appeal_id'])


def downgrade() -> None:
    op.drop_index('ix_deliveries_appeal_id', 'deliveries')
    op.drop_table('deliveries')
