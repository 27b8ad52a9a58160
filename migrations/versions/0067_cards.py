"""the pictures that letters are passed on with"""

from alembic import op
import sqlalchemy as sa


revision = '0067'
down_revision = '0066'


def upgrade() -> None:
    op.create_table(
        'cards',
        sa.Column('appeal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('lang', sa.String(length=20), nullable=False),
        sa.Column('stands_for', sa.String(length=16), nullable=False),
        sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('png', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'lang'),
    )


def downgrade() -> None:
    op.drop_table('cards')
