"""a second factor: codes of an application (TOTP), recovery codes, and teams that require it"""

import sqlalchemy as sa
from alembic import op


revision = '0052'
down_revision = '0051'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('teams', sa.Column('needs_factor', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        'second_factors',
        sa.Column('organiser_id', BIG, nullable=False),
        sa.Column('sealed_secret', sa.LargeBinary(), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_counter', BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ['organiser_id'], ['organisers.id'], name=op.f('fk_second_factors_organiser_id_organisers'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('organiser_id', name=op.f('pk_second_factors')),
    )
    op.create_table(
        'recovery_codes',
        sa.Column('code_key', sa.LargeBinary(), nullable=False),
        sa.Column('organiser_id', BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ['organiser_id'], ['organisers.id'], name=op.f('fk_recovery_codes_organiser_id_organisers'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('code_key', name=op.f('pk_recovery_codes')),
    )
    op.create_index('ix_recovery_codes_organiser_id', 'recovery_codes', ['organiser_id'])


def downgrade() -> None:
    op.drop_index('ix_recovery_codes_organiser_id', 'recovery_codes')
    op.drop_table('recovery_codes')
    op.drop_table('second_factors')
    op.drop_column('teams', 'needs_factor')
