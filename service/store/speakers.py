"""Statements and the people who made them: one record a speaker, found again by any name an article used."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import sqlalchemy as sa

from service.domain.news import Span, Speaker, Statement
from service.domain.questions import Spoken
from service.store import asking, rows
from service.store.rows import Place
from service.store.schema import (
    article_versions,
    articles,
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
_is_named = sa.exists().where(_seen.speaker_id == speakers.c.id)  # by an article: some records have decisions alone


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
    """Which statements to return, by the ids of speaker records and of the few articles to look at."""

    speaker_ids: tuple[str, ...] | None = None
    via_ids: tuple[str, ...] | None = None
    addressee_ids: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] | None = None


@dataclass(slots=True)
class Known:
    """What was read of the aliases when `state` was the newest change: roles by word, names by letter."""

    state: int | None
    roles: dict[str, list[str]] | None = None
    names: dict[str, list[str]] = field(default_factory=dict)


class SpeakerRecords:
    """Speakers and statements of one workspace."""

    def __init__(self, engine: sa.Engine, *, workspace: str) -> None:
        self.engine = engine
        self.workspace = workspace
        self._known = Known(None)

    def named(self, name: str) -> list[Speaker]:
        """Return the speakers whom articles call `name`: by full or last name, else by role; most quoted first."""
        key = person_key(name)
        if not key:
            return []
        exact = self._with_alias(speaker_aliases.c.alias == key, speaker_aliases.c.is_role.is_(False))
        return exact or self.with_role(key)

    def with_role(self, role: str, *, place: str = "") -> list[Speaker]:
        """Return the speakers whose role holds all words of `role`, in articles that hold all words of `place`."""
        roles = self._roles(name_key(role))
        if not roles:
            return []
        conditions: list[sa.ColumnElement[bool]] = [speaker_aliases.c.is_role.is_(True)]
        conditions.append(speaker_aliases.c.alias.in_(roles))
        if place:
            conditions.append(_in_text_with(name_key(place).split()))
        return self._with_alias(*conditions)

    def _roles(self, key: str) -> list[str]:
        """Return the roles that hold all words of `key`, and none that makes another office of it.

        A press secretary is no "secretary".
        """
        asked = set(key.split())
        other = OTHER_OFFICE - asked
        by_word = self._roles_by_word()
        some = min((by_word.get(word, []) for word in asked or {""}), key=len)
        fitting = (role for role in some if asked <= (found := set(role.split())) and not other & found)
        return list(islice(fitting, MOST_ROLES))

    def _roles_by_word(self) -> dict[str, list[str]]:
        """Return the roles of the workspace under each of their words, and all of them under "".

        They are read anew when an article came or went: 40 ms at 100,000 of them.
        """
        known = self.known_now()
        if known.roles is None:
            found: dict[str, list[str]] = {"": []}
            for role in self._read_aliases(speaker_aliases.c.is_role.is_(True)):
                for word in {"", *role.split()}:
                    found.setdefault(word, []).append(role)
            known.roles = found
        return known.roles

    def known_now(self) -> Known:
        """Return what has been read since the last article came or went."""
        with self.engine.connect() as connection:
            state = connection.scalar(asking.NEWEST_CHANGE, {"workspace": self.workspace})
        if state is None or self._known.state != state:
            self._known = Known(state)
        return self._known

    def _read_aliases(self, *conditions: sa.ColumnElement[bool]) -> list[str]:
        mine = speaker_aliases.c.workspace == self.workspace
        with self.engine.connect() as connection:
            return list(connection.scalars(sa.select(speaker_aliases.c.alias).where(mine, *conditions).distinct()))

    def _with_alias(self, *conditions: sa.ColumnElement[bool]) -> list[Speaker]:
        mine = speaker_aliases.c.workspace == self.workspace
        ids = sa.select(_seen.speaker_id).join(speaker_aliases).where(mine, *conditions)
        return self._speakers(speakers.c.id.in_(ids))

    def all(self, *, limit: int = 500, offset: int = 0) -> list[Speaker]:
        """Return the speakers of the workspace, most quoted first."""
        return self._speakers(_is_named, limit=limit, offset=offset)

    def by_id(self, ids: Sequence[str]) -> list[Speaker]:
        """Return those of the records that exist, most quoted first."""
        return self._speakers(sa.and_(_is_named, speakers.c.id.in_(list(ids))))

    def aliases(self, *, beginning: Collection[str]) -> list[str]:
        """Return the names, folded, that articles call speakers by, those that begin with one of these letters.

        Those of a letter are read anew when an article came or went: 7 ms each at 130,000 names.
        """
        names = self.known_now().names
        for letter in set(beginning) - names.keys():
            begins = speaker_aliases.c.alias.between(letter, f"{letter}\U0010ffff")
            names[letter] = self._read_aliases(speaker_aliases.c.is_role.is_(False), begins)
        return [alias for letter in sorted(beginning) for alias in names[letter]]

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
        """Return records, most quoted first, each with the role that most articles give it."""
        mine = _seen.speaker_id == speakers.c.id
        said = sa.select(sa.func.count()).where(statements.c.speaker_id == _seen.id, mine)
        query = (
            sa.select(speakers.c.id, speakers.c.name)
            .where(speakers.c.workspace == self.workspace, condition)
            .order_by(said.scalar_subquery().desc(), speakers.c.called, speakers.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).all()
            roles = _usual_roles(connection, [row.id for row in found])
        return [Speaker(row.name, roles.get(row.id), row.id) for row in found]

    def statements_in(self, article_id: str, span: Span) -> list[Statement]:
        """Return the statements of an article whose content overlaps `span`, in the order of the text."""
        return self.statements_of([article_id], fitting=lambda place: _speaks_in(place, span))

    def statements_of(
        self, article_ids: Sequence[str], *, fitting: Callable[[Place], bool], limit: int = 1000
    ) -> list[Statement]:
        """Return the statements of articles whose place is `fitting`: of the newest `limit`, oldest first."""
        asked = {"workspace": self.workspace, "article_ids": list(article_ids), "most": limit}
        with self.engine.connect() as connection:
            read = connection.execute(asking.STATEMENTS_OF_ARTICLES, asked).all()
            return _made(connection, [row for row in read if fitting(rows.place_from(row))])

    def statements(
        self, which: StatementFilter, *, conditions: Sequence[sa.ColumnElement[bool]], limit: int = 1000
    ) -> list[Statement]:
        """Return statements in articles that meet `conditions` (of `Catalog.matching`): the newest, oldest first."""
        query = sa.select(*asking.STATEMENT).join(articles, articles.c.id == statements.c.article_id)
        query = query.where(*conditions, *_chosen(which)).order_by(*asking.NEWEST_FIRST)
        with self.engine.connect() as connection:
            return _made(connection, connection.execute(query.limit(limit)).all())

    def count(self, which: StatementFilter, *, conditions: Sequence[sa.ColumnElement[bool]], limit: int = 1000) -> int:
        """Return how many statements there are in articles that meet `conditions`, counted no further than `limit`."""
        query = sa.select(statements.c.id).join(articles, articles.c.id == statements.c.article_id)
        query = query.where(*conditions, *_chosen(which)).limit(limit)
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _usual_roles(connection: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the role that most articles give each of these records: asked for those returned, not for all found."""
    usual: dict[str, tuple[int, int, str]] = {}
    query = sa.select(_seen.speaker_id, _seen.role, sa.func.count().label("articles"))
    query = query.where(_seen.role.is_not(None)).group_by(_seen.speaker_id, _seen.role)
    for start in range(0, len(ids), IN_LIMIT):
        for row in connection.execute(query.where(_seen.speaker_id.in_(ids[start : start + IN_LIMIT]))):
            rank = (-row.articles, -len(row.role), row.role)
            usual[row.speaker_id] = min(rank, usual.get(row.speaker_id, rank))
    return {speaker_id: role for speaker_id, (_, _, role) in usual.items()}


