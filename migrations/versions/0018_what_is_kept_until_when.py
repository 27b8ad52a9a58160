"""what is kept until when; duties; what everybody who confirmed is told"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'

INSTANT = sa.DateTime(timezone=True)
TO_ERASE = {'sqlite_where': sa.text('erased_at IS NULL'), 'postgresql_where': sa.text('erased_at IS NULL')}


def upgrade() -> None:
    op.create_table('tellings',
        sa.Column('appeal_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=20), nullable=False),
        sa.Column('told_up_to', sa.Integer(), nullable=False),
        sa.Column('done_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_tellings_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'what', name=op.f('pk_tellings'))
    )
    op.create_table('duty_rounds',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('done_at', INSTANT, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_rounds'))
    )
    op.create_table('duty_troubles',
        sa.Column('appeal_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('duty', sa.String(length=40), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('trouble', sa.String(length=80), nullable=False),
        sa.Column('at', INSTANT, nullable=False),
        sa.PrimaryKeyConstraint('appeal_id', 'duty', name=op.f('pk_duty_troubles'))
    )
    op.add_column('appeals', sa.Column('draft_warned_at', INSTANT, nullable=True))
    op.drop_column('appeals', 'mailboxes_erased_at')
    op.add_column('suppressions', sa.Column('keep_until', INSTANT, nullable=True))
    op.add_column('signatures', sa.Column('held_for', sa.String(length=10), server_default='', nullable=False))
    op.add_column('signatures', sa.Column('keep_until', INSTANT, nullable=True))
    op.add_column('signatures', sa.Column('erased_at', INSTANT, nullable=True))
    _fill_in()
    op.create_index('ix_signatures_to_erase', 'signatures', ['appeal_id', 'keep_until'], **TO_ERASE)


def _fill_in() -> None:
    """Give each signature the deadline that was shown when it was given: an extension since moves it no further."""
    connection = op.get_bind()
    appeals = sa.table('appeals', sa.column('id'), sa.column('published_at'), sa.column('closes_at', INSTANT),
                       sa.column('grace_minutes'), sa.column('kept_days'))
    extensions = sa.table('extensions', sa.column('id'), sa.column('appeal_id'), sa.column('extended_at', INSTANT),
                          sa.column('before', INSTANT))
    signatures = sa.table('signatures', sa.column('appeal_id'), sa.column('signed_at', INSTANT), sa.column('keep_until', INSTANT))
    published = sa.select(appeals).where(appeals.c.published_at.is_not(None), appeals.c.closes_at.is_not(None))
    for appeal in connection.execute(published).all():
        kept = timedelta(days=appeal.kept_days - -appeal.grace_minutes // (24 * 60))
        mine = sa.update(signatures).where(signatures.c.appeal_id == appeal.id)
        connection.execute(mine.values(keep_until=appeal.closes_at + kept))
        moved = sa.select(extensions).where(extensions.c.appeal_id == appeal.id, extensions.c.before.is_not(None))
        for each in connection.execute(moved.order_by(extensions.c.id.desc())).all():
            earlier = mine.where(signatures.c.signed_at < each.extended_at)
            connection.execute(earlier.values(keep_until=each.before + kept))


def downgrade() -> None:
    op.drop_index('ix_signatures_to_erase', 'signatures', **TO_ERASE)
    op.drop_column('signatures', 'erased_at')
    op.drop_column('signatures', 'keep_until')
    op.drop_column('signatures', 'held_for')
    op.drop_column('suppressions', 'keep_until')
    op.add_column('appeals', sa.Column('mailboxes_erased_at', INSTANT, nullable=True))
    op.drop_column('appeals', 'draft_warned_at')
    op.drop_table('duty_troubles')
    op.drop_table('duty_rounds')
    op.drop_table('tellings')
