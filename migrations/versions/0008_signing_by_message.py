"""signing by message"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    # No batch: SQLite would copy the table, and dropping the old one would take all that hangs on it along.
    op.add_column('appeals', sa.Column('by_message', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.create_table('received_messages',
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('appeal_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_ref', sa.String(length=40), nullable=True),
    sa.Column('signature_ref', sa.String(length=24), nullable=True),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_received_messages_appeal_id_appeals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_received_messages'))
    )
    with op.batch_alter_table('received_messages', schema=None) as batch_op:
        batch_op.create_index('ix_received_messages_outcome', ['appeal_id', 'outcome'], unique=False)
        batch_op.create_index(batch_op.f('ix_received_messages_answer_ref'), ['answer_ref'], unique=False)
        batch_op.create_index(batch_op.f('ix_received_messages_received_at'), ['received_at'], unique=False)

    op.create_table('unread_messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=24), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('why', sa.String(length=12), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signature_ref', sa.String(length=24), nullable=True),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_unread_messages_appeal_id_appeals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unread_messages')),
    sa.UniqueConstraint('ref', name=op.f('uq_unread_messages_ref'))
    )
    with op.batch_alter_table('unread_messages', schema=None) as batch_op:
        batch_op.create_index('ix_unread_messages_state', ['appeal_id', 'state'], unique=False)


def downgrade() -> None:
    op.drop_table('unread_messages')
    op.drop_table('received_messages')
    op.drop_column('appeals', 'by_message')
