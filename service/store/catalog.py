"""The record: articles, versions, passages, statements. Every index is derived from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.domain.news import Article, ArticleVersion, Attribution, Passage, Span
from service.domain.questions import Filters, Searched
from service.errors import UnknownRecord, WrittenMeanwhile
from service.store import appearances, asking, copies, rows, speakers
from service.store.answers import forget_answers
from service.store.asking import story_size
from service.store.batches import forget_article
from service.store.copies import CopyRecords
from service.store.database import ensure_workspace
from service.store.digests import came_in, forget_bodies
from service.store.schema import (
    article_versions,
    articles,
    index_queue,
    passages,
    statements,
)

WRITING_LOCK = 0x0EC1  # of PostgreSQL, beside a number of the workspace
MOST_COUNTED = 200  # filters of which the number of articles is kept
OUTGROWN = 4  # times the articles that the statistics know of, which are right to a factor of two
_COUNTED = "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'articles'"
IN_LIMIT = 500  # values in one IN (…); SQLite takes 32,766


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalog has under an identity."""

    article_id: str
    version: int
    content_hash: str


def is_public() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which an article may be evidence: neither withdrawn nor under embargo."""
    return articles.c.withdrawn_at.is_(None), articles.c.held_until.is_(None)


def workspaces_with_ended_embargoes(engine: sa.Engine, *, now: str) -> list[str]:
    """Return the workspaces that hold an article whose embargo has ended."""
    query = sa.select(articles.c.workspace).where(articles.c.held_until <= now).distinct()
    with engine.connect() as connection:
        return list(connection.scalars(query.order_by(articles.c.workspace)))


@dataclass(frozen=True, slots=True)
class Heading:
    """What a passage is cited by, without its text."""

    source: str | None
    published_at: str | None


class Catalog:
    """One workspace of the catalog; every query is bound to it."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace
        self.copies = CopyRecords(engine, workspace=workspace)
        self._searched: tuple[int, dict[Filters, Searched]] = (-1, {})

    def known(self, identity: str) -> Known | None:
        """Return what is stored under `identity`, None if nothing is."""
        return self._known(articles.c.identity == identity)

    def known_text(self, content_hash: str) -> Known | None:
        """Return an article whose current text has this hash, None if there is none."""
        return self._known(articles.c.content_hash == content_hash)

    def _known(self, condition: sa.ColumnElement[bool]) -> Known | None:
        columns = articles.c.id, articles.c.current_version, articles.c.content_hash
        query = sa.select(*columns).where(articles.c.workspace == self.workspace, condition).limit(1)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return Known(*row) if row else None

    def write(
        self,
        version: ArticleVersion,
        *,
        identity: str,
        cuts: Sequence[Span],
        attributions: Sequence[Attribution],
        now: str,
        attributed_by: str | None = None,
        keys: Sequence[int] = (),
        copies_of: Sequence[str] = (),
        held_until: str | None = None,
    ) -> None:
        """Store a version with its passages and statements, all or nothing, and queue it for the indexes.

        Passages and statements of an earlier version are replaced; its text stays for old citations. `keys` are
        those by which near copies find each other, `copies_of` the articles that this one is nearly the same as.
        One that is held until an instant is stored without parts, and stored once more when that has come.
        WrittenMeanwhile, and nothing stored, if another process has stored the version since it was made.
        """
        with self._writing() as connection:
            if not self._lift(connection, version):
                self._write_version(
                    connection, version, identity=identity, now=now, held_until=held_until, attributed_by=attributed_by
                )
            _clear_parts(connection, version.article_id)
            if cuts:
                connection.execute(sa.insert(passages), [_passage_values(version, i, s) for i, s in enumerate(cuts)])
            appearances.write_statements(connection, self.workspace, version, attributions)
            copies.join(connection, version.article_id, keys=keys, copies_of=copies_of)
            self._note_change(connection, version.article_id)

    def _lift(self, connection: sa.Connection, version: ArticleVersion) -> bool:
        """End the embargo on a version that is stored already; False if it is a new one."""
        mine = articles.c.id == version.article_id, articles.c.current_version == version.number
        held = *mine, articles.c.held_until.is_not(None)
        return connection.execute(sa.update(articles).where(*held).values(held_until=None)).rowcount > 0

    def _write_version(
        self, connection: sa.Connection, version: ArticleVersion, *, attributed_by: str | None, now: str, **article: Any
    ) -> None:
        mine = sa.select(articles.c.current_version).where(articles.c.id == version.article_id)
        there = connection.scalar(mine)
        if there is not None and there >= version.number:
            raise WrittenMeanwhile(article_id=version.article_id, number=version.number)
        self._write_article(connection, version, now=now, **article)
        values = rows.version_values(version, created_at=now) | {"attributed_by": attributed_by}
        connection.execute(sa.insert(article_versions).values(values))

    def held(self, *, until: str) -> list[tuple[str, ArticleVersion]]:
        """Return the identity and the current version of every article whose embargo has ended at `until`."""
        due = articles.c.workspace == self.workspace, articles.c.held_until <= until
        with self.engine.connect() as connection:
            identities = dict(connection.execute(sa.select(articles.c.id, articles.c.identity).where(*due)).all())
        return [(identities[i], version) for i, version in self.current_versions(list(identities)).items()]

    def _write_article(
        self,
        connection: sa.Connection,
        version: ArticleVersion,
        *,
        identity: str,
        now: str,
        held_until: str | None,
    ) -> None:
        ensure_workspace(connection, self.workspace, now=now)
        values = {
            "held_until": held_until,
            "current_version": version.number,
            "content_hash": version.content_hash,
            "external_id": version.external_id,
            "source": version.source,
            "published_at": version.published_at,
            "withdrawn_at": None,
        }
        if version.number > 1:
            connection.execute(sa.update(articles).where(articles.c.id == version.article_id).values(values))
            return
        key = {
            "id": version.article_id,
            "workspace": self.workspace,
            "identity": identity,
            "ingested_at": now,
        }
        connection.execute(sa.insert(articles).values(key | values))

    def _note_change(self, connection: sa.Connection, article_id: str) -> None:
        """Number the change of an article, for the indexes that follow."""
        mine = index_queue.c.workspace == self.workspace, index_queue.c.article_id == article_id
        connection.execute(sa.delete(index_queue).where(*mine))
        connection.execute(sa.insert(index_queue).values(workspace=self.workspace, article_id=article_id))

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """Yield a connection in a transaction that no other writer of the workspace is beside.

        So changes are seen in the order of their numbers, by whoever follows them on other machines.
        """
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                key = sa.func.hashtext(self.workspace)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITING_LOCK, key)))
            yield connection

    def delete(self, article_id: str) -> None:
        """Remove an article with all its versions, passages and statements, and the stored answers that cite it.

        UnknownRecord if there is none.
        """
        with self._writing() as connection:
            where = articles.c.id == article_id, articles.c.workspace == self.workspace
            copies.leave(connection, article_id)
            forget_answers(connection, self.workspace, article_id)
            if connection.execute(sa.delete(articles).where(*where)).rowcount == 0:
                raise UnknownRecord(kind="article", id=article_id)
            speakers.forget_silent(connection, self.workspace)
            forget_article(connection, article_id)
            forget_bodies(connection, self.workspace)
            self._note_change(connection, article_id)

    def withdraw(self, article_id: str, *, now: str) -> None:
        """Take an article out of search, statements and stored answers; its versions stay, and a newer one ends it."""
        with self._writing() as connection:
            _clear_parts(connection, article_id)
            copies.leave(connection, article_id)
            speakers.forget_silent(connection, self.workspace)
            forget_answers(connection, self.workspace, article_id)
            forget_article(connection, article_id)
            forget_bodies(connection, self.workspace)
            values = {"withdrawn_at": now, "content_hash": ""}  # what comes next is a change, even to the old text
            connection.execute(sa.update(articles).where(articles.c.id == article_id).values(values))
            self._note_change(connection, article_id)

    def resolve(self, reference: str) -> str:
        """Return the id of the article that `reference` names by its id or its external id; UnknownRecord if none."""
        query = sa.select(articles.c.id).where(
            articles.c.workspace == self.workspace,
            sa.or_(articles.c.id == reference, articles.c.external_id == reference),
        )
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(query.limit(1))
        if found is None:
            raise UnknownRecord(kind="article", id=reference)
        return found

    def article(self, article_id: str) -> Article:
        """Return an article with its current version; UnknownRecord if there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(self._articles().where(articles.c.id == article_id)).first()
        if row is None:
            raise UnknownRecord(kind="article", id=article_id)
        return rows.article_from(row)

    def version(self, article_id: str, number: int) -> ArticleVersion:
        """Return one version of an article; UnknownRecord if there is none."""
        query = (
            sa.select(article_versions, articles.c.story, story_size().label("story_size"))
            .join(articles, articles.c.id == article_versions.c.article_id)
            .where(articles.c.workspace == self.workspace, articles.c.id == article_id)
            .where(article_versions.c.number == number)
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownRecord(kind="article version", id=f"{article_id}/{number}")
        return rows.version_from(row)

    def identity(self, article_id: str) -> str:
        """Return what makes another input this article; UnknownRecord if there is none."""
        query = sa.select(articles.c.identity).where(
            articles.c.workspace == self.workspace, articles.c.id == article_id
        )
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(query)
        if found is None:
            raise UnknownRecord(kind="article", id=article_id)
        return found

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return every version of an article, oldest first; none if there is no such article."""
        query = (
            sa.select(article_versions)
            .join(articles, articles.c.id == article_versions.c.article_id)
            .where(articles.c.workspace == self.workspace, articles.c.id == article_id)
        )
        with self.engine.connect() as connection:
            return [rows.version_from(row) for row in connection.execute(query.order_by(article_versions.c.number))]

    def current_versions(self, article_ids: Sequence[str]) -> dict[str, ArticleVersion]:
        """Return the current versions of those of the articles that exist, by article id."""
        found: dict[str, ArticleVersion] = {}
        with self.engine.connect() as connection:
            for start in range(0, len(article_ids), IN_LIMIT):
                chosen = {"workspace": self.workspace, "article_ids": list(article_ids[start : start + IN_LIMIT])}
                read = connection.execute(asking.CURRENT_VERSIONS, chosen)
                found |= {row.article_id: rows.version_from(row) for row in read}
        return found

    def among(self, article_ids: Sequence[str]) -> sa.ColumnElement[bool]:
        """Return the condition that an article is one of these."""
        return articles.c.id.in_(sorted(set(article_ids)))

    def articles(self, filters: Filters = Filters(), *, limit: int | None = None, offset: int = 0) -> list[Article]:
        """Return articles, newest first (those without a date last)."""
        order = articles.c.published_at.desc().nulls_last(), articles.c.id
        query = self._articles().where(*self.matching(filters)).order_by(*order).limit(limit).offset(offset)
        with self.engine.connect() as connection:
            return [rows.article_from(row) for row in connection.execute(query)]

    def sources(self) -> list[str]:
        """Return the outlets of the articles, those with most articles first."""
        query = sa.select(articles.c.source).where(
            articles.c.workspace == self.workspace, articles.c.source.is_not(None)
        )
        with self.engine.connect() as connection:
            return list(connection.scalars(query.group_by(articles.c.source).order_by(sa.func.count().desc())))

    def _articles(self) -> sa.Select[tuple[object, ...]]:
        def count(table: sa.FromClause) -> sa.ScalarSelect[int]:
            mine = sa.select(sa.func.count()).where(table.c.article_id == articles.c.id)
            return mine.scalar_subquery()

        return (
            sa.select(
                article_versions,
                articles.c.workspace,
                articles.c.ingested_at,
                articles.c.withdrawn_at,
                articles.c.held_until,
                articles.c.story,
                story_size().label("story_size"),
                count(article_versions.alias("counted")).label("versions"),
                count(passages).label("passages"),
                count(statements).label("statements"),
            )
            .join(article_versions, _is_current())
            .where(articles.c.workspace == self.workspace)
        )

    def matching_all(self) -> list[sa.ColumnElement[bool]]:
        """Return the condition that an article belongs to the workspace."""
        return self.matching(Filters())

    def matching(self, filters: Filters) -> list[sa.ColumnElement[bool]]:
        """Return the conditions on `articles` that `filters` set, workspace included."""
        conditions: list[sa.ColumnElement[bool]] = [articles.c.workspace == self.workspace]
        if filters.article_id:
            conditions.append(articles.c.id == filters.article_id)
        if filters.source:
            conditions.append(sa.func.lower(articles.c.source) == filters.source.lower())
        if filters.since:
            conditions.append(articles.c.published_at >= filters.since)
        if filters.until:
            conditions.append(articles.c.published_at <= end_of(filters.until))
        if filters.arrival:
            conditions.append(came_in(filters.arrival))
        return conditions

    def passage_ids(self, filters: Filters) -> list[int]:
        """Return the ids of all passages of articles that match."""
        query = (
            sa.select(passages.c.id)
            .join(articles, articles.c.id == passages.c.article_id)
            .where(*self.matching(filters))
        )
        with self.engine.connect() as connection:
            return list(connection.scalars(query))

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, ArticleVersion]]:
        """Return those of the passages that (still) exist, with their versions, by id."""
        found = self._passages(asking.PASSAGES, ids=list(ids))
        return {passage.id: (passage, version) for passage, version in found}

    def headings(self, ids: Sequence[int]) -> dict[int, Heading]:
        """Return outlet and date of those of the passages that (still) exist, by id: no text is read."""
        asked = {"workspace": self.workspace, "ids": list(ids)}
        with self.engine.connect() as connection:
            return {i: Heading(source, day) for i, source, day in connection.execute(asking.HEADINGS, asked)}

    def passages_of(self, article_id: str) -> list[tuple[Passage, ArticleVersion]]:
        """Return all passages of an article's current version, in order."""
        return self._passages(asking.PASSAGES_OF_ARTICLE, article_id=article_id)

    def _passages(self, query: sa.Select[Any], **asked: object) -> list[tuple[Passage, ArticleVersion]]:
        """Return passages in order; a version is read once, however many passages it has (10 MB have 12,000)."""
        with self.engine.connect() as connection:
            found = connection.execute(query, asked | {"workspace": self.workspace}).all()
            keys = {"article_ids": {row.article_id for row in found}, "numbers": {row.version for row in found}}
            read = connection.execute(asking.VERSIONS, {name: sorted(values) for name, values in keys.items()})
            versions = {(row.article_id, row.number): rows.version_from(row) for row in read}
        pairs = ((row, versions.get((row.article_id, row.version))) for row in found)
        return [(rows.passage_from(row, version), version) for row, version in pairs if version]

    def article_ids(self) -> list[str]:
        with self.engine.connect() as connection:
            query = sa.select(articles.c.id).where(articles.c.workspace == self.workspace)
            return list(connection.scalars(query.order_by(articles.c.id)))

    def count_passages(self) -> int:
        query = sa.select(sa.func.count()).select_from(passages).join(articles, articles.c.id == passages.c.article_id)
        with self.engine.connect() as connection:
            return connection.scalar(query.where(articles.c.workspace == self.workspace)) or 0

    def searched(self, filters: Filters) -> Searched:
        """Return how many articles match, and their first and last date: what a refusal cites.

        Counted anew when an article came or went.
        """
        state = self.newest_change()
        if self._searched[0] != state:
            self._searched = state, {}
        counted = self._searched[1]
        if filters not in counted:
            if len(counted) >= MOST_COUNTED:
                counted.clear()
            counted[filters] = self._count(filters)
        return counted[filters]

    def _count(self, filters: Filters) -> Searched:
        dates = sa.func.min(articles.c.published_at), sa.func.max(articles.c.published_at)
        query = sa.select(sa.func.count(), *dates).where(*self.matching(filters), *is_public())
        with self.engine.connect() as connection:
            number, first, last = connection.execute(query).one()
        return Searched(number, filters.since or first, filters.until or last)

    def gather_statistics(self) -> None:
        """Tell SQLite's query planner how the rows are spread, by a sample; PostgreSQL does it by itself.

        Without it, it takes the index on the workspace, which holds everything: 200 ms, not 3, over 16,000 passages.
        """
        if self.engine.dialect.name == "sqlite":
            with self.engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit=400")  # rows of each index: 20 ms in all
                connection.exec_driver_sql("ANALYZE")

    def refresh_statistics(self) -> None:
        """Gather statistics where there are none or they are of a much smaller catalog.

        So it is where taking in was cut off before its end, or a backup is of such a moment.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with self.engine.connect() as connection:
            number = connection.scalar(sa.select(sa.func.count()).select_from(articles)) or 0
            there = sa.inspect(connection).has_table("sqlite_stat1")
            known = connection.exec_driver_sql(_COUNTED).scalar() if there else None
        if number > OUTGROWN * (known or 0):
            self.gather_statistics()

    def changes(self, *, after: int) -> list[tuple[int, str]]:
        """Return (number, article id) of what changed after a change, oldest first; the newest of each article."""
        query = sa.select(index_queue.c.id, index_queue.c.article_id)
        query = query.where(index_queue.c.workspace == self.workspace, index_queue.c.id > after)
        with self.engine.connect() as connection:
            return [(row.id, row.article_id) for row in connection.execute(query.order_by(index_queue.c.id))]

    def newest_change(self) -> int:
        """Return the number of the last change, 0 before the first."""
        with self.engine.connect() as connection:
            return connection.scalar(asking.NEWEST_CHANGE, {"workspace": self.workspace}) or 0


def end_of(day_or_instant: str) -> str:
    """Return the last instant of a day, or the instant itself, for an inclusive `until`."""
    return day_or_instant if "T" in day_or_instant else f"{day_or_instant}T23:59:59Z"


def _is_current() -> sa.ColumnElement[bool]:
    return sa.and_(
        article_versions.c.article_id == articles.c.id,
        article_versions.c.number == articles.c.current_version,
    )


def _clear_parts(connection: sa.Connection, article_id: str) -> None:
    for table in (passages, statements):
        connection.execute(sa.delete(table).where(table.c.article_id == article_id))
    appearances.clear_appearances(connection, article_id)


def _passage_values(version: ArticleVersion, ordinal: int, span: Span) -> dict[str, object]:
    return {
        "article_id": version.article_id,
        "version": version.number,
        "ordinal": ordinal,
        "start": span.start,
        "end": span.end,
    }
