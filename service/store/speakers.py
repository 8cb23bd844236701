"""Statements and the people who made them: one record a speaker, found again by any name an article used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from service.domain.news import ArticleVersion, Attribution, Span, Speaker, Statement
from service.store import rows
from service.store.schema import article_versions, articles, speaker_aliases, speakers, statements
from service.text.words import is_proper_name, name_key, person_key


def identify(kind: str, *parts: object) -> str:
    """Return a stable id: `kind`, an underscore, 80 bits of the hash of the parts."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{kind}_{digest[:20]}"


def write_statements(
    connection: sa.Connection, workspace: str, version: ArticleVersion, attributions: Sequence[Attribution]
) -> None:
    """Store the statements of a version and the records and aliases of those who speak in them."""
    named = [_with_ids(workspace, a) for a in attributions]
    _write_speakers(connection, workspace, version.article_id, named)
    values = {v["id"]: v for v in (_statement_values(version, a) for a in named)}
    if values:
        connection.execute(sa.insert(statements), list(values.values()))


def _with_ids(workspace: str, a: Attribution) -> Attribution:
    def known(speaker: Speaker | None) -> Speaker | None:
        if speaker is None or not name_key(speaker.name):
            return None
        return replace(speaker, id=identify("spk", workspace, person_key(speaker.name)))

    candidates = tuple(c for c in map(known, a.candidates) if c)
    return replace(a, speaker=known(a.speaker), via=known(a.via), addressee=known(a.addressee), candidates=candidates)


def _statement_values(version: ArticleVersion, a: Attribution) -> dict[str, object]:
    content = a.content(version.text)
    speaker_id = a.speaker.id if a.speaker else None
    spans = ",".join(f"{s.start}-{s.end}" for s in a.content_spans)
    return {
        "id": identify("stm", version.article_id, version.content_hash, spans, speaker_id),
        "article_id": version.article_id,
        "version": version.number,
        "start": a.extent.start,
        "speaker_id": speaker_id,
        "via_id": a.via.id if a.via else None,
        "addressee_id": a.addressee.id if a.addressee else None,
        "content": content,
        "attribution": rows.attribution_as_json(a),
    }


def _write_speakers(
    connection: sa.Connection, workspace: str, article_id: str, attributions: Iterable[Attribution]
) -> None:
    people: dict[str, Speaker] = {}
    aliases: dict[tuple[str, str], bool] = {}  # a name that is also a role counts as a name
    for a in attributions:
        for speaker in (a.speaker, a.via, a.addressee, *a.candidates):
            if speaker and speaker.id:
                people.setdefault(speaker.id, speaker)
                for alias, is_role in _aliases(speaker):
                    aliases[speaker.id, alias] = is_role and aliases.get((speaker.id, alias), True)
    _write_records(connection, workspace, people)
    if aliases:
        values = [
            {"speaker_id": speaker_id, "alias": alias, "article_id": article_id, "is_role": is_role}
            for (speaker_id, alias), is_role in sorted(aliases.items())
        ]
        connection.execute(sa.insert(speaker_aliases), values)


def _aliases(speaker: Speaker) -> set[tuple[str, bool]]:
    key = person_key(speaker.name)
    role = name_key(speaker.role or "")
    names = {(key, False), (key.split()[-1], False)} if is_proper_name(speaker.name) else {(key, True)}
    return names | ({(role, True)} if role and role != key else set())


def _write_records(connection: sa.Connection, workspace: str, people: Mapping[str, Speaker]) -> None:
    """Store the records of speakers who are new, and the first role that is found for one who had none."""
    ids = list(people)
    query = sa.select(speakers.c.id, speakers.c.role).where(speakers.c.id.in_(ids))
    known = {row.id: row.role for row in connection.execute(query)}
    new = [
        {"id": i, "workspace": workspace, "name": s.name, "key": person_key(s.name), "role": s.role}
        for i, s in people.items()
        if i not in known
    ]
    if new:
        connection.execute(sa.insert(speakers), new)
    for i, speaker in people.items():
        if i in known and known[i] is None and speaker.role:
            connection.execute(sa.update(speakers).where(speakers.c.id == i).values(role=speaker.role))


def clear_aliases(connection: sa.Connection, article_id: str) -> None:
    connection.execute(sa.delete(speaker_aliases).where(speaker_aliases.c.article_id == article_id))


def forget_silent(connection: sa.Connection, workspace: str) -> None:
    """Remove the records of speakers whom no article names any more."""
    named = sa.select(speaker_aliases.c.speaker_id)
    connection.execute(sa.delete(speakers).where(speakers.c.workspace == workspace, speakers.c.id.not_in(named)))


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

    def named(self, name: str) -> list[Speaker]:
        """Return the speakers whom articles call `name`: by full or last name, else by role; most quoted first."""
        key = person_key(name)
        if not key:
            return []
        exact = self._with_alias(speaker_aliases.c.alias == key, speaker_aliases.c.is_role.is_(False))
        return exact or self.with_role(key)

    def with_role(self, role: str, *, place: str = "") -> list[Speaker]:
        """Return the speakers whose role holds all words of `role`, in articles that hold all words of `place`."""
        conditions = _role_conditions(name_key(role))
        if place:
            conditions.append(speaker_aliases.c.article_id.in_(self._articles_with(name_key(place).split())))
        return self._with_alias(*conditions)

    def _articles_with(self, found: Sequence[str]) -> sa.Select[tuple[str]]:
        text = sa.func.lower(article_versions.c.text)
        holding = [text.contains(word, autoescape=True) for word in found]
        return sa.select(article_versions.c.article_id).where(*holding)

    def _with_alias(self, *conditions: sa.ColumnElement[bool]) -> list[Speaker]:
        ids = sa.select(speaker_aliases.c.speaker_id).where(*conditions)
        return self._speakers(speakers.c.id.in_(ids))

    def all(self, *, limit: int = 500, offset: int = 0) -> list[Speaker]:
        """Return the speakers of the workspace, most quoted first."""
        return self._speakers(sa.true(), limit=limit, offset=offset)

    def _speakers(self, condition: sa.ColumnElement[bool], *, limit: int = 500, offset: int = 0) -> list[Speaker]:
        said = sa.select(sa.func.count()).where(statements.c.speaker_id == speakers.c.id).scalar_subquery()
        query = (
            sa.select(speakers)
            .where(speakers.c.workspace == self.workspace, condition)
            .order_by(said.desc(), speakers.c.key)
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
            found = connection.execute(query.limit(limit)).all()
        return [rows.statement_from(row) for row in reversed(found)]


def _who(which: StatementFilter) -> list[sa.ColumnElement[bool]]:
    chosen = (
        (statements.c.speaker_id, which.speaker_ids),
        (statements.c.via_id, which.via_ids),
        (statements.c.addressee_id, which.addressee_ids),
    )
    return [column.in_(ids) for column, ids in chosen if ids is not None]


_OTHER_OFFICE = "deputy vice assistant under press former ex acting general private interim elect".split()


def _role_conditions(key: str) -> list[sa.ColumnElement[bool]]:
    """Return what an alias must be to hold the role `key`: all of its words, and none that makes another office of it.

    A press secretary is no "secretary".
    """
    padded = sa.literal(" ").concat(speaker_aliases.c.alias).concat(" ")
    asked = key.split()
    wanted = [padded.contains(f" {word} ", autoescape=True) for word in asked]
    other = [sa.not_(padded.contains(f" {word} ")) for word in _OTHER_OFFICE if word not in asked]
    return [speaker_aliases.c.is_role.is_(True), *wanted, *other]
