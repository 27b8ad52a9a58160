"""what its owner says and what organisers decide are two states of a signature, and how it came is its source"""

from alembic import op


revision = '0028'
down_revision = '0027'


def upgrade() -> None:
    # Statements that both databases have; a batch would copy a table of millions.
    op.execute('ALTER TABLE signatures RENAME COLUMN door TO source')
    op.execute("UPDATE signatures SET state = 'not_me' WHERE state = 'refused' AND held_at IS NULL")
    op.execute("UPDATE signatures SET state = 'rejected' WHERE state = 'refused'")


def downgrade() -> None:
    op.execute("UPDATE signatures SET state = 'refused' WHERE state IN ('not_me', 'rejected')")
    op.execute('ALTER TABLE signatures RENAME COLUMN source TO door')
