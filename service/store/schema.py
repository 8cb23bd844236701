"""The catalog's tables (SQLAlchemy Core). Every row belongs to a workspace, directly or through its article."""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0001"  # the newest file in migrations/versions; a test holds the two together

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

workspaces = sa.Table(
    "workspaces",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("created_at", sa.Text, nullable=False),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text),
    sa.Column("current_version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("published_at", sa.Text),
    sa.Column("ingested_at", sa.Text, nullable=False),
    sa.UniqueConstraint("workspace", "identity"),
    sa.Index("ix_articles_content_hash", "workspace", "content_hash"),
    sa.Index("ix_articles_external_id", "workspace", "external_id"),
    sa.Index("ix_articles_published_at", "workspace", "published_at"),
)

article_versions = sa.Table(
    "article_versions",
    metadata,
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("author", sa.Text),
    sa.Column("published_at", sa.Text),
    sa.Column("modified_at", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("external_id", sa.Text),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("furniture", sa.JSON, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("attributed_by", sa.Text),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Index("ix_passages_article_id", "article_id"),
    sqlite_autoincrement=True,
)

speakers = sa.Table(
    "speakers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("role", sa.Text),
    sa.UniqueConstraint("workspace", "key"),
)

speaker_aliases = sa.Table(
    "speaker_aliases",
    metadata,
    sa.Column("speaker_id", sa.Text, sa.ForeignKey("speakers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("is_role", sa.Boolean, nullable=False),
    sa.Index("ix_speaker_aliases_alias", "alias"),
    sa.Index("ix_speaker_aliases_article_id", "article_id"),  # every article that is written clears its own
)

statements = sa.Table(
    "statements",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("speaker_id", sa.Text, sa.ForeignKey("speakers.id")),
    sa.Column("via_id", sa.Text, sa.ForeignKey("speakers.id")),
    sa.Column("addressee_id", sa.Text, sa.ForeignKey("speakers.id")),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("attribution", sa.JSON, nullable=False),
    sa.Index("ix_statements_article_id", "article_id"),
    sa.Index("ix_statements_speaker_id", "speaker_id"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

answer_citations = sa.Table(
    "answer_citations",
    metadata,
    sa.Column("answer_id", sa.Text, sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_answer_citations_article_id", "article_id"),
)

index_queue = sa.Table(
    "index_queue",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("article_id", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("estimate", sa.JSON, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("cancelled_at", sa.Text),
    sa.UniqueConstraint("workspace", "key"),
)

batch_items = sa.Table(
    "batch_items",
    metadata,
    sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("article_id", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("step", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("result", sa.JSON),
    sa.Column("input_tokens", sa.Integer, nullable=False),
    sa.Column("output_tokens", sa.Integer, nullable=False),
    sa.Index("ix_batch_items_step", "step"),
    sa.Index("ix_batch_items_article_id", "article_id"),
    sa.Index("ix_batch_items_state", "batch_id", "state"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("batch_id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", sa.Text),
    sa.Column("due", sa.Float, nullable=False),
    sa.Index("ix_jobs_due", "due"),
)
