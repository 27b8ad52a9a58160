"""what organisers tick and change in a list that is looked over; lines that an undone list took back can come again"""

from alembic import op
import sqlalchemy as sa


revision = '0063'
down_revision = '0062'


def upgrade() -> None:
    op.add_column('line_parts', sa.Column('doubts', sa.String(), nullable=False, server_default=''))
    op.add_column('line_parts', sa.Column('ticks', sa.String(), nullable=False, server_default=''))
    op.add_column('line_parts', sa.Column('changes', sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    op.add_column('suppressions', sa.Column('undone', sa.Boolean(), nullable=False, server_default=sa.false()))
    _keep_ticks_of_what_is_being_added()
    op.drop_column('line_lists', 'again')
    op.drop_column('line_lists', 'takes_doubtful')


def downgrade() -> None:
    op.add_column('line_lists', sa.Column('again', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('line_lists', sa.Column('takes_doubtful', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_column('suppressions', 'undone')
    op.drop_column('line_parts', 'changes')
    op.drop_column('line_parts', 'ticks')
    op.drop_column('line_parts', 'doubts')


def _keep_ticks_of_what_is_being_added() -> None:
    """A list that was being added with its doubtful lines, or with those that were taken off before, goes on so."""
    rows = op.get_bind().execute(sa.text(
        "SELECT p.list_id, p.number, p.outcomes, l.takes_doubtful, l.again FROM line_parts p"
        " JOIN line_lists l ON l.id = p.list_id WHERE l.state = 'adding'"
    )).all()
    for row in rows:
        too = ('dk' if row.takes_doubtful else '') + ('o' if row.again else '')
        ticks = ''.join('y' if letter in too else '.' for letter in row.outcomes)
        op.get_bind().execute(
            sa.text('UPDATE line_parts SET ticks = :ticks WHERE list_id = :list AND number = :number'),
            {'ticks': ticks, 'list': row.list_id, 'number': row.number},
        )
