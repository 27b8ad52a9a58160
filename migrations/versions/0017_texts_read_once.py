"""the body of each text, read once: pages and files no longer read Markdown"""

import sqlalchemy as sa
from alembic import op

from petition.core import markdown, markdown_json, markdown_sandbox


revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.add_column('appeal_texts', sa.Column('tree', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('appeal_versions', sa.Column('trees', sa.JSON(), nullable=False, server_default='{}'))
    texts = sa.table('appeal_texts', sa.column('id'), sa.column('content', sa.JSON()), sa.column('tree', sa.JSON()))
    versions = sa.table('appeal_versions', sa.column('id'), sa.column('content', sa.JSON()), sa.column('trees', sa.JSON()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(texts.c.id, texts.c.content)).all():
        connection.execute(sa.update(texts).where(texts.c.id == row.id).values(tree=_tree(row.content)))
    for row in connection.execute(sa.select(versions.c.id, versions.c.content)).all():
        trees = {lang: _tree(text) for lang, text in row.content.items()}
        connection.execute(sa.update(versions).where(versions.c.id == row.id).values(trees=trees))


def _tree(text: dict) -> dict:
    """As it has been shown so far; one that takes too much to be read is shown as it was typed from now on."""
    try:
        found = markdown_sandbox.read(text['body'])
    except markdown.TooComplex:
        found = markdown.plain(text['body'])
    return markdown_json.as_json(found)


def downgrade() -> None:
    op.drop_column('appeal_versions', 'trees')
    op.drop_column('appeal_texts', 'tree')
