"""Seals of complete letters, and what opens their leaves; the database lets that go with what a signature says."""

import sqlalchemy as sa
from alembic import op

revision = '0144'
down_revision = '0143'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
# What a signature says is another thing now, or nothing; but not where all that goes is what the letter never printed.
KEEPS_ITS_LINE = "(old.erased_at IS NULL AND new.erased_at IS NOT NULL AND length(new.particulars) > 0)"
SAYS_OTHERWISE = f"old.visibility <> new.visibility OR (old.particulars <> new.particulars AND NOT {KEEPS_ITS_LINE})"
# Whose leaf never said anything of them stays known to be in the list: else it would be sealed as if it were added.
IS_STILL_UNNAMED = "old.visibility = 'hidden' AND new.visibility = 'hidden' AND new.state = 'confirmed'"
LET_GO = f"""UPDATE seal_leaves SET opens = NULL, signature_id = CASE WHEN {IS_STILL_UNNAMED} THEN signature_id END WHERE signature_id = old.id"""
LET_GO_OF_DELETED = 'UPDATE seal_leaves SET opens = NULL, signature_id = NULL WHERE signature_id = old.id'
# On SQLite a batch that copies the table of signatures drops its triggers: it has to make these anew, with those of 0032 and 0042.
EVENTS = {
    'let_go_of_seals': ('UPDATE OF visibility, particulars', f'WHEN ({SAYS_OTHERWISE})', LET_GO),
    'let_go_of_seals_of_deleted': ('DELETE', '', LET_GO_OF_DELETED),
}


def upgrade() -> None:
    op.create_table(
        'letter_seals',
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('number', BIG, autoincrement=False, nullable=False),
        sa.Column('run', BIG, nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen', BIG, nullable=False),
        sa.Column('manifest', sa.JSON(), nullable=False),
        sa.Column('root', sa.LargeBinary(), nullable=False),
        sa.Column('key', sa.String(400), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_letter_seals_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'number', name=op.f('pk_letter_seals')),
    )
    op.create_table(
        'seal_leaves',
        sa.Column('appeal_id', BIG, nullable=False),
        sa.Column('hash', sa.LargeBinary(), nullable=False),
        sa.Column('since', BIG, nullable=False),
        sa.Column('until', BIG),
        sa.Column('signature_id', BIG),
        sa.Column('opens', sa.LargeBinary()),
        sa.ForeignKeyConstraint(['appeal_id'], ['appeals.id'], name=op.f('fk_seal_leaves_appeal_id_appeals'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('appeal_id', 'hash', name=op.f('pk_seal_leaves')),
    )
    op.create_index('ix_seal_leaves_signature_id', 'seal_leaves', ['signature_id'])
    if op.get_bind().dialect.name == 'postgresql':
        for table, column in (('letter_seals', 'root'), ('seal_leaves', 'hash'), ('seal_leaves', 'opens')):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0')  # as of all such (0108)
    for name, (event, when, deed) in EVENTS.items():
        if op.get_bind().dialect.name == 'postgresql':
            op.execute(f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {deed}; RETURN NULL; END $$')
            op.execute(f'CREATE TRIGGER {name} AFTER {event} ON signatures FOR EACH ROW {when} EXECUTE FUNCTION {name}()')
        else:
            op.execute(f'CREATE TRIGGER {name} AFTER {event} ON signatures {when} BEGIN {deed}; END')


def downgrade() -> None:
    on_table = ' ON signatures' if op.get_bind().dialect.name == 'postgresql' else ''
    for name in EVENTS:
        op.execute(f'DROP TRIGGER {name}{on_table}')
        if on_table:
            op.execute(f'DROP FUNCTION {name}()')
    op.drop_index('ix_seal_leaves_signature_id', 'seal_leaves')
    op.drop_table('seal_leaves')
    op.drop_table('letter_seals')
