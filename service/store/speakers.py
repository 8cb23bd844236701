"""Statements and the people who made them: one record a speaker, found again by any name an article used."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import sqlalchemy as sa

from service.domain.news import Attribution, Span, Speaker, Statement
from service.domain.questions import Spoken
from service.store import rows
from service.store.schema import (
    article_versions,
    articles,
    index_queue,
    speaker_aliases,
    speaker_appearances,
    speaker_decisions,
    speakers,
    statements,
)
from service.text.offices import OTHER_OFFICE
from service.text.words import name_key, person_key

IN_LIMIT = 500
MOST_ROLES = 2000  # wordings of one office
_seen = speaker_appearances.c


def identify(kind: str, *parts: object) -> str:
    """Return a stable id: `kind`, an underscore, 80 bits of the hash of the parts."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{kind}_{digest[:20]}"


def forget_silent(connection: sa.Connection, workspace: str) -> None:
    """Remove the records of speakers whom no article names any more, and nobody has decided about."""
    kept = _seen.auto_id, _seen.speaker_id, speaker_decisions.c.source_id, speaker_decisions.c.target_id
    silent = [speakers.c.id.not_in(sa.select(column)) for column in kept]
    connection.execute(sa.delete(speakers).where(speakers.c.workspace == workspace, *silent))


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """Which statements to return; ids are of speaker records, dates ISO 8601, both inclusive."""

    speaker_ids: tuple[str, ...] | None = None
    via_ids: tuple[str, ...] | None = None
    addressee_ids: tuple[str, ...] | None = None


