"""which sheet of a table is read and which of its rows are headings"""

import sqlalchemy as sa
from alembic import op


revision = '0030'
down_revision = '0028'


def upgrade() -> None:
    with op.batch_alter_table('line_lists') as table:
        table.add_column(sa.Column('sheets', sa.JSON(), nullable=False, server_default='[]'))
        table.add_column(sa.Column('sheet', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        table.add_column(sa.Column('head_first', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        table.add_column(sa.Column('head_last', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
    op.execute(sa.text('UPDATE line_lists SET head_first = 1, head_last = 1 WHERE has_heads'))
    with op.batch_alter_table('line_lists') as table:
        table.drop_column('has_heads')


def downgrade() -> None:
    op.add_column('line_lists', sa.Column('has_heads', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text('UPDATE line_lists SET has_heads = (head_last > 0)'))
    with op.batch_alter_table('line_lists') as table:
        for column in ('head_last', 'head_first', 'sheet', 'sheets'):
            table.drop_column(column)
