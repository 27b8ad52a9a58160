"""the audit of an appeal is read from where it was left, not from its beginning"""

import sqlalchemy as sa
from alembic import op


revision = '0033'
down_revision = '0032'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_index('ix_audit_entries_appeal', 'audit_entries', ['appeal_id', 'id'])
    op.drop_index('ix_audit_entries_appeal_id', 'audit_entries')
    op.add_column('review_looks', sa.Column('counted', BIG, nullable=False, server_default='0'))
    op.add_column('review_looks', sa.Column('counted_to', BIG, nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('review_looks', 'counted_to')
    op.drop_column('review_looks', 'counted')
    op.create_index('ix_audit_entries_appeal_id', 'audit_entries', ['appeal_id'])
    op.drop_index('ix_audit_entries_appeal', 'audit_entries')
