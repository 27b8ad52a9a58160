"""A delivery is known in public by a reference that no later one gets; whether it went by email from here."""

import sqlalchemy as sa
from alembic import op

revision = '0096'
down_revision = '0094'


def upgrade() -> None:
    """Give each the reference under which its scan is linked to already."""
    by_email = sa.Column("by_email", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("deliveries", sa.Column("ref", sa.String(24)))
    op.add_column("deliveries", by_email)
    op.execute("UPDATE deliveries SET ref = CAST(id AS VARCHAR(24))")
    with op.batch_alter_table("deliveries") as batch:
        batch.alter_column("ref", existing_type=sa.String(24), nullable=False)
        batch.create_unique_constraint(op.f("uq_deliveries_ref"), ["ref"])


def downgrade() -> None:
    """Go back to numbers; on SQLite one may be used again."""
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_constraint(op.f("uq_deliveries_ref"), type_="unique")
        batch.drop_column("by_email")
        batch.drop_column("ref")
