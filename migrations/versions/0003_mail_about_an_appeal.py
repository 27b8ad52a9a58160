"""mail about an appeal"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('appeal_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_outbox_messages_appeal_id_appeals'), 'appeals', ['appeal_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index('ix_outbox_messages_undelivered', ['appeal_id'], unique=False, sqlite_where=sa.text("state = 'failed'"), postgresql_where=sa.text("state = 'failed'"))


def downgrade() -> None:
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_messages_undelivered', sqlite_where=sa.text("state = 'failed'"), postgresql_where=sa.text("state = 'failed'"))
        batch_op.drop_constraint(batch_op.f('fk_outbox_messages_appeal_id_appeals'), type_='foreignkey')
        batch_op.drop_column('appeal_id')