class SpeakerRecords:
    """Speakers and statements of one workspace."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace
        self._roles_at: tuple[int | None, list[str]] = (None, [])

    def named(self, name: str) -> list[Speaker]:
        """Return the speakers whom articles call `name`: by full or last name, else by role; most quoted first."""
        key = person_key(name)
        if not key:
            return []
        exact = self._with_alias(speaker_aliases.c.alias == key, speaker_aliases.c.is_role.is_(False))
        return exact or self.with_role(key)

    def with_role(self, role: str, *, place: str = "") -> list[Speaker]:
        """Return the speakers whose role holds all words of `role`, in articles that hold all words of `place`."""
        conditions = [speaker_aliases.c.is_role.is_(True), speaker_aliases.c.alias.in_(self._roles(name_key(role)))]
        if place:
            conditions.append(_seen.article_id.in_(self._articles_with(name_key(place).split())))
        return self._with_alias(*conditions)

    def _roles(self, key: str) -> list[str]:
        """Return the roles that hold all words of `key`, and none that makes another office of it.

        A press secretary is no "secretary".
        """
        asked = set(key.split())
        other = OTHER_OFFICE - asked
        fitting = (role for role in self._all_roles() if asked <= (found := set(role.split())) and not other & found)
        return list(islice(fitting, MOST_ROLES))

    def _all_roles(self) -> list[str]:
        """Return every role of the workspace, read anew when an article came or went: 40 ms at 100,000 of them."""
        mine = speaker_aliases.c.workspace == self.workspace, speaker_aliases.c.is_role.is_(True)
        newest = sa.select(sa.func.max(index_queue.c.id)).where(index_queue.c.workspace == self.workspace)
        with self.engine.connect() as connection:
            state = connection.scalar(newest)
            if state is None or self._roles_at[0] != state:
                known = sa.select(speaker_aliases.c.alias).where(*mine).distinct()
                self._roles_at = (state, list(connection.scalars(known)))
            return self._roles_at[1]

    def _articles_with(self, found: Sequence[str]) -> sa.Select[tuple[str]]:
        text = sa.func.lower(article_versions.c.text)
        holding = [text.contains(word, autoescape=True) for word in found]
        return sa.select(article_versions.c.article_id).where(*holding)

    def _with_alias(self, *conditions: sa.ColumnElement[bool]) -> list[Speaker]:
        ids = sa.select(_seen.speaker_id).join(speaker_aliases).where(*conditions)
        return self._speakers(speakers.c.id.in_(ids))

    def all(self, *, limit: int = 500, offset: int = 0) -> list[Speaker]:
        """Return the speakers of the workspace, most quoted first."""
        return self._speakers(sa.true(), limit=limit, offset=offset)

    def by_id(self, ids: Sequence[str]) -> list[Speaker]:
        """Return those of the records that exist, most quoted first."""
        return self._speakers(speakers.c.id.in_(list(ids)))

    def aliases(self, *, beginning: Collection[str]) -> list[str]:
        """Return the names, folded, that articles call speakers by, those that begin with one of these letters."""
        first = [speaker_aliases.c.alias.between(letter, f"{letter}\U0010ffff") for letter in sorted(beginning)]
        mine = speaker_aliases.c.workspace == self.workspace, speaker_aliases.c.is_role.is_(False)
        with self.engine.connect() as connection:
            return list(connection.scalars(sa.select(speaker_aliases.c.alias).where(*mine, sa.or_(*first)).distinct()))

    def spoken(self, speaker_ids: Sequence[str]) -> Spoken:
        """Return how much these speakers said in all articles of the workspace, and when."""
        days = sa.func.min(_seen.published_at), sa.func.max(_seen.published_at)
        query = (
            sa.select(sa.func.count(), *days)
            .select_from(statements)
            .join(speaker_appearances, _seen.id == statements.c.speaker_id)
        )
        with self.engine.connect() as connection:
            number, first, last = connection.execute(query.where(_seen.speaker_id.in_(list(speaker_ids)))).one()
        return Spoken(number, first, last)

    def _speakers(self, condition: sa.ColumnElement[bool], *, limit: int = 500, offset: int = 0) -> list[Speaker]:
        """Return records that articles name, each with the role that most of them give it."""
        mine = _seen.speaker_id == speakers.c.id
        said = sa.select(sa.func.count(statements.c.id)).where(statements.c.speaker_id == _seen.id, mine)
        usual = sa.func.count().desc(), sa.func.length(_seen.role).desc(), _seen.role
        role = sa.select(_seen.role).where(mine, _seen.role.is_not(None)).group_by(_seen.role).order_by(*usual).limit(1)
        query = (
            sa.select(speakers.c.id, speakers.c.name, role.scalar_subquery().label("role"))
            .where(speakers.c.workspace == self.workspace, condition, sa.exists().where(mine))
            .order_by(said.scalar_subquery().desc(), speakers.c.called, speakers.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self.engine.connect() as connection:
            return [Speaker(row.name, row.role, row.id) for row in connection.execute(query)]

    def statements_in(self, article_id: str, span: Span) -> list[Statement]:
        """Return the statements of an article whose content overlaps `span`, in the order of the text."""
        found = self.statements(StatementFilter(), conditions=[articles.c.id == article_id, *self._mine()])
        return [s for s in found if any(c.overlaps(span) for c in s.attribution.content_spans)]

    def _mine(self) -> list[sa.ColumnElement[bool]]:
        return [articles.c.workspace == self.workspace]

    def statements(
        self,
        which: StatementFilter,
        *,
        conditions: Sequence[sa.ColumnElement[bool]],
        limit: int = 1000,
    ) -> list[Statement]:
        """Return statements in articles that meet `conditions` (of `Catalog.matching`): the newest, oldest first."""
        query = (
            sa.select(statements, article_versions.c.published_at, article_versions.c.external_id)
            .join(articles, articles.c.id == statements.c.article_id)
            .join(
                article_versions,
                sa.and_(
                    article_versions.c.article_id == statements.c.article_id,
                    article_versions.c.number == statements.c.version,
                ),
            )
            .where(*conditions, *_who(which))
            .order_by(
                articles.c.published_at.desc().nulls_first(), statements.c.article_id.desc(), statements.c.start.desc()
            )
        )
        with self.engine.connect() as connection:
            found = [rows.statement_from(row) for row in reversed(connection.execute(query.limit(limit)).all())]
            records = _records(connection, [i for s in found for i in _people_of(s.attribution)])
        return [replace(s, attribution=_with_records(s.attribution, records)) for s in found]


def _people_of(a: Attribution) -> list[str]:
    return [s.id for s in (a.speaker, a.via, a.addressee, *a.candidates) if s and s.id]


def _records(connection: sa.Connection, appearance_ids: Iterable[str]) -> dict[str, Any]:
    """Return the record of each appearance, with the name that the article itself uses."""
    ids = sorted(set(appearance_ids))
    columns = _seen.id, _seen.name.label("named"), _seen.speaker_id, speakers.c.name
    query = sa.select(*columns).join(speakers, speakers.c.id == _seen.speaker_id)
    chunks = (ids[start : start + IN_LIMIT] for start in range(0, len(ids), IN_LIMIT))
    return {row.id: row for chunk in chunks for row in connection.execute(query.where(_seen.id.in_(chunk)))}


def _with_records(a: Attribution, records: dict[str, Any]) -> Attribution:
    """Return an attribution with the records of its people in the place of their appearances.

    Who is named by an office alone ("the Pentagon chief") keeps it as the role.
    """

    def known(speaker: Speaker | None) -> Speaker | None:
        row = records.get(speaker.id or "") if speaker else None
        if speaker is None or row is None:
            return speaker
        called = re.sub(r"^(?:the|a|an) ", "", row.named, flags=re.IGNORECASE)
        other = person_key(row.name).split()[-1] != person_key(called).split()[-1]
        return Speaker(row.name, speaker.role or (called if other else None), row.speaker_id)

    candidates = {c.id: c for c in map(known, a.candidates) if c}
    return replace(
        a, speaker=known(a.speaker), via=known(a.via), addressee=known(a.addressee), candidates=(*candidates.values(),)
    )


def _who(which: StatementFilter) -> list[sa.ColumnElement[bool]]:
    chosen = (
        (statements.c.speaker_id, which.speaker_ids),
        (statements.c.via_id, which.via_ids),
        (statements.c.addressee_id, which.addressee_ids),
    )
    return [
        column.in_(sa.select(_seen.id).where(_seen.speaker_id.in_(ids))) for column, ids in chosen if ids is not None
    ]
