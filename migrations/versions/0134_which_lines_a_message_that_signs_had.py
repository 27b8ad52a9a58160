"""Of a message that signs keyed hashes of its lines are kept, so that what its sender's program adds is known in the reply."""

import sqlalchemy as sa
from alembic import op

revision = '0134'
down_revision = '0133'


def upgrade() -> None:
    op.add_column('received_messages', sa.Column('lines', sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE received_messages ALTER COLUMN lines SET STATISTICS 0')


def downgrade() -> None:
    op.drop_column('received_messages', 'lines')
