"""signatures in the order in which organisers see them, and what is counted of them, found by indexes"""

from alembic import op
import sqlalchemy as sa


revision = '0072'
down_revision = '0067'


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    day = "timezone('UTC', date_trunc('day', timezone('UTC', signed_at)))" if is_postgresql else "substr(signed_at, 1, 10) || ' 00:00:00.000000'"
    op.execute(
        f'CREATE INDEX ix_signatures_at_desk ON signatures (appeal_id, ({day}) DESC, ref, state, visibility, version_id, kind, source, lang, erased_at) '
        "WHERE state IN ('confirmed', 'held', 'rejected')"
    )
    op.create_index('ix_signatures_collected', 'signatures', ['appeal_id', 'state', 'version_id'], **where("source = 'list'"))
    folded(['appeal_id', 'state', 'visibility', 'version_id', 'kind', 'printed_as_id', 'id'])


def downgrade() -> None:
    folded(['appeal_id', 'id', 'printed_as_id'])
    op.drop_index('ix_signatures_collected', 'signatures')
    op.drop_index('ix_signatures_at_desk', 'signatures')


def folded(columns: list[str]) -> None:
    op.drop_index('ix_signatures_folded', 'signatures')
    op.create_index('ix_signatures_folded', 'signatures', columns, **where('printed_as_id IS NOT NULL'))


def where(condition: str) -> dict[str, object]:
    return {'sqlite_where': sa.text(condition), 'postgresql_where': sa.text(condition)}
