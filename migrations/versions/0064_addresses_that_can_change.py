"""the address of a draft can change: what its key and the journal are bound to is kept apart"""

from alembic import op
import sqlalchemy as sa


revision = '0064'
down_revision = '0063'


def upgrade() -> None:
    op.add_column('appeals', sa.Column('bound_to', sa.String(80), nullable=False, server_default=''))
    op.execute('UPDATE appeals SET bound_to = slug')


def downgrade() -> None:
    if op.get_bind().execute(sa.text('SELECT 1 FROM appeals WHERE bound_to <> slug')).first():
        raise RuntimeError('an appeal has changed its address: its key would be lost')
    op.drop_column('appeals', 'bound_to')
