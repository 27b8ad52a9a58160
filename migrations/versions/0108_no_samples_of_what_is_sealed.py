"""PostgreSQL's planner keeps no samples of encrypted values and keyed hashes, which outlived those that were erased.

Whoever is compared by such a value is found through an index that begins with it, or is unique: nothing is planned by samples.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = '0108'
down_revision = '0107'


def upgrade() -> None:
    """Take no more of them, and let go of those that are there: to say a column's type again does (RemoveStatistics)."""
    for table, column in _binary():
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')
        if table != 'audit_links':  # nobody's; a trigger of it names its columns
            op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE bytea')


def downgrade() -> None:
    """As PostgreSQL has it."""
    for table, column in _binary():
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS -1')


def _binary() -> Iterator[tuple[str, str]]:
    bind = op.get_bind()
    if bind.dialect.name == 'postgresql':
        inspector = sa.inspect(bind)
        for table in inspector.get_table_names():
            for column in inspector.get_columns(table):
                if isinstance(column['type'], sa.LargeBinary):
                    yield table, column['name']
