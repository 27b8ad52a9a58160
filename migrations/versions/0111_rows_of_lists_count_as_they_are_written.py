"""rows of a list that is added wait in its parts, not among the signatures, until all of them are ready"""

import sqlalchemy as sa
from alembic import op


revision = '0111'
down_revision = '0108'

# A list that was being added goes on: what of it was written counts from now on, but for mailboxes that count by another word.
GIVES_WAY = """
    DELETE FROM signatures WHERE state = 'listed' AND mailbox_key IS NOT NULL AND EXISTS (
        SELECT 1 FROM signatures AS other
        WHERE other.appeal_id = signatures.appeal_id AND other.mailbox_key = signatures.mailbox_key
        AND (other.state IN ('confirmed', 'held', 'not_me', 'rejected') OR other.state = 'listed' AND other.id < signatures.id)
    )"""


def upgrade() -> None:
    op.execute(GIVES_WAY)
    op.execute("UPDATE signatures SET state = 'confirmed', confirmed_at = signed_at WHERE state = 'listed'")
    nothing = sa.bindparam('nothing', b'', sa.LargeBinary)
    adding = "list_id IN (SELECT id FROM line_lists WHERE state = 'adding')"
    op.execute(sa.text(f'UPDATE line_parts SET found = :nothing WHERE {adding}').bindparams(nothing))


def downgrade() -> None:
    """What is ready is not known there: a list that is being added is taken back, to be brought again."""
    op.execute("UPDATE line_lists SET state = 'undoing' WHERE state = 'adding'")
