"""The register of speakers: each record with its names, roles over time and reasons; and what people change in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from service.domain.speakers import Mention, RolePeriod, SpeakerRecord
from service.errors import InputRejected, UnknownRecord
from service.store.decisions import Decision, Decisions
from service.store.identities import Sort
from service.store.schema import article_versions, articles, speaker_aliases, speaker_appearances, speakers, statements
from service.store.speakers import IN_LIMIT
from service.text.offices import office_key
from service.text.words import name_key, person_key

_seen = speaker_appearances.c
_first, _last = sa.func.min(_seen.published_at), sa.func.max(_seen.published_at)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records to list: these `ids`, names that begin with `prefix`; descriptions only if `unnamed`."""

    ids: tuple[str, ...] | None = None
    prefix: str | None = None
    unnamed: bool = False


class SpeakerRegister:
    """The records of one workspace."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace

    def find(self, wanted: Wanted = Wanted(), *, limit: int = 200, offset: int = 0) -> list[SpeakerRecord]:
        """Return records, most quoted first."""
        said = sa.func.count(statements.c.id)
        query = (
            sa.select(speakers.c.id, speakers.c.name, speakers.c.sort, said.label("said"))
            .join(speaker_appearances, _seen.speaker_id == speakers.c.id)
            .outerjoin(statements, statements.c.speaker_id == _seen.id)
            .where(speakers.c.workspace == self.workspace, *_conditions(wanted))
            .group_by(speakers.c.id)
            .order_by(said.desc(), speakers.c.called, speakers.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
            ids = [row.id for row in rows]
            names = _by_id(_grouped(connection, ids, _seen.name))
            roles = _by_id(_grouped(connection, ids, _seen.role, _seen.role.is_not(None)))
            totals = {row.speaker_id: row for row in _grouped(connection, ids, _seen.speaker_id)}
        return [_record(row, totals[row.id], names[row.id], roles[row.id]) for row in rows]

    def mentions(self, record_id: str, *, limit: int = 1000) -> list[Mention]:
        """Return where a record is named and why each mention belongs to it, oldest first."""
        columns = article_versions.c.title, article_versions.c.source, articles.c.external_id
        query = (
            sa.select(speaker_appearances, *columns)
            .join(articles, articles.c.id == _seen.article_id)
            .join(
                article_versions,
                sa.and_(
                    article_versions.c.article_id == articles.c.id,
                    article_versions.c.number == articles.c.current_version,
                ),
            )
            .where(_seen.workspace == self.workspace, _seen.speaker_id == record_id)
            .order_by(_seen.published_at, _seen.article_id, _seen.id)
            .limit(limit)
        )
        with self.engine.connect() as connection:
            decided = Decisions(connection, self.workspace)
            return [_mention(row, decided) for row in connection.execute(query)]

    def resolve(self, reference: str) -> SpeakerRecord:
        """Return the record with this id or this name; UnknownRecord if there is none, InputRejected if several."""
        called = sa.or_(speakers.c.id == reference, speakers.c.called == person_key(reference))
        query = sa.select(speakers.c.id).where(speakers.c.workspace == self.workspace, called)
        with self.engine.connect() as connection:
            found = self.find(Wanted(ids=tuple(connection.scalars(query)), unnamed=True))
        if not found:
            raise UnknownRecord(kind="speaker", id=reference)
        if len(found) > 1:
            ids = ", ".join(f"{r.id} ({r.role or 'no role'}, {r.articles} articles)" for r in found[:5])
            raise InputRejected(origin=reference, why="is the name of several speakers", mend=f"give an id: {ids}")
        return found[0]

    # --- decisions --------------------------------------------------------------------------------------------------

    def merge(self, kept: str, others: Sequence[str], *, note: str, now: str) -> list[Decision]:
        """Put other records into one; they stay there when articles are taken again or anew."""
        ids = [self.resolve(other).id for other in others]
        target = self.resolve(kept).id
        return self._decide(lambda d: [d.merge(target, other, note=note, now=now) for other in ids])

    def split(self, record: str, article_ids: Sequence[str], *, note: str, now: str) -> Decision:
        """Give what these articles say of a record to a new one."""
        source = self.resolve(record).id
        return self._decide(lambda d: d.split(source, article_ids, note=note, now=now))

    def undo(self, number: int, *, now: str) -> Decision:
        """Take a decision back."""
        return self._decide(lambda d: d.undo(number, now=now))

    def decisions(self) -> list[Decision]:
        """Return every decision of the workspace, undone ones too."""
        with self.engine.connect() as connection:
            return Decisions(connection, self.workspace).all

    def _decide(self, change: Callable[[Decisions], T]) -> T:
        with self.engine.begin() as connection:
            return change(Decisions(connection, self.workspace))


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.ids is not None:
        conditions.append(speakers.c.id.in_(wanted.ids))
    if wanted.prefix is not None:
        begins = speaker_aliases.c.alias.startswith(name_key(wanted.prefix) or wanted.prefix, autoescape=True)
        named = sa.select(speaker_aliases.c.appearance_id).where(begins, speaker_aliases.c.is_role.is_(False))
        conditions.append(speakers.c.id.in_(sa.select(_seen.speaker_id).where(_seen.id.in_(named))))
    if not wanted.unnamed:
        conditions.append(speakers.c.sort.in_([Sort.NAMED.value, Sort.SURNAME.value]))
    return conditions


def _grouped(
    connection: sa.Connection, ids: Sequence[str], by: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]
) -> list[Any]:
    """Return for each record and value of `by`: the first day, the last day and the number of articles."""
    articles_of = sa.func.count(sa.distinct(_seen.article_id)).label("articles")
    columns = _seen.speaker_id, by.label("value"), _first.label("first"), _last.label("last"), articles_of
    query = sa.select(*columns).where(*conditions).group_by(_seen.speaker_id, by)
    chunks = (ids[start : start + IN_LIMIT] for start in range(0, len(ids), IN_LIMIT))
    return [row for chunk in chunks for row in connection.execute(query.where(_seen.speaker_id.in_(chunk)))]


def _by_id(rows: Iterable[Any]) -> defaultdict[str, list[Any]]:
    out: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        out[row.speaker_id].append(row)
    return out


def _record(row: Any, total: Any, names: Sequence[Any], roles: Sequence[Any]) -> SpeakerRecord:
    periods = sorted(_periods(roles), key=lambda p: (-p.articles, p.role))
    return SpeakerRecord(
        id=row.id,
        name=row.name,
        sort=row.sort,
        role=periods[0].role if periods else None,
        roles=tuple(sorted(periods, key=lambda p: (p.first_seen or "9", p.role))),
        aliases=tuple(sorted({n.value for n in names} - {row.name})),
        statements=row.said,
        articles=total.articles,
        first_seen=total.first,
        last_seen=total.last,
    )


def _periods(rows: Sequence[Any]) -> list[RolePeriod]:
    """Return roles with their periods, different wordings of one office together under the most frequent one."""
    offices: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        offices[office_key(row.value)].append(row)
    return [
        RolePeriod(
            role=max(same, key=lambda r: (r.articles, len(r.value), r.value)).value,
            first_seen=min((r.first for r in same if r.first), default=None),
            last_seen=max((r.last for r in same if r.last), default=None),
            articles=sum(r.articles for r in same),
        )
        for same in offices.values()
    ]


def _mention(row: Any, decided: Decisions) -> Mention:
    return Mention(
        article_id=row.article_id,
        external_id=row.external_id,
        title=row.title,
        source=row.source,
        published_at=row.published_at,
        name=row.name,
        roles=tuple(row.roles),
        reason=decided.explain(row.id, row.auto_id) or row.reason,
    )
