"""The catalog's tables (SQLAlchemy Core). Every row belongs to a workspace, directly or through its article."""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0006"  # the newest file in migrations/versions; a test holds the two together

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
    sa.Column("withdrawn_at", sa.Text),
    sa.Column("held_until", sa.Text),  # under embargo: stored, and no evidence before
    sa.Column("story", sa.Text),  # the earliest of its near copies; null where there are none
    sa.UniqueConstraint("workspace", "identity"),
    sa.Index("ix_articles_content_hash", "workspace", "content_hash"),
    sa.Index("ix_articles_external_id", "workspace", "external_id"),
    sa.Index("ix_articles_published_at", "workspace", "published_at"),
    sa.Index("ix_articles_story", "workspace", "story"),
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
    sa.Column("section", sa.Text),
    sa.Column("paywalled", sa.Boolean, nullable=False),
    sa.Column("correction", sa.Text),
    sa.Column("embargo_until", sa.Text),
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

# A record: somebody or some body of the workspace. `called` is the key of its name, `sort` how it is named.
speakers = sa.Table(
    "speakers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("called", sa.Text, nullable=False),
    sa.Column("sort", sa.Text, nullable=False),
    sa.UniqueConstraint("workspace", "key"),
    sa.Index("ix_speakers_called", "workspace", "called"),
)

