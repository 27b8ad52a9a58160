"""Each sheet of a file that holds people is a list of its own, which knows the file it came in."""

import sqlalchemy as sa
from alembic import op

revision = '0133'
down_revision = '0132'


def upgrade() -> None:
    """A list from before is its own file."""
    op.add_column('line_lists', sa.Column('book', sa.String(24), nullable=False, server_default=''))


def downgrade() -> None:
    """Throw away the lists that wait of other sheets than the first: without their file their rows cannot be read."""
    op.execute("DELETE FROM line_lists WHERE book <> '' AND state IN ('untold', 'judging', 'waiting', 'adding')")
    op.drop_column('line_lists', 'book')
