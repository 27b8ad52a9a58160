"""what the first language said when each part of a translation was made

Revision ID: 0079
"""

from alembic import op
import sqlalchemy as sa


revision = '0079'
down_revision = '0078'

PARTS = ('title', 'letterhead', 'place', 'date', 'recipients', 'delivery', 'subject', 'salutation', 'body', 'closing')


def upgrade() -> None:
    op.add_column('appeal_texts', sa.Column('translated_from', sa.JSON(), nullable=True))
    take_as_they_are()


def take_as_they_are():
    """Translations that are there count as those of the text as it stands: nothing is known of any other."""
    texts = sa.table(
        'appeal_texts', sa.column('id', sa.BigInteger), sa.column('appeal_id', sa.BigInteger), sa.column('lang', sa.String),
        sa.column('content', sa.JSON), sa.column('translated_from', sa.JSON),
    )
    appeals = sa.table('appeals', sa.column('id', sa.BigInteger), sa.column('first_lang', sa.String))
    first = texts.alias('first')
    found = (
        sa.select(texts.c.id, first.c.content)
        .join(appeals, appeals.c.id == texts.c.appeal_id)
        .join(first, (first.c.appeal_id == appeals.c.id) & (first.c.lang == appeals.c.first_lang))
        .where(texts.c.lang != appeals.c.first_lang)
    )
    for row in op.get_bind().execute(found).all():
        said = {part: row.content.get(part, '') for part in PARTS}
        op.execute(texts.update().where(texts.c.id == row.id).values(translated_from=said))


def downgrade() -> None:
    op.drop_column('appeal_texts', 'translated_from')
