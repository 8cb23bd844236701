"""Indexes follow the queue of changes from a place of their own; PostgreSQL gets procrastinate's tables for its jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

EVERY_ARTICLE = """INSERT INTO index_queue (workspace, article_id)
    SELECT workspace, id FROM articles WHERE id NOT IN (SELECT article_id FROM index_queue) ORDER BY id"""
OLDER = "DELETE FROM index_queue WHERE id NOT IN (SELECT max(id) FROM index_queue GROUP BY workspace, article_id)"


def upgrade() -> None:
    op.execute(OLDER)
    op.execute(EVERY_ARTICLE)
    op.create_index("ix_index_queue_article_id", "index_queue", ["workspace", "article_id"], unique=False)
    op.create_index("ix_index_queue_id", "index_queue", ["workspace", "id"], unique=False)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _hand_over(connection)


def _hand_over(connection: sa.Connection) -> None:
    """Make the job tables, move what waits in the old one into them, and remove that."""
    from service.store.postgres_jobs import create_tables, put

    create_tables(connection)
    waiting: dict[str, list[int]] = {}
    for batch_id, position in connection.execute(sa.text("SELECT batch_id, position FROM jobs ORDER BY 1, 2")):
        waiting.setdefault(batch_id, []).append(position)
    for batch_id, positions in waiting.items():
        put(connection, batch_id, positions)
    op.drop_table("jobs")
