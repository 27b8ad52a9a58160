"""When all who were to be told of a new text had been, so that nobody whom organisers hold after that is told of it twice."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0143'
down_revision = '0142'

INSTANT = sa.DateTime(timezone=True)
VERSIONS = sa.table(
    'appeal_versions', sa.column('id'), sa.column('appeal_id'), sa.column('number'), sa.column('told_up_to'),
    sa.column('published_at', INSTANT), sa.column('told_at', INSTANT),
)
LOG = sa.table('audit_entries', sa.column('appeal_id'), sa.column('deed'), sa.column('at', INSTANT))
ALL_TOLD = timedelta(days=1)  # as was taken for granted until now


def upgrade() -> None:
    op.add_column('appeal_versions', sa.Column('told_at', INSTANT))
    connection = op.get_bind()
    last = sa.select(LOG.c.appeal_id, sa.func.max(LOG.c.at).label('at')).where(LOG.c.deed == 'signatures.carried')
    carried = {row.appeal_id: row.at for row in connection.execute(last.group_by(LOG.c.appeal_id))}
    told = sa.select(VERSIONS.c.id, VERSIONS.c.appeal_id, VERSIONS.c.published_at).where(
        VERSIONS.c.number > 1, VERSIONS.c.told_up_to.is_(None)
    )
    for row in connection.execute(told).all():
        at = max(row.published_at, carried.get(row.appeal_id, row.published_at)) + ALL_TOLD
        connection.execute(sa.update(VERSIONS).where(VERSIONS.c.id == row.id).values(told_at=at))


def downgrade() -> None:
    op.drop_column('appeal_versions', 'told_at')
