"""letters that allow email addresses to be exported, and who asks for them

Revision ID: 0080
"""

from alembic import op
import sqlalchemy as sa


revision = '0080'
down_revision = '0079'

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('appeals', sa.Column('exports_mailboxes', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        'mailbox_requests',
        sa.Column('appeal_id', _ID, nullable=False),
        sa.Column('asked_by', _ID, nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('agreed_by', _ID, nullable=True),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['asked_by'], ['organisers.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['agreed_by'], ['organisers.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id'),
    )


def downgrade() -> None:
    op.drop_table('mailbox_requests')
    op.drop_column('appeals', 'exports_mailboxes')
