"""The last place among first signatories is found by an index while their list is being added, too"""

import sqlalchemy as sa
from alembic import op

revision = '0101'
down_revision = '0100'

NAME, COLUMNS, RANKED = 'ix_signatures_first', ['appeal_id', 'rank', 'id'], 'rank IS NOT NULL'


def upgrade() -> None:
    make(RANKED)


def downgrade() -> None:
    make(f"{RANKED} AND state = 'confirmed'")


def make(condition: str) -> None:
    op.drop_index(NAME, 'signatures')
    op.create_index(NAME, 'signatures', COLUMNS, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
