"""whoever organisers take off is told by email, unless that is switched off"""

import json

from alembic import op
from sqlalchemy import text


revision = '0038'
down_revision = '0033'

MAIL = 'taken_off'


def upgrade() -> None:
    _change(lambda mails: [*mails, MAIL])


def downgrade() -> None:
    _change(lambda mails: mails)


def _change(made) -> None:
    rows = op.get_bind().execute(text('SELECT id, mails FROM appeals')).all()
    for row in rows:
        mails = json.loads(row.mails) if isinstance(row.mails, str) else row.mails
        mails = made([each for each in mails if each != MAIL])
        op.get_bind().execute(
            text('UPDATE appeals SET mails = :mails WHERE id = :id'), {'mails': json.dumps(mails), 'id': row.id}
        )
