"""one letter of several teams: which publish it with the one that leads it, and which are invited to

Revision ID: 0078
"""

from alembic import op
import sqlalchemy as sa


revision = '0078'
down_revision = '0076'

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'appeal_teams',
        sa.Column('appeal_id', _ID, nullable=False),
        sa.Column('team_id', _ID, nullable=False),
        sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['team_id'], ['teams.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'team_id'),
    )
    op.create_index('ix_appeal_teams_team_id', 'appeal_teams', ['team_id'])
    op.create_table(
        'share_offers',
        sa.Column('id', _ID, nullable=False),
        sa.Column('appeal_id', _ID, nullable=False),
        sa.Column('ref', sa.String(length=24), nullable=False, unique=True),
        sa.Column('nonce', sa.String(length=24), nullable=False),
        sa.Column('team_name', sa.String(length=200), nullable=False),
        sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_share_offers_appeal_id', 'share_offers', ['appeal_id'])


def downgrade() -> None:
    op.drop_table('share_offers')
    op.drop_table('appeal_teams')
