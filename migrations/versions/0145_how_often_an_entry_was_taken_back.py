"""How many of those who entered a signature took that back, apart from how often its mailbox was asked to confirm it."""

import sqlalchemy as sa
from alembic import op

revision = '0145'
down_revision = '0144'

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('signatures', sa.Column('let_go', NUMBER, server_default='0', nullable=False))


def downgrade() -> None:
    op.execute('UPDATE signatures SET mails = mails - let_go WHERE let_go > 0')
    op.drop_column('signatures', 'let_go')
