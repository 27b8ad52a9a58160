"""the words a letter is shared with, and the sites that may show its card

Revision ID: 0084
"""

import sqlalchemy as sa
from alembic import op


revision = '0084'
down_revision = '0081'


def upgrade() -> None:
    op.add_column('appeals', sa.Column('share_words', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('appeals', sa.Column('frame_hosts', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    op.drop_column('appeals', 'frame_hosts')
    op.drop_column('appeals', 'share_words')
