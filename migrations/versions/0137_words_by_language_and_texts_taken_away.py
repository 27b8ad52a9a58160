"""What organisers tell everybody is said in each language of the letter: what changed in a text, why a letter was withdrawn,
how it was delivered and what was answered. And the text of a letter can be taken away.
"""

import sqlalchemy as sa
from alembic import op

revision = '0137'
down_revision = '0136'

_BY_LANGUAGE = (
    ('appeals', 'withdrawn_reasons'),
    ('appeal_versions', 'notes'),
    ('deliveries', 'hows'),
    ('deliveries', 'wordings'),
)


def upgrade() -> None:
    for table, column in _BY_LANGUAGE:
        op.add_column(table, sa.Column(column, sa.JSON(), server_default='{}', nullable=False))
    op.add_column('appeals', sa.Column('text_removed_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('appeals', 'text_removed_at')
    for table, column in reversed(_BY_LANGUAGE):
        op.drop_column(table, column)
