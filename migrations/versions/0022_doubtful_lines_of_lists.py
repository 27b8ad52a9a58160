"""lists whose doubtful lines are added once somebody has looked at them"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'


def upgrade() -> None:
    op.add_column('line_lists', sa.Column('takes_doubtful', sa.Boolean(), nullable=False, server_default=sa.false()))
    # A list that is being added at this moment was looked over before there was the question, and loses nobody.
    op.execute(sa.text("UPDATE line_lists SET takes_doubtful = true WHERE state = 'adding'"))


def downgrade() -> None:
    with op.batch_alter_table('line_lists') as table:
        table.drop_column('takes_doubtful')