def _speaks_in(place: Place, span: Span) -> bool:
    return any(start < span.end and span.start < end for start, end in place.spans)


def _in_text_with(found: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the condition that the article of an appearance holds all these words: no other text is read."""
    text = sa.func.lower(article_versions.c.text)
    holding = (text.contains(word, autoescape=True) for word in found)
    return sa.exists().where(article_versions.c.article_id == _seen.article_id, *holding)


def _made(connection: sa.Connection, newest_first: Sequence[rows.Row]) -> list[Statement]:
    """Return the statements of rows, oldest first, with the records of their people."""
    found = [(row, json.loads(row.attribution)) for row in reversed(newest_first)]
    records = _records(connection, [i for _, value in found for i in rows.people_of(value)])
    return [rows.statement_from(row, rows.attribution_from(value, records)) for row, value in found]


def _records(connection: sa.Connection, appearance_ids: Iterable[str]) -> dict[str, Speaker]:
    """Return the record of each appearance; its role is the office that the article itself has in the name's place."""
    ids = sorted(set(appearance_ids))
    chunks = (ids[start : start + IN_LIMIT] for start in range(0, len(ids), IN_LIMIT))
    found = (row for chunk in chunks for row in connection.execute(asking.RECORDS_OF_APPEARANCES, {"ids": chunk}))
    return {i: Speaker(name, _called(named, name), record) for i, named, record, name in found}


def _called(named: str, name: str) -> str | None:
    """Return what an article calls somebody instead of the name of the record: the office ("the Pentagon chief")."""
    called = re.sub(r"^(?:the|a|an) ", "", named, flags=re.IGNORECASE)
    return called if person_key(name).split()[-1] != person_key(called).split()[-1] else None


def _chosen(which: StatementFilter) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of a filter on `statements`, joined with `articles`.

    Where articles are named, people are compared row by row: SQLite would read everything that they ever said.
    """
    people = (
        (statements.c.speaker_id, which.speaker_ids),
        (statements.c.via_id, which.via_ids),
        (statements.c.addressee_id, which.addressee_ids),
    )
    chosen = [(column, _seen.speaker_id.in_(ids)) for column, ids in people if ids is not None]
    if which.article_ids is None:
        return [column.in_(sa.select(_seen.id).where(mine)) for column, mine in chosen]
    return [
        articles.c.id.in_(which.article_ids),
        *(sa.exists().where(_seen.id == column, mine) for column, mine in chosen),
    ]
