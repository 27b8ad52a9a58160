"""What is halted in an emergency is taken back as what waits is: the index by cause has it, too."""

import sqlalchemy as sa
from alembic import op

revision = '0088'
down_revision = '0084'

NAME = "ix_outbox_messages_cause"


def upgrade() -> None:
    """Find what waits and what is halted by its cause."""
    _by_cause("state IN ('waiting', 'halted')")


def downgrade() -> None:
    """Find what waits alone."""
    _by_cause("state = 'waiting'")


def _by_cause(which: str) -> None:
    op.drop_index(NAME, table_name="outbox_messages")
    op.create_index(NAME, "outbox_messages", ["cause"], sqlite_where=sa.text(which), postgresql_where=sa.text(which))
