"""limits by network, sign-in links with places of their own, leases with a holder"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.create_table('buckets',
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('full_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_buckets'))
    )
    op.create_table('sign_in_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('ref', sa.String(length=24), nullable=False),
    sa.Column('nonce', sa.String(length=24), nullable=False),
    sa.Column('code_key', sa.LargeBinary(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organiser_id'], ['organisers.id'], name=op.f('fk_sign_in_links_organiser_id_organisers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_links')),
    sa.UniqueConstraint('ref', name=op.f('uq_sign_in_links_ref')),
    sa.UniqueConstraint('code_key', name=op.f('uq_sign_in_links_code_key'))
    )
    op.add_column('outbox_messages', sa.Column('holder', sa.String(length=16), nullable=True))
    op.add_column('signatures', sa.Column('mail_due_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('signatures', 'mail_due_at')
    op.drop_column('outbox_messages', 'holder')
    op.drop_table('sign_in_links')
    op.drop_table('buckets')
