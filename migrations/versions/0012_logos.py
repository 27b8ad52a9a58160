"""logos of letterheads"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.create_table('appeal_logos',
        sa.Column('appeal_id', sa.Integer(), nullable=False),
        sa.Column('png', sa.LargeBinary(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('alt', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_appeal_logos_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_appeal_logos'))
    )


def downgrade() -> None:
    op.drop_table('appeal_logos')
