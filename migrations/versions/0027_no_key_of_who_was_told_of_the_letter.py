"""no keyed hash of a mailbox stays beside a letter of which all were told"""

from alembic import op


revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    op.execute('UPDATE appeals SET letter_told_up_to = NULL WHERE letter_told_at IS NOT NULL')


def downgrade() -> None:
    pass  # what is erased stays erased
