"""lists that organisers bring, looked over, added and undone as a whole"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    with op.batch_alter_table('line_lists', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=10), nullable=False, server_default='untold'))
        batch_op.add_column(sa.Column('rows', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('is_table', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('has_heads', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('columns', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('figures', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('first', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('invites', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('again', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('done', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('added', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('invited', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('organiser_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('added_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_line_lists_organiser_id_organisers'), 'organisers', ['organiser_id'], ['id'], ondelete='SET NULL')

    op.create_table('line_parts',
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('outcomes', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['line_lists.id'], name=op.f('fk_line_parts_list_id_line_lists'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('list_id', 'number', name=op.f('pk_line_parts'))
    )
    op.create_table('suppressions',
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_suppressions_appeal_id_appeals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('appeal_id', 'key', name=op.f('pk_suppressions'))
    )
    # A list that waits keeps its lines as its first part; an organiser has them looked through by one press.
    op.execute("INSERT INTO line_parts (list_id, number, sealed, outcomes) SELECT id, 0, sealed, '' FROM line_lists")
    # No batch: SQLite would copy the table, and the cases that refer to the one it drops would go.
    op.add_column('signatures', sa.Column('list_id', sa.Integer(), nullable=True))
    op.create_index('ix_signatures_list', 'signatures', ['list_id', 'state'], sqlite_where=sa.text('list_id IS NOT NULL'), postgresql_where=sa.text('list_id IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('ix_signatures_list', 'signatures')
    op.drop_column('signatures', 'list_id')
    op.drop_table('suppressions')
    op.drop_table('line_parts')
    op.execute("DELETE FROM line_lists WHERE state <> 'untold' OR is_table")  # before, all that was kept of one was its lines
    with op.batch_alter_table('line_lists', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_line_lists_organiser_id_organisers'), type_='foreignkey')
        for name in ('undone_at', 'added_at', 'organiser_id', 'invited', 'added', 'done', 'again', 'invites', 'first',
                     'figures', 'columns', 'has_heads', 'is_table', 'rows', 'state'):
            batch_op.drop_column(name)
