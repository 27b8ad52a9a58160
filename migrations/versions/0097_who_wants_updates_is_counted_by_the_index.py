"""Who is sent updates is counted by an index alone, however many have signed."""

import sqlalchemy as sa
from alembic import op

revision = '0097'
down_revision = '0096'

NAME = "ix_signatures_updates"
ASKED = "updates_since IS NOT NULL AND state = 'confirmed'"


def upgrade() -> None:
    """Leave out who wants no email: nothing is left to look up in the rows."""
    _of(f"{ASKED} AND quiet_at IS NULL")


def downgrade() -> None:
    """Hold everybody who asked."""
    _of(ASKED)


def _of(which: str) -> None:
    op.drop_index(NAME, table_name="signatures")
    where = sa.text(which)
    op.create_index(NAME, "signatures", ["appeal_id", "id"], sqlite_where=where, postgresql_where=where)
