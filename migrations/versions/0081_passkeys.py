"""passkeys of organisers, and the challenges that they have answered"""

import sqlalchemy as sa
from alembic import op


revision = '0081'
down_revision = '0080'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'passkeys',
        sa.Column('id', BIG, nullable=False),
        sa.Column('organiser_id', BIG, nullable=False),
        sa.Column('ref', sa.String(length=24), nullable=False),
        sa.Column('credential_id', sa.LargeBinary(), nullable=False),
        sa.Column('public_key', sa.LargeBinary(), nullable=False),
        sa.Column('sign_count', sa.BigInteger(), nullable=False),
        sa.Column('sealed_name', sa.LargeBinary(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['organiser_id'], ['organisers.id'], name=op.f('fk_passkeys_organiser_id_organisers'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys')),
        sa.UniqueConstraint('ref', name=op.f('uq_passkeys_ref')),
        sa.UniqueConstraint('credential_id', name=op.f('uq_passkeys_credential_id')),
    )
    op.create_index('ix_passkeys_organiser_id', 'passkeys', ['organiser_id'])
    op.create_table(
        'used_challenges',
        sa.Column('key', sa.LargeBinary(), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_used_challenges')),
    )


def downgrade() -> None:
    op.drop_table('used_challenges')
    op.drop_index('ix_passkeys_organiser_id', 'passkeys')
    op.drop_table('passkeys')
