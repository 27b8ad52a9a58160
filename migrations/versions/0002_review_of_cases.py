"""review of cases"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    # Before there are cases, which would go with the table that SQLite copies.
    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.add_column(sa.Column('printed_as_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_signatures_printed_as', ['printed_as_id'], unique=False, sqlite_where=sa.text('printed_as_id IS NOT NULL'), postgresql_where=sa.text('printed_as_id IS NOT NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_signatures_printed_as_id_signatures'), 'signatures', ['printed_as_id'], ['id'], ondelete='SET NULL')

    op.create_table('review_looks',
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_review_looks_appeal_id_appeals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_review_looks'))
    )
    op.create_table('cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('a_id', sa.Integer(), nullable=False),
    sa.Column('b_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('seen', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('moot', sa.Boolean(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('a_id < b_id', name=op.f('ck_cases_in_order')),
    sa.ForeignKeyConstraint(['a_id'], ['signatures.id'], name=op.f('fk_cases_a_id_signatures'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_cases_appeal_id_appeals'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['b_id'], ['signatures.id'], name=op.f('fk_cases_b_id_signatures'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organiser_id'], ['organisers.id'], name=op.f('fk_cases_organiser_id_organisers'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('appeal_id', 'a_id', 'b_id', name=op.f('uq_cases_appeal_id_a_id_b_id'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('ix_cases_a', ['a_id'], unique=False)
        batch_op.create_index('ix_cases_b', ['b_id'], unique=False)
        batch_op.create_index('ix_cases_queue', ['appeal_id', 'state', 'moot', 'score'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('ix_cases_queue')
        batch_op.drop_index('ix_cases_b')
        batch_op.drop_index('ix_cases_a')

    op.drop_table('cases')
    op.drop_table('review_looks')

    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_signatures_printed_as_id_signatures'), type_='foreignkey')
        batch_op.drop_index('ix_signatures_printed_as', sqlite_where=sa.text('printed_as_id IS NOT NULL'), postgresql_where=sa.text('printed_as_id IS NOT NULL'))
        batch_op.drop_column('chosen_at')
        batch_op.drop_column('printed_as_id')
