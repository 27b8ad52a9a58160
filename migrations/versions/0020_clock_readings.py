"""what the clock of each start of a machine said last, before anything was erased by it"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0018'


def upgrade() -> None:
    op.create_table('clock_readings',
        sa.Column('boot', sa.String(length=36), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('uptime', sa.Double(), nullable=False),
        sa.Column('doubted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('trusted_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('boot', name=op.f('pk_clock_readings'))
    )


def downgrade() -> None:
    op.drop_table('clock_readings')
