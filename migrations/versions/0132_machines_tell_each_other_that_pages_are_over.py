"""On PostgreSQL a number goes up when pages are over at once, which other machines see."""

from alembic import op

revision = '0132'
down_revision = '0131'


def upgrade() -> None:
    """A sequence: who counts on waits for nobody, whatever becomes of the transaction. SQLite is one machine's."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('CREATE SEQUENCE pages_ended')


def downgrade() -> None:
    """Machines show what is over for a few seconds more."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP SEQUENCE pages_ended')
