"""the public list of those who signed is kept in order

Revision ID: 0066
"""

from alembic import op
import sqlalchemy as sa


revision = '0066'
down_revision = '0064'

_FIRST = sa.text("rank IS NOT NULL AND state = 'confirmed'")


def upgrade() -> None:
    op.create_table(
        'rolls',
        sa.Column('appeal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('lang', sa.String(length=20), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'lang'),
    )
    op.create_index(
        'ix_signatures_first', 'signatures', ['appeal_id', 'rank', 'id'], sqlite_where=_FIRST, postgresql_where=_FIRST
    )
    show_as_before()


def show_as_before():
    """Letters that are open go on naming the latest dozen until their deadline, unless their organisers choose otherwise."""
    appeals = sa.table('appeals', sa.column('id', sa.BigInteger), sa.column('choices', sa.JSON), sa.column('published_at', sa.DateTime))
    found = sa.select(appeals.c.id, appeals.c.choices).where(appeals.c.published_at.is_not(None))
    for row in op.get_bind().execute(found).all():
        shown = {'before': 'some'} | (row.choices or {})
        op.execute(appeals.update().where(appeals.c.id == row.id).values(choices=shown))


def downgrade() -> None:
    op.drop_index('ix_signatures_first', 'signatures')
    op.drop_table('rolls')
