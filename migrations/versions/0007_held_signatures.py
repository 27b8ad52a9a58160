"""held signatures"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'

NAME, COLUMNS = 'uq_signatures_mailbox', ['appeal_id', 'mailbox_key']


def _index(condition: str) -> None:
    where = sa.text(condition)
    op.create_index(NAME, 'signatures', COLUMNS, unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.add_column('signatures', sa.Column('held_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_index(NAME, 'signatures')
    _index("state IN ('confirmed', 'held')")


def downgrade() -> None:
    # What waits for a decision that is no longer asked for came to nothing.
    erased = sa.text("UPDATE signatures SET state = 'expired', particulars = :none, mailbox_key = NULL WHERE state = 'held'")
    op.execute(erased.bindparams(sa.bindparam('none', b'', sa.LargeBinary())))
    op.drop_index(NAME, 'signatures')
    _index("state = 'confirmed'")
    op.drop_column('signatures', 'held_at')
