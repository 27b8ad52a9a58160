"""How many signatures stand on paper that nobody typed in, as the organisers of a letter state."""

import sqlalchemy as sa
from alembic import op

revision = '0142'
down_revision = '0141'


def upgrade() -> None:
    op.create_table(
        'paper_counts',
        sa.Column('appeal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('notes', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['appeal_id'], ['appeals.id'], name='fk_paper_counts_appeal_id_appeals', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('appeal_id', name='pk_paper_counts'),
    )


def downgrade() -> None:
    op.drop_table('paper_counts')
