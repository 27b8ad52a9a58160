"""a role until a day, an address that waits to be confirmed, and where an organiser is signed in"""

import sqlalchemy as sa
from alembic import op


revision = '0051'
down_revision = '0050'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
NEW = {
    'sealed_new_mailbox': sa.LargeBinary(),
    'new_mailbox_nonce': sa.String(32),
    'new_mailbox_at': sa.DateTime(timezone=True),
}


def upgrade() -> None:
    op.add_column('rights', sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True))
    for name, kind in NEW.items():
        op.add_column('organisers', sa.Column(name, kind, nullable=True))
    op.create_table(
        'desk_sessions',
        sa.Column('id', BIG, nullable=False),
        sa.Column('organiser_id', BIG, nullable=False),
        sa.Column('ref', sa.String(24), nullable=False),
        sa.Column('device_key', sa.LargeBinary(), nullable=False),
        sa.Column('sealed_device', sa.LargeBinary(), nullable=False),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['organiser_id'], ['organisers.id'], name=op.f('fk_desk_sessions_organiser_id_organisers'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_sessions')),
        sa.UniqueConstraint('ref', name=op.f('uq_desk_sessions_ref')),
    )
    op.create_index('ix_desk_sessions_organiser_id', 'desk_sessions', ['organiser_id'])


def downgrade() -> None:
    op.drop_index('ix_desk_sessions_organiser_id', 'desk_sessions')
    op.drop_table('desk_sessions')
    for name in NEW:
        op.drop_column('organisers', name)
    op.drop_column('rights', 'ends_at')
