"""names that a team watches for, and what of an appeal is looked at before it is shown"""

import sqlalchemy as sa
from alembic import op


revision = '0043'
down_revision = '0042'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'watch_lists',
        sa.Column('team_id', BIG, nullable=False),
        sa.Column('names', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_watch_lists_team_id_teams'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('team_id', name=op.f('pk_watch_lists')),
    )
    op.add_column('appeals', sa.Column('looks', sa.String(10), nullable=False, server_default='watched'))


def downgrade() -> None:
    op.drop_column('appeals', 'looks')
    op.drop_table('watch_lists')