# Who is named in one article: the record that the rules chose, why, and the record that holds after decisions.
speaker_appearances = sa.Table(
    "speaker_appearances",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("last", sa.Text, nullable=False),
    sa.Column("sort", sa.Text, nullable=False),
    sa.Column("particulars", sa.Text, nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("role", sa.Text),
    sa.Column("published_at", sa.Text),
    sa.Column("auto_id", sa.Text, sa.ForeignKey("speakers.id"), nullable=False),
    sa.Column("speaker_id", sa.Text, sa.ForeignKey("speakers.id"), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("ix_speaker_appearances_article_id", "article_id"),
    sa.Index("ix_speaker_appearances_auto_id", "auto_id", "published_at"),
    sa.Index("ix_speaker_appearances_id", "id", "speaker_id"),  # this and the next are read without the rows
    sa.Index("ix_speaker_appearances_speaker_id", "speaker_id", "published_at", "id"),
    sa.Index("ix_speaker_appearances_last", "workspace", "last", "sort", "published_at"),
    sa.Index("ix_speaker_appearances_sort", "workspace", "sort", "published_at"),
)

speaker_aliases = sa.Table(
    "speaker_aliases",
    metadata,
    sa.Column("appearance_id", sa.Text, sa.ForeignKey("speaker_appearances.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("is_role", sa.Boolean, nullable=False),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("held_at", sa.Text),  # for the role of somebody named: the day of the article
    sa.Index("ix_speaker_aliases_alias", "workspace", "alias", "is_role", "appearance_id"),
    sa.Index("ix_speaker_aliases_held_at", "workspace", "alias", "held_at"),
)

# What people decided about records; the last word, and never deleted: undoing one sets `undone_at`.
speaker_decisions = sa.Table(
    "speaker_decisions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("source_id", sa.Text, sa.ForeignKey("speakers.id"), nullable=False),
    sa.Column("target_id", sa.Text, sa.ForeignKey("speakers.id"), nullable=False),
    sa.Column("members", sa.JSON, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("decided_at", sa.Text, nullable=False),
    sa.Column("undone_at", sa.Text),
    sqlite_autoincrement=True,
)

statements = sa.Table(
    "statements",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("speaker_id", sa.Text, sa.ForeignKey("speaker_appearances.id")),
    sa.Column("via_id", sa.Text, sa.ForeignKey("speaker_appearances.id")),
    sa.Column("addressee_id", sa.Text, sa.ForeignKey("speaker_appearances.id")),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("attribution", sa.JSON, nullable=False),
    sa.Index("ix_statements_article_id", "article_id"),
    sa.Index("ix_statements_speaker_id", "speaker_id"),
)

copy_bands = sa.Table(
    "copy_bands",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_copy_bands_article_id", "article_id"),
    sqlite_with_rowid=False,
)

fetched_pages = sa.Table(
    "fetched_pages",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("modified", sa.Text),
    sa.Index("ix_fetched_pages_article_id", "article_id"),
)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("added_at", sa.Text, nullable=False),
    sa.Column("next_at", sa.Text, nullable=False),
    sa.Column("polled_at", sa.Text),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("status", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("modified", sa.Text),
    sa.Column("taken", sa.JSON, nullable=False),
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
    sa.Column("conversation", sa.Text),
    sa.Index("ix_answers_conversation", "workspace", "conversation"),
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

# What changed last, one row an article (also of one that is gone); whoever keeps an index follows it by `id`.
index_queue = sa.Table(
    "index_queue",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Index("ix_index_queue_article_id", "workspace", "article_id"),
    sa.Index("ix_index_queue_id", "workspace", "id"),
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

# What a batch has handed to a server that answers within a day. `remote_id` is null until the server has named it;
# `state` says sending, sent or collected (then only its files there are to be removed).
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id", ondelete="CASCADE"), nullable=False),
    sa.Column("remote_id", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("polls", sa.Integer, nullable=False),  # in vain, one after the other: the pause grows with them
    sa.Index("ix_submissions_batch_id", "batch_id"),
)

# The single requests of them, with nothing of the article: `submission_id` while the server has them.
hosted_requests = sa.Table(
    "hosted_requests",
    metadata,
    sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id", ondelete="SET NULL")),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("tokens", sa.Integer, nullable=False),  # that it may take, by its length
    sa.Column("input_tokens", sa.Integer, nullable=False),  # that all attempts took
    sa.Column("output_tokens", sa.Integer, nullable=False),
    sa.Column("error", sa.Text),
    sa.Index("ix_hosted_requests_submission_id", "submission_id"),
)

# Of SQLite only: on PostgreSQL jobs are procrastinate's (postgres_jobs.py).
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

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("answer_id", sa.Text, sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("given_by", sa.Text, primary_key=True),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

slack_teams = sa.Table(
    "slack_teams",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("installation", sa.Text),  # encrypted; null where the token comes from the settings
    sa.Column("source", sa.Text),
    sa.Column("period_days", sa.Integer),
)

slack_states = sa.Table(
    "slack_states",
    metadata,
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("expires_at", sa.Float, nullable=False),
)

slack_asks = sa.Table(
    "slack_asks",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("thread_ts", sa.Text),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", sa.Float, nullable=False),
    sa.Column("reply_ts", sa.Text),
    sa.Column("answer_id", sa.Text),
    sa.Column("outcome", sa.Text),  # null until it has ended
    sa.Column("created_at", sa.Text, nullable=False),
    sa.UniqueConstraint("team", "channel", "reply_ts"),
    sa.Index("ix_slack_asks_open", "outcome", "leased_until"),
    sa.Index("ix_slack_asks_thread", "team", "channel", "thread_ts"),
    sa.Index("ix_slack_asks_user", "team", "user", "created_at"),
)

slack_digests = sa.Table(
    "slack_digests",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("every_days", sa.Integer, nullable=False),
    sa.Column("due_at", sa.Text, nullable=False),
    sa.Column("set_by", sa.Text, nullable=False),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, sa.ForeignKey("workspaces.id"), nullable=False),
    sa.Column("written", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("about", sa.Text),
    sa.Column("speaker", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("length", sa.Text, nullable=False),
    sa.Column("secret", sa.Text),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("next_at", sa.Text, nullable=False),
    sa.Index("ix_digests_next_at", "next_at"),
)

# A digest that was due, and what became of it; `body` is there between the first attempt and the last.
digest_deliveries = sa.Table(
    "digest_deliveries",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("digest_id", sa.Text, sa.ForeignKey("digests.id", ondelete="CASCADE"), nullable=False),
    sa.Column("due_at", sa.Text, nullable=False),
    sa.Column("arrival", sa.JSON, nullable=False),
    sa.Column("seam", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", sa.Text),
    sa.Column("retry_at", sa.Text, nullable=False),
    sa.Column("body", sa.JSON(none_as_null=True)),
    sa.Column("error", sa.Text),
    sa.Column("ended_at", sa.Text),
    sa.UniqueConstraint("digest_id", "due_at"),
    sa.Index("ix_digest_deliveries_state", "state", "retry_at"),
)

SHARED = [table for table in metadata.sorted_tables if table is not jobs]  # what SQLite and PostgreSQL both have
