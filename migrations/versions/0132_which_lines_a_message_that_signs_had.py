"""Of a message that signs keyed hashes of its lines are kept, so that what its sender's program adds is known in the reply."""

import sqlalchemy as sa
from alembic import op

revision = '0132'
down_revision = '0131'


def upgrade() -> None:
    op.add_column('received_messages', sa.Column('lines', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('received_messages', 'lines')
