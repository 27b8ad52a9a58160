"""what an organiser is in a team: owner, editor, moderator, exporter, viewer; no team loses its last owner"""

import sqlalchemy as sa
from alembic import op


revision = '0050'
down_revision = '0045'

# An organiser or a team that is erased whole goes with its rights: by then its own row is gone.
STANDS = (
    "old.role = 'owner' AND EXISTS (SELECT 1 FROM organisers WHERE id = old.organiser_id) "
    'AND EXISTS (SELECT 1 FROM teams WHERE id = old.team_id)'
)
NONE_LEFT = (
    "NOT EXISTS (SELECT 1 FROM rights WHERE team_id = old.team_id AND role = 'owner' AND id <> old.id)"
)
LOST = "(new.role <> 'owner' OR new.team_id <> old.team_id)"
NAME = 'last_owner_of_team'


def upgrade() -> None:
    op.add_column('rights', sa.Column('role', sa.String(10), nullable=False, server_default='owner'))
    if op.get_bind().dialect.name == 'postgresql':
        # Of two who remove each other the second waits for the first, and then sees what it did.
        op.execute(f"""
            CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM 1 FROM teams WHERE id = old.team_id FOR NO KEY UPDATE;
                IF {STANDS} AND {NONE_LEFT} THEN
                    RAISE EXCEPTION '{NAME}' USING ERRCODE = 'unique_violation', CONSTRAINT = '{NAME}';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN old; END IF;
                RETURN new;
            END $$""")
        op.execute(f"CREATE TRIGGER {NAME} BEFORE DELETE ON rights FOR EACH ROW WHEN (old.role = 'owner') EXECUTE FUNCTION {NAME}()")
        op.execute(
            f"CREATE TRIGGER {NAME}_changed BEFORE UPDATE ON rights FOR EACH ROW WHEN (old.role = 'owner' AND {LOST}) "
            f'EXECUTE FUNCTION {NAME}()'
        )
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
        op.execute(f'CREATE TRIGGER {NAME} BEFORE DELETE ON rights WHEN {STANDS} AND {NONE_LEFT} {refuse}')
        op.execute(f'CREATE TRIGGER {NAME}_changed BEFORE UPDATE ON rights WHEN {LOST} AND {STANDS} AND {NONE_LEFT} {refuse}')


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    for name in (NAME, f'{NAME}_changed'):
        op.execute(f"DROP TRIGGER {name}{' ON rights' if is_postgresql else ''}")
    if is_postgresql:
        op.execute(f'DROP FUNCTION {NAME}()')
    op.drop_column('rights', 'role')
