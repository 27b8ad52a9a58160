"""what organisers are emailed about their letters, and what of it they were told"""

import sqlalchemy as sa
from alembic import op


revision = '0045'
down_revision = '0044'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
ALL = '["milestones", "waiting", "flood", "deadline"]'


def upgrade() -> None:
    op.add_column('organisers', sa.Column('news', sa.JSON(), nullable=False, server_default=ALL))
    op.create_table(
        'told_news',
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('what', sa.String(10), nullable=False),
        sa.Column('number', BIG, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_told_news_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'what', name=op.f('pk_told_news')),
    )


def downgrade() -> None:
    op.drop_table('told_news')
    op.drop_column('organisers', 'news')
