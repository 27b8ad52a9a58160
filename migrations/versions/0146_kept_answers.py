"""What was answered to a form, kept for an hour so that Back leads to it; whom a list would have asked, in rows of their own.

Letters that are complete stay laid out as they are: a list of which nothing was chosen is in two columns now where it is long.
"""

import sqlalchemy as sa
from alembic import op

revision = '0146'
down_revision = '0145'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
LISTS = sa.table('line_lists', sa.column('id', BIG), sa.column('figures', sa.JSON))
LETTERS = sa.table(
    'appeals', sa.column('id', BIG), sa.column('choices', sa.JSON), sa.column('closes_at', sa.DateTime(timezone=True)),
    sa.column('published_at', sa.DateTime(timezone=True)),
)
ASKED = sa.table('asked_too', sa.column('list_id', BIG), sa.column('ref', sa.String))


def upgrade() -> None:
    """Keep pages that answered forms, sealed by a key in their address alone; take references out of the figures of lists."""
    op.create_table(
        'kept_answers',
        sa.Column('id', BIG, nullable=False),
        sa.Column('key', sa.LargeBinary(), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_answers')),
        sa.UniqueConstraint('key', name=op.f('uq_kept_answers_key')),
    )
    op.create_index('ix_kept_answers_made_at', 'kept_answers', ['made_at'])
    op.create_table(
        'asked_too',
        sa.Column('list_id', BIG, autoincrement=False, nullable=False),
        sa.Column('ref', sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(['list_id'], ['line_lists.id'], name=op.f('fk_asked_too_list_id_line_lists'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('list_id', 'ref', name=op.f('pk_asked_too')),
    )
    op.create_index('ix_asked_too_ref', 'asked_too', ['ref'])
    for list_id, figures in op.get_bind().execute(sa.select(LISTS.c.id, LISTS.c.figures)).all():
        if rows := [{'list_id': list_id, 'ref': ref} for ref in {*figures.pop('asked_too', ())}]:
            op.get_bind().execute(sa.insert(ASKED), rows)
            op.get_bind().execute(sa.update(LISTS).where(LISTS.c.id == list_id).values(figures=figures))
    complete = sa.and_(LETTERS.c.closes_at < sa.func.current_timestamp(), LETTERS.c.published_at.is_not(None))
    for letter_id, choices in op.get_bind().execute(sa.select(LETTERS.c.id, LETTERS.c.choices).where(complete)).all():
        values = {'choices': {'columns': 1} | choices}
        op.get_bind().execute(sa.update(LETTERS).where(LETTERS.c.id == letter_id).values(values))
    if op.get_bind().dialect.name == 'postgresql':
        for column in ('key', 'sealed'):
            op.execute(f'ALTER TABLE kept_answers ALTER COLUMN {column} SET STATISTICS 0')  # as of all such (0108)


def downgrade() -> None:
    """Forget the pages; put whom a list would have asked back among its figures."""
    op.drop_table('kept_answers')
    asked: dict[int, list[str]] = {}
    for list_id, ref in op.get_bind().execute(sa.select(ASKED.c.list_id, ASKED.c.ref)).all():
        asked.setdefault(list_id, []).append(ref)
    for list_id, figures in op.get_bind().execute(sa.select(LISTS.c.id, LISTS.c.figures)).all():
        if list_id in asked:
            both = figures | {'asked_too': asked[list_id]}
            op.get_bind().execute(sa.update(LISTS).where(LISTS.c.id == list_id).values(figures=both))
    op.drop_table('asked_too')
