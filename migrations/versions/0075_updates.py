"""updates: what organisers write to those who follow a letter"""

import sqlalchemy as sa
from alembic import op


revision = '0075'
down_revision = '0074'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'updates',
        sa.Column('id', BIG, nullable=False),
        sa.Column('ref', sa.String(24), nullable=False),
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('trees', sa.JSON(), nullable=False),
        sa.Column('written_at', AT, nullable=False),
        sa.Column('published_at', AT, nullable=True),
        sa.Column('sending_at', AT, nullable=True),
        sa.Column('told_up_to', BIG, nullable=False),
        sa.Column('posted', BIG, nullable=False),
        sa.Column('done_at', AT, nullable=True),
        sa.Column('reached', BIG, nullable=True),
        sa.Column('stopped_at', AT, nullable=True),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_updates_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_updates')),
        sa.UniqueConstraint('ref', name=op.f('uq_updates_ref')),
    )
    op.create_index('ix_updates_appeal_id', 'updates', ['appeal_id'])


def downgrade() -> None:
    op.drop_index('ix_updates_appeal_id', 'updates')
    op.drop_table('updates')
