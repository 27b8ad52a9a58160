"""A form that makes something makes it once."""

import sqlalchemy as sa
from alembic import op

revision = '0104'
down_revision = '0101'


def upgrade() -> None:
    """Keep which forms were sent within a day, and what they made."""
    op.create_table(
        "sent_forms",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(250), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sent_forms"),
        sa.UniqueConstraint("key", name="uq_sent_forms_key"),
    )
    op.create_index("ix_sent_forms_made_at", "sent_forms", ["made_at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("sent_forms")
