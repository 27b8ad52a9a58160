"""letters that are emailed to their recipients from the desk"""

import sqlalchemy as sa
from alembic import op


revision = '0076'
down_revision = '0075'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'mailed_deliveries',
        sa.Column('id', BIG, nullable=False),
        sa.Column('ref', sa.String(24), nullable=False),
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('lang', sa.String(20), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.Column('written_at', AT, nullable=False),
        sa.Column('sent_at', AT, nullable=True),
        sa.Column('words_kept', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_mailed_deliveries_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mailed_deliveries')),
        sa.UniqueConstraint('ref', name=op.f('uq_mailed_deliveries_ref')),
    )
    op.create_index('ix_mailed_deliveries_appeal_id', 'mailed_deliveries', ['appeal_id'])


def downgrade() -> None:
    op.drop_index('ix_mailed_deliveries_appeal_id', 'mailed_deliveries')
    op.drop_table('mailed_deliveries')
