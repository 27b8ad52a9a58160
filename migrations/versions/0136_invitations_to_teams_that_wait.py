"""Who is invited to a team is in it once they accept; whoever was in one by now has accepted. Who was not is no owner."""

import sqlalchemy as sa
from alembic import op

revision = '0136'
down_revision = '0135'

NAME = 'last_owner_of_team'
STANDS = (
    "old.role = 'owner' AND EXISTS (SELECT 1 FROM organisers WHERE id = old.organiser_id) "
    'AND EXISTS (SELECT 1 FROM teams WHERE id = old.team_id)'
)
NONE_LEFT = "NOT EXISTS (SELECT 1 FROM rights WHERE team_id = old.team_id AND role = 'owner' AND id <> old.id)"
ACCEPTED = 'old.accepted_at IS NOT NULL'
NONE_LEFT_WHO_ACCEPTED = NONE_LEFT.replace("'owner'", "'owner' AND accepted_at IS NOT NULL")
LOST = "(new.role <> 'owner' OR new.team_id <> old.team_id)"


def upgrade() -> None:
    op.add_column('rights', sa.Column('accepted_at', sa.DateTime(timezone=True)))
    op.execute('UPDATE rights SET accepted_at = given_at')
    _guard(f'{STANDS} AND {ACCEPTED} AND {NONE_LEFT_WHO_ACCEPTED}')


def downgrade() -> None:
    op.execute('DELETE FROM rights WHERE accepted_at IS NULL')
    _guard(f'{STANDS} AND {NONE_LEFT}')
    op.drop_column('rights', 'accepted_at')


def _guard(is_last: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f"""
            CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM 1 FROM teams WHERE id = old.team_id FOR NO KEY UPDATE;
                IF {is_last} THEN
                    RAISE EXCEPTION '{NAME}' USING ERRCODE = 'unique_violation', CONSTRAINT = '{NAME}';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN old; END IF;
                RETURN new;
            END $$""")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
    for name, when in ((NAME, 'BEFORE DELETE ON rights WHEN'), (f'{NAME}_changed', f'BEFORE UPDATE ON rights WHEN {LOST} AND')):
        op.execute(f'DROP TRIGGER {name}')
        op.execute(f'CREATE TRIGGER {name} {when} {is_last} {refuse}')
